#!/usr/bin/env python3
"""A whole desk without servers: Maildirs in and out, and the command line on its store."""
import os
import re
import subprocess
import sys

import desk
from desk import Desk, mail, maildir


def new_desk(**options):
    return Desk([maildir("in")], outgoing="out", **options)


def test_a_mail_becomes_a_ticket_and_answers():
    with new_desk() as d:
        d.put("in", mail("Jo Doe <jo@example.org>", "Printer on fire"))
        d.ok("run", "--once")
        tickets = d.json("list")
        assert [t["subject"] for t in tickets] == ["Printer on fire"], tickets
        assert set(tickets[0]) == {
            "id",
            "subject",
            "status",
            "priority",
            "category",
            "agent",
            "customer",
            "watchers",
            "tags",
            "created",
            "updated",
            "messages",
            "due",
            "first_answer",
            "resolved",
            "satisfaction",
        }, list(tickets[0])
        assert (tickets[0]["status"], tickets[0]["agent"], tickets[0]["customer"]) == ("new", "bob", "jo@example.org")
        sent = {m["To"].addresses[0].addr_spec: m for m in d.sent()}
        assert sorted(sent) == ["bob@acme.test", "jo@example.org"], sorted(sent)
        assert "[ACME #1]" in sent["jo@example.org"]["Subject"]
        assert sent["jo@example.org"]["X-Caredesk-Template"] == "acknowledge"
        assert d.files("in") == [] and len(d.files("in", "cur")) == 1
        assert d.json("outbox") == []
        events = [e["event"] for e in d.json("show", "1")[0]["events"]]
        assert events.count("mail sent") == 2, events
        assert "0 faults" in d.ok("verify")


def test_mails_in_charsets_that_are_rare():
    """What is not loaded at the start is loaded when it is needed, also where the desk confines itself."""
    with new_desk() as d:
        for number, (name, word) in enumerate((("ibm1047", "yIWTk5Y="), ("tcvn", "VGnVbmc="), ("utf-8", "SGVsbG8="))):
            subject, own_id = f"=?{name}?b?{word}?=", f"<{name}@mail.example.org>"
            d.put("in", mail(f"jo{number}@example.org", subject, message_id=own_id))
        d.ok("run", "--once")
        assert sorted(t["subject"] for t in d.json("list")) == ["Hello", "Hello", "Tiếng"], d.json("list")


def test_a_config_named_from_its_folder():
    with new_desk() as d:
        d.put("in", mail("jo@example.org", "Hello"))
        for words in (("run", "--once"), ("check",)):
            done = subprocess.run(
                [desk.CAREDESK, "-c", "caredesk.conf", *words], cwd=d.folder, capture_output=True, timeout=60
            )
            assert done.returncode == 0, done.stderr.decode()
        assert len(d.json("list")) == 1 and len(d.sent()) == 2


def test_an_answer_goes_onto_its_ticket():
    with new_desk() as d:
        d.put("in", mail("jo@example.org", "Printer on fire"))
        d.ok("run", "--once")
        to_jo = [m for m in d.sent() if m["To"].addresses[0].addr_spec == "jo@example.org"][0]
        reply_to = to_jo["Reply-To"].addresses[0].addr_spec
        d.put("in", mail("jo@example.org", "Re: " + to_jo["Subject"], "It is out now.\n", to=reply_to))
        d.ok("run", "--once")
        show = d.json("show", "1")[0]
        assert [m["text"].strip() for m in show["messages"]] == ["Please help.", "It is out now."], show
        assert set(show["messages"][0]) == {
            "seq",
            "kind",
            "from",
            "subject",
            "text",
            "html",
            "folded",
            "date",
            "attachments",
            "message_id",
        }
        assert list(show["events"][0]) == ["seq", "time", "actor", "event", "detail", "why"]
        assert len(d.json("list")) == 1


def test_the_same_mail_again_is_nothing_new():
    with new_desk() as d:
        for _ in range(3):
            d.put("in", mail("jo@example.org", "Once"))
        d.ok("run", "--once")
        assert len(d.json("list")) == 1 and len(d.sent()) == 2
        assert d.files("in") == [] and len(d.files("in", "cur")) == 3
        assert d.ok("ingest", "-", stdin=mail("jo@example.org", "Once")).split()[:2] == ["-", "duplicate"]


