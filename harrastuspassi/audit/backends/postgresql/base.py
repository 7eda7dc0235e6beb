"""PostgreSQL, with an audit log."""

import select

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "harrastuspassi.audit.backends.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def is_usable(self) -> bool:
        """Whether the connection still stands, as Django asks before each request.

        A server that has hung up has said so: only where there is something to read, or an error came before, is it
        asked a question, which would cost each request a round trip.
        """
        return (not self.errors_occurred and self._is_quiet()) or super().is_usable()

    def _is_quiet(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0)
