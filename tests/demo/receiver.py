"""receiver: a small SMTP server on loopback that hands each mail on to an LMTP server and keeps a list of them.

It needs no root and no set-up, so the demo can run where a mail transfer agent of one's own can't.
"""
import smtplib
import socketserver
import threading


class Session(socketserver.StreamRequestHandler):
    """One connection: RFC 5321 with PIPELINING, 8BITMIME and SIZE."""

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.reset()
        self.say("220 demo.test ESMTP")
        while True:
            line = self.rfile.readline(2048)
            if not line:
                return
            words = line.decode("ascii", "replace").strip()
            verb = words.split(" ", 1)[0].upper()
            if verb == "QUIT":
                return self.say("221 bye")
            getattr(self, "do_" + verb.lower(), self.unknown)(words)

    def reset(self):
        self.sender, self.recipients = None, []

    def unknown(self, _):
        self.say("502 not here")

    def do_ehlo(self, _):
        self.say("250-demo.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000")

    def do_helo(self, _):
        self.say("250 demo.test")

    def do_noop(self, _):
        self.say("250 ok")

    def do_rset(self, _):
        self.reset()
        self.say("250 ok")

    def do_mail(self, words):
        self.sender = words[words.index("<") + 1 : words.index(">")]
        self.say("250 ok")

    def do_rcpt(self, words):
        self.recipients.append(words[words.index("<") + 1 : words.index(">")])
        self.say("250 ok")

    def do_data(self, _):
        if not self.recipients:
            return self.say("503 no recipient")
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline(65536)) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        self.server.take(self.sender, self.recipients, b"".join(lines))
        self.reset()
        self.say("250 taken")


class Receiver(socketserver.ThreadingTCPServer):
    """start() gives the port; wait(n) returns when n mails have been taken, as (sender, recipients, bytes)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, lmtp_port):
        super().__init__(("127.0.0.1", 0), Session)
        self.lmtp_port, self.mails, self.changed = lmtp_port, [], threading.Condition()

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self.server_address[1]

    def take(self, sender, recipients, data):
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, recipients, data)
        with self.changed:
            self.mails.append((sender, recipients, data))
            self.changed.notify_all()

    def wait(self, count, seconds=20):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.mails) >= count, seconds):
                raise TimeoutError(f"{len(self.mails)} mails sent, waited for {count}")
            return list(self.mails)
