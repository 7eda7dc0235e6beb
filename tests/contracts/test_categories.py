"""Contract 2.3: hobby categories, which the apps read at start-up without any error handling."""

from collections.abc import Iterator
from typing import Any

import pytest

from harrastuspassi.catalogue.models import HobbyCategory
from tests.contracts import calls, clients
from tests.contracts.conftest import Ask
from tests.factories.catalogue import make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, HobbyCategory]:
    return make_tree({"Liikunta": {"Palloilu": {"Jalkapallo": {}, "Koripallo": {}}, "Uinti": {}}, "Musiikki": {}})


def hide(category: HobbyCategory) -> None:
    category.is_hidden = True
    category.save()


def walk(nodes: list[Any]) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from walk(node["child_categories"])


def test_the_flat_list_has_all_categories_of_any_depth_in_tree_order(ask: Ask, tree: dict[str, HobbyCategory]) -> None:
    answer = ask(calls.CATEGORIES)
    for decode in (clients.android_categories, clients.ios_categories, clients.web_categories):
        assert decode(answer) == answer
    assert [(row["name"], row["level"]) for row in answer] == [
        ("Liikunta", 0),
        ("Palloilu", 1),
        ("Jalkapallo", 2),
        ("Koripallo", 2),
        ("Uinti", 1),
        ("Musiikki", 0),
    ]
    football = tree["Jalkapallo"]
    assert answer[2] == {
        "id": football.pk,
        "name": "Jalkapallo",
        "name_fi": "Jalkapallo",
        "name_sv": "Jalkapallo (sv)",
        "name_en": "Jalkapallo (en)",
        "parent": tree["Palloilu"].pk,
        "tree_id": tree["Liikunta"].tree_id,
        "level": 2,
    }


@pytest.mark.usefixtures("tree")
def test_the_tree_gives_roots_with_everything_nested(ask: Ask) -> None:
    answer = ask(calls.CATEGORY_TREE)
    for decode in (clients.android_categories, clients.ios_categories):
        assert decode(answer) == answer
    assert [root["name"] for root in answer] == ["Liikunta", "Musiikki"]
    assert [node["name"] for node in walk(answer)] == [row["name"] for row in ask(calls.CATEGORIES)]
    assert all(root["parent"] is None for root in answer)


def test_every_id_of_the_tree_is_in_the_flat_list(ask: Ask, tree: dict[str, HobbyCategory]) -> None:
    hide(tree["Palloilu"])
    offered = {node["id"] for node in walk(ask(calls.CATEGORY_TREE))}
    assert offered == {tree[name].pk for name in ("Liikunta", "Uinti", "Musiikki")}
    assert offered < {row["id"] for row in ask(calls.CATEGORIES)}


def test_a_hidden_category_keeps_its_id_in_the_flat_list_but_is_not_offered(
    ask: Ask, tree: dict[str, HobbyCategory]
) -> None:
    """Trap 20: iOS dies when the id of a saved filter is gone."""
    hide(tree["Koripallo"])
    hidden = tree["Koripallo"].pk
    assert hidden in [row["id"] for row in ask(calls.CATEGORIES)]
    assert hidden not in [node["id"] for node in walk(ask(calls.CATEGORY_TREE))]
    assert ask(f"hobbycategories/{hidden}/")["id"] == hidden


def test_names_are_filled_from_another_language(ask: Ask, tree: dict[str, HobbyCategory]) -> None:
    """Traps 22 and 23: Android prints "null", iOS shows blanks."""
    HobbyCategory.objects.filter(pk=tree["Uinti"].pk).update(name_sv="", name_en=None)
    HobbyCategory.objects.filter(pk=tree["Musiikki"].pk).update(name_fi="", name_sv="Musik", name_en="")
    answer = ask(calls.CATEGORIES)
    clients.android_categories(answer)
    clients.ios_categories(answer)
    names = {row["id"]: {row[key] for key in ("name", "name_fi", "name_sv", "name_en")} for row in answer}
    assert names[tree["Uinti"].pk] == {"Uinti"}
    assert names[tree["Musiikki"].pk] == {"Musik"}


@pytest.mark.usefixtures("tree")
def test_lang_replaces_the_name(ask: Ask) -> None:
    for language, expected in [("fi", "Musiikki"), ("sv", "Musiikki (sv)"), ("en", "Musiikki (en)")]:
        row = ask(f"hobbycategories/?lang={language}")[-1]
        assert row["name"] == expected
        assert row["name_fi"] == "Musiikki"


def test_parent_gives_the_children_of_one(ask: Ask, tree: dict[str, HobbyCategory]) -> None:
    names = [row["name"] for row in ask(f"hobbycategories/?parent={tree['Palloilu'].pk}")]
    assert names == ["Jalkapallo", "Koripallo"]


def test_before_there_are_categories_both_lists_are_empty_arrays(ask: Ask) -> None:
    assert ask(calls.CATEGORIES) == ask(calls.CATEGORY_TREE) == []
