"""Private mail servers on free loopback ports, for the flow tests and the demo (standard library only).

    with servers.start_dovecot(folder) as dovecot, servers.start_postfix(folder, dovecot.lmtp) as postfix:
        servers.deliver(dovecot.lmtp, "support@acme.test", raw)
        mails = servers.mailbox(dovecot.imap, "jo@example.org")

Dovecot runs as the calling user, root or not. Postfix needs root; without it (and for a quick test), start_receiver is
a small SMTP server that passes mails on to Dovecot's LMTP. Every address has a mailbox; its user name is the address in
lower case without "+…", the password is PASSWORD. Everything is under the given folder; stop() ends what was started,
by its process id.
"""

import contextlib
import datetime
import getpass
import grp
import imaplib
import os
import pwd
import random
import shutil
import signal
import smtplib
import socket
import socketserver
import subprocess
import tempfile
import threading
import time

PASSWORD = "secret"
HOST = "127.0.0.1"


PORTS = range(20000, 32000)  # below the kernel's range of ephemeral ports
_marks = []  # sockets


def free_port():
    """A port on which nothing listens, and which no other test on this machine gets while this process lives."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        mark = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with contextlib.suppress(OSError), socket.socket() as s:
            mark.bind(f"\0caredesk-test-port-{port}")
            s.bind((HOST, port))
            _marks.append(mark)
            return port
        mark.close()


def wait_until(ready, seconds=60.0, what="the server"):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} was not ready within {seconds} s")
        time.sleep(0.02)


def is_listening(port):
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def make_certificates(folder, names=("localhost",)):
    """A private authority and a certificate for `names` and 127.0.0.1. Returns (ca_file, cert_file, key_file)."""
    os.makedirs(folder, exist_ok=True)
    ca, ca_key = os.path.join(folder, "ca.pem"), os.path.join(folder, "ca.key")
    cert, key, request = (os.path.join(folder, n) for n in ("server.pem", "server.key", "server.csr"))
    extensions = os.path.join(folder, "server.ext")
    with open(extensions, "w", encoding="ascii") as f:
        f.write(
            "subjectAltName="
            + ",".join([f"DNS:{n}" for n in names] + (["IP:127.0.0.1"] if "localhost" in names else []))
        )
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for command in (
        ["req", "-x509", *new_key, "-keyout", ca_key, "-out", ca, "-days", "30", "-subj", "/CN=private test authority",
         "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
        ["req", "-new", *new_key, "-keyout", key, "-out", request, "-subj", f"/CN={names[0]}"],
        ["x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "30",
         "-extfile", extensions, "-out", cert],
    ):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    return ca, cert, key


def daily_certificates(kind, folder):
    """As make_certificates: a copy of that kind of server's, which are made once a day, because that takes longer than
    to start a server."""
    tests = os.path.join(os.environ.get("BUILD", "build"), "tests")
    made = os.path.join(tests, f"tls-{kind}-{os.getuid()}-{datetime.date.today()}")
    if not os.access(tests, os.W_OK):
        return make_certificates(folder)
    if not os.path.exists(made):
        new = tempfile.mkdtemp(dir=tests)
        make_certificates(new)
        with contextlib.suppress(OSError):  # another process was first
            os.rename(new, made)
        shutil.rmtree(new, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)
    return tuple(shutil.copy(os.path.join(made, name), folder) for name in ("ca.pem", "server.pem", "server.key"))


def run_logged(command, log, seconds=20):
    """Runs a command that may leave a daemon running: its output goes to a file, because a pipe would stay open."""
    with open(log, "ab") as out:
        code = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False, timeout=seconds
        ).returncode
    if code:
        with open(log, encoding="utf-8", errors="replace") as f:
            raise RuntimeError(f"{' '.join(command)}: {f.read()[-2000:]}")


class Server:
    """A started server; ends with stop() or at the end of a `with`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def family(pid):
    """A process, not necessarily our child, and all its descendants."""
    found = [pid]
    for each in found:
        with contextlib.suppress(OSError), open(f"/proc/{each}/task/{each}/children", encoding="ascii") as f:
            found += map(int, f.read().split())
    return found


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
            return f.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def end_family(pid):
    """Kills a server with all its processes: it has nothing to save, and a polite end takes Dovecot a second."""
    pids = family(pid)
    for each in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    wait_until(lambda: all(map(is_gone, pids)), what="the server's end")


