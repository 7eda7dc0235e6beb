"""Who may call what: the table that test_permissions.py holds every route and method to, in the world of world.py.

A row is (method, route, what about) and says who gets which status; for everyone else it says `others`. A method of a
route that has no row must be refused to everyone. Whoever adds a route adds its rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from harrastuspassi.catalogue.models import Hobby, Organizer, Promotion
from harrastuspassi.common import clock
from tests.api.world import MEMBERS, NOBODIES, World

# --- what -----------------------------------------------------------------------------------------
Body = Callable[[World], Any]


@dataclass(frozen=True)
class Row:
    """Who gets which status, and the body that is sent. `others` is what everyone gets who is not named."""

    statuses: Mapping[str, int]
    others: int
    body: Body | None = None

    def status(self, caller: str) -> int:
        """What a caller gets."""
        return self.statuses.get(caller, self.others)


def everyone(status: int, *, body: Body | None = None, **exceptions: int) -> Row:
    """A row in which everyone gets the same, but for exceptions ("bad token" as `bad_token`)."""
    return Row({name.replace("_", " "): status for name, status in exceptions.items()}, status, body)


def only(callers: tuple[str, ...], status: int, *, others: int, nobodies: int, body: Body | None = None) -> Row:
    """A row in which some get `status`, other accounts `others`, and whoever has no account `nobodies`."""
    return Row({**dict.fromkeys(NOBODIES, nobodies), **dict.fromkeys(callers, status)}, others, body)


def accounts(status: int, *, body: Body | None = None) -> Row:
    """A row for whoever has an account, each for itself."""
    return Row(dict.fromkeys(NOBODIES, 401), status, body)


def holders(status: int, *, body: Body | None = None) -> Row:
    """A row for whoever holds a pass, each for its own. Accounts hold none."""
    return Row({"pass": status}, 401, body)


def owners(status: int, *, body: Body | None = None) -> Row:
    """A row for the owners of an organizer that everyone can see, and operators."""
    return only(("owner", "operator"), status, others=403, nobodies=401, body=body)


def owners_of_what_waits(status: int) -> Row:
    """The same, where strangers are not to know that there is such an organizer."""
    row = only(("owner", "operator"), status, others=404, nobodies=401)
    return Row({**row.statuses, "editor": 403, "moderator": 403}, row.others)


def app() -> Row:
    """A row for the installed apps, and machines that may do the same. No account may: uses are nobody's."""
    row = Row({"app": 201, "service:benefits": 201, "service:statistics": 403}, 401)
    return replace(row, body=lambda world: {"promotion": world.ids["promotions", ""]})


def members(status: int, *, also: tuple[str, ...] = (), body: Body | None = None) -> Row:
    """A row for members of an organizer that everyone can see, and operators."""
    return only((*MEMBERS, "operator", *also), status, others=403, nobodies=401, body=body)


def members_of_what_is_hidden(status: int, *, also: tuple[str, ...] = (), body: Body | None = None) -> Row:
    """The same, where strangers are not to know that there is such a thing."""
    return only((*MEMBERS, "operator", *also), status, others=404, nobodies=401, body=body)


def moderators(status: int, *, body: Body | None = None, others: int = 403, **exceptions: int) -> Row:
    """A row for a municipality's moderators and operators, but for exceptions ("other owner" as `other_owner`)."""
    row = only(("moderator", "operator"), status, others=others, nobodies=401, body=body)
    return Row({**row.statuses, **{name.replace("_", " "): code for name, code in exceptions.items()}}, others, body)


def evaluators(status: int, *, body: Body | None = None) -> Row:
    """A row for evaluators of any municipality or of the country, operators, and systems with a token for that."""
    named = ("evaluator", "other evaluator", "national evaluator", "operator", "service:statistics")
    row = only(named, status, others=403, nobodies=401, body=body)
    return Row({**row.statuses, "app": 403, "service:benefits": 403}, row.others, row.body)


def approval(resource: str, about: str) -> Body:
    """A body that approves something as it is."""
    model: Any = {"organizers": Organizer, "hobbies": Hobby, "promotions": Promotion}[resource]

    def body(world: World) -> Any:
        seen = model.objects.get(pk=world.ids[resource, about]).modified_at
        return {"decision": "approve", "seen": seen.isoformat()}

    return body


