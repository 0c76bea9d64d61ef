"""Every doubt of the reader can be said to people, in both languages."""

from handlers.texts import wording_in
from tests.handlers.parsing.corpus import readings
from tests.handlers.parsing.corpus_lines import LANGUAGES


def test_every_doubt_has_a_text_in_both_languages():
    doubts = {
        doubt.rule: doubt
        for language in LANGUAGES
        for reading in readings(language)
        for doubt in reading.doubts
    }

    said = [
        wording_in(language).say(doubt.rule, **dict(doubt.values))
        for doubt in doubts.values()
        for language in LANGUAGES
    ]

    assert len(said) >= 24
    assert all(said)
