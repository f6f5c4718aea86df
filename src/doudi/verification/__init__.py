"""The means check: authorisation, request, report."""
