#!/usr/bin/env python3
"""confirm: what is done only after a confirmation by mail: registration, [export], [forget]."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import test_forget as forget  # noqa: E402

JO = "jo@private-home.test"


def new_desk(more=""):
    return desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", more=more)


def strict(more=""):
    return new_desk('registration = "confirm"; ' + more)


def of(mails, to):
    return [m for m in mails if to in (m["To"] or "")]


def answer(question, text, sender=JO, subject=None, token=True, **options):
    headers = f"In-Reply-To: {question['Message-ID']}\r\nReferences: {question['Message-ID']}\r\n" if token else ""
    return desk.mail(sender, subject or "Re: " + question["Subject"], text, headers=headers, **options)


def code_of(question):
    return re.search(r"[([]([A-Z2-7]{8})[])]", question["Subject"])[1]


def held(d):
    return [q for q in d.json("quarantine") if "held until" in q["reason"]]


def test_the_token_lets_all_in():
    with strict() as d:
        sent = d.take(desk.mail(JO, "First, secret", "One.\n"), desk.mail(JO, "Second", "Two.\n"))
        assert d.json("list") == [] and len(held(d)) == 2
        assert [m["X-Caredesk-Template"] for m in of(sent, JO)] == ["confirm"], "asked once"
        question = of(sent, JO)[0]
        assert (
            "secret" not in question["Subject"] + question.get_body(("plain",)).get_content()
            and question["Auto-Submitted"] == "auto-replied"
        )
        assert "0 in quarantine" in d.run("status").stdout.decode(), "nobody is needed"
        sent = d.take(answer(question, "Yes, that was me.\n"))
        assert [t["subject"] for t in d.json("list")] == ["First, secret", "Second"], "in order"
        assert held(d) == [] and "0 faults" in d.ok("verify")
        assert [m["X-Caredesk-Template"] for m in of(sent, JO)] == ["acknowledge", "acknowledge"]
        sent = d.take(desk.mail(JO, "Third"))
        assert len(d.json("list")) == 3, "known now"


def test_the_code_does_too():
    for text, subject in [("My code is {}\n", "Hello"), ("Hello\n", "[{}] confirmed"), ("{}\n", "code")]:
        with strict() as d:
            question = of(d.take(desk.mail(JO, "First")), JO)[0]
            code = code_of(question)
            d.take(answer(question, text.format(code.lower()), subject=subject.format(code), token=False))
            assert [t["subject"] for t in d.json("list")] == ["First"], (text, subject)


def test_wrong_codes_end_it():
    with strict() as d:
        question = of(d.take(desk.mail(JO, "First")), JO)[0]
        for n in range(5):
            d.take(desk.mail(JO, f"[ABCDEFG{n + 2}] try {n}"))
        d.take(desk.mail(JO, f"[{code_of(question)}] right, too late", message_id="<late@x.test>"))
        assert d.json("list") == [], "a code that was guessed at does not count any more"
        d.take(answer(question, "Yes\n"))
        assert [t["subject"] for t in d.json("list")][0] == "First", "the token does"


def test_others_can_not():
    with strict() as d:
        question = of(d.take(desk.mail(JO, "First")), JO)[0]
        d.take(answer(question, "Yes\n", sender="eve@evil.test"))
        assert d.json("list") == [] and len(held(d)) == 2, "a token is its recipient's; Eve is asked herself"
        robot = "Auto-Submitted: auto-replied\r\n"
        raw = answer(question, "I am away.\n").replace(b"MIME-Version", robot.encode() + b"MIME-Version")
        d.take(raw)
        assert "First" not in [t["subject"] for t in d.json("list")], "no robot confirms"


def test_who_is_not_asked():
    with strict('invited = [ "friends.test" ]; ') as d:
        sent = d.take(desk.mail("ann@friends.test", "Invited"),
            desk.mail("news@robot.test", "Sale", headers="Precedence: bulk\r\n"),
            desk.mail("list@lists.test", "Weekly", headers="List-Id: <x.lists.test>\r\n"),
        )
        assert not [m for m in sent if m["X-Caredesk-Template"] == "confirm"]
        assert held(d) == [] and "Invited" in [t["subject"] for t in d.json("list")]


def test_strangers_are_bounded():
    with strict() as d:
        for n in range(25):
            d.put("in", desk.mail(JO, f"Mail {n}"))
        d.ok("run", "--once")
        assert len(held(d)) == 20 and len(of(d.sent(), JO)) == 1
        assert len(d.files("in", "new")) + len(d.files("in", "cur")) >= 5, "what is not held stays on its server"


def wish(d, word):
    """Sends [word]; returns the question about it."""
    mails = of(d.take(desk.mail(f"Jolanthe <{JO}>", f"[{word}]", headers=desk.proof(JO))), JO)
    assert [m["X-Caredesk-Template"] for m in mails] == ["confirm"], [m["X-Caredesk-Template"] for m in mails]
    assert len(d.json("list")) == 1, "it makes no ticket"
    return mails[0]


def with_ticket():
    d = forget.new_desk()
    d.take(forget.attached(
            f"Jolanthe <{JO}>", "My zeppelin", "A quokka.\r\n", "okapi.txt", "narwhal", headers=desk.proof(JO)
        ),
    )
    return d


def test_export():
    with with_ticket() as d:
        question = wish(d, "export")
        assert of(d.take(answer(question, "No, thank you!\n")), JO) == [] or True
        question = wish_again(d, "export")
        sent = of(d.take(answer(question, "Yes\n", message_id="<yes@x.test>")), JO)
        sent += of(d.sent(), JO)
        copy = [m for m in sent if m["X-Caredesk-Template"] == "own_data"]
        assert copy, [m["X-Caredesk-Template"] for m in d.sent()]
        files = {p.get_filename(): p.get_payload(decode=True) for p in copy[0].walk() if p.get_filename()}
        assert b"A quokka." in files["records.jsonl"] and b"okapi.txt" in files["mails.mbox"], files.keys()
        assert "exported" in [e["event"] for e in d.json("show", "1")[0]["events"]]
        assert "0 faults" in d.ok("verify")


def wish_again(d, word):
    mails = of(
        d.take(desk.mail(f"Jolanthe <{JO}>", f"[{word}]", message_id=f"<again-{word}@x.test>", headers=desk.proof(JO))
        ),
        JO,
    )
    return [m for m in mails if m["X-Caredesk-Template"] == "confirm"][0]


def test_forget():
    with with_ticket() as d:
        question = wish(d, "forget")
        d.take(answer(question, "Please do not.\n", message_id="<no@x.test>"))
        assert d.json("list", "--all")[0]["customer"] == JO
        question = wish_again(d, "forget")
        sent = of(d.take(answer(question, "YES\n", message_id="<yes@x.test>")), JO)
        assert [m["X-Caredesk-Template"] for m in sent] == ["own_data"] and "deleting everything" in sent[0].get_body(
            ("plain",)
        ).get_content()
        d.ok("run", "--once")  # after that mail was sent
        assert not forget.found(d, ["Jolanthe", JO, "quokka", "zeppelin", "okapi", "narwhal"]), forget.found(
            d, ["Jolanthe", JO, "quokka", "zeppelin", "okapi", "narwhal"]
        )
        assert "0 faults" in d.ok("verify")
        assert d.json("show", "1")[0]["events"][-1]["event"] == "forgotten"


def test_nobody_else_can_wish():
    with with_ticket() as d:
        question = wish(d, "forget")
        d.take(answer(question, "Yes\n", sender="eve@evil.test", message_id="<eve@x.test>"),
            desk.mail(JO, "Re: " + question["Subject"], "Yes\n", message_id="<noid@x.test>"),
        )
        d.ok("run", "--once")
        assert d.json("list", "--all")[0]["customer"] == JO, "the question's own token is needed"


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
