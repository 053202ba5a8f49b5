"""What the attacks share: a desk with one ticket of a customer, and rows that are tried one by one.

A row is a tuple that begins with its name. All rows of a table are tried, and those that fail are reported together:

    def test_forged():
        return attack.each(FORGED, try_forged)
"""
import contextlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
import desk  # noqa: E402

JO = "jo@example.org"
MALLORY = "mallory@evil.example"


def judge_all(rows, attempt):
    """Tries every row; returns how many there are, or fails with all attacks that succeeded."""
    fallen = []
    for row in rows:
        try:
            attempt(*row)
        except AssertionError as fault:
            fallen.append(f"{row[0]}: {fault}")
    assert not fallen, f"{len(fallen)} of {len(rows)}:\n  " + "\n  ".join(fallen)
    return len(rows)


def each(rows, attempt):
    """The same for rows that take a run of the desk each; under the sanitizers only some of them are tried."""
    return judge_all(desk.some(rows), attempt)


@contextlib.contextmanager
def desk_with_ticket(subject="Printer", **options):
    """A desk with Maildirs on which Jo has ticket 1, after all mail for that was sent."""
    with desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", **options) as d:
        take_in(d, desk.mail(f"Jo <{JO}>", subject))
        yield d


def take_in(d, *raws):
    """Puts mails into the mailbox and runs the desk; returns the mails sent because of them."""
    before = len(d.files("out"))
    if len(raws) == 1:
        d.deliver(raws[0])
        return d.sent(since=before)
    for raw in raws:
        d.put("in", raw)
    d.ok("run", "--once")
    return d.sent(since=before)


def ticket(d, number=1):
    return d.json("show", str(number))[0]


def is_to(mail, address):
    return any(address in (mail[name] or "") for name in ("To", "Cc", "Bcc"))


def main(module):
    desk.main(module)
