#!/usr/bin/env python3
"""bench: what the whole desk does per second, as ratios against a baseline from the same run (standard library only).

bench.py PROGRAM…    runs the C benches first, then measures the binary. Each line: what, its speed relative to the
baseline, both figures. Everything is on loopback and under BUILD/bench/data; nothing is left running.

Ratios of loads ("against an empty desk") are near 1 if the load does not matter.
"""
import datetime
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "flow"))
import desk  # noqa: E402
import servers  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
FILL = os.path.join(BUILD, "bench", "fill")
LIMITS = "mails_per_minute = 1000000; open_per_sender = 100000; replies_per_sender = 100000;"
WORDS = (
    "please the invoice customer network is down since yesterday thanks order number again router account login help"
    .split()
)


def line(what, ratio, figures):
    print(f"{what:62} {ratio:8.2f} x   {figures}", flush=True)


def text(n, lines=20):
    """About 70 bytes per line, different words in each mail."""
    words = [WORDS[(n * 7 + i * i) % len(WORDS)] for i in range(lines * 10)]
    return "\r\n".join(" ".join(words[i:i + 10]) for i in range(0, len(words), 10)) + "\r\n"


def customers_mail(n, sender=None, subject="The network", headers=""):
    return desk.mail(
        sender or f"Jo {n} <jo{n}@example.org>",
        f"{subject} {n}",
        text(n),
        message_id=f"<{n}.{time.time_ns()}@mail.example.org>",
        headers=headers,
    )


def new_desk(mailbox, sending=None, outgoing="out"):
    d = desk.Desk([mailbox], sending=sending, outgoing=None if sending else outgoing, limits=LIMITS,
                  folder=tempfile.mkdtemp(prefix="desk-", dir=os.path.join(BUILD, "bench", "data")))
    d.own = True
    return d


def write_mails(d, mails, folder="mails"):
    os.makedirs(d.path(folder))
    for i, raw in enumerate(mails):
        d.write(os.path.join(folder, f"{i:06}.eml"), raw)
    return d.path(folder)


def fill(d, kind, count, *more):
    subprocess.run([FILL, d.path("store"), kind, str(count), *map(str, more)], check=True)


def timed(d, *words, stdin=b""):
    start = time.monotonic()
    d.ok(*words, stdin=stdin)
    return time.monotonic() - start


def cpu(d, *words):
    """Processor seconds, which depend less on other processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    d.ok(*words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# --- incoming mail ---

def bench_ingest(count=5000, alone=40):
    with new_desk(desk.maildir("in")) as d:
        together = count / timed(d, "ingest", write_mails(d, [customers_mail(n) for n in range(count)]))
        start = time.monotonic()
        for n in range(alone):
            d.ok("ingest", "-", stdin=customers_mail(count + n))
        single = alone / (time.monotonic() - start)
    line(
        f"ingest: {count} files, against a process for each mail",
        together / single,
        f"{together:.0f} and {single:.0f} mails/s",
    )
    return together


def each_cpu(prepare, words, count, turns=3):
    """Milliseconds of processor time per mail, the least of some turns; prepare(desk) returns further arguments."""
    least = []
    for _ in range(turns):
        with new_desk(desk.maildir("in")) as d:
            more = prepare(d)
            least.append(cpu(d, *words, *more) * 1000 / count)
    return min(least)


def proven_mail(n):
    sender = f"jo{n}@example{n}.org"
    return customers_mail(n, sender, headers=desk.proof(sender))


def bench_proof(count=1000):
    def prepare(make):
        def write(d):
            d.trust_host()
            with open(d.config, encoding="utf-8") as f:
                config = f.read()
            d.write("caredesk.conf", config.replace('acknowledge = "all"', 'acknowledge = "verified"'))
            return [write_mails(d, [make(n) for n in range(count)])]
        return write
    without, proven = (each_cpu(prepare(make), ["ingest"], count) for make in (customers_mail, proven_mail))
    line(
        "ingest: with proof and an acknowledgement, against without",
        without / proven,
        f"{proven:.2f} and {without:.2f} ms of processor time a mail",
    )


def bench_html(count=500):
    """The same mails with `html = true` and false, all the way: taken in, written, sent to a Maildir."""
    def prepare(html, sent):
        def fill_desk(d):
            d.trust_host()
            with open(d.config, encoding="utf-8") as f:
                config = f.read()
            d.write("caredesk.conf", config.replace("authserv_id", f"html = {html}; authserv_id"))
            mails = write_mails(d, [proven_mail(n) for n in range(count)])
            if sent:
                d.ok("ingest", mails)
            return [] if sent else [mails]
        return fill_desk
    for what, words, sent in (
        ("taking in, and writing what goes out", ["ingest"], False),
        ("sending what was written", ["run", "--once"], True),
    ):
        with_html, without = (each_cpu(prepare(html, sent), words, count) for html in ("true", "false"))
        line(
            f"{what}: without HTML, against with",
            without / with_html,
            f"{with_html:.2f} and {without:.2f} ms of processor time a mail",
        )


def log_seconds(done, event):
    """Seconds from the daemon's start to its last line of that event."""
    times = [
        l.split()[0].decode()
        for l in done.stderr.splitlines()
        if b" event=start " in l or b" event=" + event + b" " in l
    ]
    first, last = (datetime.datetime.fromisoformat(t.replace("Z", "+00:00")) for t in (times[0], times[-1]))
    return (last - first).total_seconds()


