#!/usr/bin/env python3
"""Mails whose parsing hangs delay no others: a good mail after twenty of them, or one that comes while they are being
read, becomes a ticket and is answered within ten seconds. A preloaded library (tests/flow/preload/hang.c) makes them
hang: some compute, some wait forever. They compute until all mails behind them are read: then they have
nothing left to delay, and wait for the end of their time."""
import base64
import os
import sys
import time
from unittest import mock

import desk
from desk import Desk, mail, maildir

BAD, LIMIT = 20, 10
SIDE_BY_SIDE = 3
HERE = desk.preloaded("hang")


def multipart(sender, subject, words):
    parts = f"--x\r\nContent-Type: text/plain\r\n\r\n{words}\r\n--x--\r\n"
    return mail(sender, subject, parts).replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=x", 1)


def in_parts(n):
    return multipart(f"bad{n}@example.org", f"Bad {n}", "It says hang-in-parts-7351.")


def in_headers(n):
    word = base64.b64encode(b"hang-in-headers-7351 \xe9").decode()
    return mail(f"bad{n}@example.org", f"=?iso-8859-2?B?{word}?=", message_id=f"<bad{n}@mail.example.org>")


def answered(daemon, d, customer):
    """Waits until the acknowledgement to that customer is sent."""
    sent = 0
    while not any(m["To"].addresses[0].addr_spec == customer for m in d.sent()):
        sent += 1
        daemon.wait("send", sent, outcome="sent")
    return time.monotonic()


def end_computing(d):
    """From now on the readers that compute wait instead."""
    with open(d.path("computing"), "r+b") as f:
        f.write(b"\0")


def late(make, behind):
    """How long a good mail waits, which comes after the bad ones (`behind`) or while they are being read."""
    with Desk([maildir("in")], outgoing="out") as d:
        for n in range(BAD):
            d.put("in", make(n), f"{n:03d}.test")
        if behind:
            d.put("in", mail("jo@example.org", "Good"), "999.test")
        start = time.monotonic()
        with mock.patch.dict(os.environ, HERE, HANG_WHILE=d.write("computing", "1")):
            daemon = d.start()
        with daemon:
            if not behind:
                desk.servers.wait_until(lambda: hangs(daemon), what="a mail that hangs")
                start = time.monotonic()
                d.put("in", mail("jo@example.org", "Good"), "999.test")
                desk.servers.wait_until(lambda: not hangs(daemon), what="the hanging mails to go on")
                end_computing(d)
            took = answered(daemon, d, "jo@example.org") - start
            end_computing(d)
            daemon.wait("mail", BAD + 1)
            whole = time.monotonic() - start
            assert not daemon.find("process-ended"), "the worker itself never died"
            daemon.stop()
        good = [t for t in d.json("list") if t["customer"] == "jo@example.org"]
        assert len(good) == 1 and len(d.json("list")) + len(d.json("quarantine")) == BAD + 1
        print(
            (
                f"{BAD} mails that hang ({make.__name__}): the good one is answered after {took:.1f} s, all are done"
                f" after {whole:.1f} s"
            ),
            flush=True,
        )
        return took


def hangs(daemon):
    """Whether one of the daemon's readers is stopped, as one that hangs is."""
    for pid in desk.servers.family(daemon.process.pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as f:
                if f.read().rsplit(")", 1)[1].split()[0] == "T":
                    return True
        except OSError:
            pass
    return False


def test_a_good_one_behind_them():
    for make in desk.some((in_parts, in_headers), least=1):
        took = late(make, behind=True)
        assert took < desk.allowed(LIMIT), (make.__name__, took)


def test_a_good_one_that_comes_while_they_are_read():
    for make in desk.some((in_headers, in_parts), least=1):
        took = late(make, behind=False)
        assert took < desk.allowed(LIMIT), (make.__name__, took)


def test_without_a_daemon_mails_keep_their_order():
    """Nobody waits for an answer there: what follows a mail that takes long is about the ticket that it makes."""
    slow = multipart("jo@example.org", "Slow", "It says slow-in-parts-7351.")
    mails = (slow, mail("jo@example.org", "Re: [ACME #1] Slow"), mail("jo@example.org", "Another"))
    with mock.patch.dict(os.environ, HERE):
        with Desk([maildir("in")], outgoing="out") as d:
            d.ok("ingest", *(d.write(f"{n}.eml", raw) for n, raw in enumerate(mails)))
            check_order(d)
        with Desk([maildir("in")], outgoing="out") as d:
            for n, raw in enumerate(mails):
                d.put("in", raw, f"{n}.test")
            d.ok("run", "--once")
            check_order(d)


def check_order(d):
    made = {t["id"]: (t["subject"], t["messages"]) for t in d.json("list")}
    assert made == {1: ("Slow", 2), 2: ("Another", 1)}, made


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
