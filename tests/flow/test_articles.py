#!/usr/bin/env python3
"""articles: proposed in the acknowledgement, requested with [faq], marked as the solution, sent by an agent, found."""
import os
import re
import shutil
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
from desk import Desk, mail, maildir, proof  # noqa: E402

JO = "jo@example.org"
BOB = "bob@acme.test"
VPN = (
    "---\ntitle: Set up the VPN\ntags: remote access, tunnel\n---\n\nInstall the **client** and connect.\n\n- Port 1194"
    " must be open.\n"
)
PRINTER = "---\ntitle: The printer is offline\ntags: print, toner\n---\n\nSwitch it off for ten seconds.\n"
SECRET = "---\ntitle: How we reset the tunnel gateway\ntags: vpn gateway\npublic: false\n---\n\nUse the **blue** key.\n"
LONG = "---\ntitle: Long story about invoices\ntags: invoice\n---\n\n" + "An invoice is a long story.\n\n" * 60


def start(folder_of="articles", more=""):
    d = Desk([maildir("support")], outgoing="out", more='authserv_id = "mx.acme.test";')
    os.makedirs(d.path("articles"), exist_ok=True)
    for name, text in (("vpn", VPN), ("printer", PRINTER), ("gateway", SECRET), ("story", LONG)):
        d.write(os.path.join("articles", f"{name}.md"), text.encode())
    with open(d.path("caredesk.conf"), "a", encoding="utf-8") as f:
        f.write(f'articles = "{folder_of}";\n{more}')
    return d


def take(d, sender, subject, text, **options):
    """Takes in a mail; returns the mails that it causes, by template."""
    before = len(d.sent())
    d.ok("ingest", "-", stdin=mail(sender, subject, text, **options))
    d.ok("run", "--once")
    return {m["X-Caredesk-Template"]: m for m in d.sent()[before:]}


def plain(message):
    return message.get_body(("plain",)).get_content()


def html(message):
    return message.get_body(("html",)).get_content()


def events(d, ticket, kind):
    return [e for e in d.json("show", str(ticket))[0]["events"] if e["event"] == kind]


def test_proposed_and_solved():
    with start() as d:
        mails = take(d, JO, "VPN trouble", "How do I set up the VPN? The tunnel does not start.\n", headers=proof(JO))
        ack = mails["acknowledge"]
        assert (
            "Set up the VPN" in plain(ack)
            and "- Port 1194 must be open." in plain(ack)
            and "[solved vpn]" in plain(ack)
        )
        assert "gateway" not in plain(ack) and "printer" not in plain(ack) and "mailto:" not in plain(ack)
        assert "<strong>client</strong>" in html(ack)
        link = urllib.parse.urlsplit(re.search(r'href="(mailto:[^"]*solved[^"]*)"', html(ack))[1].replace("&amp;", "&"))
        subject = urllib.parse.parse_qs(link.query)["subject"][0]
        assert subject.endswith("[solved vpn]")
        assert [e["detail"] for e in events(d, 1, "proposed")], d.json("show", "1")[0]["events"]
        answers = urllib.parse.parse_qs(link.query).get("in-reply-to", [""])[0]
        mails = take(d, JO, subject, "\n", to=urllib.parse.unquote(link.path), headers=f"In-Reply-To: {answers}\r\n")
        assert "resolved" in mails and "customer_message" in mails, (sorted(mails), d.ok("show", "1"))
        ticket = d.json("show", "1")[0]
        assert ticket["status"] == "resolved" and len(events(d, 1, "solved")) == 1


def test_solved_without_proof_is_a_message():
    with start() as d:
        take(d, JO, "VPN trouble", "How do I set up the VPN?\n", headers=proof(JO))
        mails = take(d, JO, "Re: [ACME #1] [solved vpn]", "\n")
        ticket = d.json("show", "1")[0]
        assert ticket["status"] != "resolved" and "resolved" not in mails and ticket["messages"][-1]["subject"]
        mails = take(d, JO, "Re: [ACME #1] [solved nonsense]", "It works.\n", headers=proof(JO))
        assert d.json("show", "1")[0]["status"] != "resolved" and not events(d, 1, "solved")


