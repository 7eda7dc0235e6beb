"""What the console calls models, columns and states: in the reader's language, and nowhere in the models themselves.

The models' own names are for developers. `give_names` puts these in their place in memory, which migrations, made
from what the models declare, do not see.
"""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

MODELS: dict[str, tuple[Any, Any]] = {
    "account.emailaddress": (_("e-mail address"), _("e-mail addresses")),
    "accounts.appointment": (_("appointment"), _("appointments")),
    "accounts.invitation": (_("invitation"), _("invitations")),
    "accounts.membership": (_("membership"), _("memberships")),
    "accounts.servicetoken": (_("service token"), _("service tokens")),
    "accounts.user": (_("account"), _("accounts")),
    "audit.entry": (_("entry of the log"), _("audit log")),
    "catalogue.audience": (_("audience"), _("audiences")),
    "catalogue.district": (_("district"), _("districts")),
    "catalogue.hobby": (_("hobby"), _("hobbies")),
    "catalogue.hobbycategory": (_("category"), _("categories")),
    "catalogue.hobbyevent": (_("event"), _("events")),
    "catalogue.location": (_("place"), _("places")),
    "catalogue.municipality": (_("municipality"), _("municipalities")),
    "catalogue.organizer": (_("organizer"), _("organizers")),
    "catalogue.postalcode": (_("postal code"), _("postal codes")),
    "catalogue.promotion": (_("promotion"), _("promotions")),
    "catalogue.report": (_("report"), _("reports")),
    "catalogue.schedule": (_("schedule"), _("schedules")),
    "catalogue.synonym": (_("synonym"), _("synonyms")),
    "common.job": (_("job"), _("jobs")),
    "common.outgoingmail": (_("mail"), _("mails")),
    "mfa.authenticator": (_("second factor"), _("second factors")),
    "participation.benefit": (_("use of a promotion"), _("uses of promotions")),
    "participation.doorlink": (_("door link"), _("door links")),
    "participation.headcount": (_("head count"), _("head counts")),
    "participation.seasontotal": (_("total of a season"), _("totals of seasons")),
    "socialaccount.socialaccount": (_("sign-in elsewhere"), _("sign-ins elsewhere")),
}

COLUMNS: dict[str, Any] = {
    "act": _("act"),
    "action": _("what happened"),
    "at": _("when"),
    "archived_at": _("out of use since"),
    "audiences": _("audiences"),
    "accepted_at": _("accepted"),
    "access": _("who may come"),
    "accessibility_en": _("accessibility in English"),
    "accessibility_fi": _("accessibility in Finnish"),
    "accessibility_sv": _("accessibility in Swedish"),
    "address": _("street address"),
    "age_from": _("youngest age"),
    "age_to": _("oldest age"),
    "answered_at": _("answered"),
    "attempts": _("attempts"),
    "available_count": _("how often in all"),
    "available_per_pass": _("how often with one pass"),
    "business_id": _("business ID (Y-tunnus)"),
    "cancellation_reason_en": _("reason in English"),
    "cancellation_reason_fi": _("reason in Finnish"),
    "cancellation_reason_sv": _("reason in Swedish"),
    "cancelled_at": _("cancelled"),
    "categories": _("categories"),
    "city": _("city"),
    "code": _("code"),
    "contact_email": _("e-mail of the contact"),
    "contact_name": _("contact"),
    "contact_phone": _("phone of the contact"),
    "created_at": _("made"),
    "created_by": _("made by"),
    "count": _("how many"),
    "criminal_records_declared_on": _("says since when that criminal records are checked"),
    "data_source": _("source"),
    "date_joined": _("since"),
    "description_en": _("description in English"),
    "description_fi": _("description in Finnish"),
    "description_sv": _("description in Swedish"),
    "district": _("district"),
    "door_link": _("door link"),
    "due_at": _("due"),
    "email": _("e-mail address"),
    "end_date": _("last day"),
    "end_time": _("ends at"),
    "entered_by": _("entered by"),
    "error": _("error"),
    "expires_at": _("expires"),
    "finished_at": _("finished"),
    "first_name": _("first name"),
    "hobby": _("hobby"),
    "invited_by": _("invited by"),
    "is_accessible": _("accessible"),
    "is_active": _("active"),
    "is_hidden": _("hidden"),
    "is_trusted": _("trusted"),
    "joined": _("joined"),
    "key": _("about"),
    "kind": _("kind"),
    "language": _("language"),
    "languages": _("languages"),
    "last_name": _("last name"),
    "last_used_on": _("last used"),
    "latitude": _("latitude"),
    "location": _("place"),
    "longitude": _("longitude"),
    "means": _("means"),
    "modified_at": _("changed"),
    "municipality": _("municipality"),
    "name": _("name"),
    "name_en": _("name in English"),
    "name_fi": _("name in Finnish"),
    "name_sv": _("name in Swedish"),
    "organizer": _("organizer"),
    "object_id": _("id"),
    "origin_id": _("id at the source"),
    "parent": _("above it"),
    "phone": _("phone"),
    "post": _("post"),
    "price_amount": _("price (€)"),
    "price_type": _("way of paying"),
    "promotion": _("promotion"),
    "published_at": _("published"),
    "reason": _("reason"),
    "region_fi": _("region in Finnish"),
    "region_sv": _("region in Swedish"),
    "registered_by": _("registered by"),
    "registration_link": _("address for registering"),
    "rejection_reason": _("why it was rejected"),
    "reservation_link": _("address for reserving"),
    "revoked_at": _("revoked"),
    "role": _("role"),
    "rrule": _("repeats (RFC 5545)"),
    "scope": _("good for"),
    "season": _("half-year"),
    "sent_at": _("sent"),
    "start_date": _("first day"),
    "start_time": _("begins at"),
    "started_at": _("begun"),
    "state": _("state"),
    "state_reason": _("why"),
    "subject": _("subject"),
    "subject_name": _("what is reported"),
    "submitted_at": _("offered"),
    "text": _("text"),
    "to": _("to"),
    "trials": _("tried it"),
    "used_count": _("how often used"),
    "user": _("account"),
    "valid_from": _("from"),
    "valid_to": _("until"),
    "waiting_since": _("waiting since"),
    "web_address": _("web address"),
    "word": _("word"),
    "yso_id": _("YSO concept"),
    "zip_code": _("postal code"),
}
"""By name: what is called the same is the same in every model."""

