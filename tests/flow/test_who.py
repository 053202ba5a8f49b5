#!/usr/bin/env python3
"""who: whose mail it is and who gets what, end to end: forms, groups, reused Message-IDs, addresses in any script."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402


def new_desk(**options):
    return desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", **options)


def deliver(d, raw):
    d.put("in", raw)
    d.ok("run", "--once")


def to(d, address):
    return [m for m in d.sent() if address in m["To"].addresses[0].addr_spec]


def answer(d, text, agent="bob@acme.test"):
    """Delivers an agent's answer to the last mail they got."""
    relay = to(d, agent)[-1]
    deliver(d, desk.mail(agent, "Re: " + relay["Subject"], text, message_id=f"<{len(d.sent())}@acme.test>",
                         headers=f"In-Reply-To: {relay['Message-ID']}\r\n"))


def test_a_forms_customer_gets_the_answer():
    for sender in ("Website <support@acme.test>", "noreply@acme.test", "www-data@web1.acme.test"):
        with new_desk() as d:
            deliver(
                d,
                desk.mail(
                    sender,
                    "Contact form",
                    "My parcel is missing.\n",
                    headers="Reply-To: Ann Buyer <ann@example.org>\r\nPrecedence: bulk\r\n",
                ),
            )
            assert d.json("show", "1")[0]["customer"] == "ann@example.org"
            assert (
                sender.split("<")[-1].rstrip(">") in to(d, "bob@acme.test")[0].get_body(("plain",)).get_content()
            ), sender
            answer(d, "It will arrive tomorrow.\n")
            replies = [m for m in to(d, "ann@example.org") if m["X-Caredesk-Template"] == "reply"]
            assert len(replies) == 1 and "tomorrow" in replies[0].get_body(("plain",)).get_content(), [
                m.as_string() for m in d.sent()
            ]
            assert not to(d, "support@acme.test") and not to(d, "noreply@acme.test")


def test_a_group_between_desk_and_customer():
    """Everything that the customer writes comes through the group, from its address."""
    group = (
        "Reply-To: Jo <jo@example.org>\r\nX-Original-From: Jo <jo@example.org>\r\nPrecedence: list\r\nList-ID:"
        " <support.acme.test>\r\n"
    )
    with new_desk() as d:
        deliver(d, desk.mail("\"'Jo' via Support\" <support@acme.test>", "Locked", headers=group))
        answer(d, "Please try again.\n")
        reply = to(d, "jo@example.org")[-1]
        deliver(
            d,
            desk.mail(
                "\"'Jo' via Support\" <support@acme.test>",
                "Re: " + reply["Subject"],
                "Works now.\n",
                message_id="<2@example.org>",
                headers=f"{group}In-Reply-To: {reply['Message-ID']}\r\n",
            ),
        )
        ticket = d.json("show", "1")[0]
        assert [m["from"] for m in ticket["messages"]] == ["jo@example.org", "bob@acme.test", "jo@example.org"], ticket
        assert ticket["customer"] == "jo@example.org" and ticket["status"] == "open" and not ticket["watchers"], ticket
        assert len(d.json("list", "all")) == 1


def test_an_id_used_again():
    with new_desk() as d:
        for text in ("Scan 1.\n", "Scan 2.\n"):
            deliver(d, desk.mail("scan@example.org", "Scan", text, message_id="<scan@mfp.example.org>"))
        deliver(
            d,
            b"Received: by another way\r\n"
            + desk.mail("scan@example.org", "Scan", "Scan 2.\n", message_id="<scan@mfp.example.org>"),
        )
        texts = [m["text"].strip() for t in d.json("list", "all") for m in d.json("show", str(t["id"]))[0]["messages"]]
        assert sorted(texts) == ["Scan 1.", "Scan 2."], texts
        assert "0 faults" in d.ok("verify")


def test_a_new_agent_gets_the_whole_conversation():
    with new_desk() as d:
        deliver(d, desk.mail("jo@example.org", "Printer", "It prints blank pages.\n"))
        answer(d, "Please shake the toner.\n")
        answer(d, "#note\nA man of few words, this one.\n")
        d.ok("set", "1", "agent=carol")
        d.ok("run", "--once")
        handed = to(d, "carol@acme.test")[-1].get_body(("plain",)).get_content()
        assert all(
            words in handed for words in ("It prints blank pages.", "Please shake the toner.", "A man of few words")
        ), handed
        assert "no longer assigned to you" in to(d, "bob@acme.test")[-1].get_body(("plain",)).get_content()
        assert "carol" in to(d, "bob@acme.test")[-1].get_body(("plain",)).get_content()
        # what carol's client quotes below, without any mark, is not sent
        answer(d, "Have you shaken it?\n\nOn some day the desk said\n\n" + handed, agent="carol@acme.test")
        reply = desk.said(to(d, "jo@example.org")[-1])
        assert "Have you shaken it?" in reply, reply
        assert not any(
            words in reply for words in ("few words", "Customer:", "shake the toner", "has not seen", "Assigned")
        ), reply
        d.ok("set", "1", "agent=none")
        d.ok("run", "--once")
        assert "no longer assigned to you" in to(d, "carol@acme.test")[-1].get_body(("plain",)).get_content()


PARTS = """Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
See these.\r
--b\r
Content-Type: text/calendar; charset=iso-8859-1; method=REQUEST; name="termin.ics"\r
Content-Transfer-Encoding: quoted-printable\r
\r
SUMMARY:B=FCro\r
--b\r
Content-Type: message/rfc822\r
Content-Disposition: attachment\r
\r
From: ann@example.org\r
Subject: Old news\r
\r
As it was.\r
--b--\r
"""


def test_parts_are_handed_on_as_they_are():
    with new_desk() as d:
        deliver(
            d,
            b"From: jo@example.org\r\nTo: support@acme.test\r\nSubject: Parts\r\nMessage-ID:"
            b" <1@example.org>\r\nMIME-Version: 1.0\r\n"
            + PARTS.encode(),
        )
        calendar, message = list(to(d, "bob@acme.test")[0].iter_attachments())
        assert (calendar.get_content_type(), calendar.get_param("charset"), calendar.get_param("method")) == (
            "text/calendar",
            "iso-8859-1",
            "REQUEST",
        ), calendar.items()
        assert (
            calendar.get_payload(decode=True) == b"SUMMARY:B\xfcro" and calendar.get_filename() == "termin.ics"
        ), calendar.as_string()
        assert (
            message.get_content_type() == "message/rfc822" and message.get_content()["Subject"] == "Old news"
        ), message.as_string()


def test_a_domain_that_is_not_ascii():
    with new_desk() as d:
        deliver(d, desk.mail("Jo <jo@exämple.de>", "Hilfe", headers="Content-Transfer-Encoding: 8bit\r\n"))
        assert len(to(d, "jo@xn--exmple-cua.de")) == 1, [m["To"] for m in d.sent()]
        answer(d, "Here it is.\n")
        assert len(to(d, "jo@xn--exmple-cua.de")) == 2, [m["To"] for m in d.sent()]


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
