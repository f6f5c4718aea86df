"""Synthetic people: whole registries of nobody, to measure and to test with. Every ID number lies in the test range."""
