#!/usr/bin/env python3
"""score: compares what `caredesk replay --each --json` makes of folders of mails with the expected results.

score.py [--only NAME] FOLDER…

A folder has mails, *.eml, and EXPECT.json: {"NAME": {"kind": "…", "expect": {…}}}; each mail is read by itself, or
after those named by "after": ["NAME", …]. `expect` has any of

  verdict                     one, or a list of alternatives
  from subject category priority agent   a value, or a list of alternatives
  lines                       all non-blank lines of the text, white space collapsed
  text_has text_not           what the text must and must not contain
  attachments types           the attachments' names, and their media types
  acknowledged                true or false: whether an acknowledgement is sent
  templates                   the templates of all sent mails, sorted
  mail                        {template: recipient}
  mail_not_to                 an address to which no mail is sent
  on                          the ticket that the mail joins; null: a new one
  bounce_recipient permanent  of a bounce
  why_has                     what the reasons must contain

PENDING in the folder names mails known to fail, one per line with "# why" after it: they are reported, but are not
failures. The configuration is the folder's own caredesk.conf, or else tests/mails/caredesk.conf.

A folder outside tests/mails, and a corpus of other people's mails (EXPECT.tsv instead of EXPECT.json), may have mails
that are read wrong: their figures must not fall below tests/mails/FLOORS, which UPDATE=1 rewrites. A missing folder is
skipped.

Prints the figures of each kind and the failures, then "N passed, N failed". BUILD or CAREDESK names the binary; SHOW=1
or --only also lists what those may have wrong."""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CONF = os.path.join(HERE, "mails", "caredesk.conf")
FLOORS = os.path.join(HERE, "mails", "FLOORS")
CAREDESK = os.path.abspath(os.environ.get("CAREDESK") or os.path.join(os.environ.get("BUILD", "build"), "caredesk"))
VERDICTS_AUTO = ("auto", "list", "loop")


def replay(conf, paths, *options):
    """The result row of each mail, in order; of a file with several mails, that of its first. --each: each by
    itself."""
    with tempfile.TemporaryDirectory(prefix="caredesk-score-") as desk:
        shutil.copy(conf, os.path.join(desk, "caredesk.conf"))
        command = [CAREDESK, "-c", os.path.join(desk, "caredesk.conf"), "replay", *options, "--json", *paths]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=900, check=False)
    if done.returncode:
        raise RuntimeError(f"replay: exit code {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")
    rows = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        rows.setdefault(re.sub(r"#\d+$", "", row["source"]), row)
    return rows


def flat(text):
    """The non-blank lines, white space collapsed."""
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]


# --- what a row of EXPECT.json may require: each returns what is wrong, or nothing ---

def member(name):
    def check(row, want):
        choices = want if isinstance(want, list) else [want]
        return None if row.get(name) in choices else f"{name} is {row.get(name)!r}"
    return check


def templates_of(row):
    return [mail["template"] for mail in row.get("mails", [])]


def recipients_of(row):
    return [to for mail in row.get("mails", []) for to in mail["to"]]


def attached(what):
    return (
        lambda row, want: None if (got := [a[what] for a in row["attachments"]]) == want else f"attachments are {got}"
    )


def check_text_has(row, want):
    lacking = [words for words in want if words not in (row.get("text") or "")]
    return f"the text lacks {lacking}: {row.get('text')!r}" if lacking else None


def check_text_not(row, want):
    there = [words for words in want if words in (row.get("text") or "")]
    return f"the text has {there}" if there else None


def check_mail(row, want):
    got = {mail["template"]: mail["to"] for mail in row.get("mails", [])}
    return None if all(got.get(template) == [to] for template, to in want.items()) else f"mails are {got}"


CHECKS = {
    **{name: member(name) for name in ("verdict", "from", "subject", "category", "priority", "agent")},
    "lines": lambda row, want: None if flat(row.get("text")) == want else f"lines are {flat(row.get('text'))}",
    "text_has": check_text_has,
    "text_not": check_text_not,
    "attachments": attached("name"),
    "types": attached("type"),
    "acknowledged": lambda row, want: None
    if ("acknowledge" in templates_of(row)) == want
    else f"mails are {templates_of(row)}",
    "templates": lambda row, want: None
    if sorted(templates_of(row)) == want
    else f"mails are {sorted(templates_of(row))}",
    "mail": check_mail,
    "mail_not_to": lambda row, want: f"a mail to {want}" if want in recipients_of(row) else None,
    "bounce_recipient": lambda row, want: None
    if (got := (row.get("bounce") or {}).get("recipient")) == want
    else f"bounce of {got}",
    "permanent": lambda row, want: None
    if (got := (row.get("bounce") or {}).get("permanent")) == want
    else f"permanent is {got}",
    "on": lambda row, want: None if row.get("ticket") == want else f"ticket is {row.get('ticket')}",
    "why_has": lambda row, want: None if want in "\n".join(row["why"]) else f"why is {row['why']}",
}


