"""How statements are made and sent."""

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import SQLAggregateCompiler, SQLCompiler

from harrastuspassi.audit.recording import RecordedDelete, RecordedInsert, RecordedUpdate

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLInsertCompiler(RecordedInsert, compiler.SQLInsertCompiler):  # type: ignore[misc]  # any arguments
    pass


class SQLUpdateCompiler(RecordedUpdate, compiler.SQLUpdateCompiler):  # type: ignore[misc]  # any arguments
    pass


class SQLDeleteCompiler(RecordedDelete, compiler.SQLDeleteCompiler):
    pass
