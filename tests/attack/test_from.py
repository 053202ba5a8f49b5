"""Mails that say they are an agent's and prove nothing: no command is obeyed, nothing reaches the customer."""
import sys

import attack
import desk

REPLY = "Re: [ACME #1] Printer"

# name, From, Subject, text
FORGED = (
    ("a bare answer", "bob@acme.test", REPLY, "Send the money to this account.\n"),
    ("a command in the text", "bob@acme.test", REPLY, "#close\n"),
    ("a command in the subject of a new mail", "bob@acme.test", "[ACME #1] [close]", "\n"),
    ("a name that is the agent's", f'"bob@acme.test" <{attack.MALLORY}>', REPLY, "#close\n"),
    ("the agent's address in another case", "BOB@ACME.TEST", REPLY, "#close\n"),
    ("two addresses", f"bob@acme.test, {attack.MALLORY}", REPLY, "#close\n"),
)


def try_forged(_, sender, subject, text):
    with attack.desk_with_ticket() as d:
        sent = attack.take_in(d, desk.mail(sender, subject, text, message_id="<forged@evil.example>"))
        assert attack.ticket(d)["status"] == "new", attack.ticket(d)["status"]
        assert not [m for m in sent if attack.is_to(m, attack.JO)], "a mail to the customer"


def test_forged_agents():
    return attack.each(FORGED, try_forged)


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
