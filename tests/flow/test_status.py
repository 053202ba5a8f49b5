#!/usr/bin/env python3
"""status: the desk's health: mailboxes, outbox, tickets, agents, disk, and whether an admin is needed."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
from desk import Desk, mail, maildir  # noqa: E402

MEMBERS = {"mailboxes", "outbox", "tickets", "agents", "overdue", "disk_free", "ok"}


def status(d, code=0):
    import json
    done = d.run("--json", "status")
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    got = json.loads(done.stdout)
    assert MEMBERS <= set(got) and got["ok"] == (code == 0) == (not got["problems"]), got
    return got


def until(d, wanted, code=0):
    """The first status that is as wanted; processes report their state a moment after they have done something."""
    end = time.monotonic() + desk.PATIENCE
    while True:
        done = d.run("--json", "status")
        got = status(d, done.returncode)
        if wanted(got) and done.returncode == code:
            return got
        assert time.monotonic() < end, got


def test_drained_and_ended():
    with Desk([maildir("in")], outgoing="out") as d:
        assert "no store there yet" in d.fails(66, "status")
        for i in range(5):
            d.put("in", mail(f"jo{i}@example.org", f"Hello {i}"))
        d.ok("run", "--once")
        got = status(d)
        box = got["mailboxes"][0]
        assert (box["name"], box["state"], box["backlog"]) == ("in", "idle", 0) and box["seen"].startswith("20"), box
        assert got["tickets"]["new"] == 5 and sum(got["tickets"].values()) == 5 and got["outbox"] == 0
        assert [(a["name"], a["open"], a["away"]) for a in got["agents"]] == [("bob", 5, None), ("carol", 0, None)]
        assert got["disk_free"] > 0 and got["overdue"] == 0 and not got["running"]
        assert "all is well" in d.ok("status")


def test_a_daemon_that_runs_and_ends():
    with Desk([maildir("in")], outgoing="out") as d:
        with d.start() as daemon:
            daemon.wait_ready()
            d.put("in", mail("jo@example.org", "Hello"))
            daemon.wait("send", count=2)
            got = until(d, lambda s: s["mailboxes"][0]["state"] == "ok" and s["tickets"]["new"] == 1)
            assert got["running"]
        got = status(d, 1)
        assert got["mailboxes"][0]["state"] == "stopped" and not got["running"]
        assert "needs a person" in d.run("status").stdout.decode()


def test_what_needs_a_person():
    with Desk([maildir("in"), desk.imap(1, name="far")], outgoing="out") as d:
        os.makedirs(d.path("in", "new"), exist_ok=True)
        d.write("imap.pw", b"secret\n")
        d.put("in", mail("jo@example.org", "Hello"))
        d.put("in", b"no mail at all \x00")
        with d.start() as daemon:
            daemon.wait_ready()
            daemon.wait("mailbox-failed", mailbox="far")
            got = until(d, lambda s: s["mailboxes"][1]["state"] == "down", 1)
            assert (
                got["mailboxes"][1]["error"]
                and got["mailboxes"][1]["seen"] is None
                and got["mailboxes"][1]["backlog"] is None
            )
            assert any("far is down" in line for line in got["problems"]), got


def test_overdue():
    with Desk([maildir("in")], outgoing="out") as d:
        d.ok("ingest", "-", stdin=mail("jo@example.org", "Hello"))
        assert status(d, d.run("status").returncode)["overdue"] == 0
        d.ok("set", "1", "due=2036-01-01")
        assert status(d, d.run("status").returncode)["overdue"] == 0


def test_failed_mails():
    with Desk([maildir("in")], outgoing="out") as d:
        d.put("in", mail("jo@example.org", "Hello"))
        d.configure([maildir("in")], sending='sendmail = "/bin/false";')
        d.ok("run", "--once")
        got = status(d, 1)
        assert got["failed"] >= 2 and got["outbox"] >= got["failed"], got
        assert any("could not be sent" in line for line in got["problems"]), got


class Screen:
    """`top` on a terminal of its own."""

    def __init__(self, d, rows=40, columns=100):
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.resize(rows, columns)
        self.process = subprocess.Popen(
            [desk.CAREDESK, "-c", d.config, "top"], stdin=slave, stdout=slave, stderr=subprocess.PIPE
        )
        self.seen = ""

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, text, times=1):
        end = time.monotonic() + desk.PATIENCE
        while self.seen.count(text) < times:
            assert time.monotonic() < end, self.seen
            if select.select([self.master], [], [], 1)[0]:
                self.seen += os.read(self.master, 65536).decode()

    def ended(self):
        error = self.process.communicate(timeout=desk.PATIENCE)[1]
        while select.select([self.master], [], [], 0)[0]:
            self.seen += os.read(self.master, 65536).decode()
        assert termios.tcgetattr(self.slave) == self.before and self.seen.endswith("\x1b[?1049l"), self.seen[-60:]
        os.close(self.master), os.close(self.slave)
        return self.process.returncode, error


def test_top():
    with Desk([maildir("in")], outgoing="out") as d:
        d.put("in", mail("jo@example.org", "Hello"))
        d.ok("run", "--once")
        for end in ("q", signal.SIGINT, signal.SIGTERM):
            screen = Screen(d)
            screen.until("1 new,")
            screen.until("q: quit")
            screen.resize(10, 60)
            screen.process.send_signal(signal.SIGWINCH)
            screen.until("q: quit", times=2)
            last = screen.seen.rpartition("\x1b[H")[2]
            assert last.count("\n") <= 10, last
            os.write(screen.master, b"q") if end == "q" else screen.process.send_signal(end)
            assert screen.ended() == (0, b"")


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
