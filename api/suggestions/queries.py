"""Parameters of suggestions."""

from api.common.queries import Query, SearchField


class SuggestionQuery(Query):
    """What has been typed so far."""

    q = SearchField("What has been typed so far. Nothing yet: the main categories.")
