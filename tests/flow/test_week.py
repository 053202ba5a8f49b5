#!/usr/bin/env python3
"""week: seven days of one desk (three agents, two categories, ten customers, 200 mails) with real servers, mail by
mail.

A small model says for each mail who gets what, and what state the tickets are in. The mails come a few at a time, each
about a different ticket, because a server announces mail only twice a second. After them exactly the expected mails
must have arrived, and no others; after each day all tickets must be as the model says. Finally a second desk with the
same keys takes in the raw mails again: it must get to the same state."""
import difflib
import json
import os
import random
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402
import strict  # noqa: E402

CONFIG = """
desk = { name = "ACME Support"; tag = "ACME"; address = "support@acme.test"; language = "en";
         timezone = "Europe/Berlin"; manager = "boss@acme.test";
         authserv_id = "mx.acme.test"; agent_proof = "either"; acknowledge = "all"; };
store = { path = "store"; };
mailboxes = ( { name = "support"; address = "support@acme.test"; category = "general";
  imap = { host = "localhost"; port = %(imap)d; tls = "none"; user = "support@acme.test"; password_file = "imap.pw";
           folder = "INBOX"; move_to = "Processed"; }; } );
smtp = { host = "localhost"; port = %(smtp)d; tls = "none"; connections = 2; };
categories = (
  { name = "general"; agents = [ "bob", "dana" ]; },
  { name = "billing"; tags = [ "invoice" ]; agents = [ "carol" ]; fallback = "general"; } );
agents = (
  { name = "bob"; email = "bob@acme.test"; },
  { name = "carol"; email = "carol@acme.test"; language = "fr"; },
  { name = "dana"; email = "dana@acme.test"; language = "de"; } );
limits = { min_free = 0; replies_per_sender = 100000; open_per_sender = 10000; mails_per_minute = 100000; };
"""
MAILS, DAYS, SEED = 200, 7, 1042
AT_ONCE = 8
GENERAL, BILLING = ("bob", "dana"), ("carol",)
CUSTOMERS = [f"customer{i}@example.org" for i in range(10)]
COLLEAGUES = [f"colleague{i}@example.org" for i in range(3)]
EVERYBODY = (
    CUSTOMERS + COLLEAGUES + ["stranger@example.test", "boss@acme.test"] + [f"{n}@acme.test" for n in GENERAL + BILLING]
)
MINUTES = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
OPEN = ("new", "open", "pending")


class Model:
    """What should become of each mail; independent of the implementation."""

    def __init__(self):
        self.tickets, self.turns, self.turn = {}, {n: 0 for n in GENERAL + BILLING}, 0

    def load(self, agent):
        return sum(t["agent"] == agent and t["status"] in OPEN for t in self.tickets.values())

    def give(self, ticket, agents):
        chosen = min(agents, key=lambda a: (self.load(a), self.turns[a]))
        self.turn += 1
        self.turns[chosen] = self.turn
        ticket["agent"] = chosen

    def new(self, customer, category="general", priority="normal", status="new"):
        number = len(self.tickets) + 1
        ticket = {"status": status, "priority": priority, "category": category, "agent": None, "customer": customer,
                  "watchers": [], "tags": [], "messages": 1}
        self.tickets[number] = ticket
        self.give(ticket, BILLING if category == "billing" else GENERAL)
        return number, ticket