DOVECOT_CONF = """
protocols = imap lmtp
base_dir = {base}
state_dir = {base}
log_path = {folder}/dovecot.log
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login{bearer}
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
mail_max_userip_connections = 200
recipient_delimiter = +
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
default_process_limit = 300
first_valid_uid = 1
mail_uid = {mail}
mail_gid = {mail_group}
{tokens}passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/mail/%u
}}
service anvil {{
  {chroot}
  # no growing pauses for a client that has logged in wrongly
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
# processes are used again: starting one takes longer than a connection
service imap {{
  service_count = 1000
}}
service imap-login {{
  {chroot}
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service auth {{
  unix_listener auth-smtp {{
    mode = 0666
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


FOLDER_MAX = 65  # longest folder name, in bytes, that leaves room for the names of Dovecot's sockets


def can_be_reached(folder):
    """Whether every user can reach the folder: started as root, Dovecot drops to users of its own."""
    parents = [folder]
    while parents[-1] != "/":
        parents.append(os.path.dirname(parents[-1]))
    return all(os.stat(p).st_mode & 0o001 for p in parents[1:])


class Dovecot(Server):
    """imap: port, plain and STARTTLS; imaps: implicit TLS; lmtp; ca_file; auth: the socket for an SMTP server.

    If `folder` won't do (its name is too long for sockets, or Dovecot's users can't reach it), the files are in a
    temporary folder of their own, removed by stop().

    tokeninfo: a URL; with a bearer token added to it, it returns the token's user as JSON {"email": …}."""

    def __init__(self, folder, tokeninfo=None):
        self.tokeninfo = tokeninfo
        self.folder = os.path.join(os.path.abspath(folder), "dovecot")
        os.makedirs(self.folder, exist_ok=True)
        self.borrowed = len(self.folder) > FOLDER_MAX or (os.getuid() == 0 and not can_be_reached(self.folder))
        if self.borrowed:
            self.folder = tempfile.mkdtemp(prefix="caredesk-")
        self.base = os.path.join(self.folder, "base")
        self.auth = os.path.join(self.base, "auth-smtp")
        self.imap, self.imaps, self.lmtp = free_port(), free_port(), free_port()
        os.makedirs(self.base, exist_ok=True)
        os.makedirs(os.path.join(self.folder, "mail"), exist_ok=True)
        self.ca_file, self.cert, self.key = daily_certificates("dovecot", os.path.join(self.folder, "tls"))
        self._write_conf()
        self._start()

    def _write_conf(self):
        user = getpass.getuser() if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        group = grp.getgrgid(os.getgid()).gr_name
        who = dict(internal=user, internal_group=group, login=user, mail=user, mail_group=group, chroot="chroot =")
        if os.getuid() == 0:
            who = dict(internal="dovecot", internal_group="dovecot", login="dovenull", mail="mail", mail_group="mail",
                       chroot="#")
            shutil.chown(os.path.join(self.folder, "mail"), "mail", "mail")
            os.chmod(self.folder, 0o755)
        with open(self._conf(), "w", encoding="utf-8") as f:
            f.write(
                DOVECOT_CONF.format(
                    **self._tokens(),
                    folder=self.folder,
                    base=self.base,
                    cert=self.cert,
                    key=self.key,
                    imap=self.imap,
                    imaps=self.imaps,
                    lmtp=self.lmtp,
                    password=PASSWORD,
                    **who
                )
            )

    def _conf(self):
        return os.path.join(self.folder, "dovecot.conf")

    def _tokens(self):
        if not self.tokeninfo:
            return dict(bearer="", tokens="")
        conf = os.path.join(self.folder, "oauth2.conf")
        with open(conf, "w", encoding="utf-8") as f:
            f.write(f"tokeninfo_url = {self.tokeninfo}\nusername_attribute = email\n")
        return dict(bearer=" xoauth2 oauthbearer",
                    tokens=f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {conf}\n}}\n")

    def _start(self):
        run_logged(["dovecot", "-c", self._conf()], os.path.join(self.folder, "start.log"))
        wait_until(lambda: all(map(is_listening, (self.imap, self.imaps, self.lmtp))), what="Dovecot")

    def pid(self):
        with open(os.path.join(self.base, "master.pid"), encoding="ascii") as f:
            return int(f.read())

    def _end(self):
        with contextlib.suppress(FileNotFoundError):
            end_family(self.pid())
            os.unlink(os.path.join(self.base, "master.pid"))

    def stop(self):
        self._end()
        if self.borrowed:
            shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self):
        self._end()
        self._start()


