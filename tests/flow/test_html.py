#!/usr/bin/env python3
"""html: what people write in HTML arrives on the other side as they wrote it, both ways, and earlier text at most
once."""
import base64
import email.message
import email.policy
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import test_reading as reading  # noqa: E402

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
RICH = (
    '<div>Please <b>switch it off</b>, see <a href="https://acme.test/a?b=1&amp;c=2">the'
    ' manual</a>:</div><ul><li>first this</li><li>then that</li></ul><table border="1"><tr><td>red</td><td><span'
    ' style="color:#c00000">stop</span></td></tr></table><div>Here: <img src="cid:shot1" alt="screen"> it'
    " is.</div>"
)
ASKED = (
    "<div>My printer <i>eats</i> paper since Monday.</div><ol><li>I opened tray two</li><li>I closed it</li></ol>"
    '<div>Look: <img src="cid:shot1" alt="tray"> all torn.</div>'
)
SHOWN = {
    RICH: (
        "<b>switch it off</b>",
        'href="https://acme.test/a?b=1&amp;c=2"',
        "<li>then that</li>",
        "<td",
        "stop",
        "screen",
    ),
    ASKED: ("<i>eats</i>", "<li>I closed it</li>", "tray"),
}


def written(sender, subject, text, page, to=desk.SUPPORT, headers=(), pictures=()):
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"], m["To"], m["Subject"], m["Message-ID"] = sender, to, subject, desk_id()
    for name, value in headers:
        m[name] = value
    m.set_content(text)
    m.add_alternative(page, subtype="html")
    for cid in pictures:
        m.get_payload()[1].add_related(PNG, "image", "png", cid=f"<{cid}>", filename=f"{cid}.png")
    return m.as_bytes()


NUMBER = [0]


def desk_id():
    NUMBER[0] += 1
    return f"<html{NUMBER[0]}@example.org>"


def plain_of(page):
    return (
        re.sub(r"[ \t]+", " ", re.sub(r"<[^>]*>", " ", page.replace("</div>", "\n").replace("</li>", "\n"))).strip()
        + "\n"
    )


def take(p, raw):
    p.d.put("in", raw)
    p.d.ok("run", "--once")
    return p.fresh()


def answer(p, address, page, pictures=(), quote=""):
    mail = p.last(address)
    headers = (
        ("In-Reply-To", mail["Message-ID"]),
        ("References", f"{mail['References'] or ''} {mail['Message-ID']}".strip()),
    )
    text = plain_of(page) + (
        "\nOn Mon, Nov 2, 2026 at 9:00 AM ACME Support wrote:\n"
        + "".join(f"> {l}\n" for l in desk.text(mail).splitlines())
        if quote
        else ""
    )
    return take(
        p, written(address, "Re: " + mail["Subject"], text, page + quote, str(mail["Reply-To"]), headers, pictures)
    )


def quoted(mail):
    """The mail as Gmail quotes it."""
    body = re.search(r"<body[^>]*>(.*)</body>", desk.page(mail), re.S)[1]
    return (
        '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Nov 2, 2026 at 9:00 AM ACME Support'
        f' wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{body}</blockquote></div>'
    )


def to(sent, address):
    return [m for m in sent if m["To"].addresses[0].addr_spec == address]


def check_rich(mail, written_so):
    page = desk.page(mail)
    for words in SHOWN[written_so]:
        assert words in page, f"{words} is not in {page}"
    shown = re.findall(r'src="cid:([^"]+)"', page)
    assert len(shown) == 1 and shown[0] != "shot1", shown
    parts = [part for part in mail.walk() if part["Content-ID"]]
    assert [part["Content-ID"] for part in parts] == [f"<{shown[0]}>"], parts
    assert parts[0].get_payload(decode=True) == PNG and parts[0].get_content_disposition() == "inline"
    before, after = re.findall(r"(\w+): <img[^>]*> ([\w ]+)", written_so)[0]
    assert f"{before}: " in page.split("<img")[0] and after in page.split("<img")[1], "the picture stands elsewhere"
    assert not [part for part in mail.walk() if part.get_content_disposition() == "attachment"]


def test_both_ways():
    with reading.People() as p:
        sent = take(p, written("Jo <jo@example.org>", "Printer", plain_of(ASKED), ASKED, pictures=["shot1"]))
        check_rich(to(sent, "bob@acme.test")[0], ASKED)
        sent = answer(p, "bob@acme.test", RICH, ["shot1"], quoted(p.last("bob@acme.test")))
        reply = [m for m in to(sent, "jo@example.org") if m["X-Caredesk-Template"] == "reply"][0]
        check_rich(reply, RICH)
        assert "bob@acme.test" not in reply.as_string()


def turn(p, n):
    """One answer from the agent and one from the customer, each above what their clients quote: returns the two mails
    that result."""
    bob, jo = p.last("bob@acme.test"), None
    answer(p, "bob@acme.test", f"<div>Please try <b>step number{n}</b> of it.</div>", quote=quoted(bob))
    jo = p.last("jo@example.org")
    answer(p, "jo@example.org", f"<div>I did, and <i>outcome{n}</i> is the same.</div>", quote=quoted(jo))
    return jo, p.last("bob@acme.test")


