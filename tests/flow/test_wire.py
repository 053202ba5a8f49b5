#!/usr/bin/env python3
"""Outgoing mails, read back by an independent implementation of the mail formats: Python's."""

import email
import email.policy
import os
import random
import subprocess
import sys
import tempfile
import traceback

BUILD = os.environ.get("BUILD", "build")
DRIVER = os.path.join(BUILD, "tests", "wire_driver")
ALPHABETS = ("abc xyz", "äöü ß", "Привет мир", "台北 日本", "😀 x", "a\"b\\ ,;<>()@[].:=?_", "=?UTF-8?Q?=41?= x")
random.seed(1)


def wire(*words):
    raw = subprocess.run([DRIVER, *words], stdout=subprocess.PIPE, check=True).stdout
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998, "a line is too long"
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b""), "a bare CR or LF"
    mail = email.message_from_bytes(raw, policy=email.policy.default.clone(raise_on_defect=True))
    assert not [d for part in mail.walk() for d in part.defects], "a part has defects"
    return mail


def texts():
    for alphabet in ALPHABETS:
        for length in (1, 7, 30, 80, 300):
            text = "".join(random.choice(alphabet) for _ in range(length))
            yield " ".join(text.split()) or "x"


def text_of(part):
    return part.get_content().replace("\r\n", "\n")


def test_headers():
    for text in texts():
        mail = wire(
            f"subject={text}", f"to_name={text}", f"from_name={text}", "cc=eva@example.org", "cc=bo@example.org"
        )
        assert mail["Subject"] == text, (mail["Subject"], text)
        for field, addr in (("To", "jo@example.org"), ("From", "support@acme.test")):
            people = mail[field].addresses
            assert len(people) == 1, (field, people)
            assert people[0].addr_spec == addr, people
            shown = people[0].display_name  # Python inserts spaces between encoded words there
            assert "".join(shown.split()) == "".join(text.split()), (shown, text)
        assert [a.addr_spec for a in mail["Cc"].addresses] == ["eva@example.org", "bo@example.org"]
        assert not mail.defects, mail.defects


def test_bodies():
    bodies = ["\n".join(texts()) + "\n", "short\n\n\n  indented\nFrom here\n-- \nsignature\n", "x" * 5000 + "\n",
              "word " * 500 + "end\n", "台北" * 400 + "\n"]
    for body in bodies:
        mail = wire(f"body={body}")
        assert mail.get_content_type() == "text/plain"
        got = text_of(mail)
        assert got == body, (got, body)


def test_html():
    """Text and HTML are alternatives, whatever is attached."""
    html = "<p>Größe = 1 <b>台北</b>" + "<i>x</i>" * 500 + "</p>\n"
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x")
        file.flush()
        for parts in ([], [f"part=a.png,image/png,{file.name}"]):
            mail = wire("body=Größe = 1\n", f"html={html}", *parts)
            assert text_of(mail.get_body(("plain",))) == "Größe = 1\n"
            assert text_of(mail.get_body(("html",))) == html
            assert mail.get_content_type() == ("multipart/mixed" if parts else "multipart/alternative")
            assert len(list(mail.iter_attachments())) == (1 if parts else 0) or not parts


def test_attachments():
    names = [
        "a.txt",
        "Übersicht 2026.pdf",
        "台北" * 20 + ".docx",
        "a\"b\\c;d.txt",
        "x" * 150 + ".bin",
        "100%.txt",
        "'a'*.txt",
    ]
    data = bytes(range(256)) * 40
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        mail = wire("body=see below", *[f"part={name},image/png,{file.name}" for name in names])
    parts = list(mail.iter_attachments())
    assert [part.get_filename() for part in parts] == names, [part.get_filename() for part in parts]
    assert all(part.get_content() == data and part.get_content_type() == "image/png" for part in parts)
    assert text_of(mail.get_body()) == "see below\n"


def test_references():
    ids = [f"{n}.{'x' * 60}@example.org" for n in range(50)]
    mail = wire(*[f"reference={i}" for i in ids])
    assert mail["References"].split() == [f"<{i}>" for i in ids[:1] + ids[-19:]], mail["References"]


def main():
    tests = [(n, f) for n, f in globals().items() if n.startswith("test_")]
    failed = 0
    for name, function in tests:
        try:
            function()
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f"FAIL {name}\n{traceback.format_exc()}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
