# templates/LANG/NAME.txt, NAME.html … become the C source for templates/shipped.h. The header comments of the English
# ones become the table of kinds:
#
#   {{! when it is sent
#   uses: GROUP, GROUP           those of groups.h
#   name, name (member): about   its own variables, and the members of a list
#   }}
BEGIN {
	print "#include \"templates/groups.h\"\n#include \"templates/shipped.h\"\n#include \"templates/template.h\"\n"
	print "const struct shipped_text shipped_texts[] = {"
}
function head_line(line, names, n, part, i) {
	names = line
	sub(/:.*/, "", names)
	if (names != "uses") {
		gsub(/[(),]/, " ", names)
		kinds[kind] = kinds[kind] " \"" names " \""
		return
	}
	order[++count] = kind
	n = split(substr(line, 7), part, /, */)
	for (i = 1; i <= n; i++)
		kinds[kind] = kinds[kind] " " toupper(part[i])
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	parts = split(FILENAME, path, "/")
	name = path[parts]
	print "\t{\"" path[parts - 1] "\", \"" name "\","
	in_head = path[parts - 1] == "en" && /^\{\{! /
	kind = name
	sub(/\..*/, "", kind)
}
in_head && FNR > 1 {
	if (/^}}/)
		in_head = 0
	else
		head_line($0)
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\?/, "\\?") # no trigraphs
	print "\t\"" $0 "\\n\""
}
END {
	print "\t},\n};"
	print "const size_t shipped_text_count = sizeof(shipped_texts) / sizeof(shipped_texts[0]);\n"
	print "const struct template_kind template_kinds[] = {"
	for (i = 1; i <= count; i++)
		if (order[i] != "layout")
			print "\t{\"" order[i] "\"," kinds[order[i]] "},"
	print "};"
	print "const size_t template_kind_count = sizeof(template_kinds) / sizeof(template_kinds[0]);"
	print "const char template_layout_variables[] =" kinds["layout"] ";"
}
