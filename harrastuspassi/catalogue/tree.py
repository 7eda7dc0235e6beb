"""The category tree's numbering: parents are the truth, `tree_id`, `level`, `lft`, `rght` follow from them."""

from collections import defaultdict

from harrastuspassi.catalogue.models import HobbyCategory
from harrastuspassi.catalogue.publishing import publishing

_NUMBERS = ["tree_id", "level", "lft", "rght"]


def rebuild_tree() -> int:
    """Renumbers the whole tree in order of Finnish names, writing only what changed. Returns how many rows changed.

    There are a few hundred categories, so renumbering all is simpler than shifting some. Raises
    ValueError when parents form a circle.
    """
    with publishing() as changes:
        nodes = list(HobbyCategory.objects.select_for_update().order_by("name_fi", "id"))
        children: dict[int | None, list[HobbyCategory]] = defaultdict(list)
        for node in nodes:
            children[node.parent_id].append(node)
        before = {node.pk: tuple(getattr(node, name) for name in _NUMBERS) for node in nodes}
        counter = 0
        # Depth first with an explicit stack: (node, whether its children are done).
        for tree_id, root in enumerate(children[None], start=1):
            stack = [(root, 0, False)]
            while stack:
                node, level, done = stack.pop()
                if done:
                    node.rght = counter
                    continue
                counter += 1
                node.tree_id, node.level, node.lft = tree_id, level, counter
                stack.append((node, level, True))
                stack.extend((child, level + 1, False) for child in reversed(children[node.pk]))
        if counter != len(nodes):
            raise ValueError("the parents of some categories form a circle")
        changed = [node for node in nodes if before[node.pk] != tuple(getattr(node, name) for name in _NUMBERS)]
        HobbyCategory.objects.bulk_update(changed, _NUMBERS, batch_size=500)
        # `lft` and `rght` are on no wire; a new category moves those of all after it.
        changes.add(*(node for node in changed if before[node.pk][:2] != (node.tree_id, node.level)))
        return len(changed)
