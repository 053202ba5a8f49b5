"""plays: sequences of events that make a desk send every kind of mail, in each language: one play for each thing that
needs its own configuration or time. The longest are in test_reading."""
import functools
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "flow"))
import desk  # noqa: E402
import test_html as written  # noqa: E402
import test_reading as reading  # noqa: E402

DRIVER = os.path.join(os.path.dirname(desk.CAREDESK), "tests", "quarter_driver")
DAY, HOUR = 86400, 3600
JO, BOB, DANA = "jo@example.org", "bob@acme.test", "dana@acme.test"
YES = {"en": "yes", "de": "ja", "fr": "oui"}
ARTICLE = {
    "en": (
        "---\ntitle: The printer is offline\ntags: print, printer\n---\n\nSwitch it off for ten seconds.\n\n1. Wait for"
        " the **green** lamp.\n2. Print again.\n"
    ),
    "de": (
        "---\ntitle: Der Drucker ist offline\ntags: drucken, Drucker\n---\n\nSchalten Sie ihn zehn Sekunden lang"
        " aus.\n\n1. Warten Sie auf die **grüne** Lampe.\n2. Drucken Sie noch einmal.\n"
    ),
    "fr": (
        "---\ntitle: L'imprimante est hors ligne\ntags: imprimer, imprimante\n---\n\nÉteignez-la pendant dix"
        " secondes.\n\n1. Attendez le voyant **vert**.\n2. Imprimez de nouveau.\n"
    ),
}
OFFLINE = {"en": "The printer is offline", "de": "Der Drucker ist offline", "fr": "L'imprimante est hors ligne"}
LEVELS = """
hours = ( { name = "office"; week = [ "mon-fri 09:00-17:30" ]; } );
service_levels = ( { name = "standard"; hours = "office"; promise = true;
  low = { first = "8h"; resolve = "40h"; }; normal = { first = "4h"; resolve = "16h"; };
  high = { first = "2h"; resolve = "8h"; }; urgent = { first = "1h"; resolve = "4h"; }; } );
digests = ( { to = "boss@acme.test"; every = "week"; on = "mon 08:00"; },
            { to = "agents"; every = "day"; on = "08:30"; } );
"""


def registering(p):
    p.write("new@example.org", "Hello", "May I ask something?\n")


def own_data(p):
    p.once = True
    p.write(JO, "Question", "Where is my order?\n")
    for subject in ("[export]", "[forget]"):
        p.write(JO, subject, "")
        p.answer(JO, YES[p.language] + "\n")


def crossed(p):
    """Bob answers a mail that dana has answered meanwhile."""
    p.write("Jo Miller <jo@example.org>", "Blank pages", "It prints blank pages.\n")
    old = p.last(BOB)
    p.answer(BOB, "#assign dana\n")
    p.answer(DANA, "Hello Jo,\n\nplease switch it off and on again.\n\nDana\n")
    p.write(
        BOB,
        "Re: " + old["Subject"],
        "Hello Jo,\n\na new one is on its way.\n\nBob\n",
        to=str(old["Reply-To"]),
        headers=f"In-Reply-To: {old['Message-ID']}\r\nReferences: {old['Message-ID']}\r\n",
    )
    p.write(
        BOB,
        "Re: " + old["Subject"],
        "#note\nThe printer is under guarantee until May.\n",
        to=str(old["Reply-To"]),
        headers=f"In-Reply-To: {old['Message-ID']}\r\n",
    )
    p.write(DANA, "[ACME #1] [close]", "Close it.\n")
    p.answer(DANA, "no\n")


def articles(p):
    os.makedirs(p.d.path("articles"))
    p.d.write(f"articles/printer.{p.language}.md", ARTICLE[p.language])
    p.write(JO, OFFLINE[p.language], OFFLINE[p.language] + ".\n")
    p.write(JO, f"[faq {OFFLINE[p.language]}]", "")
    p.answer(BOB, f"#article printer.{p.language}\n")


def formatted(p):
    """HTML with a list, a table and a picture, in both directions; and figures with charts."""
    written.take(
        p,
        written.written(
            "Jo Miller <jo@example.org>",
            "Printer",
            written.plain_of(written.ASKED),
            written.ASKED,
            pictures=["shot1"],
            headers=(("Authentication-Results", "mx.acme.test; dmarc=pass header.from=example.org"),),
        ),
    )
    written.answer(p, BOB, written.RICH, ["shot1"])
    p.write(BOB, "[report week]", "", headers=desk.proof(BOB))


