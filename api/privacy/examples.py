"""Examples of what is told about privacy."""

from api.accounts.examples import page

__all__ = ["KEPT", "WORDS", "page"]

KEPT = {
    "table": "passes.Pass",
    "columns": ["created_on", "last_used_on"],
    "what": "The days on which the pass was made and last used",
    "why": "So that a forgotten pass goes by itself.",
    "basis": "Task in the public interest (GDPR art. 6(1)(e))",
    "controller": "The city. The ministry gets published, protected figures alone.",
    "kept": "Until you erase the pass, or it has not been used for 13 months.",
}
WORDS = {"purpose": "statistics", "version": "1", "text": "We may use the data of your pass for statistics: ..."}
