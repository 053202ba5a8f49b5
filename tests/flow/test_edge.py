#!/usr/bin/env python3
"""The daemon's edge with a real Dovecot and Postfix, and with servers that misbehave."""

import base64
import contextlib
import functools
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

import desk
import scripted
import servers

BUILD = os.environ.get("BUILD", "build")
DRIVER = os.path.join(BUILD, "tests", "edge_driver")
PATIENCE = 2  # seconds of a command's deadline in these tests
SOON = 30  # within that deadline, on a busy machine; without one, scripts go on until LIMIT
LIMIT = 90
SIDE_BY_SIDE = 6

folder = tempfile.TemporaryDirectory(prefix="edge-")
os.chmod(folder.name, 0o755)


def write(name, data):
    path = os.path.join(folder.name, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def own_folder():
    """One of the calling test's own."""
    path = tempfile.mkdtemp(dir=folder.name)
    os.chmod(path, 0o755)
    return path


password = write("password", b"secret\n")
wrong = write("wrong", b"wrong\n")
MAIL = b"From: support@acme.test\r\nTo: jo@example.org\r\nSubject: hello\r\n\r\nfirst\r\n.dot\r\nlast\r\n"
mail = write("mail.eml", MAIL)
USER = ["user=support@acme.test", f"password_file={password}"]


class Result:
    def __init__(self, done, seconds):
        self.lines, self.code, self.seconds = done.stdout.splitlines(), done.returncode, seconds

    def __str__(self):
        return f"exit code {self.code} after {self.seconds:.1f} s: " + " | ".join(self.lines)


def drive(protocol, port, *words, tls="none", timeout=PATIENCE, limit=LIMIT):
    command = [DRIVER, protocol, f"port={port}", f"tls={tls}", f"timeout={timeout}", *words]
    start = time.monotonic()
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=limit, check=False
    )
    return Result(done, time.monotonic() - start)


def fails(result, kind, words, within=SOON):
    assert result.code == 1, result
    assert result.lines[-1].startswith(kind + ": "), result
    assert words in result.lines[-1], result
    assert result.seconds < desk.allowed(within), result


def says(result, *lines):
    assert result.code == 0, result
    assert [line.rstrip() for line in result.lines] == list(lines), result


# --- scripts of an IMAP server ---

def imap_greeting(talk, capabilities="IMAP4rev1 SASL-IR AUTH=PLAIN"):
    talk.say("* OK ready")
    tag = talk.hear("CAPABILITY").split()[0]
    talk.say(f"* CAPABILITY {capabilities}", f"{tag} OK done")


def imap_login(talk, answer="OK logged in"):
    imap_greeting(talk)
    tag = talk.hear("AUTHENTICATE PLAIN").split()[0]
    talk.say(f"{tag} {answer}")


def imap_folder(talk, extra=""):
    imap_login(talk)
    tag = talk.hear("CAPABILITY").split()[0]
    talk.say(f"* CAPABILITY IMAP4rev1 {extra}", f"{tag} OK done")
    tag = talk.hear("SELECT").split()[0]
    talk.say("* FLAGS (\\Seen)", "* 1 EXISTS", "* 0 RECENT", "* OK [UIDVALIDITY 7] ok", f"{tag} OK [READ-WRITE] done")


def imap_listed(talk):
    imap_folder(talk)
    tag = talk.hear("UID SEARCH").split()[0]
    talk.say("* SEARCH 1", f"{tag} OK done")
    tag = talk.hear("UID FETCH").split()[0]
    talk.say("* 1 FETCH (UID 1 RFC822.SIZE 1000)", f"{tag} OK done")


def imap_fetch(then):
    """A script up to the FETCH of a body, which `then` answers."""
    def script(talk):
        imap_listed(talk)
        then(talk, talk.hear("UID FETCH").split()[0])
    return script


def fetch_from(then, *words, timeout=PATIENCE):
    with scripted.serve(imap_fetch(then)) as server:
        return drive("imap", server.port, *USER, "list", "fetch", *words, timeout=timeout)


def test_imap_good():
    """The script as it should be; the other tests change it."""
    def then(talk, tag):
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n")
        talk.say(f"{tag} OK done")
        tag = talk.hear("LOGOUT").split()[0]
        talk.say("* BYE", f"{tag} OK done")
    says(fetch_from(then), "list: 1/1000 (1)", "fetch: 1 mails, 5 bytes")


