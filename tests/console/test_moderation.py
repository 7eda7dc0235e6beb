"""Deciding in the console: what moderators approve, refuse, suspend and answer, and what organizers offer."""

import re
from typing import Any

import pytest

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, Municipality, Organizer, OrganizerState, Promotion, Report
from harrastuspassi.common import clock
from harrastuspassi.common.models import OutgoingMail
from tests.api.asking import V1, ids
from tests.console.conftest import Visit
from tests.factories.accounts import member, moderator
from tests.factories.catalogue import HobbyFactory, MunicipalityFactory, OrganizerFactory, PromotionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db: None) -> Municipality:
    made: Municipality = MunicipalityFactory()
    return made


@pytest.fixture
def judge(here: Municipality) -> User:
    return moderator(here)


@pytest.fixture
def waiting(here: Municipality) -> Organizer:
    made: Organizer = OrganizerFactory(
        municipality=here, state=OrganizerState.PENDING, waiting_since=clock.now(), email="seura@example.fi"
    )
    member(made)
    return made


def seen(visit: Visit, user: User, path: str) -> dict[str, str]:
    """The form of a page that asks for a yes to what it shows."""
    (moment,) = re.findall(r'name="seen" value="([^"]+)"', visit(user, path).content.decode())
    return {"seen": moment.replace("&#x27;", "'")}


def buttons(answer: Any) -> set[str]:
    """The steps that a page offers."""
    return set(re.findall(r'href="/console/\w+/\w+/\d+/(\w+)/"', answer.content.decode())) - {"change"}


def test_an_organizer_is_approved_as_it_was_seen(visit: Visit, judge: User, waiting: Organizer) -> None:
    path = f"catalogue/organizer/{waiting.pk}/approve/"
    form = seen(visit, judge, path)
    waiting.save()
    assert visit(judge, path, form).status_code == 422, "it has been changed since"
    waiting.refresh_from_db()
    assert waiting.state == OrganizerState.PENDING
    assert visit(judge, path, seen(visit, judge, path)).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.waiting_since) == (OrganizerState.APPROVED, None)
    assert OutgoingMail.objects.exists()
    assert waiting.pk in ids(V1, "organizers")


@pytest.mark.parametrize("moment", ["", "x", "2026-03-01", "2026-03-01T12:00:00", "9999-99-99T99:99:99Z"])
def test_a_time_that_is_none_approves_nothing(visit: Visit, judge: User, waiting: Organizer, moment: str) -> None:
    assert visit(judge, f"catalogue/organizer/{waiting.pk}/approve/", {"seen": moment}).status_code == 422
    waiting.refresh_from_db()
    assert waiting.state == OrganizerState.PENDING


def test_whoever_is_refused_is_told_why(visit: Visit, judge: User, waiting: Organizer) -> None:
    path = f"catalogue/organizer/{waiting.pk}/refuse/"
    assert visit(judge, path, {"reason": " "}).status_code == 422
    assert visit(judge, path, {"reason": "Y-tunnus puuttuu."}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.state_reason) == (OrganizerState.REFUSED, "Y-tunnus puuttuu.")
    assert "Y-tunnus puuttuu." in OutgoingMail.objects.get().text


def test_a_suspension_hides_everything_at_once_and_is_ended(visit: Visit, judge: User, here: Municipality) -> None:
    hobby = HobbyFactory(organizer=OrganizerFactory(municipality=here))
    organizer = f"catalogue/organizer/{hobby.organizer_id}/"
    assert visit(judge, f"{organizer}suspend/", {"reason": "Epäily."}).status_code == 302
    assert Hobby.objects.public_list().filter(pk=hobby.pk).count() == 0
    assert buttons(visit(judge, f"{organizer}change/")) == {"reinstate"}
    assert visit(judge, f"{organizer}reinstate/", {}).status_code == 302
    assert Hobby.objects.public_list().filter(pk=hobby.pk).count() == 1


