#!/usr/bin/env python3
"""Each process of the daemon has only its own descriptors, its own secret, and the rights it needs."""
import contextlib
import ctypes
import os
import re
import sys
import threading

import desk
import scripted
import servers
from desk import Desk, imap

SIDE_BY_SIDE = 3
# Freed memory keeps only the end of a secret, so the ends differ
SECRETS = {
    name: b"a-secret-that-is-rather-long-and-ends-with-" + end
    for name, end in (("one", b"7f31c2d0"), ("two", b"a94e08b7"), ("smtp", b"5b66d1fe"))
}
ENDS = {name: secret[-12:] for name, secret in SECRETS.items()}
EVERYBODYS = b"support@acme.test"
FILES = ("maps", "mem", "pagemap")
PAGE, IS_THERE = os.sysconf("SC_PAGE_SIZE"), 3 << 62  # in memory or swapped out


def folder(looked_at):
    """A script for an IMAP server with one empty folder."""
    return lambda talk: serve_folder(talk, looked_at)


def serve_folder(talk, looked_at):
    talk.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready")
    answers = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN",
        "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok",
        "UID": "* SEARCH",
    }
    while True:
        tag, verb = talk.hear().split()[:2]
        if verb.upper() in answers:
            talk.say(answers[verb.upper()])
        talk.say(f"{tag} OK done")
        if verb.upper() == "UID":
            looked_at.set()


def post(talk):
    talk.say("220 ready")
    for verb in ("EHLO", "AUTH", "MAIL", "RCPT", "DATA"):
        talk.hear(verb)
        talk.say(
            "250 AUTH PLAIN"
            if verb == "EHLO"
            else "235 in"
            if verb == "AUTH"
            else "354 go"
            if verb == "DATA"
            else "250 ok"
        )
    while talk.hear() != ".":
        pass
    talk.say("250 taken")
    talk.hear("QUIT")
    talk.say("221 bye")