def test_imap_drop_in_literal():
    def then(talk, _):
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {1000}\r\n" + b"x" * 300)
    fails(fetch_from(then), "retry", "closed the connection", within=2)


def test_imap_drip():
    def then(talk, _):
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {1000}\r\n")
        talk.drip(b"x", 0.2)
    fails(fetch_from(then), "retry", "no answer in time")


def test_imap_drip_in_greeting():
    with scripted.serve(lambda talk: talk.drip(b"*", 0.2)) as server:
        fails(drive("imap", server.port, *USER), "retry", "no answer within")


def test_imap_silence():
    with scripted.serve(lambda talk: talk.hold()) as server:
        fails(drive("imap", server.port, *USER), "retry", "no answer within")


def test_imap_huge_literal():
    def then(talk, _):
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {4294967295}\r\n")
        talk.drip(b"x" * 65536, 0.01)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    fails(fetch_from(then), "retry", "announced more bytes than allowed", within=2)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert after < max(before, 100_000), f"{after} kB were used"


# Answers with which libetpan would exhaust memory or its stack if they reached it
HOSTILE = {
    "a literal in a status code": (b"* OK [BADCHARSET ({4294967295}\r\n", "string in the wrong place"),
    "a literal in the code of a continuation": (b"+ [BADCHARSET ({4294967295}\r\n", "string in the wrong place"),
    "a literal in the middle of a line": (b"* 1 FETCH (UID 1 BODY[] {5}hello)\r\n", "in an unknown way"),
    "a literal with blanks": (b"* 1 FETCH (UID 1 BODY[] { 4294967295 } \r\n", "in an unknown way"),
    "a literal of 4 GB and 5 bytes": (b"* 1 FETCH (UID 1 BODY[] {4294967301}\r\n", "more bytes than allowed"),
    "a string over many lines": (b'* 1 FETCH (UID 1 BODY[] "a\r\n' + b"* 1 FETCH (UID 1)\r\n" * 100, "unterminated"),
    "depth": (b"* 1 FETCH (FLAGS " + b"(" * 1_000_000, "nested too deeply"),
    "a structure": (b'* 1 FETCH (BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 5 1))\r\n', "not asked for"),
    "flags of the folder": (b"* FLAGS (" + b"a " * 4_000_000, "too many words"),
    "flags of a mail": (b"* 1 FETCH (UID 1 FLAGS (" + b"a " * 4_000_000, "too many words"),
    "capabilities": (b"* CAPABILITY " + b"a " * 4_000_000, "too many words"),
    "counts": (b"* 1 EXPUNGE\r\n" * 700_000, "too long"),
    "numbers that nobody looked for": (b"* SEARCH 1 2 3\r\n", "not asked for"),
    "folders that nobody looked for": (b'* LIST () "/" x\r\n', "not asked for"),
    "another's extension": (b"* STATUS x (MESSAGES 5)\r\n", "not asked for"),
}


def test_imap_hostile():
    passed = []
    for name, (answer, words) in HOSTILE.items():
        def then(talk, tag, answer=answer):
            with contextlib.suppress(OSError):
                talk.raw(answer)
                talk.say("", f"{tag} OK done")
                talk.hold()
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        result = fetch_from(then, timeout=SOON)  # it is refused for what it says, not because time is up
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        if result.code != 1 or words not in str(result) or after > max(before, 150_000):
            passed.append(f"{name}: {after} kB, {result}")
    assert not passed, "\n".join(passed)


def test_imap_search_without_end():
    def script(talk):
        imap_folder(talk)
        talk.hear("UID SEARCH")
        with contextlib.suppress(OSError):
            talk.raw(b"* SEARCH" + b" 1" * 7_000_000)
            talk.hold()
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER, "list"), "retry", "too many words", within=5)


