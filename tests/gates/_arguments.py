"""What every gate takes on its command line."""

import argparse


def minutes_asked(about: str | None) -> float | None:
    """How long the gate is to go on; None: as short as it proves anything."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--minutes", type=float)
    minutes: float | None = parser.parse_args().minutes
    return minutes
