"""Importing the ontology: identity, parents, labels, what vanishes, what cannot be read."""

from xml.sax.saxutils import escape

import pytest
from django.core.management.base import CommandError

from harrastuspassi.catalogue.models import Audience, HobbyCategory
from harrastuspassi.importers.categories.ontology import KNOWN_SLIPS
from harrastuspassi.importers.categories.source import import_categories

from .helpers import run_command, snapshot, version

pytestmark = pytest.mark.django_db

HEAD = """<?xml version="1.0"?>
<rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:owl="http://www.w3.org/2002/07/owl#"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
"""
IRI = "http://example.org/"


def owl_class(name, *parents, yso=(), **labels):
    """A class in RDF/XML, labelled in Finnish with its name unless `labels` say otherwise; `none` has no language."""
    lines = [f'<owl:Class rdf:about="{IRI}{escape(name)}">']
    lines += [f'<rdfs:subClassOf rdf:resource="{IRI}{escape(parent)}"/>' for parent in parents]
    lines += [f"<dc:identifier>{escape(text)}</dc:identifier>" for text in yso]
    for language, text in (labels or {"fi": name, "sv": f"{name} sv", "en": f"{name} en"}).items():
        tag = "" if language == "none" else f' xml:lang="{language}"'
        lines.append(f"<rdfs:label{tag}>{escape(text)}</rdfs:label>")
    return "\n".join([*lines, "</owl:Class>"])


ROOTS = [owl_class("Harrastusmuoto"), owl_class("Yleisö")]
SPORTS = [
    owl_class("Liikunta", "Harrastusmuoto", yso=["p916"]),
    owl_class("Palloilu", "Liikunta", yso=["p1930"]),
    owl_class("Jalkapallo", "Palloilu", yso=["http://www.yso.fi/onto/yso/p6409"]),
    owl_class("Uinti", "Liikunta"),
    owl_class("Nuoret", "Yleisö", yso=["p11617"]),
]


@pytest.fixture
def ontology(tmp_path):
    """Imports classes as an ontology."""

    def run(*classes, **options):
        path = tmp_path / "ontology.owl"
        path.write_text(HEAD + "\n".join(classes) + "</rdf:RDF>", encoding="utf-8")
        return import_categories(path=path, **options)

    return run


def category(name):
    return HobbyCategory.objects.get(iri=IRI + name)


def test_the_children_of_harrastusmuoto_are_roots_and_what_is_below_yleiso_are_audiences(ontology):
    summary = ontology(*ROOTS, *SPORTS)
    assert (summary.created, summary.warnings, summary.failures) == (5, [], [])
    tree = {c.name_fi: (c.parent and c.parent.name_fi, c.level, c.yso_id) for c in HobbyCategory.objects.all()}
    assert tree == {
        "Liikunta": (None, 0, "p916"),
        "Palloilu": ("Liikunta", 1, "p1930"),
        "Jalkapallo": ("Palloilu", 2, "p6409"),
        "Uinti": ("Liikunta", 1, None),
    }
    assert list(Audience.objects.values_list("name_fi", "name_sv", "yso_id")) == [("Nuoret", "Nuoret sv", "p11617")]
    assert HobbyCategory.objects.below((category("Liikunta").pk,)).count() == 4


def test_a_second_run_changes_nothing(ontology):
    ontology(*ROOTS, *SPORTS)
    before = snapshot()
    assert ontology(*ROOTS, *reversed(SPORTS)).unchanged == 5
    assert snapshot() == before


def test_changes_keep_ids_and_bump_the_version_once(ontology):
    ontology(*ROOTS, *SPORTS)
    ids, before = dict(HobbyCategory.objects.values_list("iri", "id")), version()
    moved = owl_class("Jalkapallo", "Liikunta", yso=["p6409"], fi="Futis")
    summary = ontology(*ROOTS, *SPORTS[:2], moved, *SPORTS[3:])
    assert (summary.updated, summary.unchanged) == (1, 4)
    assert dict(HobbyCategory.objects.values_list("iri", "id")) == ids
    football = category("Jalkapallo")
    assert (football.name_fi, football.name_sv, football.name_en) == ("Futis", "", "")
    assert (football.parent.name_fi, football.level) == ("Liikunta", 1)
    assert version() == before + 1


def test_the_first_parent_wins_with_a_warning(ontology):
    summary = ontology(*ROOTS, *SPORTS, owl_class("Vesipallo", "Palloilu", "Uinti"))
    assert category("Vesipallo").parent.name_fi == "Palloilu"
    assert summary.warnings == [(f"{IRI}Vesipallo", "Vesipallo has 2 parents; it is put under Palloilu")]


def test_one_yso_id_may_name_two_categories(ontology):
    ontology(*ROOTS, *SPORTS, owl_class("Futsal", "Palloilu", yso=["p6409"]))
    assert HobbyCategory.objects.filter(yso_id="p6409").count() == 2


