"""A desk under test: its folder and config, its command line, its daemon and its log (standard library only).

    with desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out") as d:
        d.put("in", desk.mail("jo@example.org", "Hello"))
        d.ok("run", "--once")
        tickets = d.json("list")

Nothing here sleeps: waits end when the awaited event occurs, or fail after PATIENCE seconds.
"""

import contextlib
import email
import email.headerregistry
import email.policy
import functools
import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import servers  # noqa: E402

CAREDESK = os.path.abspath(os.path.join(os.environ.get("BUILD", "build"), "caredesk"))
PATIENCE = 60.0
# Under the sanitizers every STEPth of a long list is tried: they look for memory errors in each code path; the plain
# run tries all combinations.
STEP = int(os.environ.get("STEP", "1"))
ROOM = 4 << 30  # bytes
READERS = {"list", "show"}  # commands that change nothing
SUPPORT = "support@acme.test"

CONFIG = """
desk = { name = "ACME Support"; tag = "ACME"; address = "support@acme.test"; language = "en";
         timezone = "Europe/Berlin"; manager = "boss@acme.test"; %(more)s };
store = { path = "store"; };
mailboxes = ( %(mailboxes)s );
%(sending)s
categories = (
  { name = "general"; agents = [ "bob" ]; },
  { name = "billing"; tags = [ "invoice" ]; agents = [ "carol" ]; fallback = "general"; } );
agents = (
  { name = "bob"; email = "bob@acme.test"; },
  { name = "carol"; email = "carol@acme.test"; } );
rules = ( { name = "refunds"; match = { subject = "refund"; }; then = { category = "billing"; priority = "high"; }; } );
limits = { %(limits)s };
"""


def preloaded(name):
    """The environment in which programs run with a library of tests/flow/preload."""
    library = os.path.join(os.path.dirname(CAREDESK), "tests", name + ".so")
    return {"LD_PRELOAD": library, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}


def maildir(name, address=SUPPORT):
    return f'{{ name = "{name}"; address = "{address}"; category = "general"; maildir = "{name}"; }}'


def imap(port, name="support", address=SUPPORT, user=SUPPORT, move_to=None, poll=60, extra="", folder="INBOX"):
    move = f'move_to = "{move_to}"; ' if move_to else ""
    return (
        f'{{ name = "{name}"; address = "{address}"; category = "general"; imap = {{ host = "localhost"; port = {port};'
        f' tls = "none"; user = "{user}"; password_file = "imap.pw"; folder = "{folder}"; {move}poll = {poll};'
        f' {extra} }}; }}'
    )


def smtp(port, connections=2, extra=""):
    return f'smtp = {{ host = "localhost"; port = {port}; tls = "none"; connections = {connections}; {extra} }};'


def proof(sender):
    """The header that our own mail server adds to a mail proven to be the sender's (authserv_id = "mx.acme.test")."""
    domain = sender.rpartition("@")[2].rstrip(">")
    return f"Authentication-Results: mx.acme.test; dmarc=pass header.from={domain}\r\n"


def mail(sender, subject, text="Please help.\n", to=SUPPORT, message_id=None, headers=""):
    """An ordinary mail as bytes. Its Message-ID is made from sender and subject unless one is given."""
    if message_id is None:
        message_id = "<" + re.sub(r"\W+", "-", f"{sender}-{subject}") + "@mail.example.org>"
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Date: Mon, 02 Nov 2026 09:14:03 +0100",
             f"Message-ID: {message_id}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    return ("\r\n".join(lines) + "\r\n" + headers + "\r\n" + text).encode()


# Python parses a header each time it is asked for, which takes longer than everything else: here each mail and each
# header is parsed once.
class ReadOnce(email.headerregistry.HeaderRegistry):
    """Headers, cached by name and value, and their classes, cached by name."""

    @functools.lru_cache(maxsize=1000)
    def __getitem__(self, name):
        return super().__getitem__(name)

    @functools.lru_cache(maxsize=10000)
    def __call__(self, name, value):
        return super().__call__(name, value)