POSTFIX_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.acme.test
mydestination =
local_recipient_maps =
alias_maps =
recipient_delimiter = +
virtual_mailbox_domains = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
mynetworks = 127.0.0.0/8
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
in_flow_delay = 0
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = {sasl}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth}
"""

POSTFIX_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


POSTFIX_QUEUES = (
    *(
        (name, "root", 0o700)
        for name in "active bounce corrupt defer deferred flush hold incoming private saved trace".split()
    ),
    ("maildrop", "postdrop", 0o730),
    ("public", "postdrop", 0o710),
    ("pid", "root", 0o755),
)


class Postfix(Server):
    """smtp: port, plain and STARTTLS, AUTH if `auth` is Dovecot's socket; smtps: implicit TLS; ca_file.
    Delivers every address by LMTP. Root only."""

    def __init__(self, folder, lmtp, auth=None):
        self.folder = os.path.join(os.path.abspath(folder), "postfix")
        self.smtp, self.smtps = free_port(), free_port()
        self._make_folders()
        self.ca_file, cert, key = daily_certificates("postfix", os.path.join(self.folder, "tls"))
        for name, text in (("main.cf", POSTFIX_MAIN), ("master.cf", POSTFIX_MASTER)):
            path = os.path.join(self.folder, "conf", name)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text.format(folder=self.folder, lmtp=lmtp, smtp=self.smtp, smtps=self.smtps, cert=cert, key=key,
                                    auth=auth or "none", sasl="yes" if auth else "no"))
            os.utime(path, (0, 0))  # Postfix waits until a new file is two seconds old
        run_logged(
            ["postfix", "-c", os.path.join(self.folder, "conf"), "start"], os.path.join(self.folder, "start.log")
        )
        wait_until(lambda: is_listening(self.smtp) and is_listening(self.smtps), what="Postfix")

    def _make_folders(self):
        """Creates what `postfix start` would create and check, file by file."""
        for name in ("", "conf", "data", "queue"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
            os.chmod(os.path.join(self.folder, name), 0o755)
        shutil.chown(os.path.join(self.folder, "data"), "postfix")
        for name, group, mode in POSTFIX_QUEUES:
            path = os.path.join(self.folder, "queue", name)
            os.makedirs(path, exist_ok=True)
            shutil.chown(path, "root" if name == "pid" else "postfix", group)
            os.chmod(path, mode)
        with open(os.path.join(self.folder, "queue", "quick-start"), "wb"):
            pass

    def stop(self):
        with open(os.path.join(self.folder, "queue", "pid", "master.pid"), encoding="ascii") as f:
            end_family(int(f.read()))


class _ReceiverSession(socketserver.StreamRequestHandler):
    """One connection: enough of RFC 5321 to accept mails; every command is one line."""

    disable_nagle_algorithm = True  # answers to pipelined commands go out one by one

    def reply(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.sender, self.recipients = None, []
        self.reply("220 receiver.acme.test ESMTP")
        for line in self.rfile:
            words = line.decode("utf-8", "replace").strip()
            verb = words[:4].upper()
            if verb == "QUIT":
                self.reply("221 bye")
                return
            getattr(self, "do_" + verb.lower(), self.unknown)(words)

    def unknown(self, _):
        self.reply("502 5.5.2 unknown command")

    def do_ehlo(self, _):
        self.reply("250-receiver.acme.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250 DSN")

    def do_helo(self, _):
        self.reply("250 receiver.acme.test")

    def do_noop(self, _):
        self.reply("250 ok")

    def do_rset(self, _):
        self.sender, self.recipients = None, []
        self.reply("250 ok")

    def do_mail(self, words):
        self.sender = words[words.index("<") + 1:words.index(">")]
        self.reply("250 2.1.0 ok")

    def do_rcpt(self, words):
        self.recipients.append(words[words.index("<") + 1:words.index(">")])
        self.reply("250 2.1.5 ok")

    def do_data(self, _):
        if self.sender is None or not self.recipients:
            self.reply("503 5.5.1 no recipients")
            return
        self.reply("354 go ahead")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        self.reply(self.server.take(self.sender, self.recipients, b"".join(lines)))
        self.sender, self.recipients = None, []


class _OneMailSession(_ReceiverSession):
    """Accepts one mail and closes the connection without a reply."""

    def do_data(self, words):
        super().do_data(words)
        self.rfile = []
        self.connection.shutdown(socket.SHUT_RDWR)


class Receiver(socketserver.ThreadingTCPServer, Server):
    """smtp: port. mails: [(sender, recipient, raw)] in order of arrival; each is passed on by LMTP if `lmtp` is given.
    on_mail(sender, recipient, raw), if given, may return an SMTP reply, which is sent instead of taking the mail.
    one_mail: each connection is closed after its first."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, lmtp=None, on_mail=None, one_mail=False):
        super().__init__((HOST, 0), _OneMailSession if one_mail else _ReceiverSession)
        self.smtp, self.lmtp, self.on_mail = self.server_address[1], lmtp, on_mail
        self.mails, self._lock = [], threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_):
        self.stop()

    def handle_error(self, *_):
        """Ignores clients that disconnect in the middle of a mail."""

    def take(self, sender, recipients, raw):
        for recipient in recipients:
            answer = self.on_mail(sender, recipient, raw) if self.on_mail else None
            if answer:
                return answer
            if self.lmtp:
                deliver(self.lmtp, recipient, raw, sender)
            with self._lock:
                self.mails.append((sender, recipient, raw))
        return "250 2.0.0 taken"

    def stop(self):
        self.shutdown()
        self.server_close()


