"""Errors raised when a database cannot be opened, or not be used any more.

Refusals of commands are in domain.errors.
"""


class StorageUnusable(Exception):
    """The database cannot be used as it is; the text names it and the reason, without secrets."""


class StorageAway(StorageUnusable):
    """The same, but it may be only for now: its server cannot be reached."""


class KeyRefused(Exception):
    """Another key than the database's; nothing was changed."""


class WriterCrashed(Exception):
    """The writer thread ended by an unexpected exception: a bug. The cause is the exception."""
