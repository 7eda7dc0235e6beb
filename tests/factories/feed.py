"""Rows that factories made, published."""

from harrastuspassi.catalogue.feed import RESOURCES
from harrastuspassi.catalogue.publishing import publishing


def publish_everything() -> None:
    """Puts every row that there is into the change feed, in one publication."""
    with publishing() as changes:
        for model in RESOURCES:
            changes.add_ids(model, model._default_manager.values_list("pk", flat=True))
