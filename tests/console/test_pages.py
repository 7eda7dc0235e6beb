"""What the console's pages show, and what they cost."""

import datetime as dt
import html
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from harrastuspassi.accounts.models import Membership
from harrastuspassi.catalogue.models import Organizer, OrganizerState, ReportReason
from harrastuspassi.catalogue.reports import file_report
from harrastuspassi.common import clock, mail
from harrastuspassi.common.models import Job
from harrastuspassi.console.dashboard import SHOWN
from harrastuspassi.console.urls import site
from harrastuspassi.participation.benefits import use_promotion
from tests.console.conftest import Visit, client_of
from tests.factories.accounts import UserFactory, member, moderator, operator
from tests.factories.catalogue import (
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
    ScheduleFactory,
)

pytestmark = pytest.mark.django_db
AT_MOST = 14
"""Queries of a page, the session's and the account's included."""


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def something_of_everything() -> None:
    place = MunicipalityFactory()
    for number in range(3):
        organizer = OrganizerFactory(municipality=place)
        location = LocationFactory(organizer=organizer, municipality=place)
        hobby = HobbyFactory(organizer=organizer, location=location, categories=[HobbyCategoryFactory()])
        HobbyEventFactory(hobby=hobby)
        ScheduleFactory(hobby=hobby)
        use_promotion(promotion_id=PromotionFactory(organizer=organizer, location=location).pk)
        member(organizer)
        moderator(place)
        Job.objects.create(kind="expand_schedules", key=f"{place.pk}-{number}-{organizer.pk}")


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/console/{path}").status_code == 200
    return len(queries)


