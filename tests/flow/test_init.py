#!/usr/bin/env python3
"""init: from nothing to the first answered mail, on a scripted terminal and with a file of answers, with a private
Dovecot and Postfix (root)."""
import contextlib
import os
import pty
import re
import select
import socket
import stat
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402

AGENTS = "alice@acme.test, bob@acme.test"


READING, TYPING = 3, 3.3  # seconds to read a question; keys per second, at forty words a minute


class Terminal:
    """A person at a terminal, who waits for a prompt and types an answer."""

    def __init__(self, *argv):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(argv[0], argv)
        self.seen, self.questions, self.keys = "", 0, 0

    def _more(self, end):
        if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
            raise TimeoutError(self.seen)
        try:
            piece = os.read(self.fd, 65536)
        except OSError:
            piece = b""
        self.seen += piece.decode("utf-8", "replace").replace("\r\n", "\n")
        return piece

    def answer(self, words, text):
        end, start = time.monotonic() + desk.PATIENCE, len(self.seen)
        while words not in self.seen[start:]:
            assert self._more(end), (words, self.seen)
        os.write(self.fd, text.encode() + b"\n")
        self.questions += 1
        self.keys += len(text) + 1

    def by_hand(self):
        """Seconds that a person needs to read each question and type the answers at a usual speed."""
        return self.questions * READING + self.keys / TYPING

    def finish(self):
        end = time.monotonic() + desk.PATIENCE
        while self._more(end):
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@contextlib.contextmanager
def place():
    with desk.Desk([desk.maildir("in")], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        with servers.start_postfix(d.path("mta"), dovecot.lmtp, dovecot.auth) as postfix:
            os.makedirs(d.path("etc"))
            d.config = d.path("etc", "caredesk.conf")
            yield d, dovecot, postfix


def check_desk(d, dovecot):
    """Checks that the config is commented and private, the ticket exists, the manager got an answer and the agents were
    notified."""
    mode = lambda path: stat.S_IMODE(os.stat(path).st_mode)  # noqa: E731
    assert mode(d.config) == 0o640 and mode(d.path("etc", "imap.pw")) == 0o600
    assert sorted(os.listdir(d.path("etc"))) == ["caredesk.conf", "imap.pw"]
    with open(d.config, encoding="utf-8") as f:
        text = f.read()
    assert servers.PASSWORD not in text and text.count("#") > 8 and 'reply_address = "plus"' in text, text
    assert "error" not in d.ok("check", "--live")
    (ticket,) = d.json("list")
    assert ticket["id"] == 1 and ticket["customer"] == "boss@acme.test" and ticket["agent"] in ("alice", "bob"), ticket
    (answer,) = servers.wait_for_mails(dovecot.imap, "boss@acme.test", 1)
    assert desk.parse(answer)["X-Caredesk-Template"] == "acknowledge"
    assert servers.wait_for_mails(dovecot.imap, f"{ticket['agent']}@acme.test", 1)


def test_by_a_person():
    if os.geteuid() != 0:
        return
    with place() as (d, dovecot, postfix):
        start = time.monotonic()
        t = Terminal(desk.CAREDESK, "-c", d.config, "init")
        t.answer("customers write to?", "not an address")
        t.answer("is not an address", desk.SUPPORT)
        t.answer("called in its mails? [ACME Support]", "")
        t.answer("appears in subjects, [TAG #1042]? [ACME]", "")
        t.answer("told when something needs a person", "boss@acme.test")
        t.answer("Who answers the tickets?", AGENTS)
        t.answer("Language", "")
        t.answer("Time zone?", "Europe/Berlin")
        t.answer("Folder of the store?", d.path("store"))
        t.answer("Server (host or host:port)?", "localhost:1")  # nothing listens there
        t.answer("Server (host or host:port)?", f"localhost:{dovecot.imaps}")
        t.answer("The CA's file (PEM)", dovecot.ca_file)
        t.answer("User?", "")
        t.answer("Password?", "wrong")
        t.answer("User?", "")
        t.answer("Password?", servers.PASSWORD)
        t.answer("Server (host or host:port)?", f"localhost:{postfix.smtp}")
        t.answer("The CA's file (PEM)", postfix.ca_file)
        t.answer("Authentication-Results", "")
        t.answer("Send a test mail from boss@acme.test", "yes")
        assert t.finish() == 0, t.seen
        took = time.monotonic() - start
        print(
            f"{t.questions} questions, {t.keys} keys: {t.by_hand():.0f} s of a person's time, and {took:.1f} s of the"
            " program's",
            flush=True,
        )
        assert t.by_hand() + took < 180
        assert servers.PASSWORD not in t.seen, t.seen
        for words in (
            f"found localhost:{dovecot.imaps}, TLS",
            f"found localhost:{postfix.smtp}, STARTTLS",
            "it has arrived",
            "check --live",
        ):
            assert words in t.seen, (words, t.seen)
        check_desk(d, dovecot)
        assert time.monotonic() - start < 180
        again = d.run("init")
        assert again.returncode != 0 and b"already exists" in again.stderr, again


class NameServer(threading.Thread):
    """A name server on 127.0.0.153, port 53, with SRV records only: {name: (port, host)}."""

    def __init__(self, records):
        super().__init__(daemon=True)
        self.records, self.asked = records, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.153", 53))
        self.start()

    @staticmethod
    def name(labels):
        return b"".join(bytes([len(label)]) + label.encode() for label in labels.split(".")) + b"\0"

    def run(self):
        while True:
            try:
                query, client = self.socket.recvfrom(4096)
            except OSError:
                return
            at, labels = 12, []
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode())
                at += 1 + query[at]
            self.asked.append(".".join(labels))
            found = self.records.get(".".join(labels)) if query[at + 1:at + 3] == b"\0\x21" else None
            answer = b""
            if found:
                data = struct.pack(">HHH", 0, 1, found[0]) + self.name(found[1])
                answer = b"\xc0\x0c" + struct.pack(">HHIH", 33, 1, 60, len(data)) + data
            self.socket.sendto(
                query[:2]
                + struct.pack(">HHHHH", 0x8180 if found else 0x8183, 1, bool(found), 0, 0)
                + query[12 : at + 5]
                + answer,
                client,
            )


