"""Whose rows are whose: what each kind of account may change, watch over and read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from harrastuspassi.accounts.models import MembershipRole, User
from harrastuspassi.catalogue.models import (
    Audience,
    District,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Municipality,
    Organizer,
    OrganizerState,
    Promotion,
    PublicationState,
)
from tests.factories.accounts import UserFactory, evaluator, member, moderator, operator
from tests.factories.catalogue import (
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.shared import made_once

pytestmark = pytest.mark.django_db
OWNED: list[type[Model]] = [Hobby, HobbyEvent, Location, Organizer, Promotion]
SHARED: list[type[Model]] = [Audience, District, HobbyCategory, Municipality]


def fill(organizer: Organizer | None, state: PublicationState) -> None:
    """A location, a hobby with an event, and a promotion where it has an organizer."""
    place = LocationFactory(organizer=organizer)
    HobbyEventFactory(hobby=HobbyFactory(organizer=organizer, location=place, state=state))
    if organizer:
        PromotionFactory(organizer=organizer, location=place, state=state)


def organizer_among_others() -> Organizer:
    """An organizer of Helsinki among others: of another town, of none, and rows without an organizer."""
    made: Organizer = OrganizerFactory(municipality=MunicipalityFactory())
    others = [OrganizerFactory(municipality=MunicipalityFactory(code="049")), OrganizerFactory(municipality=None), None]
    for organizer in (made, *others):
        for state in PublicationState:
            fill(organizer, state)
    HobbyCategoryFactory()
    return made


made = made_once(organizer_among_others)


@pytest.fixture
def own(made: Callable[[], Organizer]) -> Organizer:
    return made()


def ids(rows: Any) -> set[int]:
    found = list(rows.values_list("pk", flat=True))
    assert len(found) == len(set(found)), "a row came twice"
    return set(found)


def owned_by(model: type[Model], organizer: Organizer) -> set[int]:
    path = {Organizer: "pk", HobbyEvent: "hobby__organizer"}.get(model, "organizer")
    return ids(model._default_manager.filter(**{path: organizer.pk}))


@pytest.mark.parametrize("model", OWNED)
@pytest.mark.parametrize("role", MembershipRole)
def test_members_change_what_their_organizer_lists_in_any_state_and_read_it(
    own: Organizer, model: Any, role: MembershipRole
) -> None:
    user, rows = member(own, role), model._default_manager
    assert ids(rows.editable_by(user)) == owned_by(model, own) != set()
    assert ids(rows.visible_to(user)) == ids(rows.visible_to(AnonymousUser())) | owned_by(model, own)


@pytest.mark.parametrize("model", OWNED)
@pytest.mark.parametrize("state", [OrganizerState.PENDING, OrganizerState.SUSPENDED])
def test_members_of_a_hidden_organizer_still_have_their_rows(own: Organizer, model: Any, state: OrganizerState) -> None:
    Organizer.objects.filter(pk=own.pk).update(state=state)
    assert ids(model._default_manager.editable_by(member(own))) == owned_by(model, own)


@pytest.mark.parametrize("model", OWNED)
def test_a_moderator_reads_what_the_towns_organizers_have_sent_in_and_changes_nothing(
    own: Organizer, model: Any
) -> None:
    Organizer.objects.filter(pk=own.pk).update(state=OrganizerState.PENDING)
    user, rows = moderator(own.municipality), model._default_manager
    state = {Hobby: "state", HobbyEvent: "hobby__state", Promotion: "state"}.get(model)
    drafts = ids(rows.filter(**{state: "draft"})) if state else set()
    assert ids(rows.moderated_by(user)) == owned_by(model, own) - drafts != set()
    assert ids(rows.visible_to(user)) == ids(rows.visible_to(AnonymousUser())) | (owned_by(model, own) - drafts)
    assert not rows.editable_by(user).exists()


@pytest.mark.parametrize("model", OWNED)
def test_an_operator_changes_everything(own: Organizer, model: Any) -> None:
    rows = model._default_manager
    assert ids(rows.editable_by(operator())) == ids(rows.visible_to(operator())) == ids(rows.all())


def strangers(own: Organizer) -> list[User | AnonymousUser]:
    return [
        AnonymousUser(),
        UserFactory(),
        member(own, is_active=False),
        moderator(MunicipalityFactory(code="092")),
        moderator(own.municipality, second_factor=False),
        operator(second_factor=False),
        evaluator(own.municipality),
        evaluator(),
    ]


@pytest.mark.parametrize("model", OWNED)
def test_strangers_read_what_is_public_and_change_nothing(own: Organizer, model: Any) -> None:
    rows = model._default_manager
    public = ids(rows.visible_to(AnonymousUser()))
    for user in strangers(own):
        assert ids(rows.editable_by(user)) == ids(rows.moderated_by(user)) == set()
        assert ids(rows.visible_to(user)) == public


@pytest.mark.parametrize("model", SHARED)
def test_what_has_no_owner_is_read_by_all_and_changed_by_none(own: Organizer, model: Any) -> None:
    for user in (AnonymousUser(), member(own), moderator(own.municipality), operator()):
        assert not model._default_manager.editable_by(user).exists()
        assert ids(model._default_manager.visible_to(user)) == ids(model._default_manager.all())


def test_nobody_costs_no_further_query(own: Organizer, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        list(Hobby.objects.visible_to(AnonymousUser()))
    with django_assert_num_queries(0):
        list(Hobby.objects.editable_by(AnonymousUser()))
