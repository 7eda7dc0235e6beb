"""Which municipality and district a place is in."""

from dataclasses import dataclass

from django.db.models import F

from harrastuspassi.catalogue.models import District, DistrictSource, Municipality, PostalCode


@dataclass(frozen=True, slots=True)
class Areas:
    """Look-ups, read once for what is done with them. All values are ids.

    `municipalities` is by official code, `named` by case-folded Finnish or Swedish name, `districts` by
    municipality and case-folded Finnish name; `postal_codes` gives a district and its municipality.
    """

    municipalities: dict[str, int]
    named: dict[str, int]
    districts: dict[tuple[int, str], int]
    postal_codes: dict[str, tuple[int, int]]

    @classmethod
    def load(cls) -> "Areas":
        """The areas in the database."""
        districts = District.objects.values_list("municipality_id", "name_fi", "id")
        postal_codes = PostalCode.objects.values_list("code", "district_id", "district__municipality_id")
        # Of two of one name the one that was not merged into another comes last, and counts.
        merged_first = Municipality.objects.order_by(F("valid_to").asc(nulls_last=True))
        municipalities = list(merged_first.values_list("code", "name_fi", "name_sv", "id"))
        return cls(
            municipalities={code: pk for code, _, _, pk in municipalities},
            named={name.casefold(): pk for _, *names, pk in municipalities for name in names if name},
            districts={(municipality, name.casefold()): pk for municipality, name, pk in districts},
            postal_codes={code: (district, municipality) for code, district, municipality in postal_codes},
        )

    def has_districts(self, municipality_id: int | None) -> bool:
        """Whether a municipality is divided into districts here."""
        return any(owner == municipality_id for owner, _ in self.districts)

    def district(
        self, *, municipality_id: int | None, neighborhood: str, zip_code: str
    ) -> tuple[int | None, DistrictSource]:
        """The district by its name in the municipality, else by the postal code table, else none and UNKNOWN."""
        if municipality_id is not None:
            named = self.districts.get((municipality_id, neighborhood.casefold()))
            if named is not None:
                return named, DistrictSource.SOURCE
        district_id, owner = self.postal_codes.get(zip_code, (None, None))
        # A postal code may reach over a municipal border; a district does not.
        if district_id is not None and municipality_id in (None, owner):
            return district_id, DistrictSource.POSTAL_CODE
        return None, DistrictSource.UNKNOWN
