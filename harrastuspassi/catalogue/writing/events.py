"""Writing events of hobbies."""

import datetime as dt
from typing import Any, TypedDict, Unpack

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Access, Hobby, HobbyEvent
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.schedules import cancel_event, move_event, repeat_weekly
from harrastuspassi.catalogue.services import create_event
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused

from .common import PUBLIC_STATES, Seen, delete, held, held_own, invalid

MAX_COMING = 1_000
"""Coming events of a hobby: they stand on one page of the old clients."""
_WALL_CLOCK = ("start_date", "start_time", "end_date", "end_time")


class EventFields(TypedDict, total=False):
    """What is written of an event: wall clock in Finland, and who may come."""

    start_date: dt.date
    start_time: dt.time
    end_date: dt.date
    end_time: dt.time
    access: Access


def create_events(*, by: User, hobby_id: int, further_weeks: int = 0, **fields: Unpack[EventFields]) -> HobbyEvent:
    """A new event, and `further_weeks` (0 to 50) more, each a week after the one before. Returns the first.

    Raises InvalidInput naming the field, Forbidden where the hobby is another's, Refused where there are too many.
    """
    with publishing():
        if not Hobby.objects.visible_to(by).filter(pk=hobby_id).exists():
            raise invalid("hobby", "There is no such hobby.", "does_not_exist")
        hobby = held_own(Hobby, hobby_id, by, None)
        coming = hobby.events.filter(cancelled_at__isnull=True, ends_at__gt=clock.now()).count()
        if coming + 1 + further_weeks > MAX_COMING:
            raise Refused(f"A hobby has at most {MAX_COMING} coming events.", code="hobby_full")
        event = create_event(hobby=hobby, period=_period({}, fields), access=Access(fields.get("access", Access.OPEN)))
        repeat_weekly(event=event, count=further_weeks)
    return event


def change_event(*, event_id: int, by: User, seen: Seen = None, **fields: Unpack[EventFields]) -> HobbyEvent:
    """Gives an event another time or access. Raises InvalidInput, Forbidden, Missing or Stale."""
    with publishing():
        event = _held(event_id, by, seen)
        period = _period({name: getattr(event, name) for name in _WALL_CLOCK}, fields)
        move_event(event=event, period=period, access=fields.get("access"))
    return event


def delete_event(*, event_id: int, by: User, seen: Seen = None) -> None:
    """Cancels an event that the public can read, or that a schedule would bring back, and deletes any other.

    Raises Forbidden, Missing or Stale.
    """
    with publishing() as changes:
        event = _held(event_id, by, seen)
        if event.schedule_id is None and event.hobby.state not in PUBLIC_STATES:
            changes.add(event)
            delete(event)
        elif not event.is_cancelled:
            cancel_event(event=event)


def call_off_event(
    *,
    event_id: int,
    by: User,
    seen: Seen = None,
    reason_fi: str = "",
    reason_sv: str = "",
    reason_en: str = "",
) -> HobbyEvent:
    """Cancels an event and says why, or gives a cancelled one another reason.

    Raises InvalidInput, Forbidden, Missing or Stale.
    """
    with publishing():
        event = _held(event_id, by, seen)
        cancel_event(event=event, reason_fi=reason_fi, reason_sv=reason_sv, reason_en=reason_en)
    return event


def _held(event_id: int, by: User, seen: Seen) -> HobbyEvent:
    event = held(HobbyEvent, event_id, seen)
    roles.require(roles.why_not_edit(by, event.hobby))
    return event


def _period(before: dict[str, Any], fields: EventFields) -> Period:
    return Period(**{**before, **{name: value for name, value in fields.items() if name in _WALL_CLOCK}})
