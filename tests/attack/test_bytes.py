"""Bytes that would act as more than text: line ends in header values, and terminal control sequences."""
import contextlib
import itertools
import os
import pty
import re
import subprocess
import sys

import attack
import desk

HEADERS = {
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "reply-to",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-language",
    "x-caredesk-ticket",
    "x-caredesk-template",
    "x-auto-response-suppress",
    "user-agent",
}
BCC = "Bcc: mallory@evil.example"

# name, From, Subject, more header lines (bytes that mail() passes on unchecked)
INJECTIONS = (
    ("a subject's encoded line ends", "x@example.org", "=?utf-8?q?Hi=0D=0ABcc:_mallory=40evil=2Eexample?=", ""),
    ("an encoded LF", "x@example.org", "=?utf-8?q?Hi=0ABcc:_mallory=40evil=2Eexample?=", ""),
    ("an encoded CR", "x@example.org", "=?utf-8?q?Hi=0DBcc:_mallory=40evil=2Eexample?=", ""),
    ("in base64", "x@example.org", "=?utf-8?b?SGkNCkJjYzogbWFsbG9yeUBldmlsLmV4YW1wbGU=?=", ""),
    ("two words", "x@example.org", "=?utf-8?q?Hi=0D?= =?utf-8?q?=0ABcc:_mallory=40evil=2Eexample?=", ""),
    ("U+2028", "x@example.org", "=?utf-8?q?Hi=E2=80=A8Bcc:_mallory=40evil=2Eexample?=", ""),
    ("U+0085", "x@example.org", "=?utf-8?q?Hi=C2=85Bcc:_mallory=40evil=2Eexample?=", ""),
    ("U+010A, whose low byte is LF", "x@example.org", "=?utf-8?q?Hi=C4=8ABcc:_mallory?=", ""),
    ("in UTF-16", "x@example.org", "=?utf-16?b?AEgAaQANAAoAQgBjAGMAOgAgAG0=?=", ""),
    ("in UTF-7", "x@example.org", "=?utf-7?q?Hi+AA0ACg-Bcc:_mallory?=", ""),
    ("in ISO-2022-JP", "x@example.org", "=?iso-2022-jp?q?Hi=0D=0ABcc:_m?=", ""),
    ("a blank line and a body", "x@example.org", "=?utf-8?q?Hi=0D=0A=0D=0ANew_body?=", ""),
    ("a folded line that is a header", "x@example.org", f"Hi\r\n {BCC}", ""),
    ("a long line", "x@example.org", "x" * 900 + " " + BCC, ""),
    ("NUL", "x@example.org", "=?utf-8?q?Hi=00Bcc:_mallory?=", ""),
    ("a name's encoded line ends", "=?utf-8?q?Jo=0D=0ABcc:_mallory=40evil=2Eexample?= <x@example.org>", "Hi", ""),
    ("a name in quotes", '"Jo\\\r\n Bcc: mallory@evil.example" <x@example.org>', "Hi", ""),
    ("a name with an address", '"Jo <mallory@evil.example>," <x@example.org>', "Hi", ""),
    (
        "a name that closes its quotes",
        "=?utf-8?q?Jo=22_=3Cmallory=40evil=2Eexample=3E=2C_=22?= <x@example.org>",
        "Hi",
        "",
    ),
    ("a name that is an address list", "=?utf-8?q?mallory=40evil=2Eexample=2C?= <x@example.org>", "Hi", ""),
    ("a name that is an encoded word again", "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?= <x@example.org>", "Hi", ""),
    ("a local part with an escape", '"x\\\r\n Bcc: m"@example.org', "Hi", ""),
    ("a local part with a line end", '"x\r\n y"@example.org', "Hi", ""),
    ("a local part with SMTP in it", '"x> RCPT TO:<y"@example.org', "Hi", ""),
    ("a local part with a blank", '"x y"@example.org', "Hi", ""),
    ("a domain with a blank", "x@exa mple.org", "Hi", ""),
    ("a domain with a comma", "x@example.org,mallory@evil.example", "Hi", ""),
    ("a domain of escapes", "x@[1.2.3.4\r\n]", "Hi", ""),
    ("a percent hack", "x%evil.example@example.org", "Hi", ""),
    ("a bang path", "evil!x@example.org", "Hi", ""),
    ("a Message-ID with a header", "x@example.org", "Hi", "Message-ID: <a\r\n Bcc: mallory@evil.example@x>\r\n"),
    ("References with a header", "x@example.org", "Hi", "References: <a@b>\r\n Bcc: mallory@evil.example\r\n"),
    ("In-Reply-To with angles", "x@example.org", "Hi", "In-Reply-To: <a@b> <mallory@evil.example> Bcc: x\r\n"),
    ("a Reply-To of two lines", "x@example.org", "Hi", "Reply-To: a@example.org\r\n ,mallory@evil.example\r\n"),
    ("a language with a header", "x@example.org", "Hi", "Content-Language: en\r\n Bcc: mallory@evil.example\r\n"),
    ("a language that is a path", "x@example.org", "Hi", "Content-Language: ../../../etc\r\n"),
    (
        "a Date with a header",
        "x@example.org",
        "Hi",
        "Date: Mon, 02 Nov 2026 09:14:03 +0100\r\n Bcc: mallory@evil.example\r\n",
    ),
    ("mustache", "{{text}} <x@example.org>", "{{text}} {{#ticket}}{{customer}}{{/ticket}} {{> layout}}", ""),
    ("a subject of tags", "x@example.org", "[ACME #1] [ACME #2] [#close] [billing", ""),
    ("many header lines", "x@example.org", "Hi", "".join(f"X-{i}: {i}\r\n" for i in range(900))),
)


