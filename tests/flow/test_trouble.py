#!/usr/bin/env python3
"""What may go wrong around a daemon: no config, no server, wrong password, full disk, signals."""
import os
import re
import signal
import subprocess
import sys

import desk
import scripted
import servers
from desk import Desk, imap, mail, maildir, parse, smtp

SIDE_BY_SIDE = 6


def test_a_missing_config():
    with Desk([maildir("in")], outgoing="out") as d:
        os.unlink(d.config)
        for words in (["run"], ["check"], ["list"], ["replay", "x"]):
            done = d.run(*words)
            assert done.returncode == 78 and d.config in (done.stdout + done.stderr).decode(), (words, done)


def test_a_broken_config_does_not_start():
    with Desk([maildir("in")], outgoing="out") as d:
        d.write("caredesk.conf", 'desk = { nmae = "x"; };\n')
        assert "caredesk.conf:1" in d.fails(78, "run") and not os.path.exists(d.path("store"))


def test_an_unreachable_server_is_tried_again():
    port = servers.free_port()
    with Desk([imap(port)], outgoing="out") as d:
        with d.start() as daemon:
            daemon.wait_ready()
            lines = daemon.wait("mailbox-failed", 2)
            assert lines[0]["kind"] == "retry" and str(port) in lines[0]["error"], lines
            assert int(lines[1]["pause"]) > int(lines[0]["pause"]), lines
            assert len(daemon.find("mailbox-failed")) == 2, "one line for each pause"
            assert daemon.stop()[0] == 0
        d.fails(75, "run", "--once")
        assert str(port) in d.run("check", "--live").stdout.decode()
        d.fails(69, "check", "--live")


def test_an_unreachable_smtp_server_keeps_the_mails():
    with Desk([maildir("in")], sending=smtp(servers.free_port(), 1)) as d:
        d.put("in", mail("jo@example.org", "One"))
        d.fails(75, "run", "--once")
        rows = d.json("outbox")
        assert [r["state"] for r in rows] == ["queued", "queued"] and all(r["error"] for r in rows), rows
        with servers.start_receiver() as receiver:
            d.configure([maildir("in")], sending=smtp(receiver.smtp))
            for row in rows:
                d.ok("outbox", "retry", str(row["id"]))
            d.ok("run", "--once")
            assert len(receiver.mails) == 2 and d.json("outbox") == []


def test_a_server_that_closes_after_each_mail_gets_all_at_once():
    with servers.Receiver(one_mail=True) as receiver:
        with Desk([maildir("in")], sending=smtp(receiver.smtp, connections=1)) as d:
            for n in range(12):
                d.put("in", mail(f"jo{n}@example.org", f"Mail {n}"), f"{n}.test")
            d.ok("run", "--once")
            assert len(receiver.mails) == 24, len(receiver.mails)
            assert d.ok("outbox", "list").count("queued") == 0


def test_a_wrong_password_is_said_as_such():
    with Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        d.configure([imap(dovecot.imap)], outgoing="out")
        d.write("imap.pw", "wrong\n")
        with d.start() as daemon:
            line = daemon.wait("mailbox-failed")[0]
            assert line["kind"] == "refused" and "password" in line["error"] and "wrong\n" not in line["_line"], line
            assert int(line["pause"]) >= 300, "slowly, so that nobody is locked out"
            assert daemon.stop()[0] == 0
        d.fails(75, "run", "--once")
        d.fails(78, "check", "--live")


def test_a_silent_mailbox_is_told_once_and_its_recovery_too():
    with Desk([], outgoing="out") as d:
        port = servers.free_port()
        d.configure([imap(port)], outgoing="out", limits="alarm_after = 1;")
        with d.start() as daemon:
            daemon.wait("send", 1, outcome="sent", template="warning")
            daemon.wait("mailbox-failed", 3)
            daemon.stop()
        with d.start() as daemon:
            daemon.wait("mailbox-failed", 1)
            daemon.stop()
        told = d.sent()
        assert [m["To"].addresses[0].addr_spec for m in told] == ["boss@acme.test"], told
        assert "support" in told[0].get_body(("plain",)).get_content()
        with servers.start_dovecot(d.path("dovecot")) as dovecot:
            d.configure([imap(dovecot.imap)], outgoing="out", limits="alarm_after = 1;")
            d.ok("run", "--once")
            d.ok("run", "--once")
        assert len(d.sent()) == 2, "and the recovery once"


