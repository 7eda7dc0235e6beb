"""The old category tree, and the categories here that stand for the same things.

The old backend and this system know many categories from the same ontology. Phones hold the old ids, so
the old category becomes the ontology's: it takes over the class IRI, what is below and the hobbies. The
row that had been loaded here stays, hidden, under its successor, since its id may be held too.
"""

from collections.abc import Iterable

from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.models import Audience, Hobby, HobbyCategory
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common import clock
from harrastuspassi.common.rows import chunks

from . import LAST_LEGACY_ID
from .mapping import Mapped
from .reporting import Report
from .store import Store

KIND, AUDIENCE_KIND = "hobbycategory", "hobbyaudience"


def write_categories(mapped: dict[int, Mapped], store: Store) -> None:
    """Writes the whole tree of a dump."""
    _cut_circles(mapped, store.report)
    store.write(KIND, mapped)
    for pk, ours in _matches(mapped).items():
        _succeed(pk, ours, store.changes)
        store.report.mend(KIND, pk, "origin_id", "replaced", f"category {ours} stood for the same; it is hidden")
        store.report.objects[KIND]["replaced"] += 1
    try:
        rebuild_tree()
    except ValueError:
        store.report.refuse(KIND, None, "parent", "circle", "together with parents that were changed here, a circle")


def write_audiences(mapped: dict[int, Mapped], store: Store) -> None:
    """Writes the audiences that are not here by their concept or name: nothing refers to the others' old ids."""
    ours = Audience.objects.filter(id__gt=LAST_LEGACY_ID)
    concepts = {concept for concept, _ in ours.values_list("yso_id", "name_fi")}
    names = {name.casefold() for _, name in ours.values_list("yso_id", "name_fi")}
    new = {
        pk: row
        for pk, row in mapped.items()
        if (row.initial["yso_id"] or "") not in concepts and row.columns["name_fi"].casefold() not in names
    }
    store.report.objects[AUDIENCE_KIND]["here already"] += len(mapped) - len(new)
    store.write(AUDIENCE_KIND, new)


def _cut_circles(mapped: dict[int, Mapped], report: Report) -> None:
    """Makes a root of the lowest id of each circle of parents."""
    sound: set[int] = set()
    for start in sorted(mapped):
        path: dict[int, None] = {}
        pk: int | None = start
        while pk is not None and pk in mapped and pk not in sound and pk not in path:
            path[pk] = None
            pk = mapped[pk].columns["parent_id"]
        if pk is not None and pk in path:
            circle = list(path)[list(path).index(pk) :]
            lowest = min(circle)
            parent = mapped[lowest].columns["parent_id"]
            report.mend(KIND, lowest, "parent", "circle", "its parents form a circle; it becomes a root", parent)
            mapped[lowest].columns["parent_id"] = None
        sound.update(path)


def _matches(mapped: Iterable[int]) -> dict[int, int]:
    """Ids of categories of our own by the id of the old one that stands for the same thing."""
    return _Matcher().match(HobbyCategory.objects.filter(id__in=list(mapped), iri__isnull=True))


class _Matcher:
    """Finds the category of our own for an old one: by its YSO concept, else by name under the same parent."""

    def __init__(self) -> None:
        self.by_concept: dict[str, list[HobbyCategory]] = {}
        self.by_place: dict[tuple[int | None, str], HobbyCategory] = {}
        for ours in HobbyCategory.objects.filter(id__gt=LAST_LEGACY_ID, iri__isnull=False).order_by("-id"):
            if ours.yso_id:
                self.by_concept.setdefault(ours.yso_id, []).append(ours)
            self.by_place[ours.parent_id, ours.name_fi.casefold()] = ours
        self.found: dict[int, int] = {}

    def match(self, old: Iterable[HobbyCategory]) -> dict[int, int]:
        """Parents before children, so that a place in our tree is known by the time it is asked for."""
        waiting = {category.pk: category for category in old}
        while waiting:
            ready = [category for category in waiting.values() if category.parent_id not in waiting]
            if not ready:
                break  # a circle, which the tree will tell of
            for category in sorted(ready, key=lambda one: one.pk):
                del waiting[category.pk]
                ours = self._counterpart(category)
                if ours is not None and ours.pk not in self.found.values():
                    self.found[category.pk] = ours.pk
        return self.found

    def _counterpart(self, old: HobbyCategory) -> HobbyCategory | None:
        same = self.by_concept.get(old.yso_id or "", [])
        if len(same) > 1:
            # A few concepts stand for two categories.
            same = [ours for ours in same if ours.name_fi.casefold() == old.name_fi.casefold()]
        if same:
            return same[0]
        parent = old.parent_id and self.found.get(old.parent_id, old.parent_id)
        return self.by_place.get((parent, old.name_fi.casefold()))


def _succeed(pk: int, ours: int, changes: Changes) -> None:
    """Puts the old category in the place of one of our own."""
    before = HobbyCategory.objects.get(pk=ours)
    now = clock.now()
    HobbyCategory.objects.filter(pk=ours).update(iri=None, is_hidden=True, parent_id=pk, modified_at=now)
    successor = HobbyCategory.objects.filter(pk=pk)
    successor.update(iri=before.iri, modified_at=now)
    successor.filter(yso_id__isnull=True).update(yso_id=before.yso_id)
    below = HobbyCategory.objects.filter(parent_id=ours).exclude(pk=pk)
    changes.add_ids(HobbyCategory, [pk, ours, *below.values_list("pk", flat=True)])
    below.update(parent_id=pk, modified_at=now)
    link = Hobby.categories.through.objects
    moving = list(link.filter(hobbycategory_id=ours).values_list("hobby_id", flat=True))
    already = link.filter(hobbycategory_id=pk).values("hobby_id")
    link.filter(hobbycategory_id=ours, hobby_id__in=already).delete()
    link.filter(hobbycategory_id=ours).update(hobbycategory_id=pk)
    for ids in chunks(moving):
        Hobby.objects.filter(pk__in=ids).update(modified_at=now)
    changes.add_ids(Hobby, moving)
