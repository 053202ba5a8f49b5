#!/usr/bin/env python3
"""demo: the real daemon at work, on a private Dovecot and a small SMTP receiver under build/demo, on loopback.

Delivers the mails of tests/demo/mails one after the other, and prints for each what became of it and why, and which
mails the desk sent because of it; then `caredesk list`. Needs no root, touches nothing outside build/demo, and leaves
nothing running."""
import email
import email.policy
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "flow"))
import servers  # noqa: E402

FOLDER = os.path.abspath(os.path.join(os.environ.get("BUILD", "build"), "demo"))
CAREDESK = os.path.abspath(os.path.join(os.environ.get("BUILD", "build"), "caredesk"))
DESK = "support@acme.test"
PATIENCE = 15.0  # seconds for one mail


def set_up(dovecot, receiver):
    """Makes the demo desk's config, store and passwords; returns the config's path."""
    path = os.path.join(FOLDER, "caredesk.conf")
    with open(os.path.join(HERE, "caredesk.conf"), encoding="utf-8") as source:
        text = source.read().replace("@IMAP@", str(dovecot.imap)).replace("@SMTP@", str(receiver.smtp))
    with open(path, "w", encoding="utf-8") as target:
        target.write(text)
    with open(os.path.join(FOLDER, "imap.pw"), "w", encoding="utf-8") as target:
        target.write(servers.PASSWORD + "\n")
    return path


class Daemon:
    """`caredesk run`, and what it logs."""

    def __init__(self, config):
        self.config, self.log_path = config, os.path.join(FOLDER, "caredesk.log")
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [CAREDESK, "-c", config, "run"], stdin=subprocess.DEVNULL, stderr=log, stdout=log
            )

    def outcomes(self):
        """The fields of each log line that says what became of a mail."""
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            lines = [dict(re.findall(r'(\w+)=("[^"]*"|\S+)', line)) for line in log]
        return [fields for fields in lines if fields.get("event") == "mail" and "verdict" in fields]

    def wait(self, count):
        servers.wait_until(
            lambda: len(self.outcomes()) >= count or self.process.poll() is not None, PATIENCE, "the desk"
        )
        if self.process.poll() is not None:
            with open(self.log_path, encoding="utf-8", errors="replace") as log:
                sys.exit("demo: the daemon ended:\n" + log.read())
        return self.outcomes()[count - 1]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def ask(config, *words):
    return subprocess.run([CAREDESK, "-c", config, *words], check=True, capture_output=True, text=True).stdout


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def fill_in(template, mails):
    """Fills in what a person's mail client would: {{reply_to ADDR}}, {{reply_to ADDR #TICKET}} and the like stand for
    values from the last mail that the desk sent there."""

    def value(match):
        field, recipient, ticket = match.groups()
        got = [parse(raw) for _, to, raw in mails if to == recipient]
        last = [mail for mail in got if not ticket or mail["X-Caredesk-Ticket"] == ticket][-1]
        found = {
            "reply_to": last["Reply-To"],
            "message_id": (last["Message-ID"] or "").strip("<>"),
            "subject": last["Subject"],
        }
        return str(found[field])

    return re.sub(r"\{\{(\w+) ([^\s}]+)(?: #(\d+))?\}\}", value, template)


def tell_in(name, raw, outcome, reasons):
    mail = parse(raw)
    sender = str(mail["From"])
    print(f"\n--> {name}: {sender}\n    Subject: {mail['Subject']}")
    ticket = f", ticket {outcome['ticket']}" if outcome.get("ticket", "0") != "0" else ""
    print(f"    became: {outcome['verdict']}{ticket}")
    for reason in reasons:
        print(textwrap.fill(reason, 110, initial_indent="    why:    ", subsequent_indent="            "))


def tell_out(mails):
    for _, recipient, raw in mails:
        mail = parse(raw)
        body = mail.get_body(("plain",)).get_content().strip().splitlines()
        print(f"  <-- to {recipient} ({mail['X-Caredesk-Template']}): {mail['Subject']}")
        for line in [line for line in body if line.strip()][:2]:
            print(f"        | {line[:100]}")


class Reasons:
    """What the tickets' histories say about the latest mail."""

    def __init__(self, config):
        self.config, self.known = config, {}

    def new(self, ticket):
        if ticket == "0":
            return []
        events = json.loads(ask(self.config, "show", "--json", ticket))["events"]
        fresh = [event for event in events if event["seq"] > self.known.get(ticket, 0)]
        self.known[ticket] = len(events)
        return [f"{event['event']}: {event['why']}" for event in fresh if event["why"]]


def sent_now(receiver, config, before):
    """The mails sent since, once nothing due is left in the outbox."""
    servers.wait_until(lambda: not ask(config, "outbox", "--json").strip(), PATIENCE, "the outbox")
    return receiver.mails[before:]


def one_mail(number, name, daemon, config, dovecot, receiver, reasons):
    with open(os.path.join(HERE, "mails", name), encoding="utf-8") as source:
        raw = fill_in(source.read(), receiver.mails).replace("\n", "\r\n").encode()
    before = len(receiver.mails)
    servers.append(dovecot.imap, DESK, [raw])
    outcome = daemon.wait(number)
    mails = sent_now(receiver, config, before)
    tell_in(name, raw, outcome, reasons.new(outcome.get("ticket", "0")))
    tell_out(mails)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    start = time.monotonic()
    with servers.start_dovecot(os.path.join(FOLDER, "dovecot")) as dovecot, servers.start_receiver(
        dovecot.lmtp
    ) as receiver:
        config = set_up(dovecot, receiver)
        print(
            f"A desk with a private IMAP server (port {dovecot.imap}) and SMTP server (port {receiver.smtp}), in"
            f" {FOLDER}"
        )
        if dovecot.borrowed:
            print(f"(Dovecot can't work from there; its files are in {dovecot.folder} until the end)")
        daemon, reasons = Daemon(config), Reasons(config)
        try:
            for number, name in enumerate(sorted(os.listdir(os.path.join(HERE, "mails"))), 1):
                one_mail(number, name, daemon, config, dovecot, receiver, reasons)
            print("\n$ caredesk list --all\n" + ask(config, "list", "--all"))
            print("$ caredesk verify\n" + ask(config, "verify"))
        finally:
            code = daemon.stop()
    print(
        f"{number} mails in, {len(receiver.mails)} mails out, {time.monotonic() - start:.1f} s; the daemon ended with"
        f" {code}."
    )
    print(f"Look around: {os.path.relpath(CAREDESK)} -c {os.path.relpath(config)} show 1")
    sys.exit(code)


main()
