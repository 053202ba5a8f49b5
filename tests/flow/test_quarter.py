#!/usr/bin/env python3
"""quarter: ninety days of a desk with three agents, two calendars and 400 tickets, compared with an independent model
in Python.

What the clock does (reminders, escalations, reminders to customers, resolving, closing, questions, digests) must happen
at the right second, to the right person, and only once; first in one go, then with the desk's process killed
QUARTER_KILLS times (default 100) on the way. The time is simulated: it is given to tests/flow/quarter_driver.c. Under
the sanitizers there are only 100 tickets."""
import bisect
import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

BUILD = os.environ.get("BUILD", "build")
TICKETS = int(os.environ.get("QUARTER_TICKETS", 400 if desk.STEP == 1 else 100))
KILLS = int(os.environ.get("QUARTER_KILLS", 4 * int(os.environ.get("KILLS", "25"))))
SEED = 90
DAY, HOUR = 86400, 3600
FIRST, DAYS = dt.date(2026, 9, 1), 90  # includes the end of summer time in Europe and in New York

CONFIG = """
desk = { name = "ACME Support"; tag = "ACME"; address = "support@acme.test"; language = "en";
         timezone = "Europe/Berlin";
         manager = "boss@acme.test"; authserv_id = "mx.acme.test"; agent_proof = "either"; acknowledge = "all";
         feedback = "resolved"; feedback_every = "30d"; hours = "office"; };
store = { path = "store"; };
mailboxes = ( { name = "in"; address = "support@acme.test"; category = "general"; maildir = "in"; } );
outgoing = { maildir = "out"; };
hours = (
  { name = "office"; week = [ "mon-fri 09:00-17:30", "sat 10:00-13:00" ]; holidays = [ "2026-10-03", "11-11" ]; },
  { name = "york"; timezone = "America/New_York"; week = [ "mon-thu 08:00-12:00", "mon-thu 13:00-18:00" ];
    holidays = [ "2026-11-26" ]; } );
service_levels = (
  { name = "standard";
    low = { resolve = "80h"; }; normal = { first = "4h"; resolve = "24h"; };
    high = { first = "2h"; resolve = "10h"; }; urgent = { first = "30m"; resolve = "4h"; }; },
  { name = "gold"; domains = [ "gold.test" ]; hours = "york"; remind_at = 50; escalate_to = [ "carol", "manager" ];
    low = { first = "8h"; resolve = "40h"; }; normal = { first = "1h"; resolve = "8h"; };
    high = { first = "1h"; resolve = "8h"; }; urgent = { first = "10m"; resolve = "2h"; }; } );
categories = (
  { name = "general"; agents = [ "bob" ]; },
  { name = "billing"; agents = [ "carol" ]; hours = "york"; },
  { name = "network"; agents = [ "dana" ]; } );
agents = (
  { name = "bob"; email = "bob@acme.test"; },
  { name = "carol"; email = "carol@acme.test"; hours = "york"; language = "fr"; },
  { name = "dana"; email = "dana@acme.test"; language = "de"; },
  { name = "idle"; email = "idle@acme.test"; } );
digests = ( { to = "agents"; every = "day"; on = "17:30"; },
            { to = "boss@acme.test"; every = "week"; on = "mon 02:30"; } );
limits = { min_free = 0; replies_per_sender = 100000; open_per_sender = 10000; mails_per_minute = 100000; };
"""
AGENTS = {"general": "bob", "billing": "carol", "network": "dana"}
AGENT_HOURS = {"bob": "office", "carol": "york", "dana": "office"}
CATEGORY_HOURS = {"general": "office", "billing": "york", "network": "office"}
LEVELS = {
    "standard": {
        "low": (0, 80 * HOUR),
        "normal": (4 * HOUR, 24 * HOUR),
        "high": (2 * HOUR, 10 * HOUR),
        "urgent": (1800, 4 * HOUR),
    },
    "gold": {
        "low": (8 * HOUR, 40 * HOUR),
        "normal": (HOUR, 8 * HOUR),
        "high": (HOUR, 8 * HOUR),
        "urgent": (600, 2 * HOUR),
    },
}
CLOSE, NUDGE, RESOLVE, ASK_EVERY = 7 * DAY, 5 * DAY, 14 * DAY, 30 * DAY
OURS = ("new", "open")


