"""What is wrong, where, and what to do: every message of the language, in Chinese and in English."""
