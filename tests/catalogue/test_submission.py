"""How far an organizer brings what it lists: to a draft while it waits, to review once approved, out when trusted."""

from typing import Any

import pytest

from harrastuspassi.accounts.models import Appointment, Post, User
from harrastuspassi.catalogue import submission
from harrastuspassi.catalogue.models import Hobby, Organizer, OrganizerState, PublicationState
from harrastuspassi.catalogue.submission import (
    STEPS,
    archive_item,
    begin,
    reconsider,
    restore_item,
    submit_item,
    withdraw_item,
)
from harrastuspassi.catalogue.writing.hobbies import change_hobby
from harrastuspassi.catalogue.writing.locations import change_location
from harrastuspassi.common.errors import Forbidden, Refused
from tests.factories.accounts import UserFactory, member, moderator, operator, turn_on_second_factor
from tests.factories.catalogue import HobbyFactory, LocationFactory, OrganizerFactory, PromotionFactory

pytestmark = pytest.mark.django_db
HIDDEN = [state for state in OrganizerState if state != OrganizerState.APPROVED]
both = pytest.mark.parametrize("make", [HobbyFactory, PromotionFactory])


def code_of(refusal: Any) -> str:
    return str(refusal.value.code)


@pytest.fixture
def organizer() -> Organizer:
    return OrganizerFactory()


@pytest.fixture
def trusted() -> Organizer:
    return OrganizerFactory(is_trusted=True)


@pytest.fixture
def owner(organizer: Organizer) -> User:
    return member(organizer)


# --- what is new ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "is_trusted", "expected"),
    [
        *((state, True, "draft") for state in HIDDEN if state != OrganizerState.PENDING),
        ("pending", True, "in_review"),
        ("approved", False, "in_review"),
        ("approved", True, "published"),
    ],
)
def test_what_is_new_begins_where_its_organizer_may_bring_it(state: str, is_trusted: bool, expected: str) -> None:
    item = Hobby(name_fi="Uinti")
    begin(item=item, organizer=OrganizerFactory(state=state, is_trusted=is_trusted))
    assert item.state == expected
    assert (item.submitted_at is None, item.published_at is None) == (expected == "draft", expected != "published")


# --- submitting -----------------------------------------------------------------------------------
@both
def test_what_an_approved_organizer_submits_waits_for_review(make: Any, organizer: Organizer, owner: User) -> None:
    item = make(organizer=organizer, state="draft")
    submit_item(item=item, by=owner)
    item.refresh_from_db()
    assert (item.state, item.published_at) == ("in_review", None)
    assert item.submitted_at is not None


@both
def test_what_a_trusted_organizer_submits_is_published_at_once(make: Any, trusted: Organizer) -> None:
    item = make(organizer=trusted, state="draft")
    submit_item(item=item, by=member(trusted))
    item.refresh_from_db()
    assert item.state == "published"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("pending", "organizer_waits"),
        ("refused", "organizer_refused"),
        ("suspended", "organizer_suspended"),
        ("archived", "organizer_archived"),
    ],
)
@pytest.mark.parametrize(("step", "current"), [("submit", "draft"), ("restore", "archived")])
def test_an_organizer_that_may_not_list_has_drafts_only(state: str, code: str, step: str, current: str) -> None:
    hobby = HobbyFactory(organizer=OrganizerFactory(state=state, is_trusted=True), state=current)
    with pytest.raises(Refused) as refusal:
        STEPS[step](item=hobby, by=member(hobby.organizer))
    assert code_of(refusal) == code
    assert Hobby.objects.get().state == current


def test_what_was_rejected_is_reviewed_again_even_of_a_trusted_organizer(trusted: Organizer) -> None:
    hobby, owner = HobbyFactory(organizer=trusted, state="rejected"), member(trusted)
    submit_item(item=hobby, by=owner)
    assert Hobby.objects.get().state == "in_review"
    # No way round by taking it back first.
    withdraw_item(item=hobby, by=owner)
    submit_item(item=hobby, by=owner)
    assert (hobby.state, hobby.rejection_reason) == ("in_review", "Kuvaus puuttuu.")


