"""Hobby events."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Max

from api.changes.queries import ChangesQuery
from api.common.writing import WriteViewSet, Writing
from api.events.bodies import HobbyEventBody, NewHobbyEventBody, NewOldHobbyEventBody, OldHobbyEventBody
from api.events.queries import HobbyEventDetailQuery, HobbyEventQuery
from api.events.serializers import HobbyEventSerializer
from api.hobbies.queries import event_criteria, hobby_criteria, ordering
from harrastuspassi.accounts.roles import Refusal, why_not_edit
from harrastuspassi.catalogue.listing import Listing, NextEvents, Order, PublicList, events_of_hobby
from harrastuspassi.catalogue.models import Hobby, HobbyEvent
from harrastuspassi.catalogue.search import Search
from harrastuspassi.catalogue.searching import searched
from harrastuspassi.catalogue.writing.events import change_event, create_events, delete_event
from harrastuspassi.common import clock


class HobbyEventViewSet(WriteViewSet):
    """When hobbies take place."""

    resource = "hobbyevents"
    model = HobbyEvent
    queryset = HobbyEvent.objects.all()
    serializer_class = HobbyEventSerializer
    list_query = HobbyEventQuery
    detail_query = HobbyEventDetailQuery
    changes_query = ChangesQuery
    writing = Writing(
        of="event_id",
        create=create_events,
        change=change_event,
        delete=delete_event,
        new=NewHobbyEventBody,
        body=HobbyEventBody,
        old_new=NewOldHobbyEventBody,
        old_body=OldHobbyEventBody,
    )

    def select(self, visible: Any) -> Any:
        return searched(self.values.get("search", ""), partial(self._rows, visible))

    def select_after(self, visible: Any, after: int) -> Any:
        # Each hobby once, so by the ids of hobbies, but for the events of one.
        return searched(self.values.get("search", ""), partial(self._rows, visible, after=after))

    def end_by_id(self, page: Sequence[int]) -> int | None:
        if "hobby" in self.values:
            return page[-1]
        last: int | None = HobbyEvent.objects.filter(pk__in=page).aggregate(last=Max("hobby_id"))["last"]
        return last

    def _rows(self, visible: Any, search: Search, *, after: int | None = None) -> Any:
        criteria, events = hobby_criteria(self.values), event_criteria(self.values)
        by = ordering(self.values, "start_date") if after is None else "id"
        order = Order(by=by, position=self.position, language=self.language)
        now = clock.now_minute()
        if search.words is None and not self.is_personal and after is None:
            listing = Listing(hobbies=criteria, events=events, coming_only=True, order=order, column="coming_id")
            return PublicList(listing, now)
        hobbies = Hobby.objects.visible_to(self.asker)
        if self.lists_own:
            hobbies = hobbies.editable_by(self.asker)
        if "hobby" not in self.values:
            on_offer = hobbies.listed().filter(pk__gt=after or 0).matching(criteria)
            return NextEvents(on_offer, events=events, order=order, now=now, search=search)
        # By its id an archived hobby's events are read too: phones that hold it would die on an empty list.
        chosen = hobbies.filter(pk=self.values["hobby"]).matching(criteria).found_by(search)
        events_of = visible.filter(hobby__in=chosen)
        if not self.face.shows_withdrawn and chosen.editable_by(self.asker).exists():
            events_of = events_of.taking_place()
        found = events_of_hobby(
            events_of,
            criteria=events,
            coming_only=self.values.get("exclude_past_events", False),
            order=order,
            now=now,
            hide_cancelled=not self.face.shows_cancelled,
        )
        return found if after is None else found.filter(pk__gt=after).order_by("pk")

    def page_size(self) -> int | None:
        if "hobby" in self.values and "page_size" not in self.values and self.face.whole_hobby_on_a_page:
            return None
        return super().page_size()

    def why_not_edit(self, user: Any, row: HobbyEvent) -> Refusal | None:
        return why_not_edit(user, row.hobby)
