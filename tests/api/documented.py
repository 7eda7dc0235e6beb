"""The OpenAPI documents as a strict reader takes them, and a catalogue with the ids that their examples name."""

import copy
import re
from typing import Any

import jsonschema_rs

from api.common.documents import MobileGenerator, V1Generator
from api.docs import examples, writes
from api.docs.views import document
from harrastuspassi.catalogue.models import HobbyCategory
from harrastuspassi.catalogue.tree import rebuild_tree
from tests.factories import catalogue as factories
from tests.factories.feed import publish_everything

IDS = examples.IDS
DOCUMENTS = {"/api/v1/": document(V1Generator), "/mobile-api/v1/": document(MobileGenerator)}
METHODS = ("get", "post", "put", "patch", "delete")
EVERYTHING = [
    (face, path, method, path_item[method])
    for face, made in DOCUMENTS.items()
    for path, path_item in made["paths"].items()
    for method in METHODS
    if method in path_item
]
OPERATIONS = [
    (face, path, operation)
    for face, path, method, operation in EVERYTHING
    if method == "get"
    and {} in operation.get("security", [{}])
    and {"machine": []} not in operation.get("security", ())
]
"""Reads that nobody signs in for."""
WRITTEN = [
    (face, path, method, operation)
    for face, path, method, operation in EVERYTHING
    if method != "get" and re.fullmatch(rf"{face}({'|'.join(writes.WRITES)})/({{id}}/)?", path)
]
"""Writes of the catalogue's objects."""
DECLARED = [
    (face, path, method, operation)
    for face, path, method, operation in EVERYTHING
    if (face, path, operation) not in OPERATIONS and (face, path, method, operation) not in WRITTEN
]
"""All others."""
OPERATION_NAMES = [path for _, path, _ in OPERATIONS]


def closed(schema: Any) -> Any:
    """A copy in which objects have no other properties than the documented ones."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return copy.copy(schema)
    inner = {name: closed(value) for name, value in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in schema else inner


def resolved(face: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, or the component that it names."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = DOCUMENTS[face]["components"]["schemas"][name] if name else schema
    return found


COMPONENTS = {face: closed(made["components"]) for face, made in DOCUMENTS.items()}


def faults(face: str, schema: dict[str, Any], value: Any) -> list[str]:
    """How a value departs from a schema of a face's document, formats and undocumented properties included."""
    whole = {**closed(schema), "components": COMPONENTS[face]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [f"{list(fault.instance_path)}: {fault.message}" for fault in validator.iter_errors(value)]


def fill_catalogue() -> None:
    """Something of everything, under the ids that the documents' examples name, and odd rows besides.

    Those ids are far beyond the first: PostgreSQL's sequences go on from test to test and would meet them.
    """
    turku = factories.MunicipalityFactory(id=IDS["Municipality"], code="853")
    district = factories.DistrictFactory(id=IDS["District"], municipality=turku, code="101")
    factories.PostalCodeFactory(district=district)
    root = HobbyCategory.objects.create(id=examples.ROOT_CATEGORY["id"], name_fi="Liikunta")
    leaf = HobbyCategory.objects.create(id=IDS["HobbyCategory"], name_sv="Parkour", parent=root)
    rebuild_tree()
    audience = factories.AudienceFactory(id=IDS["Audience"])
    organizer = factories.OrganizerFactory(id=IDS["Organizer"], municipality=turku, phone="+35822623221")
    place = factories.LocationFactory(
        id=IDS["Location"], organizer=organizer, municipality=turku, district=district, is_accessible=True
    )
    hobby = factories.HobbyFactory(
        id=IDS["Hobby"],
        organizer=organizer,
        location=place,
        categories=[root, leaf],
        audiences=[audience],
        cover_image="hobbies/pärkour 1.jpg",
        languages="en fi",
        age_from=13,
        price_type="seasonal",
        price_amount=65,
    )
    factories.HobbyEventFactory(id=IDS["HobbyEvent"], hobby=hobby)
    factories.HobbyEventFactory(hobby=hobby, cancelled=True)
    factories.HobbyEventFactory(hobby=factories.HobbyFactory(organizer=None, location=None), all_day=True)
    nowhere = factories.LocationFactory(latitude=None, longitude=None, municipality=None)
    factories.HobbyEventFactory(hobby__location=nowhere)
    factories.PromotionFactory(id=IDS["Promotion"], organizer=organizer, location=place)
    factories.PromotionFactory(location=None)
    publish_everything()
