"""Pages of what is listed: organizers, their places, hobbies with when they take place, promotions."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from harrastuspassi.catalogue.models import (
    Hobby,
    HobbyEvent,
    Location,
    Organizer,
    OrganizerKind,
    OrganizerState,
    Promotion,
    PublicationState,
    Schedule,
)
from harrastuspassi.common import clock
from harrastuspassi.console.base import OwnedAdmin, texts
from harrastuspassi.console.counts import SEASON_STEP
from harrastuspassi.console.doors import DOOR_LINK_STEP, PRINTED_CODE_STEP, AtTheDoorAdmin
from harrastuspassi.console.filters import WaitingFilter, by_value
from harrastuspassi.console.hobbies import DELETE_HOBBY_STEP, EDIT_HOBBY_STEPS, EVENT_STEPS
from harrastuspassi.console.moderation import ITEM_STEPS, ORGANIZER_STEPS
from harrastuspassi.console.names import value_name
from harrastuspassi.console.organizers import EDIT_ORGANIZER_STEPS
from harrastuspassi.console.own import WithOwnFiguresAdmin
from harrastuspassi.console.places import PLACE_STEPS
from harrastuspassi.console.promotions import DELETE_PROMOTION_STEP, EDIT_PROMOTION_STEPS
from harrastuspassi.participation.models import Benefit

SOURCE = (_("Origin"), {"fields": ["data_source", "origin_id", "created_at", "modified_at"]})


class OrganizerAdmin(WithOwnFiguresAdmin):
    """Organizers, and what moderators decide on them."""

    steps = (*EDIT_ORGANIZER_STEPS, *ORGANIZER_STEPS)
    columns = ["municipality", "registered_by"]
    list_display = ["name", "kind_name", "municipality", "state_name", "waiting_since", "is_trusted"]
    list_filter = [WaitingFilter, by_value("state", OrganizerState.values), by_value("kind", OrganizerKind.values)]
    search_fields = ["name", "business_id"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["name", "kind_name", "municipality", "business_id"]}),
        (_("Standing"), {"fields": ["state_text", "state_reason", "waiting_since", "is_trusted", "registered_by"]}),
        (_("Safety of minors"), {"fields": ["criminal_records_declared_on"]}),
        (_("Contact"), {"fields": ["email", "phone", "web_address"]}),
        (_("Description"), {"fields": texts("description")}),
        SOURCE,
    ]
    readonly_fields = ["kind_name", "state_text"]


class LocationAdmin(OwnedAdmin):
    """Places."""

    steps = PLACE_STEPS
    columns = ["organizer", "municipality", "district"]
    list_display = ["name_of", "address", "zip_code", "city", "municipality", "organizer", "archived_at"]
    search_fields = ["name_fi", "name_sv", "name_en", "address", "city"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": [*texts("name"), "organizer", "archived_at"]}),
        (_("Where"), {"fields": ["address", "zip_code", "city", "municipality", "district", "latitude", "longitude"]}),
        (_("Access"), {"fields": ["is_accessible", *texts("accessibility"), "reservation_link"]}),
        SOURCE,
    ]


class HobbyAdmin(OwnedAdmin):
    """Hobbies, and what moderators decide on them."""

    steps = (*EDIT_HOBBY_STEPS, PRINTED_CODE_STEP, SEASON_STEP, *ITEM_STEPS, DELETE_HOBBY_STEP)
    columns = ["organizer", "location", "municipality"]
    list_display = ["name_of", "organizer", "location", "state_name", "submitted_at", "published_at"]
    list_filter = [by_value("state", PublicationState.values)]
    search_fields = ["name_fi", "name_sv", "name_en", "organizer__name"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": [*texts("name"), "organizer", "location", "municipality"]}),
        (_("Standing"), {"fields": ["state_text", "rejection_reason", "submitted_at", "published_at"]}),
        (_("Description"), {"fields": texts("description")}),
        (_("For whom"), {"fields": ["categories", "audiences", "age_from", "age_to", "languages"]}),
        (_("Price"), {"fields": ["price_name", "price_amount"]}),
        (
            _("Contact"),
            {"fields": ["contact_name", "contact_email", "contact_phone", "web_address", "registration_link"]},
        ),
        (_("When"), {"fields": ["rules", "coming"]}),
        SOURCE,
    ]
    readonly_fields = ["state_text", "price_name", "rules", "coming"]

    @display(description=_("way of paying"))
    def price_name(self, item: Hobby) -> Any:
        """The way of paying in the reader's language."""
        return value_name(item.price_type)

    @display(description=_("schedules"))
    def rules(self, item: Hobby) -> str:
        """The schedules, one a line."""
        found = item.schedules.all()[:20]
        return "\n".join(f"{one.start_date} {one.start_time:%H:%M}, {one.rrule}" for one in found)

    @display(description=_("coming events"))
    def coming(self, item: Hobby) -> str:
        """The next of its events, each a link to its page."""
        events = item.events.filter(ends_at__gte=clock.now()).order_by("starts_at", "pk")[:20]
        lines = (
            (
                reverse("admin:catalogue_hobbyevent_change", args=[event.pk]),
                date_format(event.start_date),
                f"{event.start_time:%H:%M} - {event.end_time:%H:%M}",
                _("(cancelled)") if event.is_cancelled else "",
            )
            for event in events
        )
        return format_html_join("\n", '<a class="console-link" href="{}">{}, {}</a> {}', lines)


