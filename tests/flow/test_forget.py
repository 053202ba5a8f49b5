#!/usr/bin/env python3
"""forget: what is left of a person or ticket in the bytes of the store's files after forgetting or deleting."""
import base64
import ctypes
import glob
import io
import os
import quopri
import re
import sys
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

USAGE, NOINPUT, UNAVAILABLE, NOPERM = 64, 66, 69, 77
JO = "jo.miller@private-home.test"
BOB = "Bob <bob@acme.test>"
# words only from Jo: said, sent or part of a name; each is somewhere in the store before
WORDS = [
    f"{word}{n}"
    for n, word in enumerate(
        "quokka zeppelin marzipan didgeridoo okapi bergamot tamarind ocelot kumquat vuvuzela narwhal axolotl samovar"
        " tiramisu kazoo platypus pretzel gazebo wombat banjo trilobite cactus yodel mandrill zucchini pumpkin lemur"
        " sonnet ukulele walnut accordion barnacle caramel dolphin espresso flamingo gherkin hazelnut iguana jackfruit"
        " koala lasagne meerkat nougat ocarina papaya quinoa raccoon saffron tortoise umbrella vanilla wasabi xylophone"
        " yogurt zither".split()
    )
]
NAMES = ["Jolanthe", "Millerova", "jo.miller", "private-home.test", JO, "Jolanthe Millerova"]


def attached(sender, subject, text, name, content, **options):
    body = "\r\n".join(
        [
            "--b",
            "Content-Type: text/plain; charset=utf-8",
            "",
            text,
            "--b",
            f'Content-Type: text/plain; name="{name}"',
            "Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment; filename="{name}"',
            "",
            base64.b64encode(content.encode()).decode(),
            "--b--",
            "",
        ]
    )
    raw = desk.mail(sender, subject, body, **options)
    return raw.replace(b"Content-Type: text/plain; charset=utf-8", b'Content-Type: multipart/mixed; boundary="b"', 1)


def new_desk(**options):
    d = desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", **options)
    d.trust_host()
    return d


def unpacked(data):
    """The contents of all zstd frames in the bytes, wherever they begin, including in free pages."""
    zstd = ctypes.CDLL("libzstd.so.1")
    for name in ("ZSTD_findFrameCompressedSize", "ZSTD_decompress"):
        getattr(zstd, name).restype = ctypes.c_size_t
    zstd.ZSTD_isError.argtypes = [ctypes.c_size_t]
    out, room = b"", ctypes.create_string_buffer(1 << 20)
    for at in re.finditer(re.escape(b"\x28\xb5\x2f\xfd"), data):
        frame = data[at.start() : at.start() + (1 << 20)]
        size = zstd.ZSTD_findFrameCompressedSize(frame, ctypes.c_size_t(len(frame)))
        if zstd.ZSTD_isError(size):
            continue
        got = zstd.ZSTD_decompress(room, ctypes.c_size_t(len(room)), frame, ctypes.c_size_t(size))
        out += b"" if zstd.ZSTD_isError(got) else room.raw[:got]
    return out


def stored(d):
    """The bytes of every file of the store, and the compressed contents in them."""
    data = b""
    for name in sorted(glob.glob(d.path("store", "**"), recursive=True) + glob.glob(d.path("store", ".*"))):
        if os.path.isfile(name):
            with open(name, "rb") as f:
                data += f.read()
    return data + unpacked(data)


def found(d, words):
    data = stored(d).lower()
    return [word for word in words if word.lower().encode() in data]


def take(d, *mails):
    for n, raw in enumerate(mails):
        d.put("in", raw)
    d.ok("run", "--once")


def words(first, last):
    return " ".join(WORDS[first:last])


