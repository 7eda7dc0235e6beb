"""Which texts are kept in Finnish, Swedish and English.

modeltranslation adds `<field>_fi`, `_sv`, `_en` and keeps the bare column in step with Finnish.
Nothing here reads the bare column: read paths and imports name the three.
"""

from modeltranslation.translator import TranslationOptions, register

from harrastuspassi.catalogue.models import (
    Audience,
    District,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Municipality,
    Organizer,
    Promotion,
)


@register([Municipality, District, HobbyCategory, Audience])
class NameOptions(TranslationOptions):
    fields = ("name",)


@register(Organizer)
class OrganizerOptions(TranslationOptions):
    fields = ("description",)


@register(Location)
class LocationOptions(TranslationOptions):
    fields = ("name", "accessibility")


@register([Hobby, Promotion])
class NameDescriptionOptions(TranslationOptions):
    fields = ("name", "description")


@register(HobbyEvent)
class HobbyEventOptions(TranslationOptions):
    fields = ("cancellation_reason",)
