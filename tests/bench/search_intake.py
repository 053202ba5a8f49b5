#!/usr/bin/env python3
"""What the search index costs the intake: a running daemon takes in the same mails from a Maildir with the index and
without (a file is in the place of its folder). Run in turns; prints the ratio of the medians and that of processor
times, which is the one to look at on a busy machine. search_intake.py [MAILS] [TURNS]"""
import os
import random
import resource
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import desk  # noqa: E402
from desk import Desk, mail, maildir  # noqa: E402


def words(rng, count):
    return " ".join(
        "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(1, 4)))
        for _ in range(count)
    )


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def take_in(mails, indexed):
    """Mails per second, from the daemon's start to the last mail, and milliseconds of processor time per mail, of all
    processes."""
    rng = random.Random(5)
    with Desk([maildir("support")], outgoing="out") as d:
        for i in range(mails):
            d.put("support", mail(f"c{i}@example{i % 97}.org", f"{words(rng, 4)} {i}", words(rng, 90) + "\n"))
        d.ok("ingest", "-", stdin=mail("first@example.org", "First"))
        if not indexed:
            d.write(os.path.join("store", "search"), b"")
        start, used = time.monotonic(), cpu()
        with d.start() as daemon:
            daemon.wait("mail", mails, seconds=300)
            took = time.monotonic() - start
            daemon.stop()
    return mails / took, 1000 * (cpu() - used) / mails


def main():
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    turns = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    rates = {True: [], False: []}
    for _ in range(turns):
        for indexed in (True, False):
            rates[indexed].append(take_in(mails, indexed))
    on, off = (statistics.median(rate for rate, _ in rates[k]) for k in (True, False))
    cost_on, cost_off = (statistics.median(cost for _, cost in rates[k]) for k in (True, False))
    print(f"intake: {on:.0f} mails a second with the search index, {off:.0f} without: {on / off:.2f} x; "
          f"processor: {cost_on:.2f} ms a mail with, {cost_off:.2f} ms without: {cost_off / cost_on:.2f} x")


if __name__ == "__main__":
    main()
