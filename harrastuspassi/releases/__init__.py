"""Releases: tables frozen for a period, once, as they were published. What was frozen is never computed again."""
