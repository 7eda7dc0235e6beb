"""The door of an event: its page, links to it for coaches, and a hobby's code to print."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.enums import ActionVariant

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.console.base import OwnedAdmin
from harrastuspassi.console.steps import Shown, Step
from harrastuspassi.participation import codes, showing
from harrastuspassi.participation.doors import create_door_link, door_address, revoke_door_link
from harrastuspassi.participation.models import DoorLink
from harrastuspassi.participation.pages import code_of_page, door_page


def _make_link(by: User, event: HobbyEvent, sent: dict[str, Any]) -> Shown:
    link, token = create_door_link(event_id=event.pk, by=by)
    return Shown("console/door_link.html", {"title": _("Door link"), "link": link, "address": door_address(token)})


def _print_code(by: User, hobby: Hobby, sent: dict[str, Any]) -> Shown:
    code = codes.printed_code_of(hobby.pk)
    picture = showing.svg(codes.printed_qr_text(hobby.pk, code)).decode()
    context = {"title": hobby, "picture": mark_safe(picture), "typable": codes.typable(code)}  # noqa: S308 - our own
    return Shown("console/printed_code.html", context)


DOOR_LINK_STEP = Step(
    name="link",
    label=_("Door link"),
    explanation=_("For a coach without an account: it shows the event's code and takes its head counts."),
    may=lambda user, item: roles.can_edit(user, item.hobby),
    run=_make_link,
    icon="add_link",
)
PRINTED_CODE_STEP = Step(
    name="code",
    label=_("Code to print"),
    explanation=_("For where nobody shows a code. It never changes, so such check-ins are the phone's own word."),
    may=lambda user, item: roles.can_edit(user, item),
    run=_print_code,
    icon="qr_code",
)


class AtTheDoorAdmin(OwnedAdmin):
    """Events, with the door page of each."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/door/", view(self.door_view), name="catalogue_hobbyevent_door"),
            path("<path:object_id>/door/code/", view(self.code_view), name="catalogue_hobbyevent_code"),
            *super().get_urls(),
        ]

    def door_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The code in large, and the heads."""
        user: Any = request.user
        return door_page(request, event=self._own(request, object_id), by=user)

    def code_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the page asks for when a slot ends."""
        return JsonResponse(code_of_page(self._own(request, object_id)))

    def _own(self, request: HttpRequest, object_id: str) -> HobbyEvent:
        if not self.is_open_to(request.user):
            raise PermissionDenied
        event: HobbyEvent | None = self.get_object(request, object_id)
        if event is None:
            raise Http404
        if not roles.can_edit(request.user, event.hobby):
            raise PermissionDenied
        return event

    def _buttons(self, user: Any, item: Any) -> list[dict[str, Any]]:
        buttons = super()._buttons(user, item)
        if item is None or not roles.can_edit(user, item.hobby):
            return buttons
        address = self.address("door", item)
        style = {"variant": ActionVariant.PRIMARY, "attrs": {}}
        return [{"title": _("At the door"), "path": address, "icon": "qr_code_2", **style}, *buttons]


def _revoke(by: User, link: DoorLink, sent: dict[str, Any]) -> Any:
    revoke_door_link(link_id=link.pk, event_id=link.event_id, by=by)
    return _("Revoked: it opens nothing from now on.")


class DoorLinkAdmin(OwnedAdmin):
    """Door links of events."""

    steps = (
        Step(
            name="revoke",
            label=_("Revoke"),
            explanation=_("The link opens nothing from now on."),
            may=lambda user, item: item.revoked_at is None and roles.can_edit(user, item.event.hobby),
            run=_revoke,
            icon="link_off",
            variant=ActionVariant.DANGER,
        ),
    )
    columns = ["event__hobby", "created_by"]
    list_display = ["hobby", "event_starts_at", "created_at", "expires_at", "revoked_at"]
    search_fields = ["event__hobby__name_fi", "event__hobby__name_sv", "event__hobby__name_en"]
    ordering = ["-pk"]
    fields = ["hobby", "event_starts_at", "created_by", "created_at", "expires_at", "revoked_at"]
    readonly_fields = ["hobby", "event_starts_at"]

    def rows(self, user: Any) -> Any:
        hobbies = Hobby.objects.editable_by(user) | Hobby.objects.moderated_by(user)
        return DoorLink.objects.filter(event__hobby__in=hobbies)

    @display(description=_("hobby"))
    def hobby(self, item: DoorLink) -> str:
        """Whose event it is of."""
        return str(item.event.hobby)

    @display(description=_("event"), ordering="event__starts_at")
    def event_starts_at(self, item: DoorLink) -> Any:
        """When that begins."""
        return item.event.starts_at


PAGES = {DoorLink: DoorLinkAdmin}
