"""What is going away says so in the document and in every answer, from one entry; today nothing is."""

import datetime as dt
from typing import Any

import pytest
import yaml
from django.test import Client

from api.common import retirement
from api.common.documents import V1Generator
from api.common.retirement import Retirement
from tests.api.asking import MOBILE, V1
from tests.api.documented import DOCUMENTS
from tests.compatibility.documents import breaking

EVENTS = Retirement(
    prefix="/api/v1/hobbyevents/",
    deprecated=dt.date(2027, 1, 15),
    sunset=dt.date(2028, 2, 1),
    successor="/api/v2/events/",
)
WHOLE = Retirement(prefix="/api/v1/", deprecated=dt.date(2027, 3, 1), sunset=dt.date(2028, 3, 1), successor="/api/v2/")
ORIGIN = "https://someone.example"


@pytest.fixture
def retired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retirement, "RETIREMENTS", (WHOLE, EVENTS))


@pytest.mark.django_db
@pytest.mark.usefixtures("retired")
@pytest.mark.parametrize("path", ["hobbyevents/", "hobbyevents", "hobbyevents/1/", "hobbyevents/?page=9"])
def test_every_answer_names_both_dates_and_the_successor(path: str, settings: Any) -> None:
    answer = Client().get(V1 + path, headers={"Origin": ORIGIN})
    assert answer.headers["Deprecation"] == "@1799971200"  # RFC 9745: seconds since 1970
    assert answer.headers["Sunset"] == "Tue, 01 Feb 2028 00:00:00 GMT"  # RFC 8594: an HTTP date
    assert answer.headers["Link"] == f'<{settings.PUBLIC_URL}/api/v2/events/>; rel="successor-version"'
    # Without this a web page could not read them.
    exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert exposed >= {"Deprecation", "Sunset", "Link"}


@pytest.mark.django_db
@pytest.mark.usefixtures("retired")
def test_the_longest_prefix_counts_and_nothing_else_is_touched() -> None:
    assert Client().get(f"{V1}hobbies/").headers["Sunset"] == "Wed, 01 Mar 2028 00:00:00 GMT"
    assert "Sunset" not in Client().get(f"{MOBILE}hobbies/").headers


@pytest.mark.django_db
def test_nothing_is_going_away_today() -> None:
    assert retirement.RETIREMENTS == ()
    answer = Client().get(f"{V1}hobbyevents/")
    assert not {"Deprecation", "Sunset"} & set(answer.headers)
    assert "x-sunset" not in yaml.safe_dump(DOCUMENTS[V1]["paths"])


@pytest.mark.usefixtures("retired")
def test_the_document_marks_it_as_the_check_of_breaking_changes_reads_it() -> None:
    made = V1Generator().get_schema(public=True)
    events = made["paths"]["/api/v1/hobbyevents/{id}/"]["get"]
    assert (events["deprecated"], events["x-sunset"]) == (True, "2028-02-01")
    assert breaking(DOCUMENTS[V1], made, dt.date(2027, 1, 15)) == []
    assert breaking(DOCUMENTS[V1], made, dt.date(2027, 2, 15)) != []
    gone = {**made, "paths": {path: item for path, item in made["paths"].items() if "/hobbyevents/" not in path}}
    assert breaking(made, gone, dt.date(2028, 2, 1)) == []
    assert breaking(made, gone, dt.date(2028, 1, 31)) != []


def test_a_year_of_notice_is_the_least() -> None:
    with pytest.raises(ValueError, match="365 days"):
        Retirement(prefix="/api/v1/", deprecated=dt.date(2027, 1, 2), sunset=dt.date(2028, 1, 1), successor="/api/v2/")
