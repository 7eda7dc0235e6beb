"""The demo lets one sign in as each kind of user, and nothing else does."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import Appointment, Membership, User
from harrastuspassi.catalogue.models import Municipality
from harrastuspassi.common.errors import Refused
from harrastuspassi.config import gunicorn
from harrastuspassi.demo import signins
from harrastuspassi.demo.people import ensure_people
from harrastuspassi.demo.signins import SignIn
from tests.api.callers import call
from tests.factories.catalogue import HobbyFactory, MunicipalityFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def helsinki() -> Municipality:
    place: Municipality = MunicipalityFactory()
    HobbyFactory(organizer=OrganizerFactory(municipality=place))
    return place


def code() -> str:
    out = io.StringIO()
    call_command("demo_code", stdout=out)
    return out.getvalue().strip()


def test_each_signs_in_as_it_is_told(helsinki: Municipality) -> None:
    ensure_people()
    for who in signins.ALL:
        sent = {"email": who.email, "password": signins.PASSWORD} | ({"code": code()} if who.needs_code else {})
        assert call("post", "/auth/token/", sent).status_code == 200, who


def test_each_has_its_role(helsinki: Municipality) -> None:
    ensure_people()
    user = {who: User.objects.get(email=who.email) for who in signins.ALL}
    organizer = Membership.objects.values_list("organizer", flat=True).distinct().get()
    holds: dict[SignIn, bool] = {
        signins.OWNER: roles.can_manage_members(user[signins.OWNER], organizer),
        signins.EDITOR: roles.can_edit_organizer(user[signins.EDITOR], organizer),
        signins.MODERATOR: roles.can_moderate(user[signins.MODERATOR], helsinki.pk),
        signins.EVALUATOR: roles.can_evaluate(user[signins.EVALUATOR]),
        signins.TOWN_EVALUATOR: roles.can_evaluate(user[signins.TOWN_EVALUATOR], helsinki.pk),
        signins.OPERATOR: roles.can_operate(user[signins.OPERATOR]),
    }
    assert holds == dict.fromkeys(signins.ALL, True)


def test_making_them_again_makes_none(helsinki: Municipality) -> None:
    assert [ensure_people(), ensure_people()] == [len(signins.ALL), 0]
    assert (Membership.objects.count(), Appointment.objects.count()) == (2, 3)


def test_outside_the_demo_there_are_none(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Refused):
        ensure_people()
    with pytest.raises(CommandError):
        code()
    assert not User.objects.exists()


def test_make_run_prints_them() -> None:
    printed = gunicorn.WELCOME.format(url="http://x", mail="y", signins=signins.listing())
    for who in signins.ALL:
        assert who.email in printed
    assert signins.PASSWORD in printed
    assert "demo_code" in printed
