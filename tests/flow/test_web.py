#!/usr/bin/env python3
"""web: /metrics, /healthz and the page: their contents, who may see them, and slow or hostile clients."""
import base64
import contextlib
import os
import socket
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import openmetrics  # noqa: E402
import servers  # noqa: E402
from desk import Desk, mail, maildir  # noqa: E402
from test_report import Page  # noqa: E402

SIDE_BY_SIDE = 3


def ask(where, path="/", method="GET", headers=(), raw=None):
    """The status, headers and body of a response; where: a port, or the path of a socket."""
    end = time.monotonic() + desk.PATIENCE
    while True:
        s = socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET)
        s.settimeout(desk.PATIENCE)
        try:
            s.connect(where if isinstance(where, str) else ("127.0.0.1", where))
            break
        except OSError:  # not listening yet
            s.close()
            assert time.monotonic() < end
            time.sleep(0.05)
    with s:
        lines = [f"{method} {path} HTTP/1.1", *(headers or ["Host: localhost"])]
        s.sendall(raw if raw is not None else ("\r\n".join(lines) + "\r\n\r\n").encode())
        got = b""
        while piece := s.recv(65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    return int(head.split()[1]), {k.lower(): v for k, v in fields.items()}, body.decode()


@contextlib.contextmanager
def running(http, **options):
    with Desk([maildir("in")], outgoing="out", **options) as d:
        with open(d.config, "a", encoding="utf-8") as config:
            config.write(f"http = {{ {http} }};\n")
        d.write("token", b"open sesame\n")
        for i in range(3):
            d.put("in", mail(f"jo{i}@example.org", f"A secret subject {i}"))
        with d.start() as daemon:
            daemon.wait_ready()
            daemon.wait("send", count=6)
            yield d


def values(families, name):
    return {tuple(sorted(found.items())): v for n, found, v in families[name][2]}


def is_drained(families):
    """Six mails sent, and marked as sent, which comes a little later."""
    sent = values(families, "caredesk_sends")[(("outcome", "sent"),)]
    queued = values(families, "caredesk_outbox")[(("state", "queued"),)]
    return sent >= 6 and queued == 0 and values(families, "caredesk_mails")


def test_what_is_told():
    port = servers.free_port()
    with running(f'listen = "127.0.0.1:{port}";'):
        code, headers, body = ask(port, "/metrics")
        assert code == 200 and headers["content-type"].startswith(
            "application/openmetrics-text; version=1.0.0"
        ), headers
        families = openmetrics.parse(body)
        end = time.monotonic() + desk.PATIENCE
        while not is_drained(families):
            assert time.monotonic() < end, families
            families = openmetrics.parse(ask(port, "/metrics")[2])
        mails = values(families, "caredesk_mails")
        assert mails[(("mailbox", "in"), ("verdict", "new"))] == 3 and sum(mails.values()) == 3
        assert values(families, "caredesk_tickets")[(("status", "new"),)] == 3
        assert values(families, "caredesk_mailbox_state")[(("caredesk_mailbox_state", "ok"), ("mailbox", "in"))] == 1
        assert values(families, "caredesk_ok") == {(): 1}
        for name in (
            "caredesk_mail_seconds",
            "caredesk_send_seconds",
            "caredesk_reader_deaths",
            "caredesk_outbox_age_seconds",
            "caredesk_disk_free_bytes",
        ):
            assert name in families, name
        assert ask(port, "/healthz")[::2] == (200, "ok\n")
        code, headers, body = ask(port)
        page = Page(body)
        assert code == 200 and "All is well" in page.text and page.tags["svg"] >= 4 and page.tags["script"] == 0
        assert "default-src 'none'" in headers["content-security-policy"] and 'http-equiv="refresh"' in body
        assert "secret" not in body and "example.org" not in body
        assert ask(port, "/", method="HEAD")[::2] == (200, "")
        assert ask(port, "/nothing")[0] == 404 and ask(port, "/../etc/passwd")[0] == 404
        assert ask(port, "/", method="POST", headers=["Host: localhost", "Content-Length: 0"])[0] == 405


def test_a_page_of_others_is_not_answered():
    port = servers.free_port()
    with running(f'listen = "127.0.0.1:{port}";'):
        for name, code in (
            ("localhost", 200),
            (f"127.0.0.1:{port}", 200),
            ("evil.example", 403),
            (f"evil.example:{port}", 403),
            ("127.0.0.1.evil.example", 403),
            (f"127.evil.example:{port}", 403),
        ):
            assert ask(port, "/", headers=[f"Host: {name}"])[0] == code, name


def test_a_token():
    port = servers.free_port()
    with running(f'listen = "127.0.0.1:{port}"; token_file = "token";'):
        basic = base64.b64encode(b"anybody:open sesame").decode()
        for header, code in (
            ([], 401),
            (["Authorization: Bearer open sesame"], 200),
            (["Authorization: Bearer open sesamE"], 401),
            (["Authorization: Bearer "], 401),
            ([f"Authorization: Basic {basic}"], 200),
            (["Authorization: Basic !!!"], 401),
            (["Authorization: Bearer open sesame" + "x" * 9000], 401),
        ):
            for path in ("/", "/metrics"):
                assert ask(port, path, headers=["Host: desk.example", *header])[0] == code, (path, header)
        assert ask(port, "/healthz", headers=["Host: desk.example"])[0] == 200


def test_a_socket():
    with Desk([], outgoing="out") as d:
        path = d.path("http.sock")
        with open(d.config, "a", encoding="utf-8") as config:
            config.write(f'http = {{ listen = "{path}"; }};\n')
        with d.start() as daemon:
            daemon.wait_ready()
            assert openmetrics.parse(ask(path, "/metrics")[2])
            daemon.kill()
        with d.start() as daemon:  # what the killed daemon left behind is no obstacle
            daemon.wait_ready()
            assert ask(path, "/healthz")[0] == 200
            daemon.stop()
        assert not os.path.exists(path)


def test_what_is_refused():
    for http, error in (
        ('listen = "0.0.0.0:8025";', "beyond loopback needs `token_file`"),
        ('listen = "8025";', "is an address and a port"),
        ('listen = "127.0.0.1:70000";', "is an address and a port"),
        ('token_file = "token";', "listen"),
        ('listen = "127.0.0.1:8025"; token_file = "none";', "none"),
    ):
        with Desk([maildir("in")], outgoing="out") as d:
            with open(d.config, "a", encoding="utf-8") as config:
                config.write(f"http = {{ {http} }};\n")
            d.write("token", b"x\n")
            done = d.run("check")
            assert done.returncode == 78 and error in done.stderr.decode() + done.stdout.decode(), (http, done)


def test_nothing_listens_by_default():
    with Desk([maildir("in")], outgoing="out") as d:
        with d.start() as daemon:
            daemon.wait_ready()
            for pid in [daemon.process.pid, *daemon.children()]:
                inodes = {
                    os.readlink(f"/proc/{pid}/fd/{fd}")
                    for fd in os.listdir(f"/proc/{pid}/fd")
                    if os.path.islink(f"/proc/{pid}/fd/{fd}")
                }
                with open("/proc/net/tcp", encoding="ascii") as table:
                    listening = {f"socket:[{line.split()[9]}]" for line in table if line.split()[3] == "0A"}
                assert not inodes & listening


def until_closed(s):
    s.settimeout(desk.PATIENCE)
    with contextlib.suppress(OSError):
        while s.recv(65536):
            pass
    s.close()


def test_slow_clients():
    """Clients that are silent or slow don't keep a connection for long, and others are answered meanwhile."""
    port = servers.free_port()
    with running(f'listen = "127.0.0.1:{port}";'):
        ask(port, "/healthz")
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(12)]
        for s in slow:
            s.sendall(b"GET /metrics HTTP/1.1\r\nHost: local")
        start = time.monotonic()
        assert ask(port, "/healthz")[0] == 200
        assert time.monotonic() - start < desk.allowed(5)
        for s in slow:
            until_closed(s)
        assert ask(port, "/metrics")[0] == 200 and ask(port, "/healthz")[0] == 200


JUNK = (
    b"\0" * 5000,
    b"GET " + b"/" * 100000,
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20000 + b"\r\n",
    b"\r\n" * 100,
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
)


def test_junk():
    """Clients that send too much or nonsense don't keep a connection for long either, whoever else does so."""
    port = servers.free_port()
    with running(f'listen = "127.0.0.1:{port}";'):
        ask(port, "/healthz")
        clients = [socket.create_connection(("127.0.0.1", port)) for _ in JUNK]
        for s, junk in zip(clients, JUNK):
            s.settimeout(desk.PATIENCE)
            with contextlib.suppress(OSError):
                s.sendall(junk)
                s.shutdown(socket.SHUT_WR)
            assert ask(port, "/healthz")[0] == 200, junk[:20]
        for s in clients:
            until_closed(s)
        assert ask(port, "/metrics")[0] == 200


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
