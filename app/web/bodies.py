"""Reading what a form sends, also where it is no text: nothing else is lost, and the field says what is wrong."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request, current_app
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MEMORY = 64 * 1024
"""Bytes of one file that are kept in memory while it arrives; what is longer goes to the disk."""


class Parser(FormDataParser):
    """Takes bytes that are no UTF-8 as U+FFFD, which no text field accepts.

    Werkzeug's own gives up the whole form for one raw byte, and keeps a wrong percent sign as if it had been typed.
    """

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple:
        """Raises RequestEntityTooLarge for more fields than MAX_FORM_PARTS allows."""
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        body = stream.read()
        if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(pairs), self.cls()


class FormRequest(Request):
    """A request whose form is read by Parser; its files lie on the disk, and are so few that memory stays bounded."""

    form_data_parser_class = Parser

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        arrived = self.environ["kontor.files"] = self.environ.get("kontor.files", 0) + 1
        if arrived > 2 * current_app.config["UPLOAD_FILES"]:  # a few too many get a sentence beside the field
            raise RequestEntityTooLarge
        return SpooledTemporaryFile(MEMORY, "rb+")  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    app.request_class = FormRequest
