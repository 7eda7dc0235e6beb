"""An organizer registers itself, belongs to whoever registered it, and is seen by nobody else before it is approved."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import MembershipRole, User
from harrastuspassi.catalogue.models import Organizer, OrganizerState
from harrastuspassi.catalogue.registration import change_registration, register_organizer
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Forbidden, InvalidInput, Refused
from tests.factories.accounts import UserFactory, member, moderator
from tests.factories.catalogue import MunicipalityFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


def code_of(refusal: Any) -> str:
    return str(refusal.value.code)


@pytest.fixture
def user() -> User:
    return UserFactory()


# --- registering ----------------------------------------------------------------------------------
def test_whoever_registers_an_organizer_owns_it_and_it_waits(user: User) -> None:
    here = MunicipalityFactory()
    organizer = register_organizer(
        by=user,
        name="Aurajoen Kipinä ry",
        kind="club",
        business_id="02012566",
        municipality=here,
        email="info@kipina.example",
        phone="+358401234567",
        web_address="https://kipina.example/",
        description_fi="Liikuntaa.",
    )
    stored = Organizer.objects.get()
    assert (stored.state, stored.is_trusted, stored.business_id) == (OrganizerState.PENDING, False, "0201256-6")
    assert stored.waiting_since is not None
    assert stored.memberships.get().role == MembershipRole.OWNER
    assert roles.can_manage_members(user, organizer.pk)
    assert (stored.municipality, stored.description_fi, stored.registered_by) == (here, "Liikuntaa.", user)


def test_nobody_else_sees_it_but_its_municipalitys_moderator(user: User) -> None:
    here = MunicipalityFactory()
    register_organizer(by=user, name="Aurajoen Kipinä ry", municipality=here)
    elsewhere = moderator(MunicipalityFactory(code="049"))
    sees = {who: Organizer.objects.visible_to(who).exists() for who in (user, moderator(here))}
    assert all(sees.values())
    for stranger in (AnonymousUser(), UserFactory(), elsewhere):
        assert not Organizer.objects.visible_to(stranger).exists()


@pytest.mark.parametrize(("says", "expected"), [(True, dt.date(2027, 3, 1)), (False, None)])
def test_of_criminal_records_only_the_fact_and_its_date_in_helsinki_are_kept(
    user: User, says: bool, expected: dt.date | None
) -> None:
    with time_machine.travel("2027-02-28T23:30Z", tick=False):
        organizer = register_organizer(by=user, name="Kipinä", checks_criminal_records=says)
    assert organizer.criminal_records_declared_on == expected


def test_what_it_says_of_them_can_change(user: User) -> None:
    organizer = register_organizer(by=user, name="Kipinä")
    changed = change_registration(organizer=organizer, by=user, checks_criminal_records=True)
    assert changed.criminal_records_declared_on == clock.local_today()
    changed = change_registration(organizer=organizer, by=user, checks_criminal_records=False)
    assert changed.criminal_records_declared_on is None
    with pytest.raises(Forbidden):
        change_registration(organizer=organizer, by=UserFactory(), checks_criminal_records=True)


def test_a_wrong_check_digit_names_the_field_and_makes_nothing(user: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        register_organizer(by=user, name="Kipinä", business_id="0201256-7")
    assert list(refusal.value.fields) == ["business_id"]
    assert not Organizer.objects.exists()


@pytest.mark.parametrize("who", [AnonymousUser(), User(is_active=False)])
def test_nobody_without_an_account_registers_one(who: Any) -> None:
    with pytest.raises(Forbidden) as refusal:
        register_organizer(by=who, name="Kipinä")
    assert code_of(refusal) == "sign_in_required"


# --- limits ---------------------------------------------------------------------------------------
def test_one_account_registers_three_a_day(user: User) -> None:
    for n in range(3):
        register_organizer(by=user, name=f"Kipinä {n}")
    with pytest.raises(Refused) as refusal:
        register_organizer(by=user, name="Kipinä 4")
    assert code_of(refusal) == "too_many_organizers"
    assert register_organizer(by=UserFactory(), name="Kipinä 4")
    with time_machine.travel(clock.now() + dt.timedelta(days=1, minutes=1), tick=False):
        assert register_organizer(by=user, name="Kipinä 4")


def test_one_account_has_five_waiting_however_slowly_it_goes(user: User) -> None:
    for n in range(5):
        with time_machine.travel(clock.now() + dt.timedelta(days=2 * n), tick=False):
            register_organizer(by=user, name=f"Kipinä {n}")
    with time_machine.travel(clock.now() + dt.timedelta(days=20), tick=False):
        with pytest.raises(Refused) as refusal:
            register_organizer(by=user, name="Kipinä 6")
        assert code_of(refusal) == "too_many_organizers"
        Organizer.objects.filter(name="Kipinä 0").update(state=OrganizerState.APPROVED)
        assert register_organizer(by=user, name="Kipinä 6")


# --- again ----------------------------------------------------------------------------------------
def test_what_was_refused_waits_again_once_its_member_says_so() -> None:
    organizer = OrganizerFactory(state=OrganizerState.REFUSED, state_reason="Y-tunnus puuttuu.")
    owner = member(organizer)
    with pytest.raises(Forbidden):
        change_registration(organizer=organizer, by=UserFactory(), offer_again=True)
    offered = change_registration(organizer=organizer, by=owner, offer_again=True)
    assert (offered.state, offered.state_reason) == (OrganizerState.PENDING, "")
    assert offered.waiting_since is not None


@pytest.mark.parametrize("state", [state for state in OrganizerState if state != OrganizerState.REFUSED])
def test_nothing_else_is_offered_again(state: OrganizerState) -> None:
    organizer = OrganizerFactory(state=state)
    with pytest.raises(Refused) as refusal:
        change_registration(organizer=organizer, by=member(organizer), offer_again=True)
    assert code_of(refusal) == "not_refused"
    assert Organizer.objects.get(pk=organizer.pk).state == state
