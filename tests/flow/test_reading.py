#!/usr/bin/env python3
"""reading: the desk's mails as people read them: no ragged lines, no gaps, no remains of a template, in each language;
and the command links in an agent's mail, clicked and sent unchanged, do what they say."""
import html.parser
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

CONFIG = """
desk = {{ name = "ACME Support"; tag = "ACME"; address = "support@acme.test"; language = "{language}";
         timezone = "Europe/Berlin"; manager = "boss@acme.test"; authserv_id = "mx.acme.test"; agent_proof = "either";
         reply_address = "{reply}"; {more} }};
store = {{ path = "store"; }};
mailboxes = ( {{ name = "in"; address = "support@acme.test"; category = "general"; maildir = "in"; }} );
outgoing = {{ maildir = "out"; }};
categories = ( {{ name = "general"; agents = [ "bob" ]; }}, {{ name = "billing"; agents = [ "dana" ]; }} );
agents = ( {{ name = "bob"; email = "bob@acme.test"; full_name = "Bob Bäcker"; }},
           {{ name = "dana"; email = "dana@acme.test"; }} );
limits = {{ min_free = 0; replies_per_sender = 20; max_size = 40000; }};
{sections}
"""
LANGUAGES = ("en", "de", "fr")
# the languages of two tests; only one each under the sanitizers
WARNED, CONVERSED = (LANGUAGES, LANGUAGES) if desk.STEP == 1 else (("de",), ("fr",))
SENTENCE = {
    "en": "A sentence that goes on for a good while, as people's sentences do when they are upset. ",
    "de": "Ein Satz, der eine ganze Weile weitergeht, wie es die Sätze der Leute tun, wenn sie verärgert sind. ",
    "fr": "Une phrase qui se prolonge un bon moment, comme le font les phrases des gens quand ils sont fâchés. ",
}
ASKED = {
    "en": (
        "Hello,\n\nsince this morning the printer in the hall prints blank pages only.\n\n- switched off and on\n"
        "- new toner\n\nSee https://example.org/p?a=1&b=2\n\nThanks\nJo\n"
    ),
    "de": (
        "Guten Tag,\n\nseit heute Morgen druckt der Drucker im Flur nur noch leere Seiten.\n\n"
        "- aus- und eingeschaltet\n- neuer Toner\n\nSiehe https://example.org/p?a=1&b=2\n\nDanke\nJo\n"
    ),
    "fr": (
        "Bonjour,\n\ndepuis ce matin l'imprimante du couloir ne sort plus que des pages blanches.\n\n"
        "- éteinte et rallumée\n- nouvelle cartouche\n\nVoir https://example.org/p?a=1&b=2\n\nMerci\nJo\n"
    ),
}


class People:
    """A desk, and what its people write and get. `more`: further keys of `desk`; `sections`: further sections of the
    config. `once`: the desk runs once for each mail, so that its clock's mails are sent too."""

    def __init__(self, language="en", reply="plus", more="", sections=""):
        self.language, self.serial, self.seen, self.raws, self.once = language, 0, set(), [], False
        self.d = desk.Desk(mailboxes=[], outgoing="out")
        self.d.write("caredesk.conf", CONFIG.format(language=language, reply=reply, more=more, sections=sections))

    def __enter__(self):
        self.d.__enter__()
        return self

    def __exit__(self, *rest):
        self.d.__exit__(*rest)

    def write(self, sender, subject, text, to=desk.SUPPORT, headers=""):
        """Writes to the desk; returns the mails that it sent because of that."""
        self.serial += 1
        headers += "" if sender.endswith("@acme.test") else desk.proof(sender)
        raw = desk.mail(
            sender,
            subject,
            text.replace("\n", "\r\n"),
            to=to,
            message_id=f"<read.{self.serial}@mail.example.org>",
            headers=headers,
        )
        name = f"{self.serial:04}.test"
        if self.once:
            self.d.put("in", raw, name)
            self.d.ok("run", "--once")
        else:
            self.d.deliver(raw, name)
        return self.fresh()

    def fresh(self):
        names = [name for name in self.d.files("out") if name not in self.seen]
        self.seen.update(names)
        raws = []
        for name in names:
            with open(self.d.path("out", "new", name), "rb") as f:
                raws.append(f.read())
        self.raws += raws
        return [desk.parse(raw) for raw in raws]

    def last(self, address):
        return [mail for mail in map(desk.parse, self.raws) if mail["To"].addresses[0].addr_spec == address][-1]

    def answer(self, address, text):
        mail = self.last(address)
        headers = (
            f"In-Reply-To: {mail['Message-ID']}\r\nReferences: {mail['References'] or ''} {mail['Message-ID']}\r\n"
        )
        return self.write(address, "Re: " + mail["Subject"], text, to=str(mail["Reply-To"]), headers=headers)


