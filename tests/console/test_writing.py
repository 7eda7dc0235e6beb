"""What is written in the console: by the services that the API writes by, for those who may, and with words by each
field where something is wrong."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from harrastuspassi.accounts.models import Membership, User
from harrastuspassi.audit.models import Entry
from harrastuspassi.catalogue.models import (
    Audience,
    CatalogueVersion,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Organizer,
    OrganizerState,
    Promotion,
    SearchDocument,
    Synonym,
)
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.catalogue.writing.common import version
from tests.console.conftest import Visit, client_of
from tests.factories.accounts import UserFactory, member, operator
from tests.factories.catalogue import (
    AudienceFactory,
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db
HOBBY = {"name_fi": "Kerho", "price_type": "free"}
EVENT = {"start_date": "2030-01-07", "start_time": "18:00", "end_time": "19:00", "access": "open"}
PROMOTION = {"name_fi": "Etu", "start_date": "2030-01-01", "start_time": "00:00"}
PROMOTION |= {"end_date": "2030-12-31", "end_time": "23:59", "available_count": "10"}
PLACE = {"name_fi": "Sali"}
CLUB = {"name": "Seura", "kind": "club"}


def faults(answer: Any) -> dict[str, str]:
    """What a form says is wrong, by the name of the field; "" for the whole."""
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422, page
    form = page.partition('class="console-step"')[2]
    found = {"": " ".join(re.findall(r'class="errornote[^>]*>\s*(.*?)\s*</div>', form, re.DOTALL))}
    for part in re.split(r'class="errors flex', form)[1:]:
        name = re.search(r'name="(\w+)"', part)
        said = re.search(r"<li>\s*(.*?)\s*</li>", part, re.DOTALL)
        assert name
        assert said
        found[name[1]] = said[1]
    return found


@pytest.fixture
def owner() -> User:
    user: User = member(OrganizerFactory(municipality=MunicipalityFactory()))
    return user


@pytest.fixture
def own(owner: User) -> Organizer:
    organizer: Organizer = Membership.objects.get(user=owner).organizer
    return organizer


def seen(row: Any) -> str:
    row.refresh_from_db()
    return version(row.modified_at)


# --- hobbies and their events -------------------------------------------------------------------------
def test_a_hobby_is_written_as_over_the_api(visit: Visit, owner: User, own: Organizer) -> None:
    root, audience = HobbyCategoryFactory(), AudienceFactory()
    place = LocationFactory(organizer=own)
    sent = {
        "organizer": own.pk,
        "location": place.pk,
        "categories": [root.pk],
        "audiences": [audience.pk],
        "name_fi": " Jalka<b>pallo</b> ",
        "name_sv": "Fotboll",
        "description_fi": "A & B\n\nhttps://x.example.fi",
        "price_type": "one_time",
        "price_amount": "12,50 €",
        "age_from": "7",
        "age_to": "12",
        "languages": ["sv", "fi"],
        "contact_phone": "040 123 4567",
        "web_address": "seura.example.fi",
        "cover_image": SimpleUploadedFile("kuva.jpg", jpeg(), "image/jpeg"),
    }
    before = CatalogueVersion.objects.get(pk=1).number if CatalogueVersion.objects.exists() else 0
    answer = visit(owner, "catalogue/hobby/add/", sent)
    hobby = Hobby.objects.get()
    assert answer.headers["Location"] == f"/console/catalogue/hobby/{hobby.pk}/change/"
    assert (hobby.name_fi, hobby.description_fi) == ("Jalkapallo", "A &amp; B\n\nhttps://x.example.fi")
    assert (hobby.organizer, hobby.location, hobby.state) == (own, place, "in_review")
    assert (str(hobby.price_amount), hobby.languages, hobby.contact_phone) == ("12.50", "fi sv", "+358401234567")
    assert (hobby.web_address, hobby.category_ids) == ("https://seura.example.fi", str(root.pk))
    assert hobby.cover_image
    assert "jalkapal" in SearchDocument.objects.get(hobby=hobby).name
    assert CatalogueVersion.objects.get(pk=1).number == before + 1
    assert Entry.objects.filter(kind="hobby", object_id=hobby.pk, actor_id=owner.pk).exists()

    edit = f"catalogue/hobby/{hobby.pk}/edit/"
    page = html.unescape(visit(owner, edit).content.decode())
    assert "A & B" in page
    assert "A &amp; B" not in page
    kept = {**HOBBY, "description_fi": "A & B\n\nhttps://x.example.fi", "seen": seen(hobby), "name_sv": "Fotboll"}
    assert visit(owner, edit, kept).status_code == 302
    hobby.refresh_from_db()
    assert (hobby.name_fi, hobby.price_type, hobby.description_fi) == ("Kerho", "free", hobby.description_fi)
    assert hobby.cover_image
    assert visit(owner, edit, {**kept, "seen": seen(hobby), "no_picture": "on"}).status_code == 302
    assert Hobby.objects.get().cover_image == ""


@pytest.mark.parametrize(
    ("path", "sent", "where", "words"),
    [
        ("hobby/add", {"name_fi": ""}, "name_fi", "Write this in one language at least."),
        ("hobby/add", {"name_fi": "\u200b<br>"}, "name_fi", "Write this in one language at least."),
        ("hobby/add", {"age_from": "12", "age_to": "7"}, "age_to", "Must not be below the youngest age."),
        ("hobby/add", {"price_amount": "5"}, "price_amount", "What is free costs nothing."),
        ("hobby/add", {"price_type": "paid", "price_amount": "-5"}, "price_amount", "greater than or equal to 0"),
        ("hobby/add", {"price_type": "paid", "price_amount": "nan"}, "price_amount", "Enter a number."),
        ("hobby/add", {"contact_phone": "12"}, "contact_phone", "Must be one phone number"),
        ("hobby/add", {"contact_email": "x"}, "contact_email", "Must be an e-mail address."),
        ("hobby/add", {"web_address": "javascript:alert(1)"}, "web_address", "Must be a web address"),
        ("hobby/add", {"organizer": "{other}"}, "organizer", "Select a valid choice."),
        ("hobby/add", {"location": "{other_place}"}, "location", "Select a valid choice."),
        ("hobby/add", {"categories": ["9" * 30]}, "categories", "Select a valid choice."),
        ("hobby/add", {"cover_image": b"%PDF-1.4"}, "cover_image", "no JPEG, PNG, WebP or GIF"),
        ("hobby/{hobby}/events", {"end_time": "17:00"}, "end_time", "Must not be before the start."),
        ("hobby/{hobby}/events", {"end_date": "2029-01-01"}, "end_date", "Must not be before the start."),
        ("hobby/{hobby}/events", {"start_date": "9999-12-31"}, "start_date", "Must be a date from 2000 to 2199."),
        ("hobby/{hobby}/events", {"every_week_until": "2031-12-31"}, "every_week_until", "Must be within 50 weeks"),
        ("hobby/{hobby}/events", {"every_week_until": "2029-12-31"}, "every_week_until", "Must not be before"),
        ("promotion/add", {"available_count": "0"}, "available_count", "greater than or equal to 1"),
        ("promotion/add", {"end_date": "2029-01-01"}, "end_date", "Must not be before the start."),
        ("promotion/{promotion}/edit", {"available_count": "2"}, "available_count", "used more often than that"),
        ("location/add", {"latitude": "60,17"}, "longitude", "Give both latitude and longitude, or neither."),
        ("location/add", {"latitude": "91", "longitude": "0"}, "latitude", "less than or equal to 90"),
        ("location/add", {"zip_code": "123"}, "zip_code", "Must be a postal code of five digits."),
        ("organizer/{organizer}/edit", {"name": " "}, "name", "This field is required."),
        ("organizer/{organizer}/registration", {"business_id": "0201256-7"}, "business_id", "check digit"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    visit: Visit, owner: User, own: Organizer, path: str, sent: dict[str, Any], where: str, words: str
) -> None:
    rows = {
        "category": HobbyCategoryFactory(),
        "hobby": HobbyFactory(organizer=own),
        "promotion": PromotionFactory(organizer=own, used_count=3),
        "organizer": own,
        "other": OrganizerFactory(),
        "other_place": LocationFactory(),
    }
    ids = {name: row.pk for name, row in rows.items()}
    whole = {"hobby/add": HOBBY, "promotion/": PROMOTION, "events": EVENT, "location": PLACE, "organizer": CLUB}
    form: dict[str, Any] = next(known for part, known in whole.items() if part in path)
    form = {"organizer": own.pk, **form, **sent}
    form = {name: value.format(**ids) if isinstance(value, str) else value for name, value in form.items()}
    if isinstance(form.get("cover_image"), bytes):
        form["cover_image"] = SimpleUploadedFile("kuva.jpg", form["cover_image"])
    if path.endswith(("edit", "registration")):
        form["seen"] = seen(rows[path.split("/")[0]])
    before = {model: model._default_manager.count() for model in (Hobby, HobbyEvent, Promotion, Location)}
    found = faults(visit(owner, f"catalogue/{path.format(**ids)}/", form))
    assert set(found) == {"", where}, found
    assert words in found[where]
    assert before == {model: model._default_manager.count() for model in before}


def test_a_hobby_is_given_an_event_a_week(visit: Visit, owner: User, own: Organizer) -> None:
    hobby = HobbyFactory(organizer=own)
    path = f"catalogue/hobby/{hobby.pk}/events/"
    assert visit(owner, path, {**EVENT, "every_week_until": "2030-01-27"}).status_code == 302
    days = [str(event.start_date) for event in hobby.events.order_by("start_date")]
    assert days == ["2030-01-07", "2030-01-14", "2030-01-21"]

    event = hobby.events.earliest("start_date")
    later = {**EVENT, "start_time": "20:00", "end_time": "01:00", "end_date": "2030-01-08", "access": "trial"}
    event_path = f"catalogue/hobbyevent/{event.pk}/"
    assert visit(owner, f"{event_path}edit/", {**later, "seen": seen(event)}).status_code == 302
    assert visit(owner, f"{event_path}delete/", {"seen": seen(event)}).status_code == 403
    assert visit(owner, f"{event_path}cancel/", {"reason_fi": "Sairaus", "seen": seen(event)}).status_code == 302
    event.refresh_from_db()
    assert (str(event.start_time), event.access, event.cancellation_reason_fi) == ("20:00:00", "trial", "Sairaus")
    assert event.is_cancelled


def test_what_nobody_has_seen_is_deleted_with_its_events(visit: Visit, owner: User, own: Organizer) -> None:
    hobby = HobbyFactory(organizer=own, state="draft")
    first = HobbyEventFactory(hobby=hobby)
    HobbyEventFactory(hobby=hobby)
    gone = visit(owner, f"catalogue/hobbyevent/{first.pk}/delete/", {"seen": seen(first)})
    assert gone.headers["Location"] == f"/console/catalogue/hobby/{hobby.pk}/change/"
    assert hobby.events.count() == 1
    assert visit(owner, f"catalogue/hobby/{hobby.pk}/delete/", {"seen": seen(hobby)}).status_code == 302
    assert not Hobby.objects.exists()


def test_what_is_archived_comes_back(visit: Visit, owner: User, own: Organizer) -> None:
    promotion = PromotionFactory(organizer=own)
    path = f"catalogue/promotion/{promotion.pk}/"
    for step, state in (("archive", "archived"), ("restore", "published")):
        assert visit(owner, f"{path}{step}/", {}).status_code == 302
        promotion.refresh_from_db()
        assert promotion.state == state


@pytest.mark.parametrize("step", ["edit", "delete"])
@pytest.mark.parametrize("stale", ["", "0", "x" * 99, "\0"])
def test_nothing_is_written_over_what_was_not_seen(
    visit: Visit, owner: User, own: Organizer, step: str, stale: str
) -> None:
    hobby = HobbyFactory(organizer=own, state="draft")
    answer = visit(owner, f"catalogue/hobby/{hobby.pk}/{step}/", {**HOBBY, "name_fi": "Toinen", "seen": stale})
    assert faults(answer)[""]
    assert Hobby.objects.get().name_fi == hobby.name_fi


# --- places, promotions, organizers -----------------------------------------------------------------
def test_a_place_is_made_moved_and_taken_out_of_use(visit: Visit, owner: User, own: Organizer) -> None:
    new = {**PLACE, "organizer": own.pk, "city": "Helsinki", "latitude": "60,17", "longitude": "24.94"}
    assert visit(owner, "catalogue/location/add/", {**new, "is_accessible": "True"}).status_code == 302
    place = Location.objects.get()
    assert (place.latitude, place.longitude, place.is_accessible) == (60.17, 24.94, True)
    assert (place.organizer, place.municipality) == (own, own.municipality)
    path = f"catalogue/location/{place.pk}/"
    assert visit(owner, f"{path}edit/", {**PLACE, "city": "", "seen": seen(place)}).status_code == 302
    place.refresh_from_db()
    assert (place.latitude, place.is_accessible, place.municipality) == (None, None, None)
    hobby = HobbyFactory(organizer=own, location=place)
    assert faults(visit(owner, f"{path}delete/", {"seen": seen(place)}))[""] == "Something else still refers to it."
    hobby.delete()
    assert visit(owner, f"{path}delete/", {"seen": seen(place)}).status_code == 302
    place.refresh_from_db()
    assert place.archived_at


def test_a_promotion_is_written(visit: Visit, owner: User, own: Organizer) -> None:
    sent = {**PROMOTION, "organizer": own.pk, "state": "published", "used_count": "5"}
    assert visit(owner, "catalogue/promotion/add/", sent).status_code == 302
    promotion = Promotion.objects.get()
    assert (promotion.state, promotion.used_count, promotion.available_count) == ("in_review", 0, 10)
    edit = f"catalogue/promotion/{promotion.pk}/edit/"
    assert visit(owner, edit, {**PROMOTION, "available_count": "20", "seen": seen(promotion)}).status_code == 302
    promotion.refresh_from_db()
    assert promotion.available_count == 20


def test_an_organizer_that_was_refused_is_put_right_and_offered_again(
    visit: Visit, owner: User, own: Organizer
) -> None:
    Organizer.objects.filter(pk=own.pk).update(state=OrganizerState.REFUSED, state_reason="Y-tunnus puuttuu")
    own.refresh_from_db()
    path = f"catalogue/organizer/{own.pk}/"
    about = {**CLUB, "phone": "09 310 1691", "description_fi": "Pelejä."}
    assert visit(owner, f"{path}edit/", {**about, "seen": seen(own)}).status_code == 302
    right = {"business_id": "0201256-6", "municipality": own.municipality_id, "offer_again": "on"}
    right |= {"checks_criminal_records": "on"}
    assert faults(visit(owner, f"{path}registration/", {**right, "seen": "0"}))[""]
    assert visit(owner, f"{path}registration/", {**right, "seen": seen(own)}).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.phone, own.business_id, own.state) == ("Seura", "+35893101691", "0201256-6", "pending")
    since = own.criminal_records_declared_on
    assert since
    again = {"business_id": "0201256-6", "municipality": own.municipality_id, "checks_criminal_records": "on"}
    assert visit(owner, f"{path}registration/", {**again, "seen": seen(own)}).status_code == 302


def test_an_organizer_is_registered_on_a_page_of_the_accounts() -> None:
    user, place = UserFactory(), MunicipalityFactory()
    page, client = "/accounts/organizers/new/", client_of(user)
    sent = {**CLUB, "municipality": place.pk, "checks_criminal_records": "on", "state": "approved"}
    assert client_of(None).post(page, sent).headers["Location"].startswith("/accounts/login/")
    answer = client.post(page, sent)
    organizer = Organizer.objects.get()
    assert answer.headers["Location"] == f"/console/catalogue/organizer/{organizer.pk}/change/"
    assert (organizer.state, organizer.municipality, organizer.registered_by) == ("pending", place, user)
    assert organizer.criminal_records_declared_on
    for _ in range(2):
        client.post(page, sent)
    refused = client.post(page, sent)
    assert (refused.status_code, Organizer.objects.count()) == (422, 3)
    assert "registered too many organizers" in refused.content.decode()


# --- terms ------------------------------------------------------------------------------------------
def test_an_operator_moves_a_category_and_its_hobbies_are_found_there(visit: Visit) -> None:
    sport, art = HobbyCategoryFactory(name_fi="Urheilu"), HobbyCategoryFactory(name_fi="Taide")
    dance = HobbyCategoryFactory(name_fi="Tanssi", parent=sport)
    rebuild_tree()
    hobby = HobbyFactory(name_fi="Kerho", categories=[dance])
    with publishing() as changes:
        changes.add(hobby)
    boss = operator()
    path = f"catalogue/hobbycategory/{dance.pk}/edit/"
    sent = {"name_fi": "Tanssiminen", "parent": art.pk, "is_hidden": "on"}
    assert visit(boss, path, {**sent, "seen": seen(dance)}).status_code == 302
    dance.refresh_from_db()
    assert (dance.parent, dance.is_hidden, dance.level) == (art, True, 1)
    assert "taide" in SearchDocument.objects.get(hobby=hobby).head
    art_path = f"catalogue/hobbycategory/{art.pk}/edit/"
    assert "parent" in faults(visit(boss, art_path, {"name_fi": "Taide", "parent": dance.pk, "seen": seen(art)}))
    dance.is_hidden = False
    dance.save()
    found = faults(visit(boss, art_path, {"name_fi": "Taide", "parent": dance.pk, "seen": seen(art)}))
    assert found["parent"] == "A category cannot be below itself."
    assert visit(boss, "catalogue/hobbycategory/add/", {"name_fi": "Pelit"}).status_code == 302
    assert HobbyCategory.objects.get(name_fi="Pelit").rght
    audience = AudienceFactory()
    hide = {"name_fi": "Nuoret", "is_hidden": "on", "seen": seen(audience)}
    assert visit(boss, f"catalogue/audience/{audience.pk}/edit/", hide).status_code == 302
    assert Audience.objects.get().is_hidden


def test_an_operator_writes_synonyms(visit: Visit) -> None:
    boss, path = operator(), "catalogue/synonym/add/"
    assert visit(boss, path, {"word": "Futis", "means": "jalkapallo"}).status_code == 302
    assert faults(visit(boss, path, {"word": "futis", "means": "jalkapallo"}))["word"] == "It is there already."
    assert "word" in faults(visit(boss, path, {"word": "kaksi sanaa", "means": "x"}))
    assert visit(boss, f"catalogue/synonym/{Synonym.objects.get().pk}/delete/", {}).status_code == 302
    assert not Synonym.objects.exists()
