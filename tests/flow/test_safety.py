#!/usr/bin/env python3
"""What the desk refuses to work with: other users' folders, a full disk, root; and what it does not pass on."""
import os
import pty
import pwd
import shutil
import subprocess
import sys

import desk
from desk import CAREDESK, Desk, mail, maildir

CRASHER = b"Content-Type: multipart/mixed; boundary=\"\x1b]0;owned\x07\"\r\n"


def desk_with(**options):
    return Desk([maildir("in")], outgoing="out", **options)


def test_a_store_of_others_is_refused():
    with desk_with() as d:
        d.put("in", mail("jo@example.org", "Hello"))
        d.ok("run", "--once")
        os.chmod(d.path("store"), 0o770)
        assert "others may write into it" in d.fails(78, "list")
        assert "others may write into it" in d.fails(78, "run", "--once")
        os.chmod(d.path("store"), 0o700)
        d.ok("list")


def test_root_becomes_the_stores_owner():
    if os.geteuid() != 0:
        return
    nobody = pwd.getpwnam("nobody")
    with desk_with() as d:
        for name in ("in", "out", "in/new", "in/cur", "in/tmp", "store"):
            os.makedirs(d.path(name), exist_ok=True)
        d.put("in", mail("jo@example.org", "Hello"))
        for folder, _, names in os.walk(d.folder):
            for path in [folder] + [os.path.join(folder, n) for n in names]:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        os.chmod(d.path("store"), 0o700)
        done = d.run("run", "--once")
        assert done.returncode == 0 and b"event=root" not in done.stderr, done
        assert os.stat(d.path("store/data.mdb")).st_uid == nobody.pw_uid
        assert len(d.json("list")) == 1


def test_root_becomes_an_owner_without_a_name():
    """A user with only a number, as systemd's DynamicUser may look from outside."""
    if os.geteuid() != 0:
        return
    with desk_with() as d:
        d.put("in", mail("jo@example.org", "Hello"))
        d.ok("run", "--once")
        for folder, _, names in os.walk(d.folder):
            for path in [folder] + [os.path.join(folder, n) for n in names]:
                os.chown(path, 61234, 61234)
        assert len(d.json("list")) == 1


def test_root_says_so():
    if os.geteuid() != 0:
        return
    with desk_with() as d:
        assert b"event=root" in d.run("run", "--once").stderr
        with open(d.config, "a", encoding="utf-8") as f:
            f.write('user = "no-such-user";\n')
        assert "there is no user no-such-user" in d.fails(78, "run", "--once")


def test_a_full_disk_leaves_mail_where_it_is():
    with desk_with() as d:
        free = shutil.disk_usage(d.folder).free >> 20
        with open(d.config, encoding="utf-8") as f:
            text = f.read()
        d.write("caredesk.conf", text.replace("min_free = 0;", f'min_free = "{free * 2}M";'))
        d.put("in", mail("jo@example.org", "Hello"))
        done = d.run("run", "--once")
        assert done.returncode == 75 and b"the disk is nearly full" in done.stderr, done
        assert len(d.files("in")) == 1
        assert "nearly full" in d.fails(75, "ingest", "-", stdin=mail("jo@example.org", "Hello"))
        d.write("caredesk.conf", text)
        d.ok("run", "--once")
        assert len(d.json("list")) == 1 and d.files("in") == []


def test_intake_waits_for_room():
    """While a large file leaves less than min_free: mail stays in its mailbox and the manager is notified once. When
    the file is removed, intake resumes."""
    size = 1 << 30
    with Desk([maildir("in"), maildir("second", "second@acme.test")], outgoing="out") as d:
        with open(d.config, encoding="utf-8") as f:
            text = f.read()
        free = shutil.disk_usage(d.folder).free
        d.write("caredesk.conf", text.replace("min_free = 0;", f'min_free = "{(free - size // 2) >> 20}M";'))
        with open(d.path("filler"), "wb") as f:
            os.posix_fallocate(f.fileno(), 0, size)
        d.put("in", mail("jo@example.org", "Hello"))
        with d.start() as daemon:
            daemon.wait("disk-low", 2)  # one from each mailbox's process
            daemon.wait("send")
            assert len(d.files("in")) == 1 and daemon.find("mail") == []
            os.unlink(d.path("filler"))
            daemon.wait("mail")
            assert daemon.find("mailbox-failed") == []
            daemon.stop()
        told = [m for m in d.sent() if "boss@acme.test" in m["To"]]
        assert len(told) == 1 and "nearly full" in told[0]["Subject"] and "min_free" in desk.text(told[0]), told
        assert len(d.json("list")) == 1 and d.files("in") == []


def on_a_terminal(words):
    """The command's output on a terminal."""
    main, side = pty.openpty()
    done = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=side, stderr=side)
    os.close(side)
    out = b""
    try:
        while True:
            chunk = os.read(main, 65536)
            if not chunk:
                break
            out += chunk
    except OSError:
        pass
    done.wait()
    os.close(main)
    return out


def test_no_control_bytes_reach_a_terminal():
    evil = (
        b"From: jo@example.org\r\nSubject: a\x1b]0;owned\x07b\x9b31m\r\nMessage-ID: <e@example.org>\r\n\r\ntext"
        b" \x1b[2J\x1b]52;c;AAAA\x07 end\r\n"
    )
    with desk_with() as d:
        d.ok("ingest", "-", stdin=evil)
        d.ok("ingest", "-", stdin=b"\0\0\x1b[2J no mail at all \x07")
        rows = d.json("quarantine")
        assert rows, "the second is no mail"
        for words in (
            ["list", "--all"],
            ["show", "1"],
            ["why", "1"],
            ["quarantine", "list"],
            *[["quarantine", "show", str(q["id"])] for q in rows],
        ):
            out = on_a_terminal([CAREDESK, "-c", d.config, *words])
            bad = [b for b in out if b < 32 and b not in (9, 10, 13)] + [b for b in out if b == 127]
            assert not bad and "\x9b" not in out.decode("utf-8", "replace"), (words, out)
        for q in rows:
            whole = d.run("quarantine", "show", str(q["id"])).stdout
            assert b"\x1b[2J" in whole, "a pipe gets the bytes as they are"


def test_a_commands_complaint_is_cut():
    with desk_with() as d:
        with open(d.config, encoding="utf-8") as f:
            text = f.read()
        complaint = "sh -c 'for i in $(seq 2000); do echo hunter2 line $i >&2; done; exit 3'"
        text = text.replace(
            'outgoing = { maildir = "out"; };',
            f'smtp = {{ host = "localhost"; port = 9; tls = "none"; user = "x"; password_command = "{complaint}"; }};',
        )
        d.write("caredesk.conf", text)
        d.put("in", mail("jo@example.org", "Hello"))
        done = d.run("run", "--once")
        assert done.stderr.count(b"hunter2") < 60 and len(done.stderr) < 20000, len(done.stderr)


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
