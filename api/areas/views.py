"""Municipalities and districts."""

from typing import Any

from api.areas.queries import AreaDetailQuery, DistrictQuery, MunicipalityQuery
from api.areas.serializers import DistrictSerializer, MunicipalitySerializer
from api.common.views import ReadViewSet
from harrastuspassi.catalogue.expressions import municipality_filter
from harrastuspassi.catalogue.models import District, Municipality


class MunicipalityViewSet(ReadViewSet):
    """Finnish municipalities, by code."""

    resource = "municipalities"
    model = Municipality
    queryset = Municipality.objects.all()
    serializer_class = MunicipalitySerializer
    list_query = MunicipalityQuery
    detail_query = AreaDetailQuery

    def select(self, visible: Any) -> Any:
        codes = self.values.get("code")
        found = visible.filter(code__in=codes) if codes else visible
        return found.order_by("code", "id")


class DistrictViewSet(ReadViewSet):
    """Parts of municipalities that figures are told by."""

    resource = "districts"
    model = District
    queryset = District.objects.all()
    serializer_class = DistrictSerializer
    list_query = DistrictQuery
    detail_query = AreaDetailQuery

    def select(self, visible: Any) -> Any:
        municipalities = tuple(self.values.get("municipality", ()))
        found = visible.filter(municipality_filter(municipalities)) if municipalities else visible
        return found.order_by("municipality__code", "code", "id")
