#!/usr/bin/env python3
"""report: every figure of a simulated year compared with an independent computation, and the formats of a report.

year_driver plays the year into the store; the expected figures are computed here from the same script. REPORT_TICKETS
is the number of tickets (default 2,000; under the sanitizers 500, which go through the same code)."""
import collections
import csv
import datetime as dt
import functools
import io
import json
import math
import os
import random
import re
import subprocess
import sys
import zipfile
import zoneinfo
from html.parser import HTMLParser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
from desk import Desk, maildir  # noqa: E402
from test_calendar import Model  # noqa: E402

TICKETS = int(os.environ.get("REPORT_TICKETS", 2000 if desk.STEP == 1 else 500))
ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
WEEK = ["mon-fri 09:00-17:30", "sat 10:00-13:00"]
HOLIDAYS = ["12-25", "01-01"]
HOURS = (
    'hours = ( { name = "office"; week = [ "mon-fri 09:00-17:30", "sat 10:00-13:00" ]; holidays = [ "12-25", "01-01" ];'
    ' } );\n'
)
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
AGENTS, CATEGORIES = ["bob", "carol"], ["general", "billing"]
COLUMNS = [
    "tickets",
    "closed",
    "backlog",
    "first_median",
    "first_90",
    "first_kept",
    "resolve_median",
    "resolve_90",
    "resolve_kept",
    "reopened",
    "satisfaction",
    "answers",
    "bounces",
]
OURS, FINISHED = {"new", "open"}, {"resolved", "closed"}


def stamp(day, seconds):
    return int(dt.datetime.combine(day, dt.time(), ZONE).timestamp()) + seconds


@functools.lru_cache(maxsize=None)
def day_of(t):
    return dt.datetime.fromtimestamp(t, ZONE).date()


# --- a year's script ---

def a_life(rng, number):
    """[(time, word, arguments)], in order of time."""
    at = stamp(FIRST + dt.timedelta(days=min(364, int(rng.triangular(0, 365, 300)))), rng.randint(0, 86399))
    customer = f"c{int(rng.paretovariate(0.6)) % 400}@example.org"
    agent = rng.choice(AGENTS + ["-"])
    life = [(at, "new", [customer, rng.choice(CATEGORIES), agent])]
    if rng.random() < 0.7:
        life.append((at, "due", [at + rng.choice([3600, 14400, 172800]), at + rng.choice([86400, 600000])]))
    if rng.random() < 0.05:
        return life + [(at + 60, "life", ["spam"])]
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 5])):
        at += int(rng.expovariate(1 / rng.choice([900, 14400, 200000]))) + 1
        what = rng.random()
        if what < 0.45:
            life.append((at, "answer", [rng.choice(AGENTS)]))
        elif what < 0.6:
            life.append((at, "life", ["customer"]))
        elif what < 0.7:
            life.append((at, "life", [rng.choice(["pending", "open"])]))
        elif what < 0.8:
            life.append((at, "assign", [rng.choice(AGENTS)]))
        elif what < 0.86:
            life.append((at, "sort", [rng.choice(CATEGORIES)]))
        elif what < 0.9:
            life.append((at, "bounce", []))
        else:
            life.append((at, "life", [rng.choice(["resolve", "close"])]))
    if rng.random() < 0.8:
        at += int(rng.expovariate(1 / 200000)) + 1
        life.append((at, "life", ["resolve"]))
        if rng.random() < 0.3:
            at += int(rng.expovariate(1 / 100000)) + 1
            life.append((at, "rate", [rng.randint(1, 5)]))
    return life


def script(seed, count):
    rng = random.Random(seed)
    return [a_life(rng, n) for n in range(count)]


def lines(lives):
    return "".join(f"{word} {at} {' '.join(map(str, words))}\n" for life in lives for at, word, words in life).encode()


# --- the expected figures ---

NEXT = {
    "customer": lambda s: "spam" if s == "spam" else "open",
    "answer": lambda s: "pending",
    "open": lambda s: "open",
    "pending": lambda s: "pending",
    "resolve": lambda s: "resolved",
    "close": lambda s: "closed",
    "spam": lambda s: "spam",
}


def cut(seconds):
    """Times are kept with a precision of twelve bits."""
    while seconds != (kept := seconds >> max(0, seconds.bit_length() - 12) << max(0, seconds.bit_length() - 12)):
        seconds = kept
    return seconds


