"""GET, If-Match, PUT: whoever changes has seen what is changed, drafts of one's own included."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from api.common.throttling import WritesPerMinute
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Organizer
from tests.api.asking import CLIENT, MOBILE, V1
from tests.api.callers import bearer, call, refusal
from tests.factories.accounts import member
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.factories.feed import publish_everything
from tests.factories.pictures import png

pytestmark = pytest.mark.django_db
FACTORIES = {
    "hobbies": HobbyFactory,
    "hobbyevents": HobbyEventFactory,
    "locations": LocationFactory,
    "promotions": PromotionFactory,
}
PATCHES: dict[str, dict[str, Any]] = {
    "hobbies": {"age_from": 13},
    "hobbyevents": {"access": "trial"},
    "locations": {"city": "Turku"},
    "promotions": {"available_count": 300},
    "organizers": {"email": "toimisto@seura.fi"},
}


@pytest.fixture
def organizer() -> Organizer:
    found: Organizer = OrganizerFactory()
    return found


@pytest.fixture
def user(organizer: Organizer) -> User:
    return member(organizer)


def one(resource: str, organizer: Organizer, **fields: Any) -> str:
    """The address of one of the organizer's."""
    if resource == "organizers":
        return f"{V1}organizers/{organizer.pk}/"
    owner = {"hobby__organizer": organizer} if resource == "hobbyevents" else {"organizer": organizer}
    return f"{V1}{resource}/{FACTORIES[resource](**owner, **fields).pk}/"


@pytest.mark.parametrize("resource", PATCHES)
def test_what_was_read_can_be_changed_once(resource: str, organizer: Organizer, user: User) -> None:
    path = one(resource, organizer)
    tag = call("get", path, user=user).headers["ETag"]
    changed = call("patch", path, PATCHES[resource], user=user, If_Match=tag)
    assert changed.status_code == 200, changed.content
    assert refusal(call("patch", path, PATCHES[resource], user=user, If_Match=tag)) == (412, "stale")
    # The answer to the change says of what the next one is.
    again = call("patch", path, PATCHES[resource], user=user, If_Match=changed.headers["ETag"])
    assert again.status_code == 200


@pytest.mark.parametrize("resource", PATCHES)
@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_change_that_does_not_say_of_what_is_refused(
    resource: str, method: str, organizer: Organizer, user: User
) -> None:
    path = one(resource, organizer)
    for sent in ({}, {"If_Match": " "}):
        assert refusal(call(method, path, PATCHES[resource], user=user, **sent)) == (428, "if_match_required")


@pytest.mark.parametrize("query", ["", "?lang=sv", "?include=translations&include=organizer_detail&lang=en"])
@pytest.mark.parametrize("packing", ["identity", "gzip"])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_any_language_nesting_and_packing_will_do(
    query: str, packing: str, state: str, organizer: Organizer, user: User
) -> None:
    path = one("hobbies", organizer, state=state)
    publish_everything()
    tag = CLIENT.get(path + query, headers={"Accept-Encoding": packing, **bearer(user)}).headers["ETag"]
    assert call("patch", path, {"age_from": 13}, user=user, If_Match=tag).status_code == 200


def test_the_tag_that_anyone_gets_will_do(organizer: Organizer, user: User) -> None:
    path = one("hobbies", organizer)
    tag = call("get", path).headers["ETag"]
    assert call("patch", path, {"age_from": 13}, user=user, If_Match=tag).status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [("*", 200), ('"x", {tag}', 200), ("W/{tag}", 200), ('"x"', 412), ("x", 412), ('"-"', 412), ("{tag}x, y", 412)],
)
def test_if_match_as_rfc_9110_has_it(header: str, status: int, organizer: Organizer, user: User) -> None:
    path = one("hobbies", organizer)
    tag = call("get", path, user=user).headers["ETag"]
    # A tag is of its quotes; what stands outside them is none.
    sent = header.replace("{tag}x", "x" + tag[1:-1]).replace("{tag}", tag)
    assert call("patch", path, {"age_from": 13}, user=user, If_Match=sent).status_code == status


