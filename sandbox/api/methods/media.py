"""Documents and photos: uploaded or sent again by id; no albums, no URLs to fetch."""

from sandbox.api.message_text import read_caption
from sandbox.api.methods.access import writable_chat
from sandbox.api.methods.messages import reply
from sandbox.api.reply_markup import read_markup
from sandbox.errors import bad_request
from sandbox.params import Params, Upload
from sandbox.state.files import StoredFile, size_of
from sandbox.state.world import World

MAX_CAPTION = 1024
MAX_PHOTO = 10 * 1024 * 1024
ATTACHED = "attach://"


def send_document(world: World, params: Params) -> object:
    """A file."""
    return _send(world, params, "document")


def send_photo(world: World, params: Params) -> object:
    """A picture; what is no PNG or JPEG is refused."""
    return _send(world, params, "photo")


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
    if len(content) > MAX_PHOTO:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO} bytes"
        )
    size = size_of(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    ending = "png" if content.startswith(b"\x89PNG") else "jpg"
    mime = "image/png" if ending == "png" else "image/jpeg"
    return world.files.add(
        folder="photos", name=f"photo.{ending}", mime=mime, content=content, size=size
    )
