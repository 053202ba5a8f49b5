#!/usr/bin/env python3
"""kill -9 of all processes at random moments, or only of those that call webhooks, while 200 mails come in and two
webhooks are called for them; one of them fails now and then. Each event of each ticket is delivered, none before the
previous one, and repeated calls have the same webhook-id. SEED=N repeats a run."""
import contextlib
import json
import os
import random
import signal
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import desk  # noqa: E402
import hooked  # noqa: E402
from desk import Desk, mail, maildir  # noqa: E402

MAILS, KILLS = (200, 40) if desk.STEP == 1 else (80, 16)
TOLD = {"created", "message", "assigned", "status"}
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(10**6)))


def some_end(d, chance):
    """Starts the daemon and kills all of it, or only the processes that call webhooks, at a random moment."""
    with d.start() as daemon:
        daemon.wait_ready()
        for _ in range(chance.randrange(1, 4)):
            if chance.random() < 0.4:
                threading.Event().wait(chance.uniform(0, 0.3))
            else:
                with contextlib.suppress(TimeoutError):
                    daemon.wait(chance.choice(["mail", "webhook"]), chance.randrange(1, 60), seconds=0.5)
            for pid in daemon.children("webhook/"):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        daemon.kill()


class Watched(hooked.Hooked):
    """A webhook that fails with that probability, and remembers what it has accepted."""

    def __init__(self, chance, likelihood):
        super().__init__(self.decide)
        self.chance, self.likelihood, self.taken = chance, likelihood, set()

    def decide(self, call, _):
        if self.chance.random() < self.likelihood:
            return self.chance.choice([500, "reset", "close", 404])
        self.taken.add((call.ticket, call.seq))
        return 204


def wanted(d):
    """The seqs of each ticket's events that webhooks get, in order."""
    seqs = {}
    d.ok("export", d.path("all"))
    with open(d.path("all", "records.jsonl"), encoding="utf-8") as f:
        for record in map(json.loads, f):
            if record.get("record") == "event" and record["kind"] in TOLD:
                seqs.setdefault(record["ticket"], []).append(record["seq"])
    return seqs


def check(server, want):
    ids, taken = {}, set()
    for c in server.calls:
        assert ids.setdefault(c.id, (c.ticket, c.seq)) == (c.ticket, c.seq), "an id is of one event"
        ahead = [(c.ticket, s) for s in want[c.ticket] if s < c.seq]
        assert c.seq in want[c.ticket] and taken.issuperset(ahead), (c.ticket, c.seq, ahead)
        if c.status == 204:
            taken.add((c.ticket, c.seq))
    assert taken == {(t, s) for t, seqs in want.items() for s in seqs}, "something was lost"
    assert len(ids) == len(taken), "an event has one id"
    return len(server.calls) - len(taken)


def test_at_least_once_and_in_order():
    chance = random.Random(SEED)
    with Watched(chance, 0) as good, Watched(chance, 0.03) as bad, Desk([maildir("in")], outgoing="out") as d:
        hooked.configure(d, hooked.hook(good.url(), name="good"), hooked.hook(bad.url(), name="bad"))
        for k in range(KILLS):
            for i in range(k * MAILS // KILLS, (k + 1) * MAILS // KILLS):
                d.put("in", mail(f"c{i}@example.org", f"Mail {i}"))
            some_end(d, chance)
            if k % 8 == 7:
                d.ok("set", str(chance.randrange(1, k)), "status=" + chance.choice(["resolved", "open"]))
        bad.likelihood = 0
        with d.start() as daemon:
            daemon.wait_ready()
            daemon.wait("mail", 0)
            d.put("in", mail("last@example.org", "The last one"))
            want = {}
            for server in (good, bad):
                server.wait(lambda c: any(x.ticket == MAILS + 1 and x.type == "ticket.assigned" for x in c))
                want = want or wanted(d)
                server.wait(lambda c, s=server: len(s.taken) >= sum(map(len, want.values())))
        assert len(want) == MAILS + 1, len(want)
        again = [check(server, want) for server in (good, bad)]
        d.ok("verify")
        events = sum(map(len, want.values()))
        print(f"seed {SEED}: {events} events, {KILLS} kills: told again {again[0]} and {again[1]} times", flush=True)


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
