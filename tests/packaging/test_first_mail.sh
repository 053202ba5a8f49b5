#!/bin/sh
# test_first_mail.sh DEB: measures the time from `apt install` to the first answered mail, in a bare Debian 12 with its
# own Postfix and Dovecot (needs root, and network for debootstrap; ROOT names an existing folder with both installed).
# Not in the gate.
set -eu
if [ "${STEP_INSIDE:-}" = 1 ]; then
	ip link set lo up
	hostname mx.acme.test
	mount -t proc proc /proc
	printf '127.0.0.1 localhost mx.acme.test\n' >/etc/hosts
	: >/etc/resolv.conf
	/bin/sh /start.sh >/mail.log 2>&1 &
	for n in $(seq 100); do doveadm auth test support@acme.test secret >/dev/null 2>&1 && break; sleep 0.1; done
	start=$(date +%s)
	apt-get -qq -y install --no-install-recommends /caredesk.deb >/dev/null 2>&1
	printf '%s\n' support@acme.test '' '' boss@acme.test alice@acme.test '' '' '' '' '' secret '' '' '' yes | caredesk init
	end=$(date +%s)
	ls -l /etc/caredesk
	caredesk list
	doveadm -o mail_location=maildir:/srv/mail/boss@acme.test fetch -u boss@acme.test hdr.subject all 2>/dev/null || grep -h ^Subject /srv/mail/boss@acme.test/new/*
	[ "$(ls /srv/mail/boss@acme.test/new | wc -l)" = 1 ]
	echo "from the package to the first answered mail: $((end - start)) s"
	exit 0
fi
deb=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
root=${ROOT:-}
if [ -z "$root" ]; then
	root=$(mktemp -d)
	debootstrap --variant=minbase --include=iproute2,dovecot-imapd,dovecot-lmtpd,postfix bookworm "$root" >/dev/null
fi
cp "$deb" "$root/caredesk.deb"
cp "$here/../../packaging/compose/mail/start.sh" "$root/start.sh"
cp "$0" "$root/first.sh"
# the package's dependencies are downloaded first, because there is no network inside
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
chroot "$root" sh -c 'export DEBIAN_FRONTEND=noninteractive; apt-get -qq update; apt-get -qq -y install --no-install-recommends iproute2 >/dev/null; apt-get -qq -y -d install --no-install-recommends /caredesk.deb' >/dev/null
STEP_INSIDE=1 unshare --mount --pid --fork --kill-child --net --uts chroot "$root" env -i STEP_INSIDE=1 DEBIAN_FRONTEND=noninteractive \
	PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 /bin/sh /first.sh
[ -n "${ROOT:-}" ] || rm -rf "$root"
