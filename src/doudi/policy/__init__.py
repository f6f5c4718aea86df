"""The policy language: a policy is a function from the facts of one household to results that may be unknown."""
