"""Everyone who may call, and the world that what they may do is tried in."""

from dataclasses import dataclass, field

from api.accounts.tokens import pair_of
from harrastuspassi.accounts.machines import LONGEST, issue_token
from harrastuspassi.accounts.models import MembershipRole, Scope, User
from harrastuspassi.accounts.services import invite_member
from harrastuspassi.catalogue.models import Organizer, OrganizerState, Report, ReportReason
from harrastuspassi.catalogue.reports import file_report
from harrastuspassi.common import clock
from harrastuspassi.participation.doors import create_door_link
from harrastuspassi.passes.services import create_pass
from harrastuspassi.releases.models import Export, ReleaseFile
from tests.factories.accounts import UserFactory, evaluator, member, moderator, operator
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.factories.releases import release

APP_TOKEN = "ab" * 20

MACHINES = ("app", "service:benefits", "service:statistics")
NOBODIES = ("anonymous", "bad token", "pass", "door", *MACHINES)
MEMBERS = ("owner", "editor")
ACCOUNTS = (
    "account",
    *MEMBERS,
    "other owner",
    "other editor",
    "moderator",
    "other moderator",
    "evaluator",
    "other evaluator",
    "national evaluator",
    "operator",
    "moderator, one factor",
    "operator, one factor",
)
CALLERS = (*NOBODIES, *ACCOUNTS)


@dataclass
class World:
    """An organizer with something of everything, published and drafted; another one; and all callers."""

    organizer: Organizer
    other: Organizer
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    invitation: int = 0
    """To someone else's address."""
    membership: int = 0
    """The only owner's."""
    export: str = ""
    """The evaluator's."""
    report: int = 0
    """Of the published hobby."""
    door_link: int = 0
    """Of today's event."""
    door: str = ""
    """What opens it."""


def make_world() -> World:
    """The world, with an id for each (resource, what about): "" is public, "draft" is not."""
    here, elsewhere = MunicipalityFactory(), MunicipalityFactory(code="049")
    world = World(OrganizerFactory(municipality=here), OrganizerFactory(municipality=elsewhere))
    waiting = OrganizerFactory(municipality=here, state=OrganizerState.PENDING)
    place = LocationFactory(organizer=world.organizer, district=DistrictFactory(municipality=here))
    hobby = HobbyFactory(organizer=world.organizer, location=place, categories=[HobbyCategoryFactory()])
    draft = HobbyFactory(organizer=world.organizer, location=place, state="draft")
    world.ids = {
        ("hobbies", ""): hobby.pk,
        ("hobbies", "draft"): draft.pk,
        ("hobbyevents", ""): HobbyEventFactory(hobby=hobby).pk,
        ("hobbyevents", "draft"): HobbyEventFactory(hobby=draft).pk,
        ("hobbyevents", "today"): HobbyEventFactory(hobby=hobby, start_date=clock.local_today(), all_day=True).pk,
        ("hobbycategories", ""): hobby.categories.get().pk,
        ("organizers", ""): world.organizer.pk,
        ("organizers", "waiting"): waiting.pk,
        ("locations", ""): place.pk,
        ("locations", "waiting"): LocationFactory(organizer=waiting).pk,
        ("promotions", ""): PromotionFactory(organizer=world.organizer, location=place).pk,
        ("hobbies", "in review"): HobbyFactory(organizer=world.organizer, location=place, state="in_review").pk,
        ("promotions", "in review"): PromotionFactory(organizer=world.organizer, state="in_review").pk,
        ("promotions", "draft"): PromotionFactory(organizer=world.organizer, location=place, state="draft").pk,
        ("municipalities", ""): here.pk,
        ("districts", ""): place.district.pk,
        ("audiences", ""): AudienceFactory().pk,
    }
    _add_callers(world, waiting)
    invitation = invite_member(
        organizer_id=world.organizer.pk, email="vieras@example.fi", role=MembershipRole.EDITOR, by=world.users["owner"]
    )
    world.invitation = invitation.pk
    file_report(subject_kind="hobby", subject_id=hobby.pk, reason=ReportReason.WRONG)
    world.report = Report.objects.get().pk
    # Not public: whoever reads nothing of it has nothing to export.
    made = release(1, ["2027-Q1"], published=False)
    ReleaseFile.objects.create(release=made, language="fi", format="xlsx", sha256="0" * 64, size=1)
    world.export = Export.objects.create(
        user=world.users["evaluator"], release=made, tables=[], format="xlsx", language="fi", expires_at=clock.now()
    ).key
    world.membership = world.organizer.memberships.get(role=MembershipRole.OWNER).pk
    return world


def _add_callers(world: World, waiting: Organizer) -> None:
    here, elsewhere = world.organizer.municipality, world.other.municipality
    editor = MembershipRole.EDITOR
    world.users = {
        "account": UserFactory(),
        "owner": member(world.organizer),
        "editor": member(world.organizer, editor),
        "other owner": member(world.other),
        "other editor": member(world.other, editor),
        "moderator": moderator(here),
        "other moderator": moderator(elsewhere),
        "evaluator": evaluator(here),
        "other evaluator": evaluator(elsewhere),
        "national evaluator": evaluator(),
        "operator": operator(),
        "moderator, one factor": moderator(here, second_factor=False),
        "operator, one factor": operator(second_factor=False),
    }
    for name, role in (("owner", MembershipRole.OWNER), ("editor", editor)):
        waiting.memberships.create(user=world.users[name], role=role)
    world.headers = {name: {"Authorization": f"Bearer {pair_of(user)['access']}"} for name, user in world.users.items()}
    world.headers |= {
        "anonymous": {},
        "bad token": {"Authorization": "Bearer not.a.token"},
        "pass": {"Authorization": _pass_credentials()},
        "door": {"Authorization": f"Door {_door_link(world)}"},
        "app": {"Authorization": f"Token {APP_TOKEN}"},
        **{f"service:{scope}": {"Authorization": f"Token {_service_token(scope)}"} for scope in Scope},
    }


def _door_link(world: World) -> str:
    event_id = world.ids["hobbyevents", "today"]
    link, world.door = create_door_link(event_id=event_id, by=world.users["owner"])
    world.door_link = link.pk
    return world.door


def _pass_credentials() -> str:
    made, secret = create_pass(address="192.0.2.1")
    return f"Pass {made.pk}:{secret}"


def _service_token(scope: Scope) -> str:
    _, text = issue_token(name="palvelu", scope=scope, valid_for=LONGEST)
    return text
