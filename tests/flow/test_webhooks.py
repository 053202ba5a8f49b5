#!/usr/bin/env python3
"""webhooks: calls are signed and in order, even with servers that fail in every way, and never delay a mail."""
import contextlib
import json
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import hooked  # noqa: E402
import openmetrics  # noqa: E402
import servers  # noqa: E402
from desk import Desk, mail, maildir, text  # noqa: E402
from hooked import Hooked, configure, hook  # noqa: E402
from test_web import ask, values  # noqa: E402

SIDE_BY_SIDE = 6
SOON = 8  # seconds; a sender that is not woken looks after 10


@contextlib.contextmanager
def running(*hooks, **options):
    with Desk([maildir("in")], outgoing="out", **options) as d:
        configure(d, *hooks)
        with d.start() as daemon:
            yield d, daemon.wait_ready()


def types(calls):
    return [c.type for c in calls]


def until(d, wanted, name="crm", code=0):
    """What status reports about a webhook, once it is as wanted."""
    end = time.monotonic() + desk.PATIENCE
    while True:
        done = d.run("--json", "status")
        got = {w["name"]: w for w in json.loads(done.stdout)["webhooks"]}[name]
        if wanted(got) and done.returncode == code:
            return got
        assert time.monotonic() < end, (done.returncode, got)


def test_what_is_told():
    with Hooked() as server, running(hook(server.url())) as (d, daemon):
        d.put("in", mail("Jo <jo@example.org>", "A secret subject", "Secret words.\n"))
        calls = server.wait(lambda c: len(c) >= 3)
        assert types(calls) == ["ticket.created", "ticket.message", "ticket.assigned"], types(calls)
        ticket = calls[0].data["ticket"]
        shown = d.json("list", "--all")[0]
        assert list(ticket) == list(shown), ticket
        assert (ticket["customer"], ticket["agent"]) == ("jo@example.org", "bob"), ticket
        assert ticket["subject"] is None and not any(b"ecret" in c.body for c in calls)
        message = calls[1].data["message"]
        assert (message["kind"], message["from"], message["text"]) == ("customer", "jo@example.org", None), message
        assert calls[2].data["event"]["to"] == "bob" and calls[2].data["event"]["from"] is None
        assert len({c.id for c in calls}) == 3
        d.ok("set", "1", "status=resolved", "agent=carol")
        calls = server.wait(lambda c: len(c) >= 5)[3:]
        told = {c.type: c.data["event"] for c in calls}
        assert told["ticket.status"]["from"] == "new" and told["ticket.status"]["to"] == "resolved", told
        assert told["ticket.status"]["actor"] == "admin" and told["ticket.assigned"]["to"] == "carol", told
        daemon.wait("webhook", count=5, outcome="taken")


def test_texts_and_events_as_wished():
    big = "Many words: ü\x01 " * 4000
    with Hooked() as server, running(hook(server.url(), "message", "internal = true; texts = true;")) as (d, _):
        d.put("in", mail("jo@example.org", "A subject", big, headers="Content-Transfer-Encoding: 8bit\r\n"))
        d.put("in", mail("al@example.org", "Another", "Short.\n"))
        calls = {c.data["message"]["subject"]: c for c in server.wait(lambda c: len(c) >= 2)}
        assert set(types(calls.values())) == {"ticket.message"}
        short, long = calls["Another"].data["message"], calls["A subject"].data["message"]
        assert short["text"].strip() == "Short." and not short["cut"], short
        assert len(calls["A subject"].body) <= 20000 and long["cut"] and long["text"].startswith("Many words: ü")


def test_two_webhooks_go_their_own_ways():
    """A webhook that hangs delays neither the other one nor any mail."""
    with Hooked(lambda call, earlier: "hang") as slow, Hooked() as quick:
        with running(hook(slow.url(), name="slow"), hook(quick.url(), name="quick")) as (d, daemon):
            for i in range(5):
                d.put("in", mail(f"jo{i}@example.org", f"Mail {i}"))
            daemon.wait("send", count=10)
            quick.wait(lambda c: len(c) >= 15)
            assert len(slow.calls) <= 2 and all(c.status is None for c in slow.calls)


def fails_twice(how):
    def answer(_, earlier):
        return how if earlier < 2 else 200

    return answer


