"""Coming in: sign-in, second factor, password, choice of role."""
