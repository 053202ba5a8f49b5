#!/usr/bin/env python3
"""An IMAP folder with problems: mails that the server leaves out of its answer, a full folder to move to, mails larger
than announced, mails that others have marked \\Deleted."""
import re
import sys

import desk
import scripted
from desk import Desk, imap, mail


class Folder:
    """A folder of an IMAP server, for scripted.serve(folder.script): mails by UID."""

    def __init__(self, mails, omit=None, full=False, sizes=None):
        self.mails, self.moved = dict(mails), {}
        self.omit = dict(omit or {})  # UID: how many FETCHes of its body leave it out
        self.full = full              # the folder to move to is full
        self.sizes = sizes or {}      # UID: the announced size

    def script(self, talk):
        talk.say("* OK hello")
        while True:
            tag, command = talk.hear().split(" ", 1)
            words = command.upper().split()
            name = "_".join(words[:2] if words[0] == "UID" else words[:1]).lower()
            if name == "logout":
                talk.say("* BYE", f"{tag} OK done")
                return
            talk.say(f"{tag} " + (getattr(self, "do_" + name, self.nothing)(talk, words) or "OK done"))

    def nothing(self, _talk, _words):
        return "OK nothing done"

    def do_capability(self, talk, _words):
        talk.say("* CAPABILITY IMAP4rev1 MOVE UIDPLUS AUTH=PLAIN SASL-IR")

    def do_select(self, talk, _words):
        talk.say("* FLAGS (\\Seen)", f"* {len(self.mails)} EXISTS", "* 0 RECENT", "* OK [UIDVALIDITY 7] ok")
        return "OK [READ-WRITE] done"

    def do_uid_search(self, talk, words):
        first = int(words[3].split(":")[0])
        talk.say("* SEARCH" + "".join(f" {uid}" for uid in sorted(self.mails) if uid >= first))

    def named(self, words):
        ranges = [part.split(":") for part in words[2].split(",")]
        return [uid for uid in sorted(self.mails) if any(int(r[0]) <= uid <= int(r[-1]) for r in ranges)]

    def do_uid_fetch(self, talk, words):
        for number, uid in enumerate(self.named(words), 1):
            if "(UID RFC822.SIZE)" in " ".join(words):
                talk.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {self.sizes.get(uid, len(self.mails[uid]))})")
                continue
            if self.omit.get(uid, 0):
                self.omit[uid] -= 1
                continue
            most = re.search(r"<0\.(\d+)>", words[-1])
            body = (
                self.mails[uid].split(b"\r\n\r\n")[0] + b"\r\n\r\n"
                if "HEADER" in words[-1]
                else self.mails[uid][: int(most[1])]
            )
            section = "BODY[HEADER]" if "HEADER" in words[-1] else "BODY[]<0>"
            talk.raw(f"* {number} FETCH (UID {uid} {section} {{{len(body)}}}\r\n".encode() + body + b")\r\n")

    def do_uid_move(self, _talk, words):
        if self.full:
            return "NO [OVERQUOTA] the quota is exceeded"
        self.moved.update({uid: self.mails.pop(uid) for uid in self.named(words)})
        return None


def mails(count):
    return {uid: mail(f"c{uid}@example.org", f"Mail {uid}") for uid in range(1, count + 1)}


def serve(folder, d, limits=""):
    server = scripted.serve(folder.script)
    d.configure([imap(server.port, move_to="Processed")], outgoing="out", limits=limits)
    return server


def test_a_mail_that_the_server_leaves_out_is_asked_for_again():
    folder = Folder(mails(5), omit={3: 1})
    with Desk([], outgoing="out") as d, serve(folder, d) as server:
        d.ok("run", "--once")
        assert [t["subject"] for t in d.json("list")] == [f"Mail {uid}" for uid in range(1, 6)], d.json("list")
        assert not folder.mails and not server.problems, server.problems


def test_a_mail_that_the_server_never_gives_out_stays_and_holds_up_none():
    folder = Folder(mails(5), omit={3: 1000})
    with Desk([], outgoing="out") as d, serve(folder, d):
        d.ok("run", "--once")
        assert len(d.json("list")) == 4
        assert [(q["uid"], q["size"]) for q in d.json("quarantine")] == [(3, 0)], d.json("quarantine")
        d.ok("run", "--once")
        assert sorted(folder.mails) == [3], "what the desk does not have stays"


def test_a_mail_that_is_gone_before_it_is_fetched_is_nothing():
    folder = Folder(mails(5), omit={3: 1})
    fetch = folder.do_uid_fetch

    def take_away(talk, words):
        fetch(talk, words)
        if "RFC822.SIZE" not in " ".join(words):
            folder.mails.pop(3, None)
    folder.do_uid_fetch = take_away
    with Desk([], outgoing="out") as d, serve(folder, d):
        d.ok("run", "--once")
        assert len(d.json("list")) == 4 and d.json("quarantine") == [] and not folder.mails


def test_a_large_mail_that_is_gone_before_its_headers_are_fetched_is_nothing():
    folder = Folder(mails(5), omit={3: 1}, sizes={3: 2000000})
    fetch = folder.do_uid_fetch

    def take_away(talk, words):
        fetch(talk, words)
        if "HEADER" in " ".join(words):
            folder.mails.pop(3, None)
    folder.do_uid_fetch = take_away
    with Desk([], outgoing="out") as d, serve(folder, d, limits="max_size = 1000000;"):
        run = d.run("run", "--once")
        assert run.returncode == 0 and b"mailbox-failed" not in run.stderr, run.stderr
        assert len(d.json("list")) == 4 and d.json("quarantine") == [] and not folder.mails


def test_a_full_folder_to_move_to_stops_nothing():
    folder = Folder(mails(200), full=True)
    with Desk([], outgoing="out") as d, serve(folder, d):
        d.fails(75, "run", "--once")
        assert len(d.json("list")) == 200 and len(d.sent()) == 400 and len(folder.mails) == 200
        folder.mails[201] = mail("c201@example.org", "Mail 201")
        d.fails(75, "run", "--once")
        assert len(d.json("list")) == 201, "and nothing is taken in twice"
        folder.full = False
        d.ok("run", "--once")
        assert not folder.mails and len(folder.moved) == 201, "all of them are moved when there is room again"
        assert len(d.json("list")) == 201 and len(d.sent()) == 402


def test_a_mail_larger_than_was_said_is_told_as_such():
    big = mail("big@example.org", "Big", "x" * 70 + "\r\n" * 1)
    big += b"y" * 3000000
    folder = Folder({1: mail("a@example.org", "One"), 2: big, 3: mail("b@example.org", "Two")}, sizes={2: 500})
    with Desk([], outgoing="out") as d, serve(folder, d, limits="max_size = 1000000;"):
        d.ok("run", "--once")
        assert [t["subject"] for t in d.json("list")] == ["One", "Two"], d.json("list")
        assert [m["X-Caredesk-Template"] for m in d.sent()].count("oversize") == 1
        assert sorted(folder.mails) == [2], "it stays in its mailbox"


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
