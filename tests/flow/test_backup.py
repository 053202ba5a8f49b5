#!/usr/bin/env python3
"""backup: taken while mails come in, restored, and what must not happen twice after that."""
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402

USER = desk.SUPPORT
DATAERR, NOINPUT, UNAVAILABLE, TEMPFAIL, NOPERM = 65, 66, 69, 75, 77


def new_desk(**options):
    return desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", **options)


def take(d, *names):
    for name in names:
        d.put("in", desk.mail(f"{name}@example.org", f"Of {name}"), f"{name}.test")
    d.ok("run", "--once")


def whole(d):
    return (
        d.json("list", "--all"),
        [d.json("show", str(t["id"])) for t in d.json("list", "--all")],
        d.json("outbox"),
        d.json("customer"),
    )


def test_back_again():
    with new_desk() as d:
        take(d, "ann", "eve")
        before = whole(d)
        printed = d.ok("backup", d.path("copy"))
        assert "files" in printed and "0 faults" in d.ok("verify", d.path("copy")), printed
        with open(d.path("copy", "manifest"), encoding="utf-8") as f:
            manifest = f.read()
        assert "store/data.mdb" in manifest and d.config in manifest, manifest
        assert "already contains a backup" in d.fails(UNAVAILABLE, "backup", d.path("copy"))
        shutil.rmtree(d.path("store"))
        printed = d.ok("restore", d.path("copy"))
        assert "new ones start 1000 higher" in printed, printed
        assert whole(d) == before and "0 faults" in d.ok("verify")
        take(d, "zoe")
        assert d.json("list")[-1]["id"] == 1003, "the lost hours may have given 3 to somebody"


def test_onto_a_store_that_went_on():
    with new_desk() as d:
        take(d, "ann")
        d.ok("backup", d.path("copy"))
        take(d, "eve", "zoe")
        assert "Nothing was changed" in d.fails(NOPERM, "restore", d.path("copy"), stdin=b"no\n")
        assert len(d.json("list")) == 3
        with d.start() as daemon:
            daemon.wait_ready()
            assert "another daemon is running" in d.fails(TEMPFAIL, "restore", "--yes", d.path("copy"))
            daemon.stop()
        d.ok("restore", "--yes", d.path("copy"))
        assert [t["id"] for t in d.json("list")] == [1]
        take(d, "new")
        assert [t["id"] for t in d.json("list")] == [1, 4], "known: 2 and 3 were given"


def test_nobody_is_answered_twice():
    with new_desk() as d:
        d.put("in", desk.mail("ann@example.org", "First"), "1.test")
        d.ok("ingest", d.path("in", "new", "1.test"))  # nothing is sent yet
        os.unlink(d.path("in", "new", "1.test"))
        d.ok("backup", d.path("copy"))
        d.ok("run", "--once")
        sent = len(d.sent())
        assert sent >= 1
        d.put("in", desk.mail("eve@example.org", "Second", headers=""), "2.test")
        d.ok("run", "--once")
        answered = [m for m in d.sent() if m["To"] and "eve@example.org" in m["To"]]
        assert len(answered) == 1
        count = len(d.sent())
        shutil.rmtree(d.path("store"))
        printed = d.ok("restore", d.path("copy"))
        assert "may have been sent since" in printed, printed
        # the second mail is still on its server, and is taken in again
        d.put("in", desk.mail("eve@example.org", "Second"), "2.test")
        d.ok("run", "--once")
        to_people = [m for m in d.sent()[count:] if "example.org" in (m["To"] or "")]
        assert to_people == [], [m["To"] for m in to_people]
        last = d.json("list")[-1]
        assert last["subject"] == "Second" and last["id"] > 2
        assert any(
            e["event"] == "withheld" and "restore" in e["why"] for e in d.json("show", str(last["id"]))[0]["events"]
        )
        failed = d.json("outbox")
        assert failed and all("may have been sent" in m["error"] for m in failed), failed


def sent_of(d, address):
    return next(m for m in d.sent() if address in (m["To"] or "") and m["X-Caredesk-Template"] == "acknowledge")