def fill(path):
    """Makes a file that fills the disk."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(fd, b"\0" * 4096):
            pass
    except OSError:
        os.close(fd)


def test_a_server_that_hangs_holds_up_nobody_else():
    def hang(talk):
        talk.hold()

    with Desk([], outgoing="out") as d, scripted.serve(hang) as server:
        d.configure([imap(server.port, "slow", "slow@acme.test"), maildir("in")], outgoing="out")
        with d.start() as daemon:
            daemon.wait_ready()
            d.put("in", mail("jo@example.org", "One"))
            daemon.wait("send", 2, outcome="sent")
            code, seconds = daemon.stop()
            assert code == 0 and seconds < 20, (code, seconds)


def test_an_smtp_server_that_says_no_for_now_and_for_good():
    answers = {"jo@example.org": "451 4.7.1 come again", "al@example.org": "550 5.1.1 nobody here"}
    with Desk([maildir("in")], outgoing="none") as d, servers.start_receiver(
        on_mail=lambda _, to, __: answers.get(to)
    ) as receiver:
        d.configure([maildir("in")], sending=smtp(receiver.smtp))
        d.put("in", mail("jo@example.org", "One"))
        d.put("in", mail("al@example.org", "Two"))
        d.fails(75, "run", "--once")
        rows = {r["to"]: r for r in d.json("outbox")}
        assert (rows["jo@example.org"]["state"], rows["al@example.org"]["state"]) == ("queued", "failed"), rows
        assert (
            "come again" in rows["jo@example.org"]["error"] and "nobody here" in rows["al@example.org"]["error"]
        ), rows
        d.ok("run", "--once")
        told = [parse(raw) for _, to, raw in receiver.mails if to == "bob@acme.test"]
        assert [m["X-Caredesk-Template"] for m in told] == ["assigned", "assigned", "warning"], told
        assert "nobody here" in told[2].get_body(("plain",)).get_content()
        del answers["jo@example.org"]
        d.ok("outbox", "retry", str(rows["jo@example.org"]["id"]))
        d.ok("run", "--once")
        first, last = [r for r in d.json("show", "--json", "1")][0]["events"][-2:]
        assert (first["event"], last["event"]) == ("mail retried", "mail sent"), (first, last)
        assert [r["to"] for r in d.json("outbox")] == ["al@example.org"]


def test_a_full_disk_leaves_the_mail_where_it_is():
    if os.geteuid() != 0:
        return test_a_limit_on_file_size()
    with Desk([maildir("in")], outgoing="out") as d:
        os.mkdir(d.path("store"), 0o700)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "none", d.path("store")], check=True)
        try:
            d.ok("ingest", "-", stdin=mail("jo@example.org", "Before"))
            fill(d.path("store", "ballast"))
            d.put("in", mail("jo@example.org", "Big", os.urandom(600000).hex()))
            with d.start() as daemon:
                daemon.wait("mailbox-failed", 2)
                assert len(d.files("in")) == 1 and len(d.json("list")) == 1
                os.unlink(d.path("store", "ballast"))
                daemon.process.send_signal(signal.SIGHUP)
                daemon.wait("send", 2, outcome="sent", ticket="2")
                daemon.stop()
            assert d.files("in") == [] and len(d.json("list")) == 2 and len(d.sent()) == 4
            assert "0 faults" in d.ok("verify")
        finally:
            subprocess.run(["umount", d.path("store")], check=True)
    return None


def test_a_limit_on_file_size():
    with Desk([maildir("in")], outgoing="out") as d:
        d.ok("ingest", "-", stdin=mail("jo@example.org", "Before"))
        import resource
        size = os.path.getsize(d.path("store", "data.mdb"))
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
        big = mail("jo@example.org", "Big", os.urandom(600000).hex())
        d.fails(75, "ingest", "-", stdin=big, preexec_fn=limit)
        assert len(d.json("list")) == 1
        d.ok("ingest", "-", stdin=big)
        assert len(d.json("list")) == 2 and "0 faults" in d.ok("verify")


def test_hangup_takes_a_good_config_and_keeps_the_old_one():
    with Desk([maildir("in")], outgoing="out") as d, d.start() as daemon:
        daemon.wait_ready()
        d.configure([maildir("in"), maildir("second", "second@acme.test")], outgoing="out")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait("config-new")
        daemon.wait_state("READY=1")
        d.put("second", mail("jo@example.org", "New box", to="second@acme.test"))
        assert daemon.wait("mail")[0]["mailbox"] == "second"
        good = open(d.config, encoding="utf-8").read()
        d.write("caredesk.conf", good.replace('name = "second"', 'name = "second"; colour = "red"'))
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait("config-kept")
        assert "colour" in daemon.find("config")[-1]["error"]
        d.put("second", mail("al@example.org", "Old config", to="second@acme.test"))
        daemon.wait("mail", 2)
        assert daemon.process.poll() is None
        d.write("caredesk.conf", good)
        assert daemon.stop()[0] == 0


def test_terminate_drains():
    with Desk([maildir("in")], outgoing="out") as d:
        for i in range(300):
            d.put("in", mail(f"c{i}@example{i % 10}.org", f"Mail {i}"))
        with d.start() as daemon:
            daemon.wait("mail", 10)
            code, seconds = daemon.stop()
            assert code == 0 and seconds < 20, (code, seconds)
        taken = len(d.json("list"))
        assert 0 < taken <= 300 and len(d.files("in")) == 300 - taken, "what is on disk is marked, and nothing else"
        d.ok("run", "--once")
        assert len(d.json("list")) == 300 and len(d.sent()) == 600 and d.files("in") == []


def test_two_daemons_do_not_share_a_store():
    with Desk([maildir("in")], outgoing="out") as d, d.start() as daemon:
        daemon.wait_ready()
        assert "another daemon" in d.fails(75, "run")
        assert daemon.stop()[0] == 0


def test_a_newer_store_is_refused():
    with Desk([maildir("in")], outgoing="out") as d:
        d.ok("ingest", "-", stdin=mail("jo@example.org", "One"))
        with open(d.path("store", "data.mdb"), "rb") as f:
            data = f.read()
        version = re.search(rb"caredesk store (\d)", data)[1]
        newer = b"%d" % (int(version) + 1)
        d.write("store/data.mdb", data.replace(b"caredesk store " + version, b"caredesk store " + newer))
        d.put("in", mail("jo@example.org", "Two"))
        for words in (["run"], ["run", "--once"], ["list"], ["ingest", d.path("caredesk.conf")]):
            assert f"version {newer.decode()}" in d.fails(78, *words)
        assert len(d.files("in")) == 1
        d.write("store/data.mdb", data)
        d.ok("run", "--once")
        assert len(d.json("list")) == 2


def test_a_process_that_dies_comes_back():
    with Desk([maildir("in")], outgoing="out") as d, d.start() as daemon:
        daemon.wait_ready()
        for pid in daemon.children():
            os.kill(pid, signal.SIGKILL)
        daemon.wait("process-ended", 3)
        d.put("in", mail("jo@example.org", "One"))
        daemon.wait("send", 2, outcome="sent")
        assert all(line["status"] == "9" for line in daemon.find("process-ended"))
        assert daemon.stop()[0] == 0


def test_systemd_is_told():
    with Desk([maildir("in")], outgoing="out") as d:
        os.environ["WATCHDOG_USEC"] = "200000"
        try:
            with d.start() as daemon:
                daemon.wait_ready()
                for _ in range(5):
                    daemon.wait_state("WATCHDOG=1")
                daemon.process.send_signal(signal.SIGTERM)
                daemon.wait_state("STOPPING=1")
        finally:
            del os.environ["WATCHDOG_USEC"]


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
