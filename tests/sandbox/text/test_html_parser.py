"""Telegram's HTML: what is read, what is refused, and what the page shows of it."""

from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.text.entities import Entity, Text, detect, trim, units
from sandbox.text.html_parser import MarkupError, parse_html
from sandbox.text.html_render import to_html

HALF = (
    "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units"
)
DIGITS = "9" * 5000  # more than int() reads
INVALID_FORMAT = "Invalid date-time format specified"
anything = st.text(st.characters(exclude_categories=["Cs"]))
tags = st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler", "strong"])


def kinds(html):
    return [(entity.type, entity.offset, entity.length) for entity in parse_html(html).entities]


@given(anything)
def test_any_escaped_text_is_accepted_and_is_what_was_written(text):
    assert parse_html(escape(text)) == Text(text)


@given(anything, anything, tags)
def test_an_entity_covers_exactly_the_text_inside_its_tag(before, inside, tag):
    html = f"{escape(before)}<{tag}>{escape(inside)}</{tag}>"

    parsed = parse_html(html)

    assert parsed.text == before + inside
    spans = [(entity.offset, entity.length) for entity in parsed.entities]
    assert spans == ([(units(before), units(inside))] if inside else [])


@given(anything, tags)
def test_a_tag_left_open_is_refused(text, tag):
    with pytest.raises(MarkupError):
        parse_html(f"{escape(text)}<{tag}>{escape(text)}")


@given(anything, tags, tags)
def test_the_page_shows_the_same_words_and_no_tag_of_the_text(text, outer, inner):
    parsed = parse_html(f"<{outer}>{escape(text)}<{inner}>{escape(text)}</{inner}></{outer}>")

    shown = to_html(parsed)

    for tag in {outer, inner, "strong", "b"}:
        shown = shown.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in shown.replace("<br>", "")
    assert unescape(shown.replace("<br>", "\n")) == text * 2


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("예약 <hr>", 'Unsupported start tag "hr" at byte offset 7'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<", "Unclosed start tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b ", 'Unclosed start tag "b" at byte offset 0'),
        ("<b>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x>x</a>', "Unclosed start tag at byte offset 0"),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x,y>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            f'<tg-emoji emoji-id="{DIGITS}">x</tg-emoji>',
            "Invalid custom emoji identifier specified",
        ),
        (f'<tg-time unix="{DIGITS}">x</tg-time>', "Invalid date specified"),
        ("<tg-time>x</tg-time>", "Invalid date specified"),
        ('<tg-time unix="">x</tg-time>', "Invalid date specified"),
        ('<tg-time unix="0">x</tg-time>', "Invalid date specified"),
        ('<tg-time unix="-5" format="r">x</tg-time>', "Invalid date specified"),
        ('<tg-time unix="２" format="r">x</tg-time>', "Invalid date specified"),
        (f'<tg-time unix="{2**31}">x</tg-time>', "Invalid date specified"),
        ('<tg-time unix="5" format="rT">x</tg-time>', INVALID_FORMAT),
        ('<tg-time unix="5" format="Td">x</tg-time>', INVALID_FORMAT),
        ('<tg-time unix="5" format="HH:MM">x</tg-time>', INVALID_FORMAT),
        ("&#xd83d;", HALF),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(html, words):
    with pytest.raises(MarkupError) as refused:
        parse_html(html)

    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<B>굵게</B>", "굵게", [("bold", 0, 2)]),
        ("🏥 <i>기울임</i>", "🏥 기울임", [("italic", 3, 3)]),
        ("<b>가<i>나</i></b>", "가나", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b></b>없음", "없음", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("&laquo;&lt;&gt;&amp;&quot;&#39;", "&laquo;<>&\"'", []),
        ('<a href="nonsense">x</a>', "x", []),
    ],
)
def test_the_subset_is_read(html, text, entities):
    assert parse_html(html).text == text
    assert kinds(html) == entities


def test_a_link_carries_its_decoded_address():
    parsed = parse_html('<a href="https://example.org/?a=1&amp;b=2">지도</a>')

    assert parsed.entities == (Entity("text_link", 0, 2, url="https://example.org/?a=1&b=2"),)


@pytest.mark.parametrize("shown_as", ["", "r", "w", "d", "T", "wDt", "Dt", "wT"])
def test_a_moment_carries_its_time_and_format_to_the_bot_and_to_the_page(shown_as):
    html = f'<b>까지 <tg-time unix="1800000000" format="{shown_as}">14:05</tg-time></b>'

    parsed = parse_html(html)

    moment = parsed.entities[1]
    assert moment.wire() == {
        "type": "date_time",
        "offset": 3,
        "length": 5,
        "unix_time": 1800000000,
        "date_time_format": shown_as,
    }
    assert to_html(parsed) == (
        f'<b>까지 <time data-unix="1800000000" data-format="{shown_as}">14:05</time></b>'
    )


def test_the_page_can_tell_an_expandable_quotation_from_another():
    shown = to_html(
        parse_html("<blockquote>가</blockquote>\n<blockquote expandable>나</blockquote>")
    )

    assert shown == "<blockquote>가</blockquote><br><blockquote expandable>나</blockquote>"


def test_code_inside_pre_gives_its_language_and_code_alone_does_not():
    (pre,) = parse_html('<pre><code class="language-py">x</code></pre>').entities
    (code,) = parse_html('<code class="language-py">x</code>').entities

    assert (pre.type, pre.language) == ("pre", "py")
    assert (code.type, code.language) == ("code", None)


def test_blanks_at_the_ends_go_and_the_entities_follow():
    assert trim(parse_html("\n <b> 예약 </b>\n")) == Text("예약", (Entity("bold", 0, 2),))


def test_links_and_commands_are_found_but_not_inside_code():
    found = detect(parse_html("<code>/book</code> /cancel https://example.org/a."))

    assert [(entity.type, entity.offset) for entity in found.entities] == [
        ("code", 0),
        ("bot_command", 6),
        ("url", 14),
    ]


def test_overlapping_entities_become_well_formed_html():
    text = Text("abcdef", (Entity("bold", 0, 4), Entity("italic", 2, 4)))

    assert to_html(text) == "<b>ab<i>cd</i></b><i>ef</i>"


def test_no_script_can_hide_in_a_link():
    text = Text("x", (Entity("text_link", 0, 1, url='javascript:alert("1")'),))

    assert to_html(text) == '<a href="http://javascript:alert(&quot;1&quot;)">x</a>'
