#!/usr/bin/env python3
"""Mails that crash, hang or overload a parser, in a mailbox with good mails between them: the good ones become tickets;
the bad ones become tickets by their headers alone or are quarantined with their raw bytes; the mailbox is emptied."""
import os
import signal
import sys
import time

import desk
import servers
from desk import Desk, imap, mail, maildir

SECONDS = 10


def head(sender, subject, content_type):
    return (
        f"From: {sender}\r\nTo: {desk.SUPPORT}\r\nSubject: {subject}\r\nDate: Mon, 02 Nov 2026 09:14:03"
        f" +0100\r\nMessage-ID: <{subject.replace(' ', '-')}@bad.example.org>\r\nMIME-Version: 1.0\r\nContent-Type:"
        f" {content_type}\r\n"
    ).encode()


def crasher():
    return (
        head("bad1@example.org", "bad quote", 'multipart/mixed; boundary="\\""')
        + b'\r\n--"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--"--\r\n'
    )


def nested_parts(n=40000):
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(n))
    return head("bad2@example.org", "bad nesting", "multipart/mixed; boundary=x") + b"\r\n--x\r\n" + parts


def nested_messages(n=40000):
    return (
        head("bad3@example.org", "bad messages", "message/rfc822")
        + b"\r\n"
        + b"Content-Type: message/rfc822\r\n\r\n" * n
    )


def parentheses(n=300000):
    return b"Cc: " + b"(" * n + b"\r\n" + head("bad4@example.org", "bad comment", "text/plain") + b"\r\nhello\r\n"


def nuls():
    return b"\0" * 100000


def half_nuls():
    return head("bad5@example.org", "bad bytes", "text/plain; charset=utf-16") + b"\r\n" + b"\0\xff\xfe" * 30000


BAD = {
    "crasher": crasher,
    "nested parts": nested_parts,
    "nested messages": nested_messages,
    "parentheses": parentheses,
    "NULs": nuls,
    "half NULs": half_nuls,
}


def among_good_ones(good):
    """Good and bad mails in turn, beginning and ending with a good one."""
    mails = []
    for i, make in enumerate(BAD.values()):
        mails += [mail(f"good{i}@example.org", f"Good {i}"), make()]
    return mails + [mail(f"good{i}@example.org", f"Good {i}") for i in range(len(BAD), good)]


def check_outcome(d, good, nothing=nuls()):
    """nothing: the mail of NULs as it was received."""
    tickets = d.json("list", "--all")
    subjects = {t["subject"] for t in tickets}
    assert {f"Good {i}" for i in range(good)} <= subjects, subjects
    by_headers = [t for t in tickets if not t["subject"].startswith("Good")]
    quarantined = d.json("quarantine")
    assert len(by_headers) + len(quarantined) == len(BAD), (by_headers, quarantined)
    raws = [d.run("quarantine", "show", str(q["id"])).stdout for q in quarantined]
    assert nothing in raws, "kept whole"
    answered = {m["To"].addresses[0].addr_spec for m in d.sent() if m["X-Caredesk-Template"] == "acknowledge"}
    assert {f"good{i}@example.org" for i in range(good)} <= answered, answered
    assert "0 faults" in d.ok("verify")


def test_over_imap():
    good = 12
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        d.configure([imap(dovecot.imap, move_to="Processed")], outgoing="out")
        servers.append(dovecot.imap, desk.SUPPORT, among_good_ones(good))
        with d.start() as daemon:
            start = time.monotonic()
            daemon.wait("mail", good + len(BAD), SECONDS)
            servers.wait_until(lambda: servers.mailbox(dovecot.imap, desk.SUPPORT) == [], SECONDS, "an empty mailbox")
            print(f"{good} good and {len(BAD)} bad mails in {time.monotonic() - start:.1f} s", flush=True)
            daemon.wait("send", 2 * good, SECONDS, outcome="sent")
            assert not daemon.find("process-ended"), "the worker itself never died"
            assert daemon.stop()[0] == 0
        d.ok("run", "--once")
        check_outcome(d, good, b"\x80" * 100000)  # as Dovecot gives it, since IMAP has no NULs
        assert len(servers.mailbox(dovecot.imap, desk.SUPPORT, "Processed")) == good + len(BAD)


def test_in_a_maildir():
    with Desk([maildir("in")], outgoing="out") as d:
        for i, raw in enumerate(among_good_ones(8)):
            d.put("in", raw, f"{i:03d}.test")
        d.ok("run", "--once")
        assert d.files("in") == []
        check_outcome(d, 8)


def test_replay_and_ingest():
    with Desk([maildir("in")], outgoing="out") as d:
        for i, raw in enumerate(among_good_ones(8)):
            d.put("folder", raw, f"{i:03d}.test")
        outcomes = [r["verdict"] for r in d.json("replay", d.path("folder"))]
        assert outcomes.count("quarantine") >= 1 and outcomes.count("new") >= 8, outcomes
        d.ok("ingest", d.path("folder"))
        d.ok("run", "--once")
        check_outcome(d, 8)


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
