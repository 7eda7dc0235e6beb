"""Heads that organizers and their coaches count at events, and totals of seasons."""

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from api.accounts import examples as account_examples
from api.accounts.members import ORGANIZER
from api.common.operations import PAGING, operation, page_of, query
from api.common.pagination import paginate
from api.common.private import PrivateView
from api.common.rendering import dump
from api.common.tags import entity_tag, seen_versions
from api.common.throttling import WritesPerMinute
from api.docs import texts
from api.doors.views import AT_THE_DOOR, EVENT, HOBBY, MEMBERS, TAG, AtTheDoorView, OfHobbyView
from api.headcounts import examples
from api.headcounts.serializers import (
    HeadCountsBody,
    HeadCountsSerializer,
    OwnCountsSerializer,
    SeasonTotalBody,
    SeasonTotalSerializer,
    head_counts,
    own_counts,
)
from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.models import Organizer
from harrastuspassi.catalogue.writing.common import version
from harrastuspassi.disclosure import own
from harrastuspassi.participation import headcounts
from harrastuspassi.participation.headcounts import HeadCountRefusal, Heads
from harrastuspassi.participation.models import DoorLink

WRITES = ["invalid", "parse_error", "stale", "if_match_required", "throttled"]
SEASON = query("season", {"type": "string", "pattern": "^2[01][0-9]{2}-H[12]$"}, "A half-year.", examples.SEASON)
SEASON.location = "path"


class WritesAtTheDoor(WritesPerMinute):
    """The same for an account or for a door link."""

    def get_cache_key(self, request: Request, view: object) -> str:
        who = f"door:{request.auth.pk}" if isinstance(request.auth, DoorLink) else request.user.pk
        return f"throttle:{self.scope}:{who}"


def tagged(data: dict[str, object], stands: str) -> Response:
    """An answer with the tag by which it is changed."""
    return Response(data, headers={"ETag": entity_tag(dump(data), stands)})


class HeadCountsView(AtTheDoorView):
    """Heads that were counted at an event."""

    def get_throttles(self) -> list[BaseThrottle]:
        return [WritesAtTheDoor()] if self.request.method == "PUT" else []

    @operation(
        "get_head_counts",
        tag=TAG,
        summary="Get the head counts of an event",
        description=texts.HEAD_COUNT_RULES,
        parameters=[EVENT],
        answers={200: (HeadCountsSerializer, examples.COUNTED)},
        problems=AT_THE_DOOR,
    )
    def get(self, request: Request, pk: int) -> Response:
        self.event(request, pk)
        rows = headcounts.head_counts_of(pk)
        return tagged(head_counts(pk, rows), headcounts.version_of(rows))

    @operation(
        "set_head_counts",
        tag=TAG,
        summary="Enter or correct the head counts of an event",
        description=texts.HEAD_COUNT_RULES,
        parameters=[EVENT],
        body=(HeadCountsBody, examples.COUNTS),
        answers={200: (HeadCountsSerializer, examples.COUNTED)},
        problems=[*WRITES, *AT_THE_DOOR, *(refusal.code for refusal in HeadCountRefusal)],
    )
    def put(self, request: Request, pk: int) -> Response:
        self.event(request, pk)
        seen = seen_versions(request)
        counts = [Heads(**heads) for heads in HeadCountsBody.read(request)["counts"]]
        by = request.auth if isinstance(request.auth, DoorLink) else request.user
        rows = headcounts.set_head_counts(event_id=pk, by=by, counts=counts, seen=seen)
        return tagged(head_counts(pk, rows), headcounts.version_of(rows))


class SeasonTotalsView(OfHobbyView):
    """How the seasons of a hobby went."""

    @operation(
        "list_season_totals",
        tag=TAG,
        summary="List the totals of a hobby's seasons",
        description="For members of its organizer. The latest season first.",
        parameters=[HOBBY, *PAGING],
        answers={200: (page_of(SeasonTotalSerializer), account_examples.page(examples.TOTAL))},
        problems=["invalid", *MEMBERS, "page_not_found"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.page(request, headcounts.season_totals_of(self.hobby(request, pk).pk), SeasonTotalSerializer)


class SeasonTotalView(OfHobbyView):
    """How a season of a hobby went."""

    @operation(
        "set_season_total",
        tag=TAG,
        summary="Enter or correct the total of a season",
        description=texts.SEASON_RULES,
        parameters=[HOBBY, SEASON],
        body=(SeasonTotalBody, examples.TOTALS),
        answers={200: (SeasonTotalSerializer, examples.TOTAL)},
        problems=[*WRITES, *MEMBERS],
    )
    def put(self, request: Request, pk: int, season: str) -> Response:
        self.hobby(request, pk)
        seen = seen_versions(request)
        sent = SeasonTotalBody.read(request)
        row = headcounts.set_season_total(hobby_id=pk, season=season, by=request.user, seen=seen, **sent)
        return tagged(dict(SeasonTotalSerializer(row).data), version(row.modified_at))


class OwnParticipationView(PrivateView):
    """An organizer's own figures."""

    @operation(
        "list_own_participation",
        tag=TAG,
        summary="List an organizer's own figures by hobby and week",
        description=texts.OWN_FIGURES,
        parameters=[ORGANIZER, *PAGING],
        answers={200: (page_of(OwnCountsSerializer), account_examples.page(examples.OWN))},
        problems=["invalid", *MEMBERS, "page_not_found"],
    )
    def get(self, request: Request, pk: int) -> Response:
        organizer = get_object_or_404(Organizer.objects.visible_to(request.user), pk=pk)
        roles.require(roles.why_not_edit_organizer(request.user, organizer.pk))
        values = self.query.read(request.query_params, strict=True)
        size = values.get("page_size", self.face.page_size)
        page, envelope = paginate(request, own.own_cells(organizer), number=values.get("page", 1), size=size)
        rows = own.own_counts(organizer, list(page.object_list))
        return Response({**envelope, "results": [own_counts(row) for row in rows]})