def bench_imap(dovecot, files_rate, count=2000):
    """With tickets, acknowledgements and agents' mails queued; there is no SMTP server to send these to."""
    with new_desk(desk.imap(dovecot.imap), sending=desk.smtp(servers.free_port())) as d:
        servers.append(dovecot.imap, desk.SUPPORT, [customers_mail(n) for n in range(count)])
        done = d.run("run", "--once")
        assert d.ok("--json", "list").count("\n") == count, done.stderr
        rate = count / log_seconds(done, b"mail")
        line(
            f"run --once: {count} mails over IMAP, against ingest of files",
            rate / files_rate,
            f"{rate:.0f} and {files_rate:.0f} mails/s",
        )


# --- outgoing mail ---

def sending_rate(count, one_mail):
    with servers.Receiver(one_mail=one_mail) as receiver, new_desk(desk.imap(1), sending=desk.smtp(receiver.smtp)) as d:
        fill(d, "queued", count)
        done = d.run("run", "--once")
        sent = {m[1] for m in receiver.mails}
        assert len(sent) == count, f"{len(sent)} of {count} were sent\n{done.stderr.decode()[-2000:]}"
        lines = [l for l in done.stderr.splitlines() if b" event=send " in l]
        times = [datetime.datetime.fromisoformat(l.split()[0].decode().replace("Z", "+00:00")) for l in lines]
        return count / (times[-1] - times[0]).total_seconds()


def bench_outbox(count=2000):
    kept, alone = sending_rate(count, False), sending_rate(count // 4, True)
    line(
        "sending: over kept connections, against one for each mail", kept / alone, f"{kept:.0f} and {alone:.0f} mails/s"
    )


# --- loads: the same work on a full desk and on a nearly empty one ---

def against_small(what, small, large, mails, count=200):
    """Compares the processor time of taking in `mails` on desks with the loads `large` and `small`."""
    def each(load):
        with new_desk(desk.maildir("in")) as d:
            fill(d, *load)
            return cpu(d, "ingest", write_mails(d, [mails(n) for n in range(count)])) * 1000 / count
    few, many = each(small), each(large)
    line(what, few / many, f"{many:.2f} and {few:.2f} ms of processor time a mail")


def bench_loads():
    def more(n):
        return customers_mail(n, "one@example.org")

    def answer(n):
        return customers_mail(n, "one@example.org", headers="References: <1.one@example.org>\r\n")
    against_small("a customer with 5000 open tickets writes, against with 1", ("open", 1), ("open", 5000), more)
    against_small(
        "the same asks [status]",
        ("open", 1),
        ("open", 5000),
        lambda n: customers_mail(n, "one@example.org", "[status]"),
    )
    against_small("an answer to a ticket of 5000 messages, against of 1", ("messages", 1), ("messages", 5000), answer)
    against_small("a mail with 20000 mails queued, against with 1", ("queued", 1), ("queued", 20000), more)
    against_small("a mail with 100000 tickets, against with 1", ("tickets", 1), ("tickets", 100000), more)


def bench_list():
    with new_desk(desk.maildir("in")) as many, new_desk(desk.maildir("in")) as few:
        fill(many, "tickets", 100000)
        fill(few, "open", 2000)
        unfinished, alone, everything = timed(many, "list"), timed(few, "list"), timed(many, "list", "--all")
        line(
            "list: 2000 unfinished of 100000 tickets, against of 2000",
            alone / unfinished,
            f"{unfinished * 1e3:.0f} and {alone * 1e3:.0f} ms",
        )
        line(
            "list: the same, against list --all",
            everything / unfinished,
            f"{unfinished * 1e3:.0f} and {everything * 1e3:.0f} ms",
        )


def put_done(dovecot, user, count):
    """Puts old mails directly into the mailbox; returns its UIDVALIDITY."""
    servers.append(dovecot.imap, user, [customers_mail(0)])
    folder = os.path.join(dovecot.folder, "mail", user)
    first = (
        os.path.join(folder, "cur", os.listdir(os.path.join(folder, "cur"))[0])
        if os.listdir(os.path.join(folder, "cur"))
        else os.path.join(folder, "new", os.listdir(os.path.join(folder, "new"))[0])
    )
    for n in range(1, count):
        os.link(first, os.path.join(folder, "cur", f"{1700000000 + n}.{n}.old:2,S"))
    with servers.login(dovecot.imap, user) as connection:
        connection.select("INBOX")
        return int(connection.response("UIDVALIDITY")[1][0])


def bench_restart(dovecot, count=20000):
    """A daemon starts on a mailbox full of mails that are done."""
    def start(mails):
        user = f"old{mails}@acme.test"
        with new_desk(desk.imap(dovecot.imap, user=user)) as d:
            fill(d, "done", mails, put_done(dovecot, user, mails))
            seconds = [timed(d, "run", "--once") for _ in range(4)]  # in the first ones the server builds its own index
            assert d.ok("list", "--all") == "", "an old mail was taken in again"
            return min(seconds)
    few, many = start(1), start(count)
    line(
        f"start with {count} old mails in the mailbox, against 1",
        few / many,
        f"{many * 1e3:.0f} and {few * 1e3:.0f} ms",
    )


def main():
    data = os.path.join(BUILD, "bench", "data")
    shutil.rmtree(data, ignore_errors=True)
    os.makedirs(data)
    for program in sys.argv[1:]:
        subprocess.run([program, os.path.join(data, os.path.basename(program))], check=True)
    try:
        files_rate = bench_ingest()
        with tempfile.TemporaryDirectory(prefix="caredesk-bench-") as short, servers.start_dovecot(short) as dovecot:
            os.chmod(short, 0o755)
            bench_imap(dovecot, files_rate)
            bench_restart(dovecot)
        bench_outbox()
        bench_proof()
        bench_html()
        bench_list()
        bench_loads()
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