VOID = {"meta", "br", "hr", "img"}


class Page(html.parser.HTMLParser):
    """A page's words and its faults."""

    def __init__(self, page):
        super().__init__()
        self.open, self.words, self.faults = [], "", []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "src" and not value.startswith("cid:") or name.startswith("on") or "url(" in (value or ""):
                self.faults.append(f"{tag}: {name}={value}")
        if tag == "html" and not dict(attrs).get("lang"):
            self.faults.append("no language")
        if tag == "table" and dict(attrs).get("role") != "presentation":
            self.faults.append("a table that is read out as one")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if not {"style", "title"} & set(self.open):
            self.words += data


def words(text):
    return re.findall(r"\w+", text)


def check_page(mail, where):
    page = Page(desk.page(mail))
    assert not page.faults, f"{page.faults} in {where}"
    lost = set(words(desk.text(mail))) - set(words(page.words)) - set(words(" ".join(ABOVE)))
    assert not lost, f"{lost} is not in the HTML of {where}"
    assert len(desk.page(mail)) < 20000 + 6 * len(desk.text(mail)), f"{len(desk.page(mail))} bytes of HTML in {where}"


ABOVE = ("## Write your answer above this line ##", "## Schreiben Sie Ihre Antwort oberhalb dieser Linie ##",
         "## Écrivez votre réponse au-dessus de cette ligne ##")


def check_readable(raw):
    mail = desk.parse(raw)
    lines = desk.text(mail).replace("\r", "").rstrip("\n").split("\n")
    where = f"{mail['X-Caredesk-Template']} in {mail['Content-Language']}:\n" + "\n".join(lines)
    assert lines[0].strip() and lines[-1].strip(), "an empty line at an edge of " + where
    for line, after in zip(lines, lines[1:] + ["end"]):
        assert line.strip() or after.strip(), "two empty lines in " + where
        assert not re.match(r"[-_]{3,}\s*$", line), "a ruler in " + where
    assert "mailto:" not in where, "a raw link in " + where
    assert "{{" not in where and "}}" not in where and "()" not in where, where
    assert mail["Subject"].strip() == str(mail["Subject"]) and "  " not in mail["Subject"], where
    who = mail["From"].addresses[0].display_name
    relayed = mail["X-Caredesk-Template"] in ("assigned", "customer_message", "note")
    assert who == "ACME Support" or relayed and who.endswith(" via ACME Support"), (who, where)
    check_page(mail, where)


def conversation(p):
    """Makes the desk send nearly every kind of mail."""
    p.write(
        "Jo Müller <jo@example.org>",
        "[urgent] My router is broken",
        SENTENCE[p.language] * 4 + "\nJo\n",
        headers="Cc: Kim <kim@example.org>\r\n",
    )
    p.answer("bob@acme.test", SENTENCE[p.language] * 4 + "\n")
    p.answer("jo@example.org", "That did not help.\n")
    for text in (
        "#note\nthis is difficult\n",
        "#resolve\n",
        "#close\nBye.\n",
        "#undo\n",
        "#show\n",
        "#why\n",
        "#list all\n",
        "#help\n",
        "#prioritty high\n#assign zorro\n",
        "#tag a b\n#snooze 3d\n#assign dana\n",
        "#away 3d\n",
        "#canned nothing\nHello\n",
    ):
        p.answer("bob@acme.test", text)
    for subject in ("[status]", "[status #1]", "[status #77]", "[help]", "[faq hours]", "[close #1]", "[close #1]"):
        p.write("jo@example.org", subject, "")
    p.write("nils@example.org", "[status]", "")
    p.write("bob@acme.test", "[ACME #1] [close]", "")
    p.answer("bob@acme.test", "yes\n")
    p.write("big@example.org", "Photos", ("y" * 70 + "\n") * 1000)


