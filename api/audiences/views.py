"""Audiences."""

from api.areas.queries import AreaDetailQuery
from api.audiences.serializers import AudienceSerializer
from api.common.queries import PageQuery
from api.common.views import ReadViewSet
from harrastuspassi.catalogue.models import Audience


class AudienceQuery(AreaDetailQuery, PageQuery):
    """Parameters of the list of audiences."""


class AudienceViewSet(ReadViewSet):
    """For whom hobbies are meant."""

    resource = "audiences"
    model = Audience
    queryset = Audience.objects.all()
    serializer_class = AudienceSerializer
    list_query = AudienceQuery
    detail_query = AreaDetailQuery
