"""Tokens in the wrong hands: stolen, guessed, mixed up, leaked; and planted Message-IDs."""
import base64
import re
import sys

import attack
import desk
from attack import JO, MALLORY

BOB, CAROL = "bob@acme.test", "carol@acme.test"
OPTIONS = {
    "more": 'reply_address = "plus"; acknowledge = "all";',
    "limits": "open_per_sender = 1000; replies_per_sender = 1000;",
}
KEPT = ("status", "priority", "category", "agent", "customer", "watchers", "tags", "subject")


def last_to(d, address, number=1):
    return [m for m in d.sent() if attack.is_to(m, address) and m["X-Caredesk-Ticket"] == str(number)][-1]


def key_of(mail):
    """(signed address, Message-ID) of a mail that the desk sent."""
    return mail["Reply-To"].addresses[0].addr_spec, mail["Message-ID"]


def kept(d):
    """What someone else's mail must not change on ticket 1."""
    ticket = attack.ticket(d)
    return {key: ticket[key] for key in KEPT}


def two_tickets():
    """Jo has ticket 1, assigned to bob; Lee has ticket 2, assigned to carol."""
    return attack.desk_with_ticket(**OPTIONS)


def add_lee(d):
    attack.take_in(d, desk.mail("Lee <lee@example.org>", "[billing] Invoice"))


def spoil(token):
    """Changes one letter of the MAC."""
    return token[:-1] + ("a" if token[-1] != "a" else "b")


# name, who writes, whose token (address, ticket) it has, text, what is done to the address, and the subject
STOLEN = (
    ("a stranger with the agent's", MALLORY, (BOB, 1), "#close\n", None, "Re: [ACME #1] Printer"),
    ("a stranger with the agent's, to read", MALLORY, (BOB, 1), "#show\n", None, "Re: [ACME #1] Printer"),
    ("a stranger with the agent's, to join", MALLORY, (BOB, 1), f"#watch {MALLORY}\n", None, "Re: [ACME #1] Printer"),
    ("the customer with the agent's", JO, (BOB, 1), "#close\n", None, "Re: [ACME #1] Printer"),
    ("the agent with the customer's", BOB, (JO, 1), "#close\n", None, "Re: [ACME #1] Printer"),
    ("an agent with another's", CAROL, (BOB, 1), "#close\n", None, "Re: [ACME #1] Printer"),
    ("the agent with a spoilt one", BOB, (BOB, 1), "#close\n", "spoil", "Re: [ACME #1] Printer"),
    (
        "the agent with one in capitals that is spoilt",
        BOB,
        (BOB, 1),
        "#close\n",
        "spoil capitals",
        "Re: [ACME #1] Printer",
    ),
    ("the agent with a cut one", BOB, (BOB, 1), "#close\n", "cut", "Re: [ACME #1] Printer"),
    ("the agent with a longer one", BOB, (BOB, 1), "#close\n", "longer", "Re: [ACME #1] Printer"),
    ("the agent with another role's", BOB, (BOB, 1), "#close\n", "role", "Re: [ACME #1] Printer"),
    ("the agent with another ticket's number in it", BOB, (BOB, 1), "#close\n", "ticket", "Re: [ACME #1] Printer"),
    ("the agent with no key", BOB, None, "#close\n", None, "Re: [ACME #1] Printer"),
    ("two From with the agent's", f"{BOB}, {MALLORY}", (BOB, 1), "#close\n", None, "Re: [ACME #1] Printer"),
    ("the key at another domain", BOB, (BOB, 1), "#close\n", "domain", "Re: [ACME #1] Printer"),
    ("the key without its plus", BOB, (BOB, 1), "#close\n", "no plus", "Re: [ACME #1] Printer"),
    ("the key in the name", BOB, (BOB, 1), "#close\n", "name", "Re: [ACME #1] Printer"),
    ("the key in the text", BOB, (BOB, 1), "#close\n", "text", "Re: [ACME #1] Printer"),
    ("the key in the subject", BOB, (BOB, 1), "#close\n", "subject", "Re: [ACME #1] Printer"),
    ("the key of the other ticket", BOB, (CAROL, 2), "#close\n", None, "Re: [ACME #1] Printer"),
)