def test_the_servers_that_dns_names():
    """RFC 6186: a person who accepts every proposal need not name any server."""
    if os.geteuid() != 0:
        return
    with place() as (d, dovecot, postfix):
        names = NameServer(
            {
                "_imaps._tcp.acme.test": (dovecot.imaps, "localhost"),
                "_submission._tcp.acme.test": (postfix.smtp, "localhost"),
            }
        )
        resolver = d.write("resolv.conf", "nameserver 127.0.0.153\n")
        with open(dovecot.ca_file, encoding="ascii") as one, open(postfix.ca_file, encoding="ascii") as two:
            both = d.write("ca.pem", one.read() + two.read())
        answers = d.write(
            "answers",
            (
                f"address = {desk.SUPPORT}\nmanager = boss@acme.test\nagents = {AGENTS}\nstore ="
                f" {d.path('store')}\nca_file = {both}\nimap_password = {servers.PASSWORD}\n"
            ),
        )
        done = subprocess.run(
            [
                "unshare",
                "--mount",
                "sh",
                "-c",
                'mount --bind "$0" /etc/resolv.conf && exec "$@"',
                resolver,
                desk.CAREDESK,
                "-c",
                d.config,
                "init",
                "--answers",
                answers,
            ],
            capture_output=True,
            text=True,
            timeout=desk.PATIENCE,
            check=False,
        )
        names.socket.close()
        assert done.returncode == 0, (done, names.asked)
        assert (
            f"found localhost:{dovecot.imaps}, TLS" in done.stdout
            and f"found localhost:{postfix.smtp}, STARTTLS" in done.stdout
        ), done.stdout
        check_desk(d, dovecot)


