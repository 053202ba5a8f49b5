#!/usr/bin/env python3
"""OAuth 2: a grant by device code, renewed ahead of its end, rotated, ended; against a token server of our own and a
Dovecot that asks it about each token."""
import contextlib
import http.server
import json
import os
import stat
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402
from desk import SUPPORT, Desk, mail, text  # noqa: E402

DAY = 86400


class Tokens(http.server.ThreadingHTTPServer):
    """One account. `pending`: how often a device is told to wait; `life` of an access token; each refresh token is good
    once."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.pending, self.life, self.ends, self.down, self.ended, self.quirk = 0, 3600, None, 0, False, None
        self.serial, self.refresh, self.valid, self.forms = 0, None, set(), []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def conf(self):
        return (f'oauth = {{ client_id = "the-desk"; client_secret_file = "app.pw"; device = "{self.url("/device")}"; '
                f'token = "{self.url("/token")}"; }};')

    def grant(self):
        with self.lock:
            self.serial += 1
            self.refresh, access = f"refresh-{self.serial}", f"access-{self.serial}-.~+/="
            self.valid.add(access)
            more = {"refresh_token_expires_in": self.ends} if self.ends else {}
            return {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": self.life,
                "refresh_token": self.refresh,
                **more,
            }

    def token(self, form):
        """Status and what is said (RFC 6749, 5; RFC 8628, 3.5)."""
        if self.down:
            self.down -= 1
            return 503, {"error": "temporarily_unavailable"}
        if form.get("client_secret") != "of-the-application":
            return 401, {"error": "invalid_client"}
        if form["grant_type"].endswith(":device_code"):
            assert form["device_code"] == "device/1"
            if self.pending:
                self.pending -= 1
                return 400, {"error": "authorization_pending"}
            return 200, self.grant()
        if self.ended or form["refresh_token"] != self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "secret words of the server"}
        return 200, self.grant()


class Asked(http.server.BaseHTTPRequestHandler):
    def say(self, status, what):
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.server.forms.append((self.path, form))
        if self.path == "/device":
            self.say(
                200,
                {
                    "device_code": "device/1",
                    "user_code": "WDJB-MJHT",
                    "verification_uri": self.server.url("/go"),
                    "expires_in": 60,
                    "interval": 1,
                },
            )
        elif self.server.quirk is not None:
            self.say(*self.server.quirk)
        else:
            self.say(*self.server.token(form))

    def do_GET(self):
        token = urllib.parse.unquote(self.path.partition("access_token=")[2])
        good = token in self.server.valid
        self.say(200 if good else 401, {"email": SUPPORT} if good else {"error": "invalid_token"})

    def log_message(self, *_):
        pass


def box(port, tokens):
    return (
        f'{{ name = "support"; address = "{SUPPORT}"; category = "general"; imap = {{ host = "localhost"; port ='
        f' {port}; tls = "none"; user = "{SUPPORT}"; folder = "INBOX"; {tokens.conf()} }}; }}'
    )


@contextlib.contextmanager
def desk_with_tokens():
    """A desk, its token server, and a Dovecot that takes nothing but tokens of it and the password of the test
    itself."""
    with Tokens() as tokens, Desk([], outgoing="out") as d:
        with servers.Dovecot(d.path("dovecot"), tokeninfo=tokens.url("/tokeninfo?access_token=")) as dovecot:
            d.configure([box(dovecot.imap, tokens)], outgoing="out", limits="alarm_after = \"1h\";")
            d.write("app.pw", "of-the-application\n")
            os.chmod(d.path("app.pw"), 0o600)
            yield d, tokens, dovecot


def kept(d):
    with open(d.path("store", "caredesk-oauth", SUPPORT), encoding="utf-8") as f:
        return json.load(f)


def keep(d, **members):
    grant = {**kept(d), **members}
    d.write(os.path.join("store", "caredesk-oauth", SUPPORT), json.dumps(grant))


def take_in(d, dovecot, subject):
    servers.append(dovecot.imap, SUPPORT, [mail("jo@example.org", subject)])
    done = d.run("run", "--once")
    return done.stdout.decode() + done.stderr.decode(), [t["subject"] for t in d.json("list")]


def renewals(tokens):
    return sum(form.get("grant_type") == "refresh_token" for _, form in tokens.forms)


def test_a_code_and_a_grant():
    with desk_with_tokens() as (d, tokens, dovecot):
        tokens.pending = 1
        said = d.ok("login", "support")
        assert "WDJB-MJHT" in said and tokens.url("/go") in said and SUPPORT in said, said
        file = d.path("store", "caredesk-oauth", SUPPORT)
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
        assert kept(d)["refresh_token"] == "refresh-1" and "refresh-1" not in said and "access-1" not in said
        assert tokens.forms[0][1] == {"client_id": "the-desk"}, tokens.forms[0]
        log, subjects = take_in(d, dovecot, "By a token")
        assert subjects == ["By a token"] and renewals(tokens) == 0, log
        assert "access-1" not in log and "refresh-1" not in log


def test_renewed_ahead_of_its_end():
    with desk_with_tokens() as (d, tokens, dovecot):
        d.ok("login", "support")
        tokens.life = 200  # less than the five minutes ahead: renewed at each connection
        keep(d, expires=1)
        for n in range(4):
            log, subjects = take_in(d, dovecot, f"Mail {n}")
            assert len(subjects) == n + 1, log
            assert kept(d)["refresh_token"] == tokens.refresh, "the new one is kept"
        assert renewals(tokens) >= 4
        tokens.down, tokens.life = 1000, 3600  # what is still good is used while the token server is down
        log, subjects = take_in(d, dovecot, "While it is down")
        assert len(subjects) == 5, log
        tokens.down = 0
        tokens.valid.clear()  # taken back before its end: refused once, then renewed
        keep(d, expires=int(time.time()) + DAY)
        take_in(d, dovecot, "Taken back")
        log, subjects = take_in(d, dovecot, "And again")
        assert len(subjects) == 7, log


def test_a_grant_that_ends():
    with desk_with_tokens() as (d, tokens, dovecot):
        tokens.ends = 2 * DAY
        d.ok("login", "support")
        take_in(d, dovecot, "Ends soon")
        take_in(d, dovecot, "Ends soon, still")
        ahead = [
            m for m in d.sent() if m["To"].addresses[0].addr_spec == "boss@acme.test" and "ends soon" in m["Subject"]
        ]
        assert len(ahead) == 1 and "caredesk login support" in text(ahead[0]), [m["Subject"] for m in d.sent()]
        keep(d, expires=1)
        tokens.ended = True
        log, _ = take_in(d, dovecot, "Too late")
        log, _ = take_in(d, dovecot, "Too late again")
        assert "secret words" not in log and "refresh-1" not in log, log
        told = [m for m in d.sent() if "cannot be reached" in m["Subject"]]
        assert len(told) == 1 and "run caredesk login" in text(told[0]), [m["Subject"] for m in d.sent()]
        tokens.ended = False
        d.ok("login", "support")
        log, subjects = take_in(d, dovecot, "Back")
        assert "Too late again" in subjects and "Back" in subjects, log


def test_odd_answers():
    """None of them loses the grant, stops the daemon, or gets into the log."""
    odd = [
        (200, {}),
        (200, b"<html>"),
        (200, b""),
        (200, {"access_token": "with a space"}),
        (200, {"access_token": 7}),
        (200, b"x" * 300_000),
        (400, {"error": "unsupported_grant_type"}),
        (401, {"error": "invalid_client"}),
        (302, {}),
        (500, b""),
        (429, {"error": "slow"}),
        (200, {"access_token": "a" * 20_000}),
        (400, {"error": "x\r\ny"}),
        (200, b'{"access_token": "a", "access_token": "b"}'),
    ]
    with desk_with_tokens() as (d, tokens, _):
        d.ok("login", "support")
        keep(d, expires=1)
        for quirk in odd:
            tokens.quirk = quirk
            done = d.run("run", "--once")
            assert done.returncode in (0, 75), (quirk, done.returncode, done.stderr.decode())
            assert "refresh-1" not in done.stderr.decode()
            assert kept(d)["refresh_token"] == "refresh-1", quirk
        tokens.quirk = None
        d.ok("run", "--once")
        return len(odd)


def test_what_login_refuses():
    with desk_with_tokens() as (d, tokens, _):
        assert "no mailbox `nobody`" in d.fails(64, "login", "nobody")
        for code, word in (
            ("access_denied", "denied"),
            ("expired_token", "in time"),
            ("invalid_client", "invalid_client"),
        ):
            tokens.quirk = (400, {"error": code})
            said = d.run("login", "support")
            assert said.returncode != 0 and word in said.stderr.decode(), said
        assert not os.path.exists(d.path("store", "caredesk-oauth", SUPPORT))


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