@both
@pytest.mark.parametrize("step", STEPS)
def test_only_members_take_steps(make: Any, step: str, organizer: Organizer) -> None:
    current = {"submit": "draft", "withdraw": "in_review", "archive": "published", "restore": "archived"}[step]
    item = make(organizer=organizer, state=current)
    for stranger in (UserFactory(), member(), moderator(organizer.municipality), operator(second_factor=False)):
        with pytest.raises(Forbidden):
            STEPS[step](item=item, by=stranger)
    item.refresh_from_db()
    assert item.state == current


@pytest.mark.parametrize(
    ("step", "goes_from"),
    [
        (submit_item, {"draft", "rejected"}),
        (withdraw_item, {"in_review"}),
        (archive_item, {"published"}),
        (restore_item, {"archived"}),
    ],
)
def test_a_step_is_taken_from_where_it_leads_on(step: Any, goes_from: set[str], organizer: Organizer) -> None:
    owner = member(organizer)
    for state in PublicationState:
        hobby = HobbyFactory(organizer=organizer, state=state)
        if state in goes_from:
            step(item=hobby, by=owner)
            assert Hobby.objects.get(pk=hobby.pk).state != state
        else:
            with pytest.raises(Refused) as refusal:
                step(item=hobby, by=owner)
            assert code_of(refusal) == "no_such_step"
            assert Hobby.objects.get(pk=hobby.pk).state == state


# --- limits ---------------------------------------------------------------------------------------
def test_a_trusted_organizer_publishes_so_much_a_day_and_the_rest_is_reviewed(
    trusted: Organizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submission, "AT_ONCE_A_DAY", 2)
    owner, found = member(trusted), []
    for make in (HobbyFactory, PromotionFactory, HobbyFactory):
        item = make(organizer=trusted, state="draft")
        submit_item(item=item, by=owner)
        found.append(item.state)
    assert found == ["published", "published", "in_review"]
    new = Hobby(name_fi="Uinti")
    begin(item=new, organizer=trusted)
    assert new.state == "in_review"


def test_an_organizer_has_so_much_in_review(organizer: Organizer, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission, "IN_REVIEW_AT_MOST", 1)
    first, second = HobbyFactory.create_batch(2, organizer=organizer, state="draft")
    submit_item(item=first, by=owner)
    with pytest.raises(Refused) as refusal:
        submit_item(item=second, by=owner)
    assert code_of(refusal) == "too_many_submissions"
    new = Hobby(name_fi="Uinti")
    begin(item=new, organizer=organizer)
    assert new.state == "draft"


# --- editing --------------------------------------------------------------------------------------
CHANGES: list[tuple[str, Any]] = [
    ("name_sv", "Simning"),
    ("description_fi", "Tule tapaamaan minua."),
    ("registration_link", "https://muualla.example/"),
    ("contact_phone", "+358401234567"),
    ("cover_image", "hobbies/toinen.jpg"),
]


@pytest.mark.parametrize(("column", "value"), CHANGES)
@pytest.mark.parametrize(("current", "after"), [("published", "in_review"), ("archived", "draft")])
def test_words_links_contacts_and_pictures_are_reviewed_again(
    organizer: Organizer, owner: User, column: str, value: Any, current: str, after: str
) -> None:
    hobby = HobbyFactory(organizer=organizer, state=current)
    setattr(hobby, column, value)
    reconsider(item=hobby, by=owner)
    assert hobby.state == after
    assert hobby.submitted_at is not None


def test_times_places_prices_and_ages_change_at_once(organizer: Organizer, owner: User) -> None:
    hobby = HobbyFactory(organizer=organizer)
    hobby.price_type, hobby.price_amount, hobby.age_from = "annual", 12, 13
    hobby.location = LocationFactory()
    reconsider(item=hobby, by=owner)
    assert hobby.state == "published"