V1, MOBILE = "api/v1/", "mobile-api/v1/"
OWNED = ("hobbies", "hobbyevents", "organizers", "locations", "promotions")
FEEDS = ("hobbies", "hobbyevents", "hobbycategories", "organizers", "locations", "promotions")
SHARED = ("hobbycategories",)
V1_ONLY = ("municipalities", "districts", "audiences")
HIDDEN = {"hobbies": "draft", "hobbyevents": "draft", "promotions": "draft"}
"""What about each there is that is not public; "waiting" for the others."""
TABLE: dict[tuple[str, str, str], Row] = {}


def _reads(face: str, resource: str) -> None:
    # On v1 a token that is no good is told where it would make a difference; the apps' face takes it for none.
    is_told = face == V1 and resource in OWNED
    TABLE["get", f"{face}{resource}/", ""] = everyone(200)
    TABLE["get", f"{face}{resource}/<int:pk>/", ""] = everyone(200, bad_token=401) if is_told else everyone(200)
    hidden = HIDDEN.get(resource, "waiting")
    if resource in OWNED:
        readers: tuple[str, ...] = (*MEMBERS, "operator")
        # A draft is its organizer's own; what waits is there for its moderator.
        readers += ("moderator",) if hidden == "waiting" else ()
        row = only(readers, 200, others=404, nobodies=404)
        TABLE["get", f"{face}{resource}/<int:pk>/", hidden] = Row(
            {**row.statuses, "bad token": 401 if is_told else 404}, row.others
        )


def _wall_clock(**fields: Any) -> dict[str, Any]:
    return {"start_date": "2030-01-01", "start_time": "18:00", "end_date": "2030-01-01", "end_time": "19:30", **fields}


def _named(**fields: Any) -> Body:
    """A body of `/api/v1/`; what is given as a text is the resource of the world whose public id it is."""

    def body(world: World) -> dict[str, Any]:
        ids = {name: world.ids[resource, ""] for name, resource in fields.items()}
        return {"translations": {"name": {"fi": "Uusi"}}, **ids}

    return body


def _old_named(**fields: Any) -> Body:
    """The same for the old clients."""
    return lambda world: {"name": "Uusi", **{name: world.ids[resource, ""] for name, resource in fields.items()}}


def _with(body: Body, **more: Any) -> Body:
    return lambda world: {**body(world), **more}


_OWNER = {"organizer": "organizers"}
_EVENT: Body = lambda world: _wall_clock(hobby=world.ids["hobbies", ""])  # noqa: E731
_TIME: Body = lambda world: _wall_clock()  # noqa: E731
_ORGANIZER: Body = lambda world: {"name": "Uusi", "kind": "club"}  # noqa: E731
BODIES: dict[tuple[str, str], tuple[Body | None, Body]] = {
    (V1, "hobbies"): (_named(**_OWNER), _named(**_OWNER)),
    (V1, "hobbyevents"): (_EVENT, _TIME),
    (V1, "organizers"): (_ORGANIZER, _ORGANIZER),
    (V1, "locations"): (_named(**_OWNER), _named()),
    (V1, "promotions"): (
        _with(_named(**_OWNER), **_wall_clock(), available_count=10),
        _with(_named(**_OWNER), **_wall_clock(), available_count=10),
    ),
    (MOBILE, "hobbies"): (_old_named(**_OWNER), _old_named(**_OWNER)),
    (MOBILE, "hobbyevents"): (_EVENT, _TIME),
    (MOBILE, "organizers"): (_old_named(), _old_named()),
    (MOBILE, "locations"): (None, _old_named()),
    (MOBILE, "promotions"): (
        _with(_old_named(**_OWNER), **_wall_clock(), available_count="10"),
        _with(_old_named(**_OWNER), **_wall_clock(), available_count="10"),
    ),
}
"""What is sent to make one, and to change one."""


def writers(status: int, *, others: int = 403, body: Body | None = None, **exceptions: int) -> Row:
    """A row for whoever may write something of the organizer's."""
    row = only((*MEMBERS, "operator"), status, others=others, nobodies=401, body=body)
    return Row({**row.statuses, **exceptions}, row.others, row.body)


