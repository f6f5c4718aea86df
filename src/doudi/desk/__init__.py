"""The officials' side."""
