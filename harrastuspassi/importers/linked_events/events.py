"""Writes when hobbies take place, and what is called off."""

from collections.abc import Mapping
from typing import Any

from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.common.rows import Columns, Synced, sync_rows

from .mapping import REASONS, Happening

_REASONS = [f"cancellation_reason_{language}" for language in LANGUAGES]
_OURS = [tuple(reasons[language] for language in LANGUAGES) for reasons in REASONS.values()]


def write_events(happenings: Mapping[str, tuple[Happening, int]], scope: Columns) -> Synced[HobbyEvent]:
    """Makes the events of hobbies, given by their ids, be as they are said to be.

    One that has been postponed to no date keeps the date it had; it is not made if it had none.
    """
    dateless = [key for key, (happening, _) in happenings.items() if happening.period is None]
    present: set[str | None] = set()
    if dateless:
        rows = HobbyEvent.objects.filter(**scope, origin_id__in=dateless)
        present.update(rows.values_list("origin_id", flat=True))
    wanted = {
        key: _columns(happening, hobby_id)
        for key, (happening, hobby_id) in happenings.items()
        if happening.period is not None or key in present
    }
    return sync_rows(HobbyEvent, key="origin_id", scope=scope, wanted=wanted, revise=_revise)


def _columns(happening: Happening, hobby_id: int) -> dict[str, Any]:
    reasons = REASONS.get(happening.off, {})
    return {
        **(happening.period.event_columns() if happening.period else {}),
        "hobby_id": hobby_id,
        "access": happening.access,
        "cancelled_at": clock.now() if happening.off else None,
        **{f"cancellation_reason_{language}": reasons.get(language, "") for language in LANGUAGES},
    }


def _revise(event: HobbyEvent, columns: Columns) -> Columns:
    """Leaves it called off for a reason that somebody gave, and keeps the time at which it was called off."""
    if event.cancelled_at is None:
        return columns
    if tuple(getattr(event, name) or "" for name in _REASONS) not in _OURS:
        return {name: value for name, value in columns.items() if name not in ("cancelled_at", *_REASONS)}
    return {**columns, "cancelled_at": columns["cancelled_at"] and event.cancelled_at}