def test_imap_large_folder():
    """A large folder is queried in parts; one with few mails but large UIDs takes few parts."""
    asked = []

    def script(talk):
        imap_login(talk)
        tag = talk.hear("CAPABILITY").split()[0]
        talk.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
        tag = talk.hear("SELECT").split()[0]
        talk.say("* 1 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [UIDNEXT 4000000001] ok", f"{tag} OK done")
        while len(asked) < 40:
            tag, *words = talk.hear("UID SEARCH").split()
            asked.append(words[-1])
            low, high = (int(n) if n != "*" else 1 << 32 for n in words[-1].split(":"))
            talk.say("* SEARCH 4000000000" if low <= 4_000_000_000 <= high else "* SEARCH", f"{tag} OK done")
            if high >= 4_000_000_000:
                break
        tag = talk.hear("UID FETCH").split()[0]
        talk.say("* 1 FETCH (UID 4000000000 RFC822.SIZE 1000)", f"{tag} OK done")
        talk.hold()
    with scripted.serve(script) as server:
        says(drive("imap", server.port, *USER, "list"), "list: 4000000000/1000 (1)")
    assert asked[:2] == ["1:100000", "100001:300000"] and asked[-1].endswith(":*") and len(asked) < 20, asked


def test_imap_literal_in_free_text():
    def then(talk, tag):
        talk.say("* OK a text that ends in {4294967295}")
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n")
        talk.say(f"{tag} OK and {{4294967295}}")
        talk.hold()
    says(fetch_from(then), "list: 1/1000 (1)", "fetch: 1 mails, 5 bytes")


def test_imap_body_that_looks_like_a_literal():
    def then(talk, tag):
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {16}\r\nabc {9999999999})\r\n")
        talk.raw(b"* 1 FETCH (UID 1 BODY[] {18}\r\nabc {9999999999}\r\n)\r\n")
        talk.say(f"{tag} OK done")
        talk.hold()
    says(fetch_from(then), "list: 1/1000 (1)", "fetch: 2 mails, 34 bytes")


def test_imap_endless_answer():
    def then(talk, _):
        talk.drip(b"* 1 FETCH (UID 1 RFC822.SIZE 1000)\r\n" * 10000, 0)
    fails(fetch_from(then, timeout=SOON), "retry", "too long", within=20)


def test_imap_bye():
    def then(talk, _):
        talk.say("* BYE going down")
    fails(fetch_from(then), "retry", "")


def test_imap_garbage():
    def then(talk, _):
        talk.raw(bytes(range(256)) * 20 + b"\r\n")
        talk.hold()
    fails(fetch_from(then), "retry", "cannot be understood")


GOOD = (b"* 1 FETCH (FLAGS (\\Seen) UID 1 BODY[] {5}\r\nhello)\r\n* 2 EXISTS\r\n* 1 EXPUNGE\r\n"
        b"* OK [COPYUID 7 1:3 4:6] x\r\n* LIST (\\HasNoChildren) \".\" \"a b\"\r\n* SEARCH 1 2 3\r\n* BYE x\r\n")


def test_imap_mutations():
    """Almost correct answers may cause an error, but never a crash or a hang."""
    chance = random.Random(1)
    for _ in range(60):
        data = bytearray(GOOD)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.choice(
                (
                    b"",
                    b"{",
                    b"}",
                    b"(",
                    b")",
                    b"\"",
                    b"\r\n",
                    b"\0",
                    b"NIL",
                    b"99999999999",
                    b"\\",
                    bytes([chance.randrange(256)]),
                )
            )

        def then(talk, tag, data=data):
            talk.raw(bytes(data))
            talk.say(f"{tag} OK done")
        result = fetch_from(then)
        assert result.code in (0, 1) and result.seconds < SOON, (bytes(data), str(result))


def test_imap_idle_refused():
    """A server that offers IDLE and refuses it is polled, on the same connection."""
    def script(talk):
        imap_folder(talk, "IDLE")
        for answer in ("* SEARCH", "* SEARCH 9"):
            tag = talk.hear("UID SEARCH").split()[0]
            talk.say(answer, f"{tag} OK done")
            if answer == "* SEARCH":
                tag = talk.hear("IDLE").split()[0]
                talk.say(f"{tag} BAD not here")
        tag = talk.hear("UID FETCH").split()[0]
        talk.say("* 2 FETCH (UID 9 RFC822.SIZE 10)", f"{tag} OK done")
        talk.hold()
    with scripted.serve(script) as server:
        result = drive("imap", server.port, *USER, "idle=1", "poll=1", "list", "wait=20", "list=1")
        says(result, "list: (0)", "wait: news", "list: 9/10 (1)")


def test_imap_drop_in_idle():
    def script(talk):
        imap_folder(talk, "IDLE")
        tag = talk.hear("UID SEARCH").split()[0]
        talk.say("* SEARCH", f"{tag} OK done")
        talk.hear("IDLE")
        talk.say("+ idling", "* BYE going down")
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER, "idle=1", "list", "wait=20"), "retry", "", within=3)


