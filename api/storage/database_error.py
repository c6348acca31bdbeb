"""What is wrong with a database, in words that say what to do."""


class DatabaseError(ValueError):
    """The database cannot be used as it is; the message says what to do."""


class UncertainCommit(RuntimeError):
    """The server warned at COMMIT: it may be kept on one machine only, and counts as unknown."""
