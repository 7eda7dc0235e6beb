"""What the database itself refuses, whoever writes. A constraint without a case here fails."""

import datetime as dt
import uuid
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from harrastuspassi.catalogue.models import (
    Audience,
    CatalogueVersion,
    Change,
    District,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Municipality,
    Organizer,
    PostalCode,
    Promotion,
    Report,
    Schedule,
    Synonym,
)
from harrastuspassi.participation.models import (
    Benefit,
    BenefitKey,
    DoorLink,
    HeadCount,
    OwnFigure,
    OwnWeek,
    SeasonTotal,
)
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.participation.models.uses import PassUse
from tests.factories import catalogue as factories

pytestmark = pytest.mark.django_db

MODELS = [*apps.get_app_config("catalogue").get_models(), *apps.get_app_config("participation").get_models()]
NO_ID = 2_000_000_000
LATER = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
CHANGE = {"resource": "hobbies", "object_id": 1, "version": 1, "is_listed": True, "changed_at": LATER}
EVENT = {"key": uuid.UUID(int=1), "kind": "app_opened", "occurred_at": LATER}
DIGEST = "0" * 64
MONTH = {"month": dt.date(2200, 1, 1), "pass_id": uuid.UUID(int=2)}


def pass_use(promotion: Promotion | None = None) -> PassUse:
    chosen = promotion or factories.PromotionFactory()
    return PassUse.objects.create(pass_id=uuid.UUID(int=2), promotion=chosen, uses=1)


def benefit() -> Benefit:
    return Benefit.objects.create(promotion=factories.PromotionFactory())


def door_link() -> DoorLink:
    return DoorLink.objects.create(event=factories.HobbyEventFactory(), digest=DIGEST, expires_at=LATER)


def head_count(event: HobbyEvent | None = None) -> HeadCount:
    chosen = event or factories.HobbyEventFactory()
    return HeadCount.objects.create(event=chosen, age_group="under_13", gender="female", count=3)


def season_total(hobby: Hobby | None = None) -> SeasonTotal:
    chosen = hobby or factories.HobbyFactory()
    return SeasonTotal.objects.create(hobby=chosen, season="2026-H2", trials=5, joined=3)


def own_figure(of: Hobby | Organizer | None = None) -> OwnFigure:
    subject = of or factories.HobbyFactory()
    week, _ = OwnWeek.objects.get_or_create(name="2026-W47", defaults={"frozen_at": LATER})
    key = "hobby" if isinstance(subject, Hobby) else "organizer"
    return OwnFigure.objects.create(week=week, measure="views", figure=7, **{key: subject})


MAKE = {
    Municipality: factories.MunicipalityFactory,
    District: factories.DistrictFactory,
    PostalCode: factories.PostalCodeFactory,
    CatalogueVersion: CatalogueVersion.objects.create,
    HobbyCategory: factories.HobbyCategoryFactory,
    Audience: factories.AudienceFactory,
    Synonym: partial(Synonym.objects.create, word="futis", means="jalkapallo"),
    Organizer: factories.OrganizerFactory,
    Location: factories.LocationFactory,
    Hobby: factories.HobbyFactory,
    Schedule: factories.ScheduleFactory,
    HobbyEvent: factories.HobbyEventFactory,
    Promotion: factories.PromotionFactory,
    Report: lambda: Report.objects.create(hobby=factories.HobbyFactory(), reason="wrong"),
    Benefit: benefit,
    BenefitKey: lambda: BenefitKey.objects.create(digest=DIGEST, benefit=benefit()),
    PassUse: pass_use,
    DoorLink: door_link,
    HeadCount: head_count,
    SeasonTotal: season_total,
    OwnWeek: partial(OwnWeek.objects.create, name="2026-W48", frozen_at=LATER),
    OwnFigure: own_figure,
    Event: partial(Event.objects.create, **EVENT),
    Batch: partial(Batch.objects.create, events=1, payload=b"[]"),
}

