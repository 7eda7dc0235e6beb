"""What waits, for whom, in which order; and one mail a day that says how much, and nothing else."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Municipality, Organizer, Report
from harrastuspassi.catalogue.review_queue import KINDS, counts, queue, tell_moderators
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Forbidden
from harrastuspassi.common.models import OutgoingMail
from tests.factories.accounts import UserFactory, evaluator, member, moderator, operator
from tests.factories.catalogue import HobbyFactory, MunicipalityFactory, OrganizerFactory, PromotionFactory

pytestmark = pytest.mark.django_db
DAY = "2027-01-04"


def fill(municipality: Municipality | None, number: int = 1) -> None:
    """Something of each kind that waits in a municipality, and what does not wait."""
    organizer = OrganizerFactory(municipality=municipality, name="Salainen seura")
    for _ in range(number):
        OrganizerFactory(municipality=municipality, state="pending", waiting_since=clock.now())
        HobbyFactory(organizer=organizer, state="in_review", submitted_at=clock.now())
        PromotionFactory(organizer=organizer, state="in_review", submitted_at=clock.now())
        Report.objects.create(hobby=HobbyFactory(organizer=organizer), municipality=municipality, reason="wrong")
    HobbyFactory(organizer=organizer, state="draft")
    HobbyFactory(organizer=OrganizerFactory(municipality=municipality, state="suspended"), state="in_review")
    OrganizerFactory(municipality=municipality, state="refused")


@pytest.fixture
def here() -> Municipality:
    made: Municipality = MunicipalityFactory()
    fill(made, 2)
    fill(MunicipalityFactory(code="049"), 1)
    fill(None, 3)
    return made


# --- whose ----------------------------------------------------------------------------------------
def test_a_moderator_sees_what_waits_in_their_municipalities_and_an_operator_everything(here: Municipality) -> None:
    assert counts(user=moderator(here)) == dict.fromkeys(KINDS, 2)
    assert counts(user=moderator(MunicipalityFactory(code="092"))) == dict.fromkeys(KINDS, 0)
    assert counts(user=operator()) == dict.fromkeys(KINDS, 6)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_else_sees_the_queue(here: Municipality, kind: str) -> None:
    strangers: list[tuple[Any, str]] = [
        (AnonymousUser(), "sign_in_required"),
        (UserFactory(), "not_a_moderator"),
        (member(Organizer.objects.filter(municipality=here)[0]), "not_a_moderator"),
        (evaluator(here), "not_a_moderator"),
        (moderator(here, second_factor=False), "second_factor_required"),
        (operator(second_factor=False), "second_factor_required"),
    ]
    for user, code in strangers:
        with pytest.raises(Forbidden) as refusal:
            queue(kind=kind, user=user)
        assert refusal.value.code == code


def test_what_has_waited_longest_comes_first() -> None:
    here, now = MunicipalityFactory(), clock.now()
    organizer = OrganizerFactory(municipality=here)
    for days in (2, 5, 1):
        waiting = now - dt.timedelta(days=days)
        OrganizerFactory(municipality=here, state="pending", waiting_since=waiting, name=f"{days}")
        HobbyFactory(organizer=organizer, state="in_review", submitted_at=waiting, name_fi=f"{days}")
        with time_machine.travel(waiting, tick=False):
            Report.objects.create(organizer=organizer, municipality=here, reason="wrong", subject_name=f"{days}")
    user = moderator(here)
    names = {"organizers": "name", "hobbies": "name_fi", "reports": "subject_name"}
    for kind, name in names.items():
        assert list(queue(kind=kind, user=user).values_list(name, flat=True)) == ["5", "2", "1"], kind


def test_others_with_the_same_business_id_are_counted() -> None:
    here = MunicipalityFactory()
    OrganizerFactory.create_batch(2, business_id="0201256-6")
    OrganizerFactory.create_batch(2)
    OrganizerFactory(municipality=here, state="pending", business_id="0201256-6", name="Sama")
    OrganizerFactory(municipality=here, state="pending", business_id="1234567-1", name="Oma")
    OrganizerFactory(municipality=here, state="pending", name="Ilman")
    found = queue(kind="organizers", user=moderator(here)).values_list("name", "same_business_id")
    assert dict(found) == {"Sama": 2, "Oma": 0, "Ilman": 0}


# --- the daily mail -------------------------------------------------------------------------------
def test_each_moderator_is_told_once_a_day_how_much_waits_and_not_what(here: Municipality) -> None:
    reader = moderator(here, language="en")
    idle, slack = moderator(MunicipalityFactory(code="092")), moderator(here, second_factor=False)
    gone = moderator(here, is_active=False)
    for _ in range(2):
        tell_moderators(DAY)
    (told,) = OutgoingMail.objects.all()
    assert told.to == reader.email not in (idle.email, slack.email, gone.email)
    for line in ("organizers: 2", "hobbies: 2", "benefits: 2", "reports: 2"):
        assert line in told.text
    assert "Salainen" not in told.text
    tell_moderators("2027-01-05")
    assert OutgoingMail.objects.count() == 2


def test_a_moderator_of_two_towns_gets_one_mail(here: Municipality) -> None:
    reader: User = moderator(here)
    reader.appointments.create(post="moderator", municipality=MunicipalityFactory(code="049"))
    assert tell_moderators(DAY) == 1
    assert "harrastuksia: 3" in OutgoingMail.objects.get().text


def test_operators_are_told_of_what_waits_where_nobody_moderates(here: Municipality) -> None:
    moderator(here)
    reader = operator()
    assert tell_moderators(DAY) == 2
    assert "harrastuksia: 4" in OutgoingMail.objects.get(to=reader.email).text


def test_nothing_is_told_where_nothing_waits() -> None:
    moderator(MunicipalityFactory())
    assert (tell_moderators(DAY), OutgoingMail.objects.count()) == (0, 0)


def test_telling_takes_as_few_queries_however_many_towns_there_are(django_assert_max_num_queries: Any) -> None:
    for code in ("092", "049", "235"):
        moderator(MunicipalityFactory(code=code))
        fill(MunicipalityFactory(code=code))
    tell_moderators(DAY)
    with django_assert_max_num_queries(4 + 3 + 3):
        # Four counts, three of who watches, and each mail's row, which is there.
        tell_moderators(DAY)
