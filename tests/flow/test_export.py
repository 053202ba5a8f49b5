#!/usr/bin/env python3
"""export and import: everything exported and imported into an empty store is the same; an interrupted import can
continue."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import test_forget as forget  # noqa: E402

DATAERR, NOINPUT, UNAVAILABLE = 65, 66, 69
ODD = b"From x\r\n>From y\r\n>>From z\r\n\xff\xfe\x00\r\nlast line without an end"


def whole(d):
    tickets = d.json("list", "--all")
    return (
        tickets,
        [d.json("show", str(t["id"])) for t in tickets],
        d.json("outbox"),
        d.json("customer"),
        d.json("quarantine"),
        [
            raw(d, str(t["id"]), str(m["seq"]))
            for t in tickets
            for m in d.json("show", str(t["id"]))[0]["messages"]
            if m["message_id"] and m["kind"] != "agent"
        ],
    )


def raw(d, *words):
    return subprocess.run([desk.CAREDESK, "-c", d.config, "raw", *words], stdout=subprocess.PIPE, check=False).stdout


def filled():
    d = forget.new_desk()
    forget.conversation(d)
    forget.take(d, desk.mail("odd@example.org", "Odd bytes").replace(b"Please help.\n", ODD))
    d.ok("delete", "--yes", "3")
    d.ok("set", "--quiet", "2", "status=closed", "tags=a,b")
    return d


def test_round_trip():
    with filled() as d:
        before = whole(d)
        assert ODD in before[-1][-1]
        d.ok("export", d.path("all"))
        with open(d.path("all", "records.jsonl"), encoding="utf-8") as f:
            records = [json.loads(line) for line in f]
        assert records[0]["caredesk"] == "export" and records[0]["version"] == 1
        kinds = {r["record"] for r in records[1:]}
        assert {"ticket", "message", "event", "customer", "mail", "message-id", "number", "keys"} <= kinds, kinds
        assert [r["status"] for r in records if r.get("record") == "ticket" and r["id"] == 2] == ["closed"]
        assert "the store already has tickets" in d.fails(UNAVAILABLE, "import", d.path("all"))
        assert "File exists" in d.fails(UNAVAILABLE, "export", d.path("all"))
        shutil.move(d.path("store"), d.path("before"))
        d.ok("import", d.path("all"))
        assert whole(d) == before and "0 faults" in d.ok("verify"), d.ok("verify")
        # exporting again gives the same
        d.ok("export", d.path("again"))
        assert read(d, "again", "mails.mbox") == read(d, "all", "mails.mbox")
        again = [json.loads(line) for line in read(d, "again", "records.jsonl").splitlines()]
        assert [strip(r) for r in again[1:]] == [strip(r) for r in records[1:]]
        # a new mail gets a new ticket number, and old mails are not sent again
        forget.take(
            d,
            desk.mail("new@example.org", "New"),
            desk.mail("odd@example.org", "Odd bytes").replace(b"Please help.\n", ODD),
        )
        assert [t["id"] for t in d.json("list", "--all")] == [1, 2, 4, 5, 6]
        assert d.json("show", "1")[0]["events"][-1]["event"] != "duplicate"


def strip(record):
    """The record without what is recomputed on each change."""
    if record.get("record") == "number":
        return None
    return {k: v for k, v in record.items() if k != "change"}


def read(d, *names):
    with open(d.path(*names), "rb") as f:
        return f.read()


def test_one_customers():
    with filled() as d:
        assert "no customer" in d.fails(NOINPUT, "customer", "export", "-o", d.path("x"), "nobody@example.org")
        d.ok("customer", "export", "-o", d.path("ann"), "ann@example.org")
        records = [json.loads(line) for line in read(d, "ann", "records.jsonl").splitlines()]
        assert records[0]["of"] == "customer" and records[1]["addr"] == "ann@example.org"
        assert {r["ticket"] for r in records if r.get("record") == "message"} == {2}
        assert b"with a hammer" in read(d, "ann", "mails.mbox") and b"Mine too" not in read(
            d, "ann", "mails.mbox"
        ), "others' mails are theirs"
        d.ok("customer", "export", "-o", d.path("jo"), forget.JO)
        assert "is nice" not in read(d, "jo", "records.jsonl").decode(), "notes are the agents' own"


def test_stopped_and_damaged():
    with filled() as d:
        before = whole(d)
        d.ok("export", d.path("all"))
        shutil.move(d.path("store"), d.path("before"))
        lines = read(d, "all", "records.jsonl")
        d.write("all/records.jsonl", lines[:len(lines) // 2])
        assert "in the middle of a line" in d.fails(DATAERR, "import", d.path("all"))
        rest = lines.split(b"\n")
        rest[5] = b'{"record":"ticket","id":"one"}'
        d.write("all/records.jsonl", b"\n".join(rest))
        assert "records.jsonl:6" in d.fails(DATAERR, "import", d.path("all"))
        d.write("all/records.jsonl", lines)
        mails = read(d, "all", "mails.mbox")
        d.write("all/mails.mbox", mails[:len(mails) // 2])
        assert "bytes instead of" in d.fails(DATAERR, "import", d.path("all"))
        d.write("all/mails.mbox", mails)
        d.ok("import", d.path("all"))
        assert whole(d) == before and "0 faults" in d.ok("verify")
        for other in ("", '{"caredesk":"export","version":2}\n'):
            d.write("all/records.jsonl", other)
            assert "not an export that this version can read" in d.fails(DATAERR, "import", d.path("all"))
        d.fails(NOINPUT, "import", d.path("nowhere"))


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
