"""The demonstration office: five places with invented people, and cases in every stage, made by the real services."""