def test_imap_no_folder():
    def script(talk):
        imap_login(talk)
        tag = talk.hear("CAPABILITY").split()[0]
        talk.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
        tag = talk.hear("SELECT").split()[0]
        talk.say(f"{tag} NO no such folder here")
        talk.hold()
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER), "refused", "no such folder here")


def test_imap_preauth():
    def script(talk):
        talk.say("* PREAUTH come in")
        tag = talk.hear("CAPABILITY").split()[0]
        talk.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
        talk.hold()
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER), "refused", "PREAUTH")


def test_imap_no_auth():
    def script(talk):
        imap_greeting(talk, "IMAP4rev1 LOGINDISABLED")
        talk.hold()
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER), "refused", "no AUTH")
        assert not any("LOGIN" in line or "AUTHENTICATE" in line for line in server.heard), server.heard


def test_imap_login_command():
    """LOGIN is used if no mechanism is offered and LOGIN is not disabled."""
    def script(talk):
        imap_greeting(talk, "IMAP4rev1")
        tag = talk.hear("LOGIN support@acme.test secret|LOGOUT").split()[0]
        talk.say(f"{tag} NO not with this one")
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER), "refused", "wrong user or password: NO not with this one")


def test_imap_size_too_small():
    """RFC822.SIZE was too small: only the requested bytes come, and the session goes on."""
    def then(talk, tag):
        assert "BODY.PEEK[]<0.500>" in talk.heard[-1], talk.heard
        talk.raw(b"* 1 FETCH (UID 1 BODY[]<0> {500}\r\n" + b"x" * 500 + b")\r\n")
        talk.say(f"{tag} OK done")
        talk.hold()
    with scripted.serve(imap_fetch(then)) as server:
        says(drive("imap", server.port, *USER, "list", "fetch=500"), "list: 1/1000 (1)", "fetch: 1 mails, 500 bytes")


def test_imap_wrong_password():
    def script(talk):
        imap_login(talk, "NO [AUTHENTICATIONFAILED] that is wrong")
    with scripted.serve(script) as server:
        result = drive("imap", server.port, *USER)
        fails(result, "refused", "wrong user or password")
        assert "secret" not in str(result), result


def test_imap_login_not_now():
    def script(talk):
        imap_login(talk, "NO [UNAVAILABLE] try later")
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER), "retry", "try later")


def test_imap_no_starttls():
    def script(talk):
        imap_greeting(talk)
        talk.hold()
    with scripted.serve(script) as server:
        fails(drive("imap", server.port, *USER, tls="starttls"), "refused", "no STARTTLS")
        assert not any("AUTHENTICATE" in line for line in server.heard), server.heard


def test_imap_starttls_injection():
    """Plain text injected by a man in the middle after the reply to STARTTLS is not taken for the server's."""
    def script(talk):
        imap_greeting(talk, "IMAP4rev1 STARTTLS")
        tag = talk.hear("STARTTLS").split()[0]
        talk.say(f"{tag} OK begin", "* CAPABILITY IMAP4rev1 AUTH=PLAIN", f"{tag} OK done")
        talk.starttls()
        talk.hold()
    _, cert, key = certificates("localhost")
    with scripted.serve(script, (cert, key)) as server:
        fails(drive("imap", server.port, *USER, f"ca_file={ca_file('localhost')}", tls="starttls"), "retry", "")


def test_oauth():
    token = "ya29.token"
    for auth, wanted in (("xoauth2", f"user=support@acme.test\1auth=Bearer {token}\1\1"),
                         ("oauthbearer", f"n,a=support@acme.test,\1host=localhost\1port=%d\1auth=Bearer {token}\1\1")):
        seen = []

        def script(talk, auth=auth, seen=seen):
            imap_greeting(talk, f"IMAP4rev1 SASL-IR AUTH=PLAIN AUTH={auth.upper()}")
            words = talk.hear(f"AUTHENTICATE {auth}").split()
            seen.append(base64.b64decode(words[3]).decode())
            talk.say(f"{words[0]} NO [AUTHENTICATIONFAILED] token is old")
        with scripted.serve(script) as server:
            result = drive("imap", server.port, "user=support@acme.test", f"token_command=echo {token}", f"auth={auth}")
            fails(result, "refused", "token is old")
            assert seen == [wanted % server.port if "%d" in wanted else wanted], seen
            assert token not in str(result), result


