"""Mails that claim to be the customer's, without proof: on an existing ticket they are relayed, and change nothing."""
import contextlib
import sys

import attack
import desk
from attack import JO, MALLORY

REPLY = "Re: [ACME #1] Printer"
BOB = "bob@acme.test"
FIRST = "<first.1@mail.example.org>"
OURS = "Authentication-Results: mx.acme.test; "
PASS = OURS + "dmarc=pass header.from=example.org\r\n"


@contextlib.contextmanager
def jos_desk(host=True, tickets=1):
    """Jo has tickets from proven mails. host: our mail server's results prove senders; else only tokens do."""
    with desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", limits="open_per_sender = 1000;") as d:
        if host:
            d.trust_host()
        attack.take_in(
            d,
            *(
                desk.mail(f"Jo <{JO}>", "Printer", message_id=numbered(FIRST, number), headers=PASS)
                for number in range(1, tickets + 1)
            ),
        )
        yield d


def numbered(text, number):
    """Text about ticket 1, changed to be about another one."""
    return (
        text.replace("first.1@", f"first.{number}@").replace("#1", f"#{number}").replace("close 1", f"close {number}")
    )


def each(rows, write, follow, check):
    """Rows begin with their name and whether our mail server's results count. Each gets a ticket of its own on a shared
    desk: the mails write(number, row) come in, then those of follow(desk, number); then check(desk, number, all sent
    mails) is called."""
    def attempt(name, *row):
        check(*done[name])

    done = {}
    rows = desk.some(rows, least=10)
    for host in (False, True):
        own = [row for row in rows if row[1] is host]
        with jos_desk(host, len(own)) as d:
            sent = attack.take_in(d, *(raw for number, row in enumerate(own, 1) for raw in write(number, row)))
            sent += attack.take_in(d, *(raw for number in range(1, len(own) + 1) for raw in follow(d, number)))
            tickets = {ticket["id"]: ticket for ticket in d.json("list", "--all")}
            for number, row in enumerate(own, 1):
                done[row[0]] = (tickets[number], [m for m in sent if m["X-Caredesk-Ticket"] == str(number)])
    return attack.judge_all(rows, attempt)


def about(d, address, number):
    """The last mail sent to the address about that ticket."""
    return [m for m in d.sent() if attack.is_to(m, address) and m["X-Caredesk-Ticket"] == str(number)][-1]


def answer_to(last, address, text, message_id, headers=""):
    headers += f"In-Reply-To: {last['Message-ID']}\r\n"
    return desk.mail(address, "Re: " + last["Subject"], text, message_id=message_id, headers=headers)


def answer(d, address, number, text, headers=""):
    """Returns the mails sent when that address answers the desk's last mail to it."""
    return attack.take_in(d, answer_to(about(d, address, number), address, text, f"<answer.{address}>", headers))


# --- whom the forged mail copies ---

# Results of our own mail server that prove nothing
NO_PROOF = (
    ("nothing known of it", "dmarc=none header.from=example.org"),
    ("an error for now", "dmarc=temperror header.from=example.org"),
    ("an error for good", "dmarc=permerror header.from=example.org"),
    ("a soft failure", "spf=softfail smtp.mailfrom=jo@example.org"),
    ("a failure", "dmarc=fail header.from=example.org"),
    ("a failure, and parts that pass", "dmarc=fail header.from=example.org; dkim=pass header.d=example.org"),
    ("a failure of SPF", "spf=fail smtp.mailfrom=jo@example.org"),
    ("the attacker's own pass", "dmarc=pass header.from=evil.example"),
    ("the attacker's own key", "dkim=pass header.d=evil.example"),
    ("the attacker's own server", "spf=pass smtp.mailfrom=mallory@evil.example"),
    ("a key of the parent domain", "dkim=pass header.d=org"),
    ("a broken field", "dmarc=pass header.from=example.org ("),
    ("a comment that passes", "dmarc=none (dmarc=pass header.from=example.org)"),
)

