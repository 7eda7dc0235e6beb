"""What moderators decide holds at once, in their own municipality, for what they have seen; mail tells of it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from harrastuspassi.accounts.models import MembershipRole, User
from harrastuspassi.catalogue.feed import Place, current_version, read_feed
from harrastuspassi.catalogue.models import Hobby, HobbyEvent, Location, Organizer, OrganizerState, Promotion
from harrastuspassi.catalogue.moderation import (
    approve_item,
    approve_organizer,
    refuse_organizer,
    reinstate_organizer,
    reject_item,
    suspend_organizer,
    trust_organizer,
)
from harrastuspassi.catalogue.registration import change_registration
from harrastuspassi.catalogue.review_queue import queue
from harrastuspassi.catalogue.submission import begin
from harrastuspassi.common.errors import Forbidden, Refused
from harrastuspassi.common.models import OutgoingMail
from tests.factories.accounts import UserFactory, member, moderator, operator
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.factories.feed import publish_everything

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
WHY = "Y-tunnus on toisen."


def code_of(refusal: Any) -> str:
    return str(refusal.value.code)


@pytest.fixture
def watcher() -> User:
    return moderator(MunicipalityFactory())


def decide(name: str, organizer: Organizer, by: User) -> Organizer:
    """A decision by name, as someone who has seen the organizer as it is."""
    organizer.refresh_from_db()
    return {
        "approve": lambda: approve_organizer(organizer=organizer, by=by, seen=organizer.modified_at),
        "refuse": lambda: refuse_organizer(organizer=organizer, by=by, reason=WHY),
        "suspend": lambda: suspend_organizer(organizer=organizer, by=by, reason=WHY),
        "reinstate": lambda: reinstate_organizer(organizer=organizer, by=by),
        "trust": lambda: trust_organizer(organizer=organizer, by=by, trusted=True),
    }[name]()


# --- organizers -----------------------------------------------------------------------------------
STEPS = {
    ("pending", "approve"): "approved",
    ("pending", "refuse"): "refused",
    ("refused", "approve"): "approved",
    ("approved", "suspend"): "suspended",
    ("approved", "trust"): "approved",
    ("archived", "suspend"): "suspended",
    ("suspended", "reinstate"): "approved",
}


@pytest.mark.parametrize("name", ["approve", "refuse", "suspend", "reinstate", "trust"])
def test_a_decision_is_taken_where_it_leads_on(name: str, watcher: User) -> None:
    for state in OrganizerState:
        organizer, expected = OrganizerFactory(state=state), STEPS.get((state, name))
        if expected:
            decide(name, organizer, watcher)
        else:
            with pytest.raises(Refused) as refusal:
                decide(name, organizer, watcher)
            assert code_of(refusal) in {"no_such_step", "organizer_not_approved"}
        organizer.refresh_from_db()
        assert organizer.state == (expected or state)


@pytest.mark.parametrize(("state", "name"), STEPS)
def test_only_the_municipalitys_moderators_and_operators_decide(state: str, name: str) -> None:
    here = MunicipalityFactory()
    organizer = OrganizerFactory(state=state, municipality=here)
    strangers = [
        UserFactory(),
        member(organizer),
        moderator(MunicipalityFactory(code="049")),
        moderator(here, second_factor=False),
    ]
    for by in strangers:
        with pytest.raises(Forbidden):
            decide(name, organizer, by)
    assert Organizer.objects.get(pk=organizer.pk).state == state
    decide(name, organizer, operator())


def test_what_names_no_municipality_waits_for_an_operator(watcher: User) -> None:
    organizer = OrganizerFactory(state="pending", municipality=None)
    with pytest.raises(Forbidden):
        decide("approve", organizer, watcher)
    assert decide("approve", organizer, operator()).state == "approved"


@pytest.mark.parametrize(("name", "state"), [("refuse", "pending"), ("suspend", "approved")])
def test_whoever_is_turned_down_is_told_why_and_only_that(name: str, state: str, watcher: User) -> None:
    organizer = OrganizerFactory(state=state)
    owner = member(organizer, language="sv")
    member(organizer, MembershipRole.EDITOR)
    decide(name, organizer, watcher)
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == owner.email
    assert organizer.name in mail.subject
    assert WHY in mail.text
    assert watcher.email not in mail.text
    assert "Motivering" in mail.text


@pytest.mark.parametrize("reason", ["", " \n"])
def test_nobody_is_turned_down_without_a_reason(reason: str, watcher: User) -> None:
    organizer = OrganizerFactory(state="pending")
    with pytest.raises(Refused) as refusal:
        refuse_organizer(organizer=organizer, by=watcher, reason=reason)
    assert code_of(refusal) == "reason_missing"


def test_each_decision_is_told_once(watcher: User) -> None:
    organizer = OrganizerFactory(state="pending")
    member(organizer)
    for name in ("approve", "suspend", "reinstate", "suspend"):
        decide(name, organizer, watcher)
    assert OutgoingMail.objects.count() == 4


def test_nobody_approves_what_they_have_not_seen(watcher: User) -> None:
    organizer = OrganizerFactory(state="pending")
    seen = Organizer.objects.get().modified_at
    change_registration(organizer=organizer, by=member(organizer), business_id="0201256-6")
    with pytest.raises(Refused) as refusal:
        approve_organizer(organizer=organizer, by=watcher, seen=seen)
    assert code_of(refusal) == "changed_meanwhile"


def test_what_an_approved_organizer_says_anew_is_looked_at_while_it_stays(watcher: User) -> None:
    organizer = OrganizerFactory()
    change_registration(organizer=organizer, by=member(organizer), business_id="0201256-6")
    assert Organizer.objects.visible_to(NOBODY).exists()
    (waiting,) = queue(kind="organizers", user=watcher)
    approve_organizer(organizer=waiting, by=watcher, seen=waiting.modified_at)
    assert not queue(kind="organizers", user=watcher).exists()
    # It could list before, and is not told that it can.
    assert not OutgoingMail.objects.exists()


def test_nobody_gets_away_from_their_moderators() -> None:
    organizer, elsewhere = OrganizerFactory(state="pending"), MunicipalityFactory(code="049")
    owner = member(organizer)
    assert change_registration(organizer=organizer, by=owner, municipality=elsewhere).municipality == elsewhere
    Organizer.objects.update(state="suspended")
    with pytest.raises(Refused) as refusal:
        change_registration(organizer=organizer, by=owner, municipality=MunicipalityFactory())
    assert code_of(refusal) == "municipality_settled"


# --- suspension -----------------------------------------------------------------------------------
def test_suspension_hides_everything_at_once_and_it_comes_back(watcher: User) -> None:
    organizer = OrganizerFactory(is_trusted=True)
    place = LocationFactory(organizer=organizer)
    event = HobbyEventFactory(hobby=HobbyFactory(organizer=organizer, location=place))
    promotion = PromotionFactory(organizer=organizer, location=place)
    other = HobbyFactory()
    publish_everything()
    models = {Hobby: "hobbies", HobbyEvent: "hobbyevents", Promotion: "promotions", Location: "locations"}
    ids = {"hobbies": event.hobby_id, "hobbyevents": event.pk, "promotions": promotion.pk, "locations": place.pk}

    before = current_version()
    decide("suspend", organizer, watcher)
    assert current_version() == before + 1
    for model, resource in models.items():
        assert not model.objects.visible_to(NOBODY).filter(pk=ids[resource]).exists()
        # Whoever keeps a copy is told that it is gone.
        assert ids[resource] in read_feed(resource, after=Place(before, 999_999_999), limit=50).ids
    assert not Organizer.objects.visible_to(NOBODY).filter(pk=organizer.pk).exists()
    assert Hobby.objects.visible_to(NOBODY).filter(pk=other.pk).exists()
    assert other.pk not in read_feed("hobbies", after=Place(before, 999_999_999), limit=50).ids

    decide("reinstate", organizer, watcher)
    assert current_version() == before + 2
    for model, resource in models.items():
        assert model.objects.public_list().filter(pk=ids[resource]).exists()
    # Trust has to be given anew.
    assert not Organizer.objects.get(pk=organizer.pk).is_trusted


# --- hobbies and promotions -----------------------------------------------------------------------
@pytest.mark.parametrize("make", [HobbyFactory, PromotionFactory])
@pytest.mark.parametrize(
    ("language", "published", "rejected"),
    [
        ("fi", "Julkaistu", "Ei julkaistu"),
        ("sv", "Publicerad", "Inte publicerad"),
        ("en", "Published", "Not published"),
    ],
)
def test_a_decision_is_told_to_every_member_in_their_language(
    make: Any, language: str, published: str, rejected: str, watcher: User
) -> None:
    item = make(state="in_review")
    readers = [member(item.organizer, role, language=language) for role in MembershipRole]
    member(item.organizer, is_active=False)
    approve_item(item=item, by=watcher, seen=item.modified_at)
    reject_item(item=item, by=watcher, reason="Ei sovi alaikäisille.")
    mails = list(OutgoingMail.objects.order_by("id"))
    assert [mail.to for mail in mails] == [reader.email for reader in readers] * 2
    name = getattr(item, f"name_{language}")
    assert {mail.subject for mail in mails[:2]} == {f"{published}: {name}"}
    assert {mail.subject for mail in mails[2:]} == {f"{rejected}: {name}"}
    assert all("Ei sovi alaikäisille." in mail.text for mail in mails[2:])
    assert all(watcher.email not in mail.text for mail in mails)


def test_what_is_slipped_in_is_not_approved(watcher: User) -> None:
    hobby = HobbyFactory(state="in_review")
    seen = Hobby.objects.get().modified_at
    hobby.description_fi = "Jotakin muuta."
    hobby.save()
    with pytest.raises(Refused) as refusal:
        approve_item(item=hobby, by=watcher, seen=seen)
    assert code_of(refusal) == "changed_meanwhile"
    assert Hobby.objects.get().state == "in_review"


def test_nothing_of_a_hidden_organizer_is_approved(watcher: User) -> None:
    hobby = HobbyFactory(state="in_review", organizer__state="suspended")
    with pytest.raises(Refused) as refusal:
        approve_item(item=hobby, by=watcher, seen=hobby.modified_at)
    assert code_of(refusal) == "organizer_not_approved"


def test_what_a_waiting_organizer_lists_waits_behind_it(watcher: User) -> None:
    organizer = OrganizerFactory(state="pending")
    hobby = Hobby(organizer=organizer, name_fi="Uinti")
    begin(item=hobby, organizer=organizer)
    hobby.save()
    assert not queue(kind="hobbies", user=watcher).exists()
    decide("approve", organizer, watcher)
    assert list(queue(kind="hobbies", user=watcher)) == [hobby]


@pytest.mark.parametrize("state", ["draft", "published", "rejected", "archived"])
def test_only_what_waits_is_approved(state: str, watcher: User) -> None:
    hobby = HobbyFactory(state=state)
    with pytest.raises(Refused) as refusal:
        approve_item(item=hobby, by=watcher, seen=hobby.modified_at)
    assert code_of(refusal) == "no_such_step"


def test_what_has_no_organizer_is_its_places_moderators_and_tells_nobody(watcher: User) -> None:
    hobby = HobbyFactory(organizer=None)
    with pytest.raises(Forbidden):
        reject_item(item=hobby, by=moderator(MunicipalityFactory(code="049")), reason="Suljettu.")
    reject_item(item=hobby, by=watcher, reason="Suljettu.")
    assert (Hobby.objects.get().state, OutgoingMail.objects.count()) == ("rejected", 0)
