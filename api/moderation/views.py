"""The queue of moderators, and their decisions."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.accounts.members import ORGANIZER, SIGN_IN
from api.common.operations import PAGING, operation, page_of, path_id
from api.common.private import PrivateView
from api.docs import examples as catalogue_examples
from api.moderation import examples
from api.moderation.serializers import (
    ItemDecisionBody,
    OpenReportSerializer,
    OrganizerDecisionBody,
    QueueSerializer,
    ReportDecisionBody,
    WaitingHobbySerializer,
    WaitingOrganizerSerializer,
    WaitingPromotionSerializer,
)
from api.publication import examples as publication_examples
from api.publication.serializers import PublicationSerializer, RegistrationSerializer
from harrastuspassi.accounts import roles
from harrastuspassi.catalogue import moderation, reports, review_queue
from harrastuspassi.catalogue.models import Hobby, Organizer, Promotion, Report
from harrastuspassi.catalogue.submission import Item, municipality_id_of

TAG = "Moderation"
SEES = [*SIGN_IN, "not_a_moderator", "second_factor_required"]
DECIDES = ["invalid", *SIGN_IN, "not_the_moderator", "second_factor_required", "not_found", "no_such_step"]
OLDEST_FIRST = "What the caller may decide on: in the municipalities it moderates, or everywhere for an operator."


class QueueView(PrivateView):
    """How much waits."""

    @operation(
        "get_moderation_queue",
        tag=TAG,
        summary="Count what waits",
        description="How much waits for the caller, of each kind.",
        answers={200: (QueueSerializer, examples.QUEUE)},
        problems=SEES,
    )
    def get(self, request: Request) -> Response:
        return Response(QueueSerializer(review_queue.counts(user=request.user)).data)


def _listing(kind: str, shape: type[serializers.Serializer], example: dict[str, Any]) -> Any:
    return operation(
        f"list_waiting_{kind}",
        tag=TAG,
        summary=f"List {kind} that wait",
        description=f"{OLDEST_FIRST} That which has waited longest first.",
        parameters=PAGING,
        answers={200: (page_of(shape), {"count": 1, "next": None, "previous": None, "results": [example]})},
        problems=["invalid", *SEES, "page_not_found"],
    )


class WaitingOrganizersView(PrivateView):
    """Organizers that are new or have changed."""

    @_listing("organizers", WaitingOrganizerSerializer, examples.ORGANIZER)
    def get(self, request: Request) -> Response:
        return self.page(request, review_queue.queue(kind="organizers", user=request.user), WaitingOrganizerSerializer)


class WaitingHobbiesView(PrivateView):
    """Hobbies in review."""

    @_listing("hobbies", WaitingHobbySerializer, examples.HOBBY)
    def get(self, request: Request) -> Response:
        return self.page(request, review_queue.queue(kind="hobbies", user=request.user), WaitingHobbySerializer)


class WaitingPromotionsView(PrivateView):
    """Promotions in review."""

    @_listing("promotions", WaitingPromotionSerializer, examples.PROMOTION)
    def get(self, request: Request) -> Response:
        return self.page(request, review_queue.queue(kind="promotions", user=request.user), WaitingPromotionSerializer)


class OpenReportsView(PrivateView):
    """Reports without an answer."""

    @_listing("reports", OpenReportSerializer, examples.REPORT)
    def get(self, request: Request) -> Response:
        return self.page(request, review_queue.queue(kind="reports", user=request.user), OpenReportSerializer)


# --- decisions ------------------------------------------------------------------------------------
class OrganizerDecisionsView(PrivateView):
    """Decisions about an organizer."""

    @operation(
        "decide_on_organizer",
        tag=TAG,
        summary="Approve, refuse, trust or suspend an organizer",
        description=(
            "For moderators of its municipality. `approve` lets it list, or accepts what an approved one has changed;"
            " `refuse` does not. What a trusted organizer lists is published without review. `suspend` hides it and all"
            " that it lists at once, `reinstate` shows them again. Its owners are told by mail."
        ),
        parameters=[ORGANIZER],
        body=(OrganizerDecisionBody, examples.APPROVAL),
        answers={200: (RegistrationSerializer, publication_examples.REGISTRATION)},
        problems=[*DECIDES, "organizer_not_approved", "changed_meanwhile"],
    )
    def post(self, request: Request, pk: int) -> Response:
        organizer = get_object_or_404(Organizer.objects.visible_to(request.user), pk=pk)
        roles.require(roles.why_not_moderate(request.user, organizer.municipality_id))
        sent = OrganizerDecisionBody.read(request)
        decided = _decide_on_organizer(organizer, request.user, sent)
        return Response(RegistrationSerializer(decided).data)


def _decide_on_organizer(organizer: Organizer, by: Any, sent: dict[str, Any]) -> Organizer:
    decision, reason = sent["decision"], sent.get("reason", "")
    if decision == "approve":
        return moderation.approve_organizer(organizer=organizer, by=by, seen=sent["seen"])
    if decision == "refuse":
        return moderation.refuse_organizer(organizer=organizer, by=by, reason=reason)
    if decision == "suspend":
        return moderation.suspend_organizer(organizer=organizer, by=by, reason=reason)
    if decision == "reinstate":
        return moderation.reinstate_organizer(organizer=organizer, by=by)
    return moderation.trust_organizer(organizer=organizer, by=by, trusted=decision == "trust")


class ItemDecisionsView(PrivateView):
    """Decisions about a hobby or promotion; a subclass says which."""

    model: ClassVar[type[Item]]

    def decide(self, request: Request, pk: int) -> Response:
        """Takes the decision that is sent."""
        rows = self.model.objects.visible_to(request.user).select_related("organizer", "location")
        item: Item = get_object_or_404(rows, pk=pk)
        roles.require(roles.why_not_moderate(request.user, municipality_id_of(item)))
        sent = ItemDecisionBody.read(request)
        if sent["decision"] == "approve":
            moderation.approve_item(item=item, by=request.user, seen=sent["seen"])
        else:
            moderation.reject_item(item=item, by=request.user, reason=sent["reason"])
        return Response(PublicationSerializer(item).data)


def _deciding(one: str, example: int) -> Any:
    return operation(
        f"decide_on_{one}",
        tag=TAG,
        summary=f"Publish or reject a {one}",
        description=(
            "For moderators of its organizer's municipality. `approve` publishes what waits; `reject` sends it back, or"
            " takes what is published off every list. The organizer's members are told by mail."
        ),
        parameters=[path_id("id", f"Id of the {one}.", example)],
        body=(ItemDecisionBody, examples.APPROVAL),
        answers={200: (PublicationSerializer, {**publication_examples.PUBLICATION, "id": example})},
        problems=[*DECIDES, "organizer_not_approved", "changed_meanwhile"],
    )


class HobbyDecisionsView(ItemDecisionsView):
    """Decisions about a hobby."""

    model = Hobby

    @_deciding("hobby", catalogue_examples.IDS["Hobby"])
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(request, pk)


class PromotionDecisionsView(ItemDecisionsView):
    """Decisions about a promotion."""

    model = Promotion

    @_deciding("promotion", catalogue_examples.IDS["Promotion"])
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(request, pk)


class ReportDecisionsView(PrivateView):
    """The answer to a report."""

    @operation(
        "answer_report",
        tag=TAG,
        summary="Answer a report",
        description=(
            "For moderators of the municipality. `dismiss` leaves what was reported as it is; `hide` takes a hobby or"
            " promotion off every list, and answers every report of it; `suspend` suspends its organizer, and answers"
            " every report of what that lists. Whoever asked for an answer gets it by mail."
        ),
        parameters=[path_id("report_id", "Id of the report.", 17)],
        body=(ReportDecisionBody, examples.REPORT_DECISION),
        answers={204: (None, None)},
        problems=[
            *["invalid", *SEES, "not_found", "no_such_step"],
            *(refusal.code for refusal in reports.ReportRefusal),
        ],
    )
    def post(self, request: Request, report_id: int) -> Response:
        roles.require(roles.why_not_see_queue(request.user))
        # An answered one is not in the queue any more; whose it was is asked of roles.py.
        report = get_object_or_404(Report, pk=report_id)
        if not roles.can_moderate(request.user, report.municipality_id):
            raise NotFound
        sent = ReportDecisionBody.read(request)
        given = {"report": report, "by": request.user, "answer": sent.get("answer", "")}
        if sent["decision"] == "dismiss":
            reports.dismiss_report(**given)
        elif sent["decision"] == "hide":
            reports.hide_reported(**given, reason=sent["reason"])
        else:
            reports.suspend_reported(**given, reason=sent["reason"])
        return Response(status=204)
