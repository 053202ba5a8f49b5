#!/usr/bin/env python3
"""keep_kill: forgetting, deleting by age, backups and imports are killed at random: the store stays intact each time,
and the same command, run again, finishes. KILLS in the environment: how often each."""
import os
import random
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "flow"))
import desk  # noqa: E402
import servers  # noqa: E402

KILLS = int(os.environ.get("KILLS", "30"))
TICKETS = 150 if desk.STEP == 1 else 60
SECRET = "quokka"
BOB = "bob@acme.test"
random.seed(20261126)


def filled(more=""):
    """A desk with many tickets of one customer, and some of others."""
    d = desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", more=more)
    for n in range(TICKETS):
        who = "jo@private-home.test" if n % 3 else f"c{n}@example.org"
        d.put("in", desk.mail(who, f"{SECRET} {n}", f"{SECRET} words\n" * 20), f"{n}.test")
    d.ok("run", "--once")
    return d


def killed(d, longest, *words):
    """Runs the command and kills it at a random moment within `longest` seconds, its usual time; returns True if it had
    ended before."""
    process = subprocess.Popen(
        [desk.CAREDESK, "-c", d.config, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(random.uniform(0, longest))
        ended = True
    except subprocess.TimeoutExpired:
        ended = False
        os.killpg(process.pid, 9)
        process.wait()
    return ended


def takes(d, *words):
    start = time.monotonic()
    d.ok(*words)
    return time.monotonic() - start


def sound(d):
    done = d.run("verify")
    assert done.returncode == 0 and b"0 faults" in done.stdout, done.stdout.decode()[:600] + done.stderr.decode()


def copies(d):
    """Keeps a copy of the store; returns a function that restores it for the next attempt."""
    def copy(source, target):
        shutil.copytree(source, target, ignore=lambda folder, names: [n for n in names if n.startswith("bell-")])
    copy(d.path("store"), d.path("kept"))

    def back():
        shutil.rmtree(d.path("store"))
        copy(d.path("kept"), d.path("store"))
    return back


def stored(d):
    with open(d.path("store", "data.mdb"), "rb") as f:
        return f.read()


def test_forget():
    with filled() as d:
        back, ended = copies(d), 0
        span = takes(d, "customer", "forget", "--yes", "jo@private-home.test")
        back()
        for n in range(KILLS):
            ended += killed(d, span, "customer", "forget", "--yes", "jo@private-home.test")
            sound(d)
            if n % 3 == 2:
                d.ok("customer", "forget", "--yes", "jo@private-home.test")
                sound(d)
                assert b"jo@private-home.test" not in stored(d) and len(d.json("list", "--all")) == TICKETS
                back()
        print(f"{KILLS} kills, {ended} too late")
    return KILLS


def test_keep():
    with filled() as d:
        d.trust_host()
        for n in range(1, TICKETS + 1):
            d.put("in", desk.mail(BOB, f"Re: [ACME #{n}]", "#close\n", headers=desk.proof(BOB)), f"close.{n}.test")
        d.ok("run", "--once")
        assert len(d.json("list", "closed")) == TICKETS
        with open(d.config, encoding="utf-8") as f:
            text = f.read()
        d.write("caredesk.conf", text + 'keep = { closed = 1; };\n')
        closed = time.time()
        back = copies(d)
        servers.wait_until(lambda: time.time() > closed + 2, what="the last ticket's age")  # the daily check runs once
        span = takes(d, "run", "--once")
        back()
        for n in range(KILLS):
            killed(d, span, "run", "--once")
            sound(d)
            if n % 3 == 2:
                d.ok("run", "--once")
                sound(d)
                assert SECRET.encode() not in stored(d) and len(d.json("list", "--all")) == TICKETS
                back()
    return KILLS


def test_backup():
    with filled() as d:
        for n in range(KILLS):
            ended = killed(d, 0.06, "backup", d.path("copy"))
            sound(d)
            if ended:
                d.ok("verify", d.path("copy"))
                shutil.rmtree(d.path("copy"))
            elif n % 3 == 2:
                done = d.run("backup", d.path("copy"))
                assert done.returncode == 0 or b"already contains a backup" in done.stderr, done.stderr
                d.ok("verify", d.path("copy"))
                shutil.rmtree(d.path("copy"))
    return KILLS


def test_import():
    with filled() as d:
        before = d.json("list", "--all")
        d.ok("export", d.path("all"))
        shutil.rmtree(d.path("store"))
        span = takes(d, "import", d.path("all"))
        shutil.rmtree(d.path("store"))
        for n in range(KILLS):
            killed(d, span, "import", d.path("all"))
            if n % 3 == 2:
                done = d.run("import", d.path("all"))
                assert done.returncode == 0 or b"already has tickets" in done.stderr, done.stderr
                sound(d)
                assert d.json("list", "--all") == before
                shutil.rmtree(d.path("store"))
    return KILLS


def test_delete_and_restore():
    with filled() as d:
        d.ok("backup", d.path("copy"))
        for n in range(KILLS):
            killed(d, 0.1, "delete", "--yes", str(n + 1))
            sound(d)
            killed(d, 0.2, "restore", "--yes", d.path("copy"))
            sound(d)
        d.ok("restore", "--yes", d.path("copy"))
        assert len(d.json("list", "--all")) == TICKETS
    return 2 * KILLS


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
