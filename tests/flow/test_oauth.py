#!/usr/bin/env python3
"""OAuth 2: a grant by device code or browser, renewed before it expires, rotated, revoked; with a token server of our
own, which can be slow or wrong, and a Dovecot that asks it about each token, also for a Postfix."""
import base64
import contextlib
import fcntl
import hashlib
import http.server
import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402
from desk import SUPPORT, Desk, mail, text  # noqa: E402

DAY = 86400
SIDE_BY_SIDE = 6


class Tokens(http.server.ThreadingHTTPServer):
    """A token server with one account. `pending`: how often a device is told to wait; `life`: of an access token. Each
    refresh token is valid once."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.pending, self.life, self.ends, self.down, self.ended, self.quirk = 0, 3600, None, 0, False, None
        self.serial, self.refresh, self.valid, self.forms = 0, None, set(), []
        self.asked_by, self.slow, self.released, self.device_says = {}, None, threading.Event(), None
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self.shutdown()
        self.server_close()

    def conf(self, *ways):
        urls = " ".join(f'{way} = "{self.url("/" + way)}";' for way in (*(ways or ("device",)), "token"))
        return f'oauth = {{ client_id = "the-desk"; client_secret_file = "app.pw"; {urls} }};'

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
        """The status and body of the token response (RFC 6749, 5; RFC 8628, 3.5)."""
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
        if form["grant_type"] == "authorization_code":
            return self.code(form)
        if self.ended or form["refresh_token"] != self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "secret words of the server"}
        return 200, self.grant()

    def code(self, form):
        """A code is valid once, for the client that began (RFC 7636, 4.6)."""
        begun = self.asked_by.pop(form["code"], None)
        hashed = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if not begun or begun["redirect_uri"] != form["redirect_uri"] or begun["code_challenge"] != hashed:
            return 400, {"error": "invalid_grant"}
        return 200, self.grant()

    def authorize(self, query):
        """Where the browser is sent once the person has consented."""
        assert (
            query["response_type"] == "code"
            and query["client_id"] == "the-desk"
            and query["code_challenge_method"] == "S256"
        ), query
        assert len(query["state"]) >= 32 and query["login_hint"] == SUPPORT, query
        code = f"code/{len(self.asked_by)}"
        self.asked_by[code] = query
        return (
            query["redirect_uri"]
            + "?"
            + urllib.parse.urlencode({"code": code, "state": query["state"], "scope": "mail"})
        )


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
        if self.server.slow:
            self.hang()
        elif self.path == "/device" and self.server.device_says:
            self.say(*self.server.device_says)
        elif self.path == "/device":
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

    def hang(self):
        """Is silent, or sends a byte now and then: the response never ends."""
        if self.server.slow == "drips":
            self.send_response(200)
            self.end_headers()
        with contextlib.suppress(OSError):
            while not self.server.released.wait(0.2):
                if self.server.slow == "drips":
                    self.wfile.write(b" ")

    def do_GET(self):
        if self.path.startswith("/authorize?"):
            self.send_response(302)
            self.send_header(
                "Location", self.server.authorize(dict(urllib.parse.parse_qsl(self.path.partition("?")[2])))
            )
            self.end_headers()
            return
        token = urllib.parse.unquote(self.path.partition("access_token=")[2])
        good = token in self.server.valid
        self.say(200 if good else 401, {"email": SUPPORT} if good else {"error": "invalid_token"})

    def log_message(self, *_):
        pass


def box(port, tokens, *ways, name="support", folder="INBOX", timeout=60):
    return (
        f'{{ name = "{name}"; address = "{name}@acme.test"; category = "general"; imap = {{ host = "localhost"; port ='
        f' {port}; tls = "none"; timeout = {timeout}; user = "{SUPPORT}"; folder = "{folder}";'
        f" {tokens.conf(*ways)} }}; }}"
    )


@contextlib.contextmanager
def desk_with_tokens(*ways):
    """A desk, its token server, and a Dovecot that accepts only its tokens and the test's own password."""
    with Tokens() as tokens, Desk([], outgoing="out") as d:
        with servers.Dovecot(d.path("dovecot"), tokeninfo=tokens.url("/tokeninfo?access_token=")) as dovecot:
            d.configure([box(dovecot.imap, tokens, *ways)], outgoing="out", limits='alarm_after = "1h";')
            d.write("app.pw", "of-the-application\n")
            os.chmod(d.path("app.pw"), 0o600)
            yield d, tokens, dovecot


