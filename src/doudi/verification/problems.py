"""What the means check refuses, in words for the person at the desk."""


class VerificationProblem(ValueError):
    """It cannot be done so; the message says why and what to do."""
