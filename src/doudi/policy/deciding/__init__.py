"""A decision and why: results, benefits, needs and explanation, as data and as sentences."""
