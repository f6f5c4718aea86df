"""Where: the tree of areas by division code, which bounds what every official sees."""