def test_by_a_file():
    if os.geteuid() != 0:
        return
    with place() as (d, dovecot, postfix):
        with open(dovecot.ca_file, encoding="ascii") as one, open(postfix.ca_file, encoding="ascii") as two:
            both = d.write("ca.pem", one.read() + two.read())
        answers = {
            "address": desk.SUPPORT,
            "manager": "boss@acme.test",
            "agents": AGENTS,
            "store": d.path("store"),
            "imap": f"localhost:{dovecot.imap}",
            "imap_password": servers.PASSWORD,
            "smtp": f"localhost:{postfix.smtps}",
            "ca_file": both,
        }

        def init(**changed):
            text = "# answers\n" + "".join(
                f"{key} = {value}\n" for key, value in {**answers, **changed}.items() if value
            )
            return d.run("init", "--answers", d.write("answers", text))
        for changed, words in [
            ({"manager": None}, b"the answers lack `manager`"),
            ({"imap_password": "wrong"}, b"the answer `imap_user`: "),
            ({"agents": "alice"}, b"`alice` is not the address of an agent"),
            ({"imap": "localhost:1"}, b"the answer `imap`: "),
        ]:
            done = init(**changed)
            assert done.returncode != 0 and words in done.stderr and not os.path.exists(d.config), (changed, done)
        done = init()
        assert done.returncode == 0, done
        check_desk(d, dovecot)
        assert re.search(
            (
                rb"found localhost:\d+, STARTTLS\n  logged in as support@acme.test\n  found localhost:\d+, TLS\n "
                rb" logged in\n"
            ),
            done.stdout,
        ), done.stdout


def test_within_this_machine():
    """An unknown certificate doesn't matter on this machine: without a CA, init uses no TLS."""
    if os.geteuid() != 0:
        return
    with place() as (d, dovecot, postfix):
        d.write(
            "answers",
            (
                f"address = {desk.SUPPORT}\nmanager = boss@acme.test\nagents = {AGENTS}\nstore ="
                f" {d.path('store')}\nimap = localhost:{dovecot.imap}\nimap_password = {servers.PASSWORD}\nsmtp ="
                f" localhost:{postfix.smtp}\n"
            ),
        )
        said = d.ok("init", "--answers", d.path("answers"))
        assert said.count("no TLS, on this machine") == 2, said
        check_desk(d, dovecot)


def test_who_vouches():
    """authserv_id is taken from the topmost Authentication-Results of a mail that the desk has sent itself."""
    if os.geteuid() != 0:
        return
    with place() as (d, dovecot, _):
        def stamped(sender, recipient, raw):
            servers.deliver(
                dovecot.lmtp,
                recipient,
                b"Authentication-Results: mx.acme.test;\r\n dkim=pass\r\nAuthentication-Results: other; spf=pass\r\n"
                + raw,
                sender,
            )
            return "250 2.0.0 taken"
        with servers.start_receiver(on_mail=stamped) as receiver:
            d.write(
                "answers",
                (
                    f"address = {desk.SUPPORT}\nmanager = boss@acme.test\nagents = alice@acme.test\nstore ="
                    f" {d.path('store')}\nimap = localhost:{dovecot.imaps}\nca_file = {dovecot.ca_file}\nimap_password"
                    f" = {servers.PASSWORD}\nsmtp = localhost:{receiver.smtp}\ntest = no\n"
                ),
            )
            said = d.ok("init", "--answers", d.path("answers"))
            assert "vouches for senders as mx.acme.test" in said and "it does not ask for a login" in said, said
            with open(d.config, encoding="utf-8") as f:
                assert 'authserv_id = "mx.acme.test";' in f.read()
            assert servers.mailbox(dovecot.imap, desk.SUPPORT) == [] and not os.path.exists(d.path("store"))


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