def test_proxy():
    """Through an HTTP proxy: it gets the unresolved host name, and its own reply is not taken for the server's."""
    def script(talk):
        talk.hear("CONNECT mail.acme.test:143 ")
        while talk.hear():
            pass
        talk.say("HTTP/1.1 200 go on", "")
        imap_listed(talk)
        talk.hold()
    with scripted.serve(script) as server:
        result = drive("imap", 143, "host=mail.acme.test", f"proxy=http://127.0.0.1:{server.port}", *USER, "list")
        says(result, "list: 1/1000 (1)")
    fails(drive("imap", 143, "host=mail.acme.test", "proxy=http://127.0.0.1:1", *USER), "retry", "")


# --- certificates ---

@functools.lru_cache
def certificates(name):
    return servers.make_certificates(own_folder(), (name,))


def ca_file(name):
    return certificates(name)[0]


def test_certificates():
    """Both protocols, implicit TLS and STARTTLS: an unknown CA and a wrong host name give different errors, and nothing
    is sent."""
    def imap(talk):
        imap_greeting(talk, "IMAP4rev1 STARTTLS AUTH=PLAIN")
        tag = talk.hear("STARTTLS").split()[0]
        talk.say(f"{tag} OK begin")
        talk.starttls()
        talk.hold()

    def smtp(talk):
        smtp_greeting(talk, "STARTTLS", "AUTH PLAIN")
        talk.hear("STARTTLS")
        talk.say("220 begin")
        talk.starttls()
        talk.hold()
    certificates("localhost")
    for protocol, script in (("imap", imap), ("smtp", smtp)):
        for tls in ("implicit", "starttls"):
            for name, ca, words in (("localhost", "elsewhere.test", "unknown CA"),
                                    ("elsewhere.test", "elsewhere.test", "for another host")):
                _, cert, key = certificates(name)
                with scripted.serve(script, (cert, key), tls == "implicit") as server:
                    result = drive(protocol, server.port, *USER, f"ca_file={ca_file(ca)}", tls=tls)
                    fails(result, "refused", words)
                    assert not any("AUTH" in line for line in server.heard), server.heard
    _, cert, key = certificates("localhost")
    with scripted.serve(imap, (cert, key), True) as server:
        fails(drive("imap", server.port, *USER, "ca_file=/nowhere/ca.pem", tls="implicit"), "config", "cannot be read")


# --- scripts of an SMTP server ---

def smtp_greeting(talk, *extensions):
    talk.say("220 test ESMTP")
    talk.hear("EHLO")
    lines = ["test", *extensions]
    talk.say(*[f"250{'-' if i + 1 < len(lines) else ' '}{line}" for i, line in enumerate(lines)])


def smtp_server(answers, *extensions, got=None):
    """A script: replies to each command with the next of its answers (a list, or one that is always given; None:
    hold)."""
    def script(talk):
        smtp_greeting(talk, *extensions)
        counts = {}
        while True:
            verb = talk.hear()[:4].upper()
            answer = answers.get(verb, {"DATA": "354 go ahead", "QUIT": "221 bye"}.get(verb, "250 ok"))
            if isinstance(answer, list):
                counts[verb] = counts.get(verb, -1) + 1
                answer = answer[counts[verb]]
            if answer is None:
                talk.hold()
                return
            if answer == "close":
                return
            talk.say(*answer.split("\n"))
            if verb == "DATA" and answer.startswith("354"):
                body = []
                while not body or body[-1] != b".\r\n":
                    body.append(talk.file.readline())
                if got is not None:
                    got.append(b"".join(body))
                final = answers.get(".", "250 taken")
                if final is None:
                    talk.hold()
                    return
                if final == "close":
                    return
                talk.say(final)
            if verb == "QUIT":
                return
    return script


SEND = f"send=support@acme.test,jo@example.org,{mail}"


def send_to(answers, *extensions, words=(SEND,), got=None, limit=40):
    with scripted.serve(smtp_server(answers, *extensions, got=got)) as server:
        result = drive("smtp", server.port, *words, timeout=1, limit=limit)
        assert not server.problems or "closed" in server.problems[0], server.problems
        return result, server.heard


