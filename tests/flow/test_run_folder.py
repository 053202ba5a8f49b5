#!/usr/bin/env python3
"""The run folder: lock, bells and journals are outside the store, and every process finds them."""
import os
import re
import struct
import sys

import desk
from desk import Desk, mail, maildir

SIDE_BY_SIDE = 3
QUICK = 30  # seconds; a sender that is not woken looks after 60


def set_run_dir(d, name, store="store"):
    with open(d.config, encoding="utf-8") as f:
        text = f.read()
    run = f'run_dir = "{name}"; ' if name else ""
    d.write("caredesk.conf", re.sub(r"store = \{.*?\};", f'store = {{ path = "{store}"; {run}}};', text))


def own_files(d, folder):
    return sorted(n for n in os.listdir(d.path(folder)) if n.startswith(("bell-", "sent-", "daemon")))


def answers_at_once(d, daemon, stranger):
    """The command line wakes the daemon: a mail it takes in is answered at once."""
    before = len(daemon.find("send", outcome="sent"))
    d.ok("ingest", "-", stdin=mail(stranger, "Help"))
    daemon.wait("send", before + 2, seconds=QUICK, outcome="sent")


def test_it_is_apart_and_found():
    with Desk([maildir("in")], outgoing="out") as d:
        set_run_dir(d, "run")
        with d.start() as daemon:
            daemon.wait_ready()
            answers_at_once(d, daemon, "jo@example.org")
            assert own_files(d, "store") == [], own_files(d, "store")
            assert own_files(d, "run") == ["bell-sender-0", "daemon.lock", "sent-0"], own_files(d, "run")
            assert os.readlink(d.path("store", ".run")) == os.path.realpath(d.path("run"))
            assert os.stat(d.path("run")).st_mode & 0o777 == 0o700
            assert daemon.stop()[0] == 0
        d.ok("verify")


def test_systemds_folder_is_the_default():
    with Desk([maildir("in")], outgoing="out") as d:
        os.mkdir(d.path("given"), 0o755)
        os.environ["RUNTIME_DIRECTORY"] = d.path("given") + ":/another"
        try:
            daemon = d.start().wait_ready()
        finally:
            del os.environ["RUNTIME_DIRECTORY"]
        with daemon:
            answers_at_once(d, daemon, "jo@example.org")
            assert "daemon.lock" in own_files(d, "given") and own_files(d, "store") == []
            assert daemon.stop()[0] == 0
        with d.start() as daemon:
            daemon.wait_ready()
            assert not os.path.lexists(d.path("store", ".run")) and "daemon.lock" in own_files(d, "store")
            answers_at_once(d, daemon, "ann@example.org")
            assert daemon.stop()[0] == 0


def test_a_store_has_one_daemon_and_so_has_a_run_folder():
    with Desk([maildir("in")], outgoing="out") as d:
        set_run_dir(d, "run")
        with d.start() as daemon:
            daemon.wait_ready()
            for run in ("run", "elsewhere", None):
                set_run_dir(d, run)
                assert "another daemon is running on this store" in d.fails(75, "run", "--once")
            set_run_dir(d, "run", store="another")
            assert "another daemon is running in this run folder" in d.fails(75, "run", "--once")
            set_run_dir(d, "run")
            answers_at_once(d, daemon, "jo@example.org")
            assert daemon.stop()[0] == 0


def test_a_bad_one_is_refused():
    with Desk([maildir("in")], outgoing="out") as d:
        os.mkdir(d.path("open"))
        os.chmod(d.path("open"), 0o777)
        for name, why in (("open", "others may write"), ("caredesk.conf", "not a folder"), ("no/such", "No such file")):
            set_run_dir(d, name)
            assert why in d.fails(78, "run", "--once")


def test_it_does_not_change_while_the_daemon_runs():
    with Desk([maildir("in")], outgoing="out") as d, d.start() as daemon:
        daemon.wait_ready()
        set_run_dir(d, "run")
        daemon.process.send_signal(desk.signal.SIGHUP)
        daemon.wait("config-kept")
        assert any("run_dir can't change" in line["_line"] for line in daemon.find("config"))
        assert daemon.stop()[0] == 0


def test_what_was_sent_is_known_in_another_run_folder():
    """A daemon was killed after its sender had handed over a mail; the next daemon has another run folder."""
    for before, after in ((None, "run"), ("run", None), ("run", "elsewhere")):
        with Desk([maildir("in")], outgoing="out") as d:
            set_run_dir(d, before)
            d.ok("run", "--once")
            d.ok("ingest", "-", stdin=mail("jo@example.org", "Help"))
            sent, *others = [row["id"] for row in d.json("outbox", "list")]
            assert others
            with open(d.path(before or "store", "sent-0"), "wb") as f:
                f.write(struct.pack("=Q", sent))
            set_run_dir(d, after)
            d.ok("run", "--once")
            assert len(d.sent()) == len(others), (before, after)
            assert d.json("outbox", "list") == []
            assert own_files(d, after or "store") and not [
                n for n in own_files(d, before or "store") if n.startswith("sent-")
            ]


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
