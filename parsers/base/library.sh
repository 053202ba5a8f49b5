#!/bin/sh
# library.sh OUT LIBS LATE OBJECT…: generates OUT.c for library.h, and OUT, a program that is linked with the same
# libraries: from it packages know which ones they need.
#
# LIBS are the linker's options; LATE has a word "NAME:REGEX" for each library: how the names of its functions begin;
# the OBJECTs call them. Without LATE the tables are empty. CC comes from the environment.
set -eu
out=$1 libs=$2 late=$3
shift 3
case $($CC -dumpmachine) in
aarch64-*) jump='hint 34; adrp x16, library_addresses; add x16, x16, :lo12:library_addresses; ldr x16, [x16, AT]; br x16' ;;
*) jump='endbr64; jmp *library_addresses+AT(%rip)' ;;
esac

# "NAME FUNCTION", sorted
for one in $late; do
	nm -P -u "$@" | awk -v name="${one%%:*}" -v regex="^(${one#*:})" '$1 ~ regex { print name, $1 }' | LC_ALL=C sort -u
done >"$out.functions"

awk '{ print "extern char " $2 "[];"; all = all $2 ", " }
	END { print "char *all[] = {" all "0};\nint main(void) { return all[0] != 0; }" }' "$out.functions" >"$out.used.c"
$CC -fno-builtin -w -o "$out" "$out.used.c" $libs

readelf -d "$out" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | awk -v jump="$jump" '
	FILENAME == "-" { files[++count] = $1; next }
	FNR == 1 {
		print "#include \"parsers/base/library.h\""
		print "void *library_addresses[LIBRARY_MOST] __attribute__((aligned(LIBRARY_PAGE), section(\".data.rel.ro.late\")));"
	}
	function row_end() {
		print "0};"
	}
	$1 != name {
		if (name)
			row_end()
		name = $1
		for (i = 1; i <= count; i++)
			if (index(files[i], "lib" name "-") == 1 || index(files[i], "lib" name ".") == 1)
				rows = rows "{\"" name "\", \"" files[i] "\", of_" name ", " at + 0 "}, "
		print "static const char *const of_" name "[] = {"
	}
	{
		code = jump
		sub(/AT/, 8 * at++, code)
		print "\"" $2 "\","
		jumps = jumps "__asm__(\".text; .globl " $2 "; .hidden " $2 "; .type " $2 ", %function; .p2align 4; " \
			$2 ": " code "; .size " $2 ", .-" $2 "\");\n"
	}
	END {
		if (name)
			row_end()
		print jumps "_Static_assert(" at + 0 " <= LIBRARY_MOST, \"more than a page\");"
		print "const struct library libraries[] = {" rows "{0}};"
	}' - "$out.functions" >"$out.c.new"
mv "$out.c.new" "$out.c"
