"""Generated programs at work: for one household, over columns, over whole registries."""