def test_a_list_takes_the_same_few_queries_however_long_it_is() -> None:
    client, counts = client_of(operator()), []
    paths = [f"{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry]
    for _ in range(2):
        something_of_everything()
        counts.append({path: queries_of(client, path) for path in paths})
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= AT_MOST


def test_the_dashboard_takes_the_same_few_queries_however_much_waits() -> None:
    client, found = client_of(operator()), []
    for _ in range(2):
        for _ in range(SHOWN + 1):
            HobbyFactory(state="in_review", submitted_at=clock.now())
            OrganizerFactory(state=OrganizerState.PENDING, waiting_since=clock.now())
            PromotionFactory(state="in_review", submitted_at=clock.now())
        found.append(queries_of(client, ""))
    assert found[0] == found[1] <= AT_MOST


def test_a_hobbys_page_takes_few_queries_however_many_categories_and_events_it_has() -> None:
    client, found = client_of(operator()), []
    # The first visit looks up what is kept from then on.
    queries_of(client, f"catalogue/hobby/{HobbyFactory().pk}/change/")
    for number in (1, 6):
        hobby = HobbyFactory(categories=[HobbyCategoryFactory() for _ in range(number)])
        HobbyEventFactory.create_batch(number, hobby=hobby)
        found.append(queries_of(client, f"catalogue/hobby/{hobby.pk}/change/"))
    # The framework's templates ask a value several times over.
    assert found[0] == found[1] <= 2 * AT_MOST


# --- the dashboard ------------------------------------------------------------------------------------
def test_a_moderator_sees_what_waits_in_the_municipality_oldest_first(visit: Visit) -> None:
    here = MunicipalityFactory()
    now = clock.now()
    for name, place, days in (
        ("Uusi ry", here, 1),
        ("Vanha ry", here, 9),
        ("Muu ry", MunicipalityFactory(code="049"), 5),
    ):
        waiting_since = now - dt.timedelta(days=days)
        OrganizerFactory(name=name, municipality=place, state=OrganizerState.PENDING, waiting_since=waiting_since)
    waiting = HobbyFactory(organizer=OrganizerFactory(municipality=here), state="in_review", submitted_at=now)
    shown = text_of(visit(moderator(here), ""))
    assert shown.index("Vanha ry") < shown.index("Uusi ry")
    assert "Muu ry" not in shown
    assert waiting.name_fi in shown
    assert "Jobs that failed" not in shown


def test_a_queue_shows_the_first_few_and_how_many_there_are(visit: Visit) -> None:
    for _ in range(SHOWN + 2):
        OrganizerFactory(state=OrganizerState.PENDING, waiting_since=clock.now())
    shown = text_of(visit(operator(), ""))
    assert f'<span class="console-count">{SHOWN + 2}</span>' in shown
    assert sum(organizer.name in shown for organizer in Organizer.objects.all()) == SHOWN


def test_a_member_sees_what_is_theirs_by_state(visit: Visit) -> None:
    owner = member()
    organizer = Membership.objects.get().organizer
    HobbyFactory.create_batch(2, organizer=organizer, state="draft")
    HobbyFactory(organizer=organizer)
    HobbyFactory()
    shown = text_of(visit(owner, ""))
    assert "?state=draft" in shown
    assert shown.index("Draft") < shown.index("Published")
    assert "Organizers to look at" not in shown


# --- lists and rows -----------------------------------------------------------------------------------
def test_a_list_holds_what_is_ones_own(visit: Visit) -> None:
    owner = member()
    mine = HobbyFactory(organizer=Membership.objects.get().organizer, state="draft")
    other = HobbyFactory()
    shown = text_of(visit(owner, "catalogue/hobby/"))
    assert mine.name_fi in shown
    assert other.name_fi not in shown


def test_a_moderator_does_not_see_drafts(visit: Visit) -> None:
    here = MunicipalityFactory()
    organizer = OrganizerFactory(municipality=here)
    draft, offered = HobbyFactory(organizer=organizer, state="draft"), HobbyFactory(organizer=organizer)
    user = moderator(here)
    shown = text_of(visit(user, "catalogue/hobby/"))
    assert (draft.name_fi in shown, offered.name_fi in shown) == (False, True)
    assert visit(user, f"catalogue/hobby/{draft.pk}/change/").status_code == 404


def test_a_search_and_a_filter_narrow_a_list(visit: Visit) -> None:
    HobbyFactory(name_fi="Keramiikkakerho", state="draft")
    HobbyFactory(name_fi="Koripallokerho")
    user = operator()
    for query in ("q=keramiikka", "state=draft"):
        shown = text_of(visit(user, f"catalogue/hobby/?{query}"))
        assert ("Keramiikkakerho" in shown, "Koripallokerho" in shown) == (True, False), query


@pytest.mark.parametrize(
    "query", ["state=nonsense", "p=99999", "o=1.2.3.99", "q=%00", "q=" + "x" * 2000, "e=1", "all="]
)
def test_no_query_breaks_a_list(visit: Visit, query: str) -> None:
    HobbyFactory()
    assert visit(operator(), f"catalogue/hobby/?{query}").status_code in (200, 302, 400)


def test_what_a_page_does_not_show_cannot_be_guessed_by_conditions_on_its_list(visit: Visit) -> None:
    watcher, hobby = moderator(MunicipalityFactory()), HobbyFactory()
    file_report(subject_kind="hobby", subject_id=hobby.pk, reason=ReportReason.OTHER, email="salainen@example.fi")
    mail.post(key="x", to="x@example.fi", subject="Hei", text="https://example.fi/password/reset/key/x/")
    for user, path in (
        (watcher, "catalogue/report/?email__startswith=s"),
        (watcher, "catalogue/report/?answered_by=1"),
        (watcher, "catalogue/organizer/?registered_by=1"),
        (operator(), "accounts/user/?password__startswith=pbkdf2"),
        (operator(), "common/outgoingmail/?text__contains=reset"),
        (operator(), "accounts/servicetoken/?digest__startswith=a"),
    ):
        assert visit(user, path).status_code == 400, path
    assert visit(operator(), "catalogue/hobbycategory/?is_hidden__exact=0").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ["Harrastukset", "Nimi suomeksi", "julkaistu", "Kuvaus"]),
        ("sv", ["Hobbyer", "Namn på finska", "publicerad", "Beskrivning"]),
        ("en", ["Hobbies", "Name in Finnish", "published", "Description"]),
    ],
)
def test_pages_are_in_the_readers_language(visit: Visit, language: str, words: list[str]) -> None:
    hobby = HobbyFactory()
    shown = text_of(visit(operator(), f"catalogue/hobby/{hobby.pk}/change/", **{"Accept-Language": language}))
    assert [word for word in words if word not in shown] == []
    assert f'<html lang="{language}"' in shown


def test_what_was_written_is_shown_as_text(visit: Visit) -> None:
    hobby = HobbyFactory(name_fi="<script>alert(1)</script>", description_fi='"><img src=x onerror=alert(1)>')
    for path in ("", f"{hobby.pk}/change/"):
        shown = visit(operator(), f"catalogue/hobby/{path}").content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_an_account_is_shown_with_its_posts_but_no_secret(visit: Visit) -> None:
    user = UserFactory(password="vihreä-polkupyörä-27")
    shown = text_of(visit(operator(), f"accounts/user/{user.pk}/change/"))
    assert user.email in shown
    assert user.password not in shown