def bounce_of(mail):
    return f"""From: MAILER-DAEMON@mx.example.org
To: {mail["Reply-To"]}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It failed.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {mail["To"].addresses[0].addr_spec}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

Message-ID: {mail["Message-ID"]}
From: support@acme.test
Subject: x

x
--b--
""".encode()


def mishaps(p):
    """Causes the warnings: newcomer, forged address, automatic answers, bounce, agent away, no agent free."""
    p.write(
        "ida@example.org",
        "Ünïcode, long enough to be folded in the header of each mail that is about it",
        "Hi\n",
        headers="Cc: lou@example.org\r\n",
    )
    ack = p.last("ida@example.org")
    local, at, domain = ack["Reply-To"].addresses[0].addr_spec.partition("@")
    forged = local[:-1] + ("b" if local[-1] == "a" else "a") + at + domain
    p.write("new@example.net", "Re: " + ack["Subject"], "I am the colleague.\n", to=str(ack["Reply-To"]))
    p.write(
        "ida@example.org",
        "Re: " + ack["Subject"],
        "More.\n",
        to=forged,
        headers=f"In-Reply-To: {ack['Message-ID']}\r\n",
    )
    p.write(
        "ida@example.org",
        "Out of office",
        "Away.\n",
        to=str(ack["Reply-To"]),
        headers="Auto-Submitted: auto-replied\r\n",
    )
    sent = p.answer("bob@acme.test", "An answer.\n")
    p.d.deliver(bounce_of([m for m in sent if m["To"].addresses[0].addr_spec == "ida@example.org"][0]), "bounce.test")
    p.fresh()
    p.answer("lou@example.org", "Lou here.\n")
    mail = p.last("bob@acme.test")
    p.write(
        "bob@acme.test",
        "Automatic reply: " + mail["Subject"],
        "I am out of the office until 2026-12-01.\n",
        to=str(mail["Reply-To"]),
        headers=f"Auto-Submitted: auto-replied\r\nIn-Reply-To: {mail['Message-ID']}\r\n",
    )
    p.write("kim@example.org", "Anybody there?", "Hello.\n")


def talk(p):
    """A customer and an agent in turns, with a note in between and a newcomer."""
    p.write(
        "Jo Miller <jo@example.org>",
        "Blank pages",
        ASKED[p.language],
        headers="Cc: Kim <kim@example.org>\r\n",
    )
    for n in range(1, 4):
        p.answer("bob@acme.test", f"Hello Jo,\n\nplease try step {n} of the manual.\n\nBest\nBob\n")
        p.answer("bob@acme.test", f"#note\nStep {n} is a long shot.\n")
        p.answer("jo@example.org", f"Step {n} did not help.\n\n> please try step {n}\n\nI did.\n")
    p.answer("bob@acme.test", "#assign dana\n")


def test_every_warning_reads_well():
    for language in WARNED:
        with People(language) as p:
            mishaps(p)
            texts = [desk.text(desk.parse(raw)) for raw in p.raws]
            assert sum("\n! " in text for text in texts) >= 3, texts
            assert any("boss@acme.test" == desk.parse(raw)["To"] for raw in p.raws)
            for raw in p.raws:
                check_readable(raw)


def test_every_mail_reads_well():
    for language in CONVERSED:
        with People(language) as p:
            conversation(p)
            kinds = {desk.parse(raw)["X-Caredesk-Template"] for raw in p.raws}
            assert kinds >= {
                "assigned",
                "acknowledge",
                "reply",
                "customer_message",
                "receipt",
                "status",
                "status_list",
                "help_customer",
                "help_agent",
                "refused",
                "closed",
                "warning",
                "oversize",
            }, kinds
            for raw in p.raws:
                check_readable(raw)