def faults_of(row, expect):
    if row is None:
        return ["nothing came out"]
    found = (
        CHECKS[key](row, want) if key in CHECKS else f"EXPECT.json: unknown member {key}"
        for key, want in expect.items()
    )
    return [fault for fault in found if fault]


class Figures:
    """Counts how many mails of each kind are right."""

    def __init__(self):
        self.kinds = {}

    def count(self, kind, right):
        good, of_all = self.kinds.get(kind, (0, 0))
        self.kinds[kind] = (good + bool(right), of_all + 1)

    def right(self):
        return {kind: good for kind, (good, _) in self.kinds.items()}

    def show(self):
        for kind, (good, of_all) in sorted(self.kinds.items()):
            print(f"    {kind:34} {good:4} of {of_all}")


# --- a folder of our own ---

def read_pending(folder):
    path = os.path.join(folder, "PENDING")
    if not os.path.exists(path):
        return set()
    with open(path, encoding="utf-8") as f:
        return {name for line in f if (name := line.split("#")[0].strip())}


def is_ours(folder):
    return os.path.dirname(os.path.abspath(folder)) == os.path.dirname(FLOORS)


def replay_folder(folder, conf, paths, expect):
    alone = [path for name, path in paths.items() if "after" not in expect[name]]
    rows = replay(conf, alone, "--each") if alone else {}
    for name, path in paths.items():
        if "after" in expect[name]:
            before = [os.path.join(folder, first + ".eml") for first in expect[name]["after"]]
            rows[path] = replay(conf, [*before, path])[path]
    return rows


def tell(folder, name, faults, is_pending):
    if faults and not (is_ours(folder) or os.environ.get("SHOW")):
        return
    if faults:
        print(f"{'pending' if is_pending else 'MISSED'} {folder}/{name}: " + "; ".join(faults)[:2000])
    elif is_pending:
        print(f"right now, to be taken off {folder}/PENDING: {name}")


def score_folder(folder, only):
    """Prints the figures; returns (right, wrong, pending)."""
    with open(os.path.join(folder, "EXPECT.json"), encoding="utf-8") as f:
        expect = json.load(f)
    mails = {name[:-4] for name in os.listdir(folder) if name.endswith(".eml")}
    pending = read_pending(folder)
    strays = sorted(mails ^ set(expect)) + sorted(pending - set(expect))
    for name in strays:
        print(f"MISSED {folder}/{name}: named, but not there; or there, but nothing is expected of it")
    paths = {name: os.path.join(folder, name + ".eml") for name in sorted(mails & set(expect)) if only in name}
    own = os.path.join(folder, "caredesk.conf")
    rows = replay_folder(folder, own if os.path.exists(own) else CONF, paths, expect)
    figures, sums = Figures(), [0, len(strays), 0]
    for name, path in paths.items():
        faults = faults_of(rows.get(path), expect[name]["expect"])
        tell(folder, name, faults, name in pending)
        figures.count(expect[name]["kind"], not faults)
        sums[0 if not faults else 2 if name in pending else 1] += 1
    print(f"{folder}: {sums[0]} of {len(paths)} read as expected, {sums[2]} pending")
    figures.show()
    return sums


# --- what may not get worse ---

def read_floors(folder):
    """{kind: the least number that must be right} for a folder."""
    try:
        with open(FLOORS, encoding="utf-8") as f:
            rows = [line.rstrip("\n").split("\t") for line in f]
    except FileNotFoundError:
        rows = []
    return {kind: int(least) for name, kind, least in rows if name == os.path.basename(folder)}


def write_floors(folder, kinds):
    name = os.path.basename(folder)
    kept = []
    if os.path.exists(FLOORS):
        with open(FLOORS, encoding="utf-8") as f:
            kept = [line for line in f if line.split("\t")[0] != name]
    with open(FLOORS, "w", encoding="utf-8") as f:
        f.writelines(sorted(kept + [f"{name}\t{kind}\t{good}\n" for kind, good in kinds.items()]))


def hold_floors(folder, kinds):
    """Compares each kind's figure with its floor; returns how many (hold, have fallen)."""
    if os.environ.get("UPDATE"):
        write_floors(folder, kinds)
    floors = read_floors(folder)
    fallen = [kind for kind, least in floors.items() if kinds.get(kind, 0) < least]
    for kind in fallen:
        print(f"MISSED {folder}: {kind}: {kinds.get(kind, 0)} right, were {floors[kind]}")
    return len(floors) - len(fallen), len(fallen)


# --- a corpus of other people's mails ---

def is_body(path):
    """Whether the file is a body without a header."""
    return path.endswith(".html") or "/stripped/" in path or (
        path.endswith(".txt") and re.search(r"[fF]ixtures/|test/emails/", path) is not None)