VALUES: dict[str, Any] = {
    # states
    "draft": _("draft"),
    "in_review": _("in review"),
    "published": _("published"),
    "rejected": _("rejected"),
    "archived": _("archived"),
    "pending": _("waiting"),
    "approved": _("approved"),
    "refused": _("refused"),
    "suspended": _("suspended"),
    "running": _("running"),
    "done": _("done"),
    "failed": _("failed"),
    # what happened to a row
    "created": _("made"),
    "changed": _("changed"),
    "deleted": _("deleted"),
    # kinds of organizers
    "club": _("club"),
    "foundation": _("foundation"),
    "company": _("company"),
    "municipality": _("municipality"),
    "parish": _("parish"),
    "school": _("school"),
    "other": _("other"),
    # reasons of reports
    "danger": _("danger"),
    "improper": _("improper"),
    "discrimination": _("discrimination"),
    "wrong": _("wrong"),
    "misleading": _("misleading"),
    "rights": _("against someone's rights"),
    # prices
    "free": _("free of charge"),
    "paid": _("has a price"),
    "annual": _("by the year"),
    "seasonal": _("by the season"),
    "one_time": _("by the visit"),
    # events
    "open": _("open to all"),
    "trial": _("for trying"),
    "course": _("for the registered"),
    # heads
    "under_13": _("under 13"),
    "age_13_to_16": _("13 to 16"),
    "age_17_to_19": _("17 to 19"),
    "age_20_and_over": _("20 and over"),
    "not_known": _("not known"),
    "female": _("girls and women"),
    "male": _("boys and men"),
    # people and machines
    "owner": _("owner"),
    "editor": _("editor"),
    "moderator": _("moderator"),
    "evaluator": _("evaluator"),
    "benefits": _("using promotions"),
    "statistics": _("statistics"),
}
"""Of columns that hold one of a few values."""

OF_REPORTS = {"open": _("not answered"), "dismissed": _("left as it was"), "acted": _("taken down")}
"""States of reports."""
COLOURS = {
    "open": "warning",
    "acted": "success",
    "published": "success",
    "approved": "success",
    "done": "success",
    "in_review": "warning",
    "pending": "warning",
    "running": "info",
    "rejected": "danger",
    "refused": "danger",
    "suspended": "danger",
    "failed": "danger",
}
"""Of states, as labels; others have none."""


def give_names() -> None:
    """Has the models of this process go by these names."""
    for label, (one, many) in MODELS.items():
        model = apps.get_model(label)
        model._meta.verbose_name, model._meta.verbose_name_plural = one, many
        for field in model._meta.get_fields():
            if field.name in COLUMNS and hasattr(field, "verbose_name"):
                field.verbose_name = COLUMNS[field.name]


def value_name(value: str) -> Any:
    """What a value is called, or itself."""
    return VALUES.get(value, value)
