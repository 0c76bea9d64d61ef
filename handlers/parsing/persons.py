"""Names of people inside sentences."""


def find(text: str) -> tuple[str, int, int] | None:
    """Find the person that a sentence names: the name, and where it stands."""
    return None
