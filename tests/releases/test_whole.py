"""Files of whole releases: written once, whole or not at all, the same for ever, and whose they are."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings

from harrastuspassi.catalogue.models import Municipality
from harrastuspassi.common.errors import Missing, Refused
from harrastuspassi.releases import making, storage
from harrastuspassi.releases.making import forget_exports, keep_release_files, write_release_files
from harrastuspassi.releases.models import Download, FrozenTable, Release, ReleaseFile
from harrastuspassi.releases.slices import EVERYTHING, STRANGER, Reader
from harrastuspassi.releases.whole import files_of, open_release_file
from tests.api.callers import bearer, call, refusal
from tests.factories.accounts import evaluator
from tests.factories.catalogue import MunicipalityFactory
from tests.factories.releases import AREA_AND_AGE, AREA_AND_CATEGORY, release

pytestmark = pytest.mark.django_db
FILE = "/api/v1/statistics/releases/{}/files/fi/zip/"


@pytest.fixture(autouse=True)
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    monkeypatch.setattr(making, "FORMATS", ("zip",))
    monkeypatch.setattr(making, "LANGUAGES", ("fi",))
    release(1, ["2027-Q1"])
    release(2, ["2027-Q2"], published=False)


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in settings.FILES_ROOT.glob("releases/*/*")}


def test_files_are_written_once_and_stay_byte_for_byte_whatever_becomes_of_names_and_exports() -> None:
    write_release_files("2")
    (file,) = Release.objects.get(number=2).files.all()
    before = contents()
    assert list(before) == ["harrastuspassi-2-fi.zip"]
    assert storage.checksum(settings.FILES_ROOT / "releases/2/harrastuspassi-2-fi.zip").sha256 == file.sha256
    text = zipfile.ZipFile(settings.FILES_ROOT / "releases/2/harrastuspassi-2-fi.zip").read(f"csv/{AREA_AND_AGE}.csv")
    assert b"2027-Q2" in text
    assert b"2027-Q1" not in text
    Municipality.objects.update(name_fi="Toinen")
    Release.objects.filter(number=1).update(replaces=None)
    release(3, ["2027-Q3"])
    forget_exports()
    write_release_files("2")
    assert contents() == before


def test_a_workbook_of_a_release_opens_with_all_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "FORMATS", ("xlsx",))
    write_release_files("1")
    book = openpyxl.load_workbook(settings.FILES_ROOT / "releases/1/harrastuspassi-1-fi.xlsx")
    assert book.sheetnames == ["Kansi", AREA_AND_AGE, AREA_AND_CATEGORY, "Koodikirja"]


def test_a_worker_that_is_killed_leaves_no_half_file_and_the_next_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(asked: Any, format: str, path: Path, tell: Any) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            write_release_files("1")
    assert contents() == {}
    assert not ReleaseFile.objects.exists()
    write_release_files("1")
    assert len(contents()) == ReleaseFile.objects.count() == 1


def test_a_file_that_is_gone_is_made_again_as_it_was() -> None:
    keep_release_files()
    before = contents()
    settings.FILES_ROOT.joinpath("releases/1/harrastuspassi-1-fi.zip").unlink()
    settings.FILES_ROOT.joinpath("releases/2/harrastuspassi-2-fi.zip").write_bytes(b"broken")
    with pytest.raises(Refused) as refused:
        open_release_file(number=1, language="fi", format="zip", reader=STRANGER)
    assert refused.value.code == "release_file_gone"
    keep_release_files()
    assert contents() == before


def test_one_that_would_be_another_is_said_to_be_lost_until_it_is_back() -> None:
    keep_release_files()
    path = settings.FILES_ROOT / "releases/1/harrastuspassi-1-fi.zip"
    data = path.read_bytes()
    path.unlink()
    FrozenTable.objects.filter(release__number=1, table=AREA_AND_AGE).update(figures=b"[]")
    keep_release_files()
    assert not path.exists()
    assert refusal(call("get", FILE.format(1))) == (409, "release_file_lost")
    listed = call("get", "/api/v1/statistics/releases/").json()["results"]
    assert [file["is_lost"] for file in listed[0]["files"]] == [True]
    path.write_bytes(data)
    keep_release_files()
    assert read(call("get", FILE.format(1))) == data


# --- whose they are -------------------------------------------------------------------------------
def test_only_who_reads_all_figures_gets_files_of_what_is_not_public() -> None:
    keep_release_files()
    hidden = Release.objects.get(number=2)
    own = Reader(municipalities=frozenset({"091"}))
    assert [len(files_of(hidden, reader)) for reader in (EVERYTHING, own, STRANGER)] == [1, 0, 0]
    for reader in (own, STRANGER):
        with pytest.raises(Missing):
            open_release_file(number=2, language="fi", format="zip", reader=reader)
    municipal = bearer(evaluator(MunicipalityFactory(code="091")))
    assert refusal(call("get", FILE.format(2), **municipal)) == (404, "not_found")
    listed = call("get", "/api/v1/statistics/releases/", **municipal).json()["results"]
    assert [len(row["files"]) for row in listed] == [0, 1]


def test_a_public_file_is_for_every_cache_and_another_for_none() -> None:
    keep_release_files()
    (row,) = call("get", "/api/v1/statistics/releases/").json()["results"]
    (file,) = row["files"]
    assert file["address"].endswith(FILE.format(1))
    answer = call("get", FILE.format(1))
    data = read(answer)
    assert (len(data), answer.headers["ETag"]) == (file["size"], f'"{file["sha256"]}"')
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Authorization" not in answer.headers.get("Vary", "")
    assert "harrastuspassi-1-fi.zip" in answer.headers["Content-Disposition"]
    again = call("get", FILE.format(1), If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert not Download.objects.exists()
    user = evaluator()
    answer = call("get", FILE.format(2), **bearer(user))
    read(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [(download.user, download.file.release.number) for download in Download.objects.all()] == [(user, 2)]


@pytest.mark.parametrize("part", ["9/files/fi/zip", "1/files/de/zip", "1/files/fi/csv"])
def test_what_there_is_not_is_not_found(part: str) -> None:
    keep_release_files()
    assert refusal(call("get", f"/api/v1/statistics/releases/{part}/")) == (404, "not_found")
