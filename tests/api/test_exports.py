"""Exports over HTTP: from asking to the file, and what anyone else gets."""

import base64
import hashlib
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.accounts.machines import LONGEST, issue_token
from harrastuspassi.accounts.models import Scope
from harrastuspassi.releases.exporting import MOST_WAITING, Asker, ask_export
from harrastuspassi.releases.making import make_export
from harrastuspassi.releases.models import Download, Export, FileFormat
from tests.api.callers import bearer, call, refusal
from tests.factories.accounts import evaluator
from tests.factories.catalogue import MunicipalityFactory
from tests.factories.releases import AREA_AND_AGE, AREA_AND_CATEGORY, release

pytestmark = pytest.mark.django_db
EXPORTS = "/api/v1/exports/"
BODY = {"tables": [AREA_AND_AGE], "format": "xlsx"}


@pytest.fixture(autouse=True)
def releases(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    release(1, ["2027-Q1"])
    release(2, ["2027-Q2"], published=False)


def asked(headers: dict[str, str], **fields: Any) -> dict[str, Any]:
    answer = call("post", EXPORTS, BODY | fields, **headers)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def ready(headers: dict[str, str], **fields: Any) -> dict[str, Any]:
    export = asked(headers, **fields)
    make_export(export["id"])
    found: dict[str, Any] = call("get", f"{EXPORTS}{export['id']}/", **headers).json()
    return found


def download(export: dict[str, Any], **headers: str) -> Any:
    assert export["address"].startswith(f"{settings.PUBLIC_URL}{EXPORTS}")
    return call("get", export["address"].removeprefix(settings.PUBLIC_URL), **headers)


def test_from_asking_to_a_workbook() -> None:
    headers = bearer(evaluator())
    export = asked(headers, slice={"area": ["091"]}, language="sv", release=1)
    assert (export["state"], export["progress"], export["address"]) == ("asked", 0, None)
    make_export(export["id"])
    export = call("get", f"{EXPORTS}{export['id']}/", **headers).json()
    assert (export["state"], export["progress"], export["slice"]) == ("ready", 100, {"area": ["091"]})
    answer = download(export)
    data = b"".join(answer.streaming_content)
    assert len(data) == export["size"]
    assert hashlib.sha256(data).hexdigest() == export["sha256"]
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export["name"]}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Omslag", AREA_AND_AGE, "Kodbok"]
    assert Download.objects.get().export.key == export["id"]
    page = call("get", EXPORTS, **headers).json()
    assert [row["id"] for row in page["results"]] == [export["id"]]


def test_a_service_token_gets_all_figures() -> None:
    _, text = issue_token(name="varasto", scope=Scope.STATISTICS, valid_for=LONGEST)
    export = ready({"Authorization": f"Token {text}"}, format="csv")
    assert b"2027-Q2,Helsinki,091" in b"".join(download(export).streaming_content)
    assert Download.objects.get().machine is not None


@pytest.mark.parametrize("format", ["csv", "csv_excel"])
@pytest.mark.parametrize(
    "slice_", [{}, {"area": ["091"]}, {"area": ["all"]}, {"area": ["091", "049"]}, {"age_group": ["all"]}]
)
def test_a_municipal_evaluator_gets_nothing_of_another_municipality(format: str, slice_: Any) -> None:
    headers = bearer(evaluator(MunicipalityFactory(code="049")))
    export = ready(headers, format=format, slice={"period": ["2027-Q2"], **slice_})
    text = b"".join(download(export).streaming_content).decode("utf-8-sig")
    rows = [line.split(";" if format == "csv_excel" else ",") for line in text.splitlines()[1:]]
    assert {row[2] for row in rows} <= {"049"}
    assert rows or "091" in slice_.get("area", []) or "all" in slice_.get("area", [])


