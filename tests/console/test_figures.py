"""Evaluators in the console: releases with charts beside their numbers, asking for a file, getting it, and the log."""

import re
from typing import Any

import pytest
from django.conf import settings

from harrastuspassi.releases.making import make_export
from harrastuspassi.releases.models import Download, Export, Release, ReleaseFile
from tests.console.conftest import client_of
from tests.factories.accounts import evaluator, operator
from tests.factories.catalogue import MunicipalityFactory
from tests.factories.releases import AREA_AND_AGE, AREA_AND_CATEGORY, release

pytestmark = pytest.mark.django_db
ASKED = {"release": "2", "tables": [AREA_AND_AGE], "format": "csv", "language": "fi"}


@pytest.fixture(autouse=True)
def releases(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    release(1, ["2027-Q1"])
    release(2, ["2027-Q2"], published=False)


def page_of(client: Any, number: int) -> str:
    pk = Release.objects.get(number=number).pk
    html: str = client.get(f"/console/releases/release/{pk}/change/").content.decode()
    return html


def test_a_release_shows_a_chart_of_each_table_with_its_numbers_beside_it() -> None:
    html = page_of(client_of(evaluator()), 2)
    assert len(re.findall('<svg viewBox="0 0 480 204" role="img" aria-label="', html)) == 2
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', html)
    assert ("2027-Q1", "3400") in rows
    assert len(re.findall(r"<rect ", html)) == len(rows)
    # Nothing that the content security policy would stop.
    assert not re.search(r"<(?:rect|svg|line)[^>]*style=", html)


def test_a_municipal_evaluator_sees_its_own_alone_of_what_is_not_public() -> None:
    client = client_of(evaluator(MunicipalityFactory(code="049")))
    older, newer = page_of(client, 1), page_of(client, 2)
    shown = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', newer)
    assert all(period == "2027-Q1" for period, passes in shown if passes == "3400")
    assert "3400" in older or "1200" in older


def test_from_asking_to_the_log() -> None:
    user = evaluator()
    client = client_of(user)
    answer = client.post("/console/releases/export/ask/", ASKED)
    export = Export.objects.get()
    assert answer.headers["Location"] == f"/console/releases/export/{export.pk}/change/"
    assert "/file/?ticket=" not in client.get(answer.headers["Location"]).content.decode()
    make_export(export.key)
    html = client.get(answer.headers["Location"]).content.decode()
    (address,) = re.findall(r'href="(/api/v1/exports/[^"]+)"', html)
    assert b"".join(client.get(address.replace("&amp;", "&")).streaming_content).startswith(b"Jakso,")
    assert Download.objects.get().user == user
    for reader, sees in ((user, True), (operator(), True), (evaluator(), False)):
        log = client_of(reader).get("/console/releases/download/").content.decode()
        assert (user.email in log) is sees


def test_what_is_wrong_is_said_in_the_form() -> None:
    client = client_of(evaluator())
    for wrong in ({"tables": []}, {"release": "9"}, {"tables": [AREA_AND_AGE, AREA_AND_CATEGORY]}, {"format": "pdf"}):
        assert client.post("/console/releases/export/ask/", ASKED | wrong).status_code == 422
    assert not Export.objects.exists()


def test_a_slice_and_periods_are_chosen_as_on_the_api() -> None:
    client = client_of(evaluator())
    html = client.get("/console/releases/export/ask/").content.decode()
    for value in ("period=2027-Q1", "area=091-101", "area=all", "age_group=age_13_to_16"):
        assert f'value="{value}"' in html
    client.post("/console/releases/export/ask/", ASKED | {"slice": ["period=2027-Q1", "area=091", "area=all"]})
    export = Export.objects.get()
    assert export.selection == {"area": ["091", "all"], "period": ["2027-Q1"]}
    for wrong in (["gender=female"], ["area=<b>"], ["period=2031"]):
        assert client.post("/console/releases/export/ask/", ASKED | {"slice": wrong}).status_code == 422
    assert Export.objects.count() == 1


def test_a_release_says_what_it_lacks_what_replaced_it_and_what_files_there_are() -> None:
    part = {"table": AREA_AND_AGE, "period": "2027-Q1", "what": "districts", "municipality": "091"}
    Release.objects.filter(number=1).update(left_out=[part])
    first = Release.objects.get(number=1)
    note = dict.fromkeys(("fi", "sv", "en"), "Luettu kahdesti.")
    Release.objects.create(number=3, published_at=first.published_at, replaces=first, note=note, signed_by="A")
    for number in (1, 2):
        of = Release.objects.get(number=number)
        ReleaseFile.objects.create(release=of, language="fi", format="zip", sha256="0" * 64, size=1)
    html = page_of(client_of(evaluator()), 1)
    assert "Luettu kahdesti." in html
    assert f"{AREA_AND_AGE} 2027-Q1: " in html
    assert 'href="/api/v1/statistics/releases/1/files/fi/zip/"' in html
    own = client_of(evaluator(MunicipalityFactory(code="091")))
    assert "harrastuspassi-2-fi.zip" in page_of(client_of(evaluator()), 2)
    assert "harrastuspassi-2-fi.zip" not in page_of(own, 2)
