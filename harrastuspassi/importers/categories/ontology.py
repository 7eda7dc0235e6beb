"""Reads hobby categories and audiences from an ontology in OWL (RDF/XML, W3C OWL 2 Mapping to RDF)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from harrastuspassi.catalogue.reference import Term
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.common.texts import plain_line
from harrastuspassi.importers.upsert import SourceUnreadable

CATEGORY_ROOT, AUDIENCE_ROOT = "Harrastusmuoto", "Yleisö"
"""Finnish labels of the classes whose descendants are hobby categories and audiences."""
MAX_IRI, MAX_NAME = 200, 200

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RDFS = "{http://www.w3.org/2000/01/rdf-schema#}"
_OWL = "{http://www.w3.org/2002/07/owl#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Labels = dict[str, str]
"""Names by language; "" for a label without one."""

KNOWN_SLIPS: dict[str, tuple[Labels, Labels]] = {
    # The English word is tagged as Swedish and the Swedish one not at all.
    "http://webprotege.stanford.edu/RDOegBsfLLHtysDvNEixM3S": (
        {"fi": "Ruoanvalmistus", "sv": "Cooking", "": "Matlagning"},
        {"fi": "Ruoanvalmistus", "sv": "Matlagning", "en": "Cooking"},
    ),
}
"""Labels put right, by class, while the ontology has them exactly as given first."""


@dataclass(slots=True)
class Ontology:
    """What an ontology says. `broken` gives the classes that cannot be used, by IRI, with the reason."""

    categories: list[Term] = field(default_factory=list)
    audiences: list[Term] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Class:
    parents: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    yso_ids: list[str] = field(default_factory=list)


def read_ontology(path: Path) -> Ontology:
    """The categories, parents before children, and the audiences of a file.

    Raises SourceUnreadable where the file cannot be read or lacks the root of the categories.
    """
    return _Reader(_classes(_parse(path))).read()


def _parse(path: Path) -> Element:
    try:
        root: Element | None = ElementTree.parse(path).getroot()
    except OSError as error:
        raise SourceUnreadable(f"{path}: {error.strerror or error}") from error
    except (ParseError, DefusedXmlException, UnicodeError, LookupError, ValueError) as error:
        raise SourceUnreadable(f"{path} is no RDF/XML that can be accepted: {error}") from error
    if root is None:
        raise SourceUnreadable(f"{path} is empty")
    return root


def _classes(root: Element) -> dict[str, _Class]:
    classes: dict[str, _Class] = defaultdict(_Class)
    for element in root.iter(f"{_OWL}Class"):
        iri = element.get(f"{_RDF}about", "")
        if not iri:
            continue  # an anonymous class, part of an expression
        found = classes[iri]
        found.parents += _resources(element)
        found.yso_ids += [child.text or "" for child in element.findall(f"{_DC}identifier")]
        for label in element.findall(f"{_RDFS}label"):
            language = label.get(_LANG, "").lower().partition("-")[0]
            if text := plain_line(label.text or ""):
                found.labels.append((language, text))
    return classes


def _resources(element: Element) -> Iterator[str]:
    for parent in element.findall(f"{_RDFS}subClassOf"):
        if resource := parent.get(f"{_RDF}resource"):
            yield resource


class _Reader:
    def __init__(self, classes: dict[str, _Class]):
        self.classes = classes
        self.result = Ontology()
        self.children: dict[str, list[str]] = defaultdict(list)
        for iri, found in classes.items():
            if found.parents:
                self.children[found.parents[0]].append(iri)
            if len(found.parents) > 1:
                first = self._label(found.parents[0])
                self._warn(iri, f"{self._label(iri)} has {len(found.parents)} parents; it is put under {first}")

    def read(self) -> Ontology:
        categories = self._root(CATEGORY_ROOT)
        if categories is None:
            raise SourceUnreadable(f"The ontology has no class {CATEGORY_ROOT!r}, under which the categories are")
        self.result.categories = list(self._below(categories, None))
        audiences = self._root(AUDIENCE_ROOT)
        if audiences is None:
            self._warn(AUDIENCE_ROOT, "there is no such class, so no audiences are read")
        else:
            self.result.audiences = list(self._below(audiences, None))
        self._warn_of_unreached({categories, audiences})
        return self.result

    def _root(self, name: str) -> str | None:
        return next((iri for iri, found in self.classes.items() if ("fi", name) in found.labels), None)

    def _below(self, iri: str, parent_iri: str | None) -> Iterator[Term]:
        """The terms under a class, depth first. Nothing under a broken one: its place in the tree is not known."""
        stack = [(child, parent_iri) for child in reversed(self.children[iri])]
        while stack:
            child, parent = stack.pop()
            if child == iri:
                self._warn(iri, f"{self._label(iri)} is below itself; that is ignored")
                continue
            term = self._term(child, parent)
            if term is None:
                self._break_below(child)
                continue
            yield term
            stack.extend((grandchild, child) for grandchild in reversed(self.children[child]))

    def _term(self, iri: str, parent_iri: str | None) -> Term | None:
        names = self._names(iri)
        if not any(names.values()):
            self.result.broken[iri] = "it has no label in Finnish, Swedish or English"
        elif len(iri) > MAX_IRI or any(len(name) > MAX_NAME for name in names.values()):
            self.result.broken[iri] = f"its IRI or a label is longer than {MAX_NAME} characters"
        else:
            return Term(
                iri=iri,
                parent_iri=parent_iri,
                yso_id=self._yso_id(iri),
                name_fi=names["fi"],
                name_sv=names["sv"],
                name_en=names["en"],
            )
        return None

    def _break_below(self, iri: str) -> None:
        stack = list(self.children[iri])
        while stack:
            child = stack.pop()
            if child not in self.result.broken:
                self.result.broken[child] = f"it is below {iri}, which cannot be used"
                stack.extend(self.children[child])

    def _names(self, iri: str) -> Labels:
        labels: Labels = {}
        for language, text in self.classes[iri].labels:
            if labels.setdefault(language, text) != text:
                self._warn(iri, f"has a second label in {language or 'no language'}, {text!r}, which is ignored")
        slip = KNOWN_SLIPS.get(iri)
        if slip and labels == slip[0]:
            self._warn(iri, f"labels {slip[0]} are read as {slip[1]}")
            labels = slip[1]
        untagged = labels.get("")
        if untagged and "fi" not in labels:
            self._warn(iri, f"label {untagged!r} has no language and is taken as Finnish")
            labels = {**labels, "fi": untagged}
        elif untagged and untagged not in [text for language, text in labels.items() if language]:
            self._warn(iri, f"label {untagged!r} has no language and is ignored")
        return {language: labels.get(language, "") for language in LANGUAGES}

    def _yso_id(self, iri: str) -> str | None:
        """The YSO concept, such as p965, from the first identifier: given so, or as the end of an address."""
        for text in self.classes[iri].yso_ids:
            if match := re.fullmatch(r"(?:.*/)?(p[0-9]{1,18})", text.strip()):
                return match[1]
            self._warn(iri, f"identifier {text!r} is no YSO concept and is ignored")
        return None

    def _warn_of_unreached(self, roots: set[str | None]) -> None:
        terms = {term.iri for term in [*self.result.categories, *self.result.audiences]}
        for iri in self.classes.keys() - terms - self.result.broken.keys() - roots:
            self._warn(iri, f"{self._label(iri)} is not below {CATEGORY_ROOT} or {AUDIENCE_ROOT} and is ignored")

    def _label(self, iri: str) -> str:
        labels = self.classes[iri].labels if iri in self.classes else []
        return next((text for language, text in labels if language == "fi"), iri)

    def _warn(self, iri: str, message: str) -> None:
        self.result.warnings.append((iri, message))