class Ticket:
    def __init__(self, model, life):
        self.model, self.first, self.done, self.rated = model, None, None, None
        self.paused, self.since, self.status, self.dues = 0, None, "new", (0, 0)
        self.answers, self.reopened, self.bounces = [], [], []
        for at, word, words in life:
            getattr(self, word)(at, words)

    def worked(self, until):
        n = self.model.between(self.created, until) - self.paused
        return cut(
            max(0, n - (self.model.between(self.since, until) if self.since is not None and self.since < until else 0))
        )

    def become(self, at, status):
        before, self.status = self.status, status
        if before in FINISHED and status in OURS | {"pending"}:
            self.reopened.append(at)
        if status not in FINISHED:
            self.done = None
        elif before not in FINISHED:
            self.done = at
        if status in OURS and self.since is not None:
            self.paused, self.since = self.paused + self.model.between(self.since, at), None
        elif status not in OURS and self.since is None:
            self.since = at
        if self.done == at:
            self.took = self.worked(at)
            self.took_kept = None if not self.dues[1] else at <= self.dues[1]

    def new(self, at, words):
        self.created, self.customer, self.category = at, words[0], words[1]
        self.agent = None if words[2] == "-" else words[2]

    def answer(self, at, words):
        self.answers.append((at, words[0]))
        if self.first is None:
            self.first = (at, self.worked(at), None if not self.dues[0] else at <= self.dues[0])
        self.become(at, "pending")

    def life(self, at, words):
        self.become(at, NEXT[words[0]](self.status))

    def assign(self, at, words):
        self.agent = words[0]

    def sort(self, at, words):
        self.category = words[0]

    def rate(self, at, words):
        self.rated = (at, words[0])

    def due(self, at, words):
        self.dues = tuple(words)

    def bounce(self, at, words):
        self.bounces.append(at)


