"""Automatic answers as a weapon: the address in a forged From is answered rarely, and never with the forger's words."""
import contextlib
import sys

import attack
import desk
from attack import JO

VICTIM = "victim@example.org"
WORDS = "buy-at-evil.example"
OURS = "Authentication-Results: mx.acme.test; "


@contextlib.contextmanager
def open_desk(more='authserv_id = "mx.acme.test"; acknowledge = "all";', limits="max_size = 20000;", **options):
    with desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", limits=limits, **options) as d:
        with open(d.config, encoding="utf-8") as f:
            text = f.read()
        d.write("caredesk.conf", text.replace('tag = "ACME";', 'tag = "ACME"; ' + more))
        yield d


def forged(sender, subject, number=0, text=f"See https://{WORDS}/ now.\n", headers=""):
    return desk.mail(sender, subject, text, message_id=f"<forged.{number}@evil.example>", headers=headers)


def outside(sent):
    """The mails to addresses outside the desk's team."""
    return [m for m in sent if not m["To"].addresses[0].addr_spec.endswith("@acme.test")]


# --- how often ---

# Spellings of one address, and another address of the same person
SPELLINGS = (
    ("as it is", VICTIM),
    ("in capitals", "VICTIM@EXAMPLE.ORG"),
    ("its domain in capitals", "victim@Example.Org"),
    ("a plus part", "victim+1@example.org"),
    ("another plus part", "victim+news@example.org"),
    ("two plus parts", "victim+a+b@example.org"),
    ("an empty plus part", "victim+@example.org"),
    ("a dot", "v.ictim@example.org"),
    ("dots", "v.i.c.t.i.m@example.org"),
    ("dots and a plus part", "vic.tim+x@example.org"),
    ("quotes", '"victim"@example.org'),
    ("quotes and a dot", '"vic.tim"@example.org'),
    ("quotes and a plus part", '"victim+x"@example.org'),
    ("an escape", '"v\\ictim"@example.org'),
    ("a final dot", "victim@example.org."),
    ("a name", f'"Somebody else" <{VICTIM}>'),
    ("a comment", f"{VICTIM} (x)"),
    ("mixed case and dots", "Vi.CtIm@exAmple.org"),
)
ASKS = ("Hello", "[status]", "[help]", "[close #1]", "[status #1]", "[faq words]", "[export]", "[forget]")


def try_spelling(_, spelling):
    with open_desk() as d:
        first = outside(attack.take_in(d, forged(VICTIM, "Hello")))
        sent = outside(attack.take_in(d, *(forged(spelling, ask, number + 1) for number, ask in enumerate(ASKS))))
        assert len(first) == 1 and not sent, f"{len(first)} and {len(sent)} answers within the hour"


def test_spellings():
    return attack.each(SPELLINGS, try_spelling)


def test_spellings_of_a_domain():
    with open_desk() as d:
        names = ("jo@exämple.de", "jo@xn--exmple-cua.de", "jo@XN--EXMPLE-CUA.DE", "jo@EXÄMPLE.de", "j.o+x@exämple.de")
        sent = outside(attack.take_in(d, *(forged(name, "Hello", number) for number, name in enumerate(names))))
        assert len(sent) <= 1, f"{len(sent)} answers"
    return 1


# name, the forged senders: more than the limits allow
SMALL = "max_size = 20000; replies_per_sender = 1; mails_per_minute = 60;"
CROWDS = (
    ("a domain", [f"user{i}@victim.example" for i in range(100)]),
    (
        "a domain in many spellings",
        [f"user{i}@{'vViIcC'[i % 6]}ictim.example".replace("vi", "i", i % 2) for i in range(60)]
        + [f"user{i}@VICTIM.example." for i in range(60)],
    ),
    ("the world", [f"user@host{i}.example" for i in range(100)]),
)


def try_crowd(name, senders):
    with open_desk(limits=SMALL) as d:
        sent = attack.take_in(d, *(forged(sender, "Hello", number) for number, sender in enumerate(senders)))
        answers = outside(sent)
        bound = 60 if name == "the world" else 40 * len({s.rpartition("@")[2].lower().rstrip(".") for s in senders})
        assert 0 < len(answers) <= bound, f"{len(answers)} answers"
        queued = [row for row in d.json("outbox") if row["template"] == "acknowledge"]
        assert not queued, f"{len(queued)} are kept for later"
        warned = [m for m in sent if m["X-Caredesk-Template"] == "warning"]
        assert len(warned) <= 2, f"{len(warned)} warnings"
        assert len(d.json("list")) == len(senders), "each is a ticket all the same"


def test_crowds():
    return attack.each(CROWDS, try_crowd)


# --- to whom ---

# name, configuration, authentication results on the forged mail
POLICIES = (
    ("nothing said", 'authserv_id = "mx.acme.test";', ""),
    ("the verified", 'authserv_id = "mx.acme.test"; acknowledge = "verified";', ""),
    ("the verified, without a host", 'acknowledge = "verified";', ""),
    ("no result", 'authserv_id = "mx.acme.test";', OURS + "dmarc=none header.from=example.org\r\n"),
    ("a failure", 'authserv_id = "mx.acme.test";', OURS + "dmarc=fail header.from=example.org\r\n"),
    ("the forger's own pass", 'authserv_id = "mx.acme.test";', OURS + "dmarc=pass header.from=evil.example\r\n"),
    (
        "another host's pass",
        'authserv_id = "mx.acme.test";',
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org\r\n",
    ),
    ("nobody", 'authserv_id = "mx.acme.test"; acknowledge = "none";', OURS + "dmarc=pass header.from=example.org\r\n"),
    (
        "a pass for who is not the sender",
        'authserv_id = "mx.acme.test"; reply_to = "always";',
        f"Reply-To: {VICTIM}\r\n",
    ),
)