def kept(d):
    with open(d.path("store-oauth", SUPPORT, "grant"), encoding="utf-8") as f:
        return json.load(f)


def keep(d, **members):
    grant = {**kept(d), **members}
    d.write(os.path.join("store-oauth", SUPPORT, "grant"), json.dumps(grant))


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
        file = d.path("store-oauth", SUPPORT, "grant")
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
        tokens.down, tokens.life = 1000, 3600  # a valid token is used while the token server is down
        log, subjects = take_in(d, dovecot, "While it is down")
        assert len(subjects) == 5, log
        tokens.down = 0
        tokens.valid.clear()  # revoked early: refused, and renewed at once
        keep(d, expires=int(time.time()) + DAY)
        log, subjects = take_in(d, dovecot, "Taken back")
        assert len(subjects) == 6, log


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
    """None of these answers loses the grant, stops the daemon, or gets into the log."""
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


def test_root_logs_in_for_the_desk():
    """A grant that root gets belongs to the daemon's user."""
    if os.geteuid() != 0:
        print("skipped: this is not root")
        return
    with desk_with_tokens() as (d, _, dovecot):
        with open(d.config, encoding="utf-8") as f:
            config = f.read()
        d.write("caredesk.conf", 'user = "nobody";\n' + config)
        shutil.chown(d.path("app.pw"), "nobody")
        os.makedirs(d.path("out"), exist_ok=True)
        shutil.chown(d.path("out"), "nobody")
        d.ok("login", "support")
        owner = pwd.getpwnam("nobody").pw_uid
        for part in ((), (SUPPORT,), (SUPPORT, "grant"), (SUPPORT, "lock")):
            assert os.stat(d.path("store-oauth", *part)).st_uid == owner, part
        log, subjects = take_in(d, dovecot, "Of the user's")
        assert subjects == ["Of the user's"], log


def test_what_login_refuses():
    with desk_with_tokens() as (d, tokens, _):
        assert "no mailbox `nobody`" in d.fails(64, "login", "nobody")
        for code, word in REFUSALS:
            tokens.quirk = (400, {"error": code})
            said = d.run("login", "support")
            assert said.returncode != 0 and word in said.stderr.decode(), said
        tokens.quirk, tokens.pending = None, 1
        for code in ("slow_down", "temporarily_unavailable"):  # both mean: try again later
            tokens.device_says = (429 if code == "slow_down" else 503, {"error": code})
            assert d.run("login", "support").returncode == 75
        tokens.device_says = None
        assert not os.path.exists(d.path("store-oauth", SUPPORT, "grant"))


# RFC 6749, 5.2, and RFC 8628, 3.5
REFUSALS = [
    ("access_denied", "access was denied"),
    ("expired_token", "not entered in time"),
    ("invalid_client", "client_secret_file"),
    ("unauthorized_client", "may not request"),
    ("unsupported_grant_type", "in this way"),
    ("invalid_scope", "`scope`"),
    ("invalid_request", "invalid_request"),
    ("invalid_grant", "has ended"),
]


