#!/usr/bin/env python3
"""movein: old mail from mboxes, Maildirs and tables becomes tickets with its dates, and no mail is sent."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

USAGE, NOINPUT, CONFIG = 64, 66, 78


def new_desk():
    return desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out")


def old(sender, subject, text, date, ident, refs="", to=desk.SUPPORT):
    raw = desk.mail(
        sender,
        subject,
        text + "\n",
        to=to,
        message_id=f"<{ident}>",
        headers=f"In-Reply-To: <{refs}>\r\n" if refs else "",
    )
    return raw.replace(b"Mon, 02 Nov 2026 09:14:03 +0100", date.encode())


THREAD = [
    old("Jo <jo@example.org>", "Printer", "It is on fire.", "Mon, 06 May 2024 10:00:00 +0000", "a@x.test"),
    old(
        "ACME Support <support@acme.test>",
        "Re: Printer",
        "Have you tried water?",
        "Mon, 06 May 2024 11:00:00 +0000",
        "b@acme.test",
        "a@x.test",
        to="jo@example.org",
    ),
    old(
        "Jo <jo@example.org>", "Re: Printer", "It helped.", "Tue, 07 May 2024 10:00:00 +0000", "c@x.test", "b@acme.test"
    ),
]
OTHERS = [
    old("ann@example.org", "[example.com #1234] Mouse", "Squeaks.", "Wed, 08 May 2024 10:00:00 +0000", "d@x.test"),
    old(
        "bob@acme.test",
        "Re: [example.com #1234] Mouse",
        "Oil it.",
        "Thu, 09 May 2024 10:00:00 +0000",
        "e@acme.test",
        to="ann@example.org",
    ),
]


def mbox(*mails):
    return b"".join(b"From x Mon May  6 10:00:00 2024\n" + raw.replace(b"\r\n", b"\n") + b"\n" for raw in mails)


def check(d):
    one, two = d.json("list", "--all")
    assert (one["subject"], one["status"], one["customer"], one["created"], one["updated"]) == (
        "Printer",
        "closed",
        "jo@example.org",
        "2024-05-06T10:00:00Z",
        "2024-05-07T10:00:00Z",
    ), one
    messages = d.json("show", "1")[0]["messages"]
    assert [(m["kind"], m["text"].strip()) for m in messages] == [
        ("customer", "It is on fire."),
        ("agent", "Have you tried water?"),
        ("customer", "It helped."),
    ], messages
    assert [m["date"] for m in messages] == ["2024-05-06T10:00:00Z", "2024-05-06T11:00:00Z", "2024-05-07T10:00:00Z"]
    assert (two["customer"], two["agent"], two["messages"]) == ("ann@example.org", "bob", 2), two
    assert d.json("outbox") == [] and "0 faults" in d.ok("verify")
    d.ok("run", "--once")
    assert d.sent() == [], "nobody is mailed"


def test_mbox():
    with new_desk() as d:
        shuffled = [THREAD[2], OTHERS[1], THREAD[0], OTHERS[0], THREAD[1]]
        path = d.write("old.mbox", mbox(*shuffled))
        assert d.ok("import", "--from", "mbox", path) == "2 new tickets, 5 new messages; 0 were known\n"
        check(d)
        assert d.ok("import", "--from", "mbox", path) == "0 new tickets, 0 new messages; 5 were known\n"
        more = old(
            "ann@example.org", "Re: Mouse", "Thank you.", "Fri, 10 May 2024 10:00:00 +0000", "f@x.test", "e@acme.test"
        )
        assert (
            d.ok("import", "--from", "mbox", d.write("more.mbox", mbox(*shuffled, more)))
            == "0 new tickets, 1 new messages; 5 were known\n"
        )
        assert d.json("show", "2")[0]["messages"][-1]["text"].strip() == "Thank you."
        # a new mail joins the old thread
        d.put(
            "in",
            old("jo@example.org", "Re: Printer", "Again!", "Mon, 02 Nov 2026 10:00:00 +0000", "g@x.test", "c@x.test"),
        )
        d.ok("run", "--once")
        assert (
            len(d.json("list", "--all")) == 3 and d.json("show", "3")[0]["subject"] == "Printer"
        ), "closed long ago: a new one that follows it"
        assert "0 faults" in d.ok("verify")


def test_maildir():
    with new_desk() as d:
        for n, raw in enumerate([THREAD[2], OTHERS[1], THREAD[0]]):
            d.put("old", raw, f"{n}.test")
        for n, raw in enumerate([OTHERS[0], THREAD[1]]):
            d.put("old/.Sent", raw, f"{n}.test")
        done = d.json("import", "--from", "maildir", d.path("old"))
        assert done == [{"tickets": 2, "messages": 5, "known": 0, "unread": 0}], done
        check(d)
        assert d.json("import", "--from", "maildir", d.path("old"))[0]["known"] == 5


def test_csv():
    with new_desk() as d:
        rows = [
            'id,Subject,From,Name,Date,Text,Status',
            '17,Printer,jo@example.org,"Miller, Jo",2024-05-06 10:00:00,"It is ""on"" fire,\nsays Jo.",resolved',
            '17,Re: Printer,support@acme.test,,2024-05-06T11:00:00Z,Water?,resolved',
            '18,Mäuse,ann@example.org,Ann,2024-05-08,Hilfe,open',
        ]
        path = d.write("old.csv", "\ufeff" + "\r\n".join(rows) + "\r\n")
        assert d.ok("import", "--from", "csv", path) == "2 new tickets, 3 new messages; 0 were known\n"
        one, two = d.json("list", "--all")
        assert (one["status"], one["created"], two["status"], two["subject"]) == (
            "resolved",
            "2024-05-06T10:00:00Z",
            "open",
            "Mäuse",
        ), (one, two)
        messages = d.json("show", "1")[0]["messages"]
        assert messages[0]["text"].strip() == 'It is "on" fire,\nsays Jo.' and messages[1]["kind"] == "agent", messages
        d.write("old.csv", "\r\n".join(rows + ["17,Re: Printer,jo@example.org,Jo,2024-05-07,Thanks,closed"]))
        assert d.ok("import", "--from", "csv", path) == "0 new tickets, 1 new messages; 3 were known\n"
        assert d.json("show", "1")[0]["status"] == "closed" and "0 faults" in d.ok("verify")
        assert "id and from are needed" in d.fails(CONFIG, "import", "--from", "csv", d.write("no.csv", "a,b\n1,2\n"))


def test_wrong_words():
    with new_desk() as d:
        assert "there are mbox, maildir and csv" in d.fails(USAGE, "import", "--from", "outlook", "x")
        d.fails(NOINPUT, "import", "--from", "mbox", d.path("nowhere"))
        assert "not an mbox" in d.fails(CONFIG, "import", "--from", "mbox", d.write("x", "Hello\n"))


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
