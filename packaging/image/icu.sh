#!/bin/sh
# icu.sh LIBICUDATA ROOT: replaces ICU's data in an image's root (31 MB: names in all languages, converters, collations)
# by a library of what libical needs for recurring dates: calendars and zones (1 MB). Needs icu-devtools and a C
# compiler.
set -eu
library=$1 root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=$(basename "$library" | sed 's/\(libicudata\.so\.[0-9]*\).*/\1/') # libicudata.so.72
symbol=icudt${name##*.}_dat
set -- $(readelf --dyn-syms --wide "$library" | awk -v s="$symbol" '$8 == s { print "0x" $2, $3 }')
start=$(($1)) size=$(($2))
tail -c "+$((start + 1))" "$library" | head -c "$size" >"$work/data"
order=$(grep -aom1 "${symbol%_dat}[lb]/" "$work/data" | head -n 1) # items are named by the order of bytes
mkdir "$work/used"
mv "$work/data" "$work/${order%/}.dat"
icupkg -l "$work/${order%/}.dat" | grep -vxE \
	'(root|supplementalData|zoneinfo64|timezoneTypes|metaZones|keyTypeData|pool|res_index|numberingSystems|likelySubtags|icuver)\.res|cnvalias\.icu' \
	>"$work/unused.txt"
icupkg --ignore-deps -r "$work/unused.txt" "$work/${order%/}.dat" "$work/used/${order%/}.dat"
cat >"$work/used.S" <<END
	.section .rodata
	.balign 16
	.globl $symbol
	.type $symbol, @object
	.size $symbol, end - $symbol
$symbol:
	.incbin "$work/used/${order%/}.dat"
end:
	.section .note.GNU-stack, "", @progbits
END
cc -shared -nostdlib -Wl,-soname,"$name" -o "$root$library" "$work/used.S"
