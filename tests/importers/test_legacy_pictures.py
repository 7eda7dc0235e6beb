"""The old backend's pictures: brought in by name, judged and cleaned like any other."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.management.base import CommandError
from PIL import Image

from harrastuspassi.catalogue.models import Hobby, HobbyCategory, Promotion
from harrastuspassi.importers.legacy.reporting import Report
from harrastuspassi.importers.legacy.source import import_legacy
from tests.factories import legacy, pictures

from .helpers import run_command, version

pytestmark = pytest.mark.django_db
LONG = f"hobby_images/{'x' * 150}.jpg"


@pytest.fixture
def folder(tmp_path):
    """The old media folder."""
    media = tmp_path / "media"
    (media / "hobby_images").mkdir(parents=True)
    (media / "hobby_images" / "kesä leiri.jpg").write_bytes(pictures.phone_photo(orientation=6))
    (media / "hobby_images" / "kerho.png").write_bytes(pictures.png())
    (media / LONG).write_bytes(pictures.jpeg())
    (media / "hobby_images" / "ohje.jpg").write_bytes(b"%PDF-1.7 not a picture")
    (tmp_path / "secret.png").write_bytes(pictures.png())
    (media / "hobby_images" / "link.png").symlink_to(tmp_path / "secret.png")
    return media


@pytest.fixture
def loaded(tmp_path):
    def name(file):
        return f"hobby_images/{file}"

    records = [
        legacy.category(1, cover_image=name("kerho.png")),
        legacy.hobby(1, cover_image=name("kesä leiri.jpg")),
        legacy.hobby(2, cover_image=name("puuttuu.jpg")),
        legacy.hobby(3, cover_image=name("ohje.jpg")),
        legacy.hobby(4, cover_image=name("link.png")),
        legacy.hobby(5, categories=[1]),
        legacy.organizer(1),
        legacy.promotion(1, organizer=1, cover_image=LONG),
    ]

    def load():
        import_legacy(path=legacy.write_dump(tmp_path / "dump.json", records), report=Report())

    load()
    return load


def test_pictures_are_brought_in_clean_and_shown(folder, loaded, client, django_capture_on_commit_callbacks):
    before = client.get("/mobile-api/v1/hobbies/1/").json()["cover_image"]
    assert before == "http://127.0.0.1:8000/media/hobby_images/kes%C3%A4%20leiri.jpg"
    with django_capture_on_commit_callbacks(execute=True):
        out, err = run_command("import_legacy_pictures", str(folder))
    assert out.strip() == "written 3, dropped 0, problems 3"
    assert err.splitlines() == [
        "problem: hobby 2: hobby_images/puuttuu.jpg: The file is not there.",
        "problem: hobby 3: hobby_images/ohje.jpg: The file is no JPEG, PNG, WebP or GIF picture.",
        "problem: hobby 4: hobby_images/link.png: The file is not there.",
    ]
    shown = client.get("/mobile-api/v1/hobbies/1/").json()["cover_image"]
    response = client.get(shown.removeprefix("http://127.0.0.1:8000"))
    image = Image.open(BytesIO(b"".join(response.streaming_content)))
    assert (image.size, image.getexif().get_ifd(0x8825)) == ((480, 640), {})
    assert "/media/images/" in client.get("/mobile-api/v1/hobbies/5/").json()["cover_image"]
    assert "/media/images/" in client.get("/mobile-api/v1/promotions/1/").json()["cover_image"]


def test_a_second_run_does_what_is_left_and_the_dump_undoes_nothing(folder, loaded):
    run_command("import_legacy_pictures", str(folder))
    names = [list(model.objects.values_list("cover_image", flat=True)) for model in (Hobby, Promotion, HobbyCategory)]
    loaded()
    (folder / "hobby_images" / "puuttuu.jpg").write_bytes(pictures.jpeg())
    before = version()
    out, _ = run_command("import_legacy_pictures", str(folder))
    assert out.strip() == "written 1, dropped 0, problems 2"
    assert version() == before + 1
    after = [list(model.objects.values_list("cover_image", flat=True)) for model in (Hobby, Promotion, HobbyCategory)]
    assert after[1:] == names[1:]
    assert after[0] != names[0]


def test_names_without_a_sound_picture_can_be_dropped(folder, loaded, client):
    out, _ = run_command("import_legacy_pictures", str(folder), "--drop")
    assert out.strip() == "written 3, dropped 3, problems 3"
    assert client.get("/mobile-api/v1/hobbies/2/").json()["cover_image"] is None
    assert (settings.MEDIA_ROOT / "images").is_dir()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="is no folder"):
        run_command("import_legacy_pictures", str(tmp_path / "none"))
