#!/usr/bin/env python3
"""How long an idle desk takes to answer a mail. RUN ALONE: it measures."""
import statistics
import sys
import time

import desk
import servers
from desk import Desk, imap, mail, smtp

LATENCY_MAILS = 12
LATENCY_MS = 1000  # mostly Dovecot's delay before it announces a mail


def test_an_idle_desk_answers_at_once():
    taken = {}

    def on_mail(_, recipient, __):
        taken.setdefault(recipient, time.monotonic())

    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, servers.start_receiver(
        on_mail=on_mail
    ) as receiver:
        d.configure([imap(dovecot.imap, move_to="Processed")], sending=smtp(receiver.smtp))
        with d.start() as daemon:
            daemon.wait_ready()
            servers.deliver(dovecot.lmtp, desk.SUPPORT, mail("warm@example.org", "Warm up"))
            daemon.wait("send", 2, outcome="sent")
            spans = []
            for i in range(LATENCY_MAILS):
                customer = f"c{i}@example.org"
                start = time.monotonic()
                servers.deliver(dovecot.lmtp, desk.SUPPORT, mail(customer, f"Mail {i}"))
                daemon.wait("send", 2 * i + 4, outcome="sent")
                spans.append(1000 * (taken[customer] - start))
            daemon.stop()
    median = statistics.median(spans)
    print(f"idle latency over {LATENCY_MAILS} mails: median {median:.0f} ms, slowest {max(spans):.0f} ms", flush=True)
    assert median < desk.allowed(LATENCY_MS), spans


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
