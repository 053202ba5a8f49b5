#!/usr/bin/env python3
"""tls: the daemon over verified TLS on both sides, with passwords: implicit TLS and STARTTLS, Dovecot and Postfix; and
that it sends nothing if the certificate, the host name or the password is wrong. Postfix needs root."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402


def mailbox(dovecot, tls="implicit", host="localhost", ca_file=None, password_file="imap.pw"):
    port = dovecot.imaps if tls == "implicit" else dovecot.imap
    return (
        f'{{ name = "support"; address = "{desk.SUPPORT}"; category = "general"; imap = {{ host = "{host}"; port ='
        f' {port}; tls = "{tls}"; ca_file = "{ca_file or dovecot.ca_file}"; user = "{desk.SUPPORT}"; password_file ='
        f' "{password_file}"; }}; }}'
    )


def sending(postfix, tls, password_file="imap.pw"):
    port = postfix.smtps if tls == "implicit" else postfix.smtp
    return (
        f'smtp = {{ host = "localhost"; port = {port}; tls = "{tls}"; ca_file = "{postfix.ca_file}"; user ='
        f' "{desk.SUPPORT}"; password_file = "{password_file}"; }};'
    )


def round_trip(tls):
    with desk.Desk([desk.maildir("in")], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        with servers.start_postfix(d.path("mta"), dovecot.lmtp, dovecot.auth) as postfix:
            d.configure([mailbox(dovecot, tls)], sending(postfix, tls))
            d.ok("check", "--live")
            servers.append(dovecot.imap, desk.SUPPORT, [desk.mail("jo@example.org", "Over TLS")])
            d.ok("run", "--once")
            (answer,) = servers.wait_for_mails(dovecot.imap, "jo@example.org", 1)
            assert desk.parse(answer)["X-Caredesk-Template"] == "acknowledge"
            with open(os.path.join(postfix.folder, "postfix.log"), encoding="utf-8", errors="replace") as log:
                assert f"sasl_username={desk.SUPPORT}" in log.read()


def test_implicit_tls():
    if os.geteuid() == 0:
        round_trip("implicit")


def test_starttls():
    if os.geteuid() == 0:
        round_trip("starttls")


def test_it_goes_nowhere_else():
    """`check --live` distinguishes the causes; the mail stays in its mailbox and is taken in once the config is
    right."""
    with desk.Desk([desk.maildir("in")], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        servers.append(dovecot.imap, desk.SUPPORT, [desk.mail("jo@example.org", "Over TLS")])
        stranger, _, _ = servers.make_certificates(d.path("stranger"))
        d.write("wrong.pw", "not the password\n")
        cases = [
            ({"ca_file": stranger}, "unknown CA"),
            ({"host": "imap.localhost"}, "host"),
            ({"password_file": "wrong.pw"}, "password"),
        ]
        for tls in ("implicit", "starttls"):
            for wrong, words in cases:
                d.configure([mailbox(dovecot, tls, **wrong)], outgoing="out")
                done = d.run("check", "--live")
                said = (done.stdout + done.stderr).decode()
                assert done.returncode != 0 and words in said, f"{tls} {wrong}: {done.returncode} {said}"
                assert d.run("run", "--once").returncode != 0
                assert not d.sent() and "not the password" not in said
        d.configure([mailbox(dovecot)], outgoing="out")
        d.ok("run", "--once")
        assert [t["subject"] for t in d.json("list")] == ["Over TLS"]


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
