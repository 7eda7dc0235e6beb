"""The broker may be down: the caller does not notice, and the row stands."""

import json
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from celery import Celery
from kombu import Connection
from kombu.transport import virtual

from harrastuspassi.common import filequeue, queue
from harrastuspassi.common.models import Job


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "queue").mkdir()
    return tmp_path / "queue"


@pytest.fixture
def connect(folder):
    """Opens a connection to an embedded broker of the test's own, as another process would."""
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.01,
    }
    with ExitStack() as stack:
        yield lambda: stack.enter_context(
            Connection("filesystem://localhost", transport=filequeue.Transport, transport_options=options)
        )


@pytest.fixture(autouse=True)
def _no_bindings_of_other_tests(monkeypatch):
    monkeypatch.setattr(filequeue.Transport, "global_state", virtual.BrokerState())


def producer_of(url: str) -> Celery:
    app = Celery("test", broker=url, set_as_current=False, fixups=set())
    app.conf.update(broker_transport_options=queue._IMPATIENT, task_publish_retry_policy=queue._ONE_RETRY)
    return app


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("backlog", [None, 5], ids=["refuses", "hangs"])
def test_a_broker_that_is_down_does_not_fail_the_caller(backlog, monkeypatch, caplog):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if backlog:  # takes connections and never says a word
            listener.listen(backlog)
        monkeypatch.setattr(queue, "_producer", producer_of(f"redis://127.0.0.1:{listener.getsockname()[1]}/0"))
        started = time.monotonic()
        job = queue.enqueue(kind="greet", key="1")
    assert time.monotonic() - started < 5
    assert Job.objects.get() == job
    assert job.state == "pending"
    assert "job not sent" in caplog.text


class TestEmbeddedBroker:
    def test_gives_each_message_to_one_reader_in_order(self, connect):
        first, second = connect().SimpleQueue("jobs"), connect().SimpleQueue("jobs")
        for number in range(3):
            first.put({"number": number})
        got = []
        for reader in (first, second, first):
            message = reader.get(timeout=1)
            message.ack()
            got.append(message.payload["number"])
        assert got == [0, 1, 2]
        with pytest.raises(first.Empty):
            second.get(timeout=0.1)

    def test_keeps_queues_apart(self, connect):
        connect().SimpleQueue("jobs.other").put("theirs")
        mine = connect().SimpleQueue("jobs")
        mine.put("mine")
        assert mine.get(timeout=1).payload == "mine"
        with pytest.raises(mine.Empty):
            mine.get(timeout=0.1)

    def test_drops_a_message_that_was_cut_short(self, connect, folder, caplog):
        reader = connect().SimpleQueue("jobs")
        (folder / "0_cut.jobs.msg").write_bytes(b'{"body": ')
        reader.put("whole")
        assert reader.get(timeout=1).payload == "whole"
        assert "unreadable message dropped" in caplog.text

    def test_shows_a_message_only_when_it_is_whole(self, connect, folder, monkeypatch):
        seen = []
        write_text = Path.write_text

        def write_and_look(self, text):
            write_text(self, text[:10])
            seen.extend(folder.glob("[!.]*.msg"))
            return write_text(self, text)

        monkeypatch.setattr(Path, "write_text", write_and_look)
        connect().SimpleQueue("jobs").put("x")
        assert seen == []
        (message,) = folder.glob("[!.]*.msg")
        assert json.loads(message.read_text())["properties"]

    def test_leaves_no_file_behind(self, connect, folder):
        queue = connect().SimpleQueue("jobs")
        queue.put("x")
        queue.get(timeout=1).ack()
        assert [path for path in folder.iterdir() if path.is_file()] == []