POLICY = email.policy.default.clone(header_factory=ReadOnce())


@functools.lru_cache(maxsize=2000)
def parse(raw):
    return email.message_from_bytes(raw, policy=POLICY)


def text(mail):
    """A mail's plain text."""
    return mail.get_body(("plain",)).get_content()


def page(mail):
    """A mail's HTML; empty if it has none."""
    body = mail.get_body(("html",))
    return body.get_content() if body and body.get_content_type() == "text/html" else ""


EARLIER = re.compile(r"\n\n(On .* wrote:|Am .* schrieb .*:|Le .* a écrit\s:)\r?\n\r?\n>")


def said(mail):
    """A mail's plain text above the earlier conversation."""
    return EARLIER.split(text(mail).replace("\r", ""))[0] + "\n"


def said_page(mail):
    """A mail's HTML above the earlier conversation."""
    return page(mail).partition('<div class="caredesk-history')[0]


def buttons(mail):
    """The mailto: links of a mail's buttons, by command."""
    links = [html.unescape(link) for link in re.findall(r'href="(mailto:[^"]+)"', page(mail))]
    return {re.search(r"%5B(\w+)%5D", link)[1]: link for link in links if "%5B" in link}


def in_memory():
    """A folder in memory if this machine has one with enough room; else None, the default one."""
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return None
    return "/dev/shm" if room.f_bavail * room.f_frsize > ROOM and os.access("/dev/shm", os.W_OK) else None


# The address sanitizer needs more: it quarantines freed memory, and has shadow memory.
MEMORY = 8 if "asan" in os.environ.get("BUILD", "") else 1


def allowed(seconds):
    """How long work that takes that many seconds on an idle machine may take under the current load."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def some(rows, least=4):
    """All rows; under the sanitizers every STEPth, but at least `least`."""
    return rows[:: max(1, min(STEP, len(rows) // least))]


class Daemon:
    """`caredesk run` in a session of its own, with its log lines as dicts as they come."""

    def __init__(self, desk, *words):
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind("\0caredesk-test-" + os.urandom(8).hex())
        self.notify.settimeout(PATIENCE)
        env = dict(os.environ, NOTIFY_SOCKET="@" + self.notify.getsockname()[1:].decode())
        self.lines, self._news = [], threading.Condition()
        self.process = subprocess.Popen(
            [CAREDESK, "-c", desk.config, "run", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=env,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stderr:
            text = line.decode(errors="replace")
            fields = {k: v.strip('"') for k, v in re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)', text)}
            fields["_line"] = text
            with self._news:
                self.lines.append(fields)
                self._news.notify_all()

    def wait_ready(self):
        self.wait_state("READY=1")
        return self

    def wait_state(self, state):
        while not (self.notify.recv(4096).decode() + "\n").startswith(state + "\n"):
            pass

    def find(self, event, **fields):
        return [
            line
            for line in self.lines
            if line.get("event") == event and all(line.get(k) == v for k, v in fields.items())
        ]

    def wait(self, event, count=1, seconds=PATIENCE, **fields):
        """The log lines of that event, as soon as there are `count`."""
        end = time.monotonic() + seconds
        with self._news:
            while len(self.find(event, **fields)) < count:
                left = end - time.monotonic()
                if left <= 0 or not self._news.wait(left):
                    raise TimeoutError(
                        f"no {count} × {event} {fields} within {seconds} s; the log:\n"
                        + "".join(l["_line"] for l in self.lines[-40:])
                    )
            return self.find(event, **fields)

    def children(self, name=""):
        """Ids of the supervisor's children whose names begin like that ("mailbox/support")."""
        found = []
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as f:
            pids = [int(pid) for pid in f.read().split()]
        for pid in pids:
            with contextlib.suppress(OSError), open(f"/proc/{pid}/comm", encoding="utf-8") as f:
                if f.read().startswith(name):
                    found.append(pid)
        return found

    def kill(self):
        """Kills every process at once, with SIGKILL."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(PATIENCE)
        self.notify.close()

    def stop(self):
        """Sends SIGTERM; returns the exit code and how long the end took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.notify.close()
        return code, time.monotonic() - start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


