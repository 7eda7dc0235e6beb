"""Who opens which page of the console: the table that test_access.py holds every route to.

Whoever adds a page adds its row. Callers are those of tests/api/permissions.py, signed in by session; a token signs
nobody in.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from harrastuspassi.accounts.machines import LONGEST, issue_token
from harrastuspassi.accounts.models import Appointment, MembershipRole, Scope
from harrastuspassi.audit.models import Entry
from harrastuspassi.catalogue.models import Report, Synonym
from harrastuspassi.common.models import Job, OutgoingMail
from harrastuspassi.participation.benefits import use_promotion
from harrastuspassi.participation.models import HeadCount, SeasonTotal
from harrastuspassi.releases.models import Download, Export, Release
from tests.api.world import ACCOUNTS, World
from tests.factories.catalogue import ScheduleFactory

OPERATOR = frozenset({"operator"})
OWN = frozenset({"owner", "editor"})
"""Those whose organizer it is."""
LISTING = OWN | {"other owner", "other editor", "moderator", "other moderator"} | OPERATOR
"""Those who list, or watch over what is listed."""
INSIDE = LISTING | {"evaluator", "other evaluator", "national evaluator"}
"""Those who come in at all."""
MODERATING = frozenset({"moderator", "other moderator"}) | OPERATOR
EVALUATING = frozenset({"evaluator", "other evaluator", "national evaluator"}) | OPERATOR
OF_HERE = OWN | {"moderator"} | OPERATOR
OF_MODERATORS = frozenset({"moderator"}) | OPERATOR
OF_OWNERS = frozenset({"owner"}) | OPERATOR
EVERYONE = frozenset(ACCOUNTS)

LEFT_OUTSIDE = frozenset(ACCOUNTS) - INSIDE
"""Those who have no role that counts: they are led to the sign-in."""


@dataclass(frozen=True)
class Row:
    """Who opens a page. `hidden` are those who come in but are to be told that there is no such page."""

    opens: frozenset[str]
    hidden: frozenset[str] = frozenset()


def lists(app: str, model: str, opens: frozenset[str], rows_of: frozenset[str] | None = None) -> dict[str, Row]:
    """The list of a model and a row's page, which is not there for those who have the list but not that row."""
    rows_of = opens if rows_of is None else rows_of
    base = f"{app}/{model}/"
    return {base: Row(opens), f"{base}<path:object_id>/change/": Row(rows_of, opens - rows_of)}


def step(app: str, model: str, name: str, opens: frozenset[str], rows_of: frozenset[str]) -> dict[str, Row]:
    """A step, which whoever has the list but not the row is told nothing of."""
    if model == "report":
        return {f"{app}/{model}/<path:object_id>/{name}/": Row(opens, MODERATING - rows_of)}
    listing = OPERATOR if app == "common" or model in ("user", "appointment", "servicetoken") else LISTING
    return {f"{app}/{model}/<path:object_id>/{name}/": Row(opens, listing - rows_of)}


def new(model: str) -> dict[str, Row]:
    """Something new, which organizers' members list, and operators for them."""
    return {f"catalogue/{model}/add/": Row(LISTING - {"moderator", "other moderator"})}


def decisions(model: str) -> dict[str, Row]:
    """The steps of something that is published."""
    return {
        **new(model),
        **step("catalogue", model, "edit", OWN | OPERATOR, OF_HERE),
        **step("catalogue", model, "delete", frozenset(), OF_HERE),
        **step("catalogue", model, "restore", frozenset(), OF_HERE),
        **step("catalogue", model, "approve", frozenset(), OF_HERE),
        **step("catalogue", model, "reject", OF_MODERATORS, OF_HERE),
        **step("catalogue", model, "submit", frozenset(), OF_HERE),
        **step("catalogue", model, "withdraw", frozenset(), OF_HERE),
        **step("catalogue", model, "archive", OWN | OPERATOR, OF_HERE),
    }


