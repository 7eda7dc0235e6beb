"""Counting heads: how many without a phone came to an event, and how a season of a hobby went. By whoever acts for the
organizer, or by a coach with a door link. What anyone enters can be corrected, and the audit log tells by whom."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.catalogue.writing.common import Seen, invalid, version
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Missing, Refused, Stale
from harrastuspassi.participation.checkins import window
from harrastuspassi.participation.doors import own_event
from harrastuspassi.participation.models import DoorLink, HeadCount, SeasonTotal

_SEASON = re.compile(r"(2[01][0-9]{2})-H([12])", re.ASCII)


class HeadCountRefusal(Enum):
    """Why heads of an event cannot be counted: the code and the reason."""

    CANCELLED = ("head_count_cancelled", "The event was cancelled: nobody was there.")
    TOO_EARLY = ("head_count_too_early", "Heads are counted from half an hour before the event begins.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Heads:
    """So many of an age group and gender, as models/headcounts.py names them."""

    age_group: str
    gender: str
    count: int


# --- heads of an event ----------------------------------------------------------------------------
def why_not_count(event: HobbyEvent) -> HeadCountRefusal | None:
    """Why heads of an event cannot be counted now."""
    if event.is_cancelled:
        return HeadCountRefusal.CANCELLED
    return HeadCountRefusal.TOO_EARLY if clock.now() < window(event)[0] else None


def head_counts_of(event_id: int) -> list[HeadCount]:
    """What has been counted at an event; nothing where nobody has."""
    return list(HeadCount.objects.filter(event_id=event_id).order_by("id"))


def version_of(rows: Sequence[HeadCount]) -> str:
    """What names the counts of an event as they stand."""
    stand = ";".join(f"{row.pk}:{row.modified_at.isoformat()}" for row in rows)
    return blake2b(stand.encode(), digest_size=8).hexdigest()


def set_head_counts(
    *, event_id: int, by: User | DoorLink, counts: Sequence[Heads], seen: Seen = None
) -> list[HeadCount]:
    """Puts these counts in the place of what was counted at an event; none at all takes back that anybody has.

    Sent again they change nothing. Raises Missing, Forbidden, Refused, Stale, or InvalidInput naming the field.
    """
    with transaction.atomic():
        event = _event_of_door(event_id, by) if isinstance(by, DoorLink) else own_event(event_id, by)
        refusal = why_not_count(event)
        if refusal is not None:
            raise Refused(refusal.message, code=refusal.code)
        there = head_counts_of(event.pk)
        if seen is not None and version_of(there) not in seen:
            raise Stale("Someone has changed it meanwhile: read it again.")
        _require_once(counts)
        _write(event, by, there, counts)
        return head_counts_of(event.pk)


def _event_of_door(event_id: int, link: DoorLink) -> HobbyEvent:
    event: HobbyEvent | None = HobbyEvent.objects.select_for_update().filter(pk=link.event_id).first()
    if event is None or event.pk != event_id:
        raise Missing("There is no such event.")
    return event


def _require_once(counts: Sequence[Heads]) -> None:
    groups = Counter((heads.age_group, heads.gender) for heads in counts)
    if any(times > 1 for times in groups.values()):
        raise invalid("counts", "An age group and gender may stand there once.", "repeated")


def _write(event: HobbyEvent, by: User | DoorLink, there: Sequence[HeadCount], counts: Sequence[Heads]) -> None:
    known = {(row.age_group, row.gender): row for row in there}
    kept = {(heads.age_group, heads.gender) for heads in counts}
    entered: dict[str, Any] = {
        "entered_by": by if isinstance(by, User) else None,
        "door_link": by if isinstance(by, DoorLink) else None,
        "modified_at": clock.now(),
    }
    HeadCount.objects.filter(pk__in=[row.pk for group, row in known.items() if group not in kept]).delete()
    for heads in counts:
        row = known.get((heads.age_group, heads.gender))
        if row is None:
            HeadCount.objects.create(event=event, **asdict(heads), **entered)
        elif row.count != heads.count:
            HeadCount.objects.filter(pk=row.pk).update(count=heads.count, **entered)


# --- totals of a season ---------------------------------------------------------------------------
def season_now() -> str:
    """The half-year that today is in."""
    today = clock.local_today()
    return f"{today.year}-H{1 if today.month <= 6 else 2}"


def season_totals_of(hobby_id: int) -> QuerySet[SeasonTotal]:
    """The totals of a hobby, the latest season first."""
    return SeasonTotal.objects.filter(hobby_id=hobby_id).order_by("-season")


def set_season_total(
    *, hobby_id: int, season: str, by: User, trials: int, joined: int, seen: Seen = None
) -> SeasonTotal:
    """Says how many tried a hobby in a half-year and how many joined. Said again it changes nothing.

    Raises Missing, Forbidden, Stale, or InvalidInput for a season that has not begun.
    """
    if _SEASON.fullmatch(season) is None or season > season_now():
        raise invalid("season", "A half-year that has begun, such as 2026-H1.", "no_such_season")
    with transaction.atomic():
        hobby = Hobby.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=hobby_id).first()
        if hobby is None:
            raise Missing("There is no such hobby.")
        roles.require(roles.why_not_edit(by, hobby))
        row = SeasonTotal.objects.filter(hobby=hobby, season=season).first()
        if seen is not None and (version(row.modified_at) if row else "") not in seen:
            raise Stale("Someone has changed it meanwhile: read it again.")
        if row is None or (row.trials, row.joined) != (trials, joined):
            said = {"trials": trials, "joined": joined, "entered_by": by, "modified_at": clock.now()}
            row, _ = SeasonTotal.objects.update_or_create(hobby=hobby, season=season, defaults=said)
        return row
