"""The numbering of the category tree follows from the parents, whatever happened to them."""

import random

import pytest

from harrastuspassi.catalogue.models import HobbyCategory
from harrastuspassi.catalogue.tree import rebuild_tree
from tests.factories.catalogue import HobbyCategoryFactory, make_tree

pytestmark = pytest.mark.django_db


def numbers():
    return {
        name: values
        for name, *values in HobbyCategory.objects.order_by("lft").values_list(
            "name_fi", "tree_id", "level", "lft", "rght"
        )
    }


def test_nodes_are_numbered_in_tree_order():
    make_tree({"Taide": {}, "Liikunta": {"Uinti": {}, "Palloilu": {"Jalkapallo": {}}}})
    assert numbers() == {
        "Liikunta": [1, 0, 1, 4],
        "Palloilu": [1, 1, 2, 3],
        "Jalkapallo": [1, 2, 3, 3],
        "Uinti": [1, 1, 4, 4],
        "Taide": [2, 0, 5, 5],
    }
    assert list(numbers()) == ["Liikunta", "Palloilu", "Jalkapallo", "Uinti", "Taide"]


def test_only_what_changed_is_written():
    tree = make_tree({"Liikunta": {"Palloilu": {}, "Uinti": {}}, "Taide": {}})
    assert rebuild_tree() == 0
    HobbyCategory.objects.create(name_fi="Vesipallo", parent=tree["Uinti"])
    # The new one, its ancestors' ends, and Taide behind it; Palloilu stays.
    assert rebuild_tree() == 4


def test_a_moved_branch_takes_everything_below_with_it():
    tree = make_tree({"A": {"B": {"C": {}}}, "D": {}})
    HobbyCategory.objects.filter(pk=tree["B"].pk).update(parent=tree["D"])
    rebuild_tree()
    assert numbers() == {"A": [1, 0, 1, 1], "D": [2, 0, 2, 4], "B": [2, 1, 3, 4], "C": [2, 2, 4, 4]}


def test_an_empty_tree_is_a_tree():
    assert rebuild_tree() == 0


def test_a_circle_is_refused_and_nothing_is_renumbered():
    tree = make_tree({"A": {"B": {"C": {}}}, "D": {}})
    before = numbers()
    HobbyCategory.objects.filter(pk=tree["A"].pk).update(parent=tree["C"])
    with pytest.raises(ValueError, match="circle"):
        rebuild_tree()
    assert numbers() == before


def ancestors(node):
    while node.parent:
        node = node.parent
        yield node


@pytest.mark.parametrize("seed", range(5))
def test_intervals_say_who_is_below_whom(seed):
    rng = random.Random(seed)
    nodes = []
    for _ in range(40):
        parent = rng.choice([None, *nodes])
        nodes.append(HobbyCategory.objects.create(name_fi=rng.choice("ABCDE") * 3, parent=parent))
    rebuild_tree()
    nodes = list(HobbyCategory.objects.select_related("parent"))
    assert sorted(node.lft for node in nodes) == list(range(1, 41))
    for node in nodes:
        above = {other for other in nodes if other.lft <= node.lft <= other.rght}
        assert above == {node, *(HobbyCategory.objects.get(pk=each.pk) for each in ancestors(node))}
        assert node.level == len(above) - 1
        assert {other.tree_id for other in above} == {node.tree_id}


def test_the_subtrees_of_several_categories_are_found_once_each():
    tree = make_tree({"Liikunta": {"Palloilu": {"Jalkapallo": {}}, "Uinti": {}}, "Taide": {}})
    chosen = (tree["Palloilu"].pk, tree["Jalkapallo"].pk, tree["Taide"].pk)
    found = HobbyCategory.objects.below(chosen).values_list("name_fi", flat=True)
    assert sorted(found) == ["Jalkapallo", "Palloilu", "Taide"]


def test_a_single_category_of_the_factory_stands_in_the_tree():
    parent = HobbyCategoryFactory()
    child = HobbyCategoryFactory(parent=parent)
    parent.refresh_from_db()
    assert (child.level, child.lft, parent.rght) == (1, parent.lft + 1, child.rght)
