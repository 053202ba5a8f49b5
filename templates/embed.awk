# templates/LANG/NAME.txt, NAME.html … become the C source behind templates/shipped.h
BEGIN {
	print "#include \"templates/shipped.h\"\n"
	print "const struct shipped_text shipped_texts[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	parts = split(FILENAME, path, "/")
	name = path[parts]
	print "\t{\"" path[parts - 1] "\", \"" name "\","
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	gsub(/\?/, "\\?") # no trigraphs
	print "\t\"" $0 "\\n\""
}
END {
	print "\t},\n};"
	print "const size_t shipped_text_count = sizeof(shipped_texts) / sizeof(shipped_texts[0]);"
}
