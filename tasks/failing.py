"""Failing: errors that end a run as a whole, each one line for a user."""


class RunError(RuntimeError):
    """The run failed; the message says why and what to do. `is_usage`: it was asked wrongly."""

    def __init__(self, message: str, *, is_usage: bool = False) -> None:
        super().__init__(message, is_usage)
        self.is_usage = is_usage

    def __str__(self) -> str:
        """Return the message."""
        return str(self.args[0])
