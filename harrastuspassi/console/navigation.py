"""What stands beside every page: the console's parts, those that are open to who looks."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harrastuspassi.accounts import roles
from harrastuspassi.console.base import works_with_listings
from harrastuspassi.console.names import MODELS

_LISTINGS = [
    ("catalogue.hobby", "sports_soccer"),
    ("catalogue.schedule", "event_repeat"),
    ("catalogue.hobbyevent", "event"),
    ("participation.doorlink", "door_open"),
    ("participation.headcount", "tag"),
    ("participation.seasontotal", "functions"),
    ("catalogue.promotion", "sell"),
    ("participation.benefit", "redeem"),
    ("catalogue.location", "location_on"),
    ("catalogue.organizer", "groups"),
]
_WATCHED = [("catalogue.report", "flag"), ("audit.entry", "history")]
_MEMBERS = [("accounts.membership", "badge"), ("accounts.invitation", "mail")]
_ACCOUNTS = [("accounts.user", "person"), ("accounts.appointment", "shield_person"), ("accounts.servicetoken", "key")]
_TERMS = [
    ("catalogue.hobbycategory", "category"),
    ("catalogue.audience", "diversity_3"),
    ("catalogue.municipality", "location_city"),
    ("catalogue.district", "map"),
]
_FIGURES = [("releases.release", "bar_chart"), ("releases.export", "download"), ("releases.download", "history")]
_SYSTEM = [("catalogue.synonym", "translate"), ("common.job", "work_history"), ("common.outgoingmail", "outgoing_mail")]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links."""
    lists, operates = works_with_listings(request.user), roles.can_operate(request.user)
    watches = roles.why_not_see_queue(request.user) is None
    home = {"title": _("What waits"), "icon": "inbox", "link": reverse("admin:index")}
    groups = [
        (True, {"items": [home]}),
        (lists, _group(_("Listings"), [*_LISTINGS, *(_WATCHED if watches else [])])),
        (lists, _group(_("Members"), _MEMBERS)),
        (roles.can_read_figures(request.user), _group(_("Figures"), _FIGURES)),
        (operates, _group(_("Accounts"), _ACCOUNTS)),
        (True, _group(_("Terms and areas"), _TERMS)),
        (operates, _group(_("System"), _SYSTEM)),
    ]
    return [group for is_shown, group in groups if is_shown]


def _group(title: Any, links: list[tuple[str, str]]) -> dict[str, Any]:
    items = []
    for label, icon in links:
        app, model = label.split(".")
        title_of_list = MODELS[label][1]
        address = reverse(f"admin:{app}_{model}_changelist")
        items.append({"title": str(title_of_list).capitalize(), "icon": icon, "link": address})
    return {"title": title, "separator": True, "items": items}
