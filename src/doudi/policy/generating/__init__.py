"""From a policy on a date to the source of a program: specialised, folded, scheduled, written."""