PAGES: dict[str, Row] = {
    "": Row(INSIDE),
    "jsi18n/": Row(INSIDE),
    **lists("catalogue", "organizer", LISTING, OF_HERE),
    **step("catalogue", "organizer", "edit", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "organizer", "registration", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "organizer", "invite", OF_OWNERS, OF_HERE),
    **step("catalogue", "organizer", "participation", OWN | OPERATOR, OF_HERE),
    # It is approved, and not trusted.
    **step("catalogue", "organizer", "approve", frozenset(), OF_HERE),
    **step("catalogue", "organizer", "refuse", frozenset(), OF_HERE),
    **step("catalogue", "organizer", "suspend", OF_MODERATORS, OF_HERE),
    **step("catalogue", "organizer", "reinstate", frozenset(), OF_HERE),
    **step("catalogue", "organizer", "trust", OF_MODERATORS, OF_HERE),
    **step("catalogue", "organizer", "distrust", frozenset(), OF_HERE),
    **lists("catalogue", "location", LISTING, OF_HERE),
    **new("location"),
    **step("catalogue", "location", "edit", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "location", "delete", OWN | OPERATOR, OF_HERE),
    **lists("catalogue", "hobby", LISTING, OF_HERE),
    **step("catalogue", "hobby", "events", OWN | OPERATOR, OF_HERE),
    **decisions("hobby"),
    **decisions("promotion"),
    **lists("catalogue", "report", MODERATING, OF_MODERATORS),
    **step("catalogue", "report", "dismiss", OF_MODERATORS, OF_MODERATORS),
    **step("catalogue", "report", "hide", OF_MODERATORS, OF_MODERATORS),
    **step("catalogue", "report", "suspend", OF_MODERATORS, OF_MODERATORS),
    **lists("catalogue", "schedule", LISTING, OF_HERE),
    **lists("catalogue", "hobbyevent", LISTING, OF_HERE),
    **step("catalogue", "hobbyevent", "edit", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "hobbyevent", "cancel", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "hobbyevent", "delete", frozenset(), OF_HERE),
    **step("catalogue", "hobbyevent", "link", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "hobbyevent", "door", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "hobbyevent", "door/code", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "hobby", "code", OWN | OPERATOR, OF_HERE),
    **step("catalogue", "hobby", "season", OWN | OPERATOR, OF_HERE),
    **lists("participation", "headcount", LISTING, OWN | OPERATOR),
    **lists("participation", "seasontotal", LISTING, OF_HERE),
    **lists("participation", "doorlink", LISTING, OF_HERE),
    **step("participation", "doorlink", "revoke", OWN | OPERATOR, OF_HERE),
    **lists("catalogue", "promotion", LISTING, OF_HERE),
    **lists("participation", "benefit", LISTING, OF_HERE),
    **lists("audit", "entry", MODERATING, frozenset({"moderator"}) | OPERATOR),
    **lists("catalogue", "municipality", INSIDE),
    **lists("catalogue", "district", INSIDE),
    **lists("catalogue", "hobbycategory", INSIDE),
    **lists("catalogue", "audience", INSIDE),
    "catalogue/hobbycategory/add/": Row(OPERATOR),
    "catalogue/hobbycategory/<path:object_id>/edit/": Row(OPERATOR),
    "catalogue/audience/<path:object_id>/edit/": Row(OPERATOR),
    **lists("catalogue", "synonym", OPERATOR),
    "catalogue/synonym/add/": Row(OPERATOR),
    "catalogue/synonym/<path:object_id>/delete/": Row(OPERATOR),
    **lists("accounts", "user", OPERATOR),
    **step("accounts", "user", "appoint", OPERATOR, OPERATOR),
    **lists("accounts", "appointment", OPERATOR),
    **step("accounts", "appointment", "dismiss", OPERATOR, OPERATOR),
    **lists("accounts", "membership", LISTING, OF_OWNERS),
    **step("accounts", "membership", "owner", OF_OWNERS, OF_OWNERS),
    **step("accounts", "membership", "editor", frozenset(), OF_OWNERS),
    **step("accounts", "membership", "remove", OF_OWNERS, OF_OWNERS),
    **lists("accounts", "invitation", LISTING, OF_OWNERS),
    **step("accounts", "invitation", "revoke", OF_OWNERS, OF_OWNERS),
    **lists("accounts", "servicetoken", OPERATOR),
    "accounts/servicetoken/issue/": Row(OPERATOR),
    **step("accounts", "servicetoken", "revoke", OPERATOR, OPERATOR),
    **lists("releases", "release", EVALUATING),
    **lists("releases", "export", EVALUATING, frozenset({"evaluator"})),
    "releases/export/ask/": Row(EVALUATING),
    **lists("releases", "download", EVALUATING, frozenset({"evaluator"}) | OPERATOR),
    **lists("common", "job", OPERATOR),
    **step("common", "job", "retry", OPERATOR, OPERATOR),
    **lists("common", "outgoingmail", OPERATOR),
}
OF_FRAMEWORK = {
    "login/": "leads on",
    "logout/": "leads to the accounts' own page",
    "^(?P<app_label>catalogue|participation|accounts|common|audit|releases)/$": "the lists of a part",
    "(?P<url>.*)$": "whatever else is asked",
}
"""Routes that show nothing of their own, with what they do."""


