#!/usr/bin/env python3
"""calendar: business hours compared with an independent computation using Python's zoneinfo.

Random queries in 30 zones with four kinds of weeks each and holidays, half of them around changes of summer time from
2024 to 2030. CALENDAR_CASES is their number (default 200,000). With STEP, there are fewer zones."""
import bisect
import datetime as dt
import functools
import os
import random
import subprocess
import sys
import time
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

BUILD = os.environ.get("BUILD", "build")
CASES = int(os.environ.get("CALENDAR_CASES", "200000"))
SEED = 2630
DAY = 86400
ZONES = """Europe/Berlin Europe/London Europe/Dublin Europe/Lisbon Europe/Moscow Europe/Istanbul Atlantic/Azores
Africa/Cairo Africa/Casablanca Africa/Johannesburg America/New_York America/Chicago America/Los_Angeles America/Phoenix
America/Sao_Paulo America/Santiago America/St_Johns America/Havana America/Nuuk Asia/Tokyo Asia/Kolkata Asia/Kathmandu
Asia/Beirut Asia/Jerusalem Asia/Tehran Australia/Sydney Australia/Lord_Howe Pacific/Auckland Pacific/Chatham
Pacific/Kiritimati""".split()
WEEKS = [
    ["mon-fri 09:00-17:30", "sat 10:00-13:00"],
    ["mon-sun 00:00-24:00"],
    ["mon-fri 08:00-12:00", "mon-fri 13:00-17:00", "sun 01:30-02:45"],
    ["fri-sun 22:00-06:00", "tue 12:00-12:30"],
]
HOLIDAYS = ["12-25", "01-01", "2026-04-06", "2027-10-31", "2028-02-29"]
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UTC = dt.timezone.utc
FIRST, LAST = dt.date(2023, 11, 1), dt.date(2031, 3, 1)


DAYS = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days)]
LOW, HIGH = (int(dt.datetime(*day, tzinfo=UTC).timestamp()) for day in ((2024, 1, 1), (2030, 12, 31)))


def minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def week_of(texts):
    """Ranges for each weekday; those past midnight are split."""
    week = [[] for _ in range(7)]
    for text in texts:
        days, hours = text.split()
        first, _, last = days.partition("-")
        start, stop = map(minutes, hours.split("-"))
        a, b = NAMES.index(first), NAMES.index(last or first)
        for d in range(a, b + 1):
            week[d].append((start, stop if stop > start else 1440))
            if stop < start:
                week[(d + 1) % 7].append((0, stop))
    return [sorted(tuple(dt.timedelta(minutes=m) for m in hours) for hours in day) for day in week]


@functools.lru_cache(maxsize=None)
def open_days(holidays):
    return [day for day in DAYS if not {day.isoformat(), day.strftime("%m-%d")} & set(holidays)]


class Model:
    """A list of all open spans of some years."""

    def __init__(self, zone, texts, holidays):
        self.zone, week = zone, week_of(texts)
        self.starts, self.stops, self.sums, total = [], [], [], 0
        for day in open_days(tuple(holidays)):
            midnight = dt.datetime.combine(day, dt.time(), zone)
            for start, stop in week[day.weekday()]:
                a, b = int((midnight + start).timestamp()), int((midnight + stop).timestamp())  # in local time
                if self.stops and a < self.stops[-1]:
                    a = self.stops[-1]
                if a < b:
                    self.starts.append(a), self.stops.append(b), self.sums.append(total)
                    total += b - a

    def before(self, t):
        i = bisect.bisect_left(self.starts, t) - 1
        return 0 if i < 0 else self.sums[i] + min(t, self.stops[i]) - self.starts[i]

    def between(self, a, b):
        return self.before(b) - self.before(a)

    def add(self, t, n):
        if n == 0:
            return t
        want = self.before(t) + n
        i = bisect.bisect_left(self.sums, want) - 1 if n > 0 else bisect.bisect_right(self.sums, want) - 1
        return self.starts[i] + want - self.sums[i]

    def open(self, t):
        i = bisect.bisect_right(self.stops, t)
        return max(t, self.starts[i])


def changes(zone):
    """The hours in which the zone's offset changes."""
    found, t, end = (
        [],
        int(dt.datetime(2024, 1, 1, tzinfo=UTC).timestamp()),
        int(dt.datetime(2031, 1, 1, tzinfo=UTC).timestamp()),
    )
    offset = lambda s: dt.datetime.fromtimestamp(s, zone).utcoffset()
    while t < end:
        if offset(t) != offset(t + DAY):
            low, high = t, t + DAY
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            found.append(high)
        t += DAY
    return found


def question(rng, model, near):
    t = rng.choice(near) + rng.randint(-2 * DAY, 2 * DAY) if near and rng.random() < 0.5 else rng.randint(LOW, HIGH)
    kind = rng.choice(["between", "between", "add", "add", "open", "utc", "offset"])
    if kind == "between":
        u = t + int(rng.gauss(0, rng.choice([3600, 5 * DAY, 400 * DAY])))
        u = min(max(u, LOW - 30 * DAY), HIGH + 30 * DAY)
        return f"between {t} {u}", model.between(t, u)
    if kind == "add":
        n = int(rng.gauss(0, rng.choice([600, 8 * 3600, 200 * 3600])))
        room = model.before(t) + n
        return (f"add {t} {n}", model.add(t, n)) if 0 < room < model.sums[-1] else (f"open {t}", model.open(t))
    if kind == "open":
        return f"open {t}", model.open(t)
    if kind == "utc":
        local = t + 3600
        civil = dt.datetime.fromtimestamp(local, UTC).replace(tzinfo=model.zone)
        return f"utc {local}", int(civil.timestamp())
    return f"offset {t}", int(dt.datetime.fromtimestamp(t, model.zone).utcoffset().total_seconds())


def first_known(zone, texts):
    return ["new " + zone] + ["week " + w for w in texts] + ["holiday " + h for h in HOLIDAYS] + ["build"]


def answers(asked):
    """The driver's answers to all questions of all calendars."""
    lines = [line for name, texts, rows in asked for line in first_known(name, texts) + [q for q, _ in rows]]
    done = subprocess.run(
        [f"{BUILD}/tests/calendar_driver"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    )
    got = [int(line) for line in done.stdout.split()]
    assert len(got) == sum(len(rows) for _, _, rows in asked), (len(got), done.stderr)
    return iter(got)


def main():
    rng, differ, began, seen, asked = random.Random(SEED), 0, time.monotonic(), 0, []
    each = -(-CASES // (len(ZONES) * len(WEEKS)))
    zones = desk.some(ZONES, 10)
    for name in zones:
        zone = zoneinfo.ZoneInfo(name)
        near = changes(zone)
        seen += len(near)
        for texts in WEEKS:
            model = Model(zone, texts, HOLIDAYS)
            asked.append((name, texts, [question(rng, model, near) for _ in range(each)]))
    got = answers(asked)
    # the model counts from its own first day, the driver from 2000: only differences are compared
    for name, texts, rows in asked:
        for (q, want), have in zip(rows, got):
            differ += want != have
            if want != have and differ <= 20:
                print(f"{name} {texts}: {q}: {have}, want {want}")
    print(
        f"{each * len(asked)} questions over {len(zones)} zones, {seen} changes of the clock: {differ} differ,"
        f" {time.monotonic() - began:.1f} s"
    )
    print(f"{1 if differ == 0 else 0} passed, {0 if differ == 0 else 1} failed")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