def test_trust_is_given_and_taken_back(visit: Visit, judge: User, here: Municipality) -> None:
    organizer = OrganizerFactory(municipality=here)
    for step, expected in (("trust", True), ("distrust", False)):
        assert visit(judge, f"catalogue/organizer/{organizer.pk}/{step}/", {}).status_code == 302
        organizer.refresh_from_db()
        assert organizer.is_trusted is expected


@pytest.mark.parametrize(("factory", "name"), [(HobbyFactory, "hobby"), (PromotionFactory, "promotion")])
def test_what_is_in_review_is_published_or_rejected(
    visit: Visit, judge: User, here: Municipality, factory: Any, name: str
) -> None:
    organizer = OrganizerFactory(municipality=here)
    good, bad = factory.create_batch(2, organizer=organizer, state="in_review", submitted_at=clock.now())
    path = f"catalogue/{name}/{good.pk}/"
    assert buttons(visit(judge, f"{path}change/")) == {"approve", "reject"}
    assert visit(judge, f"{path}approve/", seen(visit, judge, f"{path}approve/")).status_code == 302
    assert visit(judge, f"catalogue/{name}/{bad.pk}/reject/", {"reason": "Kuva puuttuu."}).status_code == 302
    for item in (good, bad):
        item.refresh_from_db()
    assert (good.state, bad.state, bad.rejection_reason) == ("published", "rejected", "Kuva puuttuu.")
    assert buttons(visit(judge, f"{path}change/")) == {"reject"}


def test_another_municipalitys_moderator_decides_nothing(visit: Visit, waiting: Organizer) -> None:
    other = moderator(MunicipalityFactory(code="049"))
    item = HobbyFactory(organizer=waiting, state="in_review", submitted_at=clock.now())
    for path in (f"organizer/{waiting.pk}/approve/", f"organizer/{waiting.pk}/refuse/", f"hobby/{item.pk}/reject/"):
        assert visit(other, f"catalogue/{path}", {"reason": "x", "seen": "x"}).status_code == 404


def test_a_member_offers_and_takes_back_but_publishes_nothing(visit: Visit, here: Municipality) -> None:
    organizer = OrganizerFactory(municipality=here)
    owner, item = member(organizer), PromotionFactory(organizer=organizer, state="draft")
    path = f"catalogue/promotion/{item.pk}/"
    assert buttons(visit(owner, f"{path}change/")) == {"edit", "submit", "delete"}
    assert visit(owner, f"{path}submit/", {}).status_code == 302
    assert Promotion.objects.get(pk=item.pk).state == "in_review"
    assert buttons(visit(owner, f"{path}change/")) == {"edit", "withdraw", "delete"}
    assert visit(owner, f"{path}approve/", {"seen": "x"}).status_code == 403
    assert visit(owner, f"{path}withdraw/", {}).status_code == 302
    assert Promotion.objects.get(pk=item.pk).state == "draft"


def test_a_report_is_answered(visit: Visit, judge: User, here: Municipality) -> None:
    hobby = HobbyFactory(organizer=OrganizerFactory(municipality=here))
    made = {"hobby": hobby, "municipality": here, "subject_name": hobby.name_fi, "reason": "wrong"}
    first, second = (Report.objects.create(**made, email="x@example.fi") for _ in range(2))
    assert "Reports to answer" in visit(judge, "").content.decode()
    assert visit(judge, f"catalogue/report/{first.pk}/dismiss/", {"answer": "Kiitos."}).status_code == 302
    assert (
        visit(judge, f"catalogue/report/{second.pk}/hide/", {"answer": "", "reason": "Väärä ikä."}).status_code == 302
    )
    assert [report.state for report in Report.objects.order_by("pk")] == ["dismissed", "acted"]
    hobby.refresh_from_db()
    assert (hobby.state, hobby.rejection_reason) == ("rejected", "Väärä ikä.")
    assert buttons(visit(judge, f"catalogue/report/{first.pk}/change/")) == set()
    other = moderator(MunicipalityFactory(code="049"))
    assert visit(other, f"catalogue/report/{first.pk}/change/").status_code == 404
