"""Meetings: the agenda frozen from cases, who came, what was resolved on each case, and the joint signatures."""