@pytest.mark.parametrize(
    ("labels", "names", "warns"),
    [
        ({"fi": "Uinti"}, ("Uinti", "", ""), False),
        ({"fi": "Uinti", "en": "Swimming", "none": "Swimming"}, ("Uinti", "", "Swimming"), False),
        ({"fi": "Uinti", "none": "Simning"}, ("Uinti", "", ""), True),
        ({"none": "Uinti", "sv": "Simning"}, ("Uinti", "Simning", ""), True),
        ({"sv": "Simning"}, ("", "Simning", ""), False),
        ({"fi-FI": "Uinti", "fi": "Uiminen"}, ("Uinti", "", ""), True),
        ({"fi": "  Uinti \n", "ru": "Плавание"}, ("Uinti", "", ""), False),
    ],
)
def test_labels(ontology, labels, names, warns):
    summary = ontology(*ROOTS, owl_class("Uinti", "Harrastusmuoto", **labels), SPORTS[-1])
    found = category("Uinti")
    assert (found.name_fi, found.name_sv, found.name_en) == names
    assert bool(summary.warnings) is warns


def test_a_known_slip_is_put_right_only_while_it_is_there(ontology):
    [(iri, (wrong, right))] = KNOWN_SLIPS.items()
    labels = {language or "none": text for language, text in wrong.items()}
    slipped = owl_class("Ruoka", "Harrastusmuoto", **labels).replace(f"{IRI}Ruoka", iri)
    assert ontology(*ROOTS, slipped, SPORTS[-1]).warnings
    found = HobbyCategory.objects.get(iri=iri)
    assert {language: getattr(found, f"name_{language}") for language in right} == right

    mended = owl_class("Ruoka", "Harrastusmuoto", fi="Ruoka", sv="Mat", en="Food").replace(f"{IRI}Ruoka", iri)
    assert not ontology(*ROOTS, mended, SPORTS[-1]).warnings
    found.refresh_from_db()
    assert (found.name_sv, found.name_en) == ("Mat", "Food")


def test_a_vanished_class_is_hidden_and_a_returned_one_shown(ontology):
    ontology(*ROOTS, *SPORTS)
    swimming = category("Uinti")
    assert ontology(*ROOTS, *SPORTS[:3], SPORTS[-1]).archived == 1
    swimming.refresh_from_db()
    assert swimming.is_hidden
    assert ontology(*ROOTS, *SPORTS[:3], SPORTS[-1]).archived == 0
    assert ontology(*ROOTS, *SPORTS).updated == 1
    swimming.refresh_from_db()
    assert not swimming.is_hidden


def test_hiding_more_than_half_stops_and_writes_nothing(ontology):
    ontology(*ROOTS, *SPORTS)
    before = snapshot()
    few = [*ROOTS, owl_class("Uusi", "Harrastusmuoto"), SPORTS[0], SPORTS[-1]]
    assert "categories: 3 of 4" in ontology(*few).stopped
    assert "audiences: 1 of 1" in ontology(*ROOTS, *SPORTS[:-1]).stopped
    assert snapshot() == before
    assert ontology(*few, allow_archive=True).archived == 3


def test_categories_of_ones_own_are_left_alone(ontology):
    own = HobbyCategory.objects.create(name_fi="Oma")
    ontology(*ROOTS, *SPORTS)
    own.refresh_from_db()
    assert not own.is_hidden


def test_a_class_without_a_name_is_reported_and_what_is_below_it_stays_as_it_was(ontology):
    ontology(*ROOTS, *SPORTS)
    nameless = owl_class("Palloilu", "Liikunta", ru="Игры")
    summary = ontology(*ROOTS, SPORTS[0], nameless, *SPORTS[2:])
    assert dict(summary.failures) == {
        f"{IRI}Palloilu": "it has no label in Finnish, Swedish or English",
        f"{IRI}Jalkapallo": f"it is below {IRI}Palloilu, which cannot be used",
    }
    assert (summary.archived, category("Jalkapallo").is_hidden) == (0, False)


def test_oddities_are_survived(ontology):
    summary = ontology(
        owl_class("Harrastusmuoto", "Palloilu"),
        ROOTS[1],
        *SPORTS,
        owl_class("Kehä", "Toinen kehä"),
        owl_class("Toinen kehä", "Kehä"),
        owl_class("Irrallinen"),
        owl_class("P" * 300, "Liikunta"),
        owl_class("Numero", "Liikunta", yso=["ei tunnusta"]),
        "<owl:Class><rdfs:label>Nimetön</rdfs:label></owl:Class>",
    )
    assert HobbyCategory.objects.count() == 5
    assert category("Numero").yso_id is None
    assert [iri for iri, _ in summary.failures] == [IRI + "P" * 300]
    warned = {iri.removeprefix(IRI) for iri, _ in summary.warnings}
    assert warned == {"Harrastusmuoto", "Kehä", "Toinen kehä", "Irrallinen", "Numero"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no RDF/XML"),
        ("<rdf:RDF", "no RDF/XML"),
        ("{}", "no RDF/XML"),
        (HEAD + "</rdf:RDF>", "no class 'Harrastusmuoto'"),
        ('<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><r>&c;</r>', "no RDF/XML"),
        ('<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><r>&a;</r>', "no RDF/XML"),
        ('<?xml version="1.0" encoding="klingon"?><r/>', "no RDF/XML"),
    ],
)
def test_a_file_that_is_no_ontology(tmp_path, content, message):
    path = tmp_path / "ontology.owl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        run_command("import_categories", str(path))
    with pytest.raises(CommandError, match=r"missing\.owl"):
        run_command("import_categories", str(tmp_path / "missing.owl"))
