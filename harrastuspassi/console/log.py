"""Who changed what and when."""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from harrastuspassi.accounts import roles
from harrastuspassi.audit.models import Action, Entry
from harrastuspassi.audit.told import AUDITED
from harrastuspassi.common.actors import ActorKind
from harrastuspassi.console.base import ConsoleAdmin
from harrastuspassi.console.filters import by_value
from harrastuspassi.console.names import COLUMNS, MODELS, value_name

KINDS = {told.kind: MODELS[name.lower()][0] for name, told in AUDITED.items()}
"""What the kinds of entries are called."""
ACTORS = {
    ActorKind.USER: _("account"),
    ActorKind.ANONYMOUS: _("someone without an account"),
    ActorKind.MACHINE: _("another system"),
    ActorKind.COMMAND: _("command"),
    ActorKind.JOB: _("job"),
    ActorKind.SYSTEM: _("the system itself"),
}


class EntryAdmin(ConsoleAdmin):
    """Entries of the audit log: of their municipalities for moderators, all for operators. Nobody changes any."""

    columns = ["municipality"]
    list_display = ["at", "action_name", "kind_name", "object_id", "name", "municipality", "actor"]
    list_filter = [by_value("action", Action.values)]
    search_fields = ["name", "object_id"]
    ordering = ["-pk"]
    fields = ["at", "action_name", "kind_name", "object_id", "name", "municipality", "actor", "act", "changed"]
    readonly_fields = ["action_name", "kind_name", "actor", "changed"]

    def rows(self, user: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = Entry.objects.visible_to(user)
        return found

    def is_open_to(self, user: Any) -> bool:
        return roles.why_not_see_queue(user) is None

    def title_of(self, item: Entry) -> str:
        return f"{capfirst(str(self.kind_name(item)))} {item.object_id}: {self.action_name(item)}"

    @display(description=_("what happened"), ordering="action")
    def action_name(self, item: Entry) -> Any:
        """What happened, in the reader's language."""
        return value_name(item.action)

    @display(description=_("kind"), ordering="kind")
    def kind_name(self, item: Entry) -> Any:
        """What kind of thing it is about, in the reader's language."""
        return KINDS.get(item.kind, item.kind)

    @display(description=_("by"))
    def actor(self, item: Entry) -> str:
        """What acted; an account by its number, since the log holds no names of people."""
        return " ".join(
            str(part) for part in (ACTORS[ActorKind(item.actor_kind)], item.actor_id, item.actor_name) if part
        )

    @display(description=_("changes"))
    def changed(self, item: Entry) -> str:
        """Old and new values, a line for each column."""
        return "\n".join(
            f"{COLUMNS.get(name, name)}: {' → '.join(str(_named(value)) for value in values)}"
            for name, values in item.changes.items()
        )


def _named(value: Any) -> Any:
    return value_name(value) if isinstance(value, str) else value


PAGES = {Entry: EntryAdmin}
