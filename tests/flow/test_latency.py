#!/usr/bin/env python3
"""How long an idle desk takes to answer a mail in each of three mailboxes. RUN ALONE: it measures."""
import statistics
import sys
import time

import desk
import servers
from desk import Desk, imap, mail, smtp

BOXES, ROUNDS = ("sales", "service", "support"), 4
LATENCY_MS = 1000  # mostly Dovecot's delay before it announces a mail


def test_an_idle_desk_answers_at_once():
    taken = {}

    def on_mail(_, recipient, __):
        taken.setdefault(recipient, time.monotonic())

    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, servers.start_receiver(
        on_mail=on_mail
    ) as receiver:
        boxes = [imap(dovecot.imap, box, f"{box}@acme.test", f"{box}@acme.test", "Processed") for box in BOXES]
        d.configure(boxes, sending=smtp(receiver.smtp))
        with d.start() as daemon:
            daemon.wait_ready()
            spans = []
            for i in range(ROUNDS + 1):
                start = {}
                for box in BOXES:
                    customer, to = f"{box}{i}@example.org", f"{box}@acme.test"
                    start[customer] = time.monotonic()
                    servers.deliver(dovecot.lmtp, to, mail(customer, f"Mail {i}", to=to))
                daemon.wait("send", 2 * len(BOXES) * (i + 1), outcome="sent")
                if i > 0:  # the first ones may come while it connects
                    spans += [1000 * (taken[customer] - start[customer]) for customer in start]
            daemon.stop()
    median = statistics.median(spans)
    print(f"idle latency over {len(spans)} mails: median {median:.0f} ms, slowest {max(spans):.0f} ms", flush=True)
    assert median < desk.allowed(LATENCY_MS), spans


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
