"""What the means check refuses, in words for the person at the desk."""


class VerificationProblem(ValueError):
    """It cannot be done so; the message says why and what to do. `field` is the field that it is about."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field