HEAD = (b"From: Jo <jo@example.org>\r\nTo: support@acme.test\r\nSubject: Re: [ACME #1] Printer\r\n"
        b"Message-ID: <body@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/%s; charset=utf-8\r\n\r\n")


def raw_of(folder, path):
    """The bytes of a mail: a file, the N-th mail of an mbox (FILE#N), or a body with a header added."""
    name, _, number = path.partition("#")
    with open(os.path.join(folder, name), "rb") as f:
        raw = f.read()
    if number:
        mails = re.split(rb"(?<=\n\n)(?=From )", raw)
        return mails[int(number) - (1 if raw.startswith(b"From ") else 0)]
    return HEAD % (b"html" if path.endswith(".html") else b"plain") + raw if is_body(path) else raw


TAG = "[ACME #1] "


def answering(raw):
    """The mail turned into an answer to one of the desk's: only then is its quoted history folded away."""
    tagged = re.sub(rb"(?mi)^(subject: *)", rb"\1" + TAG.encode(), raw, count=1)
    return tagged if tagged != raw else b"Subject: " + TAG.encode() + b"\n" + raw


def recipients_right(row, want):
    """Whether exactly the wanted recipients (A|B: either) are named."""
    got = ((row.get("bounce") or {}).get("recipient") or "").lower().split(",")
    wanted = [one.strip().lower().split("|") for one in want.split(",")]
    return len(got) <= len(wanted) and all(set(one) & set(got) for one in wanted)


def measure(figures, misses, cells, row):
    """Counts one mail of the corpus for everything that is known about it."""
    def count(kind, right, got):
        figures.count(kind, right)
        if not right:
            misses.append(f"{kind}: {cells['path']}: {got}")

    verdict, bounce, kind = row["verdict"], row.get("bounce") or {}, cells["kind"]
    if kind == "bounce":
        count("bounces known as such", bool(bounce), verdict)
        if cells["failed_rcpt"]:
            count("failed recipients", recipients_right(row, cells["failed_rcpt"]), bounce.get("recipient"))
        if cells["class"]:
            count(f"{cells['class']} failures", bounce.get("permanent") is (cells["class"] == "permanent"), bounce)
    if kind in ("new", "reply"):
        count("others that are no bounce", not bounce, verdict)
    if kind == "auto":
        count("automatic mails", verdict in VERDICTS_AUTO, verdict)
    if cells["from"] and not bounce:
        count("senders", (row["from"] or "").lower() == cells["from"].lower(), row["from"])
    if cells["subject"]:
        count("subjects", flat(row["subject"].replace(TAG, "")) == flat(cells["subject"]), row["subject"])
    if cells["reply_first"]:
        lines = flat(row["text"]) or [""]
        ends = [" ".join(cells[k].split()) for k in ("reply_first", "reply_last")]
        count("first and last line of the new text", [lines[0], lines[-1]] == ends, [lines[0], lines[-1]])


def score_corpus(folder, only):
    with open(os.path.join(folder, "EXPECT.tsv"), encoding="utf-8", newline="") as f:
        rows = csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        expected = [cells for cells in rows if only in cells["path"]]
    figures, misses = Figures(), []
    with tempfile.TemporaryDirectory(prefix="caredesk-corpus-") as copies:
        paths = [os.path.join(copies, f"{n:05}.eml") for n in range(len(expected))]
        for path, cells in zip(paths, expected):
            with open(path, "wb") as f:
                raw = raw_of(folder, cells["path"])
                f.write(answering(raw) if cells["reply_first"] else raw)
        rows = replay(CONF, paths, "--each")
    for path, cells in zip(paths, expected):
        measure(figures, misses, cells, rows[path])
    if os.environ.get("SHOW"):
        print("\n".join(misses))
    print(f"{folder}: {len(expected)} mails")
    figures.show()
    return figures.right()


def score(folder, only):
    """Returns (passed, failed) for a folder."""
    if os.path.exists(os.path.join(folder, "EXPECT.tsv")):
        kinds = score_corpus(folder, only)
    elif not os.path.exists(os.path.join(folder, "EXPECT.json")):
        print(f"{folder}: not there, skipped")
        return 0, 0
    else:
        good, bad, _ = score_folder(folder, only)
        if is_ours(folder):
            return good, bad
        kinds = {"all": good}
    return (0, 0) if only else hold_floors(folder, kinds)


def main():
    args = sys.argv[1:]
    only = ""
    if args[:1] == ["--only"]:
        only, args = args[1], args[2:]
        os.environ["SHOW"] = "1"
    sums = [score(folder.rstrip("/"), only) for folder in args]
    passed, failed = sum(good for good, _ in sums), sum(bad for _, bad in sums)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
