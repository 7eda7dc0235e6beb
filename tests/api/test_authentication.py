"""What a token changes in what is read: drafts by id, lists of one's own, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.accounts.tokens import pair_of
from harrastuspassi.accounts.models import MembershipRole, User
from harrastuspassi.catalogue.models import Hobby, HobbyEvent, Organizer, OrganizerState
from tests.api.asking import FACES, MOBILE, V1, ids
from tests.api.callers import bearer, call, refusal
from tests.factories.accounts import UserFactory, evaluator, member, moderator, operator
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.shared import made_once

pytestmark = pytest.mark.django_db
each_face = pytest.mark.parametrize("face", FACES)
LISTS = ["hobbies", "hobbyevents", "organizers", "locations", "promotions"]


def event_of_a_draft() -> HobbyEvent:
    """An event of a draft, with a place and a promotion, all of an organizer that waits; and another's, published."""
    organizer = OrganizerFactory(municipality=MunicipalityFactory(), state=OrganizerState.PENDING)
    place = LocationFactory(organizer=organizer)
    PromotionFactory(organizer=organizer, location=place, state="draft")
    made: HobbyEvent = HobbyEventFactory(hobby=HobbyFactory(organizer=organizer, location=place, state="draft"))
    HobbyEventFactory(hobby__location=LocationFactory(organizer=OrganizerFactory()))
    PromotionFactory()
    return made


made = made_once(event_of_a_draft)


@pytest.fixture
def draft(made: Callable[[], HobbyEvent]) -> HobbyEvent:
    return made()


def own(draft: HobbyEvent) -> dict[str, int]:
    hobby = draft.hobby
    assert hobby.organizer
    assert hobby.location
    return {
        "hobbies": hobby.pk,
        "hobbyevents": draft.pk,
        "organizers": hobby.organizer.pk,
        "locations": hobby.location.pk,
        "promotions": hobby.organizer.promotions.get().pk,
    }


def ids_for(user: User | None, face: str, resource: str, query: str = "") -> list[int]:
    answer = call("get", f"{face}{resource}/{query}", user=user)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    return [row["id"] for row in (body["results"] if isinstance(body, dict) else body)]


# --- one's own ------------------------------------------------------------------------------------
@each_face
@pytest.mark.parametrize("resource", LISTS)
@pytest.mark.parametrize("role", MembershipRole)
def test_members_list_and_read_what_is_theirs_in_any_state(
    draft: HobbyEvent, face: str, resource: str, role: MembershipRole
) -> None:
    user, pk = member(draft.hobby.organizer, role), own(draft)[resource]
    # An event of a draft has no place in the list of coming events: the form asks for those of the hobby.
    query = f"?editable_only=true&hobby={draft.hobby_id}" if resource == "hobbyevents" else "?editable_only=true"
    assert ids_for(user, face, resource, query) == [pk]
    assert call("get", f"{face}{resource}/{pk}/", user=user).status_code == 200


@each_face
def test_the_form_lists_the_events_of_a_draft(draft: HobbyEvent, face: str) -> None:
    """CONTRACT.md 2.6 asks with `hobby` alone."""
    user = member(draft.hobby.organizer)
    assert ids_for(user, face, "hobbyevents", f"?hobby={draft.hobby_id}") == [draft.pk]
    assert ids_for(UserFactory(), face, "hobbyevents", f"?hobby={draft.hobby_id}") == []


def strangers(draft: HobbyEvent) -> list[User | None]:
    here = draft.hobby.organizer.municipality
    one = {"second_factor": False}
    return [None, UserFactory(), moderator(here, **one), operator(**one), evaluator(here), evaluator()]


@each_face
@pytest.mark.parametrize("resource", LISTS)
def test_strangers_list_nothing_of_their_own_and_read_no_draft(draft: HobbyEvent, face: str, resource: str) -> None:
    for user in strangers(draft):
        assert ids_for(user, face, resource, "?editable_only=true") == []
        assert call("get", f"{face}{resource}/{own(draft)[resource]}/", user=user).status_code == 404


@each_face
@pytest.mark.parametrize("resource", LISTS)
def test_a_moderator_reads_no_draft_but_what_was_sent_in(draft: HobbyEvent, face: str, resource: str) -> None:
    user, pk = moderator(draft.hobby.organizer.municipality), own(draft)[resource]
    is_drafted = resource in ("hobbies", "hobbyevents", "promotions")
    assert call("get", f"{face}{resource}/{pk}/", user=user).status_code == (404 if is_drafted else 200)
    Hobby.objects.filter(pk=draft.hobby_id).update(state="in_review")
    draft.hobby.organizer.promotions.update(state="in_review")
    assert call("get", f"{face}{resource}/{pk}/", user=user).status_code == 200
    assert ids_for(user, face, resource, "?editable_only=true") == []


@each_face
@pytest.mark.parametrize("resource", ["hobbies", "promotions", "hobbyevents"])
def test_public_lists_are_the_same_for_everyone(draft: HobbyEvent, face: str, resource: str) -> None:
    public = call("get", f"{face}{resource}/").content
    for user in (member(draft.hobby.organizer), operator(), UserFactory()):
        assert call("get", f"{face}{resource}/", user=user).content == public


