#!/usr/bin/env python3
"""browser: the report file and the live page in Chromium: neither makes external requests. All requests go to a proxy
here, which passes on those to the page's own address and records all others. Skipped without chromium (`make pictures`
installs it)."""
import http.client
import http.server
import os
import sys
import tempfile
import threading
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "pictures")]
import desk  # noqa: E402
import figures  # noqa: E402
import pictures  # noqa: E402


# requests of the browser itself, whatever it shows: time, updates, accounts
BROWSERS_OWN = {
    "clients2.google.com",
    "accounts.google.com",
    "update.googleapis.com",
    "redirector.gvt1.com",
    "android.clients.google.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
}


def is_browsers_own(asked):
    return (urllib.parse.urlsplit(asked if "//" in asked else "//" + asked).hostname or "") in BROWSERS_OWN


class Proxy(http.server.ThreadingHTTPServer):
    """asked: the targets of requests other than to `own` (host:port)."""

    def __init__(self, own):
        super().__init__(("127.0.0.1", 0), Handler)
        self.own, self.asked, self.handed_on = own, [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        where = urllib.parse.urlsplit(self.path)
        if where.netloc != self.server.own:
            self.server.asked.append(self.path)
            self.send_error(404)
            return
        self.server.handed_on.append(where.path)
        connection = http.client.HTTPConnection(where.netloc)
        connection.request("GET", where.path or "/")
        answer = connection.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self):
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_):
        pass


def asked_by(address, own="", size="1280,2000"):
    """Shows the address in the browser; returns where else that sent requests, and which ones were passed on."""
    with tempfile.TemporaryDirectory() as folder, Proxy(own) as proxy:
        at = f"--proxy-server=127.0.0.1:{proxy.server_port}"
        shot = f"--screenshot={folder}/shot.png"
        figures.browse(folder, address, at, "--proxy-bypass-list=<-loopback>", f"--window-size={size}", shot)
        assert os.path.getsize(f"{folder}/shot.png") > 5000
        return {asked for asked in proxy.asked if not is_browsers_own(asked)}, proxy.handed_on


def test_no_request_leaves():
    if not pictures.chromium():
        print("no chromium: skipped")
        return
    with tempfile.TemporaryDirectory() as folder:
        leaking = os.path.join(folder, "leaking.html")
        with open(leaking, "w", encoding="utf-8") as f:
            f.write("<!DOCTYPE html><title>x</title><img src='http://elsewhere.test/x.png'>" + "<p>words</p>" * 40)
        seen, _ = asked_by("file://" + leaking)
        assert "http://elsewhere.test/x.png" in seen, "a request that leaves would be seen"
    with figures.shown(100) as addresses:
        left, _ = asked_by(addresses["report"])
        assert left == set(), left
        page = urllib.parse.urlsplit(addresses["page"]).netloc
        left, handed_on = asked_by(addresses["page"], page)
        assert left == set() and set(handed_on) == {"/"}, (left, handed_on)
        print(f"the report asks nobody; the page asks for {sorted(set(handed_on))} of its own alone")


desk.main(sys.modules[__name__])
