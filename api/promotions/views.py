"""Promotions."""

from typing import Any

from api.changes.queries import TranslatedChangesQuery
from api.common.queries import place_criteria
from api.common.writing import WriteViewSet, Writing
from api.promotions.bodies import OldPromotionBody, PromotionBody
from api.promotions.queries import PromotionDetailQuery, PromotionQuery
from api.promotions.serializers import PromotionSerializer
from harrastuspassi.catalogue.listing import Order
from harrastuspassi.catalogue.models import Promotion
from harrastuspassi.catalogue.versions import USES
from harrastuspassi.catalogue.writing.common import offer
from harrastuspassi.catalogue.writing.promotions import change_promotion, create_promotion, delete_promotion
from harrastuspassi.common import clock


class PromotionViewSet(WriteViewSet):
    """Benefits on offer. What ended before today is not listed, but is readable by id."""

    resource = "promotions"
    model = Promotion
    queryset = Promotion.objects.all()
    serializer_class = PromotionSerializer
    list_query = PromotionQuery
    detail_query = PromotionDetailQuery
    changes_query = TranslatedChangesQuery
    depends_on = USES
    writing = Writing(
        of="promotion_id",
        create=create_promotion,
        change=change_promotion,
        delete=delete_promotion,
        offer=offer,
        body=PromotionBody,
        old_body=OldPromotionBody,
    )

    def select(self, visible: Any) -> Any:
        found = self.on_offer(visible)
        if not self.values.get("editable_only"):
            found = found.ending_from(clock.local_today())
        place = place_criteria(self.values)
        found = found.matching(
            place, search=self.values.get("search", ""), organizers=tuple(self.values.get("organizer", ()))
        )
        if self.values.get("exclude_past_events"):
            found = found.coming(clock.now_minute())
        if self.values.get("usable_only"):
            found = found.usable(clock.now_minute())
        order = Order(by=self.values.get("ordering", "start_date"), position=place.position, language=self.language)
        return found.order_by(*order.terms(place="location__", start="starts_at"), "id")
