"""The public side: notices, the policy book, sign-in."""
