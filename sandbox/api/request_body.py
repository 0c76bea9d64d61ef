"""Parses requests: query, form, multipart form with files, and JSON."""

import json
from io import BytesIO
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, parse_form

from sandbox.errors import bad_request
from sandbox.params import Params, Upload, as_object

NOT_UTF8 = "strings must be encoded in UTF-8"


def read_params(*, content_type: str, query: bytes, body: bytes) -> Params:
    """Parse the body and the query. Raises a 400 if they are malformed."""
    try:
        fields = dict(parse_qsl(query.decode(), keep_blank_values=True, errors="strict"))
        uploads: dict[str, Upload] = {}
        kind = content_type.partition(";")[0].strip().lower()
        if kind == "application/json":
            fields |= _json(body)
        elif kind == "multipart/form-data":
            _multipart(content_type, body, fields, uploads)
        else:
            text = body.decode()
            fields |= parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeError:
        raise bad_request(NOT_UTF8) from None
    return Params(fields, uploads)


def _json(body: bytes) -> dict[str, str]:
    try:
        parsed = as_object(body)
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(parsed, dict):
        raise bad_request("can't parse request JSON object")
    fields = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in parsed.items()
        if value is not None
    }
    "".join(fields.values()).encode()  # half of a surrogate pair is no text
    return fields


def _multipart(
    content_type: str, body: bytes, fields: dict[str, str], uploads: dict[str, Upload]
) -> None:
    def on_field(part: Field) -> None:
        fields[_name(part.field_name)] = (part.value or b"").decode()

    def on_file(part: File) -> None:
        part.file_object.seek(0)
        uploads[_name(part.field_name)] = Upload(
            name=_name(part.file_name),
            content=part.file_object.read(),
            mime=part.content_type or "application/octet-stream",
        )
        part.close()

    headers = {"Content-Type": content_type.encode()}
    try:
        parse_form(headers, BytesIO(body), on_field, on_file)
    except (FormParserError, ValueError) as error:
        if isinstance(error, UnicodeError):
            raise
        raise bad_request("can't parse multipart body") from None


def _name(raw: bytes | None) -> str:
    return (raw or b"").decode()
