"""What the storage says when it cannot be opened. Refusals of the core are in domain.errors."""


class StorageUnusable(Exception):
    """The database cannot be used as it is; the text says which and why, without secrets."""


class StorageAway(StorageUnusable):
    """The same, but it may be only for now: its server cannot be reached."""


class KeyRefused(Exception):
    """A master key that is not the database's; nothing was changed."""
