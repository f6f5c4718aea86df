"""A checked policy as data: types, expressions, and everything that a policy defines."""