def conversation(d):
    """Jo's ticket 1 with answers and notes; Ann's ticket 2, which Jo has joined; Eve's ticket 3, which has nothing of
    Jo's."""
    jo = f"Jolanthe Millerova <{JO}>"
    take(
        d,
        attached(
            jo,
            f"My {words(0, 3)}",
            f"Dear all,\r\n{words(3, 8)}\r\nJolanthe",
            f"{WORDS[8]}.txt",
            words(9, 11),
            message_id=f"<{WORDS[11]}@private-home.test>",
            headers=desk.proof(JO),
        ),
    )
    take(
        d,
        desk.mail(
            "Ann <ann@example.org>",
            "Ann's printer",
            "It is broken, says Ann.\n",
            to=f"{desk.SUPPORT}\r\nCc: {jo}",
            message_id="<ann@example.org>",
            headers=desk.proof("ann@example.org"),
        ),
        desk.mail("eve@example.org", "Eve's matter", "Nothing of that other person.\n"),
    )
    take(
        d,
        desk.mail(
            BOB,
            f"Re: [ACME #1] My {words(0, 3)}",
            (
                f"Dear Jolanthe Millerova,\nplease restart the blue machine.\n> {words(3, 6)}\nRegards\n\nOn Monday"
                f" {JO} wrote:\n> {words(3, 8)}\n"
            ),
            message_id="<bob1@acme.test>",
            headers=desk.proof("bob@acme.test"),
        ),
        desk.mail(
            BOB,
            "Re: [ACME #1] x",
            f"#note\nThe person at {JO} is nice.\n",
            message_id="<bob2@acme.test>",
            headers=desk.proof("bob@acme.test"),
        ),
    )
    take(
        d,
        desk.mail(
            jo,
            f"Re: [ACME #1] My {words(0, 3)}",
            f"{words(12, 16)}\n",
            message_id=f"<{WORDS[16]}@private-home.test>",
            headers=desk.proof(JO),
        ),
        desk.mail(
            jo,
            "Re: [ACME #2] Ann's printer",
            f"Mine too: {words(17, 22)}\n",
            message_id=f"<{WORDS[22]}@private-home.test>",
            headers=desk.proof(JO) + "In-Reply-To: <ann@example.org>\r\n",
        ),
    )
    take(
        d,
        desk.mail(
            "Ann <ann@example.org>",
            "Re: [ACME #2] Ann's printer",
            (
                f"Thanks to Jolanthe Millerova, it works again with a hammer.\n\nOn Monday {jo} wrote:\n>"
                f" {words(17, 22)}\n"
            ),
            message_id="<ann2@example.org>",
            headers=desk.proof("ann@example.org") + f"In-Reply-To: <{WORDS[22]}@private-home.test>\r\n",
        ),
    )
    take(
        d,
        desk.mail(
            BOB,
            "[assign carol] Re: [ACME #1]",
            "#tag handled\n",
            message_id="<bob3@acme.test>",
            headers=desk.proof("bob@acme.test"),
        ),
    )
    take(
        d,
        desk.mail(
            BOB,
            "#new",
            f"#new {JO}\nHello Jolanthe, here is {WORDS[23]}.\n",
            message_id="<bob4@acme.test>",
            headers=desk.proof("bob@acme.test"),
        ),
    )


def reports(d):
    return [d.json("report", "--from", "2020-01-01", "--by", group) for group in ("agent", "category", "day")]


def figures(d):
    keep = ("id", "status", "priority", "category", "agent", "tags", "created")
    return [{k: t[k] for k in keep} for t in d.json("list", "--all")]


def test_a_person():
    with new_desk() as d:
        conversation(d)
        before, reported = figures(d), reports(d)
        assert len(found(d, NAMES + WORDS[:8])) > 8, "there is something to forget"
        counts = [t["messages"] for t in d.json("list", "--all")]
        printed = d.ok("customer", "forget", "--yes", JO)
        assert "forgotten-1@forgotten.invalid" in printed, printed
        assert found(d, NAMES + WORDS[:23]) == [], found(d, NAMES + WORDS)
        assert "0 faults" in d.ok("verify")
        assert figures(d) == before and reports(d) == reported
        assert counts == [t["messages"] for t in d.json("list", "--all")]
        one = d.json("show", "1")[0]
        assert one["customer"] == "forgotten-1@forgotten.invalid" and one["events"][-1]["event"] == "forgotten", one
        texts = " ".join(m["text"] for m in one["messages"])
        assert "restart the blue machine" in texts and "is nice" in texts, "what others wrote stays"
        two = d.json("show", "2")[0]
        texts = " ".join(m["text"] for m in two["messages"])
        assert (
            "It is broken" in texts
            and "with a hammer" in texts
            and two["subject"] == "Ann's printer"
            and two["customer"] == "ann@example.org"
        ), two
        assert d.json("show", "3")[0]["events"][-1]["event"] != "forgotten" and d.ok(
            "raw", "3"
        ), "others' tickets are as they were"
        d.fails(NOINPUT, "customer", "show", JO)
        # once more: nothing is left to do, and there is no error
        assert "0 tickets" in d.ok("customer", "forget", "--yes", JO)
        # writing again makes a new customer; an old mail is still known, and not taken in again
        take(d, desk.mail(f"Jo <{JO}>", "Hello again", headers=desk.proof(JO)))
        assert d.json("list", "customer:" + JO)[0]["id"] == 5