def test_smtp_good():
    for extensions in ((), ("PIPELINING", "SIZE 1000000", "8BITMIME", "DSN")):
        got = []
        result, heard = send_to({}, *extensions, words=(SEND, "alive", SEND), got=got)
        says(result, "send: sent:", "alive: yes", "send: sent:")
        assert got == [MAIL.replace(b"\r\n.dot", b"\r\n..dot") + b".\r\n"] * 2, got
        sizes = f" SIZE={len(MAIL)} RET=HDRS ENVID=id.1@acme.test" if extensions else ""
        notify = " NOTIFY=FAILURE ORCPT=rfc822;jo@example.org" if extensions else ""
        assert heard[1:4] == [
            f"MAIL FROM:<support@acme.test>{sizes}",
            f"RCPT TO:<jo@example.org>{notify}",
            "DATA",
        ], heard
        assert heard[-1] == "QUIT", heard


def test_smtp_line_ends():
    """Bare CR and LF become line ends, so that no server can read what follows as a command."""
    got = []
    path = write("odd.eml", b"A: 1\n\nx\r.\rMAIL FROM:<>\n.\nno end")
    result, _ = send_to({}, words=(f"send=support@acme.test,jo@example.org,{path}",), got=got)
    says(result, "send: sent:")
    assert got == [b"A: 1\r\n\r\nx\r\n..\r\nMAIL FROM:<>\r\n..\r\nno end\r\n.\r\n"], got


def test_smtp_answers():
    """What each reply means, on servers with and without pipelining; the connection stays usable."""
    rows = (
        ({"RCPT": ["450 4.2.0 try later", "250 ok"]}, "send: retry: localhost:{}: 450 4.2.0 try later"),
        ({"RCPT": ["550-5.1.1 no such\n550 user", "250 ok"]}, "send: refused: localhost:{}: 550 5.1.1 no such user"),
        ({"MAIL": ["451 not now", "250 ok"]}, "send: retry: localhost:{}: 451 not now"),
        ({"MAIL": ["553 not you", "250 ok"]}, "send: refused: localhost:{}: 553 not you"),
        ({"MAIL": ["530 log in", "250 ok"]}, "send: retry: localhost:{}: 530 log in"),
        ({"DATA": ["452 full", "354 go"]}, "send: retry: localhost:{}: 452 full"),
    )
    for answers, want in rows:
        for extensions in ((), ("PIPELINING",)):
            result, heard = send_to(answers, *extensions, words=(SEND, "alive", SEND))
            assert result.code == 0 and result.lines[1:] == ["alive: yes", "send: sent: "], result
            got = result.lines[0]
            assert got == want.format(got.split("localhost:")[1].split(":")[0]), got
            assert "RSET" in heard, heard


def test_smtp_pipelined_data_after_refusal():
    """354 to DATA although the only recipient was refused: a lone dot is sent, and no mail."""
    got = []
    result, _ = send_to({"RCPT": "550 no"}, "PIPELINING", got=got)
    assert "refused" in result.lines[0], result
    assert got == [b".\r\n"], got


def test_smtp_final_dot():
    for answer, want in (
        ("451 busy", "send: retry: "),
        ("554 spam", "send: refused: "),
        (None, "send: retry (unsure): "),
        ("close", "send: retry (unsure): "),
        ("garbage", "send: retry (unsure): "),
    ):
        result, _ = send_to({".": answer}, words=(SEND, "alive"))
        assert result.code == 0 and result.lines[0].startswith(want), result
        assert result.lines[1] == ("alive: yes" if answer and answer[0] in "45" else "alive: no"), result
        assert result.seconds < SOON, result


def test_smtp_lost_before_the_dot():
    """Nothing was handed over, so the outcome is certain."""
    for verb in ("MAIL", "RCPT", "DATA"):
        for answer in ("close", None, "421 going down", "no number"):
            result, _ = send_to({verb: answer}, words=(SEND, "alive"))
            assert result.lines[0].startswith("send: retry: "), (verb, answer, str(result))
            assert result.lines[1] == "alive: no", (verb, answer, str(result))
            assert result.seconds < SOON, result


def test_smtp_drip():
    def script(talk):
        smtp_greeting(talk)
        talk.hear("MAIL")
        talk.drip(b"2", 0.1)
    with scripted.serve(script) as server:
        result = drive("smtp", server.port, SEND, timeout=1)
        assert result.lines[0].startswith("send: retry: ") and result.seconds < SOON, result


