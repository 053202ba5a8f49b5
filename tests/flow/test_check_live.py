#!/usr/bin/env python3
"""check --live: what it reports for wrong ports and protocols, and whether mail to signed addresses arrives. Postfix
needs root."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402
import servers  # noqa: E402

SIDE_BY_SIDE = 4


def mailbox(dovecot, tls="implicit", port=None, more=""):
    port = port or (dovecot.imaps if tls == "implicit" else dovecot.imap)
    return (
        f'{{ name = "support"; address = "{desk.SUPPORT}"; category = "general"; imap = {{ host = "localhost"; port ='
        f' {port}; tls = "{tls}"; ca_file = "{dovecot.ca_file}"; user = "{desk.SUPPORT}"; password_file = "imap.pw";'
        f' timeout = 2; {more} }}; }}'
    )


def sending(postfix, tls="starttls", port=None, ca_file=None):
    port = port or (postfix.smtps if tls == "implicit" else postfix.smtp)
    return (
        f'smtp = {{ host = "localhost"; port = {port}; tls = "{tls}"; ca_file = "{ca_file or postfix.ca_file}"; timeout'
        f' = 2; user = "{desk.SUPPORT}"; password_file = "imap.pw"; }};'
    )


def live(d, *configuration, more='reply_address = "plus";'):
    d.configure(*configuration, more=more)
    done = d.run("check", "--live")
    return done.returncode, done.stdout.decode()


def with_servers(test):
    if os.geteuid() != 0:
        return
    with desk.Desk([desk.maildir("in")], outgoing="out") as d, servers.start_dovecot(d.path("dovecot")) as dovecot:
        with servers.start_postfix(d.path("mta"), dovecot.lmtp, dovecot.auth) as postfix:
            test(d, dovecot, postfix)


def test_the_wrong_kind_of_port():
    def test(d, dovecot, postfix):
        _, said = live(d, [mailbox(dovecot, "starttls", dovecot.imaps)], sending(postfix, "implicit", postfix.smtp))
        assert (
            'mailbox support: localhost:' in said and 'no greeting; is it a port for tls = "implicit"?' in said
        ), said
        assert 'is it a port for tls = "starttls"?' in said, said
        _, said = live(d, [mailbox(dovecot, "implicit", dovecot.imap)], sending(postfix, "starttls", postfix.smtps))
        assert 'is it a port for tls = "starttls"?' in said and 'is it a port for tls = "implicit"?' in said, said
    with_servers(test)


def test_the_authority_is_named():
    def test(d, dovecot, postfix):
        stranger, _, _ = servers.make_certificates(d.path("stranger"))
        code, said = live(d, [mailbox(dovecot)], sending(postfix, ca_file=stranger))
        assert code == 78 and "CN=private test authority, looked for in ca_file " + stranger in said, said
    with_servers(test)


def test_signed_addresses_arrive():
    """Even if a running desk takes in the mail first: it recognises its own. Nothing of the test mail is left."""
    def test(d, dovecot, postfix):
        good = f'reply_address = "plus" of {desk.SUPPORT}: ok\n'
        for more in ("", 'move_to = "Done";'):
            code, said = live(d, [mailbox(dovecot, more=more)], sending(postfix))
            assert code == 0 and good in said, said
            with d.start() as daemon:
                code, said = live(d, [mailbox(dovecot, more=more)], sending(postfix))
                assert code == 0 and good in said, said
                daemon.stop()
            assert servers.mailbox(dovecot.imap, desk.SUPPORT) == [], more
        assert servers.mailbox(dovecot.imap, desk.SUPPORT, "Done") == [] and d.json("list") == []
    with_servers(test)


def test_signed_addresses_are_refused():
    """A server that refuses mail from such a sender, and one that accepts and discards it."""
    with desk.Desk([desk.maildir("in")], outgoing="out") as d:
        def plain(receiver):
            return f'smtp = {{ host = "localhost"; port = {receiver.smtp}; tls = "none"; }};'
        with servers.start_receiver(on_mail=None) as receiver:
            receiver.RequestHandlerClass = type(
                "Refuses",
                (receiver.RequestHandlerClass,),
                {"do_mail": lambda self, _: self.reply("553 5.1.8 no such sender")},
            )
            code, said = live(d, [desk.maildir("in")], plain(receiver))
            assert (
                code != 0
                and f'reply_address = "plus" of {desk.SUPPORT}: ' in said
                and "553 5.1.8 no such sender" in said
            ), said
            code, said = live(d, [desk.maildir("in")], plain(receiver), more="")
            assert code == 0, said


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
