"""Redaction of secrets in text: passwords in URLs, and the values it is given."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

GONE = "***"
# What a bot token looks like, so that one we were not told of (another bot's) is caught as well.
_ANY_TOKEN = r"[0-9]{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}"  # noqa: S105 - a pattern
# Wide on purpose: as a password may hold any character, all from the colon to the last @ is one.
_URL_PASSWORD = re.compile(r"(?<=://)([^:]*):.*@|(?<=[?&])(\w*pass\w*|pwd)=[^&]*", re.IGNORECASE)


def masked(url: str) -> str:
    """The URL without the passwords in it."""
    return _URL_PASSWORD.sub(
        lambda found: f"{found[2]}={GONE}" if found[2] else f"{found[1]}:{GONE}@", url
    )


class Redactor:
    """Replaces every secret by ***, also where it is percent-encoded or inside JSON."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, longest_first), _ANY_TOKEN]))

    def __call__(self, text: str) -> str:
        return self._pattern.sub(GONE, text)


def _forms(secret: str) -> set[str]:
    encoded = quote(secret, safe="")
    lowered = re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), encoded)
    return {secret, encoded, lowered, secret.replace(":", "%3A"), json.dumps(secret)[1:-1]}