def begin(d, *words):
    """Starts `login`; returns the process and its first output."""
    command = subprocess.Popen(
        [desk.CAREDESK, "-c", d.config, "--json", "login", *words, "support"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    return command, json.loads(command.stdout.readline())


def ended(command, pasted=b""):
    out, said = command.communicate(pasted, desk.PATIENCE)
    assert b"refresh-" not in out + said and b"access-" not in out + said
    return command.returncode, said.decode()


def visit(url):
    try:
        with urllib.request.urlopen(url, timeout=desk.PATIENCE) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def shown_only(url):
    """The URL to which the server redirects the browser, without going there."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    try:
        urllib.request.build_opener(Stay).open(url, timeout=desk.PATIENCE)
    except urllib.error.HTTPError as moved:
        return moved.headers["Location"]
    raise AssertionError("no redirect")


def test_a_browser_comes_back():
    with desk_with_tokens("authorize") as (d, tokens, dovecot):
        command, said = begin(d)
        assert said["redirect"].startswith("http://127.0.0.1:") and tokens.url("/authorize?") in said["url"], said
        assert visit(said["redirect"])[0] == 404 and visit(said["redirect"] + "favicon.ico")[0] == 404
        assert visit(said["redirect"] + "?code=stolen&state=wrong")[0] == 400, "another page's doing"
        status, page = visit(said["url"])
        assert status == 200 and "close this window" in page
        assert ended(command)[0] == 0 and kept(d)["refresh_token"] == "refresh-1"
        log, subjects = take_in(d, dovecot, "By a browser")
        assert subjects == ["By a browser"], log


def test_an_address_is_pasted():
    with desk_with_tokens("authorize") as (d, tokens, _):
        for n, form in enumerate(
            (lambda url: url, lambda url: urllib.parse.parse_qs(url.partition("?")[2])["code"][0])
        ):
            command, said = begin(d)
            lines = ["nonsense=1", said["redirect"] + "?state=wrong&code=x", form(shown_only(said["url"]))]
            code, errors = ended(command, "\n".join(lines).encode() + b"\n")
            assert code == 0 and tokens.serial == n + 1, errors


def test_what_a_browser_brings_back_wrong():
    with desk_with_tokens("authorize") as (d, tokens, _):
        for code, word in (
            ("access_denied", "access was denied"),
            ("invalid_scope", "`scope`"),
            ("server_error", "server_error"),
        ):
            command, said = begin(d)
            state = urllib.parse.parse_qs(said["url"].partition("?")[2])["state"][0]
            assert "not granted" in visit(f"{said['redirect']}?error={code}&state={state}")[1]
            status, errors = ended(command)
            assert status != 0 and word in errors, errors
        command, said = begin(d)
        status, errors = ended(command, b"code/of-another\n")
        assert status != 0 and "not valid, or no longer" in errors, errors
        command, said = begin(d)  # a code from another login attempt is refused: PKCE
        other = shown_only(said["url"].replace("code_challenge=", "code_challenge=x"))
        status, errors = ended(command, other.encode() + b"\n")
        assert status != 0 and "not valid, or no longer" in errors, errors
        assert not os.path.exists(d.path("store-oauth", SUPPORT, "grant"))


def test_a_device_gets_no_access_to_mail():
    """If device codes can't get access to mail, as with Google, a browser is used if there is one."""
    with desk_with_tokens("device", "authorize") as (d, tokens, _):
        tokens.device_says = (400, {"error": "invalid_scope"})
        command, said = begin(d)
        visit(said["url"])
        status, errors = ended(command)
        assert status == 0 and "invalid_scope" in errors, errors
        tokens.device_says = None
        command, said = begin(d, "--browser")
        assert "redirect" in said and visit(said["url"])[0] == 200 and ended(command)[0] == 0
    with desk_with_tokens() as (d, tokens, _):
        assert "--browser needs" in d.fails(64, "login", "--browser", "support")
        tokens.device_says = (400, {"error": "invalid_scope"})
        assert "does not grant this `scope`" in d.run("login", "support").stderr.decode()


def test_providers():
    """The known providers' settings, as `login` would use them."""
    wanted = {
        "google": [
            "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&",
            "mail.google.com",
            "http%3A%2F%2F127.0.0.1%3A",
        ],
        "microsoft": [
            "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?",
            "IMAP.AccessAsUser.All",
            "http%3A%2F%2Flocalhost%3A",
        ],
    }
    with Desk([], outgoing="out") as d:
        for provider, parts in wanted.items():
            d.configure(
                [
                    f'{{ name = "support"; address = "{SUPPORT}"; category = "general"; imap = {{ host = "localhost";'
                    f' tls = "none"; user = "{SUPPORT}"; folder = "INBOX"; oauth = {{ provider = "{provider}";'
                    ' client_id = "the-desk"; }; }; }'
                ],
                outgoing="out",
            )
            command, said = begin(d, *(["--browser"] if provider == "microsoft" else []))
            command.kill()
            command.communicate()
            assert all(part in said["url"] for part in parts), said


def slow(kind):
    """With such a token server, that mailbox counts as unreachable in time, its process stays alive, and other
    mailboxes go on."""
    with Tokens() as tokens, Desk([], outgoing="out") as d, servers.Dovecot(
        d.path("dovecot"), tokeninfo=tokens.url("/tokeninfo?access_token=")
    ) as dovecot:
        boxes = [
            box(dovecot.imap, tokens, timeout=2),
            box(dovecot.imap, tokens, name="second", folder="Second", timeout=2),
            desk.maildir("in", "other@acme.test"),
        ]
        d.configure(boxes, outgoing="out", limits='alarm_after = "1h";')
        d.write("app.pw", "of-the-application\n")
        d.ok("login", "support")
        with servers.login(dovecot.imap, SUPPORT) as connection:
            connection.create("Second")
        servers.append(dovecot.imap, SUPPORT, [mail("jo@example.org", "Waits")], "Second")
        keep(d, expires=1)
        tokens.slow = kind
        with d.start() as daemon:
            start = time.monotonic()
            daemon.wait("mailbox-failed", 2, mailbox="support")
            daemon.wait("mailbox-failed", 2, mailbox="second")
            took = time.monotonic() - start
            d.put("in", mail("alice@example.org", "Other"))
            daemon.wait("mail", mailbox="in")
            daemon.wait("send", outcome="sent")
            lines = daemon.find("mailbox-failed")
            assert all(line["kind"] == "retry" for line in lines), lines
            assert not daemon.find("process-ended"), "signs of life came"
            tokens.slow = None
            daemon.wait("mailbox-recovered", 2)
            daemon.wait("mail", mailbox="second")
            daemon.stop()
        print(f"a token server that {kind}: each of two mailboxes has failed twice after {took:.1f} s", flush=True)
        assert took < desk.allowed(30), took
        assert "Waits" in [t["subject"] for t in d.json("list")]


def test_a_silent_server_holds_up_nobody():
    slow("hangs")


def test_a_dripping_server_holds_up_nobody():
    slow("drips")


def test_a_lock_that_another_holds():
    with desk_with_tokens() as (d, tokens, dovecot):
        d.configure([box(dovecot.imap, tokens, timeout=2)], outgoing="out")
        d.ok("login", "support")
        with open(d.path("store-oauth", SUPPORT, "lock"), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            keep(d, expires=int(time.time()) + 100)  # due for renewal, and still valid
            log, subjects = take_in(d, dovecot, "While another asks")
            assert subjects == ["While another asks"] and renewals(tokens) == 0, log
            keep(d, expires=1)
            log, _ = take_in(d, dovecot, "Later")
            assert "still renewing" in log, log
        log, subjects = take_in(d, dovecot, "Now")
        assert "Later" in subjects and "Now" in subjects, log


def test_over_postfix():
    """A Postfix that asks Dovecot (SASL) whether the token is valid."""
    if os.geteuid() != 0:
        print("skipped: Postfix needs root")
        return
    with Tokens() as tokens, Desk([], outgoing="out") as d, servers.Dovecot(
        d.path("dovecot"), tokeninfo=tokens.url("/tokeninfo?access_token=")
    ) as dovecot, servers.Postfix(d.path("postfix"), dovecot.lmtp, auth=dovecot.auth) as postfix:
        d.write("app.pw", "of-the-application\n")
        for n, (auth, used) in enumerate(
            (("", "OAUTHBEARER"), ('auth = "xoauth2";', "XOAUTH2"), ('auth = "oauthbearer";', "OAUTHBEARER"))
        ):
            d.configure(
                [desk.maildir("in")],
                sending=(
                    f'smtp = {{ host = "localhost"; port = {postfix.smtp}; tls = "none"; user = "{SUPPORT}"; {auth} '
                    f"connections = 1; {tokens.conf()} }};"
                ),
            )
            if n == 0:
                d.ok("login", "smtp")
            customer = f"jo{n}@example.org"
            d.put("in", mail(customer, f"By {used}"))
            d.ok("run", "--once")
            servers.wait_until(
                lambda to=customer: len(servers.mailbox(dovecot.imap, to)) == 1, what="the acknowledgement"
            )
            with open(os.path.join(postfix.folder, "postfix.log"), encoding="utf-8") as f:
                logins = [
                    line.partition("sasl_method=")[2].split(",")[0] for line in f if f"sasl_username={SUPPORT}" in line
                ]
            assert logins[-1] == used, logins
        tokens.valid.clear()  # revoked: refused, renewed at once, and nothing waits
        d.put("in", mail("late@example.org", "Taken back"))
        d.ok("run", "--once")
        servers.wait_until(
            lambda: len(servers.mailbox(dovecot.imap, "late@example.org")) == 1, what="the acknowledgement"
        )
        assert renewals(tokens) == 1


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