def tree(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
        below = [int(child) for child in f.read().split()]
    return below + [p for child in below for p in tree(child)]


def name(pid):
    with open(f"/proc/{pid}/comm", encoding="ascii") as f:
        return f.read().strip()


def status(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return {key: value.strip() for key, _, value in (line.partition(":") for line in f)}


def pieces(memory, pagemap, low, high):
    """What the process has in a mapping, in pieces of pages that follow each other. A page that it never touched is not
    there: the sanitizers reserve many of those."""
    pagemap.seek(low // PAGE * 8)
    entries = memoryview(pagemap.read((high - low) // PAGE * 8)).cast("Q")
    there = [low + n * PAGE for n, entry in enumerate(entries) if entry & IS_THERE]
    starts = [page for page, before in zip(there, [None, *there]) if page - PAGE != before]
    ends = [page + PAGE for page, after in zip(there, [*there[1:], None]) if page + PAGE != after]
    for start, end in zip(starts, ends):
        memory.seek(start)
        with contextlib.suppress(OSError):  # a page that is not even the process's own to read
            yield memory.read(end - start)


def holds(pid, words):
    """Which of the words are in the process's memory."""
    found = set()
    with contextlib.ExitStack() as files:
        maps, memory, pagemap = (files.enter_context(open(f"/proc/{pid}/{name}", "rb", 0)) for name in FILES)
        for line in maps.readall().decode().splitlines():
            low, high, rights = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
            low, high = int(low, 16), int(high, 16)
            if "rw" in rights and high - low <= 1 << 30:
                for piece in pieces(memory, pagemap, low, high):
                    found |= {word for word in words if word in piece}
    return found


def descriptors(pid):
    found = set()
    for fd in os.listdir(f"/proc/{pid}/fd"):
        link = os.readlink(f"/proc/{pid}/fd/{fd}")
        if int(fd) > 2 and (link.startswith(("pipe:", "socket:")) or "lock" in link):
            found.add(link)
    return found


def configure(d, one, two, smtp):
    for key, secret in SECRETS.items():
        os.chmod(d.write(f"{key}.pw", secret + b"\n"), 0o600)
    boxes = [
        imap(server.port, name=key, address=f"{key}@acme.test", user=key).replace("imap.pw", f"{key}.pw")
        for key, server in (("one", one), ("two", two))
    ]
    d.configure(
        boxes,
        sending=(
            f'smtp = {{ host = "localhost"; port = {smtp.port}; tls = "none"; user = "smtp"; password_file = "smtp.pw";'
            ' connections = 1; };'
        ),
    )


def check_rights(pids):
    for pid in pids:
        s = status(pid)
        assert s["NoNewPrivs"] == "1" and s["Seccomp"] == "2", (name(pid), s["NoNewPrivs"], s["Seccomp"])
        with open(f"/proc/{pid}/limits", encoding="ascii") as f:
            assert re.search(r"Max core file size\s+0\s+0", f.read()), name(pid)


def check_secrets(supervisor, pids):
    own = {"mailbox/one": {ENDS["one"]}, "mailbox/two": {ENDS["two"]}, "sender/0": {ENDS["smtp"]}}
    for pid in (supervisor, *pids):
        is_worker = name(pid) in own or pid == supervisor
        held = holds(pid, [*ENDS.values(), *([EVERYBODYS] if is_worker else [])])
        assert not is_worker or EVERYBODYS in held, "the search finds what is there"
        assert held - {EVERYBODYS} <= own.get(name(pid), set()), (name(pid), held)


def check_descriptors(supervisor, workers):
    """Checks that each heartbeat pipe is shared by the supervisor and one process, and that only the supervisor has the
    lock."""
    of = {pid: descriptors(pid) for pid in (supervisor, *workers)}
    assert any("lock" in link for link in of[supervisor]), of[supervisor]
    for pid in workers:
        assert not any("daemon.lock" in link for link in of[pid]), (name(pid), of[pid])
        shared = {link for other in workers if other != pid for link in of[pid] & of[other]}
        assert not {link for link in shared if link.startswith(("pipe:", "socket:"))}, (name(pid), shared)


def test_each_has_its_own_alone():
    if os.geteuid() != 0:
        return
    looked_at = [threading.Event(), threading.Event()]
    with Desk([], outgoing="out") as d, scripted.serve(folder(looked_at[0])) as one, scripted.serve(
        folder(looked_at[1])
    ) as two, scripted.serve(post) as smtp:
        configure(d, one, two, smtp)
        d.ok("ingest", "--mailbox", "one", "-", stdin=desk.mail("jo@example.org", "Hello", to="one@acme.test"))
        with d.start() as daemon:
            daemon.wait("send", outcome="sent")
            assert all(event.wait(desk.PATIENCE) for event in looked_at)
            pids, workers = tree(daemon.process.pid), daemon.children()
            assert sorted(map(name, workers)) == ["clock", "index", "mailbox/one", "mailbox/two", "sender/0"]
            check_rights(pids)
            check_secrets(daemon.process.pid, pids)
            check_descriptors(daemon.process.pid, workers)
            daemon.stop()


def test_others_secrets_are_kept_from_it():
    """The process of a mailbox with a program can read what the program can, because both are confined alike."""
    if not has_landlock():
        print("skipped: this kernel has no Landlock")
        return
    looked_at = [threading.Event(), threading.Event()]
    with Desk([], outgoing="out") as d, scripted.serve(folder(looked_at[0])) as one, scripted.serve(
        folder(looked_at[1])
    ) as two, scripted.serve(post) as smtp:
        configure(d, one, two, smtp)
        look = (
            f"cat {d.path('one.pw')} {d.path('smtp.pw')} >{d.path('seen')} 2>{d.path('said')}; cat {d.path('two.pw')}"
        )
        with open(d.config, encoding="utf-8") as f:
            config = f.read().replace('password_file = "two.pw"', f'password_command = "{look}"')
        d.write("caredesk.conf", config)
        with d.start() as daemon:
            assert all(event.wait(desk.PATIENCE) for event in looked_at)
            with open(d.path("seen"), "rb") as seen, open(d.path("said"), encoding="utf-8") as said:
                assert seen.read() == b"" and said.read().count("Permission denied") == 2
            daemon.stop()


def test_a_password_that_is_replaced():
    """A password file replaced by another file, as editors do, is read again once the old password is refused."""
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        boxes = [
            imap(dovecot.imap, name=key, address=f"{key}@acme.test", user=f"{key}@acme.test").replace(
                "imap.pw", f"{key}.pw"
            )
            for key in ("one", "two")
        ]
        for key in ("one", "two"):
            os.chmod(d.write(f"{key}.pw", servers.PASSWORD + "\n"), 0o600)
        d.configure(boxes, outgoing="out")
        with d.start() as daemon:
            servers.append(dovecot.imap, "one@acme.test", [desk.mail("jo@example.org", "Before")])
            daemon.wait("mail", mailbox="one")
            os.chmod(d.write("new.pw", servers.PASSWORD + "\n"), 0o600)
            os.rename(d.path("new.pw"), d.path("one.pw"))
            dovecot.restart()
            servers.append(dovecot.imap, "one@acme.test", [desk.mail("jo@example.org", "After")])
            daemon.wait("mail", 2, mailbox="one")
            daemon.stop()


def has_landlock():
    return ctypes.CDLL(None).syscall(444, None, 0, 1) > 1


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