def test_an_empty_mail_leaves_no_gap():
    with People() as p:
        for mail in p.write("jo@example.org", "Call me", ""):
            assert "\n\n\n" not in desk.text(mail).replace("\r", ""), desk.text(mail)


def test_who_gets_the_ticket_sees_its_tags_and_watchers():
    with People() as p:
        p.write("jo@example.org", "Help", "Please.\n", headers="Cc: kim@example.org\r\n")
        got = p.answer("bob@acme.test", "#tag router\n#assign dana\n")
        text = desk.text([m for m in got if m["To"].addresses[0].addr_spec == "dana@acme.test"][0])
        assert "Watchers: kim@example.org" in text and "Tags: router" in text, text


def click(p, uri, sender="bob@acme.test", text=""):
    """Sends what a mail client makes of a mailto: link (RFC 6068), unchanged."""
    assert re.fullmatch(r"mailto:[A-Za-z0-9\-._~@+%]+\?[A-Za-z0-9\-._~%@+=&]+", uri), uri
    address, _, query = uri[len("mailto:"):].partition("?")
    fields = {
        name.lower(): urllib.parse.unquote(value)
        for name, _, value in (field.partition("=") for field in query.split("&"))
    }
    assert set(fields) <= {"subject", "body", "in-reply-to"}, fields
    headers = f"In-Reply-To: {fields['in-reply-to']}\r\n" if "in-reply-to" in fields else ""
    return p.write(
        sender, fields["subject"], fields.get("body", text), to=urllib.parse.unquote(address), headers=headers
    )


CLICKED = {"pending": "pending", "resolve": "resolved", "close": "closed", "spam": "spam"}


def check_links(reply):
    for name, status in CLICKED.items():
        with People(reply=reply) as p:
            p.write("jo@example.org", "Größere Frage & mehr", "Please.\n")
            offered = desk.buttons(p.last("bob@acme.test"))
            assert set(offered) == {"note", "pending", "resolve", "close", "spam", "show", "help"}, offered
            got = click(p, offered[name], text="-- \nBob\n")
            assert [m["X-Caredesk-Template"] for m in got] == ["receipt"], [m["X-Caredesk-Template"] for m in got]
            assert p.d.json("list", "--all")[0]["status"] == status, p.d.json("list", "--all")


def test_links_with_signed_addresses():
    check_links("plus")


def test_links_with_plain_addresses():
    check_links("plain")


def test_links_that_are_answered():
    with People() as p:
        p.write("jo@example.org", "Help", "Please.\n")
        offered = desk.buttons(p.last("bob@acme.test"))
        assert "#1  " in desk.text(click(p, offered["show"])[0])
        assert click(p, offered["help"])[0]["X-Caredesk-Template"] == "help_agent"
        assert "#1  Help" in desk.text(p.answer("bob@acme.test", "#list\n")[0]), "the receipts' advice is wrong"


def test_who_has_the_ticket_is_not_offered_it():
    with People() as p:
        p.write("jo@example.org", "Help", "Please.\n")
        assert "take" not in desk.buttons(p.last("bob@acme.test"))
        p.answer("bob@acme.test", "#watch dana@acme.test\n")
        p.answer("jo@example.org", "Soon?\n")
        take = desk.buttons(p.last("dana@acme.test"))["take"]
        assert "receipt" in {m["X-Caredesk-Template"] for m in click(p, take, sender="dana@acme.test")}
        assert p.d.json("list")[0]["agent"] == "dana", p.d.json("list")


def test_a_link_is_good_for_its_agent_alone():
    with People() as p:
        p.write("jo@example.org", "Help", "Please.\n")
        click(p, desk.buttons(p.last("bob@acme.test"))["close"], sender="eve@example.net")
        assert p.d.json("list")[0]["status"] != "closed"


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