def objects(world: World) -> dict[str, Any]:
    """A row of each model, of the organizer of `world` where it is someone's."""
    token, _ = issue_token(name="tilastot", scope=Scope.STATISTICS, valid_for=LONGEST)
    job = Job.objects.create(kind="send_mail", key="x", state=Job.State.FAILED, finished_at=timezone.now())
    mail = OutgoingMail.objects.create(key="x", to="x@example.fi", subject="Hei", text="Hei")
    report = Report.objects.create(
        hobby_id=world.ids["hobbies", ""], municipality=world.organizer.municipality, subject_name="x", reason="wrong"
    )
    event, hobby = world.ids["hobbyevents", ""], world.ids["hobbies", ""]
    heads = HeadCount.objects.create(event_id=event, age_group="under_13", gender="female", count=3)
    total = SeasonTotal.objects.create(hobby_id=hobby, season="2026-H1", trials=5, joined=2)
    return {
        "headcount": heads.pk,
        "seasontotal": total.pk,
        "report": report.pk,
        "organizer": world.organizer.pk,
        "location": world.ids["locations", ""],
        "hobby": world.ids["hobbies", ""],
        "schedule": ScheduleFactory(hobby_id=world.ids["hobbies", ""]).pk,
        "hobbyevent": world.ids["hobbyevents", ""],
        "promotion": world.ids["promotions", ""],
        "benefit": use_promotion(promotion_id=world.ids["promotions", ""]).benefit.pk,
        "doorlink": world.door_link,
        "municipality": world.ids["municipalities", ""],
        "district": world.ids["districts", ""],
        "hobbycategory": world.ids["hobbycategories", ""],
        "audience": world.ids["audiences", ""],
        "synonym": Synonym.objects.create(word="futis", means="jalkapallo").pk,
        "entry": Entry.objects.filter(municipality=world.organizer.municipality).latest("pk").pk,
        "user": world.users["account"].pk,
        "appointment": Appointment.objects.filter(user=world.users["moderator"]).get().pk,
        "membership": world.organizer.memberships.get(role=MembershipRole.EDITOR).pk,
        "invitation": world.invitation,
        "servicetoken": token.pk,
        "release": Release.objects.get().pk,
        "export": Export.objects.get().pk,
        "download": Download.objects.create(export=Export.objects.get(), user=world.users["evaluator"]).pk,
        "job": job.pk,
        "outgoingmail": mail.pk,
    }