@pytest.mark.parametrize("resource", ["organizers", "locations"])
def test_the_organizer_web_is_offered_only_what_its_user_may_choose(draft: HobbyEvent, resource: str) -> None:
    """CONTRACT.md 2.6: signed in, these two lists hold what the user may edit; anonymous, all."""
    user, pk = member(draft.hobby.organizer), own(draft)[resource]
    everything = ids(MOBILE, resource)
    assert pk not in everything
    assert ids_for(user, MOBILE, resource) == [pk]
    assert ids_for(UserFactory(), MOBILE, resource) == []
    assert ids_for(user, V1, resource) == ids(V1, resource) == everything


def test_places_that_are_not_used_any_more_are_not_offered(draft: HobbyEvent) -> None:
    place = draft.hobby.location
    place.archived_at = place.created_at
    place.save()
    assert ids_for(member(draft.hobby.organizer), MOBILE, "locations") == []
    assert ids_for(member(draft.hobby.organizer), MOBILE, "locations", "?editable_only=true") == []
    assert ids_for(member(draft.hobby.organizer), V1, "locations", "?editable_only=true") == [place.pk]


# --- tokens that are no good --------------------------------------------------------------------
BAD = ["Bearer x", "Bearer ", "Bearer", "bearer a.b.c", "Bearer é", "Bearer a b c"]


@pytest.mark.parametrize("authorization", BAD)
def test_v1_refuses_a_bad_token_where_it_would_make_a_difference(draft: HobbyEvent, authorization: str) -> None:
    for path in ("hobbies/?editable_only=true", f"hobbies/{draft.hobby_id}/", "organizers/?editable_only=true"):
        answer = call("get", f"{V1}{path}", Authorization=authorization)
        assert refusal(answer) == (401, "token_invalid"), path
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="harrastuspassi"'


@pytest.mark.parametrize("authorization", [*BAD, "Basic Og==", "Token x", ""])
def test_public_lists_do_not_look_at_it(draft: HobbyEvent, authorization: str) -> None:
    for face in FACES:
        for resource in ("hobbies", "promotions"):
            path = f"{face}{resource}/"
            assert call("get", path, Authorization=authorization).content == call("get", path).content


@pytest.mark.parametrize("authorization", [*BAD, "Basic Og==", "Token x", ""])
def test_the_mobile_face_takes_a_bad_token_for_none(draft: HobbyEvent, authorization: str) -> None:
    for path in ("hobbies/?editable_only=true", f"hobbies/{draft.hobby_id}/", "organizers/", "locations/"):
        bad, none = (call("get", f"{MOBILE}{path}", **sent) for sent in ({"Authorization": authorization}, {}))
        assert (bad.status_code, bad.content) == (none.status_code, none.content)


# --- caches and cookies -------------------------------------------------------------------------
def test_a_cache_keeps_what_is_someones_own_apart(draft: HobbyEvent) -> None:
    user = member(draft.hobby.organizer)
    for path in (f"{V1}hobbies/{draft.hobby_id}/", f"{V1}hobbies/?editable_only=true", f"{MOBILE}organizers/"):
        answer = call("get", path, user=user)
        assert answer.headers["Cache-Control"] == "private, no-store", path
        assert "Authorization" in answer.headers["Vary"], path
        assert "Authorization" in call("get", path).headers["Vary"], path
    for path in (f"{V1}hobbies/", f"{MOBILE}hobbies/"):
        assert "Authorization" not in call("get", path, user=user).headers["Vary"]
        assert call("get", path, user=user).headers["Cache-Control"] == "no-cache"


@each_face
def test_no_session_is_read_for_the_api_and_no_cookie_signs_in(draft: HobbyEvent, face: str) -> None:
    client = Client()
    client.force_login(member(draft.hobby.organizer))
    for path in ("hobbies/", f"hobbies/{draft.hobby_id}/", "hobbies/?editable_only=true", "organizers/"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{face}{path}")
        assert not [query for query in queries if "session" in query["sql"] or "accounts_" in query["sql"]]
        assert "Cookie" not in answer.headers["Vary"]
        assert "sessionid" not in answer.cookies
        assert answer.content == Client().get(f"{face}{path}").content


def test_a_public_list_asks_nothing_about_who_calls(draft: HobbyEvent) -> None:
    sent = bearer(member(draft.hobby.organizer))
    for face in FACES:
        with CaptureQueriesContext(connection) as queries:
            assert call("get", f"{face}hobbies/", **sent).status_code == 200
        assert not [query for query in queries if "accounts_" in query["sql"]]


def test_another_organizers_state_does_not_show(draft: HobbyEvent) -> None:
    hidden = Organizer.objects.exclude(pk=draft.hobby.organizer_id).order_by("pk").first()
    Organizer.objects.filter(pk=hidden.pk).update(state=OrganizerState.SUSPENDED)
    sent = {"Authorization": f"Bearer {pair_of(member(draft.hobby.organizer))['access']}"}
    answer: Any = call("get", f"{V1}organizers/{hidden.pk}/", **sent)
    assert answer.status_code == 404
