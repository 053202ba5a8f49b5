"""A server for webhooks to call: it checks each call as docs/webhooks.md says, keeps it, and answers or misbehaves as
configured (standard library only)."""
import base64
import hashlib
import hmac
import json
import os
import socket
import ssl
import struct
import threading
import time

SECRET = "whsec_" + base64.b64encode(b"a key of the tests, 32 bytes, ok").decode()
PATIENCE = 60.0


def verified(headers, body, secret=SECRET):
    """The call's JSON, after checking its signature as docs/webhooks.md shows."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    want = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert any(hmac.compare_digest(want, s) for s in headers["webhook-signature"].split()), headers
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 300, headers
    return json.loads(body)


class Call:
    def __init__(self, headers, body):
        self.headers, self.body, self.time = headers, body, time.monotonic()
        self.id, self.json = headers["webhook-id"], verified(headers, body)
        self.type, self.data = self.json["type"], self.json["data"]
        self.ticket = self.data.get("ticket", {}).get("id")
        self.seq = self.data.get("event", {}).get("seq")
        self.status = None  # that it was answered with; None: not answered


class Hooked:
    """`answer(call, earlier)` returns a status, bytes to send as they are, or one of "hang", "reset", "close";
    `earlier` is how often a call with that id came before."""

    def __init__(self, answer=lambda call, earlier: 204, certificate=None):
        self.answer, self.calls, self.news = answer, [], threading.Condition()
        self.open, self.ended, self.connections = [], threading.Event(), 0
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*certificate)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.socket.close()
        for s in self.open:
            s.close()

    def url(self, host="127.0.0.1"):
        return f"http{'s' if self.tls else ''}://{host}:{self.port}/hook"

    def serve(self):
        while not self.ended.is_set():
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def talk(self, client):
        client.settimeout(PATIENCE)
        try:
            if self.tls:
                client = self.tls.wrap_socket(client, server_side=True)
            self.open.append(client)
            while self.one(client):
                pass
        except (OSError, ssl.SSLError):
            pass

    def read(self, client):
        got = b""
        while b"\r\n\r\n" not in got:
            piece = client.recv(65536)
            if not piece:
                return None
            got += piece
        head, _, body = got.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        assert lines[0] == "POST /hook HTTP/1.1", lines[0]
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines[1:])}
        assert headers["content-type"] == "application/json" and headers["user-agent"].startswith("caredesk/"), headers
        while len(body) < int(headers["content-length"]):
            body += client.recv(65536)
        return Call(headers, body)

    def one(self, client):
        call = self.read(client)
        if call is None:
            return False
        with self.news:
            earlier = sum(c.id == call.id for c in self.calls)
            said = self.answer(call, earlier)
            call.status = said if isinstance(said, int) else None
            self.calls.append(call)
            self.news.notify_all()
        if said == "hang":
            self.ended.wait(PATIENCE)
        if said == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if isinstance(said, str):
            client.close()
            return False
        if isinstance(said, int):
            said = f"HTTP/1.1 {said} Said\r\nContent-Length: 0\r\n\r\n".encode()
        try:
            for piece in [said] if isinstance(said, bytes) else said:
                client.sendall(piece)
        except OSError:
            return False
        return b"Content-Length: 0" in (said if isinstance(said, bytes) else b"")

    def wait(self, ready, seconds=PATIENCE):
        """Waits until `ready(calls)`."""
        end = time.monotonic() + seconds
        with self.news:
            while not ready(self.calls):
                left = end - time.monotonic()
                if left <= 0:
                    raise TimeoutError([(c.type, c.ticket, c.seq, c.status) for c in self.calls])
                self.news.wait(left)
            return list(self.calls)


def secret_file(d, name="hook.secret"):
    d.write(name, SECRET + "\n")
    os.chmod(d.path(name), 0o600)
    return name


def hook(url, events="created assigned status message feedback overdue", more="internal = true;", name="crm"):
    quoted = ", ".join(f'"{e}"' for e in events.split())
    return (f'{{ name = "{name}"; url = "{url}"; events = [ {quoted} ]; secret_file = "hook.secret"; timeout = "2s";'
            f' {more} }}')


def configure(d, *hooks):
    secret_file(d)
    with open(d.config, "a", encoding="utf-8") as config:
        config.write("webhooks = ( " + ",\n".join(hooks) + " );\n")


def in_order(calls):
    """Checks that the calls for each ticket are in the order of its events, apart from repeats. Returns {ticket: [seq,
    …]}."""
    last = {}
    for c in calls:
        known = last.setdefault(c.ticket, [])
        if c.seq in known:
            continue
        assert not known or c.seq > known[-1], [(x.ticket, x.seq) for x in calls]
        known.append(c.seq)
    return last
