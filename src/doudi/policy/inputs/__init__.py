"""What comes from outside a policy: the facts of households, the values of a place, and the form that asks."""
