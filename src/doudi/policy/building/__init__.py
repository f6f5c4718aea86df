"""From definitions as written to a checked `Policy`."""
