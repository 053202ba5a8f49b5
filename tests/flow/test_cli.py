#!/usr/bin/env python3
"""cli: the command line as people use it: wrong words, no store yet, no permissions, names of every width, 80
columns."""
import json
import os
import pty
import shutil
import subprocess
import sys
import termios
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

USAGE, DATAERR, NOINPUT, UNAVAILABLE, CONFIG = 64, 65, 66, 69, 78


def new_desk(**options):
    return desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", **options)


def filled():
    d = new_desk()
    for number, (name, subject) in enumerate(PEOPLE):
        d.put(
            "in",
            desk.mail(f"{name} <c{number}@example.org>", subject, headers="Content-Transfer-Encoding: 8bit\r\n"),
            f"{number}.test",
        )
    d.ok("run", "--once")
    return d


PEOPLE = [
    ("Jo", "Printer"),
    ("Žofie", "Žluťoučký kůň úpěl ďábelské ódy, a to velmi dlouho a hlasitě"),
    ("田中", "請求書の住所が間違っています。新しい住所に変更してください。お願いします"),
    ("Ann", "e\u0301" * 60),
    ("Eve", "Escape \x1b[31mred\x1b[0m"),
    ("Zoe", "😀 " * 30),
]


def on_terminal(d, columns, *words):
    """A command's output on a terminal of that width."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns)) if hasattr(termios, "tcsetwinsize") else subprocess.run(
        ["stty", "cols", str(columns)], stdin=slave, check=True
    )
    process = subprocess.Popen(
        [desk.CAREDESK, "-c", d.config, *words], stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.PIPE
    )
    os.close(slave)
    got = b""
    try:
        while piece := os.read(master, 65536):
            got += piece
    except OSError:
        pass  # the other end is closed
    os.close(master)
    error = process.communicate(timeout=desk.PATIENCE)[1]
    assert process.returncode == 0, error
    return got.decode().replace("\r\n", "\n")


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_wrong_words():
    with new_desk() as d:
        for words, error in [
            ((), "no command given"),
            (("lsit",), "did you mean list?"),
            (("xyzzy",), "see caredesk --help"),
            (("help", "shwo"), "did you mean show?"),
            (("list", "--al"), "--al: no such option of list; did you mean --all?"),
            (("list", "--jsno"), "did you mean --json?"),
            (("list", "--live"), "--live: no such option of list"),
            (("--colour", "list"), "--colour: no such option"),
            (("show",), "usage: caredesk show ID"),
            (("show", "1", "2"), "usage: caredesk show ID"),
            (("set", "1"), "usage: caredesk set"),
            (("raw",), "usage: caredesk raw"),
            (("attachment", "1"), "usage: caredesk attachment"),
            (("ingest",), "usage: caredesk ingest"),
            (("outbox", "retry"), "usage: caredesk outbox"),
            (("outbox", "rerty", "1"), "usage: caredesk outbox"),
            (("quarantine", "show"), "usage: caredesk quarantine"),
            (("run", "twice"), "usage: caredesk run"),
            (("verify", "it", "too"), "usage: caredesk verify"),
            (("list", "-c"), "-c: needs a value"),
            (("ingest", "--mailbox"), "--mailbox: needs a value"),
            (("top",), "needs a terminal"),
            (("replay", "--mailbox", "nosuch", "x"), "nosuch: no such mailbox"),
        ]:
            assert error in d.fails(USAGE, *words), (words, d.run(*words).stderr)
        assert not os.path.exists(d.path("store"))


def test_wrong_values():
    with filled() as d:
        for words, error, code in [
            (("show", "x"), "x: not a ticket's number", USAGE),
            (("show", "999"), "caredesk: no ticket 999\n", NOINPUT),
            (("why", "999"), "no ticket 999", NOINPUT),
            (("raw", "x"), "x: not a ticket's number", USAGE),
            (("raw", "1", "x"), "x: not a message's number", USAGE),
            (("raw", "999"), "999", NOINPUT),
            (("raw", "1", "99"), "99", NOINPUT),
            (("attachment", "1", "1"), "message 1 of ticket 1 has no such attachment", NOINPUT),
            (("delete", "--yes", "999"), "no ticket 999", NOINPUT),
            (("set", "999", "status=open"), "no ticket 999", NOINPUT),
            (("set", "1", "colour=red"), "no such key", USAGE),
            (("set", "1", "status=shut"), "status must be", USAGE),
            (("set", "1", "agent=nobody-such"), "no such agent", USAGE),
            (("set", "1", "priority"), "=", USAGE),
            (("set", "1", "customer=support@acme.test"), "this desk's own address", USAGE),
            (("set", "1", "customer=a\"b@-."), "not a mail address", USAGE),
            (("list", "older:soon"), "not a time", USAGE),
            (("list", "customer:"), "an address is missing", USAGE),
            (("outbox", "retry", "999"), "no mail 999 in the outbox", NOINPUT),
            (("quarantine", "show", "999"), "no mail 999 in quarantine", NOINPUT),
            (("quarantine", "release", "999"), "no mail 999 in quarantine", NOINPUT),
            (("ingest", "nosuch.eml"), "nosuch.eml: No such file", NOINPUT),
            (("replay", "nosuch.eml"), "nosuch.eml: No such file", NOINPUT),
        ]:
            got = d.fails(code, *words)
            assert error in got and got.count("\n") == 1, (words, got)


def test_raw_and_attachments():
    raw = b"\r\n".join(
        [
            b"From: jo@example.org",
            b"To: support@acme.test",
            b"Subject: Files",
            b"Message-ID: <f@example.org>",
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/mixed; boundary="b"',
            b"",
            b"--b",
            b"",
            b"See \xe4.",
            b"--b",
            b"Content-Type: image/png; name=a.png",
            b"Content-Transfer-Encoding: base64",
            b"",
            b"AAEC/w==",
            b"--b",
            b"Content-Type: text/plain; name=a.png",
            b"Content-Disposition: attachment",
            b"",
            b"second",
            b"--b",
            b"Content-Disposition: attachment; filename=b.txt",
            b"",
            b"third",
            b"--b--",
            b"",
        ]
    )
    with new_desk() as d:
        d.put("in", raw, "1.test")
        d.ok("run", "--once")
        whole = subprocess.run([desk.CAREDESK, "-c", d.config, "raw", "1"], stdout=subprocess.PIPE, check=True).stdout
        assert whole == raw, "byte for byte"
        os.mkdir(d.path("files"))
        assert d.ok("raw", "-o", d.path("files"), "1", "1") == d.path("files/1-1.eml") + "\n"
        with open(d.path("files/1-1.eml"), "rb") as f:
            assert f.read() == raw
        assert "File exists" in d.fails(UNAVAILABLE, "raw", "-o", d.path("files"), "1")
        assert "No such file" in d.fails(UNAVAILABLE, "raw", "-o", d.path("nowhere"), "1")
        assert d.ok("attachment", "1", "1", "b.txt") == "third"
        several = d.fails(USAGE, "attachment", "1", "1")
        assert "several attachments" in several and "  b.txt\n" in several, several
        d.ok("attachment", "-o", d.path("files"), "1", "1")
        got = {
            name: open(d.path("files", name), "rb").read()
            for name in os.listdir(d.path("files"))
            if not name.endswith(".eml")
        }
        assert got == {"a.png": b"\0\1\2\xff", "2-a.png": b"second", "b.txt": b"third"}, got
        assert "no such attachment" in d.fails(NOINPUT, "attachment", "1", "1", "c.txt")


def test_help():
    with new_desk() as d:
        whole = d.ok("--help")
        assert d.ok("help") == whole and d.ok("-h") == whole
        names = [line.split()[0] for line in whole.splitlines() if line.startswith("  ") and line[2] not in " -"]
        assert len(names) >= 13, names
        for name in names:
            one = d.ok(name, "--help")
            assert one.startswith("usage: caredesk ") and name in one.splitlines()[0], one
            assert d.ok("help", name) == one
        assert all(len(line) <= 80 for line in whole.splitlines()), whole


def test_no_store_yet():
    with new_desk() as d:
        for words in [
            ("list",),
            ("show", "1"),
            ("why", "1"),
            ("set", "1", "status=open"),
            ("delete", "--yes", "1"),
            ("outbox",),
            ("outbox", "drop", "1"),
            ("raw", "1"),
            ("quarantine",),
            ("quarantine", "release", "1"),
            ("verify",),
            ("rotate",),
        ]:
            error = d.fails(NOINPUT, *words)
            assert "no store there yet" in error and "caredesk run" in error, (words, error)
            assert not os.path.exists(d.path("store")), words
        d.ok("replay", d.write("one.eml", desk.mail("jo@example.org", "Hello")))
        assert not os.path.exists(d.path("store"))
        d.ok("ingest", d.path("one.eml"))
        assert len(d.json("list")) == 1


def as_somebody(d, *words):
    """Runs a command without root's rights if the tests have them."""
    binary = d.path("caredesk")
    shutil.copy(desk.CAREDESK, binary)
    os.chmod(binary, 0o755)
    options = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run([binary, "-c", d.config, *words], capture_output=True, text=True, timeout=60, **options)


