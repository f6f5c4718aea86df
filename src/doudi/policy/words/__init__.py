"""What a policy says, in words: expressions, conditions, and how two policies differ."""
