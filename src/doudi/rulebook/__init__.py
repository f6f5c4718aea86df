"""Policies in force: releases kept whole, adopted by a place from a day, with its standards."""
