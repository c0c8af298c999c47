"""What tests of files share: pictures, things to send, and what the store holds."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import text

from app.files.models import File
from app.files.store import FolderStore
from app.files.uploads import Upload
from app.projects.models import Project
from tests.cast import Agency


def picture(format: str = "PNG", size: tuple[int, int] = (1000, 600), **options) -> bytes:
    """A red picture."""
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, format, **options)
    return made.getvalue()


def upload(name: str = "plan.txt", content: bytes = b"Grundriss") -> Upload:
    return Upload.of(Sent(name, io.BytesIO(content)))


class Sent:
    """What a form brings of one file."""

    def __init__(self, filename: str, stream: io.BytesIO) -> None:
        self.filename, self.stream = filename, stream


def attach(agency: Agency, *uploads: Upload, place=None, author=None, visible: bool = False) -> list[File]:
    """Files on the first customer, unless another place is given, by the member of the staff. Within `work()`."""
    place, author = place or agency.customer.load(), author or agency.member.load()
    return File.attach(place, uploads or [upload()], author, visible=visible)


@pytest.fixture
def kept(app) -> FolderStore:
    return app.extensions["files"]


@pytest.fixture
def project(cast):
    """A project of the first customer, shown to it."""
    with cast.a.work():
        return Project.add(customer=cast.a.customer.load(), name="Neue Website", visible=True).id


@pytest.fixture
def limit(superuser, cast):
    """`limit(20)`: from now on the first agency may keep 20 bytes. Only the operator can say that."""

    def grant(size: int) -> None:
        with superuser.begin() as connection:
            values = {"size": size, "id": cast.a.tenant_id}
            connection.execute(text("UPDATE tenant SET storage_limit = :size WHERE id = :id"), values)

    return grant
