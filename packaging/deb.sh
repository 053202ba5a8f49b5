#!/bin/sh
# deb.sh VERSION OUT: builds the Debian package in OUT from the files that git tracks.
set -eu
cd "$(dirname "$0")/.."
version=$1 out=$2
tree=$out/caredesk-$version
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z | grep -zv '^tests/' | xargs -0 cp -P --parents -t "$tree"
mv "$tree/packaging/debian" "$tree/debian"
date=$(git log -1 --format=%cD 2>/dev/null || date -R)
sed "s/@VERSION@/$version/; s/@DATE@/$date/" "$tree/debian/changelog.in" >"$tree/debian/changelog"
rm "$tree/debian/changelog.in"
cd "$tree"
debconf-updatepo
dpkg-buildpackage -b -us -uc >"../deb.log" 2>&1 || { tail -40 ../deb.log >&2; exit 1; }
ls "$out"/*.deb