@pytest.mark.parametrize("who", ["trusted", "moderator", "operator"])
def test_a_trusted_organizer_and_a_moderator_change_words_at_once(who: str, organizer: Organizer) -> None:
    organizer.is_trusted = who == "trusted"
    hobby = HobbyFactory(organizer=organizer)
    hobby.name_fi = "Uinti"
    by = {"moderator": moderator(organizer.municipality), "operator": operator()}.get(who) or member(organizer)
    reconsider(item=hobby, by=by)
    assert hobby.state == "published"


def test_what_goes_to_another_organizer_is_reviewed(trusted: Organizer, organizer: Organizer) -> None:
    promotion = PromotionFactory(organizer=trusted)
    promotion.organizer = organizer
    reconsider(item=promotion, by=member(organizer))
    assert promotion.state == "in_review"


# --- words of places ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("column", "value", "is_reviewed"),
    [
        ("name_fi", "Tule tapaamaan minua", True),
        ("accessibility_sv", "Ring mig", True),
        ("address", "Muualla 1", True),
        ("city", "Turku", True),
        ("reservation_link", "https://muualla.example/", True),
        ("name_fi", "Sali", False),
        ("zip_code", "00530", False),
        ("latitude", 60.2, False),
        ("is_accessible", True, False),
    ],
)
def test_what_is_listed_at_a_place_is_reviewed_again_with_the_words_of_the_place(
    organizer: Organizer, owner: User, column: str, value: Any, is_reviewed: bool
) -> None:
    place = LocationFactory(organizer=organizer, name_fi="Sali")
    there = {"organizer": organizer, "location": place}
    items = [HobbyFactory(**there), HobbyFactory(**there, state="archived"), PromotionFactory(**there)]
    # Whoever acts for two organizers lists for one of them at a place of the other.
    items.append(HobbyFactory(location=place))
    others = [
        *(HobbyFactory(organizer=organizer), HobbyFactory(**there, state="rejected")),
        *(HobbyFactory(location=place, organizer=None), HobbyFactory(location=place, organizer__is_trusted=True)),
    ]
    change_location(location_id=place.pk, by=owner, **{column: value})
    for item in (*items, *others):
        item.refresh_from_db()
    seen, taken = ["published", "archived", *["published"] * 2], ["in_review", "draft", *["in_review"] * 2]
    assert [item.state for item in items] == (taken if is_reviewed else seen)
    assert [item.state for item in others] == ["published", "rejected", "published", "published"]


@pytest.mark.parametrize("who", ["trusted", "moderator", "operator"])
def test_whom_is_trusted_with_words_is_with_those_of_places(who: str, organizer: Organizer, owner: User) -> None:
    Organizer.objects.filter(pk=organizer.pk).update(is_trusted=who == "trusted")
    place = LocationFactory(organizer=Organizer.objects.get(pk=organizer.pk))
    hobby = HobbyFactory(organizer=organizer, location=place)
    by = {"moderator": member(organizer), "operator": operator()}.get(who, owner)
    if who == "moderator":
        Appointment.objects.create(user=by, post=Post.MODERATOR, municipality=organizer.municipality)
        turn_on_second_factor(by)
    change_location(location_id=place.pk, by=by, name_fi="Uusi sali")
    hobby.refresh_from_db()
    assert hobby.state == "published"


@pytest.mark.parametrize(
    ("is_own", "is_seen", "state"),
    [(False, False, "published"), (True, True, "published"), (True, False, "in_review")],
)
def test_a_hobby_moves_at_once_but_to_a_place_of_ones_own_that_nobody_has_seen(
    is_own: bool, is_seen: bool, state: str, organizer: Organizer, owner: User
) -> None:
    place = LocationFactory(organizer=organizer if is_own else None)
    if is_seen:
        HobbyFactory(organizer=organizer, location=place)
    hobby = HobbyFactory(organizer=organizer, location=LocationFactory(organizer=organizer))
    change_hobby(hobby_id=hobby.pk, by=owner, location_id=place.pk)
    hobby.refresh_from_db()
    assert hobby.state == state