def quantile(values, q):
    values = sorted(values)
    if not values:
        return None
    if q == 0.5:
        return (values[(len(values) - 1) // 2] + values[len(values) // 2]) // 2
    return values[math.ceil(q * len(values)) - 1]


def share(flags):
    flags = [f for f in flags if f is not None]
    return sum(flags) / len(flags) if flags else None


def figures(tickets, inside, end, answers):
    """The figures of one group's tickets; `answers`: those that count for the group."""
    counted = [t for t in tickets if t.status not in ("spam", "merged")]
    first = [t.first for t in counted if t.first and inside(t.first[0])]
    done = [t for t in counted if t.done and inside(t.done)]
    ratings = [t.rated[1] for t in counted if t.rated and inside(t.rated[0])]
    return {
        "tickets": sum(inside(t.created) for t in counted),
        "closed": len(done),
        "backlog": sum(day_of(t.created) <= end and not (t.done and day_of(t.done) <= end) for t in counted),
        "first_median": quantile([f[1] for f in first], 0.5),
        "first_90": quantile([f[1] for f in first], 0.9),
        "first_kept": share([f[2] for f in first]),
        "resolve_median": quantile([t.took for t in done], 0.5),
        "resolve_90": quantile([t.took for t in done], 0.9),
        "resolve_kept": share([t.took_kept for t in done]),
        "reopened": sum(inside(at) for t in tickets for at in t.reopened),
        "satisfaction": sum(ratings) / len(ratings) if ratings else None,
        "answers": sum(inside(at) for at, _ in answers),
        "bounces": sum(inside(at) for t in tickets for at in t.bounces),
    }


def expected(tickets, by, start, end):
    def inside(t):
        return start <= day_of(t) <= end
    all_answers = [a for t in tickets for a in t.answers]
    if by == "all":
        return {"all": figures(tickets, inside, end, all_answers)}
    if by == "day":
        out = {}
        days = {
            day_of(x)
            for t in tickets
            for x in [t.created, *t.reopened, *t.bounces, *[a for a, _ in t.answers]]
            + [v for v in (t.done,) if v]
            + [v[0] for v in (t.first, t.rated) if v]
        }
        for day in sorted(d for d in days if start <= d <= end):
            near = [t for t in tickets if day_of(t.created) <= day]
            out[day.isoformat()] = figures(near, lambda t, day=day: day_of(t) == day, day, all_answers)
        return {g: f for g, f in out.items() if any(v for k, v in f.items() if k != "backlog")}
    of = {"agent": lambda t: t.agent, "category": lambda t: t.category, "customer": lambda t: t.customer}[by]
    groups = collections.defaultdict(list)
    for t in tickets:
        groups[of(t)].append(t)
    for known in {"agent": AGENTS, "category": CATEGORIES}.get(by, []):
        groups[known] = groups[known]
    out = {}
    for name, own in groups.items():
        answers = [a for a in all_answers if a[1] == name] if by == "agent" else [a for t in own for a in t.answers]
        out[name] = figures(own, inside, end, answers)
    known = {"agent": AGENTS, "category": CATEGORIES}.get(by, [])
    return {
        g: f
        for g, f in out.items()
        if g in known or any(v for k, v in f.items() if k != "backlog") or (by != "customer" and f["backlog"])
    }


def same(a, b):
    return a == b or (a is not None and b is not None and abs(a - b) <= 1e-5 * abs(b))  # JSON has six digits


def check(d, tickets, by, start, end):
    rows = d.json("report", "--by", by, "--from", start.isoformat(), "--to", end.isoformat())
    want = expected(tickets, by, start, end)
    got = {row["group"]: row for row in rows}
    assert len(got) == len(rows) and set(got) == set(want), (by, start, end, set(got) ^ set(want))
    compared = 0
    for group, row in want.items():
        for column in COLUMNS:
            assert same(got[group][column], row[column]), (
                by,
                start,
                end,
                group,
                column,
                got[group][column],
                row[column],
            )
            compared += 1
    return compared


class Year(Desk):
    def __init__(self, count, seed=2025):
        super().__init__([maildir("in")], outgoing="out")
        with open(self.config, "a", encoding="utf-8") as config:
            config.write(HOURS)
        self.lives = script(seed, count)
        driver = os.path.join(os.path.dirname(desk.CAREDESK), "tests", "year_driver")
        subprocess.run([driver, self.config], input=lines(self.lives), check=True, timeout=600)
        model = Model(ZONE, WEEK, HOLIDAYS)
        self.tickets = [Ticket(model, life) for life in self.lives]


PERIODS = [
    (FIRST, LAST),
    (dt.date(2025, 3, 1), dt.date(2025, 3, 31)),
    (dt.date(2025, 10, 26), dt.date(2025, 10, 26)),
    (dt.date(2025, 11, 3), dt.date(2026, 2, 1)),
]


def test_a_year():
    with Year(TICKETS) as d:
        compared = 0
        for by in ("all", "day", "agent", "category", "customer"):
            for start, end in PERIODS:
                compared += check(d, d.tickets, by, start, end)
        print(f"{TICKETS} tickets, {compared} figures equal")
        d.ok("verify")
        listed = d.json("list", "--all")
        assert len(listed) == len(d.tickets)
        for row, t in zip(sorted(listed, key=lambda r: r["id"]), d.tickets):
            first = t.first and dt.datetime.fromtimestamp(t.first[0], dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            assert (row["status"], row["agent"], row["category"], row["first_answer"]) == (
                t.status,
                t.agent,
                t.category,
                first,
            ), (row, vars(t))


def test_tickets_that_change_hands_and_go():
    with Year(120, seed=7) as d:
        for number, t in enumerate(d.tickets, 1):
            if number % 4 == 0:
                d.ok("delete", "--yes", str(number))
        kept = [t for number, t in enumerate(d.tickets, 1) if number % 4]
        for by in ("all", "agent", "customer"):
            check(d, kept, by, FIRST, LAST)
        d.ok("verify")


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = collections.Counter(), [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        for name, value in attrs:
            assert name not in ("src", "srcset", "action") and not name.startswith("on"), (tag, name)
            assert name != "href" or value == "data:,", (tag, value)
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)


def test_forms():
    with Year(300) as d:
        period = ["--from", "2025-01-01", "--to", "2025-12-31"]
        rows = d.json("report", "--by", "agent", *period)
        table = list(
            csv.DictReader(io.StringIO(d.run("report", "--csv", "--by", "agent", *period).stdout.decode(), newline=""))
        )
        assert [r["agent"] for r in table] == [r["group"] or "" for r in rows] and list(table[0]) == ["agent", *COLUMNS]
        for have, want in zip(table, rows):
            for column in COLUMNS:
                assert have[column] == (
                    ""
                    if want[column] is None
                    else f"{want[column]:.4f}"
                    if isinstance(want[column], float)
                    else str(want[column])
                ), (have, want)
        assert d.run("report", "--csv", *period).stdout.count(b"\r\n") == 2
        page = Page(d.ok("report", "--html", *period))
        assert page.tags["svg"] == 5 and page.tags["table"] == 4 and page.tags["script"] == 0, page.tags
        assert "bob" in page.text and f"{rows[-1]['tickets']}" in page.text
        d.ok("report", "--html", "-o", d.path("r.html"), *period)
        Page(open(d.path("r.html"), encoding="utf-8").read())
        d.ok("report", "--xlsx", "-o", d.path("r.xlsx"), *period)
        check_sheet(d, rows, d.path("r.xlsx"))
        assert d.run("report", "--xlsx").stdout[:2] == b"PK"
        words = d.ok("report", *period)
        assert "Tickets in" in words and "bob" in words and "billing" in words
        for wrong, error in (
            (["--by", "moon"], "--by is"),
            (["--from", "soon"], "not a day"),
            (["--csv", "--html"], "one of"),
            (["--from", "2025-02-02", "--to", "2025-02-01"], "after --to"),
        ):
            assert error in d.fails(64, "report", *wrong), wrong


def check_sheet(d, rows, path):
    """Checks for real numbers and durations, a sheet for each table, and frozen heads."""
    with zipfile.ZipFile(path) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        assert names == ["Overview", "Days", "Agents", "Categories", "Customers", "Articles"], names
        sheet = book.read("xl/worksheets/sheet3.xml").decode()
        assert '<pane xSplit="1" ySplit="1"' in sheet and 'state="frozen"' in sheet
        for at, row in enumerate(rows, 2):
            assert f'<c r="B{at}" s="' in sheet and re.search(
                rf'<c r="B{at}" s="\d+"><v>{row["tickets"]}</v>', sheet
            ), row
            took = re.search(rf'<c r="E{at}" s="\d+"><v>([^<]+)</v>', sheet)
            assert (took is None) == (row["first_median"] is None) and (
                took is None or abs(float(took[1]) * 86400 - row["first_median"]) < 0.01
            )


def test_articles():
    with Desk([maildir("in")], outgoing="out") as d:
        driver = os.path.join(os.path.dirname(desk.CAREDESK), "tests", "year_driver")
        day = stamp(dt.date(2025, 5, 5), 40000)
        life = [
            (day, "new", ["jo@example.org", "general", "-"]),
            (day, "article", [0, "vpn"]),
            (day, "article", [0, "wifi"]),
            (day + 90000, "article", [1, "vpn"]),
        ]
        subprocess.run([driver, d.config], input=lines([life]), check=True)
        rows = d.json("report", "--by", "article", "--from", "2025-05-05", "--to", "2025-05-31")
        assert [(r["group"], r["proposed"], r["sent"], r["solved"], r["tickets"]) for r in rows] == [
            ("vpn", 1, 0, 1, None),
            ("wifi", 1, 0, 0, None),
        ], rows
        assert d.run("report", "--csv", "--by", "article", "--from", "2025-05-05").stdout.startswith(
            b"article,proposed,sent,solved\r\nvpn,1,0,1\r\n"
        )
        d.ok("verify")


def test_names_of_strangers():
    with Desk([maildir("in")], outgoing="out") as d:
        driver = os.path.join(os.path.dirname(desk.CAREDESK), "tests", "year_driver")
        day = stamp(dt.date(2025, 5, 5), 40000)
        lives = [
            [(day, "new", [who, "general", "-"])]
            for who in ('=cmd@example.org', '"a,b"@example.org', "<script>x</script>@example.org", "+49@example.org")
        ]
        subprocess.run([driver, d.config], input=lines(lives), check=True)
        period = ["--from", "2025-05-05", "--to", "2025-05-05", "--by", "customer"]
        got = [row[0] for row in csv.reader(io.StringIO(d.run("report", "--csv", *period).stdout.decode(), newline=""))]
        assert sorted(got[1:]) == sorted(
            ["'=cmd@example.org", '"a,b"@example.org', "<script>x</script>@example.org", "'+49@example.org"]
        ), got
        page = Page(d.ok("report", "--html", "--from", "2025-05-05"))
        assert page.tags["script"] == 0 and "<script>x</script>@example.org" in page.text


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
