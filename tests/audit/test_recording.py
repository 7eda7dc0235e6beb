"""Whatever changes a row of the domain is in the audit log, by whichever way it is written."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model, Value
from django.test.utils import CaptureQueriesContext

from harrastuspassi.accounts.models import Membership, User
from harrastuspassi.audit.models import Entry
from harrastuspassi.audit.recording import MAX_KEPT
from harrastuspassi.audit.told import AUDITED, UNAUDITED, subject_of
from harrastuspassi.catalogue.models import Hobby, HobbyCategory, HobbyEvent, Location, Organizer, Promotion
from harrastuspassi.common.actors import Actor, ActorKind, acting
from harrastuspassi.common.rows import sync_links, sync_rows
from tests.audit.subjects import EXAMPLES
from tests.factories import catalogue as factories
from tests.factories.accounts import UserFactory, member

pytestmark = pytest.mark.django_db
OURS = "harrastuspassi."
ALLAUTH = {"account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount"}
every_model = pytest.mark.parametrize("name", sorted(AUDITED))


def kind(name: str) -> str:
    return AUDITED[name].kind


def told(name: str, row: Model) -> list[tuple[str, Any]]:
    """Actions and changes in the log of a row, oldest first."""
    entries = Entry.objects.filter(kind=kind(name), object_id=str(row.pk)).order_by("id")
    return list(entries.values_list("action", "changes"))


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


# --- which models -------------------------------------------------------------------------------
def test_every_model_of_the_domain_is_told_of_or_has_a_reason_not_to_be() -> None:
    ours = [model._meta for model in apps.get_models() if model._meta.app_config.name.startswith(OURS)]
    placed = AUDITED.keys() | UNAUDITED.keys()
    missing = {meta.label for meta in ours if not {meta.label, meta.app_label} & placed}
    assert missing == set(), "say in audit/told.py what the log tells of it"
    assert placed <= {meta.label for meta in ours} | {meta.app_label for meta in ours} | ALLAUTH
    assert AUDITED.keys() & UNAUDITED.keys() == set()
    assert all(UNAUDITED.values())


def test_every_model_that_is_told_of_has_an_example_here() -> None:
    assert EXAMPLES.keys() == AUDITED.keys()
    assert len({told.kind for told in AUDITED.values()}) == len(AUDITED)


@every_model
def test_what_is_said_of_a_model_names_its_own_fields(name: str) -> None:
    model: Any = apps.get_model(name)
    fields = {field.name for field in model._meta.get_fields()}
    assert AUDITED[name].untold | AUDITED[name].hidden <= fields | {"last_login"}


PERSONAL = ("email", "phone", "password", "digest", "secret", "first", "last", "contact", "uid")


@every_model
def test_no_value_is_kept_of_what_is_personal_or_secret(name: str) -> None:
    subject: Any = subject_of(apps.get_model(name))
    kept = {column.removesuffix("_id") for column in subject.fields if subject.keeps_values_of(column)}
    assert [column for column in kept if any(word in column.split("_") for word in PERSONAL)] == []


# --- ways to write a row --------------------------------------------------------------------------
def save(row: Any, column: str, value: Any) -> None:
    setattr(row, column, value)
    row.save()


def save_columns(row: Any, column: str, value: Any) -> None:
    setattr(row, column, value)
    row.save(update_fields=[column.removesuffix("_id") if column.endswith("_id") else column])


def update(row: Any, column: str, value: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**{column: value})


def update_by_expression(row: Any, column: str, value: Any) -> None:
    field: Any = row._meta.get_field(column)
    type(row)._default_manager.filter(pk=row.pk).update(**{column: Value(value, output_field=field)})


def update_over_a_join(row: Any, column: str, value: Any) -> None:
    foreign = next((f.name for f in row._meta.concrete_fields if f.is_relation and getattr(row, f.attname)), None)
    condition = {f"{foreign}__pk": getattr(row, f"{foreign}_id"), f"{foreign}__isnull": False} if foreign else {}
    type(row)._default_manager.filter(pk=row.pk, **condition).update(**{column: value})


def bulk_update(row: Any, column: str, value: Any) -> None:
    setattr(row, column, value)
    name = next(f.name for f in row._meta.concrete_fields if column in (f.name, f.attname))
    type(row)._default_manager.bulk_update([row], [name])


def upsert(row: Any, column: str, value: Any) -> None:
    setattr(row, column, value)
    name = next(f.name for f in row._meta.concrete_fields if column in (f.name, f.attname))
    type(row)._default_manager.bulk_create(
        [row], update_conflicts=True, unique_fields=[row._meta.pk.name], update_fields=[name]
    )


def synchronise(row: Any, column: str, value: Any) -> None:
    sync_rows(type(row), key="pk", wanted={row.pk: {column: value}})


def delete(row: Any) -> None:
    type(row)._default_manager.get(pk=row.pk).delete()


def delete_many(row: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).delete()


def delete_at_once(row: Any) -> None:
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows._raw_delete(rows.db)


def save_new(row: Any) -> None:
    row.save()


def create_many(row: Any) -> None:
    type(row)._default_manager.bulk_create([row])


CHANGES: list[Callable[[Any, str, Any], None]] = [
    save,
    save_columns,
    update,
    update_by_expression,
    update_over_a_join,
    bulk_update,
    upsert,
    synchronise,
]


@every_model
@pytest.mark.parametrize("make", [save_new, create_many])
def test_a_new_row_is_told_of_once(name: str, make: Any) -> None:
    row: Any = EXAMPLES[name].make()
    make(row)
    assert told(name, row) == [("created", {})]


@every_model
def test_a_change_is_told_of_once_with_what_was_and_what_is_by_whichever_way(name: str) -> None:
    example = EXAMPLES[name]
    row: Any = example.make()
    row.save()
    row.refresh_from_db()
    field, pair = example.column.removesuffix("_id"), [getattr(row, example.column), example.value()]
    for way in CHANGES:
        way(type(row)._default_manager.get(pk=row.pk), example.column, pair[1])
        entries = told(name, row)
        assert entries[1:] == [("changed", {field: as_json(pair)})], way.__name__
        Entry.objects.filter(action="changed").delete()
        pair.reverse()


@every_model
@pytest.mark.parametrize("remove", [delete, delete_many, delete_at_once])
def test_a_row_that_goes_is_told_of_with_its_last_values(name: str, remove: Any) -> None:
    row: Any = EXAMPLES[name].make()
    row.save()
    value = getattr(row, EXAMPLES[name].column)
    remove(row)
    [_, (action, changes)] = told(name, row)
    assert action == "deleted"
    if value not in (None, ""):
        assert changes[EXAMPLES[name].column.removesuffix("_id")] == as_json([value, None])


@every_model
def test_what_changes_nothing_is_not_told_of(name: str) -> None:
    row: Any = EXAMPLES[name].make()
    row.save()
    again = type(row)._default_manager.get(pk=row.pk)
    for way in CHANGES:
        way(again, EXAMPLES[name].column, getattr(again, EXAMPLES[name].column))
    assert told(name, row) == [("created", {})]


# --- many at a time -------------------------------------------------------------------------------
def test_a_bulk_change_is_told_of_row_by_row_in_as_many_queries_for_few_as_for_many() -> None:
    def queries(count: int) -> int:
        hobbies = factories.HobbyFactory.create_batch(count, location=None)
        rows = Hobby.objects.filter(pk__in=[hobby.pk for hobby in hobbies])
        Entry.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            rows.update(price_type="paid", price_amount=F("price_amount") + 5)
        assert Entry.objects.filter(kind="hobby", action="changed").count() == count
        return len(captured)

    assert queries(2) == queries(40)


def test_insertions_that_meet_rows_tell_the_new_ones_from_those_that_were_there() -> None:
    there = factories.LocationFactory(data_source="test", origin_id="1", address="Vanhatie 1")
    wanted = [Location(data_source="test", origin_id=key, address="Uusitie 2") for key in ("1", "2")]
    Location.objects.bulk_create(
        wanted, update_conflicts=True, unique_fields=["data_source", "origin_id"], update_fields=["address"]
    )
    new = Location.objects.get(origin_id="2")
    assert told("catalogue.Location", there)[1:] == [("changed", {"address": ["Vanhatie 1", "Uusitie 2"]})]
    assert told("catalogue.Location", new) == [("created", {})]


def test_insertions_whose_rows_cannot_be_known_afterwards_are_refused() -> None:
    with pytest.raises(ValueError, match="say unique_fields"):
        Location.objects.bulk_create([Location(name_fi="Kenttä")], ignore_conflicts=True)


# --- links ------------------------------------------------------------------------------------------
def categories() -> list[int]:
    return [factories.HobbyCategoryFactory().pk for _ in range(3)]


def links_of(hobby: Hobby) -> list[list[list[int]]]:
    return [changes["categories"] for _, changes in told("catalogue.Hobby", hobby) if "categories" in changes]


def test_links_are_told_of_as_a_field_of_what_they_lead_from() -> None:
    hobby, (one, two, three) = factories.HobbyFactory(), categories()
    hobby.categories.set([one, two])
    hobby.categories.add(two, three)
    hobby.categories.remove(one)
    HobbyCategory.objects.get(pk=two).hobbies.clear()
    sync_links(Hobby.categories.through, owner="hobby_id", target="hobbycategory_id", wanted={hobby.pk: {one}})
    Hobby.categories.through.objects.filter(hobby=hobby).update(hobbycategory_id=two)
    assert links_of(hobby) == [
        [[], [one, two]],
        [[], [three]],
        [[one], []],
        [[two], []],
        [[], [one]],
        [[three], []],
        [[one], [two]],
    ]


def test_what_is_deleted_along_is_told_of() -> None:
    hobby = factories.HobbyFactory(categories=[factories.HobbyCategoryFactory()])
    event = factories.HobbyEventFactory(hobby=hobby)
    Hobby.objects.filter(pk=hobby.pk).delete()
    assert told("catalogue.HobbyEvent", event)[-1][0] == "deleted"
    assert told("catalogue.Hobby", hobby)[-1][0] == "deleted"


# --- what an entry holds ----------------------------------------------------------------------------
def test_an_entry_outlives_everything_it_is_about() -> None:
    place = factories.MunicipalityFactory()
    owner = member(factories.OrganizerFactory(municipality=place))
    organizer = Organizer.objects.get()
    with acting(Actor(ActorKind.USER, owner.pk)):
        hobby = factories.HobbyFactory(name_fi="Jousiammunta", organizer=organizer, location=None)
        hobby_id = str(hobby.pk)
        hobby.delete()
    Membership.objects.all().delete()
    organizer_id, owner_id = organizer.pk, owner.pk
    organizer.delete()
    owner.delete()
    entry = Entry.objects.get(kind="hobby", action="deleted")
    assert (entry.object_id, entry.name, entry.organizer_id) == (hobby_id, "Jousiammunta", organizer_id)
    assert (entry.actor_kind, entry.actor_id, entry.municipality) == ("user", owner_id, place)
    assert entry.changes["name_fi"] == ["Jousiammunta", None]


def test_entries_hold_no_address_name_or_secret_of_a_person() -> None:
    user = UserFactory(password="vihreä-polkupyörä-27", second_factor=True)
    hobby = factories.HobbyFactory(contact_name="Eino Laine", contact_email="eino@example.fi", contact_phone="+35840")
    hobby.contact_email = "toinen@example.fi"
    hobby.save()
    user.email, user.first_name = "kolmas@example.fi", "Ilona"
    user.set_password("sininen-polkupyörä-28")
    user.save()
    hobby.delete()
    Entry.objects.filter(kind="authenticator").latest("id")
    user_id = user.pk
    user.delete()
    assert told("catalogue.Hobby", hobby) == []  # it has no key any more
    changed = Entry.objects.get(kind="user", object_id=str(user_id), action="changed").changes
    assert changed == {"password": [], "email": [], "first_name": []}
    written = " ".join(str(row) for row in Entry.objects.values_list())
    for word in ("example.fi", "Eino", "Ilona", "Aino", "+35840", "pbkdf2", "md5$"):
        assert word not in written


def test_long_texts_are_cut() -> None:
    hobby = factories.HobbyFactory(description_fi="")
    Hobby.objects.filter(pk=hobby.pk).update(description_fi="x" * 20_000)
    [old, new] = told("catalogue.Hobby", hobby)[-1][1]["description_fi"]
    assert (old, len(new)) == ("", MAX_KEPT + 1)


def test_the_municipality_is_the_one_whose_moderators_watched_before_the_change() -> None:
    before, after = factories.MunicipalityFactory(code="091"), factories.MunicipalityFactory(code="049")
    organizer = factories.OrganizerFactory(municipality=before)
    hobby = factories.HobbyFactory(organizer=organizer, municipality=after)
    place = factories.LocationFactory(organizer=None, municipality=after)
    factories.HobbyEventFactory(hobby=hobby)
    Organizer.objects.filter(pk=organizer.pk).update(municipality=after)
    found = dict(Entry.objects.filter(action="created").values_list("kind", "municipality__code"))
    assert (found["hobby"], found["hobby_event"]) == ("091", "091")
    assert Entry.objects.get(kind="location", object_id=str(place.pk)).municipality == after
    assert Entry.objects.get(kind="organizer", action="changed").municipality == before


# --- what the system does by itself -------------------------------------------------------------------
def test_what_code_derives_is_no_change() -> None:
    hobby = factories.HobbyFactory()
    promotion = factories.PromotionFactory()
    category = factories.HobbyCategoryFactory()
    Entry.objects.all().delete()
    Hobby.objects.filter(pk=hobby.pk).update(category_ids="1", category_cover="a.jpg")
    Promotion.objects.filter(pk=promotion.pk).update(used_count=F("used_count") + 1)
    HobbyCategory.objects.filter(pk=category.pk).update(lft=7, rght=9)
    User.objects.filter(pk=UserFactory().pk).update(last_login=None)
    assert list(Entry.objects.exclude(action="created")) == []


@pytest.mark.parametrize(("actor", "is_told"), [(ActorKind.JOB, False), (ActorKind.USER, True)])
def test_occurrences_of_a_schedule_are_told_of_only_where_somebody_asked(actor: ActorKind, is_told: bool) -> None:
    schedule = factories.ScheduleFactory()
    with acting(Actor(actor, 1)):
        event = factories.HobbyEventFactory(
            hobby=schedule.hobby, schedule=schedule, original_start_date=schedule.start_date
        )
        HobbyEvent.objects.filter(pk=event.pk).update(access="trial")
    assert (len(told("catalogue.HobbyEvent", event)) == 2) is is_told


# --- transactions -----------------------------------------------------------------------------------
def test_what_is_rolled_back_leaves_no_entry() -> None:
    organizer = factories.OrganizerFactory(name="Kipinä ry")
    Entry.objects.all().delete()
    rows = Organizer.objects.filter(pk=organizer.pk)
    with transaction.atomic():
        rows.update(name="Liekki ry")
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="none")
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_a_change_and_its_entry_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    organizer = factories.OrganizerFactory(name="Kipinä ry")

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Entry.objects, "bulk_create", fail)
    with pytest.raises(ZeroDivisionError):
        Organizer.objects.filter(pk=organizer.pk).update(name="Liekki ry")
    organizer.refresh_from_db()
    assert organizer.name == "Kipinä ry"


def test_all_that_an_act_changes_has_its_id() -> None:
    with acting(Actor(ActorKind.COMMAND, name="import_lipas")):
        factories.OrganizerFactory()
        factories.LocationFactory()
    factories.AudienceFactory()
    acts = dict(
        Entry.objects.filter(kind__in=["organizer", "location"], actor_kind="command").values_list("kind", "act")
    )
    assert isinstance(acts["organizer"], uuid.UUID)
    assert acts["organizer"] == acts["location"]
    assert list(Entry.objects.filter(kind="audience").values_list("actor_kind", "act")) == [("system", None)]
