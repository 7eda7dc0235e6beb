"""The states of hobbies on the wire; in a module of its own, since serializers and document both name them."""

HOBBY_STATES = ("published", "archived", "draft", "in_review", "rejected")