def test_no_rights():
    with filled() as d:
        os.chmod(d.path("store"), 0o000)
        for words in [("list",), ("verify",), ("set", "1", "status=open"), ("run", "--once"), ("ingest", d.config)]:
            done = as_somebody(d, *words)
            assert done.returncode == CONFIG and "store: Permission denied" in done.stderr, (words, done)
        os.chmod(d.path("store"), 0o700)
        os.chmod(d.config, 0o000)
        done = as_somebody(d, "list")
        assert done.returncode == CONFIG and "caredesk.conf: error: Permission denied" in done.stderr, done


def test_bad_config():
    with new_desk() as d:
        d.write("caredesk.conf", "desk = { nmae = 1 };\n")
        error = d.fails(CONFIG, "list")
        assert "caredesk.conf:1: error: " in error and "name" in error, error
        assert "is it there" not in d.fails(CONFIG, "-c", d.path("nosuch.conf"), "list")


def test_rows_fit_the_terminal():
    with filled() as d:
        for columns in (80, 100, 120):
            heads, *lines = on_terminal(d, columns, "list").splitlines()
            assert len(lines) == len(PEOPLE) and heads.split()[0] == "ID" and heads.split()[-1] == "SUBJECT", (
                heads,
                lines,
            )
            assert "SUBJECT" not in d.ok("list")
            for line in lines:
                assert width(line) <= columns, (columns, width(line), line)
                assert "\x1b" not in line
        whole = d.ok("list").splitlines()
        assert PEOPLE[2][1] in whole[2] and "c2@example.org" in whole[2], whole
        assert "c0@example.org" in on_terminal(d, 120, "list") and "c0@example.org" not in on_terminal(d, 80, "list")


