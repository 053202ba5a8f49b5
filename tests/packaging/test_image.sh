#!/bin/sh
# test_image.sh ARCHIVE.tar: runs the image's root from its archive, read-only and as its user, in its own namespaces
# (needs root): a desk with Maildirs takes in mail in other character sets, answers, and passes its health check. Not in
# the gate.
set -eu
archive=$(realpath "$1")
if [ "${IN_NAMESPACE:-}" != 1 ]; then
	IN_NAMESPACE=1 exec unshare --mount --pid --fork --kill-child --uts --ipc "$0" "$archive"
fi
desk= work=$(mktemp -d)
trap '[ -z "$desk" ] || kill "$desk" 2>/dev/null || true; wait; umount -R "$work/root"; rm -rf "$work"' EXIT
mkdir "$work/oci" "$work/root" "$work/etc" "$work/store" "$work/mail"
tar -C "$work/oci" -xf "$archive"
eval "$(python3 - "$work/oci" <<'EOF'
import json, os, sys
def blob(digest): return os.path.join(sys.argv[1], "blobs", digest.replace(":", "/"))
def read(digest): return json.load(open(blob(digest)))
manifest = read(json.load(open(os.path.join(sys.argv[1], "index.json")))["manifests"][0]["digest"])
config = read(manifest["config"]["digest"])["config"]
print(f"layer={blob(manifest['layers'][0]['digest'])} user={config['User']} entry='{' '.join(config['Entrypoint'])}' health='{' '.join(config['Healthcheck']['Test'][1:])}'")
EOF
)"
mount -t tmpfs none "$work/root"
tar -C "$work/root" -xzf "$layer"
size=$(du -sb "$work/root" | cut -f1)

# recurring holidays, including those of other calendars, work with the reduced ICU data
cat >"$work/etc/holidays.ics" <<'END'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//holidays//EN
BEGIN:VEVENT
UID:1@example.org
DTSTART;VALUE=DATE:20200501
RRULE:FREQ=YEARLY
SUMMARY:First of May
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTART;VALUE=DATE:20240101
RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR
SUMMARY:Mondays and Fridays
END:VEVENT
BEGIN:VEVENT
UID:3@example.org
DTSTART;VALUE=DATE:20130210
RRULE:RSCALE=CHINESE;FREQ=YEARLY
SUMMARY:Chinese new year
END:VEVENT
BEGIN:VEVENT
UID:4@example.org
DTSTART;VALUE=DATE:20140925
RRULE:RSCALE=HEBREW;FREQ=YEARLY
SUMMARY:Hebrew new year
END:VEVENT
END:VCALENDAR
END
sed 's|path = "var/store";.*||; s|"var/|"/mail/|' "$work/root/usr/share/doc/caredesk/caredesk.conf" >"$work/etc/caredesk.conf"
chmod 644 "$work/etc/caredesk.conf"
chown -R "$user" "$work/store" "$work/mail"
chmod 700 "$work/store"
mkdir "$work/root/mail"
mount --bind "$work/etc" "$work/root/etc/caredesk"
mount --bind "$work/store" "$work/root/var/lib/caredesk"
mount --bind "$work/mail" "$work/root/mail"
mount -t tmpfs none "$work/root/tmp"
mount -t proc proc "$work/root/proc"
touch_dev() { : >"$work/root/dev/$1"; mount --bind "/dev/$1" "$work/root/dev/$1"; }
for device in null zero urandom; do touch_dev $device; done
mount -o remount,ro "$work/root"
inside() { env -i PATH="$PATH" LC_ALL=C.UTF-8 chroot --userspec="$user" "$work/root" "$@"; }
must() { "$@" || { echo "FAILED: $*"; exit 1; }; }

must inside $entry check
cat >"$work/etc/hours.conf" <<'END'
desk = { name = "ACME"; tag = "ACME"; address = "support@acme.test"; timezone = "Asia/Shanghai"; hours = "office"; };
store = { path = "/var/lib/caredesk"; };
outgoing = { maildir = "/mail/out"; };
categories = ( { name = "general"; } );
hours = ( { name = "office"; timezone = "Asia/Shanghai"; week = [ "mon-sun 09:00-17:30" ]; holiday_calendar = "holidays.ics"; } );
END
chmod 644 "$work/etc/"*
for day in "2026-05-01 First of May" "2026-06-01 Mondays" "2026-02-17 Chinese" "2026-09-12 Hebrew" "2026-12-25 Mondays"; do
	inside $entry -c /etc/caredesk/hours.conf hours --from "${day%% *}" | must grep -q "${day%% *}  closed: ${day#* }"
done
env -i PATH="$PATH" LC_ALL=C.UTF-8 chroot --userspec="$user" "$work/root" $entry run >"$work/log" 2>&1 &
desk=$!
for n in $(seq 100); do [ -d "$work/mail/in/new" ] && break; sleep 0.1; done
printf 'From: jo@example.org\nTo: support@acme.test\nMessage-ID: <1@example.org>\nSubject: =?GB2312?B?xOO6ww==?=\nContent-Type: text/plain; charset=GB2312\n\n\304\343\272\303\n' >"$work/mail/in/tmp/1.test"
mv "$work/mail/in/tmp/1.test" "$work/mail/in/new/1.test"
for n in $(seq 100); do [ "$(ls "$work/mail/out/new" 2>/dev/null | wc -l)" = 2 ] && break; sleep 0.1; done
must [ "$(ls "$work/mail/out/new" | wc -l)" = 2 ]
inside $entry --json show 1 | must grep -q '"text":"你好'
must inside $health
must [ "$(stat -c %u "$work/store/data.mdb")" = "${user%%:*}" ]
kill "$desk"
wait "$desk"
must inside $entry verify
never=$(inside $health >/dev/null 2>&1 && echo healthy || true)
must [ -z "$never" ]
must [ $size -le 60000000 ]
echo "the image: all steps passed; $((size / 1000000)) MB unpacked, $(($(stat -c %s "$archive") / 1000000)) MB packed"