class Desk:
    def __init__(self, mailboxes, sending=None, outgoing=None, limits="", folder=None, more=""):
        self.own, self.daemon = folder is None, None
        self.folder = folder or tempfile.mkdtemp(prefix="caredesk-flow-", dir=in_memory())
        self.parsed = {}
        os.chmod(self.folder, 0o755)
        self.config = os.path.join(self.folder, "caredesk.conf")
        self.write("imap.pw", servers.PASSWORD + "\n")
        os.chmod(os.path.join(self.folder, "imap.pw"), 0o600)
        self.configure(mailboxes, sending, outgoing, limits, more)

    def configure(self, mailboxes, sending=None, outgoing=None, limits="", more=""):
        """Writes the config. `more`: further keys of `desk`."""
        if outgoing:
            sending = f'outgoing = {{ maildir = "{outgoing}"; }};'
        self.write(
            "caredesk.conf",
            CONFIG
            % {
                "mailboxes": ",\n".join(mailboxes),
                "sending": sending,
                "limits": limits + " min_free = 0;",
                "more": more,
            },
        )

    def trust_host(self):
        """Makes the desk accept proof(); senders without proof are still answered."""
        with open(self.config, encoding="utf-8") as f:
            text = f.read()
        more = 'tag = "ACME"; authserv_id = "mx.acme.test"; agent_proof = "either"; acknowledge = "all";'
        self.write("caredesk.conf", text.replace('tag = "ACME";', more))

    def __enter__(self):
        return self

    def __exit__(self, fault, *_):
        if fault and self.daemon:
            self.daemon.kill()
        else:
            self.rest()
        if self.own and not os.environ.get("KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, data):
        if name == "caredesk.conf":
            self.rest()
        with open(self.path(name), "wb") as f:
            f.write(data.encode() if isinstance(data, str) else data)
        return self.path(name)

    def run(self, *words, stdin=b"", **options):
        if not READERS & set(words):
            self.rest()
        return subprocess.run(
            [CAREDESK, "-c", self.config, *words], input=stdin, capture_output=True, timeout=300, **options
        )

    def ok(self, *words, **options):
        done = self.run(*words, **options)
        assert (
            done.returncode == 0
        ), f"{words}: exit code {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}"
        return done.stdout.decode()

    def fails(self, code, *words, **options):
        done = self.run(*words, **options)
        assert (
            done.returncode == code
        ), f"{words}: exit code {done.returncode}, not {code}\n{done.stdout.decode()}{done.stderr.decode()}"
        return done.stderr.decode()

    def json(self, *words):
        return [json.loads(line) for line in self.ok("--json", *words).splitlines()]

    def start(self, *words):
        self.rest()
        return Daemon(self, *words)

    def put(self, box, raw, name=None):
        """Puts a mail into a Maildir's new/."""
        for part in ("new", "cur", "tmp"):
            os.makedirs(self.path(box, part), exist_ok=True)
        name = name or f"{time.time_ns()}.{os.getpid()}.test"
        self.write(os.path.join(box, "tmp", name), raw)
        os.rename(self.path(box, "tmp", name), self.path(box, "new", name))

    def deliver(self, raw, name=None):
        """Puts a mail into `in`, and waits until it is taken in and all mails made of it are sent. A daemon does that,
        which rests when a command changes something: `run --once` takes fifteen times as long for each mail, but also
        waits for what the clock sends, and for what the manager is told of a mail in quarantine."""
        if not self.daemon:
            self.daemon = self.start().wait_ready()
        count = len(self.daemon.find("mail")) + 1
        self.put("in", raw, name)
        taken = self.daemon.wait("mail", count)
        assert len(taken) == count and taken[-1]["verdict"] != "quarantine", taken
        made = sum(int(line["mails"]) for line in taken)
        sent = self.daemon.wait("send", made, outcome="sent")
        assert len(sent) == made, "mails were sent for another reason"

    def rest(self):
        """Ends the daemon of deliver(), if it runs."""
        if not self.daemon:
            return
        daemon, self.daemon = self.daemon, None
        code, _ = daemon.stop()
        faults = [l["_line"] for l in daemon.lines if l.get("event") == "process-ended" or "Sanitizer" in l["_line"]]
        assert code == 0 and not faults, (code, faults)

    def take(self, *mails):
        """Takes in the mails one by one; returns the mails sent because of them."""
        count = len(self.sent())
        for raw in mails:
            self.put("in", raw)
            self.ok("run", "--once")
        return self.sent()[count:]

    def files(self, box, part="new"):
        """File names sorted by the numbers in them, so that the tenth comes after the ninth."""
        def numbers(name):
            return [int(piece) if piece.isdigit() else piece for piece in re.split(r"(\d+)", name)]
        try:
            return sorted(os.listdir(self.path(box, part)), key=numbers)
        except FileNotFoundError:
            return []

    def sent(self, box="out", since=0):
        """The mails in an outgoing Maildir from the since-th on, parsed. Each is parsed only once, because that takes
        longer than all the desk did for it."""
        found = []
        for name in self.files(box)[since:]:
            path = self.path(box, "new", name)
            if path not in self.parsed:
                with open(path, "rb") as f:
                    self.parsed[path] = parse(f.read())
            found.append(self.parsed[path])
        return found


def run(module, name):
    """Runs a test function. Returns how many tests passed and failed: one that tries many cases may return their
    number."""
    start = time.monotonic()
    try:
        passed = getattr(module, name)() or 1
        print(f"ok {name} ({time.monotonic() - start:.1f} s)", flush=True)
        return passed, 0
    except Exception:  # pylint: disable=broad-except
        print(f"FAILED {name}", flush=True)
        traceback.print_exc(file=sys.stdout)
        return 0, 1


class Beside:
    """A test function in a process of its own, so that its globals, environment and working folder are its own, too."""

    def __init__(self, module, name):
        self.name, self.output = name, tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._run(module)

    def _run(self, module):
        """Ends this process; its exit code is 0 if the last line of the output has the counts."""
        code = 1
        try:
            os.dup2(self.output.fileno(), 1)
            os.dup2(self.output.fileno(), 2)
            print("%d %d" % run(module, self.name), flush=True)
            code = 0
        finally:
            os._exit(code)

    def result(self, status):
        """Prints its output; returns its counts."""
        self.output.seek(0)
        lines = self.output.read().splitlines()
        counts = lines.pop() if status == 0 else "0 1"
        if status:
            lines.append(f"FAILED {self.name}: its process ended with {os.waitstatus_to_exitcode(status)}")
        print("\n".join(lines), flush=True)
        return tuple(map(int, counts.split()))


def side_by_side(module, names, at_once):
    """Runs the test functions, that many at a time, and yields their results in the order of the names."""
    waiting, running, ended = list(names), {}, {}
    for name in names:
        while name not in ended:
            while waiting and len(running) < at_once:
                beside = Beside(module, waiting.pop(0))
                running[beside.pid] = beside
            pid, status = os.wait()
            beside = running.pop(pid)
            ended[beside.name] = (beside, status)
        beside, status = ended[name]
        yield beside.result(status)


def main(module):
    """Runs each test_… function of the module, or those named as arguments, and prints the counts. SIDE_BY_SIDE in the
    module says how many run at a time: those that mostly wait, and have nothing in common."""
    names = sys.argv[1:] or [n for n in vars(module) if n.startswith("test_")]
    at_once = min(getattr(module, "SIDE_BY_SIDE", 1), len(names))
    results = side_by_side(module, names, at_once) if at_once > 1 else (run(module, name) for name in names)
    passed, failed = map(sum, zip(*results))
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)