def test_what_the_server_knows_of():
    """A mail whose copy is in the Sent folder, one that was answered, and one of which there is no trace."""
    with tempfile.TemporaryDirectory(prefix="caredesk-backup-") as short, servers.start_dovecot(short) as dovecot:
        box = desk.imap(dovecot.imap, "in", user=USER, move_to="Done")
        with desk.Desk(mailboxes=[box], outgoing="out") as d:
            for name in ("ann", "eve", "zoe"):
                d.ok("ingest", "-", stdin=desk.mail(f"{name}@example.org", f"Of {name}"))
            d.ok("backup", d.path("copy"))
            waiting = len(d.json("outbox"))
            d.ok("run", "--once")
            ann, eve = sent_of(d, "ann@example.org"), sent_of(d, "eve@example.org")
            with servers.login(dovecot.imap, USER) as connection:
                connection.create('"Sent Items"')
            servers.append(dovecot.imap, USER, [ann.as_bytes()], '"Sent Items"')
            answer = desk.mail("eve@example.org", "Re: x", headers=f"References: {eve['Message-ID']}\r\n")
            servers.append(dovecot.imap, USER, [answer])
            shutil.rmtree(d.path("store"))
            printed = d.ok("restore", d.path("copy"))
            assert "2 mails that were to be sent then have been sent since" in printed, printed
            assert "searched in: Sent Items" in printed, printed
            assert f"{waiting - 2} mails that were to be" in printed, printed
            left = d.json("outbox")
            assert len(left) == waiting - 2 and all("may have been sent" in m["error"] for m in left), left
            assert not any(m["to"] in ("ann@example.org", "eve@example.org") for m in left), left
            told = [e for e in d.json("show", "1")[0]["events"] if e["event"] == "mail sent"]
            assert len(told) == 1 and "before the restore: its Message-ID is in in: Sent Items" in told[0]["why"], told
            assert "0 faults" in d.ok("verify")
            # again, without the server
            dovecot.stop()
            printed = d.ok("restore", "--yes", d.path("copy"))
            assert "what was sent is not known of in: " in printed, printed
            assert f"{waiting} mails that were to be sent then may have been sent since" in printed, printed


def test_what_is_damaged():
    with new_desk() as d:
        take(d, "ann")
        assert "no backup there" in d.fails(NOINPUT, "restore", d.path("out"))
        os.makedirs(d.path("full"))
        d.write("full/mine.txt", "x")
        assert "contains something else" in d.fails(UNAVAILABLE, "backup", d.path("full"))
        d.ok("backup", d.path("copy"))
        path = d.path("copy", "store", "data.mdb")
        with open(path, "r+b") as f:
            f.seek(9000)
            f.write(b"x")
        assert "does not match the manifest" in d.fails(DATAERR, "verify", d.path("copy"))
        assert "does not match the manifest" in d.fails(DATAERR, "restore", "--yes", d.path("copy"))
        with open(d.path("copy", "manifest"), "a", encoding="utf-8") as f:
            f.write(f"file {'0' * 64} 1 files/../../x\n")
        assert "unexpected line" in d.fails(DATAERR, "verify", d.path("copy"))
        assert len(d.json("list")) == 1
        os.unlink(d.path("copy", "manifest"))
        d.ok("backup", d.path("copy"))  # an interrupted backup is made again
        d.ok("verify", d.path("copy"))


def without_room():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))


def test_without_room():
    """A backup without disk space says so and leaves nothing that looks complete; it can be resumed with more space."""
    with new_desk() as d:
        take(d, "ann")
        done = d.run("backup", d.path("copy"), preexec_fn=without_room)
        assert done.returncode not in (0, -signal.SIGPIPE), done
        assert b"copy/store/data.mdb: File too large" in done.stderr, done.stderr
        assert not os.path.exists(d.path("copy", "manifest"))
        d.ok("backup", d.path("copy"))
        d.ok("verify", d.path("copy"))


def test_on_a_file_system_without_splice():
    with new_desk() as d:
        take(d, "ann", "eve")
        before = whole(d)
        done = d.run("backup", d.path("copy"), env=dict(os.environ, **desk.preloaded("nosplice")))
        assert done.returncode == 0 and b"splice is refused" in done.stderr, done
        assert "0 faults" in d.ok("verify", d.path("copy"))
        d.ok("restore", "--yes", d.path("copy"))
        assert whole(d) == before


def test_on_a_new_machine():
    """Without a configuration, the backup's is restored to its old place."""
    with new_desk() as d:
        os.makedirs(d.path("own", "en"))
        d.write("own/en/acknowledge.txt", "Subject: Ours\n\nOur own words.\n")
        with open(d.config, encoding="utf-8") as f:
            text = f.read()
        d.write("caredesk.conf", text.replace('tag = "ACME";', 'tag = "ACME"; templates = "own";'))
        take(d, "ann")
        d.ok("backup", d.path("copy"))
        shutil.rmtree(d.path("store"))
        shutil.rmtree(d.path("own"))
        os.unlink(d.config)
        printed = d.ok("restore", d.path("copy"))
        assert d.config in printed and os.path.exists(d.path("own/en/acknowledge.txt")), printed
        assert len(d.json("list")) == 1 and os.stat(d.config).st_mode & 0o077 == 0


def test_while_mails_come_in():
    with new_desk() as d:
        with d.start() as daemon:
            daemon.wait_ready()
            for n in range(3):
                for k in range(20):
                    d.put("in", desk.mail(f"c{n}-{k}@example.org", f"Mail {n} {k}"), f"{n}-{k}.test")
                d.ok("backup", d.path(f"copy{n}"))
                assert "0 faults" in d.ok("verify", d.path(f"copy{n}"))
            daemon.wait("send", 60, template="acknowledge")
            daemon.stop()
        assert len(d.json("list")) == 60
        counts = [int(re.search(r"(\d+) tickets", d.ok("verify", d.path(f"copy{n}")))[1]) for n in range(3)]
        assert counts == sorted(counts), counts


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
