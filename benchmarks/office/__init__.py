"""How fast the office answers: a PostgreSQL of its own, invented people and cases, and officials at work."""