def test_deleting_says_of_what_too(organizer: Organizer, user: User) -> None:
    path = one("hobbies", organizer)
    old = call("get", path, user=user).headers["ETag"]
    new = call("patch", path, {"age_from": 13}, user=user, If_Match=old).headers["ETag"]
    assert refusal(call("delete", path, user=user)) == (428, "if_match_required")
    assert refusal(call("delete", path, user=user, If_Match=old)) == (412, "stale")
    assert call("delete", path, user=user, If_Match=new).status_code == 204
    assert call("get", path).json()["state"] == "archived"


def test_uses_meanwhile_do_not_stand_in_the_way(organizer: Organizer, user: User) -> None:
    path = one("promotions", organizer)
    tag = call("get", path, user=user).headers["ETag"]
    organizer.promotions.update(used_count=7)
    assert call("patch", path, {"available_count": 50}, user=user, If_Match=tag).json()["used_count"] == 7


def test_patch_changes_what_it_names_and_put_all_there_is(organizer: Organizer, user: User) -> None:
    path = one("hobbies", organizer, age_from=13, web_address="https://seura.fi/", cover_image="images/x.jpg")
    hobby = organizer.hobbies.get()
    call("patch", path, {"translations": {"name": {"sv": "Parkur"}}}, user=user, If_Match="*")
    hobby.refresh_from_db()
    assert (hobby.name_sv, hobby.age_from, hobby.web_address) == ("Parkur", 13, "https://seura.fi/")
    assert hobby.name_fi
    body = {"translations": {"name": {"fi": "Parkour"}}, "organizer": organizer.pk}
    assert call("put", path, body, user=user, If_Match="*").status_code == 200
    hobby.refresh_from_db()
    assert (hobby.name_fi, hobby.name_sv, hobby.age_from, hobby.web_address) == ("Parkour", "", None, "")
    assert hobby.description_fi == ""
    # The picture stays.
    assert hobby.cover_image == "images/x.jpg"


def test_a_picture_comes_as_a_file_beside_other_fields(organizer: Organizer, user: User) -> None:
    fields = {
        "translations.name.fi": "Parkour",
        "organizer": organizer.pk,
        "languages": ["fi", "sv"],
        "cover_image": SimpleUploadedFile("kuva.png", png()),
    }
    answer = CLIENT.post(f"{V1}hobbies/", fields, headers=bearer(user))
    assert answer.status_code == 201, answer.content
    assert (answer.json()["name"], answer.json()["languages"]) == ("Parkour", ["fi", "sv"])
    assert answer.json()["cover_image"]
    path = answer.json()["cover_image"].partition("/media/")[2]
    again = call(
        "patch", answer.headers["Location"], {"cover_image": answer.json()["cover_image"]}, user=user, If_Match="*"
    )
    assert again.json()["cover_image"].endswith(path)
    gone = call("patch", answer.headers["Location"], {"cover_image": None}, user=user, If_Match="*")
    assert gone.json()["cover_image"] is None


def test_an_account_that_writes_too_much_has_to_wait(
    organizer: Organizer, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(WritesPerMinute, "rate", "2/min")
    for face, status in ((V1, 200), (MOBILE, 200), (V1, 429), (MOBILE, 429)):
        body = {"name": "Seura", **({"kind": "club"} if face == V1 else {})}
        answer = call("put", f"{face}organizers/{organizer.pk}/", body, user=user, If_Match="*")
        assert answer.status_code == status
        assert ("Retry-After" in answer.headers) == (status == 429)
    # Others are heard, and reading goes on.
    assert call("get", f"{V1}organizers/{organizer.pk}/", user=user).status_code == 200
    assert call("put", f"{MOBILE}organizers/{organizer.pk}/", {"name": "X"}, user=member(organizer)).status_code == 200
    cache.clear()
