"""What others refer to: areas, categories, audiences, synonyms. It is loaded, and only shown here."""

from harrastuspassi.catalogue.models import Audience, District, HobbyCategory, Municipality, Synonym
from harrastuspassi.console.base import ConsoleAdmin, OperatorsAdmin, texts


class MunicipalityAdmin(ConsoleAdmin):
    list_display = ["code", "name_fi", "name_sv", "region_fi", "valid_to"]
    search_fields = ["code", "name_fi", "name_sv"]
    fields = ["code", *texts("name"), "region_fi", "region_sv", "valid_from", "valid_to"]


class DistrictAdmin(ConsoleAdmin):
    columns = ["municipality"]
    list_display = ["municipality", "code", "name_fi", "name_sv"]
    search_fields = ["code", "name_fi", "name_sv", "municipality__name_fi"]
    fields = ["municipality", "code", *texts("name")]


class HobbyCategoryAdmin(ConsoleAdmin):
    columns = ["parent"]
    list_display = ["name_fi", "name_sv", "name_en", "parent", "yso_id", "is_hidden"]
    list_filter = ["is_hidden"]
    search_fields = ["name_fi", "name_sv", "name_en", "yso_id"]
    fields = [*texts("name"), "parent", "yso_id", "is_hidden"]


class AudienceAdmin(ConsoleAdmin):
    list_display = ["name_fi", "name_sv", "name_en", "yso_id", "is_hidden"]
    search_fields = ["name_fi", "name_sv", "name_en"]
    fields = [*texts("name"), "yso_id", "is_hidden"]


class SynonymAdmin(OperatorsAdmin):
    list_display = ["word", "means"]
    search_fields = ["word", "means"]
    fields = ["word", "means"]


PAGES = {
    Municipality: MunicipalityAdmin,
    District: DistrictAdmin,
    HobbyCategory: HobbyCategoryAdmin,
    Audience: AudienceAdmin,
    Synonym: SynonymAdmin,
}
