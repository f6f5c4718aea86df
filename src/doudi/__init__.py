"""Doudi (兜底): a local social-assistance policy as a running service."""

__version__ = "0.1.0"
