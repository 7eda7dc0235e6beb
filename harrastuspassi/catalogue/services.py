"""Writing hobbies and their events."""

from harrastuspassi.catalogue.models import Access, Hobby, HobbyEvent
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.timing import Period


def create_event(*, hobby: Hobby, period: Period, access: Access = Access.OPEN) -> HobbyEvent:
    """An event of its own, outside any schedule."""
    with publishing() as changes:
        event: HobbyEvent = HobbyEvent.objects.create(hobby=hobby, access=access, **period.event_columns())
        changes.add(event)
    return event
