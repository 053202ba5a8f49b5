#!/usr/bin/env python3
"""How long a backup takes compared with a plain copy of the store's file (cp and sync), and how much slower mails come
in meanwhile. In turns: mails alone, mails during continuous backups, mails during continuous plain copies. Prints
medians. backup.py [TICKETS] [TURNS] [MAILS]"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import desk  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
LIMITS = "mails_per_minute = 1000000;"


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Beside:
    """Repeats one thing until the end of the `with`; records how long each took, for a GB of the store as it was."""

    def __init__(self, what, size):
        self.what, self.size, self.times, self.stop = what, size, [], threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.stop.is_set():
            start, size = time.monotonic(), self.size()
            self.what()
            self.times.append((time.monotonic() - start) * 1e9 / size)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()


class Trial:
    def __init__(self, d, mails):
        self.d, self.mails, self.number = d, mails, 0

    def backup(self):
        shutil.rmtree(self.d.path("copy"), ignore_errors=True)
        self.d.ok("backup", self.d.path("copy"))

    def copy(self):
        source, target = self.d.path("store", "data.mdb"), self.d.path("plain")
        if os.path.exists(target):
            os.unlink(target)
        subprocess.run(["sh", "-c", 'cp "$0" "$1" && sync "$1"', source, target], check=True)

    def size(self):
        return os.path.getsize(self.d.path("store", "data.mdb"))

    def take_in(self):
        """Mails per second."""
        raws = []
        for n in range(self.number, self.number + self.mails):
            raw = desk.mail(f"c{n}@example{n % 97}.org", f"Matter {n}", "Words of a text.\r\n" * 20)
            raws.append(b"From x Thu Jan  1 00:00:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n")
        self.number += self.mails
        self.d.write("mails.mbox", b"".join(raws))
        start = time.monotonic()
        self.d.ok("ingest", "--mbox", self.d.path("mails.mbox"))
        return self.mails / (time.monotonic() - start)


def alone(what, times):
    """Seconds, and seconds of processor time."""
    took, used = [], []
    for _ in range(times):
        start, before = time.monotonic(), processor()
        what()
        took.append(time.monotonic() - start)
        used.append(processor() - before)
    return statistics.median(took), statistics.median(used)


def rotated(items, turn):
    """Each comes first in its turn: the store grows meanwhile, and the page cache fills."""
    at = turn % len(items)
    return items[at:] + items[:at]


def main():
    tickets, turns, mails = ([int(n) for n in sys.argv[1:]] + [1000000, 5, 1500][len(sys.argv) - 1:])[:3]
    folder = tempfile.mkdtemp(prefix="backup-", dir=BUILD)
    with desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", limits=LIMITS, folder=folder) as d:
        subprocess.run([os.path.join(BUILD, "bench", "fill"), d.path("store"), "tickets", str(tickets)], check=True)
        trial = Trial(d, mails)
        rates = {"alone": [], "backup": [], "copy": []}
        took = {"backup": [], "copy": []}
        quiet = {what: alone(getattr(trial, what), 2 * turns) for what in took}
        for turn in range(turns):
            for what in rotated(list(rates), turn):
                os.sync()  # so that the disk is no longer busy with the previous measurement
                if what == "alone":
                    rates[what].append(trial.take_in())
                    continue
                with Beside(getattr(trial, what), trial.size) as beside:
                    rates[what].append(trial.take_in())
                took[what] += beside.times
        size = trial.size() >> 20
    shutil.rmtree(folder, ignore_errors=True)
    rate = {what: statistics.median(found) for what, found in rates.items()}
    busy = {what: statistics.median(found) for what, found in took.items()}
    print(
        f"backup of {tickets} tickets, {size} MB: {quiet['backup'][0]:.2f} s, a plain copy {quiet['copy'][0]:.2f} s:"
        f" {quiet['backup'][0] / quiet['copy'][0]:.2f} x; processor {quiet['backup'][1]:.2f} s and"
        f" {quiet['copy'][1]:.2f} s"
    )
    print(
        f"while mails come in: {busy['backup']:.2f} s a GB, a plain copy {busy['copy']:.2f} s:"
        f" {busy['backup'] / busy['copy']:.2f} x"
    )
    print(
        f"intake: {rate['alone']:.0f} mails a second alone, {rate['backup']:.0f} while backups are made"
        f" ({rate['backup'] / rate['alone']:.2f} x), {rate['copy']:.0f} while plain copies are"
        f" ({rate['copy'] / rate['alone']:.2f} x)"
    )


if __name__ == "__main__":
    main()
