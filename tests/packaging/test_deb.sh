#!/bin/sh
# test_deb.sh DEB: tests the package in a bare Debian 12 made by debootstrap (needs root and network, takes some
# minutes): it is installed, runs a desk, is upgraded with stores of earlier versions, removed and purged. Not in the
# gate. ROOT names an existing debootstrap folder to use.
set -eu
deb=$(realpath "$1")
stores=$(realpath "$(dirname "$0")/../stores")
root=${ROOT:-}
if [ -z "$root" ]; then
	root=$(mktemp -d)
	debootstrap --variant=minbase bookworm "$root" >/dev/null
	chmod 755 "$root" # mktemp makes it private to root
fi
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"; rm -f "$root/usr/sbin/policy-rc.d"; [ -n "${ROOT:-}" ] || rm -rf "$root"' EXIT

printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no services are started
chmod 755 "$root/usr/sbin/policy-rc.d"
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
step() { printf '== %s\n' "$*"; }
must() { "$@" || { echo "FAILED: $*"; exit 1; }; }
never() { ! "$@" || { echo "FAILED: not $*"; exit 1; }; }

step install
cp "$deb" "$root/caredesk.deb"
in_root apt-get -qq update
in_root apt-get -qq -y install --no-install-recommends /caredesk.deb >/dev/null 2>&1
must in_root caredesk -V
must in_root getent passwd caredesk
must [ "$(in_root stat -c '%a %U:%G' /var/lib/caredesk)" = "700 caredesk:caredesk" ]
must [ "$(in_root stat -c '%a %U:%G' /etc/caredesk)" = "750 root:caredesk" ]
never [ -e "$root/etc/caredesk/caredesk.conf" ]

step "a desk in it"
in_root sh -c 'sed "s|path = \"var/store\";.*||; s|\"var/|\"/srv/mail/|" /usr/share/doc/caredesk/caredesk.conf >/etc/caredesk/caredesk.conf
	chmod 640 /etc/caredesk/caredesk.conf; chgrp caredesk /etc/caredesk/caredesk.conf
	install -d -o caredesk -g caredesk /srv/mail'
in_root caredesk check
printf 'From: jo@example.org\nTo: support@acme.test\nSubject: Hello\nMessage-ID: <1@example.org>\n\nMy printer.\n' | in_root caredesk ingest -
in_root caredesk run --once 2>/dev/null
must in_root caredesk list
must [ "$(in_root stat -c %U /var/lib/caredesk/data.mdb)" = caredesk ]
must [ "$(in_root sh -c 'ls /srv/mail/out/new | wc -l')" = 2 ]

step "upgrade, with stores of earlier versions"
for version in "$stores"/version-*.mdb.gz; do
	in_root rm -f /var/lib/caredesk/data.mdb /var/lib/caredesk/lock.mdb
	gunzip -c "$version" >"$root/var/lib/caredesk/data.mdb"
	in_root chown caredesk:caredesk /var/lib/caredesk/data.mdb
	before=$(md5sum <"$root/etc/caredesk/caredesk.conf")
	dpkg-deb -R "$deb" "$root/unpacked"
	sed -i "s/^Version: .*/&+later$(basename "$version" .mdb.gz | tr -d -)/" "$root/unpacked/DEBIAN/control"
	dpkg-deb -b "$root/unpacked" "$root/later.deb" >/dev/null
	rm -r "$root/unpacked"
	in_root apt-get -qq -y install --no-install-recommends /later.deb >/dev/null 2>&1
	must [ "$(md5sum <"$root/etc/caredesk/caredesk.conf")" = "$before" ]
	in_root caredesk run --once 2>/dev/null
	must in_root caredesk verify
done

step remove
in_root apt-get -qq -y remove caredesk >/dev/null 2>&1
never [ -e "$root/usr/bin/caredesk" ]
must [ -e "$root/var/lib/caredesk/data.mdb" ]
must [ -e "$root/etc/caredesk/caredesk.conf" ]

step "purge, without a yes"
in_root apt-get -qq -y purge caredesk >/dev/null 2>&1
must [ -e "$root/var/lib/caredesk/data.mdb" ]
never [ -e "$root/etc/apparmor.d/usr.bin.caredesk" ]

step "purge, with a yes"
in_root apt-get -qq -y install --no-install-recommends /caredesk.deb >/dev/null 2>&1
must [ -e "$root/var/lib/caredesk/data.mdb" ]
echo "caredesk caredesk/purge boolean true" | in_root debconf-set-selections
in_root apt-get -qq -y purge caredesk >/dev/null 2>&1
never [ -e "$root/var/lib/caredesk" ]
never [ -e "$root/etc/caredesk" ]
echo "the package: all steps passed"
