#!/bin/sh
# collect.sh CAREDESK ROOT: collects the root file system of an image: the program, the libraries it is linked with,
# character sets, time zones, CA certificates and an unprivileged user. No shell, no package manager.
set -eu
binary=$1 root=$2
take() { # FILE…: copies files and links, and what the links point to, to the same places
	for file in "$@"; do
		[ -e "$file" ] || continue
		install -d "$root$(dirname "$(realpath "$file")")" "$root$(dirname "$file")"
		cp -pL "$file" "$root$(realpath "$file")"
		[ "$file" = "$(realpath "$file")" ] || ln -sfr "$root$(realpath "$file")" "$root$file"
	done
}
rm -rf "$root"
mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/usr/lib64" "$root/etc/ssl/certs" "$root/etc/caredesk" "$root/var/lib/caredesk" \
	"$root/tmp" "$root/proc" "$root/dev" "$root/sys" "$root/usr/share/doc/caredesk"
ln -s usr/bin "$root/bin" && ln -s usr/lib "$root/lib" && ln -s usr/lib64 "$root/lib64"
install -s -m 755 "$binary" "$root/usr/bin/caredesk"
take $(ldd "$binary" | awk '$3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }' | sed 's|^/lib|/usr/lib|')
libc=$(dirname "$(ldd "$binary" | awk '/libc\.so/ { print $3 }' | sed 's|^/lib|/usr/lib|')")
take "$libc"/libnss_dns.so.2 "$libc"/libnss_files.so.2
cp -a "$libc/gconv" "$root$libc/"
mkdir -p "$root/usr/share/zoneinfo"
tar -C /usr/share/zoneinfo --exclude=./right --exclude=./posix -cf - . | tar -C "$root/usr/share/zoneinfo" -xf -
"$(dirname "$0")/icu.sh" "$(realpath "$libc"/libicudata.so.[0-9][0-9])" "$root"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
printf 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\n' >"$root/etc/nsswitch.conf"
printf 'root:x:0:0:root:/:/nologin\ncaredesk:x:65532:65532:caredesk:/var/lib/caredesk:/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\ncaredesk:x:65532:\n' >"$root/etc/group"
cp LICENSE conf/caredesk.conf "$root/usr/share/doc/caredesk/"
chmod 1777 "$root/tmp"
chown -R 65532:65532 "$root/var/lib/caredesk"
chmod 700 "$root/var/lib/caredesk"