# name, whether our mail server's results count, From, subject, more headers
COPIES = tuple(
    (f"{name}{' with a host' if host else ''}", host, sender, subject, headers)
    for host in (False, True)
    for name, sender, subject, headers in (
        ("by the tag", JO, REPLY, ""),
        ("by the tag alone", JO, "[acme #1]", ""),
        ("behind other prefixes", JO, "AW: Fwd: [ACME #1] Printer", ""),
        ("by the customer's own id", JO, "Printer", f"In-Reply-To: {FIRST}\r\n"),
        ("by an old reference", JO, "Printer", f"References: {FIRST} <x@example.org>\r\n"),
        ("by all of it", JO, REPLY, f"In-Reply-To: {FIRST}\r\nReferences: {FIRST}\r\n"),
        ("in another case", "JO@EXAMPLE.ORG", REPLY, ""),
        ("with a name", f'"Jo" <{JO}>', REPLY, ""),
        ("with a comment", f"(x) {JO} (y)", REPLY, ""),
        ("two addresses", f"{JO}, {MALLORY}", REPLY, ""),
        ("two From", JO, REPLY, f"From: {MALLORY}\r\n"),
        ("a Sender", JO, REPLY, f"Sender: {MALLORY}\r\n"),
        ("a Reply-To", JO, REPLY, f"Reply-To: {MALLORY}\r\n"),
        ("a list's", JO, REPLY, "List-Id: <x.example.org>\r\n"),
        (
            "another host's results",
            JO,
            REPLY,
            "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org\r\n",
        ),
        (
            "a host that is called nearly so",
            JO,
            REPLY,
            "Authentication-Results: mx.acme.test.evil.example; dmarc=pass header.from=example.org\r\n",
        ),
        ("ours below another's", JO, REPLY, "Authentication-Results: mx.evil.example; dmarc=pass\r\n" + PASS),
        *((name, JO, REPLY, f"{OURS}{results}\r\n") for name, results in NO_PROOF),
    )
)


def copies(number, row):
    _, _, sender, subject, headers = row
    return [
        desk.mail(
            sender,
            numbered(subject, number),
            "Send it to Mallory as well.\n",
            message_id=f"<forged.{number}.{name}>",
            headers=f"{numbered(headers, number)}{name}: {MALLORY}\r\n",
        )
        for name in ("To", "Cc")
    ]


def agent_answers(d, number):
    return [answer_to(about(d, BOB, number), BOB, "The secret is 4711.\n", f"<bob.{number}@acme.test>")]


def not_copied(ticket, sent):
    assert MALLORY not in ticket["watchers"], "a watcher of the ticket"
    assert [m for m in sent if m["X-Caredesk-Template"] == "reply"], "the agent's answer goes out"
    assert not [m for m in sent if attack.is_to(m, MALLORY)], "the answer goes to the attacker"


def test_who_is_copied():
    return each(COPIES, copies, agent_answers, not_copied)


# --- what it asks for ---

CLOSES = tuple(
    (f"{subject}{' with a host' if host else ''}", host, subject, headers)
    for host in (False, True)
    for subject, headers in (
        ("[close #1]", ""),
        ("[Close #1]", ""),
        ("[ close  #1 ]", ""),
        ("[close#1]", ""),
        ("[close 1]", ""),
        ("x [close #1] y", ""),
        ("Re: [ACME #1] [close]", ""),
        ("[ACME #1] [close]", ""),
        ("[close] [ACME #1]", ""),
        ("[close]", f"In-Reply-To: {FIRST}\r\n"),
        ("Re: [close] x", f"References: {FIRST}\r\n"),
        ("[close #1] ", OURS + "dmarc=none header.from=example.org\r\n"),
        (" [close #1]", OURS + "dmarc=fail header.from=example.org\r\n"),
        ("[close #1]  ", OURS + "dmarc=pass header.from=evil.example\r\n"),
        ("[close #1]   ", "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org\r\n"),
    )
)


