"""The old backend's objects, from a `dumpdata` of it. Their ids live on, because phones and links have stored them."""

LAST_LEGACY_ID = 1_000_000
"""Ids up to this one belong to the old backend's objects; those given here are greater."""
