"""Documents and photos: uploaded or sent again by id; no albums, no URLs to fetch. Venues."""

import re

from sandbox.api.message_text import read_caption
from sandbox.api.methods.access import writable_chat
from sandbox.api.methods.messages import reply
from sandbox.api.reply_markup import read_markup
from sandbox.errors import bad_request
from sandbox.params import Params, Upload
from sandbox.state.files import MAX_PHOTO_BYTES, StoredFile, size_of
from sandbox.state.world import World
from sandbox.text.entities import Text

MAX_CAPTION = 1024
ATTACHED = "attach://"
VENUE_TEXTS = ("title", "address")
MAX_DEGREES = {"latitude": 90, "longitude": 180}
DEGREES = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)


def send_document(world: World, params: Params) -> object:
    """A file."""
    return _send(world, params, "document")


def send_photo(world: World, params: Params) -> object:
    """A picture; what is no PNG or JPEG is refused."""
    return _send(world, params, "photo")


def send_venue(world: World, params: Params) -> object:
    """A place on the map. Telegram documents title and address as required; here they are."""
    location = _location(params)
    texts: dict[str, object] = {name: params.text(name).strip() for name in VENUE_TEXTS}
    for name, text in texts.items():
        if not text:
            raise bad_request(f"{name} is empty")
    markup = read_markup(params)
    chat = writable_chat(world, params)
    extra = reply(world, chat, params)
    extra["location"], extra["venue"] = location, {"location": location, **texts}
    return world.wire(world.post(chat, Text(""), markup, extra))


def get_file(world: World, params: Params) -> object:
    """Where to download a file."""
    stored = world.files.get(params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    return stored.wire() | {"file_path": stored.path}


def _send(world: World, params: Params, kind: str) -> object:
    caption = read_caption(params, limit=MAX_CAPTION)
    markup = read_markup(params)
    chat = writable_chat(world, params)
    extra = reply(world, chat, params)
    stored = _stored(world, params, kind)
    extra[kind] = stored.document() if kind == "document" else [stored.photo()]
    return world.wire(world.post(chat, caption, markup, extra))


def _location(params: Params) -> dict[str, object]:
    degrees: dict[str, object] = {}
    for name, most in MAX_DEGREES.items():
        raw = params.text(name).strip()
        if not raw:
            raise bad_request(f"{name} is empty")
        if not DEGREES.fullmatch(raw) or abs(float(raw)) > most:
            raise bad_request("wrong venue location specified")
        degrees[name] = float(raw)
    return degrees


def _stored(world: World, params: Params, kind: str) -> StoredFile:
    given = params.text(kind)
    name = given.removeprefix(ATTACHED) if given.startswith(ATTACHED) else kind
    if upload := params.uploads.get(name):
        return _kept(world, upload, kind)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    stored = world.files.get(given)
    if stored is None or bool(stored.width) != (kind == "photo"):
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def _kept(world: World, upload: Upload, kind: str) -> StoredFile:
    content = upload.content
    if not content:
        raise bad_request("file must be non-empty")
    if kind == "document":
        return world.files.add(
            folder="documents", name=upload.name, mime=upload.mime, content=content
        )
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    size = size_of(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return world.files.add_photo(content, size)