def closes(number, row):
    _, _, subject, headers = row
    return [
        desk.mail(
            JO,
            numbered(subject, number),
            "\n",
            message_id=f"<forged.{number}@evil.example>",
            headers=numbered(headers, number),
        )
    ]


def not_closed(ticket, sent):
    assert ticket["status"] != "closed", "closed"
    assert "closed" not in [m["X-Caredesk-Template"] for m in sent], "it is said to be closed"


def test_who_closes():
    return each(CLOSES, closes, lambda d, number: [], not_closed)


# The customer's answer to the question, and whether it closes
ANSWERS = (
    ("YES", "YES\n", True),
    ("yes with a stop", "Yes.\n", True),
    ("ja", "Ja!\n", True),
    ("oui", "oui\n", True),
    ("#yes", "#yes\n", True),
    (
        "yes above the history",
        (
            "Yes\n\nOn Mon, Nov 2, 2026 at 9:14 AM ACME Support <support@acme.test> wrote:\n> reply with the single"
            " word YES\n"
        ),
        True,
    ),
    (
        "no above the history",
        "No\n\nOn Mon, Nov 2, 2026 at 9:14 AM ACME Support <support@acme.test> wrote:\n> YES\n",
        False,
    ),
    ("the history alone", "On Mon, Nov 2, 2026 at 9:14 AM ACME Support <support@acme.test> wrote:\n> YES\n", False),
    ("no", "No.\n", False),
    ("not me", "This was not me!\n", False),
    ("nein", "Ich habe das nicht geschrieben!\n", False),
    ("nothing", "\n", False),
    ("a question", "yes?\n", False),
    ("more than yes", "Yes, I wrote to you, but do not close it!\n", False),
    ("a sentence", "Why do you ask?\n", False),
    ("both", "yes no\n", False),
    ("a quoted yes", "> YES\n", False),
    ("a signature", "-- \nYes Ltd\n", False),
    ("yesterday", "yesterday\n", False),
)


def try_answer(_, text, closes):
    with jos_desk() as d:
        sent = attack.take_in(d, desk.mail(JO, "[close #1]", "\n", message_id="<forged@evil.example>"))
        assert "confirm" in [m["X-Caredesk-Template"] for m in sent], "the customer is asked"
        answer(d, JO, 1, text)
        assert (attack.ticket(d)["status"] == "closed") == closes, attack.ticket(d)["status"]


def test_the_customers_answer():
    return attack.each(ANSWERS, try_answer)


# Answers to the question that are not the customer's: From, more headers
OTHERS = (
    ("without its token", JO, ""),
    ("by a robot of the customer's", JO, "Auto-Submitted: auto-replied\r\n"),
    ("by a vacation notice", JO, "X-Autoreply: yes\r\nPrecedence: bulk\r\n"),
    ("by somebody else", MALLORY, ""),
    ("that our host says to be forged", JO, OURS + "dmarc=fail header.from=example.org\r\n"),
)


def try_other(name, sender, headers):
    with jos_desk() as d:
        attack.take_in(d, desk.mail(JO, "[close #1]", "\n", message_id="<forged@evil.example>"))
        question = about(d, JO, 1)
        if name != "without its token":
            headers += f"In-Reply-To: {question['Message-ID']}\r\n"
        attack.take_in(
            d,
            desk.mail(
                sender, "Re: " + question["Subject"], "yes\n", message_id="<other@evil.example>", headers=headers
            ),
        )
        assert attack.ticket(d)["status"] != "closed", "closed"


def test_who_answers_for_the_customer():
    return attack.each(OTHERS, try_other)


# --- Message-IDs as keys ---