def _writes(face: str, resource: str) -> None:
    new, changed = BODIES[face, resource]
    one, hidden = f"{face}{resource}/<int:pk>/", HIDDEN.get(resource, "waiting")
    # What waits is there for its moderator, but a moderator changes nothing of it.
    seen = {"moderator": 403} if hidden == "waiting" else {}
    if new:
        row = accounts(201, body=new) if resource == "organizers" else writers(201, body=new)
        TABLE["post", f"{face}{resource}/", ""] = row
    methods = ["put", *(["patch"] if face == V1 else []), *(["delete"] if resource != "organizers" else [])]
    for method in methods:
        body, done = (None, 204) if method == "delete" else (changed, 200)
        # Hobbies take place there.
        in_use = (409 if face == V1 else 400) if (method, resource) == ("delete", "locations") else done
        TABLE[method, one, ""] = writers(in_use, body=body)
        TABLE[method, one, hidden] = writers(done, others=404, body=body, **seen)


for _face in (V1, MOBILE):
    for _resource in OWNED:
        _writes(_face, _resource)
# The old clients name no organizer: a place is then of the first that one acts for.
TABLE["post", f"{MOBILE}locations/", ""] = Row(
    {**writers(201).statuses, "other owner": 201, "other editor": 201, "operator": 400}, 403, _old_named()
)

for _face in (V1, MOBILE):
    for _resource in (*OWNED, *SHARED, *(V1_ONLY if _face == V1 else ())):
        _reads(_face, _resource)
for _resource in FEEDS:
    TABLE["get", f"{V1}{_resource}/changes/", ""] = everyone(200)

