"""Pictures sent to a running server, hostile ones among them: refused or cleaned, in little memory throughout."""

import re
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from harrastuspassi.catalogue.models import Organizer
from tests.api.callers import bearer
from tests.factories.accounts import member
from tests.factories.catalogue import OrganizerFactory
from tests.factories.pictures import data_uri, phone_photo, png, png_chunk
from tests.operations.system import System, database_of_tests, wait_for

# The server is another process: it sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
MAX_MB = 300
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def enormous_png(side: int = 30_000) -> bytes:
    """Every pixel of it there, one bit each: small on the wire, 900 million pixels once it is decoded."""
    packer, rows = zlib.compressobj(1), (b"\0" + b"\0" * (side // 8)) * 100
    data = b"".join(packer.compress(rows) for _ in range(side // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def system(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """gunicorn, configured as in operation, with one worker of four threads."""
    system = System(tmp_path_factory.mktemp("pictures"), database_of_tests())
    config = ("--config", "python:harrastuspassi.config.gunicorn")
    system.start("python", "-m", "gunicorn", *config, "harrastuspassi.config.wsgi", WEB_WORKERS="1")
    try:
        assert wait_for(system.is_up), system.log.read_text()
        yield system
    finally:
        system.end()


@pytest.fixture
def organizer() -> Organizer:
    found: Organizer = OrganizerFactory()
    return found


def peak_mb(system: System) -> float:
    """The most memory that any of its processes ever had."""
    found = [Path(f"/proc/{pid}/status").read_text() for pid in system.processes()]
    return max(int(re.search(r"VmHWM:\s+(\d+) kB", text)[1]) for text in found) / 1024  # type: ignore[index]


def post(system: System, calls: dict[str, str], organizer: Organizer, data: bytes, *, as_file: bool) -> httpx.Response:
    """The answer to a new hobby with a picture; `calls` is the header that a member's calls carry."""
    fields: dict[str, Any] = {"name": "Parkour", "organizer": organizer.pk}
    address = f"{system.url}/mobile-api/v1/hobbies/"
    if as_file:
        files = {"cover_image": ("kuva.png", data, "image/png")}
        return httpx.post(address, data=fields, files=files, headers=calls, timeout=60)
    return httpx.post(address, json={**fields, "cover_image": data_uri(data)}, headers=calls, timeout=60)


def test_what_is_no_picture_or_too_much_of_one_is_refused(system: System, organizer: Organizer) -> None:
    # Made here: a connection of a thread's own to the database would outlive the thread.
    own = bearer(member(organizer))
    hostile = {
        "too many pixels": enormous_png(),
        "no JPEG, PNG, WebP or GIF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 1000,
        "no JPEG, PNG": SVG,
        "incomplete or broken": png((1200, 900))[:-200],
    }
    with ThreadPoolExecutor(4) as threads:
        calls = {
            (said, as_file): threads.submit(post, system, own, organizer, data, as_file=as_file)
            for said, data in hostile.items()
            for as_file in (False, True)
        }
        for (said, as_file), answer in calls.items():
            assert answer.result().status_code == 400, (said, as_file, answer.result().text)
            assert said in answer.result().json()["cover_image"][0]
    assert organizer.hobbies.count() == 0
    assert peak_mb(system) < MAX_MB


def test_a_photo_is_kept_upright_and_without_where_it_was_taken(system: System, organizer: Organizer) -> None:
    own = bearer(member(organizer))
    answers = [post(system, own, organizer, phone_photo(orientation=6), as_file=as_file) for as_file in (False, True)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    address = answers[0].json()["cover_image"]
    # The same picture is the same file.
    assert answers[1].json()["cover_image"] == address
    for size in "sml":
        kept = httpx.get(address.replace("-m.jpg", f"-{size}.jpg"))
        picture = Image.open(BytesIO(kept.content))
        assert (kept.headers["Content-Type"], picture.format) == ("image/jpeg", "JPEG")
        assert picture.height > picture.width
        assert not picture.getexif()
        assert not {"comment", "exif", "icc_profile"} & picture.info.keys()
    assert peak_mb(system) < MAX_MB