def test_ten_turns():
    """Earlier text arrives at most once, and no turn's mail is larger than another's by more than its own text."""
    with reading.People() as p:
        take(p, written("Jo <jo@example.org>", "Printer", plain_of(ASKED), ASKED, pictures=["shot1"]))
        turns = [turn(p, n) for n in range(11, 21)]
    for reply, relay in turns:
        for mail in (reply, relay):
            for form in (desk.text(mail), desk.page(mail)):
                words = re.findall(r"number\d+|outcome\d+", form)
                assert len(words) == len(set(words)), (words, form)
    for number, (reply, relay) in enumerate(turns, 11):
        assert f"number{number}" in desk.said(reply) and f"<b>step number{number}</b>" in desk.page(reply), desk.page(
            reply
        )
        assert f"<i>outcome{number}</i>" in desk.page(relay), desk.page(relay)
        assert not [
            part for part in relay.walk() if part["Content-ID"] or part.get_content_disposition() == "attachment"
        ]
    for form in (desk.text, desk.page):
        for third, tenth in zip(turns[2], turns[9]):
            assert len(form(tenth)) <= len(form(third)) + 20, (form(third), form(tenth))


TWICE = (
    '<div>This <b>one</b>: <img src="cid:shot1" alt="one"> and again: <img src="cid:shot1" alt="one">, that is'
    ' all.</div><div>-- </div><div class="gmail_signature">Jo<img src="cid:logo"></div>'
)


def with_files(sender, subject, page, to=desk.SUPPORT, headers=()):
    """A mail with a picture shown twice in its text, one in its signature, and three files, two of them pictures."""
    m = desk.parse(written(sender, subject, plain_of(page), page, to, headers, ["shot1", "logo"]))
    m.add_attachment(b"%PDF-1.4 x", "application", "pdf", filename="bill.pdf")
    m.add_attachment(PNG + b"1", "image", "png", filename="photo.png")
    m.add_attachment(PNG + b"2", "image", "png", filename="named.png", cid="<named@example.org>")
    return m.as_bytes(policy=email.policy.SMTP)


def check_files(mail):
    """The picture in the text is attached once, under a new id, and shown twice; each file is attached; the logo is
    not."""
    shown = re.findall(r'src="cid:([^"]+)"', desk.page(mail))
    inline = [part for part in mail.walk() if part.get_content_disposition() == "inline"]
    assert len(shown) == 2 and shown[0] == shown[1], shown
    assert [(part["Content-ID"], part.get_payload(decode=True)) for part in inline] == [(f"<{shown[0]}>", PNG)], inline
    files = {
        part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments() if part.get_filename()
    }
    assert files == {"bill.pdf": b"%PDF-1.4 x", "photo.png": PNG + b"1", "named.png": PNG + b"2"}, files
    attached = [part for part in mail.walk() if part.get_content_disposition() == "attachment"]
    assert len(attached) == 3 and not [part for part in attached if part["Content-ID"]], attached


def test_pictures_and_files():
    with reading.People() as p:
        sent = take(p, with_files("Jo <jo@example.org>", "Printer", TWICE))
        check_files(to(sent, "bob@acme.test")[0])
        bob = p.last("bob@acme.test")
        headers = (("In-Reply-To", bob["Message-ID"]),)
        sent = take(p, with_files("bob@acme.test", "Re: " + bob["Subject"], TWICE, str(bob["Reply-To"]), headers))
        check_files([m for m in to(sent, "jo@example.org") if m["X-Caredesk-Template"] == "reply"][0])


def test_without_html():
    with reading.People() as p:
        with open(p.d.config, encoding="utf-8") as f:
            config = f.read().replace('language = "en"', 'html = false; language = "en"')
        p.d.write("caredesk.conf", config)
        sent = take(p, written("Jo <jo@example.org>", "Printer", plain_of(ASKED), ASKED, pictures=["shot1"]))
        for mail in sent:
            assert not desk.page(mail) and "text/html" not in mail.as_string()
        assert [part.get_filename() for part in to(sent, "bob@acme.test")[0].iter_attachments()] == ["shot1.png"]


def test_how_it_looks():
    with reading.People() as p:
        with open(p.d.config, encoding="utf-8") as f:
            config = f.read().replace(
                'language = "en"', 'html = { colour = "#ffe08a"; logo = "logo.png"; }; language = "en"'
            )
        p.d.write("caredesk.conf", config)
        p.d.write("logo.png", PNG)
        sent = p.write("jo@example.org", "Printer", "Hello.")
        ack = to(sent, "jo@example.org")[0]
        logo = re.search(r'<img src="cid:([^"]+)"', desk.page(ack))[1]
        assert [part.get_payload(decode=True) for part in ack.walk() if part["Content-ID"] == f"<{logo}>"] == [PNG]
        assert "3px solid #ffe08a" in desk.page(ack)
        assert "color:#000000" in desk.page(to(sent, "bob@acme.test")[0]), "what is written on a light colour is dark"


def test_a_mailbox_of_its_own():
    with reading.People() as p:
        with open(p.d.config, encoding="utf-8") as f:
            config = f.read().replace('maildir = "in";', 'maildir = "in"; name_shown = "ACME Hilfe"; language = "de";')
        p.d.write("caredesk.conf", config)
        sent = p.write("jo@example.org", "Drucker", "Er druckt nicht.")
        ack, assigned = to(sent, "jo@example.org")[0], to(sent, "bob@acme.test")[0]
        assert ack["From"].addresses[0].display_name == "ACME Hilfe" and ack["Content-Language"] == "de", ack.items()
        assert "ACME Hilfe" in desk.text(ack) and "ACME Support" not in desk.text(ack), desk.text(ack)
        assert (
            assigned["From"].addresses[0].display_name == "jo@example.org via ACME Hilfe"
            and assigned["Content-Language"] == "en"
        ), assigned.items()


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