def test_smtp_endless_answer():
    def script(talk):
        smtp_greeting(talk)
        talk.hear("MAIL")
        talk.drip(b"250-more\r\n" * 1000, 0)
    with scripted.serve(script) as server:
        result = drive("smtp", server.port, SEND, timeout=SOON)
        assert "too long" in result.lines[0] and result.seconds < SOON, result


def test_smtp_size():
    result, heard = send_to({}, "SIZE 10")
    assert result.lines[0].startswith("send: refused: ") and "10 bytes" in result.lines[0], result
    assert not any(line.startswith("MAIL") for line in heard), heard


def test_smtp_addresses():
    """An address that could inject something is never written."""
    for to in (
        "jo@example.org>\r\nRCPT TO:<eve@example.test",
        "jo@example.org eve",
        "jo",
        "@example.org",
        "jo@",
        "jo@example.org\n",
        "j\to@example.org",
        "jo@" + "x" * 300 + ".test",
        "jö@example.org",
        "<jo@example.org>",
    ):
        result, heard = send_to({}, words=(f"send=support@acme.test,{to},{mail}", f"send={to},jo@example.org,{mail}"))
        assert result.code == 0 and all(line.startswith("send: refused: ") for line in result.lines), result
        assert len(heard) <= 2, heard


def test_smtp_international():
    """A domain is sent in its ASCII form; a non-ASCII local part needs SMTPUTF8, or is refused permanently."""
    def send(to):
        return (f"send=support@acme.test,{to},{mail}",)
    result, heard = send_to({}, "DSN", words=send("jo@exämple.de"))
    says(result, "send: sent:")
    assert heard[2] == "RCPT TO:<jo@xn--exmple-cua.de> NOTIFY=FAILURE ORCPT=rfc822;jo@xn--exmple-cua.de", heard
    assert "SMTPUTF8" not in heard[1], heard
    result, heard = send_to({}, "8BITMIME", "DSN", "SMTPUTF8", words=send("jö@exämple.de"))
    says(result, "send: sent:")
    assert heard[1].startswith("MAIL FROM:<support@acme.test> SMTPUTF8"), heard
    assert heard[2] == "RCPT TO:<jö@xn--exmple-cua.de> NOTIFY=FAILURE", heard
    result, heard = send_to({}, "8BITMIME", words=send("jö@example.org"))
    assert result.lines[0].startswith("send: refused: ") and "SMTPUTF8" in result.lines[0], result
    assert not any(line.startswith("MAIL") for line in heard), heard


def test_smtp_no_auth():
    """Without our check, libcurl would continue without logging in."""
    for extensions in ((), ("SIZE 1000",), ("AUTH",), ("AUTH CRAM-MD5 GSSAPI",)):
        with scripted.serve(smtp_server({}, *extensions)) as server:
            fails(drive("smtp", server.port, *USER, SEND), "refused", "offers no AUTH")
            assert not any(line.startswith(("MAIL", "AUTH")) for line in server.heard), server.heard


def test_smtp_login():
    for answer, kind, words in (
        ("535 5.7.8 wrong", "refused", "wrong user or password"),
        ("454 4.7.0 later", "retry", "later"),
    ):
        with scripted.serve(smtp_server({"AUTH": answer}, "AUTH PLAIN LOGIN")) as server:
            result = drive("smtp", server.port, *USER, SEND)
            fails(result, kind, words)
            assert "secret" not in str(result), result
    with scripted.serve(smtp_server({"AUTH": "235 welcome"}, "AUTH PLAIN")) as server:
        says(drive("smtp", server.port, *USER, SEND), "send: sent:")


def test_smtp_no_starttls():
    with scripted.serve(smtp_server({}, "AUTH PLAIN")) as server:
        fails(drive("smtp", server.port, *USER, SEND, tls="starttls"), "refused", "no STARTTLS")
        assert not any(line.startswith("AUTH") for line in server.heard), server.heard


def test_smtp_helo():
    with scripted.serve(smtp_server({})) as server:
        says(drive("smtp", server.port, "helo=desk.acme.test", SEND), "send: sent:")
        assert server.heard[0] == "EHLO desk.acme.test", server.heard


# --- real servers ---

