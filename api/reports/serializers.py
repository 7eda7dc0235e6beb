"""What is sent to report something."""

from typing import Any

from rest_framework import serializers

from api.common.inputs import EmailInput, TextInput
from api.common.operations import Body
from api.common.queries import MAX_ID
from harrastuspassi.catalogue.models import ReportReason
from harrastuspassi.catalogue.reports import MAX_TEXT, SUBJECTS
from harrastuspassi.common.languages import DEFAULT, LANGUAGES

_MEANINGS = (
    "`danger`: it may be dangerous to a child or a young person; `improper`: not fit for them; `discrimination`: it"
    " demeans or shuts out someone; `wrong`: a time, place or price is wrong, or it does not take place; `misleading`:"
    " advertising or fraud; `rights`: a picture or text without leave, or about someone; `other`."
)


class ReportBody(Body):
    """What is wrong with what."""

    subject_kind = serializers.ChoiceField(choices=tuple(SUBJECTS), help_text="What kind of thing it is.")
    subject_id = serializers.IntegerField(min_value=1, max_value=MAX_ID, help_text="Its id.")
    reason = serializers.ChoiceField(choices=ReportReason.values, help_text=_MEANINGS)
    text = TextInput(
        required=False,
        allow_blank=True,
        max_length=MAX_TEXT,
        help_text="In own words. Name nobody, least of all oneself.",
    )
    email = EmailInput(
        required=False,
        allow_blank=True,
        help_text="Where the answer is wanted, if it is. Erased when it is given, or after 90 days.",
    )
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, help_text="Language of the answer.")

    def to_internal_value(self, data: Any) -> Any:
        return {"language": DEFAULT, **super().to_internal_value(data)}
