"""Holds the API's documents to their promise: within a version nothing is taken away from those who read it.

`python -m tests.compatibility` compares the documents at hand with the earlier ones in the history and fails on a
breaking difference. No kept tool that compares OpenAPI 3.1 documents is on the registries that the project uses, and
what counts as breaking is this project's own promise besides: new fields and new values in answers are not.
"""
