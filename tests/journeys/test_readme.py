"""The README holds: its transcript is replayed, its settings are those there are."""

import re
import tomllib
from datetime import datetime
from pathlib import Path

from bot.config.load import Config
from tests.journeys.stage import SEOUL, Phone

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TRANSCRIPT = re.search(r"<!-- transcript.*?-->\n```\n(.*?)```", README, re.DOTALL)
SPEAKERS = ("접수처", "고객", "봇")


def _pattern(words: str) -> re.Pattern[str]:
    """The words in that order, `…` standing for anything."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in words.split("…")]
    return re.compile(".*".join(parts), re.DOTALL)


async def _play(line: str, admin: Phone, customer: Phone, last: Phone) -> Phone:
    speaker, words = line.split(maxsplit=1)
    assert speaker in SPEAKERS, line
    if speaker == "봇":
        assert _pattern(words).search(last.sees()), (
            f"{line}\n-- but the phone shows:\n{last.sees()}"
        )
        return last
    phone = admin if speaker == "접수처" else customer
    if words.startswith("←"):
        seen = phone.sees()
        assert _pattern(words[1:]).search(seen), f"{line}\n-- but the phone shows:\n{seen}"
    elif words.startswith("["):
        await phone.taps(words[1:-1])
    else:
        await phone.says(words)
    return phone


async def test_the_transcript_of_the_readme_can_be_replayed(world, admin, customer):
    assert TRANSCRIPT is not None
    assert world.today < datetime(2027, 3, 11, tzinfo=SEOUL).date()
    last = customer

    for line in TRANSCRIPT[1].splitlines():
        last = await _play(line, admin, customer, last)


def test_the_settings_of_the_readme_are_those_there_are():
    told = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", README, re.MULTILINE))

    there = {
        f"{section}.{key}"
        for section, field in Config.model_fields.items()
        for key in field.default.__class__.model_fields
    }

    assert told == there


def test_the_defaults_of_the_readme_are_those_of_the_settings_file():
    told = dict(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \| `([^`|]*)` \|", README, re.MULTILINE))
    file = tomllib.loads((ROOT / "config.toml").read_text("utf-8"))
    checked = 0

    for section, keys in file.items():
        for key, value in keys.items():
            if (shown := told.get(f"{section}.{key}")) is not None:
                plain = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                plain = plain.lower() if isinstance(value, bool) else plain  # as in the file
                assert shown == plain, f"{section}.{key}"
                checked += 1

    assert checked > 12
