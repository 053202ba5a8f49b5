#include "parsers/subject.h"

#include "parsers/base/ascii.h"
#include <string.h>

#include "parsers/base/utf8.h"
#include "parsers/words.h"

#define MAX_BRACKETS 16
#define MAX_BRACKET 500 /* bytes inside a bracket */
#define MAX_PREFIX 40   /* bytes of a prefix word */

enum prefix { PREFIX_NONE, PREFIX_REPLY, PREFIX_FORWARD };

/* The prefixes that clients and people write, folded, by language. A word that means reply in one language and forward
 * in another (VS, TR) is listed once, with its more common meaning. */
static const struct {
	const char *reply, *forward;
} languages[] = {
	{"re|reply", "fw|fwd|forward"},
	{"aw|antwort", "wg|weitergeleitet"},                     /* German */
	{"antw|antwoord", "doorst"},                             /* Dutch */
	{"sv|svar|vs|vast", "vb|vl"},                            /* Scandinavian, Finnish */
	{"rép|réf|réponse", "tr|transf|trans"},                  /* French */
	{"resp|respuesta", "rv|reenv"},                          /* Spanish */
	{"res", "enc|encam"},                                    /* Portuguese */
	{"r|rif|ris", "i|inoltra"},                              /* Italian */
	{"odp|odpověď|odg", "pd|předat|přep|posr|proslijeđeno"}, /* Polish, Czech, South Slavic */
	{"ynt|yan", "İlt|i̇lt|ilt|ılt"},                          /* Turkish */
	{"vá|válasz", "tov|továbbítás"},                         /* Hungarian */
	{"răspuns|rasp", "redir"},                               /* Romanian */
	{"ats|atb", "pers|yml"},                                 /* Lithuanian, Latvian, Welsh */
	{"bls|balas", "trs|trsk"},                               /* Indonesian */
	{"отв|ответ|отг|відп|на", "пер|пересл|препр"},           /* Russian, Ukrainian, Bulgarian */
	{"απ|απάντηση|σχετ|σχ", "πρθ|προώθ"},                    /* Greek */
	{"השב|תגובה", "הועבר|העברה"},                            /* Hebrew */
	{"رد", "إعادة توجيه|إعادة إرسال"},                       /* Arabic */
	{"ตอบกลับ|ตอบ", "ส่งต่อ"},                                  /* Thai */
	{"trả lời|tl", "chuyển tiếp"},                           /* Vietnamese */
	{"回复|回覆|答复|答覆", "转发|轉寄|轉發"},               /* Chinese */
	{"返信", "転送"},                                        /* Japanese */
	{"답장|회신", "전달"},                                   /* Korean */
};

static enum prefix prefix_find(struct arena *a, struct span word)
{
	struct span folded = utf8_fold(a, word);

	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		if (words_listed(languages[i].reply, folded))
			return PREFIX_REPLY;
		if (words_listed(languages[i].forward, folded))
			return PREFIX_FORWARD;
	}
	return PREFIX_NONE;
}

/* Length of the colon at the start, ':' or the full-width one, or 0. */
static size_t colon_length(struct span s)
{
	if (span_starts(s, SPAN(":")))
		return 1;
	return span_starts(s, SPAN("：")) ? strlen("：") : 0;
}

/* Removes a counter, "[2]", "(2)", "^2", "*2" or "2", from the end of *word. */
static void counter_strip(struct span *word)
{
	struct span w = span_rtrim(*word);
	char last = w.len ? w.ptr[w.len - 1] : 0;
	char open = last == ']' ? '[' : last == ')' ? '(' : 0;
	size_t end = w.len - (open ? 1 : 0), at = end;

	while (at && ascii_is_digit(w.ptr[at - 1]))
		at--;
	if (w.len == 0 || at == end || end - at > 3)
		return;
	if (open && (at == 0 || w.ptr[at - 1] != open))
		return;
	if (open || (at && (w.ptr[at - 1] == '^' || w.ptr[at - 1] == '*')))
		at--;
	*word = span_sub(w, 0, at);
}

/* Takes one prefix and its colon from the front of *rest. */
static enum prefix prefix_take(struct arena *a, struct span *rest)
{
	enum prefix found;
	size_t at = 0, colon = 0;

	while (at < rest->len && at < MAX_PREFIX && !(colon = colon_length(span_from(*rest, at))))
		at++;
	if (!colon)
		return PREFIX_NONE;
	struct span word = span_trim(span_sub(*rest, 0, at));
	counter_strip(&word);
	found = prefix_find(a, span_rtrim(word));
	if (found)
		*rest = span_trim(span_from(*rest, at + colon));
	return found;
}

/* The inside of "[Fwd: subject]", as older clients write it, if the bracket is the whole subject. */
static struct span bracket_open(struct arena *a, struct span s)
{
	struct span inside = span_sub(s, 1, s.len - 2);

