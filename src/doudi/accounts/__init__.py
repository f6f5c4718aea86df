"""Who may: users, organisations, roles, and the one place that says which role may do what, and where."""