class ScheduleAdmin(OwnedAdmin):
    """Schedules of hobbies."""

    columns = ["hobby"]
    list_display = ["hobby", "rrule", "start_date", "start_time", "end_time"]
    search_fields = ["hobby__name_fi", "hobby__name_sv", "hobby__name_en"]
    ordering = ["-pk"]
    fields = ["hobby", "rrule", "start_date", "start_time", "end_time"]

    def rows(self, user: Any) -> Any:
        hobbies = Hobby.objects.editable_by(user) | Hobby.objects.moderated_by(user)
        return Schedule.objects.filter(hobby__in=hobbies)


class HobbyEventAdmin(AtTheDoorAdmin):
    """Events of hobbies."""

    steps = (DOOR_LINK_STEP, *EVENT_STEPS)
    columns = ["hobby"]
    list_display = ["hobby", "start_date", "start_time", "end_date", "end_time", "access_name", "cancelled_at"]
    list_filter = [by_value("access", ["open", "trial", "course"])]
    search_fields = ["hobby__name_fi", "hobby__name_sv", "hobby__name_en"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["hobby", "start_date", "start_time", "end_date", "end_time", "access_name"]}),
        (_("Cancellation"), {"fields": ["cancelled_at", *texts("cancellation_reason")]}),
    ]
    readonly_fields = ["access_name"]

    @display(description=_("who may come"), ordering="access")
    def access_name(self, item: HobbyEvent) -> Any:
        """Who may come, in the reader's language."""
        return value_name(item.access)


class PromotionAdmin(OwnedAdmin):
    """Promotions, and what moderators decide on them."""

    steps = (*EDIT_PROMOTION_STEPS, *ITEM_STEPS, DELETE_PROMOTION_STEP)
    columns = ["organizer", "location", "municipality"]
    list_display = ["name_of", "organizer", "state_name", "start_date", "end_date", "available_count", "used_count"]
    list_filter = [by_value("state", PublicationState.values)]
    search_fields = ["name_fi", "name_sv", "name_en", "organizer__name"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": [*texts("name"), "organizer", "location", "municipality"]}),
        (_("Standing"), {"fields": ["state_text", "rejection_reason", "submitted_at", "published_at"]}),
        (_("Uses"), {"fields": ["available_count", "available_per_pass", "used_count"]}),
        (_("When"), {"fields": ["start_date", "start_time", "end_date", "end_time"]}),
        (_("Description"), {"fields": texts("description")}),
        SOURCE,
    ]
    readonly_fields = ["state_text"]


class BenefitAdmin(OwnedAdmin):
    """Uses of promotions: when, and of which."""

    columns = ["promotion", "promotion__organizer"]
    list_display = ["promotion", "organizer", "created_at"]
    search_fields = ["promotion__name_fi", "promotion__organizer__name"]
    ordering = ["-pk"]
    fields = ["promotion", "created_at"]

    def rows(self, user: Any) -> Any:
        promotions = Promotion.objects.editable_by(user) | Promotion.objects.moderated_by(user)
        return Benefit.objects.filter(promotion__in=promotions)

    @display(description=_("organizer"))
    def organizer(self, item: Benefit) -> str:
        """Who offered it."""
        return str(item.promotion.organizer)


PAGES = {
    Organizer: OrganizerAdmin,
    Location: LocationAdmin,
    Hobby: HobbyAdmin,
    Schedule: ScheduleAdmin,
    HobbyEvent: HobbyEventAdmin,
    Promotion: PromotionAdmin,
    Benefit: BenefitAdmin,
}
