#!/bin/sh
# start.sh: sets up Postfix and Dovecot and runs both; exits when Dovecot does.
set -eu
install -d -o mail -g mail /srv/mail
cat >/etc/dovecot/dovecot.conf <<'EOF'
protocols = imap lmtp
listen = *
ssl = no
disable_plaintext_auth = no
log_path = /dev/stderr
mail_location = maildir:/srv/mail/%u
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
recipient_delimiter = +
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=mail gid=mail home=/srv/mail/%u
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = 24
  }
}
EOF
postconf -e 'inet_interfaces = all' 'inet_protocols = ipv4' 'mydestination =' 'local_recipient_maps =' 'recipient_delimiter = +' \
	'virtual_mailbox_domains = static:all' 'virtual_transport = lmtp:inet:127.0.0.1:24' 'maillog_file = /dev/stdout' \
	'mynetworks = 127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16' 'smtpd_relay_restrictions = permit_mynetworks, reject'
postfix start
exec dovecot -F
