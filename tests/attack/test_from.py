"""Mails that claim to be an agent's, without proof: no command is carried out, neither customer nor agents get any
result, and only the real agent is asked."""
import sys

import attack
import desk

OURS = "Authentication-Results: mx.acme.test; "
RE = "Re: [ACME #1] Printer"
BOB = "bob@acme.test"
TEXT = "Send the money to this account.\n"

# name, From, Subject, text, more header lines
FORGED = (
    ("a bare answer", BOB, RE, TEXT, ""),
    ("a command in the text", BOB, RE, "#close\n", ""),
    ("a command and a text", BOB, RE, "#resolve\n" + TEXT, ""),
    ("a note", BOB, RE, "#note\nsecret\n", ""),
    ("to take it", BOB, RE, "#take\n", ""),
    ("to hand it on", BOB, RE, "#assign carol\n", ""),
    ("to watch it", BOB, RE, f"#watch {attack.MALLORY}\n", ""),
    ("to make it one's own", BOB, RE, f"#customer {attack.MALLORY}\n", ""),
    ("to see it", BOB, RE, "#show\n", ""),
    ("to see why", BOB, RE, "#why\n", ""),
    ("to list all", BOB, "list", "#list\n", ""),
    ("to open one", BOB, "Hello", f"#new {attack.MALLORY}\nHello.\n", ""),
    ("to have it raw", BOB, RE, "#raw\n", ""),
    ("to be away", BOB, RE, "#away 3d\n", ""),
    ("to undo", BOB, RE, "#undo\n", ""),
    ("to merge", BOB, RE, "#merge 1\n", ""),
    ("to split", BOB, RE, "#split\n", ""),
    ("a command in a fresh subject", BOB, "[ACME #1] [close]", "\n", ""),
    ("a fresh subject of commands", BOB, "[close #1]", "\n", ""),
    ("a name that is the agent's", f'"{BOB}" <{attack.MALLORY}>', RE, "#close\n", ""),
    ("another case", "BOB@ACME.TEST", RE, "#close\n", ""),
    ("two addresses", f"{BOB}, {attack.MALLORY}", RE, "#close\n", ""),
    ("two addresses, the agent's last", f"{attack.MALLORY}, {BOB}", RE, "#close\n", ""),
    ("two From", BOB, RE, "#close\n", f"From: {attack.MALLORY}\r\n"),
    ("two From, both the agent's", BOB, RE, "#close\n", f"From: {BOB}\r\n"),
    ("a group", f"agents: {BOB};", RE, "#close\n", ""),
    ("a Sender", attack.MALLORY, RE, "#close\n", f"Sender: {BOB}\r\n"),
    ("a Reply-To", attack.MALLORY, RE, "#close\n", f"Reply-To: {BOB}\r\n"),
    ("a Resent-From", attack.MALLORY, RE, "#close\n", f"Resent-From: {BOB}\r\n"),
    (
        "X-Original-From",
        f'"bob via x" <{attack.MALLORY}>',
        RE,
        "#close\n",
        f"X-Original-From: {BOB}\r\nReply-To: {BOB}\r\n",
    ),
    ("through a form", "noreply@forms.example", RE, "#close\n", f"Reply-To: {BOB}\r\n"),
    ("through the desk's own form", "web@acme.test", RE, "#close\n", f"Reply-To: {BOB}\r\n"),
    ("in an encoded word", "=?utf-8?q?bob=40acme=2Etest?= <mallory@evil.example>", RE, "#close\n", ""),
    ("with a comment", f"(x) {BOB} (y)", RE, "#close\n", ""),
    ("with a route", f"<@evil.example:{BOB}>", RE, "#close\n", ""),
    ("with quotes", '"bob"@acme.test', RE, "#close\n", ""),
    ("with a final dot", "bob@acme.test.", RE, "#close\n", ""),
    ("with a wide at", "bob＠acme.test <mallory@evil.example>", RE, "#close\n", ""),
    (
        "another host's pass",
        BOB,
        RE,
        "#close\n",
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=acme.test\r\n",
    ),
    (
        "a host called nearly so",
        BOB,
        RE,
        "#close\n",
        "Authentication-Results: mx.acme.test.evil.example; dmarc=pass header.from=acme.test\r\n",
    ),
    (
        "ours below another's",
        BOB,
        RE,
        "#close\n",
        "Authentication-Results: mx.evil.example; spf=none\r\n" + OURS + "dmarc=pass header.from=acme.test\r\n",
    ),
    (
        "ours below ours",
        BOB,
        RE,
        "#close\n",
        OURS + "dmarc=none header.from=acme.test\r\n" + OURS + "dmarc=pass header.from=acme.test\r\n",
    ),
    ("a pass for the forger", BOB, RE, "#close\n", OURS + "dmarc=pass header.from=evil.example\r\n"),
    ("a key of the forger's", BOB, RE, "#close\n", OURS + "dkim=pass header.d=evil.example\r\n"),
    ("a server of the forger's", BOB, RE, "#close\n", OURS + "spf=pass smtp.mailfrom=mallory@evil.example\r\n"),
    ("a name below the agent's", BOB, RE, "#close\n", OURS + "dkim=pass header.d=test\r\n"),
    ("a name that ends so", BOB, RE, "#close\n", OURS + "dkim=pass header.d=notacme.test\r\n"),
    ("a comment that passes", BOB, RE, "#close\n", OURS + "dmarc=none (dmarc=pass header.from=acme.test)\r\n"),
    ("quotes that pass", BOB, RE, "#close\n", OURS + 'spf=none reason="; dmarc=pass header.from=acme.test"\r\n'),
    ("an error for now", BOB, RE, "#close\n", OURS + "dmarc=temperror header.from=acme.test\r\n"),
    ("a failure", BOB, RE, "#close\n", OURS + "dmarc=fail header.from=acme.test\r\n"),
    (
        "the arc of another",
        BOB,
        RE,
        "#close\n",
        "ARC-Authentication-Results: i=1; mx.acme.test; dmarc=pass header.from=acme.test\r\n",
    ),
    ("results in the text", BOB, RE, OURS + "dmarc=pass header.from=acme.test\r\n\r\n#close\n", ""),
    (
        "a folded name",
        BOB,
        RE,
        "#close\n",
        "Authentication-Results:\r\n mx.evil.example;\r\n mx.acme.test; dmarc=pass header.from=acme.test\r\n",
    ),
    (
        "an id of the desk's form",
        BOB,
        RE,
        "#close\n",
        "In-Reply-To: <cd.cmaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.1@acme.test>\r\n",
    ),
    ("an automatic answer", BOB, RE, "#close\n", "Auto-Submitted: auto-replied\r\n"),
    ("a list's", BOB, RE, "#close\n", "List-Id: <x.example.org>\r\n"),
    ("a bounce's", BOB, RE, "#close\n", "Return-Path: <>\r\n"),
)


