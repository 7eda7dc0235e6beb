"""Linked Events, the events of Finnish cities (City of Helsinki and others, CC BY 4.0, https://api.hel.fi/linkedevents/v1/).

What a server gives is documented at that address, and the fields in the API's own OpenAPI document.
"""

DATA_SOURCE = "linked_events"
"""`data_source` of everything from there, unless a run gives its server another."""
