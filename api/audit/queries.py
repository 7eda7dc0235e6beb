"""Parameters of the audit log."""

from typing import Any

from rest_framework import serializers

from api.changes.queries import InstantField
from api.common.operations import PAGING, query
from api.common.private import PrivatePageQuery
from api.common.queries import IdField, PatternField
from api.common.schema import ID
from harrastuspassi.audit.models import Action
from harrastuspassi.audit.querysets import EntryCriteria
from harrastuspassi.audit.told import KINDS
from harrastuspassi.common.actors import ActorKind


class EntryQuery(PrivatePageQuery):
    """Parameters of the list of entries."""

    kind = serializers.ChoiceField(choices=KINDS, required=False)
    object_id = PatternField("[0-9A-Za-z]{1,64}", required=False)
    action = serializers.ChoiceField(choices=Action.choices, required=False)
    organizer = IdField(required=False)
    municipality = PatternField("[0-9]{3}", required=False)
    actor_kind = serializers.ChoiceField(choices=ActorKind.choices, required=False)
    actor_id = IdField(required=False)
    act = serializers.UUIDField(required=False)
    since = InstantField(required=False)
    until = InstantField(required=False)


_RENAMED = {"organizer": "organizer_id"}


def criteria(values: dict[str, Any]) -> EntryCriteria:
    """The criteria of an EntryQuery's values."""
    found: Any = {_RENAMED.get(name, name): value for name, value in values.items() if not name.startswith("page")}
    criteria: EntryCriteria = found
    return criteria


def _choice(name: str, values: list[str], description: str, example: str) -> Any:
    # As a pattern: an enumeration would have to be a type of its own in generated clients.
    return query(name, {"type": "string", "pattern": f"^({'|'.join(values)})$"}, description, example)


_INSTANT = {"type": "string", "format": "date-time"}
PARAMETERS = [
    query("kind", {"type": "string", "pattern": "^[a-z_]{1,32}$"}, "What kind of object.", "hobby"),
    query("object_id", {"type": "string", "pattern": "^[0-9A-Za-z]{1,64}$"}, "Its id.", "1200312"),
    _choice("action", Action.values, "What happened to it.", "changed"),
    query("organizer", ID, "Id of the organizer whose it was.", 1200045),
    query("municipality", {"type": "string", "pattern": "^[0-9]{3}$"}, "Official 3-digit code.", "853"),
    _choice("actor_kind", ActorKind.values, "What kind of actor.", "user"),
    query("actor_id", ID, "Id of the account or of the service token.", 17),
    query(
        "act",
        {"type": "string", "format": "uuid"},
        "All of one request, run or job.",
        "5f3c1c0e-8f0b-4a52-9d5e-0c7f4b0f8e11",
    ),
    query("since", _INSTANT, "At this instant or later.", "2026-11-01T00:00:00Z"),
    query("until", _INSTANT, "Before this instant.", "2026-12-01T00:00:00Z"),
    *PAGING,
]