# Constraint, model, and changes to a valid row that break it.
CHECKS = [
    ("municipality_code_three_digits", Municipality, {"code": "91"}),
    ("municipality_code_three_digits", Municipality, {"code": "09a"}),
    (
        "municipality_validity_in_order",
        Municipality,
        {"valid_from": dt.date(2020, 1, 1), "valid_to": dt.date(2019, 12, 31)},
    ),
    ("district_has_code", District, {"code": ""}),
    ("postal_code_five_digits", PostalCode, {"code": "0010"}),
    ("catalogue_version_is_one_row", CatalogueVersion, {"id": 2}),
    ("category_not_its_own_parent", HobbyCategory, {"parent": models.F("id")}),
    ("category_interval_in_order", HobbyCategory, {"lft": 5, "rght": 4}),
    ("category_ids_not_empty", HobbyCategory, {"iri": ""}),
    ("category_ids_not_empty", HobbyCategory, {"yso_id": ""}),
    ("organizer_origin_not_empty", Organizer, {"origin_id": ""}),
    ("organizer_has_name", Organizer, {"name": ""}),
    ("organizer_kind_known", Organizer, {"kind": "gang"}),
    ("organizer_state_known", Organizer, {"state": "asleep"}),
    ("organizer_business_id_shape", Organizer, {"business_id": "12345678"}),
    ("location_origin_not_empty", Location, {"origin_id": ""}),
    ("location_on_the_globe", Location, {"latitude": 90.01}),
    ("location_on_the_globe", Location, {"longitude": -180.01}),
    ("location_on_the_globe", Location, {"latitude": None}),
    ("location_on_the_globe", Location, {"longitude": None}),
    ("location_zip_code_shape", Location, {"zip_code": "0010"}),
    ("location_district_has_source", Location, {"district_source": "manual"}),
    ("hobby_origin_not_empty", Hobby, {"origin_id": ""}),
    ("hobby_price_type_known", Hobby, {"price_type": "monthly"}),
    ("hobby_price_not_negative", Hobby, {"price_type": "paid", "price_amount": "-0.01"}),
    ("hobby_free_costs_nothing", Hobby, {"price_amount": "0.01"}),
    ("hobby_ages_in_order", Hobby, {"age_from": 13, "age_to": 12}),
    ("hobby_ages_in_order", Hobby, {"age_from": 121}),
    ("hobby_ages_in_order", Hobby, {"age_to": 121}),
    ("hobby_languages_shape", Hobby, {"languages": "fi, sv"}),
    ("hobby_languages_shape", Hobby, {"languages": "fi "}),
    ("hobby_state_known", Hobby, {"state": "hidden"}),
    ("hobby_rejection_has_reason", Hobby, {"state": "rejected"}),
    ("hobby_published_has_time", Hobby, {"published_at": None}),
    ("schedule_has_rule", Schedule, {"rrule": ""}),
    ("schedule_access_known", Schedule, {"access": "closed"}),
    ("schedule_ends_after_start", Schedule, {"end_time": dt.time(17)}),
    ("hobbyevent_origin_not_empty", HobbyEvent, {"origin_id": ""}),
    ("event_ends_after_start", HobbyEvent, {"end_time": dt.time(17)}),
    ("event_ends_after_start", HobbyEvent, {"end_date": dt.date(2000, 1, 1)}),
    ("event_instants_in_order", HobbyEvent, {"starts_at": LATER}),
    ("event_occurrence_has_original_start", HobbyEvent, {"original_start_date": dt.date(2027, 1, 1)}),
    ("event_weekday_1_to_7", HobbyEvent, {"start_weekday": 0}),
    ("event_weekday_1_to_7", HobbyEvent, {"start_weekday": 8}),
    ("event_weekday_mask_range", HobbyEvent, {"weekday_mask": 0}),
    ("event_weekday_mask_range", HobbyEvent, {"weekday_mask": 128}),
    ("event_access_known", HobbyEvent, {"access": "closed"}),
    ("promotion_origin_not_empty", Promotion, {"origin_id": ""}),
    ("promotion_ends_after_start", Promotion, {"end_date": dt.date(2000, 1, 1)}),
    ("promotion_instants_in_order", Promotion, {"starts_at": LATER}),
    ("promotion_not_used_more_than_available", Promotion, {"used_count": 101}),
    ("promotion_state_known", Promotion, {"state": "hidden"}),
    ("promotion_rejection_has_reason", Promotion, {"state": "rejected"}),
    ("promotion_published_has_time", Promotion, {"published_at": None}),
    ("report_has_one_subject", Report, {"hobby": None}),
    ("report_reason_known", Report, {"reason": "boring"}),
    ("report_state_known", Report, {"state": "lost", "answered_at": LATER}),
    ("report_language_known", Report, {"language": "ru"}),
    ("report_answered_has_time_and_no_address", Report, {"state": "acted"}),
    ("report_answered_has_time_and_no_address", Report, {"answered_at": LATER}),
    (
        "report_answered_has_time_and_no_address",
        Report,
        {"state": "acted", "answered_at": LATER, "email": "vieras@example.fi"},
    ),
    ("synonym_not_empty", Synonym, {"word": ""}),
    ("synonym_not_empty", Synonym, {"means": ""}),
    ("benefit_key_digest_shape", BenefitKey, {"digest": "0" * 63 + "g"}),
    ("promotion_available_to_a_pass", Promotion, {"available_per_pass": 0}),
    ("pass_use_is_one", PassUse, {"uses": 0}),
    ("door_link_digest_shape", DoorLink, {"digest": "0" * 63 + "g"}),
    ("door_link_expires_later", DoorLink, {"expires_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}),
    ("head_count_age_known", HeadCount, {"age_group": "14"}),
    ("head_count_gender_known", HeadCount, {"gender": "not_said"}),
    ("head_count_in_range", HeadCount, {"count": 10_001}),
    ("own_week_iso", OwnWeek, {"name": "2026-W60"}),
    ("own_figure_of_one", OwnFigure, {"hobby": None}),
    ("own_figure_measure_known", OwnFigure, {"measure": "heads"}),
    ("own_figure_not_small", OwnFigure, {"figure": 4}),
    ("season_total_half_year", SeasonTotal, {"season": "2026-H3"}),
    ("season_total_in_range", SeasonTotal, {"trials": 10_001}),
    ("season_total_in_range", SeasonTotal, {"joined": 10_001}),
    ("event_kind_known", Event, {"kind": "slept"}),
    ("event_checkin_known", Event, {"kind": "checked_in"}),
    ("event_checkin_known", Event, {"checkin": "verified"}),
    ("event_of_nobody_has_no_attributes", Event, {"age_group": "13-16"}),
    ("event_of_nobody_has_no_attributes", Event, {"gender": "female"}),
    ("event_of_nobody_has_no_attributes", Event, {"language": "fi"}),
    ("event_of_nobody_has_no_attributes", Event, {"has_hobby": "no"}),
    ("event_of_nobody_has_no_attributes", Event, {"municipality_id": 1}),
    ("event_of_nobody_has_no_attributes", Event, {"district_id": 1}),
    ("batch_of_nobody_has_no_profiles", Batch, {"profiles": []}),
]

FROM_ELSEWHERE = {"data_source": "lipas", "origin_id": "1"}
# Constraint or unique column, and two rows that must not be there together.
TWINS = [
    ("Municipality.code", Municipality.objects.create, {"code": "091"}),
    ("HobbyCategory.iri", factories.HobbyCategoryFactory, {"iri": "http://example.org/a"}),
    ("Audience.iri", factories.AudienceFactory, {"iri": "http://example.org/a"}),
    ("change_once", Change.objects.create, CHANGE),
    ("Event.key", Event.objects.create, EVENT),
    ("active_month_once", ActiveMonth.objects.create, {**MONTH, "events": 1}),
    ("OwnWeek.name", OwnWeek.objects.create, {"name": "2026-W47", "frozen_at": LATER}),
    ("synonym_once", Synonym.objects.create, {"word": "futis", "means": "jalkapallo"}),
    ("district_code_once", factories.DistrictFactory, {"code": "101"}),
    ("organizer_origin_once", factories.OrganizerFactory, FROM_ELSEWHERE),
    ("location_origin_once", factories.LocationFactory, FROM_ELSEWHERE),
    ("hobby_origin_once", factories.HobbyFactory, FROM_ELSEWHERE),
    ("hobbyevent_origin_once", factories.HobbyEventFactory, FROM_ELSEWHERE),
    ("promotion_origin_once", factories.PromotionFactory, FROM_ELSEWHERE),
]


# Those that have a test of their own.
ELSEWHERE = {"event_occurrence_once", "pass_use_once", "head_count_once", "season_total_once"}
ELSEWHERE |= {"own_figure_of_hobby_once", "own_figure_of_organizer_once"}


def constraints(kind):
    return {each.name for model in MODELS for each in model._meta.constraints if isinstance(each, kind)}


@pytest.mark.parametrize(
    ("name", "model", "changes"), CHECKS, ids=[f"{name}-{next(iter(changes))}" for name, _, changes in CHECKS]
)
def test_a_check_refuses_what_it_is_for(name, model, changes):
    row = MAKE[model]()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(("make", "fields"), [twin[1:] for twin in TWINS], ids=[twin[0] for twin in TWINS])
def test_what_must_be_unique_is_refused_a_second_time(make, fields):
    make(**fields)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        make(**fields)


def test_an_occurrence_of_a_schedule_is_there_once():
    schedule = factories.ScheduleFactory()
    occurrence = {"schedule": schedule, "hobby": schedule.hobby, "original_start_date": dt.date(2027, 1, 4)}
    factories.HobbyEventFactory(**occurrence)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        factories.HobbyEventFactory(**occurrence)


def test_a_use_has_one_key():
    key = MAKE[BenefitKey]()
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        BenefitKey.objects.create(digest="1" * 64, benefit=key.benefit)


def test_the_uses_of_a_pass_are_one_row():
    first = pass_use()
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        pass_use(first.promotion)


def test_heads_of_a_group_are_counted_once_at_an_event():
    first = head_count()
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        head_count(first.event)


@pytest.mark.parametrize("make", [factories.HobbyFactory, factories.OrganizerFactory])
def test_a_week_has_one_figure_of_a_measure(make):
    subject = make()
    own_figure(subject)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        own_figure(subject)


def test_a_hobby_has_one_total_of_a_season():
    first = season_total()
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        season_total(first.hobby)


def test_what_has_no_origin_or_schedule_is_no_twin():
    hobby = factories.HobbyFactory()
    factories.HobbyEventFactory.create_batch(2, hobby=hobby)
    assert hobby.events.count() == 2


# What other constraints ask for beside a foreign key that is set.
COMPANIONS = {
    "catalogue.Location.district": {"district_source": "manual"},
    "catalogue.HobbyEvent.schedule": {"original_start_date": dt.date(2027, 1, 1)},
    "catalogue.Report.promotion": {"hobby": None},
    "catalogue.Report.organizer": {"hobby": None},
    "participation.OwnFigure.organizer": {"hobby": None},
}
FOREIGN_KEYS = [
    field for model in MODELS for field in model._meta.concrete_fields if field.many_to_one and field.db_constraint
]


@pytest.mark.parametrize("field", FOREIGN_KEYS, ids=str)
def test_a_foreign_key_to_nothing_is_refused(field):
    row = MAKE[field.model]()
    changes = {field.name: NO_ID, **COMPANIONS.get(str(field), {})}
    field.model.objects.filter(pk=row.pk).update(**changes)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), transaction.atomic():
        connection.check_constraints()
    field.model.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize("relation", ["categories", "audiences"])
def test_a_hobby_is_not_linked_to_nothing(relation):
    hobby = factories.HobbyFactory()
    getattr(hobby, relation).add(NO_ID)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), transaction.atomic():
        connection.check_constraints()
    getattr(hobby, relation).clear()


def test_every_constraint_has_a_case():
    assert {name for name, _, _ in CHECKS} == constraints(models.CheckConstraint)
    columns = {
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key and not field.one_to_one
    }
    assert {name for name, _, _ in TWINS} == constraints(models.UniqueConstraint) - ELSEWHERE | columns
