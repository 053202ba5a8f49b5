#!/usr/bin/env python3
"""An idle desk: how much it says to a server without new mail, and how long it takes itself from new mail to answer.

The server is scripted and announces a mail at once; a real one's delay comes on top (Dovecot: half a second). RUN
ALONE: it measures."""
import queue
import re
import select
import socket
import statistics
import sys
import time

import desk
import scripted
import servers
from desk import Desk, imap, mail, smtp

MAILS = 40
OWN_SHARE_MS = 40  # from new mail to answer
REST_SECONDS = 3
PACKETS_A_SECOND = 4


class Folder:
    """The scripted server's folder. put() makes a mail arrive; `told` gets the time at which it is announced."""

    def __init__(self):
        self.mails, self.news, self.told = {}, queue.Queue(), {}
        self.wake_out, self.wake_in = socket.socketpair()
        self.idling = queue.Queue()

    def put(self, raw):
        self.news.put(raw)
        self.wake_in.send(b"!")

    def arrive(self):
        uid = len(self.mails) + 1
        self.mails[uid] = self.news.get()
        return uid


def answer_idle(folder, talk, tag):
    talk.say("+ idling")
    folder.idling.put(time.monotonic())
    while True:
        ready, _, _ = select.select([talk.sock, folder.wake_out], [], [])
        if folder.wake_out in ready:
            folder.wake_out.recv(1)
            uid = folder.arrive()
            folder.told[uid] = time.monotonic()
            talk.say(f"* {uid} EXISTS")
        if talk.sock in ready:
            talk.hear("DONE")
            talk.say(f"{tag} OK done")
            return


def answer_fetch(folder, talk, tag, line):
    wanted = set()
    for part in re.search(r"FETCH (\S+)", line)[1].split(","):
        first, _, last = part.partition(":")
        wanted |= set(range(int(first), int(last or first) + 1))
    for uid in sorted(wanted & set(folder.mails)):
        raw = folder.mails[uid]
        if "BODY.PEEK" in line:
            talk.raw(f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        else:
            talk.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
    talk.say(f"{tag} OK done")


def script_of(folder):
    def script(talk):
        talk.say("* OK hello")
        while True:
            tag, _, line = talk.hear().partition(" ")
            if line.startswith("CAPABILITY"):
                talk.say("* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN SASL-IR", f"{tag} OK done")
            elif line.startswith("SELECT"):
                talk.say(
                    "* FLAGS (\\Seen)",
                    f"* {len(folder.mails)} EXISTS",
                    "* 0 RECENT",
                    "* OK [UIDVALIDITY 7] ok",
                    f"{tag} OK [READ-WRITE] done",
                )
            elif line.startswith("UID SEARCH"):
                first = int(re.search(r"UID (\d+):", line)[1])
                talk.say("* SEARCH" + "".join(f" {uid}" for uid in folder.mails if uid >= first), f"{tag} OK done")
            elif line.startswith("UID FETCH"):
                answer_fetch(folder, talk, tag, line)
            elif line.startswith("IDLE"):
                answer_idle(folder, talk, tag)
            elif line.startswith("LOGOUT"):
                talk.say("* BYE bye", f"{tag} OK done")
                return
            else:
                talk.say(f"{tag} OK done")
    return script


def test_a_desk_at_rest():
    folder, taken = Folder(), {}

    def on_mail(_, recipient, __):
        taken.setdefault(recipient, time.monotonic())

    with Desk([], outgoing="out") as d, scripted.serve(script_of(folder)) as server, servers.start_receiver(
        on_mail=on_mail
    ) as receiver:
        d.configure([imap(server.port)], sending=smtp(receiver.smtp))
        with d.start() as daemon:
            daemon.wait_ready()
            folder.idling.get(timeout=desk.PATIENCE)
            heard = len(server.heard)
            select.select([], [], [], REST_SECONDS)  # a span of time is measured
            packets = 2 * (len(server.heard) - heard)  # each line and its answer
            spans = []
            for i in range(MAILS):
                customer = f"c{i}@example.org"
                folder.put(mail(customer, f"Mail {i}"))
                daemon.wait("send", 2 * i + 2, outcome="sent")
                spans.append(1000 * (taken[customer] - folder.told[i + 1]))
                folder.idling.get(timeout=desk.PATIENCE)
            daemon.stop()
        assert not server.problems, server.problems
    median = statistics.median(spans)
    print(
        (
            f"at rest: {packets / REST_SECONDS:.1f} packets a second; from news to answer: median {median:.0f} ms,"
            f" slowest {max(spans):.0f} ms"
        ),
        flush=True,
    )
    assert packets <= PACKETS_A_SECOND * REST_SECONDS, packets
    assert median <= desk.allowed(OWN_SHARE_MS), spans


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
