#!/usr/bin/env python3
"""kill -9 of all processes at random moments while 300 mails go through: the result is 300 tickets and 300 answered
customers, and an answer sent twice has the same Message-ID both times. SEED=N repeats a run, KILLS=N is the number of
kills."""
import collections
import os
import random
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import desk  # noqa: E402
import servers  # noqa: E402
from desk import Desk, imap, mail, maildir, parse, smtp  # noqa: E402

MAILS = 300
KILLS = int(os.environ.get("KILLS", "25"))
SIDE_BY_SIDE = 2
CUSTOMERS = [f"c{i}@example{i % 10}.org" for i in range(MAILS)]
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(10**6)))


def kill_at_some_moment(d, chance):
    """Starts the daemon and kills all its processes, soon after its start or after some outcomes."""
    with d.start() as daemon:
        daemon.wait_ready()
        if chance.random() < 0.5:
            threading.Event().wait(chance.uniform(0, 0.3))
        else:
            event = chance.choice(["mail", "send"])
            try:
                daemon.wait(event, chance.randrange(1, 60), seconds=0.5)
            except TimeoutError:
                pass  # there was less left to do
        daemon.kill()


def check_outcome(d, sent):
    """sent: [(recipient, raw)]"""
    subjects = collections.Counter(t["subject"] for t in d.json("list", "--all"))
    assert subjects == {f"Mail {i}": 1 for i in range(MAILS)}, [s for s in subjects.items() if s[1] != 1]
    ids = collections.defaultdict(set)
    count = collections.Counter()
    for recipient, raw in sent:
        message = parse(raw)
        if message["X-Caredesk-Template"] == "acknowledge":
            ids[recipient].add(message["Message-ID"])
            count[recipient] += 1
    assert set(ids) == set(CUSTOMERS), len(ids)
    assert all(len(found) == 1 for found in ids.values()), "twice with another Message-ID"
    assert d.json("outbox") == [] and "0 faults" in d.ok("verify")
    print(
        f"seed {SEED}: {MAILS} tickets, {MAILS} customers answered, {sum(count.values()) - MAILS} of them twice",
        flush=True,
    )


def test_over_imap_and_smtp():
    chance = random.Random(SEED)
    with Desk([], outgoing="out") as d, servers.start_dovecot(
        d.path("dovecot")
    ) as dovecot, servers.start_receiver() as receiver:
        d.configure([imap(dovecot.imap, move_to="Processed")], sending=smtp(receiver.smtp))
        mails = [mail(CUSTOMERS[i], f"Mail {i}") for i in range(MAILS)]
        for k in range(KILLS):
            servers.append(dovecot.imap, desk.SUPPORT, mails[k * MAILS // KILLS:(k + 1) * MAILS // KILLS])
            kill_at_some_moment(d, chance)
        d.ok("run", "--once")
        assert (
            servers.mailbox(dovecot.imap, desk.SUPPORT) == []
        ), "what is done is marked, also where a kill came in between"
        assert len(servers.mailbox(dovecot.imap, desk.SUPPORT, "Processed")) == MAILS
        check_outcome(d, [(recipient, raw) for _, recipient, raw in receiver.mails])


def test_with_maildirs():
    chance = random.Random(SEED)
    with Desk([maildir("in")], outgoing="out") as d:
        for k in range(KILLS):
            for i in range(k * MAILS // KILLS, (k + 1) * MAILS // KILLS):
                d.put("in", mail(CUSTOMERS[i], f"Mail {i}"))
            kill_at_some_moment(d, chance)
        d.ok("run", "--once")
        assert d.files("in") == [] and len(d.files("in", "cur")) == MAILS
        check_outcome(d, [(m["To"].addresses[0].addr_spec, m.as_bytes()) for m in d.sent()])


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