def try_policy(name, more, headers):
    with open_desk(more) as d:
        sender = "mallory@evil.example" if "Reply-To" in headers else VICTIM
        more = headers + (desk.proof(sender) if "Reply-To" in headers else "")
        large = forged(sender, "Big", 99, text="x" * 70 + "\n" + "y\n" * 20000, headers=more)
        sent = outside(
            attack.take_in(d, large, *(forged(sender, ask, number, headers=more) for number, ask in enumerate(ASKS)))
        )
        assert not [m for m in sent if attack.is_to(m, VICTIM)], [m["Subject"] for m in sent]


def test_policies():
    return attack.each(POLICIES, try_policy)


def test_nobody_is_known_by_forged_mails():
    with open_desk('authserv_id = "mx.acme.test";') as d:
        for number in range(5):
            assert not outside(attack.take_in(d, forged(VICTIM, "Hello", number))), f"an answer to mail {number}"
        sent = outside(attack.take_in(d, forged(VICTIM, "Hello", 10, headers=desk.proof(VICTIM))))
        assert [m["X-Caredesk-Template"] for m in sent] == ["acknowledge"], "the victim's own mail is answered"
        sent = outside(attack.take_in(d, forged(VICTIM, "Hello", 11)))
        assert len(sent) == 1, "now the address is known"
        assert not outside(attack.take_in(d, forged(VICTIM, "Hello", 12))), "but once an hour only"
    return 1


# --- with whose words ---

SUBJECTS = (
    ("a new ticket", f"Hello {WORDS}"),
    ("a new ticket with a link", f"https://{WORDS}/"),
    ("a tag that is unknown", f"[{WORDS}] Hello"),
    ("a category and more", f"[billing] {WORDS}"),
    ("a priority and more", f"[urgent] {WORDS}"),
    ("a number of nobody's", f"[status #77] {WORDS}"),
    ("a close of nobody's", f"[close #77] {WORDS}"),
    ("articles", f"[faq {WORDS}]"),
    ("the status", "[status]"),
    ("help", "[help]"),
    ("an export", "[export]"),
    ("to be forgotten", "[forget]"),
    ("a language", f"Hallo {WORDS}"),
    ("folded", f"Hello\r\n {WORDS}"),
    ("encoded", "=?utf-8?q?buy-at-evil=2Eexample?="),
    ("split", f"buy-at-evil.example" + " " * 60 + "x"),
)


def try_words(_, subject):
    with open_desk() as d:
        attack.take_in(d, desk.mail(JO, "Mine", headers=desk.proof(JO)))
        raw = desk.mail(
            f'"{WORDS}" <{VICTIM}>',
            subject,
            f"See https://{WORDS}/ now.\n",
            message_id="<forged@evil.example>",
            headers=f"Reply-To: x@{WORDS}\r\nX-Words: {WORDS}\r\nThread-Topic: {WORDS}\r\nContent-Language: de\r\n",
        )
        sent = [m for m in attack.take_in(d, raw) if attack.is_to(m, VICTIM)]
        assert sent, "it is answered"
        assert WORDS not in str(sent[0]), str(sent[0])
        assert WORDS not in str(sent[0]["Subject"]) + desk.text(sent[0]), sent[0]["Subject"]


def test_words():
    return attack.each(SUBJECTS, try_words)


def test_words_of_a_large_mail():
    with open_desk() as d:
        sent = outside(
            attack.take_in(
                d,
                desk.mail(
                    f'"{WORDS}" <{VICTIM}>', f"See {WORDS}", f"{WORDS}\n" * 2000, message_id="<big@evil.example>"
                ),
            )
        )
        assert [m["X-Caredesk-Template"] for m in sent] == ["oversize"], sent
        assert WORDS not in str(sent[0]), str(sent[0])
    return 1


def test_words_of_an_older_ticket():
    """The forger's subject is not sent later either, whether the forger or the victim asks about the ticket."""
    for ask in ("[status]", "[status #1]", "[close #1]"):
        with open_desk(more='acknowledge = "all";') as d:
            attack.take_in(d, forged(VICTIM, f"See {WORDS}"))
            sent = outside(attack.take_in(d, forged("vic.tim@example.org", ask, 1)))
            assert not sent, "another address than the ticket's"
        with open_desk() as d:
            attack.take_in(d, forged("other@example.org", "x"), forged(VICTIM, f"See {WORDS}", 2))
            sent = outside(attack.take_in(d, forged("other@example.org", ask.replace("1", "2"), 3)))
            assert not [m for m in sent if WORDS in str(m)], "to who is not on it"
    return 3


# --- what is not an attack ---

def test_who_has_proof_is_answered():
    with open_desk('authserv_id = "mx.acme.test";') as d:
        sent = outside(
            attack.take_in(
                d,
                *(
                    desk.mail(f"Jo <{JO}>", ask, message_id=f"<{number}@mail.example.org>", headers=desk.proof(JO))
                    for number, ask in enumerate(("Printer on fire", "[status]", "[help]", "[status #1]"))
                ),
            )
        )
        assert sorted(m["X-Caredesk-Template"] for m in sent) == [
            "acknowledge",
            "help_customer",
            "status",
            "status_list",
        ], sent
        assert all(
            "Printer on fire" in m["Subject"] + desk.text(m)
            for m in sent
            if m["X-Caredesk-Template"] != "help_customer"
        )


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
