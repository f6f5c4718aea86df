"""The policy book: policies as a static site that an official reads and trusts."""