class Time:
    """Makes time pass for the same desk, as fast as possible."""

    def __init__(self, p):
        p.d.rest()
        self.process = subprocess.Popen(
            [DRIVER, p.d.config, p.d.path("store"), "charts"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.now = 0

    def say(self, line, raw=b""):
        self.process.stdin.write(line.encode() + b"\n" + raw)
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b"ok\n", line

    def pass_to(self, at):
        self.say(f"clock {self.now or int(at)} {int(at)}")
        self.now = int(at)

    def mail(self, at, sender, subject, text):
        raw = desk.mail(sender, subject, text, headers=desk.proof(sender))
        self.pass_to(at)
        self.say(f"mail {int(at)} {len(raw)}", raw)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def answer_to(p, address, template, text):
    """Answers the last mail of that template to the address."""
    mail = [
        m
        for m in map(desk.parse, p.raws)
        if m["To"].addresses[0].addr_spec == address and m["X-Caredesk-Template"] == template
    ][-1]
    p.write(
        address,
        "Re: " + mail["Subject"],
        text,
        to=str(mail["Reply-To"]),
        headers=f"In-Reply-To: {mail['Message-ID']}\r\n",
    )


def weeks(p):
    """What time brings: reminders, escalations, automatic closing, questions and digests."""
    begin = (time.time() // DAY - 40) * DAY + 10 * HOUR
    t = Time(p)
    t.mail(begin, JO, "Blank pages", "The printer in the hall prints blank pages only.\n")
    t.mail(begin + 60, "kim@example.org", "My contract", "How long does it run?\n")
    t.mail(begin + HOUR, BOB, "Re: [ACME #2] My contract", "Until May.\n")
    t.mail(begin + 2 * HOUR, "ida@example.org", "Delivery", "May it come on Monday?\n")
    t.mail(begin + 3 * HOUR, BOB, "Re: [ACME #3] Delivery", "#snooze 2d\n")
    t.pass_to(time.time() - 60)
    t.end()
    p.d.ok("run", "--once")
    p.fresh()
    answer_to(p, "kim@example.org", "feedback", "2\nIt took three weeks.\n")


def absence(p):
    """The desk was off while tickets became due."""
    t = Time(p)
    for n in range(3):
        t.mail(time.time() - 20 * DAY + n, JO, f"Question {n}", "Please help.\n")
    t.end()
    p.d.ok("run", "--once")
    p.fresh()


def lookups(p):
    """What an agent looks up, and the commands that change several things."""
    p.write("Jo Miller <jo@example.org>", "Blank pages", "The printer in the hall prints blank pages.\n")
    p.write("kim@example.org", "[urgent] My contract", "How long does it run?\n")
    p.write("Jo Miller <jo@example.org>", "Toner", "And the printer needs toner.\n")
    p.d.ok("search", "--rebuild")
    for subject in ("[list]", "[list urgent]", "[list closed]", "[search printer]"):
        p.write(BOB, subject, "", headers=desk.proof(BOB))
    p.write(BOB, "[ACME #1] [merge 3]", "", headers=desk.proof(BOB))
    p.write(BOB, "[ACME #1] [raw]", "", headers=desk.proof(BOB))
    p.write(BOB, "[ACME #2] [link 1] [priority high] [category billing] [due 2030-12-01]", "", headers=desk.proof(BOB))
    p.write(BOB, "[new ida@example.org] Delivery", "It comes on Monday.\n", headers=desk.proof(BOB))
    p.write(BOB, "[away 2030-12-01]", "", headers=desk.proof(BOB))
    p.write(BOB, "[back]", "", headers=desk.proof(BOB))


def limit(p, key, value):
    """Changes one of the desk's limits."""
    with open(p.d.config, encoding="utf-8") as f:
        text = re.sub(rf"\b{key} = \d+; ", "", f.read())
    p.d.write("caredesk.conf", text.replace("limits = { ", f"limits = {{ {key} = {value}; "))


def limits(p):
    """Two customers write more than is answered; a colleague takes the ticket over."""
    for sender, key, value in ((JO, "replies_per_sender", 1), ("ida@example.org", "open_per_sender", 1)):
        limit(p, key, value)
        p.write(sender, "Question", "Where is my order?\n")
        p.write(sender, "Question", "And where is the other one?\n")
        limit(p, key, 50)
    p.write(DANA, "[ACME #1] [take]", "", headers=desk.proof(DANA))


def notices(p):
    """What the manager is told of the desk itself."""
    p.write("Jo Miller <jo@example.org>", "Question", "Where is my order?\n")
    limit(p, "min_free", 10**9)
    t = Time(p)
    t.say(f"notices {int(time.time())}")
    t.end()
    limit(p, "min_free", 0)
    p.d.ok("run", "--once")
    p.fresh()


FEEDBACK = 'feedback = "resolved"; hours = "office";'
PLAYS = (  # the play, further keys of `desk`, further sections of the config
    (reading.conversation, "", ""),
    (reading.mishaps, "", ""),
    (reading.talk, "", ""),
    (registering, 'registration = "confirm";', ""),
    (registering, 'registration = "invite";', ""),
    (own_data, "", ""),
    (crossed, "", ""),
    (articles, "", 'articles = "articles";'),
    (formatted, "", ""),
    (lookups, "", ""),
    (limits, "", ""),
    (notices, "", ""),
    (weeks, FEEDBACK, LEVELS),
    (absence, FEEDBACK, LEVELS),
)


def played(language, play, more, sections):
    """The bytes of all its mails."""
    with reading.People(language, more=more, sections=sections) as p:
        play(p)
        return p.raws


@functools.lru_cache(maxsize=None)
def mails(language):
    """Of all plays; under the sanitizers, each play is played in one of the languages."""
    one = slice(None) if desk.STEP == 1 else slice(reading.LANGUAGES.index(language), None, len(reading.LANGUAGES))
    return [raw for play in PLAYS[one] for raw in played(language, *play)]
