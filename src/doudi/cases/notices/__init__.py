"""Notices: what is posted, for how long, with which fields, and the objections to it."""
