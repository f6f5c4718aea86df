"""The registry in Excel: a template to fill in, an import that is whole or nothing, an export of the same shape."""
