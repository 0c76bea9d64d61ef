"""Parses the text of a message: parse_mode HTML, limits, trimming.

Markdown is not read: the bot this is for writes HTML.
"""

from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.text.entities import Entity, Text, date_time, detect, trim
from sandbox.text.html_parser import MarkupError, parse_html
from sandbox.text.html_render import offsets_fit

CONTROL = {code: " " for code in range(32) if code != 10} | {13: None}
INVISIBLE = dict.fromkeys(range(0x2028, 0x202F))
CLEAN = str.maketrans(CONTROL | INVISIBLE)


def read_text(params: Params, *, limit: int, too_long: str) -> Text:
    """Parse the field `text`. Raises a 400 if it is empty, malformed or too long."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    body = _read(params, "text", "entities")
    if not body.text:
        raise bad_request("text must be non-empty")
    if len(body.text) > limit:
        raise bad_request(too_long)
    return body


def read_caption(params: Params, *, limit: int) -> Text:
    """Parse the optional field `caption`. Raises a 400."""
    body = _read(params, "caption", "caption_entities")
    if len(body.text) > limit:
        raise bad_request("message caption is too long")
    return body


def _read(params: Params, name: str, spans: str) -> Text:
    raw = params.text(name).translate(CLEAN)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        try:
            body = parse_html(raw)
        except MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif mode in {"", "none"}:
        body = _given(params, spans, raw)
    else:
        raise bad_request("unsupported parse_mode")
    return detect(trim(body))


def _given(params: Params, name: str, raw: str) -> Text:
    given = params.parsed(name, refusal=f"can't parse {name} JSON object")
    if given is None:
        return Text(raw)
    if not isinstance(given, list):
        raise bad_request(f"can't parse {name} JSON object")
    text = Text(raw, tuple(_entity(one) for one in given))
    if not offsets_fit(text):
        raise bad_request("entity beyond the end of the text")
    return text


def _entity(given: object) -> Entity:
    match given:
        case {"type": "text_link", "offset": int(at), "length": int(length), "url": str(url)}:
            return Entity("text_link", at, length, url=url)
        case {"type": "pre", "offset": int(at), "length": int(length), "language": str(language)}:
            return Entity("pre", at, length, language=language)
        case {
            "type": "date_time",
            "offset": int(at),
            "length": int(length),
            "unix_time": int(unix),
            **more,
        }:
            return _moment(at, length, unix, str(more.get("date_time_format", "")))
        case {"type": str(kind), "offset": int(at), "length": int(length)} if kind != "date_time":
            return Entity(kind, at, length)
    raise bad_request("can't parse MessageEntity: expected an Object")


def _moment(at: int, length: int, unix_time: int, shown_as: str) -> Entity:
    try:
        return date_time(at, length, unix_time=unix_time, shown_as=shown_as)
    except ValueError as error:
        words = str(error)
        raise bad_request(f"can't parse MessageEntity: {words[:1].lower()}{words[1:]}") from None