def test_ingest():
    with new_desk() as d:
        one = d.write("one.eml", mail("a@example.org", "One"))
        box = d.write(
            "box",
            b"".join(
                b"From x@example.org Mon Sep 17 00:00:00 2001\n"
                + mail(f"{s}@example.org", s).replace(b"\r\n", b"\n")
                + b"\n"
                for s in ("two", "three")
            ),
        )
        d.put("folder", mail("d@example.org", "Four"), "four")
        lines = d.ok("ingest", one, box, d.path("folder")).splitlines()
        assert lines == [
            f"{one} new 1",
            f"{box}#1 new 2",
            f"{box}#2 new 3",
            f"{d.path('folder')}/new/four new 4",
        ], lines
        assert d.files("folder") == ["four"], "ingest leaves its sources as they are"
        assert d.ok("ingest", "-", stdin=mail("e@example.org", "Five")).splitlines() == ["- new 5"]
        assert "no such mailbox" in d.fails(64, "ingest", "--mailbox", "nowhere", one)
        d.fails(66, "ingest", d.path("missing"))
        d.ok("run", "--once")
        assert len(d.sent()) == 10


def test_ingest_as_a_pipe_fails_for_now_only():
    with new_desk() as d:
        d.write("store", "not a folder")
        d.fails(75, "ingest", "-", stdin=mail("a@example.org", "One"))
        os.unlink(d.path("store"))
        d.write("caredesk.conf", "nonsense")
        d.fails(75, "ingest", "-", stdin=mail("a@example.org", "One"))
        d.fails(78, "ingest", d.config)


def test_a_running_daemon_takes_what_is_ingested():
    with new_desk() as d, d.start() as daemon:
        daemon.wait_ready()
        d.ok("ingest", "-", stdin=mail("a@example.org", "One"))
        daemon.wait("send", 2, outcome="sent")
        assert len(d.sent()) == 2
        d.put("in", mail("b@example.org", "Two"))
        daemon.wait("send", 4, outcome="sent")
        assert len(d.json("list")) == 2
        code, seconds = daemon.stop()
        assert code == 0 and seconds < 20, (code, seconds)
        lines = "".join(line["_line"] for line in daemon.lines)
        for secret in ("example.org", "Please help", "One", "bob@"):
            assert secret not in lines, lines


def test_replay():
    with new_desk() as d:
        one, two = d.write("1.eml", mail("jo@example.org", "[billing] Wrong sum")), d.write(
            "2.eml", mail("jo@example.org", "Refund [#1]")
        )
        found = d.json("replay", one, two)
        assert not os.path.exists(d.path("store")), "replay makes nothing"
        assert set(found[0]) == {
            "source",
            "verdict",
            "from",
            "subject",
            "ticket",
            "category",
            "priority",
            "agent",
            "text",
            "html",
            "folded",
            "attachments",
            "mails",
            "why",
        }, list(found[0])
        assert (found[0]["verdict"], found[0]["ticket"], found[0]["category"], found[0]["agent"]) == (
            "new",
            None,
            "billing",
            "carol",
        )
        assert sorted((m["template"], *m["to"]) for m in found[0]["mails"]) == [
            ("acknowledge", "jo@example.org"),
            ("assigned", "carol@acme.test"),
        ]
        assert found[1]["priority"] == "high"
        d.ok("ingest", one)
        again = d.json("replay", one, two)
        assert [f["verdict"] for f in again] == ["duplicate", "new"], again
        assert len(d.json("list")) == 1, "replay changes nothing"
        reply = d.write("3.eml", mail("jo@example.org", "Re: [ACME #1] Wrong sum"))
        assert [f["verdict"] for f in d.json("replay", reply)] == ["message"]
        fresh = Desk([maildir("in")], outgoing="out")
        with fresh:
            assert [f["ticket"] for f in fresh.json("replay", one, reply)] == [None, 1]
            assert [f["verdict"] for f in fresh.json("replay", "--each", one, reply)] == ["new", "new"]
        assert "new" in d.ok("replay", two)