def test_nothing_is_proposed():
    with start() as d:
        assert "Perhaps one of" not in plain(
            take(d, JO, "Hello", "May I bring my dog?\n", headers=proof(JO))["acknowledge"]
        )
        unproven = take(d, "lee@example.org", "VPN trouble", "How do I set up the VPN?\n")
        assert "acknowledge" not in unproven or "Set up" not in plain(unproven["acknowledge"])
    with start(more="suggest_articles = 0;\n") as d:
        assert "Set up" not in plain(
            take(d, JO, "VPN trouble", "How do I set up the VPN?\n", headers=proof(JO))["acknowledge"]
        )


def test_faq():
    with start() as d:
        answer = plain(take(d, JO, "[faq vpn tunnel]", "\n", headers=proof(JO))["faq"])
        assert "Install the client and connect." in answer and "blue key" not in answer and "[solved" not in answer
        answer = plain(take(d, JO, "[faq invoice]", "\n", headers=proof(JO))["faq"])
        assert answer.count("An invoice is a long story.") == 60
        answer = plain(take(d, JO, "[faq Schlittenhund]", "\n", headers=proof(JO))["faq"])
        assert "no article" in answer and "Schlittenhund" not in answer
        answer = plain(take(d, JO, "[faq]", "\n", headers=proof(JO))["faq"])
        assert "- The printer is offline" in answer and "gateway" not in answer
        assert d.json("list", "--all") == []
        sent = {row["group"]: row["sent"] for row in d.json("report", "--from", "week", "--by", "article")}
        assert sent == {"vpn": 1, "story": 1}, sent
        assert "0 faults" in d.ok("verify")
        d.ok("export", d.path("moved"))
        shutil.rmtree(d.path("store"))
        d.ok("import", d.path("moved"))
        again = {row["group"]: row["sent"] for row in d.json("report", "--from", "week", "--by", "article")}
        assert again == sent and "0 faults" in d.ok("verify"), again


def test_a_long_one_is_cut():
    with start() as d:
        ack = plain(take(d, JO, "Invoice", "I have a question about an invoice.\n", headers=proof(JO))["acknowledge"])
        assert "[faq story]" in ack and 5 < ack.count("An invoice is a long story.") < 60


def test_an_agent_sends_and_finds():
    with start() as d:
        take(d, JO, "Help", "Something is wrong.\n", headers=proof(JO))
        assigned = [m for m in d.sent() if m["X-Caredesk-Template"] == "assigned"][0]
        mails = take(
            d,
            BOB,
            "Re: " + assigned["Subject"],
            "#article gateway\nHere is what to do.\n",
            to=assigned["Reply-To"],
            headers=proof(BOB),
        )
        reply = mails["reply"]
        assert plain(reply).index("Use the blue key.") < plain(reply).index("Here is what to do.")
        page = html(reply)  # its form is kept, though the agent wrote plain text
        assert re.search(r"Use the <(b|strong)\b[^>]*>blue</", page) and "<p>Here is" in page.replace("\n", ""), page
        assert len(events(d, 1, "article")) == 1
        mails = take(
            d,
            BOB,
            "Re: " + assigned["Subject"],
            "#article gatway\nHere.\n",
            to=assigned["Reply-To"],
            message_id="<2@acme.test>",
            headers=proof(BOB),
        )
        assert "reply" not in mails and "#article gateway" in plain(mails["receipt"])
        d.ok("search", "wrong")
        mails = take(d, BOB, "A question", "#search vpn tunnel\n", headers=proof(BOB))
        assert "#article vpn" in plain(mails["receipt"]) and "Set up the VPN" in plain(mails["receipt"])


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