class Week:
    def __init__(self, dovecot, d):
        self.dovecot, self.d = dovecot, d
        self.random, self.model = random.Random(SEED), Model()
        self.boxes = {address: [] for address in EVERYBODY}  # the mails received, parsed, in order
        self.sent, self.outcomes, self.serial = [], 0, 0
        self.touched = set()  # the tickets concerned by the mails under way
        self.daemon = None

    # --- mails as people's clients write them ---

    def last(self, address, ticket):
        """The desk's last mail to the address about the ticket, or None. Warnings are left out: an answer to one would
        confirm what it asks about."""
        about = [
            m
            for m in self.boxes[address]
            if m["X-Caredesk-Ticket"] == str(ticket) and m["X-Caredesk-Template"] != "warning"
        ]
        return about[-1] if about else None

    def write(self, sender, to, subject, text, headers=(), proof="pass"):
        self.serial += 1
        host = sender.split("@")[1]
        lines = [
            f"Authentication-Results: mx.acme.test; dmarc={proof} header.from={host}",
            f"From: {sender}",
            f"To: {to}",
            f"Subject: {subject}",
            f"Message-ID: <week.{self.serial}@{host}>",
            "Date: Mon, 02 Nov 2026 09:00:00 +0100",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            *headers,
        ]
        return "\r\n".join(lines) + "\r\n\r\n" + text.replace("\n", "\r\n")

    def answer(self, sender, ticket, text, shape="gmail", headers=()):
        """An answer to the desk's last mail on the ticket, as one of the common clients makes it. The quoted text has a
        command, which must not count; outsiders also write commands of their own, ones that no agent here uses."""
        old = "#close" if sender.endswith("@acme.test") else "#spam"
        last = self.last(sender, ticket)
        message_id, subject, reply_to = last["Message-ID"], last["Subject"], last["Reply-To"]
        thread = {
            "gmail": [f"In-Reply-To: {message_id}", f"References: {last['References'] or ''} {message_id}"],
            "outlook": [
                f"In-Reply-To: {message_id}",
                f"References: {message_id}",
                "Thread-Topic: x",
                "Thread-Index: AdxYz0000000000000000000000000==",
            ],
            "apple": [f"In-Reply-To: {message_id}", f"References: {message_id}", "X-Mailer: Apple Mail (2.3774)"],
            "thunderbird": [f"References: {last['References'] or ''} {message_id}", f"In-Reply-To: {message_id}"],
            "index only": ["Thread-Index: AdxYz0000000000000000000000000=="],
        }[shape]
        quoted = {
            "gmail": (
                f"\nOn Mon, Nov 2, 2026 at 9:14 AM ACME Support <{desk.SUPPORT}> wrote:\n\n> {old}\n> earlier words\n"
            ),
            "outlook": (
                f"\n________________________________\nVon: ACME Support <{desk.SUPPORT}>\nGesendet: Montag, 2. November"
                f" 2026 09:14\nAn: {sender}\nBetreff: {subject}\n\n{old}\nearlier words\n"
            ),
            "apple": (
                f"\n> On 2. Nov 2026, at 09:14, ACME Support <{desk.SUPPORT}> wrote:\n> \n> {old}\n> earlier words\n"
            ),
            "thunderbird": f"\nAm 02.11.26 um 09:14 schrieb ACME Support:\n> {old}\n> earlier words\n",
            "index only": (
                f"\n-----Original Message-----\nFrom: ACME Support <{desk.SUPPORT}>\nSent: Monday, November 2, 2026"
                f" 9:14 AM\nTo: {sender}\nSubject: {subject}\n\n{old}\nearlier words\n"
            ),
        }[shape]
        prefix = {"gmail": "Re:", "outlook": "AW:", "apple": "Re:", "thunderbird": "Re:", "index only": "RE:"}[shape]
        to = desk.SUPPORT if shape == "index only" else reply_to
        return self.write(sender, to, f"{prefix} {subject}", text + "\n" + quoted, [*thread, *headers])

    # --- actions: each returns (raw mail, verdict, [(recipient, template)]) and updates the model ---

    def pick(self, statuses=OPEN):
        """A ticket in one of these states whose customer and agent have had mail about it, and which no mail under way
        concerns."""
        fits = [n for n, t in self.model.tickets.items() if t["status"] in statuses and n not in self.touched
                and self.last(t["customer"], n) and self.last(t["agent"] + "@acme.test", n)]
        number = self.random.choice(fits)
        self.touched.add(number)
        return number

    def new_ticket(self):
        customer = self.random.choice(CUSTOMERS)
        tag, category, priority = self.random.choice(
            [
                ("", "general", "normal"),
                ("[billing] ", "billing", "normal"),
                ("[INVOICE] ", "billing", "normal"),
                ("[urgent] ", "general", "urgent"),
                ("[high][billing] ", "billing", "high"),
                ("[unknown] ", "general", "normal"),
            ]
        )
        number, ticket = self.model.new(customer, category, priority)
        headers = []
        if self.random.random() < 0.3:
            ticket["watchers"] = [self.random.choice(COLLEAGUES)]
            headers = [f"Cc: {ticket['watchers'][0]}, {desk.SUPPORT}"]
        raw = self.write(customer, desk.SUPPORT, f"{tag}Question {number}", f"Words of question {number}.\n", headers)
        return raw, "new", [(customer, "acknowledge"), (ticket["agent"] + "@acme.test", "assigned")]

    def customer_answers(self):
        number = self.pick(("new", "open", "pending", "resolved", "closed"))
        ticket = self.model.tickets[number]
        shape = self.random.choice(["gmail", "outlook", "apple", "thunderbird", "index only"])
        raw = self.answer(ticket["customer"], number, "And another thing.", shape)
        expected = [(ticket["agent"] + "@acme.test", "customer_message")]
        if ticket["status"] in ("resolved", "closed"):
            expected.append((ticket["customer"], "status"))
        ticket["status"] = "open"
        ticket["messages"] += 1
        return raw, "message", expected

    def people(self, ticket):
        return [ticket["customer"], *ticket["watchers"]]

    def agent_answers(self):
        number = self.pick()
        ticket = self.model.tickets[number]
        agent = ticket["agent"] + "@acme.test"
        shape = self.random.choice(["gmail", "outlook", "apple", "thunderbird"])
        raw = self.answer(agent, number, f"This is how it works, {number}.", shape)
        ticket["status"] = "pending"
        ticket["messages"] += 1
        return raw, "reply", [(person, "reply") for person in self.people(ticket)]

    def agent_commands(self):
        number = self.pick()
        ticket = self.model.tickets[number]
        name = ticket["agent"]
        agent, receipt = name + "@acme.test", [(name + "@acme.test", "receipt")]
        command = self.random.choice(
            ["priority", "tag", "resolve", "close", "assign", "unknown", "note", "two", "pending"]
        )
        other = self.random.choice([n for n in GENERAL + BILLING if n != name])
        text = {
            "priority": "#priority high",
            "tag": "#tag Seen again",
            "resolve": "#resolve",
            "close": "#close",
            "unknown": "#clsoe\n#priority low",
            "assign": f"#assign {other}",
            "note": "#note\nBetween us.",
            "two": "#priority urgent\n#category billing",
            "pending": "#pending 3d",
        }[command]
        raw = self.answer(agent, number, text, self.random.choice(["gmail", "apple", "thunderbird"]))
        verdict = "note" if command == "note" else "command"
        if command == "priority":
            ticket["priority"] = "high"
        elif command == "two":
            ticket["priority"], ticket["category"] = "urgent", "billing"
        elif command == "tag":
            ticket["tags"] += [t for t in ("Seen", "again") if t not in ticket["tags"]]
        elif command == "pending":
            ticket["status"] = "pending"
        elif command == "resolve":
            ticket["status"] = "resolved"
        elif command == "close":
            ticket["status"] = "closed"
        elif command == "assign":
            self.model.give(ticket, (other,))
            receipt.append((other + "@acme.test", "assigned"))
        ticket["messages"] += command == "note"
        return raw, verdict, receipt

    def vacation(self):
        number = self.pick()
        ticket = self.model.tickets[number]
        ticket["messages"] += 1
        return (
            self.answer(ticket["customer"], number, "I am away.", "apple", ["Auto-Submitted: auto-replied"]),
            "auto",
            [],
        )

    def impostor(self):
        number = self.pick()
        agent = self.random.choice(GENERAL + BILLING) + "@acme.test"
        self.model.tickets[number]["messages"] += 1
        raw = self.write(
            agent, desk.SUPPORT, f"[ACME #{number}] [close]", "#spam\nSend the money elsewhere.\n", proof="none"
        )
        return raw, "unproven", [(agent, "warning")]

    def stranger(self):
        named = self.random.choice([n for n, t in self.model.tickets.items() if t["customer"] in CUSTOMERS])
        _, ticket = self.model.new("stranger@example.test")
        raw = self.write(
            "stranger@example.test", desk.SUPPORT, f"Re: [ACME #{named}] tell me", "Send me all of it.\n#spam\n"
        )
        return raw, "new", [("stranger@example.test", "acknowledge"), (ticket["agent"] + "@acme.test", "assigned")]

    def again(self):
        return self.random.choice(self.sent[-20:]), "duplicate", []

    def status_query(self):
        customer = self.random.choice(CUSTOMERS)
        return self.write(customer, desk.SUPPORT, "[status]", ""), "query", [(customer, "status_list")]

    def choose(self):
        if len(self.model.tickets) < 2 * AT_ONCE:
            return self.new_ticket
        return self.random.choices(
            [
                self.new_ticket,
                self.customer_answers,
                self.agent_answers,
                self.agent_commands,
                self.vacation,
                self.impostor,
                self.stranger,
                self.again,
                self.status_query,
            ],
            weights=[20, 45, 45, 45, 8, 8, 5, 5, 5],
        )[0]

    # --- one mail and its expected effects ---

    def receive(self, recipient, count):
        """Waits for `count` more mails to the recipient, keeps and returns them."""
        known = len(self.boxes[recipient])
        mails = servers.wait_for_mails(self.dovecot.imap, recipient, known + count, desk.PATIENCE, since=known)
        for raw in mails:
            strict.check(raw)
        fresh = [desk.parse(raw) for raw in mails]
        self.boxes[recipient] += fresh
        return fresh

    def some(self, count):
        """Puts that many mails into the mailbox, one after the other, and checks all their effects."""
        self.touched.clear()
        happened = []
        for _ in range(count):
            what = self.choose()
            happened.append((what.__name__, *what()))
        servers.append(
            self.dovecot.imap, desk.SUPPORT, [raw.encode() for _, raw, _, _ in happened]
        )  # which keeps their order
        lines = self.daemon.wait("mail", self.outcomes + count)[self.outcomes:]
        lines.sort(key=lambda line: int(line["uid"]))  # one that took long to read is taken in after the others
        for line, (name, raw, verdict, expected) in zip(lines, happened):
            assert line["verdict"] == verdict, f"{name}: {line['_line']} instead of {verdict}:\n{raw}"
            assert int(line["mails"]) == len(expected), f"{name}: {line['_line']} instead of {expected}:\n{raw}"
        self.sent += [raw for _, raw, _, _ in happened]
        self.outcomes += count
        wanted = [mail for _, _, _, expected in happened for mail in expected]
        for recipient in sorted({r for r, _ in wanted}):
            templates = sorted(t for r, t in wanted if r == recipient)
            got = sorted(m["X-Caredesk-Template"] for m in self.receive(recipient, len(templates)))
            assert got == templates, f"{recipient} got {got} instead of {templates}:\n{happened}"

    def check_day(self, day):
        """Checks that every mailbox has exactly the expected mails, and that every ticket is as the model says."""
        for address, known in self.boxes.items():
            count = servers.mailbox_size(self.dovecot.imap, address)
            assert count == len(known), f"day {day}: {address} has {count} mails instead of {len(known)}"
        got = {t["id"]: t for t in self.d.json("list", "--all")}
        assert sorted(got) == sorted(self.model.tickets), f"day {day}: tickets {sorted(got)}"
        for number, want in self.model.tickets.items():
            have = {key: got[number][key] for key in want}
            have["watchers"], have["tags"] = sorted(have["watchers"]), sorted(have["tags"])
            want = dict(want, watchers=sorted(want["watchers"]), tags=sorted(want["tags"]))
            assert have == want, f"day {day}: ticket {number} is {have} instead of {want}"

    def check_secrecy(self):
        """Checks that no customer ever got a note's text, and that no mail repeats the quoted history."""
        for address in CUSTOMERS + COLLEAGUES + ["stranger@example.test"]:
            for mail in self.boxes[address]:
                text = mail.get_body(("plain",)).get_content()
                assert "Between us" not in text and "money elsewhere" not in text, f"{address}: {text}"
                assert "earlier words" not in text, f"{address}: {text}"

    def run(self):
        for day in range(DAYS):
            for first in range(MAILS * day // DAYS, end := MAILS * (day + 1) // DAYS, AT_ONCE):
                self.some(min(AT_ONCE, end - first))
            self.check_day(day)
        self.check_secrecy()


def state(d):
    """Everything that does not depend on the time of the run: tickets, messages, events."""
    tickets = []
    for ticket in d.json("list", "--all"):
        whole = d.json("show", str(ticket["id"]))[0]
        for key in ("created", "updated", "due"):
            whole.pop(key)
        for key in ("first_answer", "resolved"):
            whole[key] = whole[key] is not None
        whole["events"] = [
            (e["actor"], e["event"], MINUTES.sub("then", e["detail"]), e["why"])
            for e in whole["events"]
            if e["event"] not in ("mail sent", "token covered")
        ]  # the second desk sends no mail
        for message in whole["messages"]:
            message.pop("date")
        tickets.append(whole)
    return tickets


def taken_again(first, dovecot, smtp, keys):
    """Takes in the week's raw mails on another desk with the same keys."""
    raws = servers.mailbox(dovecot.imap, desk.SUPPORT, "Processed")
    assert len(raws) == MAILS, f"{len(raws)} mails were moved to Processed"
    with desk.Desk([desk.maildir("in")], outgoing="out") as second:
        second.write("caredesk.conf", CONFIG % {"imap": dovecot.imap, "smtp": smtp})
        shutil.copytree(keys, second.path("store"))
        files = [second.write(f"{number:03}.eml", raw) for number, raw in enumerate(raws)]
        second.ok("ingest", *files)
        one, two = state(first), state(second)
        for a, b in zip(one, two):
            assert a == b, f"ticket {a['id']} differs:\n" + "\n".join(
                difflib.unified_diff(*(json.dumps(t, indent=1).splitlines() for t in (a, b)), lineterm=""))
        assert len(one) == len(two)


def test_week():
    root = os.geteuid() == 0
    with desk.Desk([desk.maildir("in")], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        with servers.start_postfix(d.path("mta"), dovecot.lmtp) if root else servers.start_receiver(
            dovecot.lmtp
        ) as mta:
            d.write("caredesk.conf", CONFIG % {"imap": dovecot.imap, "smtp": mta.smtp})
            d.ok("run", "--once")
            shutil.copytree(d.path("store"), d.path("keys"), ignore=shutil.ignore_patterns("bell-*"))
            week = Week(dovecot, d)
            with d.start() as daemon:
                week.daemon = daemon.wait_ready()
                week.run()
                code, _ = daemon.stop()
                assert code == 0
            taken_again(d, dovecot, mta.smtp, d.path("keys"))
            print(
                f"{len(week.sent)} mails in, {sum(len(b) for b in week.boxes.values())} out,"
                f" {len(week.model.tickets)} tickets"
            )


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
