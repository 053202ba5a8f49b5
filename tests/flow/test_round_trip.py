#!/usr/bin/env python3
"""The whole way over real protocols: IMAP with Dovecot, SMTP with Postfix (a small receiver if not run as root), and
back into the customers' and agents' mailboxes in Dovecot."""
import os
import re
import sys

import desk
import servers
from desk import Desk, imap, mail, parse, smtp

JO, BOB = "jo@example.org", "bob@acme.test"


def mta(d, dovecot):
    if os.geteuid() == 0:
        return servers.start_postfix(d.path("postfix"), dovecot.lmtp)
    return servers.start_receiver(dovecot.lmtp)


def last(dovecot, user, count):
    return parse(servers.wait_for_mails(dovecot.imap, user, count)[-1])


def answer(dovecot, original, sender, text, to=None):
    """An answer as mail clients send it: threaded, to the Reply-To."""
    to = to or original["Reply-To"].addresses[0].addr_spec
    subject = "Re: " + original["Subject"]
    headers = f"In-Reply-To: {original['Message-ID']}\r\nReferences: {original['Message-ID']}\r\n"
    servers.deliver(dovecot.lmtp, desk.SUPPORT, mail(sender, subject, text, to=to, headers=headers), sender)


def test_a_conversation_goes_all_the_way_round():
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot, mta(d, dovecot) as post:
        d.configure([imap(dovecot.imap, move_to="Processed")], sending=smtp(post.smtp))
        with d.start() as daemon:
            daemon.wait_ready()
            servers.deliver(
                dovecot.lmtp,
                desk.SUPPORT,
                mail("Jo Doe <jo@example.org>", "Grüße vom Drucker".encode("ascii", "replace").decode()),
                JO,
            )
            acknowledgement, assigned = last(dovecot, JO, 1), last(dovecot, BOB, 1)
            assert "[ACME #1]" in acknowledgement["Subject"] and acknowledgement["Auto-Submitted"] == "auto-replied"
            assert "Please help." in assigned.get_body(("plain",)).get_content()
            answer(dovecot, assigned, BOB, "Have you tried turning it off?\n")
            reply = last(dovecot, JO, 2)
            assert (
                "turning it off" in reply.get_body(("plain",)).get_content() and BOB not in reply.as_string()
            ), reply.as_string()
            assert reply["Auto-Submitted"] is None
            answer(dovecot, reply, JO, "Yes, it burns still.\n")
            assert "burns still" in last(dovecot, BOB, 2).get_body(("plain",)).get_content()
            daemon.wait("mail", 3)
            ticket = d.json("show", "1")[0]
            assert [m["kind"] for m in ticket["messages"]] == ["customer", "agent", "customer"], ticket
            assert ticket["status"] == "open" and len(d.json("list")) == 1
            daemon.stop()
        assert servers.mailbox(dovecot.imap, desk.SUPPORT) == []
        assert len(servers.mailbox(dovecot.imap, desk.SUPPORT, "Processed")) == 3
        assert d.json("outbox") == [] and "0 faults" in d.ok("verify")


def test_without_move_to_mails_are_seen_and_stay():
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        d.configure([imap(dovecot.imap)], outgoing="out")
        servers.append(dovecot.imap, desk.SUPPORT, [mail(f"c{i}@example.org", f"Mail {i}") for i in range(100)])
        d.ok("run", "--once")
        flags = servers.flags(dovecot.imap, desk.SUPPORT)
        assert len(flags) == 100 and all("\\Seen" in f for f in flags.values())
        with servers.login(dovecot.imap, desk.SUPPORT) as connection:  # the store knows which mails are done
            connection.select("INBOX")
            connection.store("1:50", "-FLAGS", "\\Seen")
        d.ok("run", "--once")
        assert len(d.json("list")) == 100 and len(d.sent()) == 200


def uidvalidity(dovecot, folder):
    with servers.login(dovecot.imap, desk.SUPPORT) as connection:
        return re.search(rb"UIDVALIDITY (\d+)", connection.status(folder, "(UIDVALIDITY)")[1][0])[1]


def test_a_new_uidvalidity_makes_nothing_twice():
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        d.configure([imap(dovecot.imap, folder="Desk")], outgoing="out")
        mails = [mail(f"c{i}@example.org", f"Mail {i}") for i in range(10)]
        with servers.login(dovecot.imap, desk.SUPPORT) as connection:
            connection.create("Desk")
        servers.append(dovecot.imap, desk.SUPPORT, mails, "Desk")
        d.ok("run", "--once")
        before = uidvalidity(dovecot, "Desk")
        with servers.login(dovecot.imap, desk.SUPPORT) as connection:
            connection.delete("Desk")
            connection.create("Desk")
        assert uidvalidity(dovecot, "Desk") != before
        servers.append(dovecot.imap, desk.SUPPORT, mails + [mail("n@example.org", "New one")], "Desk")
        d.ok("run", "--once")
        assert len(d.json("list")) == 11 and len(d.sent()) == 22
        assert all("\\Seen" in f for f in servers.flags(dovecot.imap, desk.SUPPORT, "Desk").values())


def test_oversize_is_told_once_and_stays():
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        d.configure([imap(dovecot.imap, move_to="Processed")], outgoing="out", limits="max_size = 100000;")
        servers.append(
            dovecot.imap,
            desk.SUPPORT,
            [
                mail("a@example.org", "Before"),
                mail("b@example.org", "Large", "x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 3000),
                mail("c@example.org", "After"),
            ],
        )
        for _ in range(2):
            d.ok("run", "--once")
        assert sorted(t["subject"] for t in d.json("list")) == ["After", "Before"]
        told = [m for m in d.sent() if m["X-Caredesk-Template"] == "oversize"]
        assert [m["To"].addresses[0].addr_spec for m in told] == ["b@example.org"], told
        assert len(servers.mailbox(dovecot.imap, desk.SUPPORT)) == 1
        assert len(servers.mailbox(dovecot.imap, desk.SUPPORT, "Processed")) == 2


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
