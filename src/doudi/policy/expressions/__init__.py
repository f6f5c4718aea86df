"""From the text of an expression to checked nodes, and back to its text."""
