"""What the values of dimensions are called. A release keeps the names that they had when it was made."""

from collections.abc import Iterable, Mapping
from typing import Any

from harrastuspassi.catalogue.models import District, HobbyCategory, Municipality
from harrastuspassi.common.languages import LANGUAGES, Language, text
from harrastuspassi.releases.models import FrozenTable, Release
from harrastuspassi.statistics.dimensions import NOT_ANSWERED, NOT_SAID, OTHER
from harrastuspassi.statistics.tables import Texts, texts

Labels = Mapping[str, Mapping[str, Texts]]
"""By dimension and value."""

ALL = texts("Kaikki", "Alla", "All")
FIXED: Labels = {
    "area": {
        OTHER: texts("Muu kunta", "Annan kommun", "Another municipality"),
        NOT_SAID: texts("Kuntaa ei kerrottu", "Kommun inte angiven", "Municipality not said"),
    },
    "age_group": {
        "age_13_to_16": texts("13-16-vuotiaat", "13-16-åringar", "Aged 13 to 16"),
        "age_17_to_19": texts("17-19-vuotiaat", "17-19-åringar", "Aged 17 to 19"),
        "age_20_and_over": texts("20 vuotta täyttäneet", "20 år fyllda", "Aged 20 or over"),
        NOT_SAID: texts("Ikää ei kerrottu", "Åldern inte angiven", "Age not said"),
    },
    "gender": {
        "female": texts("Tytöt ja naiset", "Flickor och kvinnor", "Girls and women"),
        "male": texts("Pojat ja miehet", "Pojkar och män", "Boys and men"),
        "other": texts("Muu", "Annat", "Other"),
        NOT_SAID: texts("Sukupuolta ei kerrottu", "Kön inte angivet", "Gender not said"),
    },
    "kind": {
        "app_opened": texts("Sovellus avattu", "Appen öppnad", "App opened"),
        "hobby_viewed": texts("Harrastusta katsottu", "Hobby visad", "Hobby viewed"),
        "promotion_viewed": texts("Etua katsottu", "Förmån visad", "Promotion viewed"),
        "searched": texts("Haettu", "Sökning", "Searched"),
        "filtered": texts("Rajattu", "Filtrering", "Filtered"),
        "favourite_added": texts("Lisätty suosikkeihin", "Favorit tillagd", "Favourite added"),
        "favourite_removed": texts("Poistettu suosikeista", "Favorit borttagen", "Favourite removed"),
        "shared": texts("Jaettu", "Delad", "Shared"),
        "contact_opened": texts("Yhteystiedot avattu", "Kontaktuppgifter öppnade", "Contact opened"),
        "registration_opened": texts("Ilmoittautuminen avattu", "Anmälan öppnad", "Registration opened"),
        "checked_in": texts("Kirjauduttu paikalla", "Incheckad på plats", "Checked in"),
        "benefit_used": texts("Etu käytetty", "Förmån använd", "Benefit used"),
    },
    "language": {
        "fi": texts("Suomi", "Finska", "Finnish"),
        "sv": texts("Ruotsi", "Svenska", "Swedish"),
        "other": texts("Muu kieli", "Annat språk", "Another language"),
        NOT_SAID: texts("Kieltä ei kerrottu", "Språket inte angivet", "Language not said"),
    },
    "at_start": {
        "weekly": texts("Harrasti viikoittain", "Hade en hobby varje vecka", "Had a hobby weekly"),
        "sometimes": texts("Harrasti joskus", "Hade en hobby ibland", "Had a hobby sometimes"),
        "no": texts("Ei harrastusta", "Ingen hobby", "No hobby"),
        NOT_ANSWERED: texts("Ei vastannut", "Svarade inte", "Did not answer"),
        NOT_SAID: texts("Ei halunnut kertoa", "Ville inte säga", "Preferred not to say"),
    },
    "source": {
        "verified": texts("Varmennettu koodilla", "Bekräftad med kod", "Verified by a code"),
        "self_reported": texts("Itse ilmoitettu", "Självrapporterad", "Self-reported"),
    },
    "progress": {
        "new_to_hobbies": texts("Uusi harrastamisessa", "Ny med hobbyer", "New to hobbies"),
        "tried": texts("Kokeili", "Provade", "Tried a hobby"),
        "regular": texts("Vakiintui", "Blev regelbunden", "Came regularly"),
        "later_same": texts("Myöhemmin: sama harrastus", "Senare: samma hobby", "Later: the same hobby"),
        "later_new": texts("Myöhemmin: uusi harrastus", "Senare: en ny hobby", "Later: a new hobby"),
        "later_no": texts("Myöhemmin: ei harrastusta", "Senare: ingen hobby", "Later: no hobby"),
        "later_not_said": texts("Myöhemmin: ei halunnut kertoa", "Senare: ville inte säga", "Later: not said"),
    },
    "place": {
        OTHER: texts("Muu kunta", "Annan kommun", "Another municipality"),
        NOT_SAID: texts("Kunta ei tiedossa", "Kommun inte känd", "Municipality not known"),
    },
    "counted_age": {
        "under_13": texts("Alle 13-vuotiaat", "Under 13 år", "Under 13"),
        "age_13_to_16": texts("13-16-vuotiaat", "13-16-åringar", "Aged 13 to 16"),
        "age_17_to_19": texts("17-19-vuotiaat", "17-19-åringar", "Aged 17 to 19"),
        "age_20_and_over": texts("20 vuotta täyttäneet", "20 år fyllda", "Aged 20 or over"),
        "not_known": texts("Ikä ei tiedossa", "Åldern inte känd", "Age not known"),
    },
    "counted_gender": {
        "female": texts("Tytöt ja naiset", "Flickor och kvinnor", "Girls and women"),
        "male": texts("Pojat ja miehet", "Pojkar och män", "Boys and men"),
        "other": texts("Muu", "Annat", "Other"),
        "not_known": texts("Sukupuoli ei tiedossa", "Kön inte känt", "Gender not known"),
    },
}
"""Names of values that are in code. Those of areas and categories are in the catalogue."""
AREAS = {"area", "place"}
"""Dimensions whose values are municipalities and districts."""
_ELSEWHERE = texts("alue ei tiedossa", "område inte känt", "district not known")


