"""Character references (`&lt;`, `&#x27;`): the few names Telegram knows, and numbers."""

import re

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+))")
MAX_LENGTH = 10
LAST_CODE = 0x10FFFF


def reference_at(html: str, at: int) -> tuple[str, int]:
    """The character that a reference stands for and where the text goes on ("" if it is none)."""
    match = REFERENCE.match(html, at)
    if match is None:
        return "", at
    sixteen, ten, name = match.groups()
    if name is not None:
        character = NAMED.get(name, "")
    else:
        code = int(sixteen, 16) if sixteen else int(ten)
        valid = 0 < code < LAST_CODE and len(match[0]) < MAX_LENGTH
        character = chr(code) if valid else ""
    return character, match.end() + html.startswith(";", match.end())


def decode(value: str) -> str:
    """The text with every reference replaced."""
    out, at = [], 0
    while (found := value.find("&", at)) >= 0:
        character, after = reference_at(value, found)
        out += [value[at:found], character or "&"]
        at = after if character else found + 1
    return "".join([*out, value[at:]])