@pytest.mark.parametrize("format", FileFormat.values)
def test_asking_for_another_municipality_is_told_from_asking_for_none_by_nothing(format: str) -> None:
    headers = bearer(evaluator(MunicipalityFactory(code="049")))
    found = []
    for area in ("091", "999"):
        with CaptureQueriesContext(connection) as queries:
            export = ready(headers, format=format, slice={"period": ["2027-Q2"], "area": [area]})
        asked_of_database = len(queries)
        data = b"".join(download(export).streaming_content)
        # A cover says which slice was asked for, and a codebook what municipalities there are.
        told = [text.replace("091", "999") for text in texts_of(data, format)]
        found.append((told, export["state"], export["reason"], export["progress"], asked_of_database))
    assert found[0] == found[1]
    assert asked_of_database > 5


def texts_of(data: bytes, format: str) -> list[str]:
    """All that is written in a file."""
    if format == FileFormat.XLSX:
        sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        return [str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row]
    if format == FileFormat.ZIP:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [archive.read(name).decode() for name in archive.namelist()]
    return [data.decode()]


def test_an_export_of_another_is_told_from_one_that_is_not_there_by_nothing() -> None:
    theirs = ready(bearer(evaluator()), format="csv")["id"]
    headers = bearer(evaluator(MunicipalityFactory(code="049")))
    found = []
    for key in (theirs, "0" * 32):
        with CaptureQueriesContext(connection) as queries:
            answer = call("get", f"{EXPORTS}{key}/", **headers)
        asked = [query["sql"].replace(key, "key") for query in queries.captured_queries]
        found.append((answer.status_code, answer.content, asked))
    assert found[0] == found[1]
    assert found[0][0] == 404
    assert asked


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "format"),
        ({"tables": []}, "tables"),
        ({"tables": "x"}, "tables"),
        ({"tables": ["nothing"]}, "tables"),
        ({"tables": [AREA_AND_AGE, AREA_AND_CATEGORY], "format": "csv"}, "format"),
        ({"format": "pdf"}, "format"),
        ({"language": "de"}, "language"),
        ({"release": 3}, "release"),
        ({"release": "x"}, "release"),
        ({"slice": {"gender": ["female"]}}, "gender"),
        ({"slice": {"area": "091"}}, "slice.area"),
        ({"slice": {"area": [["091"]]}}, "slice.area.0"),
        ({"slice": {"colour": ["blue"]}}, "slice.colour"),
        ({"municipality": "091"}, "municipality"),
    ],
)
def test_what_is_wrong_is_named(body: Any, field: str) -> None:
    sent = body if body == {} else BODY | body
    answer = call("post", EXPORTS, sent, **bearer(evaluator()))
    assert refusal(answer) == (400, "invalid")
    assert field in {error["field"].removesuffix(".0") for error in answer.json()["errors"]} | {
        error["field"] for error in answer.json()["errors"]
    }
    assert not Export.objects.exists()


def test_a_file_that_is_not_there_is_told_from_an_address_that_is_not_good() -> None:
    headers = bearer(evaluator())
    export = ready(headers)
    address = export["address"].removeprefix(settings.PUBLIC_URL)
    assert refusal(call("get", f"{address}x")) == (404, "not_found")
    assert refusal(call("get", address.partition("?")[0])) == (401, "not_authenticated")
    assert refusal(call("get", address.replace(export["id"], "0" * 32))) == (404, "not_found")
    Export.objects.update(state="gone")
    assert refusal(call("get", address)) == (409, "export_gone")


def test_too_many_are_told_to_wait() -> None:
    headers = bearer(evaluator())
    for _ in range(MOST_WAITING):
        asked(headers)
    answer = call("post", EXPORTS, BODY, **headers)
    assert refusal(answer) == (429, "too_many_exports")
    assert answer.headers["Retry-After"] == "60"


def test_the_list_takes_as_many_queries_however_many_there_are(django_assert_max_num_queries: Any) -> None:
    user = evaluator()
    headers = bearer(user)
    counts = set()
    for number in (1, 20):
        for _ in range(number):
            export = ask_export(
                asker=Asker(user=user), tables=[AREA_AND_AGE], selection={}, language="fi", format="csv"
            )
            Export.objects.filter(key=export.key).update(state="ready", sha256="0" * 64)
        # The account, its posts, its second factor; the count and the page.
        with django_assert_max_num_queries(7) as found:
            assert call("get", EXPORTS, **headers).status_code == 200
        counts.add(len(found))
    assert len(counts) == 1