def made(address, how):
    """The To header, with the address changed as `how` says, and the text."""
    local, _, domain = address.partition("@")
    plain, _, token = local.partition("+")
    roles = {"c": "d", "d": "c"}
    to = {
        None: address,
        "spoil": f"{plain}+{spoil(token)}@{domain}",
        "spoil capitals": f"{plain}+{spoil(token).upper()}@{domain}",
        "cut": f"{plain}+{token[:-1]}@{domain}",
        "longer": f"{plain}+{token}a@{domain}",
        "role": f"{plain}+{roles[token[0]]}{token[1:]}@{domain}",
        "ticket": f"{plain}+{token[:10]}{'b' if token[10] != 'b' else 'c'}{token[11:]}@{domain}",
        "domain": f"{plain}+{token}@evil.example",
        "no plus": f"{token}@{domain}",
        "name": f'"{address}" <support@{domain}>',
        "text": f"support@{domain}",
        "subject": f"support@{domain}",
    }[how]
    return to, address


def test_stolen():
    with two_tickets() as d:
        add_lee(d)
        keys = {
            (address, number): key_of(last_to(d, address, number))
            for address, number in ((BOB, 1), (JO, 1), (CAROL, 2))
        }

        def attempt(name, sender, key, text, how, subject):
            before = kept(d)
            to, address = made(keys[key][0], how) if key else (desk.SUPPORT, "")
            if how in ("text", "subject"):
                text, subject = (address + "\n" + text, subject) if how == "text" else (text, f"{subject} {address}")
            sent = attack.take_in(
                d,
                desk.mail(
                    sender,
                    subject,
                    text,
                    to=f"{to}, {desk.SUPPORT}",
                    message_id=f"<{len(name)}.{abs(hash(name))}@x.example>",
                ),
            )
            after = kept(d)
            assert all(after[k] == before[k] for k in KEPT if k != "status") and after["status"] in (
                "new",
                "open",
            ), after
            for mail in sent:
                assert mail["X-Caredesk-Template"] not in ("reply", "receipt", "closed", "resolved"), mail[
                    "X-Caredesk-Template"
                ]
                assert not attack.is_to(mail, MALLORY) or mail["X-Caredesk-Template"] == "acknowledge", mail[
                    "X-Caredesk-Template"
                ]

        tried = attack.each(STOLEN, attempt)
        attack.take_in(d, desk.mail(BOB, "Re: [ACME #1] Printer", "#resolve\n", to=keys[BOB, 1][0]))
        assert attack.ticket(d)["status"] == "resolved", "whose key it is may do it"
        return tried


# ways in which an agent's client sends on what the desk sent to them: each returns (text, content type, the rest of the
# body)
def marked(text):
    return "\n".join("> " + line for line in text.splitlines())


def around(text, words):
    """The words inserted in the middle of the text, between two lines."""
    lines = text.splitlines()
    return "\n".join(lines[: len(lines) // 2] + ["", words, ""] + lines[len(lines) // 2:]) + "\n"


def quoted(mail):
    head = "".join(f"{name}: {value}\n" for name, value in mail.items())
    return marked(head + "\n" + desk.text(mail))


def attached(kind, content, encoding):
    return (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe answer is 42.\r\n--b\r\nContent-Type:"
        f" {kind}\r\nContent-Disposition: attachment; filename=old.eml\r\nContent-Transfer-Encoding:"
        f" {encoding}\r\n\r\n{content}\r\n--b--\r\n"
    )


def wrapped(text, width):
    return "\r\n".join(text[i:i + width] for i in range(0, len(text), width))


CARRIED = (
    ("quoted below", lambda m: ("The answer is 42.\n\n" + quoted(m), None)),
    ("quoted above", lambda m: (quoted(m) + "\n\nThe answer is 42.\n", None)),
    ("its source below", lambda m: ("The answer is 42.\n\n" + marked(m.as_string()), None)),
    ("its source above", lambda m: (marked(m.as_string()) + "\n\nThe answer is 42.\n", None)),
    ("its source twice marked", lambda m: ("The answer is 42.\n\n" + marked(marked(m.as_string())), None)),
    ("its source around", lambda m: (around(marked(m.as_string()), "The answer is 42."), None)),
    ("not marked", lambda m: ("The answer is 42.\n\n" + str(m["Reply-To"]) + "\n" + m["Message-ID"] + "\n", None)),
    ("in capitals", lambda m: ("The answer is 42.\n" + str(m["Reply-To"]).upper() + "\n", None)),
    ("wrapped", lambda m: ("The answer is 42.\n" + wrapped(str(m["Reply-To"]), 20).replace("\r", "") + "\n", None)),
    (
        "percent-encoded",
        lambda m: ("The answer is 42.\nmailto:" + "".join(f"%{ord(c):02X}" for c in str(m["Reply-To"])) + "\n", None),
    ),
    ("a mail, as it is", lambda m: (attached("message/rfc822", m.as_string(), "8bit"), "multipart/mixed; boundary=b")),
    (
        "a text in base64",
        lambda m: (
            attached("text/plain", wrapped(base64.b64encode(m.as_bytes()).decode(), 76), "base64"),
            "multipart/mixed; boundary=b",
        ),
    ),
    (
        "a text in quoted-printable",
        lambda m: (
            attached("text/plain", str(m["Reply-To"]).replace("+", "=2B").replace("c", "=63"), "quoted-printable"),
            "multipart/mixed; boundary=b",
        ),
    ),
    (
        "HTML with entities",
        lambda m: (
            attached("text/html", "<p>" + "".join(f"&#{ord(c)};" for c in str(m["Reply-To"])) + "</p>", "8bit"),
            "multipart/mixed; boundary=b",
        ),
    ),
    (
        "headers of a mail",
        lambda m: (
            attached("text/rfc822-headers", f"Reply-To: {m['Reply-To']}\r\nMessage-ID: {m['Message-ID']}\r\n", "8bit"),
            "multipart/mixed; boundary=b",
        ),
    ),
    (
        "a calendar",
        lambda m: (
            attached("text/calendar", f"ATTENDEE:mailto:{m['Reply-To']}", "8bit"),
            "multipart/mixed; boundary=b",
        ),
    ),
    (
        "the file's name",
        lambda m: (
            attached("application/pdf", "AAAA", "base64").replace("old.eml", f'"{m["Reply-To"]}.pdf"'),
            "multipart/mixed; boundary=b",
        ),
    ),
)


def decoded(mail):
    """Everything that a reader could find in the mail: every part decoded, joined without line ends, unescaped, in
    lower case."""
    texts = [str(value) for value in mail.values()]
    for part in mail.walk():
        texts += [str(value) for value in part.values()]
        if not part.is_multipart():
            texts.append((part.get_payload(decode=True) or b"").decode("utf-8", "replace"))
    joined = re.sub(r"[\r\n> ]|=\n", "", " ".join(texts))
    joined = re.sub(r"%([0-9A-Fa-f]{2})|=([0-9A-F]{2})", lambda m: chr(int(m[1] or m[2], 16)), joined)
    return re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), joined).lower()


def test_carried_out():
    """Bob's answer reaches Jo without any part of bob's token."""
    with two_tickets() as d:
        def attempt(name, make):
            got = last_to(d, BOB)
            address, msgid = key_of(got)
            text, kind = make(got)
            raw = desk.mail(
                BOB,
                "Re: " + got["Subject"],
                text,
                to=address,
                message_id=f"<{abs(hash(name))}@acme.test>",
                headers=f"In-Reply-To: {msgid}\r\n",
            )
            if kind:
                raw = raw.replace(b"Content-Type: text/plain; charset=utf-8", b"Content-Type: " + kind.encode(), 1)
            sent = [m for m in attack.take_in(d, raw) if attack.is_to(m, JO)]
            token = address.partition("+")[2].partition("@")[0]
            assert sent, "it did not go out"
            for mail in sent:
                assert token not in decoded(mail), "the key is in it"
                assert "42" in decoded(mail), "the answer is not in it"

        return attack.each(CARRIED, attempt)


# the same with the mail's source in the text, unmarked, so that nobody can tell whose words it is
SOURCES = (
    ("its source, not marked", lambda m: "The answer is 42.\n\n" + m.as_string()),
    ("the HTML's source", lambda m: "The answer is 42.\n\n" + desk.page(m)),
)


def test_sources():
    with two_tickets() as d:
        def attempt(name, make):
            got = last_to(d, BOB)
            address, msgid = key_of(got)
            sent = attack.take_in(
                d,
                desk.mail(
                    BOB,
                    "Re: " + got["Subject"],
                    make(got),
                    to=address,
                    message_id=f"<{abs(hash(name))}@acme.test>",
                    headers=f"In-Reply-To: {msgid}\r\n",
                ),
            )
            assert [m["X-Caredesk-Template"] for m in sent] == ["receipt"] and attack.is_to(sent[0], BOB), sent
            assert "nothing was sent to the customer" in desk.text(sent[0]), desk.text(sent[0])

        return attack.each(SOURCES, attempt)


# name, the planted mail's (sender, Message-ID), the real one's (sender, Message-ID, text)
PLANTED = (
    (
        "the same id",
        (MALLORY, "<order.1@shop.example>"),
        ("lee@example.org", "<order.1@shop.example>", "My order is late.\n"),
    ),
    (
        "the same id, forged From",
        ("lee@example.org", "<order.2@shop.example>"),
        ("lee@example.org", "<order.2@shop.example>", "My order is late.\n"),
    ),
    (
        "in another case",
        (MALLORY, "<ORDER.3@shop.example>"),
        ("lee@example.org", "<order.3@shop.example>", "My order is late.\n"),
    ),
    (
        "with blanks",
        (MALLORY, "< order.4@shop.example >"),
        ("lee@example.org", "<order.4@shop.example>", "My order is late.\n"),
    ),
    (
        "without angles",
        (MALLORY, "order.5@shop.example"),
        ("lee@example.org", "<order.5@shop.example>", "My order is late.\n"),
    ),
    ("no id at all", (MALLORY, ""), ("lee@example.org", "", "My order is late.\n")),
    ("an empty id", (MALLORY, "<>"), ("lee@example.org", "<>", "My order is late.\n")),
    ("a constant", (MALLORY, "<0@localhost>"), ("lee@example.org", "<0@localhost>", "My order is late.\n")),
    (
        "two ids",
        (MALLORY, "<a@x> <order.6@shop.example>"),
        ("lee@example.org", "<order.6@shop.example>", "My order is late.\n"),
    ),
    (
        "a very long id",
        (MALLORY, "<" + "x" * 900 + "@shop.example>"),
        ("lee@example.org", "<" + "x" * 900 + "@shop.example>", "My order is late.\n"),
    ),
    (
        "the desk's next id",
        (MALLORY, "<cd.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.9@acme.test>"),
        ("lee@example.org", "<order.7@shop.example>", "My order is late.\n"),
    ),
)


def test_planted():
    """The real mail becomes a ticket of its own, not a message on the attacker's."""
    with two_tickets() as d:
        def attempt(name, planted, real):
            attack.take_in(d, desk.mail(planted[0], f"Order {name}", "Nothing.\n", message_id=planted[1] or " "))
            count = len(d.json("list", "--all"))
            sent = attack.take_in(d, desk.mail(real[0], f"Order {name}", real[2], message_id=real[1] or " "))
            tickets = d.json("list", "--all")
            texts = [m["text"] for m in attack.ticket(d, max(t["id"] for t in tickets))["messages"]]
            assert len(tickets) == count + 1 and "My order is late." in texts[0], texts
            assert not [m for m in sent if attack.is_to(m, MALLORY)], "the planter is told"

        return attack.each(PLANTED, attempt)


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