def test_dovecot():
    with servers.start_dovecot(own_folder()) as dovecot:
        user = [*USER, f"ca_file={dovecot.ca_file}"]
        raws = [b"Subject: %d\r\n\r\n%s\r\n" % (n, b"x" * 70) for n in range(5)]
        for i, (tls, port) in enumerate(
            (("none", dovecot.imap), ("starttls", dovecot.imap), ("implicit", dovecot.imaps))
        ):
            address = f"desk{i}@acme.test"
            servers.append(dovecot.imap, address, raws)
            words = [f"user={address}", *user[1:]]
            result = drive("imap", port, *words, "list", "fetch", "headers=2", "done=1,3", "list=2", tls=tls)
            says(
                result,
                "list: 1/86 2/86 3/86 4/86 5/86 (5)",
                "fetch: 5 mails, 430 bytes",
                "headers: 14 bytes",
                "done: 2",
                "list: 3/86 4/86 5/86 (3)",
            )
            seen = {uid for uid, flags in servers.flags(dovecot.imap, address).items() if "\\Seen" in flags}
            assert seen == {1, 3}, seen
        check_move(dovecot, user, raws)
        check_idle(dovecot, user)
        fails(drive("imap", dovecot.imaps, *USER, tls="implicit"), "refused", "unknown CA")
        fails(drive("imap", dovecot.imaps, USER[0], f"password_file={wrong}", user[2], tls="implicit"), "refused",
              "wrong user or password")
        fails(drive("imap", dovecot.imap, *user, tls="implicit"), "retry", "TLS")


def check_move(dovecot, user, raws):
    servers.append(dovecot.imap, "support@acme.test", raws)
    for _ in range(2):  # the second time the folder exists
        result = drive("imap", dovecot.imap, *user, "move_to=Erledigt.ö&x", "list", "done=2,4,99", "list")
        assert result.code == 0 and result.lines[-1] == "list: 1/86 3/86 5/86 (3)", result
    moved = servers.mailbox(dovecot.imap, "support@acme.test", "Erledigt.&APY-&-x")
    assert moved == [raws[1], raws[3]], moved
    says(drive("imap", dovecot.imap, *user, "list=5", "fetch"), "list: (0)", "fetch: 0 mails, 0 bytes")
    fails(drive("imap", dovecot.imap, *user, "headers=2"), "notfound", "no longer there")
    fails(drive("imap", dovecot.imap, *user, "folder=Nope"), "refused", "Nope")


def check_idle(dovecot, user):
    """New mail is noticed within a moment, by IDLE, or by polling if IDLE is off."""
    for words in (["idle=1"], ["idle=0", "poll=1"]):
        command = [DRIVER, "imap", f"port={dovecot.imap}", "tls=none", *user, *words, "list", f"wait={LIMIT}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as waiting:
            assert waiting.stdout.readline().startswith("list:")
            start = time.monotonic()
            servers.deliver(dovecot.lmtp, "support@acme.test", b"Subject: news\r\n\r\nnow\r\n")
            assert waiting.stdout.readline() == "wait: news\n"
            assert time.monotonic() - start < SOON, f"{time.monotonic() - start:.2f} s"
    says(drive("imap", dovecot.imap, *user, "list=100", "wait=1"), "list: (0)", "wait: quiet")


def test_postfix():
    if os.getuid() != 0:
        print("skipped: Postfix needs root")
        return
    with contextlib.ExitStack() as stack:
        dovecot = stack.enter_context(servers.start_dovecot(own_folder()))
        postfix = stack.enter_context(servers.start_postfix(own_folder(), dovecot.lmtp, dovecot.auth))
        user = [*USER, f"ca_file={postfix.ca_file}"]
        for tls, port in (("none", postfix.smtp), ("starttls", postfix.smtp), ("implicit", postfix.smtps)):
            result = drive("smtp", port, *user, SEND, "alive", f"send=,jo@example.org,{mail}", tls=tls, timeout=20)
            says(result, "send: sent:", "alive: yes", "send: sent:")
        mails = servers.wait_for_mails(dovecot.imap, "jo@example.org", 6, 20)
        assert all(raw.endswith(b"\r\n\r\nfirst\r\n.dot\r\nlast\r\n") for raw in mails), mails
        fails(
            drive("smtp", postfix.smtp, USER[0], f"password_file={wrong}", user[2], tls="starttls", timeout=20),
            "refused",
            "wrong user or password",
        )


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
