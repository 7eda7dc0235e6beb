"""What is sent of promotions."""

from rest_framework import serializers

from api.common.bodies import (
    DescriptionTexts,
    ExactBody,
    IdInput,
    LineTexts,
    OldBody,
    OldDescription,
    OldLine,
    OldTime,
    TimeInput,
    Translated,
)
from api.common.inputs import PictureInput
from api.common.queries import DayField
from api.promotions.serializers import PromotionSerializer
from harrastuspassi.catalogue.writing.promotions import MAX_AVAILABLE


class PromotionTexts(Translated):
    """The texts of a promotion. A name in one language is enough."""

    name = LineTexts(required=False)
    description = DescriptionTexts(required=False)


class PromotionBody(ExactBody):
    """What is written of a promotion. PUT takes what is left out as empty, but for the picture, which stays."""

    shown = PromotionSerializer

    translations = PromotionTexts(source="*")
    organizer = IdInput(source="organizer_id", help_text="Id of the organizer, which the caller acts for.")
    location = IdInput(
        source="location_id",
        required=False,
        allow_null=True,
        default=None,
        help_text="Id of a place of one's own, or of nobody's; null for none.",
    )
    start_date = DayField(help_text="The first day it can be used.")
    start_time = TimeInput(help_text="From when on that day.")
    end_date = DayField(help_text="The last day it can be used.")
    end_time = TimeInput(help_text="Until when on that day.")
    available_count = serializers.IntegerField(
        min_value=1, max_value=MAX_AVAILABLE, help_text="How often it can be used in all; not below `used_count`."
    )
    available_per_pass = serializers.IntegerField(
        min_value=1,
        max_value=MAX_AVAILABLE,
        required=False,
        allow_null=True,
        default=None,
        help_text="How often one pass can use it; null for as often as it is there.",
    )
    cover_image = PictureInput(source="cover")


class OldPromotionBody(OldBody):
    """What the organizer web sends of a promotion. What is left out stays."""

    name = OldLine()
    description = OldDescription(required=False, allow_blank=True)
    organizer = IdInput(source="organizer_id")
    location = IdInput(source="location_id", required=False, allow_null=True)
    start_date = DayField()
    start_time = OldTime()
    end_date = DayField()
    end_time = OldTime()
    available_count = serializers.IntegerField(min_value=1, max_value=MAX_AVAILABLE)
    cover_image = PictureInput(source="cover")