def planted(d, raw, sent_by=MALLORY):
    """The attacker plants a Message-ID of theirs on ticket 1 and then answers it under their own name."""
    attack.take_in(d, raw)
    before = len(attack.ticket(d)["messages"])
    attack.take_in(
        d,
        desk.mail(
            sent_by,
            "Re: Printer",
            "And what does the agent say?\n",
            message_id="<key@evil.example>",
            headers="In-Reply-To: <planted@evil.example>\r\n" + desk.proof(sent_by),
        ),
    )
    assert len(attack.ticket(d)["messages"]) == before, "the attacker is on the ticket"


BOUNCE = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
    "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    f"Final-Recipient: rfc822; {JO}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n",
)

# name, From, subject, text, more headers: each mail goes to the attacker too
PLANTS = (
    ("of a mail without proof", JO, REPLY, "x\n", ""),
    ("of a mail whose proof failed", JO, REPLY, "x\n", OURS + "dmarc=fail header.from=example.org\r\n"),
    ("of a held mail", BOB, REPLY, "#close\n", ""),
    ("of a robot's mail", JO, REPLY, "x\n", "Auto-Submitted: auto-replied\r\n"),
    ("of a robot's mail, proven", JO, REPLY, "x\n", "Auto-Submitted: auto-replied\r\n" + PASS),
    ("of a forged agent's robot", BOB, REPLY, "x\n", "Auto-Submitted: auto-replied\r\n"),
    ("of a list's mail", JO, REPLY, "x\n", "List-Id: <x.example.org>\r\n"),
    ("of a delivery report", "MAILER-DAEMON@example.org", REPLY, BOUNCE[1], BOUNCE[0]),
    ("of a [close] without proof", JO, "[close #1]", "\n", ""),
)


def try_plant(_, sender, subject, text, headers):
    with jos_desk() as d:
        planted(
            d,
            desk.mail(
                sender, subject, text, message_id="<planted@evil.example>", headers=headers + f"Cc: {MALLORY}\r\n"
            ),
        )


def test_planted_ids():
    return attack.each(PLANTS, try_plant)


# Robots under an agent's name: subject, more headers
ROBOTS = (
    ("by the tag", REPLY, ""),
    ("by the customer's id", "Automatic reply: Printer", f"In-Reply-To: {FIRST}\r\n"),
    ("by both", REPLY, f"In-Reply-To: {FIRST}\r\n"),
    ("with another host's results", REPLY, "Authentication-Results: mx.evil.example; dmarc=pass\r\n"),
    ("whose proof failed", REPLY, OURS + "dmarc=fail header.from=acme.test\r\n"),
)


def try_robot(_, subject, headers):
    with jos_desk() as d:
        attack.take_in(
            d,
            desk.mail(
                BOB,
                subject,
                "I am out of the office until 2026-12-24.\n",
                message_id="<robot@evil.example>",
                headers=headers + "Auto-Submitted: auto-replied\r\n",
            ),
        )
        shown = attack.ticket(d)
        assert len(shown["messages"]) == 1 and not [
            e for e in shown["events"] if e["event"] == "away"
        ], "it joins the ticket"


def test_forged_robots():
    return attack.each(ROBOTS, try_robot)


# --- what is not an attack ---

def test_who_has_proof_does_all_of_it():
    for host, headers in ((True, PASS), (False, "")):
        with jos_desk(host) as d:
            answer(d, JO, 1, "Pat should read along.\n", headers + "Cc: pat@example.org\r\n")
            assert attack.ticket(d)["watchers"] == ["pat@example.org"], attack.ticket(d)["watchers"]
            last = about(d, JO, 1)
            attack.take_in(
                d,
                desk.mail(
                    JO,
                    f"Re: {last['Subject']} [close]",
                    "\n",
                    message_id="<real@mail.example.org>",
                    headers=headers + f"In-Reply-To: {last['Message-ID']}\r\n",
                ),
            )
            assert attack.ticket(d)["status"] == "closed", attack.ticket(d)["status"]


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
