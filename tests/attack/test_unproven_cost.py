#!/usr/bin/env python3
"""A mail of 300 bytes in an agent's name, without proof, names every ticket: next to nothing is read for it. With
proof, what a command asks for is read, and freed with its mail.

A hundred tickets have half a megabyte of text each; a batch of 64 such mails comes in. All processes together stay
small. TICKETS=200 MESSAGES=60 makes it 1.2 GB of text, which takes minutes. Under the sanitizers, whose own memory
hides what the desk needs, all is small: they look at the same code."""
import contextlib
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "flow"))
import desk  # noqa: E402
from desk import CAREDESK, Desk, mail, maildir  # noqa: E402

TICKETS = int(os.environ.get("TICKETS", 100 if desk.STEP == 1 else 16))
MESSAGES = int(os.environ.get("MESSAGES", 5 if desk.STEP == 1 else 2))
FORGED, TEXT = (64, 100_000) if desk.STEP == 1 else (16, 20_000)
MAX_MB = 200 * desk.MEMORY


def resident(pid):
    """Megabytes of private memory of that process and all that it started; the store's pages are the system's cache."""
    total = 0
    for one in desk.servers.family(pid):
        with contextlib.suppress(OSError, IndexError), open(f"/proc/{one}/status", encoding="utf-8") as f:
            total += sum(int(line.split()[1]) for line in f if line.startswith(("RssAnon", "RssShmem")))
    return total / 1e3


def peak(words):
    most, process = 0, subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    while process.poll() is None:
        most = max(most, resident(process.pid))
        time.sleep(0.005)  # a sample
    assert process.returncode == 0
    return most


def fill(d):
    names = []
    for n in range(TICKETS):
        for k in range(MESSAGES):
            text = (f"{n} {k} " + "All kinds of words. " * (TEXT // 20) + "\n").replace(". ", ".\n")
            subject = f"Case {n}" if k == 0 else f"Re: [ACME #{n + 1}] Case {n}"
            names.append(
                d.write(
                    f"m-{n}-{k}.eml", mail(f"c{n}@example.org", subject, text, message_id=f"<m{n}.{k}@example.org>")
                )
            )
    d.ok("ingest", *names)


def test_a_batch_of_proven_commands():
    with Desk([maildir("in")], outgoing="out", limits="open_per_sender = 100000; mails_per_minute = 100000;",
              more='authserv_id = "mx.acme.test"; agent_proof = "dmarc"; acknowledge = "none";') as d:
        fill(d)
        proof = "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\r\n"
        asked = [
            d.write(
                f"s-{i}.eml",
                mail(
                    "bob@acme.test",
                    f"Re: [ACME #{i + 1}] Case",
                    "#show\n",
                    message_id=f"<s{i}@acme.test>",
                    headers=proof,
                ),
            )
            for i in range(FORGED)
        ]
        most = peak([CAREDESK, "-c", d.config, "ingest", *asked])
        print(f"{FORGED} times #show of {TEXT * MESSAGES / 1e6:.1f} MB: {most:.0f} MB over all processes at most")
        assert most < MAX_MB, most


def test_a_batch_of_forged_mails():
    with Desk([maildir("in")], outgoing="out", limits="open_per_sender = 100000; mails_per_minute = 100000;") as d:
        fill(d)
        assert len(d.json("list")) == TICKETS
        refs = " ".join(f"<m{n}.{k}@example.org>" for n in range(TICKETS) for k in (0,))
        headers = f"References: {refs}\r\n"
        forged = [
            d.write(
                f"f-{i}.eml",
                mail(
                    "bob@acme.test",
                    f"Re: [ACME #{i + 1}] Case",
                    "#show\n",
                    message_id=f"<f{i}@acme.test>",
                    headers=headers,
                ),
            )
            for i in range(FORGED)
        ]
        most = peak([CAREDESK, "-c", d.config, "ingest", *forged])
        print(f"{FORGED} forged mails that name {TICKETS} tickets: {most:.0f} MB over all processes at most")
        assert most < MAX_MB, most


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