def test_list_words():
    with new_desk() as d:
        d.ok("ingest", "-", stdin=mail("jo@example.org", "One"))
        d.ok("ingest", "-", stdin=mail("al@example.org", "[billing] [urgent] Two"))
        d.ok("ingest", "-", stdin=mail("jo@example.org", "Three"))
        d.ok("set", "3", "status=resolved", "tags=vip,slow")

        def ids(*words):
            return [t["id"] for t in d.json("list", *words)]

        assert ids() == [1, 2] and ids("--all") == [1, 2, 3]
        assert ids("resolved") == [3] and ids("new") == [1, 2]
        assert ids("billing") == [2] and ids("invoice") == [2] and ids("carol") == [2]
        assert ids("urgent") == [2] and ids("customer:jo@example.org", "--all") == [1, 3]
        assert ids("vip", "--all") == [3] and ids("older:2d") == []
        assert "#1" not in d.ok("list") and "One" in d.ok("list")
        d.fails(64, "list", "older:soon")


def test_set_show_why_delete():
    with new_desk() as d:
        d.ok("ingest", "-", stdin=mail("jo@example.org", "One"))
        d.ok("set", "1", "priority=urgent", "category=billing", "agent=carol", "subject=Another", "status=pending")
        t = d.json("list", "--all")[0]
        assert (t["priority"], t["category"], t["agent"], t["subject"], t["status"]) == (
            "urgent",
            "billing",
            "carol",
            "Another",
            "pending",
        )
        events = d.json("show", "1")[0]["events"]
        by_admin = [e for e in events if e["actor"] == "admin"]
        assert len(by_admin) == 5 and all(e["why"] for e in by_admin), events
        assert "Another" in d.ok("show", "#1") and "no reference to a ticket" in d.ok("why", "1")
        for words in (("show", "1"), ("why", "1")):
            message_id = f"mail <{d.json('show', '1')[0]['messages'][0]['message_id']}>"
            assert d.ok(*words).count(message_id) == 1, d.ok(*words)
        assert "priority must be" in d.fails(64, "set", "1", "status=open", "priority=huge")
        assert d.json("list", "--all")[0]["status"] == "pending", "all or nothing"
        d.fails(64, "set", "1", "colour=red")
        d.fails(66, "show", "7")
        d.fails(64, "show", "x")
        d.ok("delete", "--yes", "1")
        assert d.json("list", "--all") == [] and "0 faults" in d.ok("verify")
        d.fails(66, "delete", "--yes", "1")
        d.ok("ingest", "-", stdin=mail("jo@example.org", "Next"))
        assert d.json("list")[0]["id"] == 2, "ids are never used again"


def test_quarantine():
    with new_desk() as d:
        d.put("in", b"\0" * 5000)
        d.put("in", mail("jo@example.org", "Good"))
        d.ok("run", "--once")
        assert len(d.json("list")) == 1 and d.files("in") == []
        rows = d.json("quarantine")
        assert [list(r) for r in rows] == [["id", "mailbox", "uid", "reason", "received", "size"]], rows
        assert rows[0]["mailbox"] == "in" and rows[0]["size"] == 5000 and rows[0]["reason"]
        assert ["boss@acme.test"] == [
            m["To"].addresses[0].addr_spec for m in d.sent() if m["X-Caredesk-Template"] == "warning"
        ]
        number = str(rows[0]["id"])
        assert d.run("quarantine", "show", number).stdout == b"\0" * 5000
        d.ok("quarantine", "release", number)
        assert d.json("quarantine") == []
        assert [(t["id"], t["customer"]) for t in d.json("list")] == [(1, "jo@example.org"), (2, "")], d.json("list")
        d.fails(66, "quarantine", "drop", number)
        d.fails(64, "quarantine", "eat", number)


