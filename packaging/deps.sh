#!/bin/sh
# deps.sh: installs those packages of packaging/debian-packages that are missing; prints nothing if none is.
set -eu
cd "$(dirname "$0")"
missing=
for package in $(sed 's/#.*//' debian-packages); do
	dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing:$missing"
as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "run as root: apt-get install$missing" >&2; exit 1; }
	as_root=sudo
fi
# Postfix's installation would ask about the site; the tests start a Postfix of their own, so none is configured here.
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -q update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing
