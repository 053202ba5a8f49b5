#!/usr/bin/env python3
"""What the desk promises to the outside: two desks stop answering each other, a stranger learns nothing, an automatic
mail repeats nothing, a wrong token is noticed, and the log has no addresses."""
import os
import sys

import desk
import scripted
from desk import Desk, mail, maildir, parse, smtp

ROUNDS = 12


def address(message, name="To"):
    return message[name].addresses[0].addr_spec


def other_desk(**options):
    """Another organisation's desk: help@beta.test."""
    d = Desk([maildir("in", "help@beta.test")], outgoing="out", **options)
    with open(d.config, encoding="utf-8") as f:
        text = f.read()
    d.write(
        "caredesk.conf",
        text.replace("acme.test", "beta.test").replace("support@beta", "help@beta").replace("ACME", "BETA"),
    )
    return d


def sister_desk():
    """Another desk in the same domain, with its own keys: shop@acme.test."""
    d = Desk([maildir("in", "shop@acme.test")], outgoing="out")
    with open(d.config, encoding="utf-8") as f:
        text = f.read()
    d.write("caredesk.conf", text.replace("support@acme", "shop@acme").replace("ACME", "SHOP"))
    return d


def take_sent(d):
    """The raw mails sent since the last call."""
    found = []
    for name in d.files("out"):
        with open(d.path("out", "new", name), "rb") as f:
            found.append(f.read())
        os.unlink(d.path("out", "new", name))
    return found


def answers(d, message):
    """A proven answer from the agent to the mail they got."""
    headers = f"In-Reply-To: {message['Message-ID']}\r\nReferences: {message['Message-ID']}\r\n"
    return mail(address(message), "Re: " + message["Subject"], "Please try again.\n", to=address(message, "From"),
                message_id="<agent." + message["Message-ID"][1:], headers=headers)


def exchange(first, second, change=lambda raw: raw, agents=0, there="help@beta.test"):
    """Passes each desk's mails to the other; the agents answer the first `agents` mails that they get. Returns the
    number of rounds until neither sends anything, and how many mails passed between the desks."""
    passed, asked = 0, ("assigned", "customer_message")
    for number in range(ROUNDS):
        silent = True
        for d, other, out in ((first, second, there), (second, first, "support@acme.test")):
            d.ok("run", "--once")
            for raw in take_sent(d):
                message = parse(raw)
                to = address(message)
                if to == out:
                    other.put("in", change(raw))
                    passed, silent = passed + 1, False
                elif to.startswith("bob@") and agents > 0 and message["X-Caredesk-Template"] in asked:
                    agents, silent = agents - 1, False
                    d.put("in", answers(d, message))
        if silent:
            return number, passed
    raise AssertionError("they go on for ever")


def without_signs(raw):
    """The mail after a relay that drops headers it does not know."""
    head, _, body = raw.partition(b"\n\n" if b"\r\n\r\n" not in raw else b"\r\n\r\n")
    signs = (b"auto-submitted:", b"x-auto-response-suppress:", b"x-caredesk-")
    lines = [line for line in head.replace(b"\r\n", b"\n").split(b"\n") if not line.lower().startswith(signs)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def test_two_desks_fall_silent():
    with Desk([maildir("in")], outgoing="out") as a, other_desk() as b:
        a.put("in", mail("help@beta.test", "Your order", message_id="<first@beta.test>"))
        rounds, passed = exchange(a, b)
        assert rounds <= 2 and passed == 1, (rounds, passed)
        assert len(a.json("list")) == 1 and len(b.json("list")) == 1


def test_two_desks_with_people_fall_silent_when_the_people_do():
    with Desk([maildir("in")], outgoing="out") as a, other_desk() as b:
        a.put("in", mail("help@beta.test", "Your order", message_id="<first@beta.test>"))
        exchange(a, b, agents=4)
        # an acknowledgement's Message-ID leads to no ticket: the first answer from a person starts a new one there, and
        # later ones join it
        assert len(a.json("list")) == 1 and len(b.json("list")) == 2, "one conversation on each side"


def test_two_desks_of_one_domain_hear_each_other():
    with Desk([maildir("in")], outgoing="out") as a, sister_desk() as b:
        a.put("in", mail("shop@acme.test", "Your order", message_id="<first@acme.test>"))
        exchange(a, b, agents=4, there="shop@acme.test")
        for d in (a, b):
            tickets = d.json("list")
            kinds = {m["kind"] for t in tickets for m in d.json("show", str(t["id"]))[0]["messages"]}
            assert len(tickets) <= 2 and {"customer", "agent"} <= kinds, kinds


def test_two_desks_without_a_sign_of_it_fall_silent():
    with Desk([maildir("in")], outgoing="out") as a, other_desk() as b:
        a.put("in", mail("help@beta.test", "Your order", message_id="<first@beta.test>"))
        _, passed = exchange(a, b, change=without_signs)
        assert passed <= 4, passed


def acknowledged(d, sender, subject):
    d.put("in", mail(sender, subject, message_id=f"<{sender}>"))
    d.ok("run", "--once")
    found = [parse(raw) for raw in take_sent(d)]
    return [m for m in found if m["X-Caredesk-Template"] == "acknowledge"][0]


def test_a_stranger_learns_nothing_of_a_ticket():
    with Desk([maildir("in")], outgoing="out") as d:
        acknowledged(d, "jo@example.org", "Printer on fire")
        heard = []
        for number, subject in ((2, "Hello [ACME #1]"), (3, "Hello [ACME #77]"), (4, "Hello")):
            m = acknowledged(d, f"eve{number}@example.net", subject)
            heard.append((m["Subject"] + desk.text(m)).replace(str(number), "N"))
            assert m["References"] == m["In-Reply-To"] == f"<eve{number}@example.net>"
        assert heard[0] == heard[1] == heard[2], heard
        refused = []
        for number, subject in enumerate(("[status #1]", "[status #77]", "[close #1]", "[close #77]")):
            d.put("in", mail(f"mallory{number}@example.net", subject))
            d.ok("run", "--once")
            refused += [m["Subject"] + desk.text(m) for m in map(parse, take_sent(d))]
        assert len(refused) == 4 and len(set(refused)) == 1, refused
        assert d.json("show", "1")[0]["status"] == "new"


def test_no_automatic_mail_repeats_the_text():
    secret = "xylophone-4711"
    with Desk([maildir("in")], outgoing="out", limits="max_size = 100000;") as d:
        for number, subject in enumerate(("Help", "[status]", "[help]", "[close #9]", "[faq words]", "[export]")):
            d.put(
                "in",
                mail(f"jo{number}@example.org", subject, f"{secret} and more.\n", headers=f"X-Words: {secret}\r\n"),
            )
        d.put("in", mail("bob@acme.test", "Forged", f"#close\n{secret} and more.\n"))
        d.put("in", mail("al@example.org", "Too big", f"{secret}\n" * 10000))
        d.ok("run", "--once")
        sent = [(parse(raw)["X-Caredesk-Template"], raw) for raw in take_sent(d)]
        assert {name for name, _ in sent} >= {
            "acknowledge",
            "status_list",
            "help_customer",
            "refused",
            "oversize",
            "warning",
        }, sent
        for name, raw in sent:
            assert name == "assigned" or secret.encode() not in raw, raw


def flipped(text):
    at = text.index("@") - 3
    return text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1:]


def test_a_wrong_token_is_noticed():
    with Desk([maildir("in")], outgoing="out") as d:
        with open(d.config, encoding="utf-8") as f:
            text = f.read()
        d.write("caredesk.conf", text.replace('tag = "ACME";', 'tag = "ACME"; reply_address = "plus";'))
        first = acknowledged(d, "jo@example.org", "Printer on fire")
        with d.start() as daemon:
            for number, subject in enumerate(("Hello", "[status]", "[help]")):
                d.put("in", mail(f"e{number}@example.net", subject, to=flipped(address(first, "Reply-To"))))
            lines = daemon.wait("security", 3)
            assert all(line["level"] == "warn" and line["tokens"] == "1" for line in lines), lines
            assert daemon.stop()[0] == 0
        assert [e["event"] for e in d.json("show", "2")[0]["events"]].count("security") == 1
        assert not any(
            e["event"] == "security" for e in d.json("show", "1")[0]["events"]
        ), "nobody else's ticket changes"


def talkative(answer):
    """An SMTP server that repeats addresses in its replies; `answer` is its reply to RCPT."""
    def script(talk):
        talk.say("220 hello")
        while True:
            words = talk.hear()
            if words.upper().startswith("QUIT"):
                return talk.say("221 bye")
            if words.upper().startswith("DATA"):
                talk.say("354 go on")
                while talk.hear() != ".":
                    pass
            talk.say(
                f"{answer} {words}: jo@example.org, Printer on fire"
                if words.upper().startswith("RCPT")
                else "250 jo@example.org, Printer on fire"
            )
    return script


def test_the_log_names_nobody():
    names = ("example.org", "example.net", "bob@", "carol@", "boss@", "Printer", "fire", "xylophone", "Doe")
    for answer, code in (("250", 0), ("550", 0), ("451", 75), ("421", 75)):
        with scripted.serve(talkative(answer)) as server, Desk(
            [maildir("in")], sending=smtp(server.port, 1), limits="max_size = 100000;"
        ) as d:
            d.put("in", mail("Jo Doe <jo@example.org>", "Printer on fire", "xylophone\n"))
            d.put("in", mail("bob@acme.test", "#close Printer", "#close\n"))
            d.put("in", mail("jo@example.org", "Printer, big", "xylophone\n" * 20000))
            d.put(
                "in",
                mail(
                    "jo@example.org",
                    "Printer [status]",
                    "xylophone\n",
                    headers='Content-Type: multipart/mixed; boundary="\\""\r\n',
                ),
            )
            d.put("in", b"From: jo@example.org\0\r\nSubject: Printer\r\n\r\n" + b"\0" * 500)
            done = d.run("run", "--once")
            assert done.returncode == code, done
            log = done.stderr.decode()
            assert "event=send" in log and not [name for name in names if name in log], log


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
