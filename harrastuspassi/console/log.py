"""Who changed what and when."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from harrastuspassi.accounts import roles
from harrastuspassi.audit.models import Action, Entry
from harrastuspassi.console.base import ConsoleAdmin
from harrastuspassi.console.filters import by_value
from harrastuspassi.console.names import value_name


class EntryAdmin(ConsoleAdmin):
    """Entries of the audit log: of their municipalities for moderators, all for operators. Nobody changes any."""

    columns = ["municipality"]
    list_display = ["at", "action_name", "kind", "object_id", "name", "municipality", "actor"]
    list_filter = [by_value("action", Action.values)]
    search_fields = ["name", "object_id"]
    ordering = ["-pk"]
    fields = ["at", "action_name", "kind", "object_id", "name", "municipality", "actor", "act", "changed"]
    readonly_fields = ["action_name", "actor", "changed"]

    def rows(self, user: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = Entry.objects.visible_to(user)
        return found

    def is_open_to(self, user: Any) -> bool:
        return roles.why_not_see_queue(user) is None

    @display(description=_("what happened"), ordering="action")
    def action_name(self, item: Entry) -> Any:
        """What happened, in the reader's language."""
        return value_name(item.action)

    @display(description=_("by"))
    def actor(self, item: Entry) -> str:
        """What acted; an account by its number, since the log holds no names of people."""
        return " ".join(str(part) for part in (item.actor_kind, item.actor_id, item.actor_name) if part)

    @display(description=_("changes"))
    def changed(self, item: Entry) -> str:
        """Old and new values, a line for each column."""
        return "\n".join(f"{name}: {' → '.join(map(str, values))}" for name, values in item.changes.items())


PAGES = {Entry: EntryAdmin}