HUGE = b"HTTP/1.1 500 No\r\nContent-Length: 1000000000\r\n\r\n" + bytes(1 << 20)
FAILURES = {
    "refuses": 403,
    "fails": 500,
    "redirects": b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    "is_not_found": 404,
    "resets": "reset",
    "closes": "close",
    "hangs": "hang",
    "is_huge": HUGE,
    "has_no_end": b"HTTP/1.1 500 No\r\nX: " + b"y" * (1 << 20),
    "is_no_http": b"220 mail.example.org ESMTP\r\n",
    "is_cut": b"HTTP/1.1 200 O",
}


def test_tried_again_until_it_is_taken():
    """Only 2xx accepts a call. Each kind of failure happens twice, then calls succeed: in order for each ticket, none
    lost."""
    with contextlib.ExitStack() as stack:
        failing = {name: stack.enter_context(Hooked(fails_twice(how))) for name, how in FAILURES.items()}
        hooks = [hook(server.url(), "created assigned", name=name) for name, server in failing.items()]
        d, daemon = stack.enter_context(running(*hooks))
        d.put("in", mail("jo@example.org", "Hello"))
        daemon.wait("send", count=2)
        for name, server in failing.items():
            calls = server.wait(lambda c: sum(x.status == 200 for x in c) >= 2)
            daemon.wait("webhook", count=2, webhook=name, outcome="taken")
            assert [x.type for x in calls if x.status == 200] == ["ticket.created", "ticket.assigned"], name
            by_id = {}
            for c in calls:
                by_id.setdefault(c.id, []).append(c)
            assert all(len(cs) == 3 for cs in by_id.values()), (name, [(c.type, c.status) for c in calls])
            hooked.in_order(calls)
    return len(FAILURES)


