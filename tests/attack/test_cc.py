"""An agent replies to all and adds a Cc: the copy that the client sends bypasses the desk, but can do no harm."""
import re
import sys

import attack
import desk
from attack import JO

BOB, KIM, LOU = "bob@acme.test", "kim@partner.example", "lou@partner.example"
RESULTS = "Authentication-Results: mx.acme.test; dmarc={} header.from=acme.test\r\n"
OPTIONS = {"more": 'reply_address = "plus"; acknowledge = "all";'}
ADDRESSED = ("To", "Cc", "Bcc", "Reply-To")


def to_bob(d):
    return [m for m in d.sent() if attack.is_to(m, BOB)][-1]


def answer(got, text, cc="", sender=BOB, headers="", mid="a1"):
    """A reply to all: to Reply-To, and everyone in To and Cc except the agent, with the desk's mail quoted below as
    clients do."""
    found = [a.addr_spec for name in ("To", "Cc") if got[name] for a in got[name].addresses]
    others = [address for address in found if address != BOB]
    quoted = "".join(f"> {line}\r\n" for line in desk.text(got).splitlines())
    copies = f"Cc: {', '.join(others + [cc])}\r\n" if others or cc else ""
    return desk.mail(
        sender,
        "Re: " + got["Subject"],
        f"{text}\r\n\r\nOn Monday, {got['From']} wrote:\r\n{quoted}",
        to=str(got["Reply-To"]),
        message_id=f"<{mid}@acme.test>",
        headers=f"In-Reply-To: {got['Message-ID']}\r\n{copies}{headers}",
    )


def token_of(mail):
    return mail["Reply-To"].addresses[0].addr_spec.partition("+")[2].partition("@")[0]


def test_reply_all_adds_nobody():
    """Whatever the desk sends to an agent, a reply to all goes to the desk alone."""
    with attack.desk_with_ticket(**OPTIONS) as d:
        attack.take_in(d, desk.mail(f"Lou <{LOU}>", "Scanner", headers=f"Cc: {KIM}\r\n"))
        attack.take_in(d, answer(to_bob(d), "#note\r\nThis is difficult.", mid="n1"))
        attack.take_in(d, answer(to_bob(d), "Try again."))
        mails = [m for m in d.sent() if attack.is_to(m, BOB)]
        assert len(mails) >= 3
        for m in mails:
            found = [a.addr_spec for name in ADDRESSED if m[name] for a in m[name].addresses]
            people = {re.sub(r"[+@].*", "", address) for address in found}
            assert people == {"bob", "support"} and not m["Cc"] and len(m["Reply-To"].addresses) == 1, found
        return len(mails)


def test_cc_of_an_answer():
    """Kim, whom bob has copied, becomes a watcher, and bob is notified; the desk sends the head of bob's mail to no one
    else."""
    with attack.desk_with_ticket(**OPTIONS) as d:
        got = to_bob(d)
        sent = attack.take_in(d, answer(got, "The answer is 42.", cc=f"Kim <{KIM}>"))
        assert not [m for m in sent if m["To"].addresses[0].addr_spec == KIM], "nobody gets it twice"
        receipt = [m for m in sent if m["X-Caredesk-Template"] == "receipt"]
        assert len(receipt) == 1 and attack.is_to(receipt[0], BOB), [m["X-Caredesk-Template"] for m in sent]
        assert re.search(rf"directly to {KIM},.*#watch {KIM}", desk.text(receipt[0]), re.S), desk.text(receipt[0])
        assert attack.ticket(d)["watchers"] == [KIM]
        again = attack.take_in(d, answer(to_bob(d), "And 43.", mid="a2"))
        to_kim = [m for m in again if m["To"].addresses[0].addr_spec == KIM]
        assert len(to_kim) == 1 and to_kim[0]["X-Caredesk-Template"] == "reply", again
        for m in to_kim + [m for m in sent + again if attack.is_to(m, JO)]:
            assert token_of(got) not in m.as_string() and "mailto:" not in desk.page(m), m.as_string()
            for inner in ("Status:", "Category:", "#note", "#close", "above this line", "assigned to you"):
                assert inner not in desk.text(m) and inner not in desk.page(m), (inner, desk.text(m))
        return 2


# name, who uses the mail that kim was sent, headers, whether the result is a message from kim
USED = (
    ("kim answers all", KIM, "", 1),
    ("a stranger whom kim has handed it on to", "mallory@evil.example", "", 0),
    ("somebody in bob's name, and our host says no", BOB, RESULTS.format("fail"), 0),
    ("somebody in bob's name, and nothing proves it", BOB, "", 0),
)


def test_the_key_in_others_hands():
    """Kim's copy has bob's signed address, which is worthless if our mail server checks senders."""
    checked = OPTIONS["more"] + ' authserv_id = "mx.acme.test"; agent_proof = "both";'

    def attempt(name, sender, headers, joins):
        with attack.desk_with_ticket(more=checked) as d:
            got = to_bob(d)
            attack.take_in(d, answer(got, "The answer is 42.", cc=KIM, headers=RESULTS.format("pass")))
            assert (attack.ticket(d)["status"], attack.ticket(d)["watchers"]) == ("pending", [KIM]), attack.ticket(d)
            raw = answer(got, "#close\r\nGive me the notes.", sender=sender, headers=headers, mid="b1")
            sent = attack.take_in(d, raw)
            t = attack.ticket(d)
            assert t["status"] != "closed" and t["watchers"] == [KIM], t
            assert not [m for m in sent if m["X-Caredesk-Template"] in ("reply", "closed", "resolved")], sent
            learned = [m for m in sent if attack.is_to(m, sender) and m["X-Caredesk-Template"] != "acknowledge"]
            assert not learned or sender == BOB, learned
            fresh = [(m["from"], m["kind"]) for m in t["messages"][2:]]
            assert fresh == [(KIM, "customer")] * joins or sender == BOB, t

    return attack.each(USED, attempt)


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
