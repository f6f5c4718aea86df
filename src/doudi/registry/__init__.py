"""People and households: their facts over time, true on a day and known on a day."""
