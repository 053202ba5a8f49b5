#!/usr/bin/env python3
"""clients: a customer and an agent, each with one of the common mail clients, write to each other ten times. What they
write arrives on the other side as written, with its picture in its place; earlier text arrives at most once and makes
no mail grow; no mail from the desk has any fault (strict.py)."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import clients  # noqa: E402
import desk  # noqa: E402
import page as pages  # noqa: E402
import strict  # noqa: E402

TURNS = 10
BOB = "bob@acme.test"
SLACK = 40  # octets by which any two mails may differ: ids, dates
RED = {"#ff0000", "red", "rgb(255,0,0)"}


class Talk:
    """All clients at once: each has a ticket, whose customer and agent use it."""

    def __init__(self, d):
        self.d, self.read, self.number = d, 0, 0
        self.last = {}  # (ticket, address): the last mail received

    def take(self, raws):
        """Takes in the mails; returns the mails sent because of them."""
        for raw in raws:
            self.number += 1
            self.d.put("in", raw, f"{self.number:05}.test")
        self.d.ok("run", "--once")
        names = self.d.files("out")[self.read :]
        self.read += len(names)
        return [self.came(name) for name in names]

    def came(self, name):
        with open(self.d.path("out", "new", name), "rb") as f:
            sent = strict.check(f.read())
        self.last[ticket_of(sent), sent.to.addr_spec] = sent
        return sent


def ticket_of(sent):
    return int(sent.fields["X-Caredesk-Ticket"])


def customer(number):
    return f"jo{number}@example.org"


# --- what must be seen of what a person wrote ---


class Seen:
    """Where each word and picture of a page is, and their order."""

    def __init__(self, root):
        self.places, self.order, self.pictures = {}, [], []
        for one in root.each():
            if isinstance(one, pages.Node):
                if one.tag == "img":
                    self.pictures.append(one)
                    self.order.append("IMG")
                continue
            for word in re.findall(r"\w+", one[1]):
                self.places.setdefault(word, []).append(one[0])
                self.order.append(word)

    def the_one(self, word):
        """The one element that contains the word."""
        found = self.places.get(word, [])
        assert len(found) == 1, f"{word} stands there {len(found)} times"
        return found[0]

    def near(self, word, tags):
        return nearest(self.the_one(word), tags)


def is_bold(node):
    return any(one.tag in ("b", "strong") or one.style("font-weight") in ("bold", "700") for one in node.above())


def nearest(node, tags):
    return next((one for one in node.above() if one.tag in tags), None)


def colour(node):
    """The colour of the nearest ancestor that has one."""
    return next(
        (
            c
            for c in ((one.style("color") or one.attrs.get("color") or "").replace(" ", "") for one in node.above())
            if c
        ),
        "",
    )


def check_looks(seen, own):
    assert is_bold(seen.the_one(own.bold)), "what was bold is not"
    link = seen.near(own.link, ["a"])
    assert link is not None and link.attrs["href"] == own.url, "the link leads elsewhere"
    one, two = (seen.near(name + own.key, ["li"]) for name in ("one", "two"))
    assert (
        one and two and one is not two and one.parent is two.parent and one.parent.tag in ("ul", "ol")
    ), "the list is none"
    left, right = (seen.near(name + own.key, ["td"]) for name in ("left", "right"))
    assert left and right and left is not right and nearest(left, ["tr"]) is nearest(right, ["tr"]), "the table is none"
    assert colour(seen.the_one("red" + own.key)) in RED, "what was red is not"


def check_order(seen, own):
    """Checks that everything is in the order in which it was written, with the picture between the same words."""
    order = [word for word in seen.order if word == "IMG" or word in own.words]
    wanted = own.words[:-1] + (["IMG"] if own.picture else []) + own.words[-1:]
    assert order == wanted, f"the order is {order}"
    before, after = (seen.near(name + own.key, pages.BLOCKS) for name in ("before", "behind"))
    assert before is after, "the picture's line is two"
    assert not own.picture or before is nearest(seen.pictures[0], pages.BLOCKS), "the picture stands on another line"


def check_picture(sent, seen, own):
    """Checks that the picture is there once, under a new id, and no other one."""
    shown = [part.data for part in sent.pictures]
    assert shown == ([own.picture] if own.picture else []), f"{len(shown)} pictures: {sent.pictures}"
    for part, node in zip(sent.pictures, seen.pictures):
        assert node.attrs["src"] == "cid:" + part.id and own.key not in part.id and part.disposition == "inline"
    files = [part.name for part in sent.parts if part.disposition == "attachment"]
    assert not files, f"attached: {files}"


def check_mail(sent, own):
    seen = Seen(sent.root)
    check_looks(seen, own)
    check_order(seen, own)
    check_picture(sent, seen, own)
    assert own.signature not in sent.text and own.signature not in sent.page, "a signature has come along"


# --- what was said before ---


def check_once(sent, all_words):
    for form in (sent.text, "\n".join(pages.lines(sent.root))):
        found = [word for word in re.findall(r"\w+", form) if word in all_words]
        assert len(found) == len(set(found)), f"twice: {sorted(w for w in set(found) if found.count(w) > 1)}\n{form}"


def check_growth(third, tenth):
    """Checks that the tenth mail is not larger than the third by more than what was written; each is (mail, what was
    written)."""
    more = tenth[0].body_size() - third[0].body_size()
    assert more <= max(0, len(tenth[1]) - len(third[1])) + SLACK, f"{more} octets more"


# --- ten turns ---


class Trial:
    """A ticket, and the clients with which its customer and its agent write."""

    def __init__(self, number, customers, agents):
        self.number, self.clients = number, {"agent": agents, "customer": customers}
        self.sides, self.faults, self.words = {"agent": [], "customer": []}, [], set()
        self.name = f"{agents.name}" if agents is customers else f"{agents.name} and {customers.name}"

    def write(self, who, turn):
        own = clients.Own(who, turn, f"{who[0]}{self.number:02}x{turn:02}")
        self.words |= set(own.words)
        return own

    def judge(self, what, check, *words):
        try:
            check(*words)
        except AssertionError as e:
            self.faults.append(f"{self.name}, {what}: {e}")

    def came(self, who, own, sent):
        """Checks what the other side gets of what `who` wrote."""
        self.sides[who].append((sent, own))
        what = f"{who}'s turn {len(self.sides[who])}"
        self.judge(what, check_mail, sent, own)
        self.judge(what, check_once, sent, self.words)

    def end(self):
        for who, mails in self.sides.items():
            if len(mails) < TURNS:
                self.faults.append(f"{self.name}: {len(mails)} of {who}'s {TURNS} mails have arrived")
            else:
                self.judge(f"{who}'s tenth mail", check_growth, mails[2], mails[9])


def side(talk, trials, who, turn):
    """One answer on each ticket, by all customers or by all agents."""
    sender, recipient, template = (
        (lambda t: BOB, lambda t: customer(t.number), "reply")
        if who == "agent"
        else (lambda t: customer(t.number), lambda t: BOB, "customer_message")
    )
    owns = {t.number: t.write(who, turn) for t in trials}
    for sent in talk.take(
        [clients.answer(t.clients[who], talk.last[t.number, sender(t)], sender(t), owns[t.number]) for t in trials]
    ):
        trial = trials[ticket_of(sent) - 1]
        if sent.template == template and sent.to.addr_spec == recipient(trial):
            trial.came(who, owns[trial.number], sent)
        else:
            trial.faults.append(f"{trial.name}, {who}'s turn {turn}: a mail {sent.template} to {sent.to}:\n{sent.text}")


def begin(talk, trials):
    owns = {t.number: t.write("customer", 0) for t in trials}
    for sent in talk.take(
        [clients.first(t.clients["customer"], customer(t.number), desk.SUPPORT, owns[t.number]) for t in trials]
    ):
        trial = trials[ticket_of(sent) - 1]
        if sent.template == "assigned":
            trial.judge("the first mail", check_mail, sent, owns[trial.number])


def check_kept(talk, trial):
    """Checks that each message is kept as it was written, in HTML too."""
    messages = talk.d.json("show", str(trial.number))[0]["messages"]
    said = sorted((own for mails in trial.sides.values() for _, own in mails), key=lambda own: own.key)
    for own in said:
        kept = [m for m in messages if own.bold in m["text"]]
        assert len(kept) == 1, f"{len(kept)} messages say {own.bold}"
        check_looks(Seen(pages.tree(kept[0]["html"] or "")), own)
        assert own.signature not in kept[0]["html"] + kept[0]["text"], "a signature is kept"


def ten_turns(chosen, agents):
    """Ten turns on one ticket for each pair of a customer's and an agent's client."""
    with desk.Desk([desk.maildir("in")], outgoing="out", limits="mails_per_minute = 100000;") as d:
        trials = [Trial(number, *pair) for number, pair in enumerate(zip(chosen, agents), 1)]
        talk = Talk(d)
        begin(talk, trials)
        for turn in range(1, TURNS + 1):
            side(talk, trials, "agent", turn)
            side(talk, trials, "customer", turn)
        for trial in trials:
            trial.end()
            trial.judge("what is kept", check_kept, talk, trial)
    faults = [fault for trial in trials for fault in trial.faults]
    assert not faults, (
        f"{len(faults)} faults with {len({f.partition(',')[0] for f in faults})} of {len(chosen)} pairs of clients:\n"
        + "\n".join(faults)
    )
    return len(trials) * TURNS * 2


def chosen():
    return desk.some([client for client in clients.CLIENTS if os.environ.get("CLIENT", "") in client.name])


def test_ten_turns():
    return ten_turns(chosen(), chosen())


def test_with_other_clients():
    """Clients quote what other clients made of the HTML."""
    count = len(chosen())
    pairs = [(chosen()[i], chosen()[(7 * i + 3) % count]) for i in range(0, count, 3)]
    return ten_turns(*zip(*pairs))


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