TABLE |= {
    ("get", "", ""): everyone(302),
    ("get", "favicon.ico", ""): everyone(302),
    ("get", "health/", ""): everyone(200),
    ("get", "health/jobs/", ""): everyone(200),
    ("get", f"{V1}suggestions/", ""): everyone(200),
    ("get", f"{V1}schema/", ""): everyone(200),
    ("get", f"{V1}docs/", ""): everyone(200),
    ("get", f"{V1}redoc/", ""): everyone(200),
    ("get", f"{MOBILE}schema/", ""): everyone(200),
    # Pictures are open to whoever has their address; there is none at this one.
    ("get", "media/<path:name>", ""): everyone(404),
    ("get", f"{V1}me/", ""): accounts(200),
    ("patch", f"{V1}me/", ""): accounts(200, body=lambda world: {"first_name": "Aino"}),
    ("get", f"{V1}me/invitations/", ""): accounts(200),
    ("get", f"{V1}audit/", ""): only(("moderator", "other moderator", "operator"), 200, others=403, nobodies=401),
    # It is for someone else's address.
    ("post", f"{V1}me/invitations/<int:invitation_id>/accept/", ""): accounts(404),
    ("get", f"{V1}organizers/<int:pk>/memberships/", ""): owners(200),
    ("get", f"{V1}organizers/<int:pk>/memberships/", "waiting"): owners_of_what_waits(200),
    ("patch", f"{V1}organizers/<int:pk>/memberships/<int:membership_id>/", ""): owners(
        409, body=lambda world: {"role": "editor"}
    ),
    # An editor may leave, but this is the owner's.
    ("delete", f"{V1}organizers/<int:pk>/memberships/<int:membership_id>/", ""): owners(409),
    ("get", f"{V1}organizers/<int:pk>/invitations/", ""): owners(200),
    ("get", f"{V1}organizers/<int:pk>/invitations/", "waiting"): owners_of_what_waits(200),
    ("post", f"{V1}organizers/<int:pk>/invitations/", ""): owners(
        201, body=lambda world: {"email": "uusi@example.fi", "role": "editor"}
    ),
    ("delete", f"{V1}organizers/<int:pk>/invitations/<int:invitation_id>/", ""): owners(204),
    ("post", f"{V1}passes/", ""): everyone(201),
    ("get", f"{V1}passes/me/", ""): holders(200),
    # Nothing is kept before there is consent.
    ("patch", f"{V1}passes/me/", ""): holders(409, body=lambda world: {"gender": "other"}),
    ("delete", f"{V1}passes/me/", ""): holders(204),
    ("put", f"{V1}passes/me/consents/<str:purpose>/", ""): holders(
        200, body=lambda world: {"version": "1", "is_at_least_13": True}
    ),
    ("delete", f"{V1}passes/me/consents/<str:purpose>/", ""): holders(200),
    ("post", f"{V1}passes/me/follow-up/", ""): holders(409, body=lambda world: {"answer": "new"}),
    ("post", f"{V1}benefits/", ""): app(),
    ("post", f"{MOBILE}benefits/", ""): app(),
    ("get", f"{V1}privacy/", ""): everyone(200),
    ("get", f"{V1}consents/", ""): everyone(200),
    # What each gets of them is tried in tests/api/test_statistics.py.
    ("get", f"{V1}statistics/", ""): everyone(200, bad_token=401),
    ("get", f"{V1}statistics/releases/", ""): everyone(200, bad_token=401),
    ("get", f"{V1}statistics/<str:table>/", ""): everyone(200, bad_token=401),
    # Whole: for those who read all figures, to whom it says that the file itself is not there.
    ("get", f"{V1}statistics/releases/<int:number>/files/<str:language>/<str:format>/", ""): everyone(
        404, **{"bad_token": 401, "national_evaluator": 409, "operator": 409, "service:statistics": 409}
    ),
    ("get", f"{V1}exports/", ""): evaluators(200),
    ("post", f"{V1}exports/", ""): evaluators(
        201, body=lambda world: {"tables": ["quarters_by_area_and_age"], "format": "xlsx"}
    ),
    # One's own alone.
    ("get", f"{V1}exports/<str:key>/", ""): Row({**evaluators(404).statuses, "evaluator": 200}, 403),
    # Whoever has the address has the ticket in it.
    ("get", f"{V1}exports/<str:key>/file/", ""): everyone(401),
    ("get", "privacy/", ""): everyone(200),
    # Whoever has the link has the door. Nothing that was seen is said, so that nothing is written.
    ("get", "door/<str:token>/", ""): everyone(200),
    ("post", "door/<str:token>/", ""): everyone(422),
    ("get", "door/<str:token>/code/", ""): everyone(200),
    ("get", f"{V1}passes/me/export/", ""): holders(200),
    ("post", f"{V1}passes/me/benefits/", ""): holders(
        201, body=lambda world: {"promotion": world.ids["promotions", ""]}
    ),
    ("post", f"{V1}participation/batches/", ""): everyone(
        202, body=lambda world: {"sent_at": clock.now().isoformat(), "events": [{}]}
    ),
    # Tokens are for a session or for credentials; no token gets another.
    ("get", "auth/token/", ""): everyone(401),
    ("post", "auth/token/", ""): Row(
        {}, 401, lambda world: {"email": world.users["owner"].email, "password": "arvaus"}
    ),
    ("post", "auth/token/refresh/", ""): Row({}, 401, lambda world: {"refresh": "not.a.token"}),
    # Anyone may report; the answer is the same for what is there and what is not.
    ("post", f"{V1}reports/", ""): everyone(
        202,
        body=lambda world: {"subject_kind": "hobby", "subject_id": world.ids["hobbies", ""], "reason": "improper"},
    ),
    ("get", f"{V1}organizers/<int:pk>/registration/", ""): members(200, also=("moderator",)),
    ("get", f"{V1}organizers/<int:pk>/registration/", "waiting"): members_of_what_is_hidden(200, also=("moderator",)),
    ("patch", f"{V1}organizers/<int:pk>/registration/", ""): members(
        200, body=lambda world: {"checks_criminal_records": True}
    ),
    ("get", f"{V1}moderation/", ""): moderators(200, other_moderator=200),
    ("post", f"{V1}moderation/organizers/<int:pk>/decisions/", "waiting"): moderators(
        200, body=approval("organizers", "waiting"), others=404, owner=403, editor=403
    ),
    ("post", f"{V1}moderation/organizers/<int:pk>/decisions/", ""): moderators(
        200, body=lambda world: {"decision": "suspend", "reason": "Ei vastaa."}
    ),
    ("post", f"{V1}moderation/reports/<int:report_id>/decisions/", ""): moderators(
        204, body=lambda world: {"decision": "hide", "reason": "Ei pidä paikkaansa."}, other_moderator=404
    ),
}
for _kind in ("organizers", "hobbies", "promotions", "reports"):
    # Each sees what is theirs.
    TABLE["get", f"{V1}moderation/{_kind}/", ""] = moderators(200, other_moderator=200)