def labels_of(tables: Iterable[FrozenTable]) -> dict[str, dict[str, dict[str, str]]]:
    """What the values in these tables are called now. A value without a name is called as it is."""
    values: dict[str, dict[str, None]] = {}
    for table in tables:
        for name, parents in table.dimensions.items():
            values.setdefault(name, {}).update(dict.fromkeys(parents))
    known: dict[str, Mapping[str, Texts]] = {**FIXED}
    for name in values.keys() & AREAS:
        known[name] = {**FIXED[name], **_areas()}
    if "category" in values:
        known["category"] = {str(row.pk): _named(row) for row in HobbyCategory.objects.filter(parent__isnull=True)}
    return {
        name: {value: _plain(known.get(name, {}).get(value), value) for value in of_dimension}
        for name, of_dimension in values.items()
    }


def _plain(names: Texts | None, value: str) -> dict[str, str]:
    return {language: names[language] if names else value for language in LANGUAGES}


def _named(row: Any) -> Texts:
    return {language: text(row, "name", language) for language in LANGUAGES}


def _areas() -> dict[str, Texts]:
    found = {}
    for municipality in Municipality.objects.all():
        names = _named(municipality)
        found[municipality.code] = names
        found[f"{municipality.code}-{NOT_SAID}"] = {
            language: f"{name}, {_ELSEWHERE[language]}" for language, name in names.items()
        }
    for district in District.objects.select_related("municipality"):
        of = _named(district.municipality)
        names = _named(district)
        code = f"{district.municipality.code}-{district.code}"
        found[code] = {language: f"{of[language]}, {names[language]}" for language in LANGUAGES}
    return found


class Names:
    """The names of values in one language, as releases keep them; as they are now where one was made before any was
    kept."""

    def __init__(self, releases: Iterable[Release], language: Language) -> None:
        self.language = language
        self._labels: dict[str, dict[str, Any]] = {}
        for release in releases:
            kept = release.labels or labels_of(release.tables.only("dimensions"))
            for name, values in kept.items():
                self._labels.setdefault(name, {}).update(values)

    def of(self, dimension: str, value: str | None) -> str:
        """What a value is called; None is all of them."""
        if value is None:
            return ALL[self.language]
        known = self._labels.get(dimension, {}).get(value) or FIXED.get(dimension, {}).get(value)
        return str(known[self.language]) if known else value

    def all(self, dimension: str) -> dict[str, str]:
        """The name of every value of a dimension."""
        values = {**FIXED.get(dimension, {}), **self._labels.get(dimension, {})}
        return {value: self.of(dimension, value) for value in values}
