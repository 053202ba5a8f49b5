#!/usr/bin/env python3
"""forwarded: the recipe without IMAP: Postfix pipes each mail to `caredesk ingest`, and a desk that watches no mailbox
answers (root)."""
import os
import pwd
import shutil
import smtplib
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402

USER = "mail"
PIPE = "caredesk unix - n n - 4 pipe flags=DORhu user={user} argv={binary} -c {config} ingest -\n"


def hand_over(d, postfix):
    """Configures Postfix as docs/recipes.md says."""
    folder = os.path.join(postfix.folder, "conf")
    binary = d.path("caredesk")
    shutil.copy(desk.CAREDESK, binary)
    os.chmod(binary, 0o755)
    with open(os.path.join(folder, "master.cf"), "a", encoding="utf-8") as f:
        f.write(PIPE.format(user=USER, binary=binary, config=d.config))
    subprocess.run(
        ["postconf", "-c", folder, f"transport_maps = inline:{{{desk.SUPPORT}=caredesk:}}"], check=True, timeout=60
    )
    subprocess.run(["postfix", "-c", folder, "reload"], check=True, timeout=60, capture_output=True)


def test_a_mail_is_handed_over_and_answered():
    if os.geteuid() != 0:
        return
    with desk.Desk([], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        with servers.start_postfix(d.path("mta"), dovecot.lmtp) as postfix:
            d.configure(
                [],
                f'smtp = {{ host = "localhost"; port = {postfix.smtp}; tls = "none"; }};',
                more='reply_address = "plus";',
            )
            os.mkdir(d.path("store"), 0o700)
            os.chown(d.path("store"), pwd.getpwnam(USER).pw_uid, pwd.getpwnam(USER).pw_gid)
            hand_over(d, postfix)
            with d.start() as daemon:
                daemon.wait_ready()
                with smtplib.SMTP(servers.HOST, postfix.smtp) as server:
                    server.sendmail("jo@example.org", [desk.SUPPORT], desk.mail("jo@example.org", "Handed over"))
                (answer,) = servers.wait_for_mails(dovecot.imap, "jo@example.org", 1)
                reply_to = desk.parse(answer)["Reply-To"].addresses[0].addr_spec
                assert "+" in reply_to, reply_to
                with smtplib.SMTP(servers.HOST, postfix.smtp) as server:
                    server.sendmail("jo@example.org", [reply_to], desk.mail("jo@example.org", "And more", to=reply_to))
                servers.wait_until(
                    lambda: d.json("list")[0]["messages"] == 2, what="the second mail on the first's ticket"
                )
                assert len(d.json("list")) == 1
                daemon.stop()


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
