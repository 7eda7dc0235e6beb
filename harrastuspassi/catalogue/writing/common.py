"""What all writing has in common: who may, whether the row was seen as it is, and what it may refer to."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from django.db import models
from django.db.models import ProtectedError

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.expressions import in_languages
from harrastuspassi.catalogue.models import (
    Hobby,
    Location,
    Organizer,
    Promotion,
    PublicationState,
    ReportState,
)
from harrastuspassi.catalogue.publishing import change_state
from harrastuspassi.catalogue.submission import submit_item
from harrastuspassi.common.errors import InvalidInput, Missing, Refused, Stale

Row = TypeVar("Row", bound=models.Model)
Seen = Collection[str] | None
"""The versions that whoever asks has seen, one of which must be the row's; None where that is not asked."""
PUBLIC_STATES = (PublicationState.PUBLISHED, PublicationState.ARCHIVED)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def version(modified_at: dt.datetime) -> str:
    """What names a row as it was when it was modified last: microseconds since 1970, in hexadecimal."""
    return f"{(modified_at - _EPOCH) // dt.timedelta(microseconds=1):x}"


def invalid(field: str, reason: str, code: str) -> InvalidInput:
    """An InvalidInput about one field."""
    return InvalidInput(f"{field}: {reason}", code=code, fields={field: [reason]})


# --- the row --------------------------------------------------------------------------------------
def held(model: type[Row], pk: int, seen: Seen) -> Row:
    """The row, locked until the transaction ends. Raises Missing, or Stale where it is not as it was seen."""
    rows = model._default_manager.select_for_update(of=("self",))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Missing("It has been deleted.")
    if seen is not None and version(row.modified_at) not in seen:  # type: ignore[attr-defined]
        raise Stale("Someone has changed it meanwhile: read it again.")
    return row


def held_own(model: type[Row], pk: int, by: User, seen: Seen) -> Row:
    """The same of something that an organizer lists, for who may change it. Raises Forbidden."""
    row: Any = held(model, pk, seen)
    roles.require(roles.why_not_edit(by, row))
    found: Row = row
    return found


def assign(row: Any, fields: Mapping[str, Any], columns: Iterable[str]) -> None:
    """Sets the columns of a row that are among the fields."""
    for name in columns:
        if name in fields:
            setattr(row, name, fields[name])


def require_name(row: Any) -> None:
    """Raises InvalidInput where a row has a name in no language."""
    if not any(getattr(row, column) for column in in_languages("name")):
        raise invalid("name", "It needs a name in one language at least.", "required")


# --- what it refers to ----------------------------------------------------------------------------
def own_organizer(by: User, organizer_id: int) -> Organizer:
    """The organizer that something is to be listed for. Raises InvalidInput or Forbidden."""
    organizer = Organizer.objects.visible_to(by).filter(pk=organizer_id).first()
    if organizer is None:
        raise invalid("organizer", "There is no such organizer.", "does_not_exist")
    roles.require(roles.why_not_edit_organizer(by, organizer.pk))
    found: Organizer = organizer
    return found


def usable_location(by: User, location_id: int | None, *, kept: int | None = None) -> Location | None:
    """A place that a row may refer to: the one it has (`kept`), one's own, or nobody's. Raises InvalidInput.

    Not another organizer's: that one may move it, or take it out of use.
    """
    if location_id is None:
        return None
    location = Location.objects.visible_to(by).filter(pk=location_id).first()
    if location is None:
        raise invalid("location", "There is no such location.", "does_not_exist")
    is_common = location.organizer_id is None and location.archived_at is None
    if not (location.pk == kept or is_common or roles.can_edit(by, location)):
        raise invalid("location", "It is another organizer's: make one of your own.", "not_yours")
    found: Location = location
    return found


def hand_over(item: Hobby | Promotion, by: User, fields: Mapping[str, Any]) -> None:
    """Lists something for another organizer, where one is given. Raises InvalidInput or Forbidden."""
    if "organizer_id" in fields and fields["organizer_id"] != item.organizer_id:
        item.organizer = own_organizer(by, fields["organizer_id"])


def place(item: Hobby | Promotion, by: User, fields: Mapping[str, Any]) -> None:
    """Where something is, where that is given; without a place it counts for its organizer's municipality."""
    is_new = item.pk is None
    location_id = fields.get("location_id") if is_new else fields.get("location_id", item.location_id)
    if is_new or location_id != item.location_id:
        item.location = usable_location(by, location_id, kept=item.location_id)
        item.municipality = None if item.location or not item.organizer else item.organizer.municipality


# --- states ---------------------------------------------------------------------------------------
def offer(*, item: Hobby | Promotion, by: User) -> None:
    """Offers a draft, or what was rejected, where that is possible: for clients that know nothing but saving."""
    if item.state in (PublicationState.DRAFT, PublicationState.REJECTED):
        with suppress(Refused):
            submit_item(item=item, by=by)


def withdraw(item: Hobby | Promotion) -> bool:
    """Takes something off the lists: archives what everyone can read. False where nobody can, and it may be deleted."""
    if item.state == PublicationState.PUBLISHED:
        change_state(item=item, state=PublicationState.ARCHIVED)
    return item.state in PUBLIC_STATES


def require_answered(item: Hobby | Promotion) -> None:
    """Raises Refused while a report of it is open: nobody takes away what moderators have yet to look at."""
    if item.reports.filter(state=ReportState.OPEN).exists():
        raise Refused("A report of it waits for the moderators.", code="in_use")


def delete(row: models.Model) -> None:
    """Deletes a row. Raises Refused where something else needs it."""
    try:
        row.delete()
    except ProtectedError as error:
        raise Refused("Something else refers to it.", code="in_use") from error