class Hours:
    """Business hours as a list of open spans in order; all queries are answered by walking over it."""

    def __init__(self, zone, week, holidays):
        zone, self.spans = zoneinfo.ZoneInfo(zone), []
        day = FIRST - dt.timedelta(days=20)
        while day < FIRST + dt.timedelta(days=DAYS + 200):
            if (day.year, day.month, day.day) not in holidays and (0, day.month, day.day) not in holidays:
                for first, last in week.get(day.weekday(), []):
                    begin, end = (
                        int(dt.datetime.combine(day, dt.time(h, m), zone).timestamp()) for h, m in (first, last)
                    )
                    self.spans.append((begin, end))
            day += dt.timedelta(days=1)

    def between(self, a, b):
        near = self.spans[max(0, bisect.bisect_left(self.spans, (a, 0)) - 1):bisect.bisect_left(self.spans, (b, 0))]
        return sum(max(0, min(b, end) - max(a, begin)) for begin, end in near)

    def add(self, start, seconds):
        if seconds == 0:
            return start
        for begin, end in self.spans[max(0, bisect.bisect_left(self.spans, (start, 0)) - 1):]:
            there = end - max(begin, start)
            if there <= 0:
                continue
            if there >= seconds:
                return max(begin, start) + seconds
            seconds -= there
        raise ValueError("the calendar is over")

    def next_open(self, at):
        near = self.spans[max(0, bisect.bisect_left(self.spans, (at, 0)) - 1):]
        return next(max(at, begin) for begin, end in near if end > at)


OFFICE = {**{d: [((9, 0), (17, 30))] for d in range(5)}, 5: [((10, 0), (13, 0))]}
YORK = {d: [((8, 0), (12, 0)), ((13, 0), (18, 0))] for d in range(4)}
HOURS = {
    "office": Hours("Europe/Berlin", OFFICE, {(2026, 10, 3), (0, 11, 11)}),
    "york": Hours("America/New_York", YORK, {(2026, 11, 26)}),
}


def last_second(at):
    return at // 60 * 60 + 59