def test_columns_stand_below_each_other():
    with filled() as d:
        for number in range(1, 7):
            d.ok("set", str(number), "tags=x")
        starts = {width(line[:line.index("@example.org")]) for line in d.ok("list").splitlines()}
        assert len(starts) == 1, d.ok("list")


def test_nothing_to_show():
    with filled() as d:
        assert on_terminal(d, 80, "list", "closed") == "no tickets\n"
        assert on_terminal(d, 80, "outbox") == "no unsent mails\n"
        assert on_terminal(d, 80, "quarantine") == "no mails in quarantine\n"
        assert d.ok("list", "closed") == "" and d.ok("outbox") == "" and on_terminal(d, 80, "--json", "outbox") == ""


def test_outbox_rows():
    with desk.Desk(mailboxes=[desk.maildir("in")], sending='outgoing = { sendmail = "later"; };') as d:
        os.chmod(d.write("later", "#!/bin/sh\ncat > /dev/null\necho not now >&2\nexit 75\n"), 0o755)
        d.put("in", desk.mail("jo@example.org", "Hello"))
        d.run("run", "--once")
        rows = d.ok("outbox").splitlines()
        assert len(rows) == 4 and rows[0].split() == ["1", "#1", "queued", "assigned", "bob@acme.test"], rows
        assert rows[1].startswith("        tried 1 time, next 20"), rows
        d.ok("outbox", "drop", "1")
        assert "bob@acme.test" not in d.ok("outbox")


