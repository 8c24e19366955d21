"""What can be wrong with the database, each as one line that says what to do."""


class StorageError(Exception):
    """The database cannot be used as asked; the message is one line for a user."""

    def __str__(self) -> str:
        """Return the message on one line."""
        return " ".join(str(self.args[0]).split())


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message."""
    return next(iter(str(error).splitlines()), type(error).__name__)
