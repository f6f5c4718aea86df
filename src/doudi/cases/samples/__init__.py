"""Samples: cases frozen at a sample step, and the draw of those whose home the county visits."""
