"""Which days are workdays: a table that an administrator can edit, filled from what the state council published."""