	if (s.len < 3 || s.ptr[0] != '[' || s.ptr[s.len - 1] != ']')
		return s;
	struct span rest = inside;
	return prefix_take(a, &rest) == PREFIX_FORWARD ? inside : s;
}

/* Removes all prefixes; *first is the outermost one. */
static struct span prefixes_strip(struct arena *a, struct span s, enum prefix *first)
{
	enum prefix p;

	*first = PREFIX_NONE;
	do {
		s = bracket_open(a, s);
		p = prefix_take(a, &s);
		if (!*first)
			*first = p;
	} while (p);
	return s;
}

/* Offset after the end of the bracket that opens at s[0]; 0 if it is not closed. */
static size_t bracket_end(struct span s, bool *nested)
{
	size_t depth = 0;

	*nested = false;
	for (size_t i = 0; i < s.len && i < MAX_BRACKET; i++) {
		if (s.ptr[i] == '[' && ++depth > 1)
			*nested = true;
		if (s.ptr[i] == ']' && --depth == 0)
			return i + 1;
	}
	return 0;
}

static void brackets_find(struct arena *a, struct subject *out)
{
	size_t at = (size_t)(out->bare.ptr - out->text.ptr), stop = at + out->bare.len;

	while (at < stop && out->brackets.count < MAX_BRACKETS) {
		struct span rest = span_sub(out->text, at, stop - at);
		bool nested = false;
		size_t len = rest.ptr[0] == '[' ? bracket_end(rest, &nested) : 0;

		if (len && !nested) {
			struct bracket *b = LIST_ADD(a, &out->brackets);
			*b = (struct bracket){span_trim(span_sub(rest, 1, len - 2)), at, at + len};
		}
		at += len ? len : 1;
	}
}

void subject_parse(struct arena *a, struct span decoded, struct subject *out)
{
	enum prefix first;

	*out = (struct subject){.text = utf8_line(a, decoded)};
	out->bare = prefixes_strip(a, out->text, &first);
	out->is_forward = first == PREFIX_FORWARD;
	out->is_reply = first == PREFIX_REPLY;
	brackets_find(a, out);
}

bool subject_ticket(struct span bracket, struct span tag, uint64_t *id)
{
	struct span rest = span_trim(bracket);

	if (!span_istarts(rest, tag))
		return false;
	rest = span_trim(span_from(rest, tag.len));
	if (!span_starts(rest, SPAN("#")))
		return false;
	return span_u64(span_trim(span_from(rest, 1)), id);
}

struct span subject_without(struct arena *a, const struct subject *s, const bool *removed)
{
	size_t at = (size_t)(s->bare.ptr - s->text.ptr), stop = at + s->bare.len;
	char *kept = arena_alloc(a, s->bare.len + 1);
	enum prefix first;
	size_t len = 0, next = 0;

	while (at < stop) {
		while (next < s->brackets.count && (!removed[next] || s->brackets.items[next].end <= at))
			next++;
		if (next < s->brackets.count && s->brackets.items[next].start == at) {
			at = s->brackets.items[next].end;
			continue;
		}
		kept[len++] = s->text.ptr[at++];
	}
	return prefixes_strip(a, utf8_line(a, span_make(kept, len)), &first);
}

/* In pairs: opening, closing. */
static const char *const bracket_likes[] = {"[",  "]",  "［", "］", "【", "】", "〔", "〕", "〖", "〗", "〘",
					    "〙", "〚", "〛", "⟦",  "⟧",  "⁅",  "⁆",  "❲",  "❳",  "⦋",  "⦌",
					    "⦍",  "⦎",  "⦏",  "⦐",  "﹝", "﹞", "⸢",  "⸣",  "⸤",  "⸥",  "⎡",
					    "⎤",  "⎣",  "⎦",  "⌈",  "⌉",  "⌊",  "⌋",  "︻", "︼", "﹇", "﹈"};

/* Length of a bracket at the front, or 0; *round is the round bracket to replace it. */
static size_t bracket_like(struct span s, char *round)
{
	unsigned char first = (unsigned char)s.ptr[0];
	if (first != '[' && first != ']' && first < 0x80)
		return 0;
	for (size_t i = 0; i < sizeof(bracket_likes) / sizeof(*bracket_likes); i++) {
		*round = i % 2 ? ')' : '(';
		if (span_starts(s, span_of(bracket_likes[i])))
			return strlen(bracket_likes[i]);
	}
	return 0;
}

struct span subject_harmless(struct arena *a, struct span subject)
{
	char *out = arena_alloc(a, subject.len + 1);
	size_t len = 0;

	for (size_t at = 0, taken; at < subject.len; at += taken) {
		taken = bracket_like(span_from(subject, at), &out[len]);
		if (!taken)
			out[len] = subject.ptr[at], taken = 1;
		len++;
	}
	return span_make(out, len);
}
