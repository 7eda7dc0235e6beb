"""Of which models the audit log tells, and what of them. A model of the domain stands in one of the two tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

_NEVER = frozenset({"created_at", "modified_at", "date_joined"})
"""Columns that say nothing beyond `at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the log tells of a model.

    `kind` is its name there. `untold` are fields that code derives, or that note a use: alone they are no change.
    `hidden` are those of which the log tells that they changed and never keeps a value: secrets and what is personal.
    `name`, `organizer` and `municipalities`, of which the first that there is counts, are paths from a row.
    `derived` says which rows the system writes by itself, by columns that `looks_at` names: they are told only where
    somebody asked for the change.
    """

    kind: str
    untold: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    name: str | None = None
    organizer: str | None = None
    municipalities: tuple[str, ...] = ()
    looks_at: tuple[str, ...] = ()
    derived: Callable[..., bool] | None = None


def _is_derived_event(schedule_id: int | None, data_source: str) -> bool:
    # A schedule's entry tells of its occurrences. Places of LIPAS are always open: their dates move on by the week.
    return schedule_id is not None or data_source == "lipas"


_OF_ORGANIZER = ("organizer__municipality_id", "municipality_id")
_OF_HOBBY = ("hobby__organizer__municipality_id", "hobby__municipality_id")
_OF_EVENT = ("event__hobby__organizer__municipality_id", "event__hobby__municipality_id")
_TREE = frozenset({"tree_id", "level", "lft", "rght"})
_PERIOD = frozenset({"starts_at", "ends_at"})

AUDITED: Mapping[str, Told] = {
    # --- the catalogue ---
    "catalogue.Organizer": Told(
        kind="organizer",
        # Why one was turned down may tell of people, and is forgotten in time.
        hidden=frozenset({"email", "phone", "state_reason"}),
        name="name",
        organizer="id",
        municipalities=("municipality_id",),
    ),
    "catalogue.Hobby": Told(
        kind="hobby",
        untold=frozenset({"category_ids", "audience_ids", "category_cover"}),
        hidden=frozenset({"contact_name", "contact_email", "contact_phone", "rejection_reason"}),
        name="name_fi",
        organizer="organizer_id",
        municipalities=_OF_ORGANIZER,
    ),
    "catalogue.HobbyEvent": Told(
        kind="hobby_event",
        untold=_PERIOD | {"start_weekday", "weekday_mask", "is_edited"},
        name="hobby__name_fi",
        organizer="hobby__organizer_id",
        municipalities=_OF_HOBBY,
        looks_at=("schedule_id", "data_source"),
        derived=_is_derived_event,
    ),
    "catalogue.Schedule": Told(
        kind="schedule",
        untold=frozenset({"expanded_to"}),
        name="hobby__name_fi",
        organizer="hobby__organizer_id",
        municipalities=_OF_HOBBY,
    ),
    "catalogue.Location": Told(kind="location", name="name_fi", organizer="organizer_id", municipalities=_OF_ORGANIZER),
    "catalogue.Promotion": Told(
        kind="promotion",
        untold=_PERIOD | {"used_count"},
        hidden=frozenset({"rejection_reason"}),
        name="name_fi",
        organizer="organizer_id",
        municipalities=_OF_ORGANIZER,
    ),
    "catalogue.Report": Told(
        kind="report", hidden=frozenset({"text", "email", "subject_name"}), municipalities=("municipality_id",)
    ),
    "catalogue.HobbyCategory": Told(kind="hobby_category", untold=_TREE, name="name_fi"),
    "catalogue.Audience": Told(kind="audience", name="name_fi"),
    "catalogue.Municipality": Told(kind="municipality", name="name_fi", municipalities=("id",)),
    "catalogue.District": Told(kind="district", name="name_fi", municipalities=("municipality_id",)),
    "catalogue.PostalCode": Told(kind="postal_code", name="code", municipalities=("district__municipality_id",)),
    "catalogue.Synonym": Told(kind="synonym", name="word"),
    # --- what organizers count ---
    "participation.DoorLink": Told(
        kind="door_link",
        hidden=frozenset({"digest"}),
        name="event__hobby__name_fi",
        organizer="event__hobby__organizer_id",
        municipalities=_OF_EVENT,
    ),
    "participation.HeadCount": Told(
        kind="head_count",
        # Moderators read the log too, and small numbers of children are the organizer's own.
        hidden=frozenset({"count"}),
        name="event__hobby__name_fi",
        organizer="event__hobby__organizer_id",
        municipalities=_OF_EVENT,
    ),
    "participation.SeasonTotal": Told(
        kind="season_total",
        name="hobby__name_fi",
        organizer="hobby__organizer_id",
        municipalities=_OF_HOBBY,
    ),
    # --- releases of statistics ---
    "releases.Release": Told(
        kind="release",
        untold=frozenset({"labels", "left_out", "made_at"}),
        # Of a person; the release itself keeps it.
        hidden=frozenset({"signed_by"}),
    ),
    # --- accounts ---
    "accounts.User": Told(
        kind="user",
        untold=frozenset({"last_login"}),
        hidden=frozenset({"email", "first_name", "last_name", "password"}),
    ),
    "accounts.Membership": Told(
        kind="membership", organizer="organizer_id", municipalities=("organizer__municipality_id",)
    ),
    "accounts.Invitation": Told(
        kind="invitation",
        hidden=frozenset({"email"}),
        organizer="organizer_id",
        municipalities=("organizer__municipality_id",),
    ),
    "accounts.Appointment": Told(kind="appointment", municipalities=("municipality_id",)),
    "accounts.ServiceToken": Told(
        kind="service_token", untold=frozenset({"last_used_on"}), hidden=frozenset({"digest"}), name="name"
    ),
    "account.EmailAddress": Told(kind="email_address", hidden=frozenset({"email"})),
    "mfa.Authenticator": Told(kind="authenticator", untold=frozenset({"last_used_at"}), hidden=frozenset({"data"})),
    "socialaccount.SocialAccount": Told(
        kind="social_account", untold=frozenset({"last_login", "extra_data"}), hidden=frozenset({"uid"})
    ),
}

KINDS = tuple(told.kind for told in AUDITED.values())

UNAUDITED: Mapping[str, str] = {
    "audit.Entry": "the log itself",
    "catalogue.CatalogueVersion": "derived from what is told",
    "catalogue.Change": "derived from what is told",
    "catalogue.SearchDocument": "derived from what is told",
    "catalogue.SearchWord": "derived from what is told",
    "catalogue.StoredPicture": "which files there are; the rows that show them tell of a change",
    "common.Job": "the work itself",
    "common.OutgoingMail": "the work itself, and mail is nobody's to look into",
    "importers.LegacyImprint": "what an import remembers for its next run",
    "importers.ReadSource": "what an import remembers for its next run",
    "importers.Withdrawn": "what an import remembers for its next run",
    "passes": "young people's own, whom nobody is to follow",
    "participation": "uses and attendances, but for what organizers count: no changes of what is listed",
    "statistics": "counted from what was taken part in",
    "releases.FrozenTable": "frozen with its release, and never changed",
    "releases.ReleaseFile": "written once from its release",
    "releases.Export": "a log itself",
    "releases.Download": "a log itself",
}
"""Models of the domain, or all of an app, of which the log tells nothing, and why."""


def _links(model: Any) -> dict[type[Model], Any]:
    links = ((link.remote_field.through, link) for link in model._meta.many_to_many)
    return {through: link for through, link in links if through._meta.auto_created}


class Subject:
    """A model of which the log tells, with its columns worked out."""

    def __init__(self, model: type[Model], told: Told):
        self.model = model
        self.told = told
        self.links = _links(model)
        """By the model between the two: fields that lead to several rows."""

    @cached_property
    def fields(self) -> "dict[str, Field[Any, Any]]":
        """Fields that are told of, by name of column. Of a translated text those of each language."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return {
            field.attname: field
            for field in self.model._meta.concrete_fields
            if not (field.primary_key or field.generated or f"{field.name}_fi" in names)
            and field.name not in self.told.untold | _NEVER
        }

    def keeps_values_of(self, column: str) -> bool:
        """Whether the log may keep what stood in a column."""
        return self.fields[column].name not in self.told.hidden


@cache
def _subjects() -> dict[type[Model], Subject]:
    found = {model: Subject(model, told) for model, told in ((apps.get_model(name), AUDITED[name]) for name in AUDITED)}
    return found | {through: subject for subject in found.values() for through in subject.links}


def subject_of(model: type[Model]) -> Subject | None:
    """What the log tells of a model, or of the owners of links that are rows of it; None where it tells nothing.

    A model as a migration knows it is another class, and is not told of.
    """
    return _subjects().get(model) if apps.models_ready else None