def test_all_of_the_outbox():
    with desk.Desk(mailboxes=[desk.maildir("in")], sending='outgoing = { sendmail = "later"; };') as d:
        os.chmod(d.write("later", "#!/bin/sh\ncat > /dev/null\necho not now >&2\nexit 75\n"), 0o755)
        d.put("in", desk.mail("jo@example.org", "Hello"))
        d.run("run", "--once")
        waiting = d.json("outbox")
        assert len(waiting) == 2 and all(m["attempts"] == 1 for m in waiting), waiting
        d.ok("outbox", "retry", "all")
        d.run("run", "--once")
        assert [m["attempts"] for m in d.json("outbox")] == [2, 2], d.json("outbox")
        d.ok("outbox", "drop", "all")
        assert d.json("outbox") == []
        assert (
            d.json("quarantine") == []
            and d.ok("quarantine", "release", "all") == ""
            and d.ok("quarantine", "drop", "all") == ""
        )


def test_a_word_that_is_no_name():
    with filled() as d:
        said = d.run("list", "biling").stderr.decode()
        assert (
            "`biling` is not a status, priority, category or agent" in said and "did you mean `billing`?" in said
        ), said
        d.ok("set", "1", "tags=biling")
        assert d.run("list", "biling").stderr == b"" and d.run("list", "billing").stderr == b""


def test_every_command_speaks_json():
    with new_desk() as d:
        first = d.write("one.eml", desk.mail("jo@example.org", "Hello"))
        assert d.json("ingest", first) == [{"source": first, "verdict": "new", "ticket": 1}]
        assert d.json("set", "1", "priority=high") == [{"set": 1}]
        assert d.json("verify")[0]["tickets"] == 1 and d.json("verify")[0]["faults"] == 0
        assert d.json("rotate") == [{"key": 2, "previous": 1}]
        assert d.json("delete", "--yes", "1") == [{"deleted": 1}]
        days = d.json("hours", "--from", "2026-12-24")
        assert len(days) == 14 and days[0] == {
            "calendar": "always",
            "timezone": "Europe/Berlin",
            "date": "2026-12-24",
            "open": ["00:00-24:00"],
            "holiday": None,
        }, days[0]
        checked = d.json("check", "--live")
        assert checked[0]["kind"] == "warning" and checked[0]["file"] == d.config and checked[0]["line"] > 0, checked
        assert checked[1:] == [
            {"checked": name, "result": "ok"} for name in ("mailbox in", "sending", d.config)
        ], checked
        names = {c["name"] for c in d.json("help")}
        assert {"run", "check", "list", "help"} <= names, names
        d.write("caredesk.conf", "desk = {\n name = ACME;\n};\n")
        done = d.run("check", "--json")
        assert done.returncode == CONFIG and json.loads(done.stdout) == {
            "file": d.config,
            "line": 2,
            "kind": "error",
            "text": '`ACME` needs quotes: "ACME"',
        }, done


def test_which_mails_go_another_way():
    with new_desk() as d:
        with open(d.config, encoding="utf-8") as f:
            other = d.write(
                "other.conf",
                f.read()
                .replace('subject = "refund"', 'subject = "refund|invoice"')
                .replace('priority = "high"', 'priority = "urgent"'),
            )
        mails = [
            d.write(f"{n}.eml", desk.mail(f"c{n}@example.org", subject))
            for n, subject in enumerate(("Hello", "A refund please", "The invoice is wrong"))
        ]
        one, two = d.json("replay", "--diff", other, *mails)
        assert one["source"] == mails[1] and one["changes"] == ["priority: high, then urgent"], one
        assert two["source"] == mails[2] and two["changes"] == [
            "category: general, then billing",
            "priority: normal, then urgent",
            "agent: bob, then carol",
            "no longer a mail: assigned to bob@acme.test",
            "a mail more: assigned to carol@acme.test",
        ], two
        assert any("refunds" in why for why in two["then_why"]) and not any("refunds" in why for why in two["why"]), two
        said = d.ok("replay", "--each", "--diff", other, *mails)
        assert (
            "    category: general, then billing\n" in said
            and "    then because " in said
            and said.endswith("2 of 3 mails would go another way\n")
        ), said
        assert d.ok("replay", "--diff", d.config, *mails) == "0 of 3 mails would go another way\n"
        assert "nosuch.conf: error" in d.fails(CONFIG, "replay", "--diff", d.path("nosuch.conf"), *mails)
        assert not os.path.exists(d.path("store"))