def test_forged_agents():
    options = {
        "more": 'authserv_id = "mx.acme.test"; acknowledge = "all";',
        "limits": "open_per_sender = 1000; replies_per_sender = 1000;",
    }
    with attack.desk_with_ticket(**options) as d:
        before = {k: v for k, v in attack.ticket(d).items() if k not in ("messages", "events", "updated")}

        def attempt(name, sender, subject, text, headers):
            sent = attack.take_in(
                d, desk.mail(sender, subject, text, message_id=f"<{abs(hash(name))}@evil.example>", headers=headers)
            )
            after = {k: v for k, v in attack.ticket(d).items() if k not in ("messages", "events", "updated")}
            changed = {k: after[k] for k in before if after[k] != before[k] and (k, after[k]) != ("status", "open")}
            assert not changed, changed
            for mail in sent:
                kind = mail["X-Caredesk-Template"]
                assert not attack.is_to(mail, attack.JO), f"{kind} to the customer"
                assert kind not in ("reply", "receipt", "help_agent", "resolved", "closed"), kind
                assert "secret" not in mail.as_string() or attack.is_to(mail, "acme.test"), kind

        tried = attack.each(FORGED, attempt)
        attack.take_in(d, desk.mail(BOB, "[ACME #1] [close]", "\n", headers=desk.proof(BOB)))
        assert attack.ticket(d)["status"] == "closed", "who has proof may do it"
        return tried


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