class Ticket:
    def __init__(self, number, customer, category, priority, now):
        self.number, self.customer, self.category, self.priority = number, customer, category, priority
        self.agent, self.status, self.began = AGENTS[category], "new", now
        self.pauses = []  # [from, to or None]
        self.answered = self.finished = self.pending = self.wake = None
        self.due, self.due_set, self.told, self.nudged, self.asked = None, None, set(), False, False
        self.thanked = None
        self.was = [(now, "new")]  # each status and when it began

    def was_open_at(self, at):
        return next((s for since, s in reversed(self.was) if since < at), None) in ("new", "open", "pending")

    def level(self):
        return "gold" if self.customer.endswith("@gold.test") else "standard"

    def hours(self):
        return HOURS["york" if self.level() == "gold" else CATEGORY_HOURS[self.category]]

    def set_status(self, status, now):
        if self.status in OURS and status not in OURS:
            self.pauses.append([now, None])
        if self.status not in OURS and status in OURS:
            self.pauses[-1][1] = now
        done = ("resolved", "closed")
        self.finished = None if status not in done else self.finished if self.status in done else now
        self.pending, self.nudged, self.wake = (now if status == "pending" else None), False, None
        self.status = status
        self.was.append((now, status))

    def reached(self, seconds):
        """When that much of our business time will have passed; None while it is paused."""
        at, hours = self.began, self.hours()
        for begin, end in self.pauses:
            went = hours.between(at, begin)
            if went >= seconds:
                break
            if end is None:
                return None
            seconds, at = seconds - went, end
        return hours.add(at, seconds)

    def goals(self):
        """(name, when due, when reminded) of the goals not reached yet."""
        if self.status not in OURS:
            return
        first, resolve = LEVELS[self.level()][self.priority]
        share = 50 if self.level() == "gold" else 75
        if self.due:
            hours = self.hours()
            whole = hours.between(self.due_set, self.due)
            yield "resolution", self.due, hours.add(self.due_set, whole * 75 // 100) if whole else None
            return
        if first and not self.answered:
            yield "first_answer", self.reached(first), self.reached(first * share // 100)
        if resolve:
            yield "resolution", self.reached(resolve), self.reached(resolve * share // 100)

    def counts_anew(self, now):
        if self.status not in OURS:
            self.told.clear()
        for name, due, remind in self.goals():
            if due > now:
                self.told.discard((name, "late"))
            if remind and remind > now:
                self.told.discard((name, "remind"))

    def timers(self):
        """(when, what, which) of everything that the clock will do if nothing else happens."""
        if self.wake:
            yield self.wake, "wake", ""
        if self.status == "resolved":
            yield self.finished + CLOSE, "close", ""
        if self.status == "pending" and not self.wake:
            if not self.nudged:
                yield self.pending + NUDGE, "nudge", ""
            yield self.pending + RESOLVE, "resolve", ""
        for name, due, remind in self.goals():
            if (name, "late") in self.told:
                continue
            yield last_second(due), "late", name
            if remind and (name, "remind") not in self.told:
                at = HOURS[AGENT_HOURS[self.agent]].next_open(remind)
                if at < due:
                    yield last_second(at), "remind", name


class Model:
    def __init__(self):
        self.tickets, self.asked, self.expected, self.next = {}, {}, [], {}
        self.digests, self.answers, self.due = [], [], digest_times()

    def say(self, ticket, now, kind, what="", to="", number=0):
        self.expected.append((ticket.number, now, kind, what, to, number))

    def finish(self, ticket, status, now):
        before = ticket.status
        ticket.set_status(status, now)
        done = ("resolved", "closed")
        if before in done or ticket.asked or now - self.asked.get(ticket.customer, -ASK_EVERY) < ASK_EVERY:
            return
        ticket.asked, self.asked[ticket.customer] = True, now
        self.say(ticket, now, "feedback asked", to=ticket.customer)

    def fire(self, ticket, now, at, what, name):
        if what == "wake":
            if ticket.status == "pending":
                ticket.set_status("open", now)
            ticket.wake = None
            self.say(ticket, now, "woken")
        elif what == "close":
            ticket.set_status("closed", now)
            self.say(ticket, now, "status", to="closed")
        elif what == "nudge":
            ticket.nudged = True
            self.say(ticket, now, "reminded", "waiting", ticket.customer)
        elif what == "resolve":
            self.say(ticket, now, "status", to="resolved")
            self.finish(ticket, "resolved", now)
        elif what == "remind":
            due = next(d for n, d, _ in ticket.goals() if n == name)
            ticket.told.add((name, "remind"))
            if due > now:
                self.say(ticket, now, "reminded", name, ticket.agent)
        else:
            due = next(d for n, d, _ in ticket.goals() if n == name)
            ticket.told.add((name, "late"))
            self.say(ticket, now, "overdue", name, number=due)

    def digest(self, now):
        """Digests come before anything else due at that time. An agent with nothing to do, now or yesterday, gets
        none."""
        local = dt.datetime.fromtimestamp(now, BERLIN)
        length = 7 if (local.weekday(), local.hour) == (0, 2) else 1
        end = int(dt.datetime.combine(local.date(), dt.time(), BERLIN).timestamp())
        begin = int(dt.datetime.combine(local.date() - dt.timedelta(days=length), dt.time(), BERLIN).timestamp())
        whom = ["boss"] if length == 7 else list(AGENT_HOURS)
        for name in whom:
            own = [t for t in self.tickets.values() if name in ("boss", t.agent)]
            thanked = sorted(t.number for t in own if t.thanked and begin <= t.thanked < end) if name != "boss" else []
            answered = any(begin <= at < end and name in ("boss", who) for at, who in self.answers)
            busy = any(
                t.status in ("new", "open", "pending")
                or begin <= t.began < end
                or begin <= (t.finished or 0) < end
                or t.was_open_at(end)
                for t in own
            )
            if busy or thanked or answered:
                self.digests.append((now, f"{name}@acme.test", thanked))

    def changed(self, ticket, now):
        """What a change makes due in the past is done right after the change."""
        times = ((max(at, now), at, what, name) for at, what, name in ticket.timers())
        self.next[ticket.number] = min(times, default=None)

    def pass_to(self, until):
        while True:
            due = [(*times, number) for number, times in self.next.items() if times and times[0] <= until]
            first = min((d[0] for d in due), default=until)
            if self.due and self.due[0] <= first:
                self.digest(self.due.pop(0))
                continue
            if not due:
                return
            now, at, what, name, number = min(due, key=lambda d: (d[0], d[4], d[1]))
            self.fire(self.tickets[number], now, at, what, name)
            self.changed(self.tickets[number], now)


BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def digest_times():
    """Daily at half past five, and on Mondays at half past two, an hour that occurs twice on a Sunday in October."""
    times = []
    for n in range(DAYS + 1):
        day = FIRST + dt.timedelta(days=n)
        times.append(int(dt.datetime.combine(day, dt.time(17, 30), BERLIN).timestamp()))
        if day.weekday() == 0:
            times.append(int(dt.datetime.combine(day, dt.time(2, 30), BERLIN).timestamp()))
    return sorted(times)


def moment(day, seconds):
    return int(dt.datetime.combine(FIRST, dt.time(), dt.timezone.utc).timestamp()) + day * DAY + seconds


class Script:
    """What people do, [(time, raw mail)], and what the model makes of it."""

    def __init__(self):
        self.random, self.model, self.mails, self.serial = random.Random(SEED), Model(), [], 0

    def mail(self, now, sender, subject, text):
        self.serial += 1
        host = sender.split("@")[1]
        head = [
            f"Authentication-Results: mx.acme.test; dmarc=pass header.from={host}",
            f"From: {sender}",
            "To: support@acme.test",
            f"Subject: {subject}",
            f"Message-ID: <quarter.{self.serial}@{host}>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
        ]
        self.mails.append((now, ("\r\n".join(head) + "\r\n\r\n" + text + "\r\n").encode()))

    def new(self, now):
        number = len(self.model.tickets) + 1
        customer = f"c{self.random.randrange(60)}@{self.random.choice(['example.org', 'example.org', 'gold.test'])}"
        category, priority = self.random.choice(list(AGENTS)), self.random.choice(
            ["low", "normal", "normal", "high", "urgent"]
        )
        self.mail(now, customer, f"[{category}] [{priority}] Question {number}", f"Words of question {number}.")
        self.model.tickets[number] = Ticket(number, customer, category, priority, now)
        self.model.changed(self.model.tickets[number], now)

    def act(self, now):
        """Some action on a ticket that is not closed."""
        tickets = [t for t in self.model.tickets.values() if t.status != "closed"]
        t = self.random.choice(tickets)
        agent, tag = f"{t.agent}@acme.test", f"Re: [ACME #{t.number}] Question {t.number}"
        if t.status == "resolved" and self.random.random() < 0.5:  # a thank-you doesn't reopen the ticket
            self.mail(now, t.customer, tag, "Thanks a lot!")
            t.thanked = now
            return
        what = self.random.choice(
            [
                "answer",
                "answer",
                "answer",
                "customer",
                "customer",
                "resolve",
                "priority",
                "category",
                "due",
                "pending",
                "snooze",
                "assign",
            ]
        )
        if what == "answer":
            self.mail(now, agent, tag, f"An answer, number {self.serial}.")
            t.set_status("pending", now)
            t.answered = t.answered or now
            self.model.answers.append((now, t.agent))
        elif what == "customer":
            self.mail(now, t.customer, tag, f"And another thing, number {self.serial}.")
            t.set_status("open", now)
        elif what == "resolve":
            self.mail(now, agent, tag, "#resolve")
            self.model.finish(t, "resolved", now)
        elif what == "priority":
            before, t.priority = t.priority, self.random.choice(["low", "normal", "high", "urgent"])
            self.mail(now, agent, tag, f"#priority {t.priority}")
            if t.priority != before:
                t.counts_anew(now)
        elif what == "category":
            before, t.category = t.category, self.random.choice(list(AGENTS))
            self.mail(now, agent, tag, f"#category {t.category}")
            if t.category != before:
                t.counts_anew(now)
        elif what == "due":
            day = dt.datetime.fromtimestamp(now, zoneinfo.ZoneInfo("Europe/Berlin")).date() + dt.timedelta(
                days=self.random.randrange(1, 15)
            )
            self.mail(now, agent, tag, f"#due {day.isoformat()}")
            due = int(dt.datetime.combine(day, dt.time(23, 59), zoneinfo.ZoneInfo("Europe/Berlin")).timestamp())
            if due != t.due:
                t.due, t.due_set = due, now
                t.counts_anew(now)
        elif what == "assign":
            t.agent = self.random.choice(list(AGENT_HOURS))
            self.mail(now, agent, tag, f"#assign {t.agent}")
        else:
            days = self.random.randrange(1, 9)
            local = dt.datetime.fromtimestamp(now, zoneinfo.ZoneInfo("Europe/Berlin")).replace(
                tzinfo=None
            ) + dt.timedelta(days=days)
            self.mail(now, agent, tag, f"#{what} {days}d")
            if what == "pending":
                t.set_status("pending", now)
            t.wake = int(local.replace(tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")).timestamp())
        self.model.changed(t, now)

    def write(self):
        times = sorted({moment(self.random.randrange(DAYS), self.random.randrange(DAY)) for _ in range(TICKETS * 4)})
        new = set(self.random.sample(times[1 : len(times) * 9 // 10], TICKETS - 1)) | {times[0]}
        for now in times:
            self.model.pass_to(now)
            if now in new:
                self.new(now)
            else:
                self.act(now)
        self.end = moment(DAYS, 0)
        self.model.pass_to(self.end)
        return self


class Driver:
    """The desk's process; it is killed now and then, and restarted with the lines that it has not answered with
    "ok"."""

    def __init__(self, folder, kills, steps, slow):
        """`slow`: the steps with digests, which take long and get half of the kills."""
        self.folder, self.random, self.process, self.slow = folder, random.Random(SEED), None, set(slow)
        half = self.random.sample(slow, min(kills // 2, len(slow)))
        self.deaths = set(half) | set(self.random.sample(sorted(set(range(steps)) - self.slow), kills - len(half)))
        self.killed = self.step = 0

    def start(self):
        self.process = subprocess.Popen(
            [
                os.path.join(BUILD, "tests/quarter_driver"),
                os.path.join(self.folder, "caredesk.conf"),
                os.path.join(self.folder, "store"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def say(self, line, raw=b""):
        """Sends a line; returns the lines of the answer before "ok"."""
        while True:
            if self.process is None:
                self.start()
            self.process.stdin.write(line.encode() + b"\n" + raw)
            self.process.stdin.flush()
            if self.step in self.deaths:
                self.deaths.discard(self.step)
                # at any point of its work, or just after it
                time.sleep(self.random.random() * (0.03 if self.step in self.slow else 0.004))
                self.process.send_signal(signal.SIGKILL)
                self.process.wait()
                self.process, self.killed = None, self.killed + 1
                continue
            lines = []
            for answer in self.process.stdout:
                if answer == b"ok\n":
                    self.step += 1
                    return lines
                lines.append(answer.decode().rstrip("\n"))
            raise RuntimeError(f"the driver ended at {line}")


def seen(lines):
    """What the clock did, and the questions, in the model's terms."""
    for line in lines:
        ticket, at, actor, kind, number, what, to = line.split("\t")
        if kind in ("reminded", "overdue", "feedback asked") or (actor == "clock" and kind in ("woken", "status")):
            to = "" if kind == "status" and to == "open" else to
            if kind == "status" and not to:
                continue  # a pending ticket became open: "woken" says so
            yield int(ticket), int(at), kind, what, to, int(number) if kind == "overdue" else 0


def run(script, kills):
    folder = tempfile.mkdtemp(prefix="caredesk-quarter-", dir=desk.in_memory())
    try:
        with open(os.path.join(folder, "caredesk.conf"), "w", encoding="utf-8") as f:
            f.write(CONFIG)
        times = [moment(0, 0)] + [now for now, _ in script.mails]
        slow = [2 * n for n in range(len(script.mails)) if any(times[n] < at <= times[n + 1] for at in digest_times())]
        driver = Driver(folder, kills, 2 * len(script.mails), slow)
        last = moment(0, 0)
        for now, raw in script.mails:
            driver.say(f"clock {last} {now}")
            driver.say(f"mail {now} {len(raw)}", raw)
            last = now
        driver.say(f"clock {last} {script.end}")
        got = sorted(seen(driver.say("events")))
        digests = [line.split("\t") for line in driver.say("digests")]
        digests = sorted((int(at), to, sorted(int(n) for n in thanked.split())) for at, to, thanked in digests)
        assert driver.say("verify") == []
        driver.process.stdin.close()
        driver.process.wait()
        want = sorted(script.model.expected)
        for extra in sorted(set(got) - set(want))[:10]:
            print("not expected:", extra, dt.datetime.fromtimestamp(extra[1], dt.timezone.utc))
        for missing in sorted(set(want) - set(got))[:10]:
            print("missing:", missing, dt.datetime.fromtimestamp(missing[1], dt.timezone.utc))
        assert got == want, (len(got), len(want))
        for one in [d for d in digests if d not in script.model.digests][:10]:
            print("digest not expected:", one, dt.datetime.fromtimestamp(one[0], BERLIN))
        for one in [d for d in script.model.digests if d not in digests][:10]:
            print("digest missing:", one, dt.datetime.fromtimestamp(one[0], BERLIN))
        assert digests == sorted(script.model.digests), (len(digests), len(script.model.digests))
        assert sum(len(d[2]) for d in digests) > TICKETS // 40 and not any(d[1].startswith("idle") for d in digests)
        kinds = {}
        for event in got:
            kinds[event[2]] = kinds.get(event[2], 0) + 1
        print(
            f"{len(script.mails)} mails, {len(script.model.tickets)} tickets, {driver.killed} kills:"
            f" {dict(sorted(kinds.items()))}, {len(digests)} digests, 0 differ"
        )
    finally:
        shutil.rmtree(folder)


SCRIPT = Script().write()


def test_a_quarter_in_one_go():
    run(SCRIPT, 0)


def test_the_same_with_kills_on_the_way():
    run(SCRIPT, KILLS)


desk.main(sys.modules[__name__])
