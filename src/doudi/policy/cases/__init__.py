"""Worked cases: households with the result that a clause demands."""