def page(sender, subject, text, html, **options):
    """A mail with HTML and text, as clients write it."""
    body = "\r\n".join(
        [
            "--b",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            base64.b64encode(text.encode()).decode(),
            "--b",
            "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            quopri.encodestring(html.encode()).decode().replace("\n", "\r\n"),
            "--b--",
            "",
        ]
    )
    raw = desk.mail(sender, subject, body, **options)
    return raw.replace(
        b"Content-Type: text/plain; charset=utf-8", b'Content-Type: multipart/alternative; boundary="b"', 1
    )


def more(d):
    """What else may contain Jo's data: HTML, a Reply-To, names in an archive, a robot's mail, words with a rating, a
    changed subject, a search, an answer that quotes, a mail that was read by its headers alone."""
    jo, proof = f"Jolanthe Millerova <{JO}>", desk.proof(JO)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as z:
        z.writestr(f"{WORDS[30]}.txt", words(31, 33))
    packed = attached(jo, f"Files {WORDS[33]}", f"{words(34, 36)}\r\n", f"{WORDS[36]}.zip", "", headers=proof)
    packed = packed.replace(b"base64\r\n", b"base64\r\n", 1)
    head, end = packed.split(b'filename="', 1)
    name, rest = end.split(b"\r\n\r\n", 1)
    packed = head + b'filename="' + name + b"\r\n\r\n" + base64.encodebytes(archive.getvalue()) + rest
    take(
        d,
        page(
            jo,
            f"Pages {WORDS[24]}",
            f"{words(25, 27)}\r\n",
            f"<p>{words(25, 27)} <b>{WORDS[27]}</b> <img src='https://x.test/{WORDS[28]}.png'></p>",
            headers=proof + f"Reply-To: <{WORDS[29]}@second-home.test>\r\nX-Mailer: {WORDS[37]}\r\n",
        ),
        packed,
    )
    take(
        d,
        desk.mail(
            jo, f"Out of office {WORDS[38]}", f"{words(39, 41)}\n", headers=proof + "Auto-Submitted: auto-replied\r\n"
        ),
        desk.mail(jo, "Re: [ACME #1] x", f"{words(41, 43)}\n-- \n{words(43, 45)}\n", headers=proof),
    )
    take(
        d,
        desk.mail(BOB, "Re: [ACME #1] x", f"#subject Of {WORDS[45]}\n", headers=desk.proof("bob@acme.test")),
        desk.mail(BOB, "#note", f"#search {WORDS[46]}\n", headers=desk.proof("bob@acme.test")),
        desk.mail(
            jo,
            f"Last {WORDS[46]}",
            f"{words(47, 52)}\n",
            to=f"{desk.SUPPORT}, <{WORDS[52]}@example.net>",
            headers=proof,
        ),
    )
    d.ok("search", WORDS[47])
    d.ok("quarantine")
    d.ok(
        "ingest",
        "-",
        stdin=b"From: "
        + jo.encode()
        + b"\r\nSubject: "
        + WORDS[53].encode()
        + b"\r\n\r\n"
        + WORDS[54].encode()
        + b"\r\n",
    )


