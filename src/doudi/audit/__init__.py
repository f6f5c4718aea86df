"""Who did what: every change and every look at personal data, append only, in a chain of hashes."""