for _resource in ("hobbies", "promotions"):
    _publication, _decisions = (
        f"{V1}{_resource}/<int:pk>/publication/",
        f"{V1}moderation/{_resource}/<int:pk>/decisions/",
    )
    TABLE |= {
        ("get", _publication, ""): members(200, also=("moderator",)),
        ("get", _publication, "draft"): members_of_what_is_hidden(200),
        ("post", _publication, ""): members(200, body=lambda world: {"step": "archive"}),
        ("post", _publication, "draft"): members_of_what_is_hidden(200, body=lambda world: {"step": "submit"}),
        ("post", _decisions, "in review"): moderators(
            200, body=approval(_resource, "in review"), others=404, owner=403, editor=403
        ),
        ("post", _decisions, ""): moderators(
            200, body=lambda world: {"decision": "reject", "reason": "Ei sovi alaikäisille."}
        ),
    }

# --- at the door ----------------------------------------------------------------------------------
_AT = f"{V1}hobbyevents/<int:pk>/"
_HEADS: Body = lambda world: {"counts": [{"age_group": "under_13", "gender": "female", "count": 3}]}  # noqa: E731
_TOTALS: Body = lambda world: {"trials": 4, "joined": 2}  # noqa: E731


def _at_the_door(method: str, part: str, body: Body | None = None, *, early: int = 409) -> None:
    """Rows of what members do at their events, and whoever has a door link of one. `early`: before it begins."""
    row = only((*MEMBERS, "operator", "door"), 200, others=403, nobodies=401, body=body)
    TABLE[method, f"{_AT}{part}", "today"] = row
    row = only((*MEMBERS, "operator"), early, others=403, nobodies=401, body=body)
    TABLE[method, f"{_AT}{part}", ""] = Row({**row.statuses, "door": 403}, row.others, row.body)
    row = only((*MEMBERS, "operator"), early, others=404, nobodies=401, body=body)
    TABLE[method, f"{_AT}{part}", "draft"] = Row({**row.statuses, "door": 403}, row.others, row.body)


for _part in ("check-in-code/", "check-in-code/svg/", "check-in-code/png/"):
    _at_the_door("get", _part)
_at_the_door("get", "head-counts/", early=200)
_at_the_door("put", "head-counts/", _HEADS)
TABLE |= {
    ("get", f"{_AT}door-links/", ""): members(200),
    ("get", f"{_AT}door-links/", "draft"): members_of_what_is_hidden(200),
    ("post", f"{_AT}door-links/", ""): members(201, body=lambda world: {}),
    ("post", f"{_AT}door-links/", "draft"): members_of_what_is_hidden(201, body=lambda world: {}),
    ("delete", f"{_AT}door-links/<int:link_id>/", "today"): members(204),
    # The link is of another event.
    ("delete", f"{_AT}door-links/<int:link_id>/", ""): members(404),
}
for _part in ("printed-code/", "printed-code/svg/", "season-totals/"):
    TABLE["get", f"{V1}hobbies/<int:pk>/{_part}", ""] = members(200)
    TABLE["get", f"{V1}hobbies/<int:pk>/{_part}", "draft"] = members_of_what_is_hidden(200)
TABLE["get", f"{V1}organizers/<int:pk>/participation/", ""] = members(200)
TABLE["get", f"{V1}organizers/<int:pk>/participation/", "waiting"] = Row(
    {**members_of_what_is_hidden(200).statuses, "moderator": 403}, 404
)
_SEASON = f"{V1}hobbies/<int:pk>/season-totals/<str:season>/"
TABLE["put", _SEASON, ""] = members(200, body=_TOTALS)
TABLE["put", _SEASON, "draft"] = members_of_what_is_hidden(200, body=_TOTALS)