def test_outbox():
    with Desk([maildir("in")], sending='sendmail = "false.sh";') as d:
        d.write("false.sh", "#!/bin/sh\nexit 75\n")
        os.chmod(d.path("false.sh"), 0o755)
        d.put("in", mail("jo@example.org", "One"))
        d.fails(75, "run", "--once")
        rows = d.json("outbox")
        assert [list(r) for r in rows] == [
            ["id", "ticket", "to", "template", "state", "attempts", "next", "error"]
        ] * 2, rows
        assert all(r["state"] == "queued" and r["attempts"] == 1 and r["error"] for r in rows), rows
        d.ok("outbox", "drop", str(rows[0]["id"]))
        assert len(d.json("outbox")) == 1
        d.fails(69, "outbox", "drop", str(rows[0]["id"]))
        d.write("false.sh", "#!/bin/sh\ncat > /dev/null\nexit 0\n")
        d.ok("run", "--once")
        assert len(d.json("outbox")) == 1, "it is not due yet"
        d.ok("outbox", "retry", str(rows[1]["id"]))
        d.ok("run", "--once")
        assert d.json("outbox") == []


def test_a_refused_mail_is_noted_and_told():
    with Desk([maildir("in")], sending='sendmail = "refuse.sh";') as d:
        d.write(
            "refuse.sh",
            '#!/bin/sh\nfor to; do :; done\ncat >> sent\necho "$to" >> recipients\ncase $to in jo@*) exit 67;; esac\n',
        )
        os.chmod(d.path("refuse.sh"), 0o755)
        d.put("in", mail("jo@example.org", "One"))
        d.ok("run", "--once", cwd=d.folder)
        d.ok("run", "--once", cwd=d.folder)
        events = [e["event"] for e in d.json("show", "1")[0]["events"]]
        assert "mail failed" in events, events
        assert [r["state"] for r in d.json("outbox")] == ["failed"]
        with open(d.path("recipients"), encoding="ascii") as f:
            assert f.read().split().count("bob@acme.test") == 2, "the ticket, and that its mail failed"


def test_what_fails_to_reach_an_agent_is_told_to_the_manager():
    with Desk([maildir("in")], sending='sendmail = "refuse.sh";') as d:
        d.write(
            "refuse.sh",
            '#!/bin/sh\nfor to; do :; done\ncat >> sent\necho "$to" >> recipients\ncase $to in bob@*) exit 67;; esac\n',
        )
        os.chmod(d.path("refuse.sh"), 0o755)
        d.put("in", mail("jo@example.org", "One"))
        for _ in range(3):
            d.ok("run", "--once", cwd=d.folder)
        with open(d.path("recipients"), encoding="ascii") as f:
            assert sorted(f.read().split()) == ["bob@acme.test", "boss@acme.test", "jo@example.org"]


def test_answers_are_withheld_and_that_is_told():
    for headers, answers in ((desk.proof("jo@example.org"), 3), ("", 1)):
        with new_desk(limits="replies_per_sender = 3;") as d:
            d.trust_host()
            for i in range(6):
                d.put("in", mail("jo@example.org", "[help]", message_id=f"<{i}@example.org>", headers=headers))
            d.ok("run", "--once")
            to = sorted((m["To"].addresses[0].addr_spec, m["Subject"]) for m in d.sent())
            assert (
                to[:1] == [("boss@acme.test", "ACME Support: automatic answers to jo@example.org are paused")]
                and len(to) == 1 + answers
            ), to


def test_a_desk_without_mailboxes():
    with Desk([], outgoing="out") as d:
        d.ok("ingest", "-", stdin=mail("jo@example.org", "One"))
        assert [(t["category"], t["agent"]) for t in d.json("list")] == [("general", "bob")]
        assert d.json("replay", d.write("two.eml", mail("jo@example.org", "Two")))[0]["verdict"] == "new"
        d.ok("run", "--once")
        assert len(d.sent()) == 2
        d.ok("check", "--live")


def test_usage():
    with new_desk() as d:
        assert "caredesk " in d.ok("--version") and "run [--once]" in d.ok("--help")
        assert "outbox" in d.ok("outbox", "--help") and re.search(r"ingest .*FILE", d.ok("ingest", "--help"))
        for words in ([], ["nonsense"], ["list", "--bad"], ["show"], ["show", "1", "2"], ["search"], ["-c"]):
            d.fails(64, *words)
        assert d.ok("check").strip().endswith("ok")


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