TAKEN = {
    "no content": 204,
    "any body": b"HTTP/1.1 201 Made\r\nContent-Length: 5\r\n\r\nhello",
    "a huge body": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + bytes(1 << 20),
    "a body that never ends": [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", b"a"],
    "a provisional answer": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
}


def test_what_is_taken_is_told_once():
    with contextlib.ExitStack() as stack:
        taking = {name: stack.enter_context(Hooked(lambda *_, how=how: how)) for name, how in TAKEN.items()}
        hooks = [hook(server.url(), "created", name=name.replace(" ", "-")) for name, server in taking.items()]
        d, daemon = stack.enter_context(running(*hooks))
        for count, customer in enumerate(("jo@example.org", "al@example.org"), 1):
            d.put("in", mail(customer, "Hello"))
            for name in taking:
                daemon.wait("webhook", count=count, webhook=name.replace(" ", "-"), outcome="taken")
        for name, server in taking.items():
            assert [c.ticket for c in server.calls] == [1, 2], name
    return len(TAKEN)


def test_a_ticket_that_fails_holds_up_itself_alone():
    with Hooked(lambda call, earlier: 500 if call.ticket == 1 else 204) as server:
        with running(hook(server.url(), "created assigned status")) as (d, daemon):
            d.put("in", mail("jo@example.org", "First"))
            daemon.wait("webhook", ticket="1")
            d.put("in", mail("al@example.org", "Second"))
            d.ok("set", "1", "status=resolved")
            server.wait(lambda c: sum(x.ticket == 2 for x in c) >= 2)
            assert {c.seq for c in server.calls if c.ticket == 1} == {server.calls[0].seq}
            server.answer = lambda call, earlier: 200
            server.wait(lambda c: sum(x.ticket == 1 and x.status == 200 for x in c) >= 3)
            hooked.in_order(server.calls)


def test_tls():
    """Certificate and host name are verified, and nothing is sent if they are wrong."""
    with Desk([maildir("in")], outgoing="out") as d:
        ca, *good = servers.make_certificates(d.path("good"))
        _, *other = servers.make_certificates(d.path("other"), names=("hooks.example.org",))
        more = f'internal = true; ca_file = "{ca}";'
        with Hooked(certificate=good) as right, Hooked(certificate=other) as stranger:
            hooks = [hook(right.url("localhost"), "created", more, "right"),
                     hook(stranger.url("localhost"), "created", more, "another-ca"),
                     hook(right.url("localhost"), "created", "internal = true;", "unknown-ca"),
                     hook(right.url("127.0.0.2"), "created", more, "wrong-host"),
                     hook(right.url("localhost").replace("https", "http"), "created", more, "no-tls")]
            configure(d, *hooks)
            with d.start() as daemon:
                daemon.wait_ready()
                d.put("in", mail("jo@example.org", "Hello"))
                daemon.wait("webhook", webhook="right", outcome="taken")
                for name in ("another-ca", "unknown-ca", "wrong-host", "no-tls"):
                    daemon.wait("webhook", webhook=name, outcome="down")
            assert len(right.calls) == 1 and not stranger.calls


def test_private_addresses():
    """Without `internal` there is no connection to private addresses, however they are written or reached."""
    with Hooked() as server, Desk([maildir("in")], outgoing="out") as d:
        refused = ["[::ffff:127.0.0.1]", "127.0.0.1", "localhost"]
        ways = ["0x7f000001", "2130706433", "127.1", "0177.0.0.1", "127.0.0.1.", *refused]
        hooks = [hook(f"https://{way}:{server.port}/hook", "created", "", f"way{i}") for i, way in enumerate(ways)]
        configure(d, *hooks)
        said = d.run("check").stdout.decode()
        assert said.count("is a private address; `internal = true` allows it") == len(refused), said
        with open(d.config, encoding="utf-8") as f:
            text_of = f.read()
        d.write("caredesk.conf", text_of.partition("webhooks = (")[0])
        configure(d, *hooks[:-len(refused)])
        with d.start() as daemon:
            daemon.wait_ready()
            d.put("in", mail("jo@example.org", "Hello"))
            for i in range(len(ways) - len(refused)):
                daemon.wait("webhook", webhook=f"way{i}", outcome="down")
            errors = {line["webhook"]: line["error"] for line in daemon.find("webhook")}
        assert server.connections == 0
        # with a trailing dot it is a name for some resolvers, and can't be resolved
        assert all("127.0.0.1 is a private address" in errors[f"way{i}"] for i in range(4)), errors
    return len(ways)


def test_it_asks_for_patience():
    """Retry-After is respected."""
    busy = b"HTTP/1.1 %d Busy\r\nRetry-After: 4\r\nContent-Length: 0\r\n\r\n"
    with contextlib.ExitStack() as stack:
        answers = [lambda call, earlier, s=s: 200 if earlier else busy % s for s in (429, 503)]
        asking = [stack.enter_context(Hooked(answer)) for answer in answers]
        hooks = [hook(server.url(), "created", name=f"busy{i}") for i, server in enumerate(asking)]
        d, daemon = stack.enter_context(running(*hooks))
        d.put("in", mail("jo@example.org", "Hello"))
        for i in range(len(asking)):
            daemon.wait("webhook", webhook=f"busy{i}", outcome="busy")
        d.put("in", mail("al@example.org", "Hello too"))
        for server in asking:
            first, *others = server.wait(lambda c: any(x.status == 200 for x in c))
            assert all(c.time - first.time >= 4 for c in others), [c.time for c in server.calls]


def test_gone():
    """410: the webhook is no longer called, the manager is notified once, pending calls are dropped; until it is
    enabled again."""
    with Hooked(lambda call, earlier: 410) as server, running(hook(server.url(), "created")) as (d, daemon):
        d.put("in", mail("jo@example.org", "Hello"))
        daemon.wait("webhook", outcome="gone")
        for i in range(3):
            d.put("in", mail(f"jo{i}@example.org", f"Hello {i}"))
        daemon.wait("send", template="warning")
        daemon.wait("send", count=9)
        assert len(server.calls) == 1
        told = [m for m in d.sent() if m["To"] == "boss@acme.test"]
        assert len(told) == 1 and "410" in text(told[0]) and "crm" in told[0]["Subject"], told
        assert b"127.0.0.1" not in told[0].as_bytes()
        until(d, lambda w: w["state"] == "gone" and w["waiting"] == 0, code=1)
        server.answer = lambda call, earlier: 200
        d.ok("webhook", "retry", "crm")
        d.put("in", mail("al@example.org", "Hello again"))
        daemon.wait("webhook", outcome="taken")
        until(d, lambda w: w["state"] == "ok" and w["dropped"] == 4)


def aged(d, days):
    """Makes the pending calls older by that many days."""
    d.ok("export", d.path("exported"))
    records, count = d.path("exported", "records.jsonl"), 0
    with open(records, encoding="utf-8") as f:
        lines = f.read().splitlines()
    for i, line in enumerate(lines):
        r = json.loads(line)
        if r.get("record") == "call":
            count += 1
            r["created"] = r["next"] = r["created"] - days * 86400
            lines[i] = json.dumps(r)
    with open(records, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    shutil.rmtree(d.path("store"))
    d.ok("import", d.path("exported"))
    return count


def test_given_up():
    """After give_up a call is dropped: the ticket gets an event, the manager is notified once, and the next calls are
    tried."""
    with Hooked(lambda call, earlier: 500 if call.ticket <= 3 else 204) as server:
        with Desk([maildir("in")], outgoing="out") as d:
            configure(d, hook(server.url(), "created"))
            for i in range(3):
                d.put("in", mail(f"jo{i}@example.org", f"Hello {i}"))
            d.fails(75, "run", "--once")
            assert len(server.calls) == 3
            assert aged(d, 6) == 3
            with d.start() as daemon:
                daemon.wait_ready()
                daemon.wait("send", template="warning", seconds=desk.allowed(SOON))
                d.put("in", mail("al@example.org", "Hello too"))
                server.wait(lambda c: any(x.ticket == 4 and x.status == 204 for x in c))
                d.put("in", mail("al@example.org", "Hello once more"))
                daemon.wait("webhook", count=2, outcome="taken")
            assert len(server.calls) == 3 + 3 + 2, [(c.ticket, c.seq) for c in server.calls]
            for i in range(3):
                events = [e["event"] for e in d.json("show", str(i + 1))[0]["events"]]
                assert events.count("hook dropped") == 1, events
            assert "crm was not notified: given up" in d.ok("show", "1")
            told = [m for m in d.sent() if m["To"] == "boss@acme.test"]
            assert len(told) == 1 and "status 500" in text(told[0]) and "crm" in told[0]["Subject"], told
            d.ok("verify")


def test_mail_goes_on_where_it_hangs():
    """The daemon still ends quickly, and interrupted calls are repeated."""
    with Hooked(lambda call, earlier: 204 if earlier else "hang") as server:
        with running(hook(server.url(), "created").replace('"2s"', '"60s"')) as (d, daemon):
            d.put("in", mail("jo@example.org", "Hello"))
            server.wait(lambda c: len(c) == 1)
            code, seconds = daemon.stop()
            assert code == 0 and seconds < desk.allowed(5), seconds
            with d.start() as again:
                again.wait("webhook", outcome="taken", attempts="1")


def test_an_admin_looks_after_it():
    port = servers.free_port()
    with Hooked(lambda call, earlier: 500 if call.ticket else 200) as server:
        with Desk([maildir("in")], outgoing="out", limits='alarm_after = "1s";') as d:
            configure(d, hook(server.url(), "created assigned"))
            with open(d.config, "a", encoding="utf-8") as config:
                config.write(f'http = {{ listen = "127.0.0.1:{port}"; }};\n')
            d.ok("webhook", "test")
            assert d.ok("webhook", "test", "crm") == "crm: ok\n" and "webhook crm: ok" in d.ok("check", "--live")
            assert types(server.calls) == ["caredesk.test"] * 3 and len({c.id for c in server.calls}) == 3
            assert "no such webhook" in d.fails(66, "webhook", "test", "crn")
            assert "usage: caredesk webhook" in d.fails(64, "webhook", "retry")
            with d.start() as daemon:
                daemon.wait_ready()
                d.put("in", mail("jo@example.org", "Hello"))
                daemon.wait("webhook", outcome="refused", count=3)
                told = until(d, lambda w: w["state"] == "down" and w["waiting"] == 1, code=1)
                assert told["error"] == "status 500" and told["oldest"].startswith("20"), told
                assert "webhook crm is down: status 500" in d.run("status").stdout.decode()
                row = d.json("webhook")[0]
                assert (row["name"], row["state"], row["waiting"]) == ("crm", "down", 1), row
                assert "status 500" in d.ok("webhook")
                families = openmetrics.parse(ask(port, "/metrics")[2])
                crm = (("webhook", "crm"),)
                assert values(families, "caredesk_webhook_waiting")[crm] == 1
                assert values(families, "caredesk_webhook_age_seconds")[crm] >= 1
                assert values(families, "caredesk_webhook_calls")[(("result", "failed"), ("webhook", "crm"))] >= 3
                server.answer = lambda call, earlier: 200
                d.ok("webhook", "retry", "all")
                daemon.wait("webhook", outcome="taken", count=2, seconds=desk.allowed(3))
                until(d, lambda w: w["state"] == "ok" and w["waiting"] == 0)
                server.answer = lambda call, earlier: 500
                d.put("in", mail("al@example.org", "Hello"))
                daemon.wait("webhook", ticket="2", outcome="refused")
                d.ok("webhook", "drop", "crm")
                until(d, lambda w: w["waiting"] == 0)
                assert d.json("show", "2")[0]["events"]
            d.ok("verify")


def test_a_webhook_that_is_taken_out_leaves_nothing():
    with Hooked(lambda call, earlier: 500) as server, Desk([maildir("in")], outgoing="out") as d:
        with open(d.config, encoding="utf-8") as f:
            without = f.read()
        configure(d, hook(server.url(), "created assigned"))
        d.put("in", mail("jo@example.org", "Hello"))
        d.fails(75, "run", "--once")
        with open(d.path("store", "data.mdb"), "rb") as f:
            assert b"crm" in f.read()
        d.write("caredesk.conf", without)
        d.ok("run", "--once")
        d.ok("export", d.path("exported"))
        with open(d.path("exported", "records.jsonl"), encoding="utf-8") as f:
            assert '"record":"call"' not in f.read().replace(" ", "")
        d.ok("verify")


def test_forgotten_people_are_not_told_of():
    """A pending call contains no personal data: its body is made from the store when it is sent."""
    secrets = [b"jo.private", b"Miller", b"password", b"loudly"]
    with Hooked(lambda call, earlier: 500) as server, Desk([maildir("in")], outgoing="out") as d:
        configure(d, hook(server.url(), more="internal = true; texts = true;"))
        d.put("in", mail("Jo Miller <jo.private@example.org>", "My password", "I say it loudly.\n"))
        d.fails(75, "run", "--once")
        assert all(word in server.calls[0].body for word in secrets if word != b"Miller"), server.calls[0].body
        d.ok("customer", "forget", "--yes", "jo.private@example.org")
        with open(d.path("store", "data.mdb"), "rb") as f:
            kept = f.read()
            assert not [word for word in secrets if word in kept]
        server.answer = lambda call, earlier: 204
        d.ok("webhook", "retry", "crm")
        d.ok("run", "--once")
        told = server.calls[1:]
        assert types(told) == ["ticket.created", "ticket.message", "ticket.assigned"], types(told)
        assert not [word for word in secrets for c in told if word in c.body], [c.body for c in told]
        d.ok("verify")


def test_deleted_tickets_are_not_told_of():
    with Hooked(lambda call, earlier: 500) as server, Desk([maildir("in")], outgoing="out") as d:
        configure(d, hook(server.url()))
        d.put("in", mail("jo@example.org", "First"))
        d.put("in", mail("al@example.org", "Second"))
        d.fails(75, "run", "--once")
        d.ok("delete", "--yes", "1")
        server.answer = lambda call, earlier: 204
        d.ok("webhook", "retry", "crm")
        d.ok("run", "--once")
        assert {c.ticket for c in server.calls if c.status == 204} == {2}
        d.ok("verify")


def test_moving_in_and_trying_out_tell_nothing():
    with Hooked() as server, Desk([maildir("in")], outgoing="out") as d:
        configure(d, hook(server.url()))
        old = d.write("old.eml", mail("jo@example.org", "Long ago"))
        os.makedirs(d.path("old", "cur"))
        os.rename(d.write("one", mail("al@example.org", "Moved in")), d.path("old", "cur", "1.test"))
        d.ok("replay", old)
        d.ok("import", "--from", "maildir", d.path("old"))
        d.ok("run", "--once")
        assert len(d.json("list", "--all")) == 1 and not server.calls
        d.ok("ingest", old)
        d.ok("run", "--once")
        assert types(server.calls)[0] == "ticket.created"


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