def test_fifty_strings():
    """Each word is there before, in a record, an index, the search index or a compressed mail, and afterwards in none
    of these, nor in a free page. The other words occur only in base64, or are another person's address."""
    with new_desk() as d:
        conversation(d)
        more(d)
        strings = NAMES + WORDS[:9] + WORDS[11:23] + WORDS[24:31] + WORDS[33:52] + WORDS[53:55]
        before = found(d, strings)
        assert sorted(before) == sorted(strings), sorted(set(strings) - set(before))
        assert len(strings) >= 50
        d.ok("customer", "forget", "--yes", JO)
        d.ok("search", "printer")
        assert found(d, strings) == [], found(d, strings)
        assert "0 faults" in d.ok("verify")
        print(f"{len(strings)} strings before, 0 after")


def test_mails_go_on_meanwhile():
    """A running daemon has the store open in several processes; the file is rewritten under them."""
    with new_desk() as d:
        conversation(d)
        with d.start() as daemon:
            daemon.wait_ready()
            d.put("in", desk.mail("one@example.org", "Before", headers=desk.proof("one@example.org")))
            daemon.wait("send", template="acknowledge", outcome="sent")
            count = len(daemon.find("send", template="acknowledge"))
            d.ok("customer", "forget", "--yes", JO)
            d.put("in", desk.mail("two@example.org", "After", headers=desk.proof("two@example.org")))
            daemon.wait("send", count + 1, template="acknowledge", outcome="sent")
            assert daemon.stop()[0] == 0
        assert found(d, NAMES + WORDS[:23]) == [], found(d, NAMES + WORDS[:23])
        assert "0 faults" in d.ok("verify") and d.json("list")[-1]["subject"] == "After"


def test_asked_first():
    with new_desk() as d:
        conversation(d)
        assert "Nothing was changed" in d.fails(NOPERM, "customer", "forget", JO)
        assert "Nothing was changed" in d.fails(NOPERM, "customer", "forget", JO, stdin=b"perhaps\n")
        assert found(d, NAMES)
        for who, why in [
            ("bob@acme.test", "an agent's address"),
            (desk.SUPPORT, "this desk's own address"),
            ("nobody", "not a mail address"),
        ]:
            assert why in d.fails(UNAVAILABLE, "customer", "forget", "--yes", who), who
        d.ok("customer", "forget", JO, stdin=b"yes\n")
        assert not found(d, NAMES)


def test_deleting():
    with new_desk() as d:
        conversation(d)
        assert "Nothing was changed" in d.fails(NOPERM, "delete", "1", stdin=b"n\n")
        d.ok("delete", "1", stdin=b"y\n")
        assert not found(d, WORDS[:17]), found(d, WORDS[:17])
        assert "ticket 1 was deleted" in d.fails(NOINPUT, "show", "1")
        done = d.run("--json", "show", "1")
        assert done.returncode == NOINPUT and re.search(rb'"event":"deleted"', done.stdout), done
        assert "0 faults" in d.ok("verify")
        assert [t["id"] for t in d.json("list", "--all")] == [2, 3, 4]


def test_customers():
    with new_desk() as d:
        conversation(d)
        listed = {c["addr"]: c for c in d.json("customer", "list")}
        assert (
            listed[JO]["tickets"] == 2
            and listed[JO]["name"] == "Jolanthe Millerova"
            and listed["ann@example.org"]["open"] == 1
        ), listed
        shown = d.ok("customer", "show", JO)
        assert JO in shown and "Ann's printer" in shown, shown
        assert "2 tickets" not in d.fails(UNAVAILABLE, "customer", "merge", "eve@example.org", "bob@acme.test")
        moved = d.ok("customer", "merge", JO, "jolanthe@work.test")
        assert moved.startswith("3 tickets"), moved
        listed = {c["addr"]: c for c in d.json("customer")}
        assert JO not in listed and listed["jolanthe@work.test"]["tickets"] == 2, listed
        assert d.json("show", "1")[0]["customer"] == "jolanthe@work.test" and d.json("show", "2")[0]["watchers"] == [
            "jolanthe@work.test"
        ]
        assert "0 faults" in d.ok("verify")
        for wrong in (("customer", "show"), ("customer", "merge", JO), ("customer", "froget", JO)):
            d.fails(USAGE, *wrong)


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
