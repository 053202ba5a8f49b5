#include "parsers/command.h"

#include "parsers/base/ascii.h"

#include <string.h>

#include "parsers/base/utf8.h"
#include "parsers/text.h"

#define MAX_NAME 20
#define MAX_SIGNATURE_LINES 6
#define MAX_SIGN_OFF 60 /* bytes */

/* Trims white space, including the no-break spaces that HTML leaves behind. */
static struct span trim(struct span s)
{
	size_t before;

	do {
		before = s.len;
		s = span_trim(s);
		if (span_starts(s, SPAN("\xC2\xA0")))
			s = span_from(s, 2);
		if (span_ends(s, SPAN("\xC2\xA0")))
			s = span_sub(s, 0, s.len - 2);
	} while (s.len != before);
	return s;
}

/* Length of one white-space character at the start, or 0. */
static size_t command_blank_length(struct span s)
{
	if (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		return 1;
	return span_starts(s, SPAN("\xC2\xA0")) ? 2 : 0;
}

/* Length of the name at the start of s (letters, then white space or the end), or 0. */
static size_t command_name_length(struct span s)
{
	size_t len = 0;

	while (len < s.len && len <= MAX_NAME && ascii_is_letter(s.ptr[len]))
		len++;
	bool ends = len == s.len || command_blank_length(span_from(s, len));
	return ends && len <= MAX_NAME ? len : 0;
}

static bool command_is_command(struct span line)
{
	return span_starts(line, SPAN("#")) && command_name_length(span_from(line, 1)) > 0;
}

/* Where the next command on the same line begins ("#take #pending 3d"); the line's length if there is none. */
static size_t next_command(struct span line)
{
	for (size_t i = 1; i < line.len; i++)
		if (command_blank_length(span_from(line, i)) && command_is_command(trim(span_from(line, i))))
			return i;
	return line.len;
}

static void command_add(struct arena *a, struct command_list *out, struct span name, struct span args, bool in_subject)
{
	if (out->count < MAIL_MAX_COMMANDS)
		*LIST_ADD(a, out) = (struct command){arena_lower(a, name), trim(args), in_subject};
}

static void command_subject_commands(struct arena *a, struct mail *mail)
{
	for (size_t i = 0; i < mail->subject.brackets.count; i++) {
		struct span args = trim(mail->subject.brackets.items[i].text), name;

		if (span_starts(args, SPAN("#")) && command_is_command(args))
			args = span_from(args, 1);
		if (span_word(&args, &name))
			command_add(a, &mail->commands, name, args, true);
	}
}

static void line_commands(struct arena *a, struct command_list *out, struct span line)
{
	while (line.len) {
		size_t end = next_command(line);
		size_t name = command_name_length(span_from(line, 1));

		command_add(a, out, span_sub(line, 1, name), span_sub(line, 1 + name, end - 1 - name), false);
		line = trim(span_from(line, end));
	}
}

static void lines_split(struct arena *a, struct span text, struct span_list *lines)
{
	struct span line;

	while (span_line(&text, &line))
		span_list_add(a, lines, line);
}

/* Number of lines, counted from the start or from the end, that are commands or blank; the last one counted is a
 * command. */
static size_t block_length(const struct span_list *lines, size_t from, bool backward)
{
	size_t block = 0;

	for (size_t i = 0; i < lines->count - from; i++) {
		struct span line = trim(lines->items[backward ? lines->count - 1 - i : i]);

		if (command_is_command(line))
			block = i + 1;
		else if (line.len)
			break;
	}
	return block;
}

static void block_read(struct arena *a, struct command_list *out, const struct span_list *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		line_commands(a, out, trim(lines->items[i]));
}

/* The lines between the two blocks, exactly as in the text: they are adjacent in memory. */
static struct span lines_between(const struct span_list *lines, size_t from, size_t to)
{
	while (from < to && trim(lines->items[from]).len == 0)
		from++;
	while (from < to && trim(lines->items[to - 1]).len == 0)
		to--;
	if (from == to)
		return SPAN_NONE;
	const char *start = lines->items[from].ptr, *end = lines->items[to - 1].ptr + lines->items[to - 1].len;
	return span_make(start, (size_t)(end - start));
}

static bool is_sign_off(struct arena *a, struct span line)
{
	line = trim(line);
	return line.len && line.len <= MAX_SIGN_OFF && text_closes(utf8_fold(a, line));
}

/* No sentence follows the closing in a signature. */
static bool command_is_sentence(struct span line)
{
	return line.len && span_chr(SPAN(".?!"), line.ptr[line.len - 1]) >= 0;
}

/* Index of the first of a few lines that begin with "Best regards" right after a command: a signature without "--". The
 * number of lines if there is none. */
static size_t signature_start(struct arena *a, const struct span_list *lines)
{
	size_t behind = 0;

	for (size_t i = lines->count; i > 0 && behind <= MAX_SIGNATURE_LINES; i--) {
		struct span line = trim(lines->items[i - 1]);

		if (command_is_command(line))
			break;
		if (is_sign_off(a, line)) {
			size_t above = i - 1;
			while (above && trim(lines->items[above - 1]).len == 0)
				above--;
			return above && command_is_command(trim(lines->items[above - 1])) ? above : lines->count;
		}
		if (command_is_sentence(line))
			break;
		behind += line.len > 0;
	}
	return lines->count;
}

/* Joins two texts with a blank line; if one is empty, the other. */
static struct span command_text_join(struct arena *a, struct span first, struct span second)
{
	if (first.len == 0 || second.len == 0)
		return first.len ? first : second;
	char *out = arena_alloc(a, first.len + second.len + 2);
	memcpy(out, first.ptr, first.len);
	memcpy(out + first.len, "\n\n", 2);
	memcpy(out + first.len + 2, second.ptr, second.len);
	return span_make(out, first.len + second.len + 2);
}

static bool has_command(struct span text)
{
	struct span line;

	while (span_line(&text, &line))
		if (command_is_command(trim(line)))
			return true;
	return false;
}

void command_lines(struct arena *a, struct span own, struct command_list *out, struct span *rest)
{
	struct span_list lines = {0};

	lines_split(a, own, &lines);
	lines.count = signature_start(a, &lines);
	size_t before = block_length(&lines, 0, false);
	size_t behind = block_length(&lines, before, true);
	block_read(a, out, &lines, 0, before);
	block_read(a, out, &lines, lines.count - behind, lines.count);
	*rest = lines_between(&lines, before, lines.count - behind);
}

void command_scan(struct arena *a, struct mail *mail)
{
	struct span own, rest, text;

	mail->commands = (struct command_list){0};
	command_subject_commands(a, mail);
	mail->command_text = span_trim(mail->text);
	if (!has_command(mail->text)) /* as in nearly all mails */
		return;
	text_own(a, mail->text, &own, &rest);
	command_lines(a, own, &mail->commands, &text);
	mail->command_text = command_text_join(a, text, rest);
}

/* "#name" as a word, after any quote mark or bullet. */
static bool is_name_word(struct span word, struct span name)
{
	while (word.len && word.ptr[0] != '#' && !ascii_is_letter(word.ptr[0]))
		word = span_from(word, 1);
	return span_starts(word, SPAN("#")) && span_ieq(span_from(word, 1), name);
}

/* Does the text start with these words? Quote marks in between are skipped. */
static bool words_start(struct span text, struct span words)
{
	struct span want, have;

	while (span_word(&words, &want)) {
		do
			if (!span_word(&text, &have))
				return false;
		while (span_eq(have, SPAN(">")) || span_eq(have, SPAN("|")));
		if (!span_ieq(want, have))
			return false;
	}
	return true;
}

size_t command_count(struct span text, const struct command *command)
{
	struct span word;
	size_t count = 0;

	while (span_chr(text, '#') >= 0 && span_word(&text, &word))
		count += is_name_word(word, command->name) && words_start(text, command->args);
	return count;
}
