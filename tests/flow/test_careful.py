#!/usr/bin/env python3
"""A mail whose arrival kills the process that takes it in, or cuts the connection, again and again: it goes to
quarantine, and all others become tickets. A proxy in front of a real Dovecot does the damage."""
import contextlib
import os
import signal
import socket
import sys
import threading
import time
from concurrent.futures import Future

import desk
import servers
from desk import Desk, imap, mail

SIDE_BY_SIDE = 3
MARK = b"deadly-mark-7351"


class Proxy:
    """Relays between clients and `port`. Before bytes with MARK reach the client, harm() is called; when it returns
    True the connection is cut instead."""

    def __init__(self, port, harm):
        self.target, self.harm, self.ends = port, harm, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                self.ends += [client, server]
                for source, sink, watched in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._hand_on, args=(source, sink, watched), daemon=True).start()

    def _hand_on(self, source, sink, watched):
        tail = b""
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                found = watched and MARK in tail + data
                tail = b"" if found else data[-len(MARK):]
                if found and self.harm():
                    break
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self):
        """Cuts all connections."""
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.cut()


def deadly(number=0):
    return mail("bad@example.org", f"Bad {number}", f"It says {MARK.decode()}.\r\n")


def mails(good):
    return (
        [mail(f"c{i}@example.org", f"Good {i}") for i in range(good)]
        + [deadly()]
        + [mail(f"d{i}@example.org", f"Behind {i}") for i in range(good)]
    )


def check_outcome(d, dovecot, good, whole):
    assert len(d.json("list")) == 2 * good
    quarantined = d.json("quarantine")
    assert (
        len(quarantined) == 1 and "attempts" in quarantined[0]["reason"] and quarantined[0]["uid"] == good + 1
    ), quarantined
    assert (MARK in d.run("quarantine", "show", "1").stdout) == whole
    left = servers.mailbox(dovecot.imap, desk.SUPPORT)
    assert len(left) == (0 if whole else 1), "what could not be kept whole stays where it is"
    assert "0 faults" in d.ok("verify")


def deaths(kills, whole):
    """Kills the worker each time the mail reaches it, at most `kills` times."""
    good, killed, started = 5, [], Future()

    def harm():
        if len(killed) < kills:
            for pid in started.result().children("mailbox"):
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)
            return True
        return False

    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, Proxy(
        dovecot.imap, harm
    ) as proxy:
        d.configure([imap(proxy.port, move_to="Processed")], outgoing="out")
        servers.append(dovecot.imap, desk.SUPPORT, mails(good))
        with d.start() as daemon:
            started.set_result(daemon)
            daemon.wait("mail", 2 * good + 1)
            servers.append(dovecot.imap, desk.SUPPORT, [mail("later@example.org", "Later")])
            daemon.wait("mail", 2 * good + 2)
            assert len(daemon.find("process-ended", how="signal")) == len(killed) == kills, killed
            assert daemon.stop()[0] == 0
        d.ok("delete", "--yes", str([t["id"] for t in d.json("list") if t["subject"] == "Later"][0]))
        check_outcome(d, dovecot, good, whole)


def test_a_mail_that_kills_the_worker_is_put_away_whole():
    deaths(kills=4, whole=True)  # once in a batch, then three times alone


def test_a_mail_that_always_kills_the_worker_is_put_away():
    deaths(kills=5, whole=False)


def test_a_mail_that_always_cuts_the_connection_is_put_away():
    good = 5
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, Proxy(
        dovecot.imap, lambda: True
    ) as proxy:
        d.configure([imap(proxy.port, move_to="Processed")], outgoing="out")
        servers.append(dovecot.imap, desk.SUPPORT, mails(good))
        d.ok("run", "--once")
        check_outcome(d, dovecot, good, whole=False)


def test_many_that_kill_hold_up_nobody_for_long():
    """Each of them kills the worker whenever it arrives; quarantining them counts as progress, so the pauses don't
    grow."""
    bad, started, killed = 20, Future(), []

    def harm():
        for pid in started.result().children("mailbox"):
            killed.append(pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return True

    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, Proxy(
        dovecot.imap, harm
    ) as proxy:
        d.configure([imap(proxy.port, move_to="Processed")], outgoing="out")
        servers.append(dovecot.imap, desk.SUPPORT, [deadly(i) for i in range(bad)] + [mail("jo@example.org", "Good")])
        start = time.monotonic()
        with d.start() as daemon:
            started.set_result(daemon)
            daemon.wait("mail", bad + 1)
            took = time.monotonic() - start
            daemon.stop()
        print(f"{bad} mails that end the process {len(killed)} times; the one behind them is there after {took:.1f} s")
        assert [t["subject"] for t in d.json("list")] == ["Good"] and len(d.json("quarantine")) == bad
        assert took < desk.allowed(10), took


def test_a_connection_that_is_cut_is_made_again():
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, Proxy(
        dovecot.imap, lambda: False
    ) as proxy:
        d.configure([imap(proxy.port)], outgoing="out")
        with d.start() as daemon:
            for i in range(2):
                servers.append(dovecot.imap, desk.SUPPORT, [mail(f"c{i}@example.org", f"Mail {i}")])
                daemon.wait("mail", i + 1)
                proxy.cut()
                daemon.wait("mailbox-failed", i + 1)
                daemon.wait("mailbox-recovered", i + 1)
            daemon.stop()
        assert len(d.json("list")) == 2 and d.json("quarantine") == []


def test_one_death_harms_nobody():
    good, started, killed = 5, Future(), []

    def harm():
        if not killed:
            killed.extend(started.result().children("mailbox"))
            os.kill(killed[0], signal.SIGKILL)
            return True
        return False

    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, Proxy(
        dovecot.imap, harm
    ) as proxy:
        d.configure([imap(proxy.port)], outgoing="out")
        servers.append(dovecot.imap, desk.SUPPORT, mails(good))
        with d.start() as daemon:
            started.set_result(daemon)
            daemon.wait("mail", 2 * good + 1)
            daemon.stop()
        assert len(d.json("list")) == 2 * good + 1 and d.json("quarantine") == []


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