def check_mail(mail):
    unknown = {name.lower() for name in mail.keys()} - HEADERS
    assert not unknown, unknown
    assert "mallory" not in str(mail["To"]) + str(mail["Cc"]), (mail["To"], mail["Cc"])
    for name in ("From", "To", "Subject", "Message-ID", "Date"):
        assert len(mail.get_all(name, [])) == 1, (name, mail.get_all(name))
    assert len(mail["To"].addresses) == 1, mail["To"]


def test_headers():
    with attack.desk_with_ticket(limits="open_per_sender = 1000; replies_per_sender = 1000;") as d:
        numbers = itertools.count()

        def attempt(name, sender, subject, headers):
            plain = "Message-ID:" not in headers
            raw = desk.mail(
                sender, subject, "Words.\n", message_id=f"<{next(numbers)}@evil.example>", headers=headers
            )
            if not plain:
                raw = raw.replace(raw[raw.index(b"Message-ID: <"):raw.index(b"MIME-Version")], b"", 1)
            sent = attack.take_in(d, raw)
            assert sent, "nobody is told"
            for mail in sent:
                check_mail(mail)

        return attack.each(INJECTIONS, attempt)


# terminal control sequences: name, bytes
TERMINAL = (
    ("ESC", "\x1b[31mred"),
    ("a title", "\x1b]0;owned\x07"),
    ("clearing", "\x1b[2J\x1b[H"),
    ("CSI in C1", "\x9b31m"),
    ("OSC in C1", "\x9d0;owned\x9c"),
    ("BEL", "\x07"),
    ("BS", "abc\x08\x08\x08xyz"),
    ("CR", "good\rbad"),
    ("DEL", "\x7f"),
    ("SO", "\x0e"),
    ("NUL", "a\x00b"),
    ("right to left", "invoice\u202efdp"),
    ("an isolate", "a\u2067b"),
    ("a zero width", "pay\u200bpal"),
    ("a tag", "a\U000e0041b"),
)
NO_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def shown(d, *words):
    """What a command writes to a terminal, whose line ends are CRLF."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [desk.CAREDESK, "-c", d.config, *words], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as command:
        os.close(theirs)
        said = b""
        with contextlib.suppress(OSError):  # EIO: the other end is closed
            while piece := os.read(ours, 65536):
                said += piece
        os.close(ours)
        command.wait(desk.PATIENCE)
    return said.decode("utf-8", "replace").replace("\r\n", "\n")


def check_shown(text):
    found = NO_TERMINAL.findall(text)
    assert text and not found, found[:5]


def test_what_is_shown():
    """list, show, search, quarantine and outbox print no control sequences to a terminal."""
    with attack.desk_with_ticket(limits="open_per_sender = 1000; replies_per_sender = 1000;") as d:
        def attempt(name, text):
            raw = desk.mail(
                f'"{text}" <x@example.org>',
                f"Hi {text}",
                f"Body {text}\n",
                message_id=f"<{text.encode().hex()}@evil.example>",
                headers=f"X-{name[:1]}: {text}\r\n",
            )
            attack.take_in(d, raw)
            number = max(t["id"] for t in d.json("list", "--all"))
            for words in (["list", "--all"], ["show", str(number)], ["outbox"], ["replay", d.write("x.eml", raw)]):
                check_shown(shown(d, *words) + "\n")

        return attack.each(TERMINAL, attempt)


def test_the_quarantine():
    with attack.desk_with_ticket() as d:
        def attempt(_, text):
            raw = text.encode() + b"\x00\x01\x02 no mail at all " + text.encode() + b"\n"
            d.take(raw)
            rows = d.json("quarantine", "list")
            assert rows, "it was taken for a mail"
            check_shown(shown(d, "quarantine", "list"))
            check_shown(shown(d, "quarantine", "show", str(rows[-1]["id"])))

        return attack.each(TERMINAL, attempt)


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