def start_dovecot(folder):
    return Dovecot(folder)


def start_postfix(folder, lmtp, auth=None):
    return Postfix(folder, lmtp, auth)


def start_receiver(lmtp=None, on_mail=None):
    return Receiver(lmtp, on_mail)


def deliver(lmtp, recipient, raw, sender="sender@example.org"):
    """Delivers a mail (bytes or str, any line ends) to a mailbox, as its last hop would."""
    with smtplib.LMTP(HOST, lmtp) as server:
        server.sendmail(sender, [recipient], raw)


def append(imap, user, raws, folder="INBOX"):
    """Puts many mails into a mailbox at once, byte for byte, by IMAP APPEND."""
    with login(imap, user) as connection:
        for raw in raws:
            status, words = connection.append(folder, None, None, raw)
            assert status == "OK", words


@contextlib.contextmanager
def login(imap, user):
    connection = imaplib.IMAP4(HOST, imap)
    try:
        connection.login(user, PASSWORD)
        yield connection
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


def select(connection, folder):
    """How many mails a folder has, which is selected; 0 if there is no such folder."""
    status, answer = connection.select(folder, readonly=True)
    return int(answer[0]) if status == "OK" else 0


def fetch(connection, first, last):
    """Those of the selected folder's mails, counted from 0, without `last`. Sets no flags."""
    if first >= last:
        return []
    _, parts = connection.fetch(f"{first + 1}:{last}", "(BODY.PEEK[])")
    return [part[1] for part in parts if isinstance(part, tuple)]


def mailbox(imap, user, folder="INBOX"):
    """The mails of a folder as bytes, oldest first; [] if there is no such folder. Sets no flags."""
    with login(imap, user) as connection:
        return fetch(connection, 0, select(connection, folder))


def mailbox_size(imap, user, folder="INBOX"):
    with login(imap, user) as connection:
        return select(connection, folder)


def flags(imap, user, folder="INBOX"):
    """{uid: {flag, …}} of a folder."""
    with login(imap, user) as connection:
        connection.select(folder, readonly=True)
        _, lines = connection.uid("FETCH", "1:*", "(FLAGS)")
        found = {}
        for line in lines:
            if line:
                uid = int(line.split(b"UID ")[1].split()[0].rstrip(b")"))
                found[uid] = {f.decode() for f in imaplib.ParseFlags(line)}
        return found


def wait_for_mails(imap, user, count, seconds=60.0, folder="INBOX", since=0):
    """The mails from the since-th on, as soon as there are at least `count` in all."""
    with login(imap, user) as connection:
        wait_until(lambda: select(connection, folder) >= count, seconds, f"{count} mails for {user}")
        return fetch(connection, since, select(connection, folder))
