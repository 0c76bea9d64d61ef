"""Renders text with entities as safe HTML: a few tags, everything else escaped."""

from html import escape

from sandbox.text.entities import Entity, Text, units

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "date_time": "time",
    "text_link": "a",
    "url": "a",
}
SAFE = ("http://", "https://", "tg://", "mailto:", "tel:")


def to_html(text: Text) -> str:
    """Render the text; overlapping entities are closed and opened again."""
    shown = sorted(
        (entity for entity in text.entities if entity.type in TAGS),
        key=lambda entity: (entity.offset, -entity.length),
    )
    if not shown:
        return _plain(text.text)
    return "".join(_pieces(text.text.encode("utf-16-le", "surrogatepass"), shown))


def _pieces(encoded: bytes, shown: list[Entity]) -> list[str]:
    edges = {0, len(encoded) // 2, *(e.offset for e in shown), *(e.end for e in shown)}
    places = sorted(edges)
    out: list[str] = []
    stack: list[Entity] = []
    for here, following in zip(places, [*places[1:], places[-1]], strict=True):
        _close(out, stack, here)
        for entity in shown:
            if entity.offset == here:
                out.append(_opening(entity, encoded))
                stack.append(entity)
        out.append(_plain(_slice(encoded, here, following)))
    return out


def _close(out: list[str], stack: list[Entity], here: int) -> None:
    again: list[Entity] = []
    while any(entity.end <= here for entity in stack):
        top = stack.pop()
        out.append(f"</{TAGS[top.type]}>")
        if top.end > here:
            again.append(top)
    for entity in reversed(again):
        out.append(_opening(entity, b""))
        stack.append(entity)


def _opening(entity: Entity, encoded: bytes) -> str:
    tag = TAGS[entity.type]
    if entity.type == "expandable_blockquote":
        return f"<{tag} expandable>"
    if tag == "time":
        return f'<time data-unix="{entity.unix_time}" data-format="{entity.date_time_format}">'
    if tag != "a":
        return f"<{tag}>"
    target = entity.url or _slice(encoded, entity.offset, entity.end)
    if not target.lower().startswith(SAFE):
        target = f"http://{target}" if "://" not in target else ""
    return f'<a href="{escape(target)}">' if target else "<a>"


def _slice(encoded: bytes, first: int, last: int) -> str:
    return encoded[2 * first : 2 * last].decode("utf-16-le", "replace")


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def offsets_fit(text: Text) -> bool:
    """Whether all entities lie inside the text."""
    end = units(text.text)
    return all(0 <= entity.offset < entity.end <= end for entity in text.entities)
