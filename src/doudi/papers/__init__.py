"""Letters and forms: made from templates, numbered, kept."""
