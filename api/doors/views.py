"""The code of an event for whoever stands at the door, the code of a hobby to print, and links to the door."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from api.accounts import examples as account_examples
from api.accounts.authentication import BearerAuthentication
from api.accounts.members import SIGN_IN
from api.common.operations import PAGING, operation, page_of, path_id
from api.common.private import PrivateView
from api.common.throttling import WritesPerDay, WritesPerMinute
from api.docs import examples as catalogue_examples
from api.docs import texts
from api.doors import examples
from api.doors.authentication import DoorAuthentication, SignedInOrAtTheDoor
from api.doors.serializers import (
    CheckInCodeSerializer,
    DoorLinkBody,
    DoorLinkSerializer,
    NewDoorLinkSerializer,
    PrintedCodeSerializer,
)
from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.common.errors import Forbidden
from harrastuspassi.participation import codes, showing
from harrastuspassi.participation.doors import create_door_link, door_address, revoke_door_link
from harrastuspassi.participation.models import DoorLink
from harrastuspassi.participation.showing import ShowRefusal

TAG = "Check-in"
EVENT = path_id("id", "Id of the event.", catalogue_examples.IDS["HobbyEvent"])
HOBBY = path_id("id", "Id of the hobby.", catalogue_examples.IDS["Hobby"])
LINK = path_id("link_id", "Id of the door link.", examples.LINK_ID)
MEMBERS = [*SIGN_IN, "not_a_member", "no_organizer", "second_factor_required", "not_found"]
AT_THE_DOOR = [*MEMBERS, "door_link_invalid", "door_link_other_event", "door_link_guessed_too_often"]
SVG, PNG = "image/svg+xml", "image/png"


class OfMembersView(PrivateView):
    """For members of an organizer, whose writes are limited."""

    def get_throttles(self) -> list[BaseThrottle]:
        is_write = self.request.method not in ("GET", "HEAD", "OPTIONS")
        return [WritesPerMinute(), WritesPerDay()] if is_write else []


class OfEventView(OfMembersView):
    """Something of an event, for members of its organizer."""

    def event(self, request: Request, pk: int) -> HobbyEvent:
        """The event. Raises Http404 where the caller may not see it, Forbidden where it is not theirs."""
        rows = HobbyEvent.objects.visible_to(request.user).select_related("hobby")
        found: HobbyEvent = get_object_or_404(rows, pk=pk)
        roles.require(roles.why_not_edit(request.user, found.hobby))
        return found


class AtTheDoorView(OfEventView):
    """The same, and for whoever has a door link of it."""

    authentication_classes = (BearerAuthentication, DoorAuthentication)
    permission_classes: tuple[type[BasePermission], ...] = (SignedInOrAtTheDoor,)

    def event(self, request: Request, pk: int) -> HobbyEvent:
        if not isinstance(request.auth, DoorLink):
            return super().event(request, pk)
        if request.auth.event_id != pk:
            raise Forbidden("The door link is of another event.", code="door_link_other_event")
        found: HobbyEvent = request.auth.event
        return found


class CheckInCodeView(AtTheDoorView):
    """The code of an event."""

    @operation(
        "get_check_in_code",
        tag=TAG,
        summary="Get the code of an event",
        description=texts.SHOWN_CODE,
        parameters=[EVENT],
        answers={200: (CheckInCodeSerializer, examples.CODE)},
        problems=[*AT_THE_DOOR, *(refusal.code for refusal in ShowRefusal)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(CheckInCodeSerializer(showing.shown_code(self.event(request, pk))).data)


def _picturing(name: str, media_type: str) -> Callable[..., Any]:
    return operation(
        f"get_check_in_code_{name}",
        tag=TAG,
        summary=f"Get the QR of an event's code as {name.upper()}",
        description=texts.SHOWN_QR,
        parameters=[EVENT],
        answers={},
        files=[media_type],
        problems=[*AT_THE_DOOR, *(refusal.code for refusal in ShowRefusal)],
    )


class CheckInSvgView(AtTheDoorView):
    """Its QR as SVG."""

    @_picturing("svg", SVG)
    def get(self, request: Request, pk: int) -> HttpResponse:
        return HttpResponse(showing.svg(showing.shown_code(self.event(request, pk)).qr_text), content_type=SVG)


class CheckInPngView(AtTheDoorView):
    """Its QR as PNG."""

    @_picturing("png", PNG)
    def get(self, request: Request, pk: int) -> HttpResponse:
        return HttpResponse(showing.png(showing.shown_code(self.event(request, pk)).qr_text), content_type=PNG)


class OfHobbyView(OfMembersView):
    """Something of a hobby, for members of its organizer."""

    def hobby(self, request: Request, pk: int) -> Hobby:
        """The hobby. Raises Http404 where the caller may not see it, Forbidden where it is not theirs."""
        found: Hobby = get_object_or_404(Hobby.objects.visible_to(request.user), pk=pk)
        roles.require(roles.why_not_edit(request.user, found))
        return found


class PrintedCodeView(OfHobbyView):
    """The code of a hobby that can be printed."""

    @operation(
        "get_printed_code",
        tag=TAG,
        summary="Get a hobby's code to print",
        description="For members of its organizer. It never changes, so check-ins with it are the phone's own word.",
        parameters=[HOBBY],
        answers={200: (PrintedCodeSerializer, examples.PRINTED)},
        problems=MEMBERS,
    )
    def get(self, request: Request, pk: int) -> Response:
        hobby = self.hobby(request, pk)
        code = codes.printed_code_of(hobby.pk)
        printed = {"hobby": hobby.pk, "code": code, "typable": codes.typable(code)}
        return Response(printed | {"qr_text": codes.printed_qr_text(hobby.pk, code)})


class PrintedSvgView(OfHobbyView):
    """Its QR as SVG, which is printed sharp at any size."""

    @operation(
        "get_printed_code_svg",
        tag=TAG,
        summary="Get the QR of a hobby's code to print as SVG",
        description="For members of its organizer.",
        parameters=[HOBBY],
        answers={},
        files=[SVG],
        problems=MEMBERS,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        hobby = self.hobby(request, pk)
        text = codes.printed_qr_text(hobby.pk, codes.printed_code_of(hobby.pk))
        return HttpResponse(showing.svg(text), content_type=SVG)


class DoorLinksView(OfEventView):
    """Door links of an event."""

    @operation(
        "list_door_links",
        tag=TAG,
        summary="List the door links of an event",
        description="For members of its organizer: those too that have expired or were revoked, oldest first.",
        parameters=[EVENT, *PAGING],
        answers={200: (page_of(DoorLinkSerializer), account_examples.page(examples.LINK))},
        problems=["invalid", *MEMBERS, "page_not_found"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.page(request, DoorLink.objects.filter(event=self.event(request, pk)), DoorLinkSerializer)

    @operation(
        "create_door_link",
        tag=TAG,
        summary="Make a door link of an event",
        description=texts.NEW_DOOR_LINK,
        parameters=[EVENT],
        body=(DoorLinkBody, examples.EXPIRY),
        answers={201: (NewDoorLinkSerializer, examples.NEW_LINK)},
        problems=["invalid", *MEMBERS, "too_many_door_links", "throttled"],
    )
    def post(self, request: Request, pk: int) -> Response:
        self.event(request, pk)
        link, token = create_door_link(event_id=pk, by=request.user, **DoorLinkBody.read(request))
        told = {**DoorLinkSerializer(link).data, "token": token, "url": door_address(token)}
        return Response(told, status=HTTPStatus.CREATED)


class DoorLinkView(OfEventView):
    """A door link of an event."""

    @operation(
        "revoke_door_link",
        tag=TAG,
        summary="Revoke a door link",
        description="For members of the event's organizer. It opens nothing from now on.",
        parameters=[EVENT, LINK],
        answers={204: (None, None)},
        problems=[*MEMBERS, "throttled"],
    )
    def delete(self, request: Request, pk: int, link_id: int) -> Response:
        self.event(request, pk)
        revoke_door_link(link_id=link_id, event_id=pk, by=request.user)
        return Response(status=HTTPStatus.NO_CONTENT)
