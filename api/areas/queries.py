"""Parameters of municipalities and districts."""

from api.common.queries import PageQuery, PatternField, Query, include_field, municipality_field, repeated


class AreaDetailQuery(Query):
    """Parameters of a single municipality or district."""

    include = include_field(translations="names in each language")


class MunicipalityQuery(AreaDetailQuery, PageQuery):
    """Parameters of the list of municipalities."""

    code = repeated(PatternField("[0-9]{3}"), "Official 3-digit code.")


class DistrictQuery(AreaDetailQuery, PageQuery):
    """Parameters of the list of districts."""

    municipality = municipality_field()