def test_what_is_put_off():
    with new_desk(limits="mails_per_minute = 1;") as d:
        d.ok("ingest", d.write("one.eml", desk.mail("jo@example.org", "Hello")))
        d.ok("ingest", d.write("two.eml", desk.mail("ann@example.org", "Hello again")))
        assert "        postponed, next 20" in d.ok("outbox"), d.ok("outbox")


def test_what_is_set_quietly():
    with filled() as d:
        before = d.json("outbox")
        d.ok("set", "--quiet", "1", "status=resolved", "agent=carol")
        assert d.json("outbox") == before
        d.ok("set", "1", "status=closed", "agent=none")
        assert {m["template"] for m in d.json("outbox")[len(before):]} == {"closed", "warning"}


def test_what_is_set_and_deleted():
    with filled() as d:
        d.ok("set", "#1", "status=pending", "priority=high", "agent=carol", "tags=a,b")
        ticket = d.json("list", "pending")[0]
        assert (ticket["id"], ticket["priority"], ticket["agent"], ticket["tags"]) == (
            1,
            "high",
            "carol",
            ["a", "b"],
        ), ticket
        assert "by admin" in d.ok("show", "1")
        d.ok("delete", "--yes", "1")
        d.fails(NOINPUT, "show", "1")
        assert "0 faults" in d.ok("verify")


FROM_LINE = b"From %s Mon Nov 23 10:00:00 2026\n"
BOBS = b"""Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test
From: Bob <bob@acme.test>
To: support@acme.test
Subject: [ACME #1]
Message-ID: <forged@evil.example>

#close
"""


def with_ticket():
    d = new_desk(more='authserv_id = "mx.acme.test"; agent_proof = "either";')
    d.ok("ingest", d.write("one.eml", desk.mail("jo@example.org", "Hello")))
    return d


def stranger(line):
    return (
        FROM_LINE % b"eve@evil.example"
        + desk.mail("eve@evil.example", "Hi", text="hi there\n\n").replace(b"\r\n", b"\n")
        + line % b"x"
        + BOBS
    )


def test_a_pipe_is_one_mail():
    for line in (FROM_LINE, b"\n" + FROM_LINE, b"From %s Mon, 23 Nov 2026 10:00:00 +0100\n", b"\r\n" + FROM_LINE):
        with with_ticket() as d:
            assert d.ok("ingest", "-", stdin=stranger(line)) == "- new 2\n"
            assert [t["status"] for t in d.json("list", "all")] == ["new", "new"], line
            assert d.json("show", "2")[0]["customer"] == "eve@evil.example"
            assert len(d.json("show", "2")[0]["messages"]) == 1
            assert [
                row["verdict"]
                for row in map(json.loads, d.ok("--json", "replay", "-", stdin=stranger(line)).splitlines())
            ] == ["duplicate"]


def test_an_mboxs_headers_count_when_trusted():
    for words, status in [
        (("--mbox", "-"), "new"),
        (("FILE",), "new"),
        (("--mbox", "--trusted", "-"), "closed"),
        (("--trusted", "FILE"), "closed"),
    ]:
        with with_ticket() as d:
            d.write("two.mbox", stranger(FROM_LINE))
            words = [d.path("two.mbox") if word == "FILE" else word for word in words]
            assert len(d.ok("ingest", *words, stdin=stranger(FROM_LINE)).splitlines()) == 2
            assert [t["status"] for t in d.json("list", "all") if t["id"] == 1] == [status], (
                words,
                d.json("list", "all"),
            )
    for raw, status in [(BOBS, "closed"), (FROM_LINE % b"x" + BOBS, "new")]:
        with with_ticket() as d:
            d.ok("ingest", d.write("bob.eml", raw))
            assert d.json("show", "1")[0]["status"] == status, raw


def test_a_full_pipe_is_no_success():
    with filled() as d:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [desk.CAREDESK, "-c", d.config, "list"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
            )
        assert done.returncode == 74, done


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
