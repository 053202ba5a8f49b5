#include "parsers/vacation.h"

#include <string.h>

#include "parsers/base/utf8.h"
#include "parsers/date.h"
#include "parsers/subject.h"
#include "parsers/vacation_words.h"
#include "parsers/words.h"

#define MAX_SUBJECT 500
#define MAX_DECLARED 600 /* bytes of a text's begin */
#define MAX_GREETING 60
#define NEAR_BYTES 60 /* between "I am" and "on vacation" */
#define NEAR 6        /* words between "until" and the date */
#define DAY 86400
#define MEAN_YEAR 31556952 /* seconds */
#define WORD_TRIM ".,;:!?()\"'*"

/* Word lists are folded; see words.h. */
static const char markers[] =
	"until|till|til|through|thru|back|return|returning|returns|bis|einschließlich|zurück|wieder|"
	"jusqu'au|jusqu’au|retour|hasta|regreso|vuelvo|fino|al|rientro|tot|t/m|terug|até|volto|regresso|tom|t.o.m|"
	"tillbaka|tilbage|tilbake|indtil|frem|saakka|asti|takaisin|do|wracam|powrót|zpět|vrátím|до|вернусь|kadar|"
	"döneceğim|ig|până|μέχρι|έως";

static const char requests[] =
	"please|pls|bitte|bitten|s'il vous plaît|s'il te plaît|merci de|veuillez|por favor|per favore|per "
	"piacere|alstublieft|"
	"graag|snälla|vänligen|venligst|vennligst|proszę|prosím|kérem|kérjük|vă rog|te rog|моля|пожалуйста|прошу|будь "
	"ласка|"
	"молим|molim|prosim|παρακαλώ|lütfen|palun|lūdzu|prašau|prašom|si us "
	"plau|お願い|ください|下さい|请帮|请把|请给|請幫|"
	"부탁|주세요|בבקשה|من فضلك|can you|could you|would you|können sie|kannst du|könnten "
	"sie|pouvez-vous|pourriez-vous|"
	"want|need|möchte|brauche|puede|pueden|podría|potete|può|potrebbe|kunt u|kan ni|kan du|kan "
	"i|voitteko|możecie|można|můžete|môžete|"
	"i want|i need|i would like|i'd like|ich möchte|ich brauche|ich will|je voudrais|je veux|j'aimerais|quiero|"
	"necesito|vorrei|voglio|ik wil|quero|gostaria|jag vill|jeg vil|haluan|chcę|chci|chcem|szeretném|doresc|хочу|"
	"искам|istiyorum|ต้องการ|muốn|ingin";

/* Names and their common short forms, in the order of the year. */
static const char *const months[12] = {
	"january|jan|januar|jänner|janvier|janv|enero|ene|gennaio|gen|januari|janeiro|tammikuuta|stycznia|ledna|января|"
	"января|ocak|ianuarie",
	"february|feb|februar|février|févr|fév|febrero|febbraio|februari|fevereiro|fev|helmikuuta|lutego|února|февраля|"
	"şubat|februarie",
	"march|mar|märz|mrz|mars|marzo|maart|mrt|março|marts|maaliskuuta|marca|března|марта|mart|martie",
	"april|apr|avril|avr|abril|abr|aprile|huhtikuuta|kwietnia|dubna|апреля|nisan|aprilie",
	"may|mai|mayo|maggio|mag|mei|maio|maj|toukokuuta|maja|května|мая|mayıs",
	"june|jun|juni|juin|junio|giugno|giu|junho|kesäkuuta|czerwca|června|июня|haziran|iunie",
	"july|jul|juli|juillet|juil|julio|luglio|lug|julho|heinäkuuta|lipca|července|июля|temmuz|iulie",
	"august|aug|août|aout|agosto|ago|augustus|augusti|elokuuta|sierpnia|srpna|августа|ağustos",
	"september|sep|sept|septembre|septiembre|settembre|set|setembro|syyskuuta|września|září|сентября|eylül|"
	"septembrie",
	"october|oct|oktober|okt|octobre|octubre|ottobre|ott|outubro|out|lokakuuta|października|října|октября|ekim|"
	"octombrie",
	"november|nov|novembre|noviembre|novembro|marraskuuta|listopada|listopadu|ноября|kasım|noiembrie",
	"december|dec|dezember|dez|décembre|déc|diciembre|dic|dicembre|dezembro|desember|des|joulukuuta|grudnia|"
	"prosince|декабря|aralık|decembrie",
};

/* ---- until when ---- */

struct day {
	uint64_t year, month, day; /* year 0: not said */
};

static struct span word_trim(struct span w)
{
	struct span marks = SPAN(WORD_TRIM);

	while (w.len && span_chr(marks, w.ptr[0]) >= 0)
		w = span_from(w, 1);
	while (w.len && span_chr(marks, w.ptr[w.len - 1]) >= 0)
		w.len--;
	return w;
}

static uint64_t month_of(struct span word)
{
	for (size_t i = 0; i < 12; i++)
		if (words_any(months[i], word_trim(word), span_eq))
			return i + 1;
	return 0;
}

/* "5", "5th", "1er", "3rd"; 0 when it is none. */
static uint64_t day_of(struct span word)
{
	struct span w = word_trim(word);
	size_t len = 0;
	uint64_t day;

	while (len < w.len && w.ptr[len] >= '0' && w.ptr[len] <= '9')
		len++;
	if (w.len - len > 2 || !span_u64(span_sub(w, 0, len), &day) || day > 31)
		return 0;
	return day;
}

static uint64_t year_of(struct span word)
{
	uint64_t year;

	return span_u64(word_trim(word), &year) && year >= 2000 && year <= 2100 ? year : 0;
}

/* Three numbers, or two and a final dot: "2026-12-01", "01.12.2026", "1/12/26", "1.12.". Where a slash leaves it open, day
 * comes before month. */
static bool numeric_read(struct span word, struct day *out)
{
	struct span marks = SPAN(WORD_TRIM);
	uint64_t n[3] = {0};
	size_t count = 0;
	char sep = 0;

	while (word.len && span_chr(marks, word.ptr[0]) >= 0)
		word = span_from(word, 1);
	for (size_t i = 0, start = 0; i <= word.len && count < 3; i++) {
		bool digit = i < word.len && word.ptr[i] >= '0' && word.ptr[i] <= '9';

		if (digit)
			continue;
		if (i == start || !span_u64(span_sub(word, start, i - start), &n[count++]))
			break;
		sep = i < word.len && !sep ? word.ptr[i] : sep;
		start = i + 1;
	}
	if (sep != '.' && sep != '/' && sep != '-')
		return false;
	if (count == 3 && n[0] >= 2000)
		*out = (struct day){n[0], n[1], n[2]};
	else if (count == 3 && n[1] > 12)
		*out = (struct day){n[2], n[0], n[1]};
	else if (count == 3 || (count == 2 && sep == '.'))
		*out = (struct day){n[2], n[1], n[0]};
	else
		return false;
	if (out->year && out->year < 100)
		out->year += 2000;
	return out->month >= 1 && out->month <= 12 && out->day >= 1;
}

/* "5 May 2026", "5. Mai", "May 5th, 2026", "5 de mayo de 2026", from words[0] on. */
static bool named_read(const struct span *words, size_t count, struct day *out)
{
	uint64_t first_month = month_of(words[0]), first_day = day_of(words[0]);
	size_t next = 1;

	*out = (struct day){0, first_month, first_day};
	if (!first_month && !first_day)
		return false;
	if (next < count && words_any("de|of", words[next], span_eq))
		next++;
	if (next == count)
		return false;
	if (first_month)
		out->day = day_of(words[next]);
	else
		out->month = month_of(words[next]);
	next++;
	if (next < count && words_any("de|of", words[next], span_eq))
		next++;
	if (next < count)
		out->year = year_of(words[next]);
	return out->month && out->day;
}

static bool day_read(const struct span *words, size_t count, struct day *out)
{
	return numeric_read(words[0], out) || named_read(words, count, out);
}

/* Not gmtime: that reads the system's time zone from a file, which the sandbox does not allow. */
static uint64_t year_at(int64_t seconds)
{
	uint64_t year = 1970 + (uint64_t)(seconds / MEAN_YEAR);
	int64_t start, next;

	if (date_day(year, 1, 1, &start) && start > seconds)
		return year - 1;
	return date_day(year + 1, 1, 1, &next) && next <= seconds ? year + 1 : year;
}

/* Seconds of that day; without a year, of the next such day from the day of `sent` on. */
static int64_t day_seconds(struct day d, int64_t sent)
{
	int64_t at = 0;

	if (d.year)
		return date_day(d.year, d.month, d.day, &at) ? at : 0;
	if (sent <= 0)
		return 0;
	uint64_t year = year_at(sent);
	if (date_day(year, d.month, d.day, &at) && at >= sent - sent % DAY)
		return at;
	return date_day(year + 1, d.month, d.day, &at) ? at : 0;
}

int64_t vacation_until(struct arena *a, struct span text, int64_t sent)
{
	struct span rest = utf8_fold(a, utf8_line(a, utf8_cut(text, VACATION_MAX_TEXT))), word;
	struct span_list words = {0};
	struct day day;

	while (span_word(&rest, &word))
		span_list_add(a, &words, word);
	for (size_t i = 0; i < words.count; i++) {
		if (!words_any(markers, word_trim(words.items[i]), span_eq))
			continue;
		for (size_t k = i + 1; k < words.count && k <= i + NEAR; k++) {
			int64_t at = day_read(&words.items[k], words.count - k, &day) ? day_seconds(day, sent) : 0;
			if (at)
				return at;
		}
	}
	return 0;
}

/* One line, folded, with straight apostrophes. */
static struct span plain(struct arena *a, struct span text)
{
	struct span line = utf8_fold(a, utf8_line(a, text)), curly = SPAN("’");
	char *out = arena_alloc(a, line.len + 1);
	size_t len = 0;

	while (line.len) {
		bool apostrophe = span_starts(line, curly);
		out[len++] = apostrophe ? '\'' : line.ptr[0];
		line = span_from(line, apostrophe ? curly.len : 1);
	}
	return span_make(out, len);
}

/* ---- subjects ---- */

/* The longest phrase that the text begins with; its length, 0 when there is none. */
static size_t phrase_at(struct span text, enum vacation_kind *kind)
{
	size_t best = 0;

	for (size_t i = 0; i < vacation_words_count; i++) {
		const struct vacation_words *w = &vacation_words[i];
		const char *lists[] = {
			[VACATION_LOOSE] = w->loose, [VACATION_OFFICE] = w->office, [VACATION_REPLY] = w->reply};

		if (!text.len || !strchr(w->initials, text.ptr[0]))
			continue;
		for (int k = VACATION_REPLY; k > VACATION_NONE; k--) {
			size_t len = words_lead(lists[k], text);
			if (len <= best)
				continue;
			best = len;
			*kind = (enum vacation_kind)k;
		}
	}
	return best;
}

/* Takes one of the marks off the front, if it begins with one. */
static bool mark_take(struct span *text, const char *marks)
{
	struct span rest = span_of(marks), mark;

	while (span_cut(&rest, ' ', &mark)) {
		if (!span_starts(*text, mark))
			continue;
		*text = span_trim(span_from(*text, mark.len));
		return true;
	}
	return false;
}

static void marks_take(struct span *text, const char *marks)
{
	*text = span_trim(*text);
	while (text->len && mark_take(text, marks))
		;
}
#define OPENING "[ ( { < * \" ' “ „ « 【 「 # ! - – —"
#define CLOSING "] ) } > * \" ' ” “ » 】 」 ! . ！ 。"
#define PARTING ": ： - – — | ,"

static bool has_digit(struct span word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
			return true;
	return false;
}

/* Days and the words around them: "until 5 May", "(1.12. - 5.12.)". */
static bool is_days(struct span text)
{
	static const char around[] =
		"from|vom|von|ab|am|du|au|le|del|al|dal|de|da|do|van|på|fra|från|od|з|с|по|and|und|y|e|et|i|"
		"the|to|on|den|zum|-|–|—|am|w|returning|return|back|rückkehr";
	struct span word, rest = text;
	bool any = false;

	while (span_word(&rest, &word)) {
		if (!has_digit(word) && !month_of(word) && !words_any(markers, word, span_eq) &&
		    !words_any(around, word, span_eq))
			return false;
		any |= has_digit(word);
	}
	return any;
}

/* Behind the phrase and its colon: another mail's subject, an absence, days, "Jo Miller is out of the office". */
static void remainder_read(struct arena *a, struct span rest, struct vacation_subject *out)
{
	enum vacation_kind kind = VACATION_NONE;
	struct subject inner;

	subject_parse(a, rest, &inner);
	marks_take(&rest, OPENING);
	out->answers = inner.is_reply;
	for (size_t i = 0; i < inner.brackets.count; i++)
		out->answers |=
			span_chr(inner.brackets.items[i].text, '#') >= 0 && has_digit(inner.brackets.items[i].text);
	size_t len = phrase_at(rest, &kind);
	struct span behind = span_from(rest, len);
	marks_take(&behind, CLOSING);
	out->bare = len && behind.len == 0;
	out->absent = out->bare || is_days(rest) || (len && is_days(behind));
	for (size_t i = 0; i < vacation_words_count && out->kind == VACATION_LOOSE; i++)
		if (words_find(vacation_words[i].office, rest, NULL) >= 0)
			out->kind = VACATION_OFFICE;
	if (out->absent && kind > out->kind)
		out->kind = kind;
}

/* "(Out of office)" at the end of an answer's subject. */
static enum vacation_kind kind_at_end(struct span text, bool answers)
{
	enum vacation_kind kind = VACATION_NONE;
	char last = text.len ? text.ptr[text.len - 1] : 0, open = last == ')' ? '(' : last == ']' ? '[' : 0;
	ptrdiff_t at = open ? span_rchr(text, open) : -1;

	struct span inside = at < 0 ? SPAN_NONE : span_trim(span_sub(text, (size_t)at + 1, text.len - (size_t)at - 2));
	if (!inside.len && !answers && (at = span_rchr(text, ':')) >= 0) /* "Jo Miller: out of office" */
		inside = span_trim(span_from(text, (size_t)at + 1));
	return inside.len && phrase_at(inside, &kind) == inside.len && kind >= VACATION_OFFICE ? kind : VACATION_NONE;
}

/* "… to your message", "… from Jo", "… Re: printer". */
static void joined_read(struct arena *a, struct span rest, struct vacation_subject *out)
{
	static const char joints[] = "to|from|of|by|auf|von|zu|bezüglich|de|du|à|a|al|alla|da|do|di|del|su|op|van|aan|"
				     "på|fra|från|til|till|od|na|от|на|do";
	struct subject inner;
	struct span word, words = rest;

	subject_parse(a, rest, &inner);
	out->answers = inner.is_reply;
	if (!out->answers && !(span_word(&words, &word) && words_any(joints, word_trim(word), span_eq)))
		out->kind = VACATION_NONE;
	else if (out->kind > VACATION_OFFICE)
		out->kind = VACATION_OFFICE;
}

/* What stands behind the phrase decides whether it heads an answer, or only begins a sentence. */
static void form_read(struct arena *a, struct span rest, struct vacation_subject *out)
{
	struct span plainly = rest;

	marks_take(&rest, CLOSING);
	bool closed = rest.ptr != plainly.ptr;
	out->bare = rest.len == 0;
	if (out->bare)
		return;
	if (is_days(rest))
		out->absent = true;
	else if (mark_take(&rest, PARTING) || closed)
		remainder_read(a, rest, out);
	else
		joined_read(a, rest, out);
}

static void front_read(struct arena *a, struct span text, struct vacation_subject *out)
{
	enum vacation_kind kind = VACATION_NONE;

	marks_take(&text, OPENING);
	for (size_t len; (len = phrase_at(text, &kind)) > 0; text = span_trim(span_from(text, len)))
		if (kind > out->kind)
			out->kind = kind;
	if (out->kind != VACATION_NONE)
		form_read(a, text, out);
}

void vacation_subject(struct arena *a, const struct subject *subject, struct vacation_subject *out)
{
	struct span text = plain(a, utf8_cut(subject->text, MAX_SUBJECT));

	*out = (struct vacation_subject){0};
	if (!subject->is_reply)
		front_read(a, text, out);
	if (out->kind == VACATION_NONE)
		*out = (struct vacation_subject){.kind = kind_at_end(text, subject->is_reply),
						 .answers = subject->is_reply};
	if (out->kind == VACATION_NONE)
		out->answers = out->absent = out->bare = false;
}

/* ---- texts ---- */

/* Where `self` and `away` stand near each other. */
static ptrdiff_t near_find(const struct vacation_words *w, struct span text)
{
	size_t end;

	for (size_t from = 0; w->self && from < text.len; from += end) {
		ptrdiff_t at = words_find(w->self, span_from(text, from), &end);
		if (at < 0)
			return -1;
		size_t begin = from + (size_t)at > NEAR_BYTES ? from + (size_t)at - NEAR_BYTES : 0;
		struct span around = span_sub(text, begin, from + end + NEAR_BYTES - begin);
		ptrdiff_t away = words_find(w->away, around, NULL);
		if (away >= 0)
			return (ptrdiff_t)(begin + (size_t)away < from + (size_t)at ? begin + (size_t)away
										    : from + (size_t)at);
	}
	return -1;
}

/* "… says that I am away", "… when I am away". */
static const char conjunctions[] =
	"that|if|when|because|since|dass|daß|wenn|falls|weil|que|si|quand|quando|cuando|che|se|dat|"
	"als|att|at|om|hvis|että|jos|że|jeśli|že|když|keď|hogy|ha|că|dacă|что|если|когда|що|якщо|"
	"че|ако|да|da|ότι|αν";

static struct span last_word(struct span text)
{
	struct span t = span_rtrim(text);
	size_t start = t.len;

	while (start && (unsigned char)t.ptr[start - 1] > ' ')
		start--;
	return span_from(t, start);
}

/* Words before the notice itself say that somebody else's is meant: "Please set this text: I am away". A greeting may end
 * in a colon. */
static bool is_introduced(struct span text, size_t at)
{
	struct span before = span_sub(text, 0, at), line;
	bool later = false, ended = at && text.ptr[at - 1] == '\n';

	if (words_any(conjunctions, last_word(before), span_eq))
		return true;

	while (span_line(&before, &line)) {
		struct span words = span_trim(line);
		if (!later && (before.len || ended) && span_ends(words, SPAN(":")))
			words.len--;
		if (span_find(words, SPAN(": ")) >= 0 || span_ends(words, SPAN(":")) || span_chr(words, '"') >= 0 ||
		    span_find(words, SPAN("„")) >= 0 || span_find(words, SPAN("“")) >= 0 ||
		    span_find(words, SPAN("«")) >= 0)
			return true;
		later |= words.len > 0;
	}
	return false;
}

bool vacation_text(struct arena *a, struct span text, bool first)
{
	/* lines stay, for is_introduced */
	struct span folded = utf8_fold(a, utf8_cut(text, VACATION_MAX_TEXT));

	for (size_t i = 0; i < vacation_words_count; i++) {
		const struct vacation_words *w = &vacation_words[i];
		ptrdiff_t alone = words_find(w->alone, folded, NULL), near = near_find(w, folded);

		if (alone >= 0 && !(first && is_introduced(folded, (size_t)alone)))
			return true;
		if (near >= 0 && !(first && is_introduced(folded, (size_t)near)))
			return true;
	}
	return false;
}

/* How a text begins, folded. */
static struct span opening(struct arena *a, struct span text)
{
	struct span all = span_trim(utf8_fold(a, utf8_cut(span_trim(text), MAX_DECLARED)));

	marks_take(&all, OPENING);
	return all;
}

/* A line that greets: short, and the first of several. */
static struct span behind_greeting(struct span text)
{
	struct span rest = text, line;

	if (!span_line(&rest, &line) || line.len > MAX_GREETING || !span_trim(rest).len)
		return text;
	marks_take(&rest, OPENING);
	return rest;
}

static bool begins_declared(struct span text)
{
	for (size_t i = 0; text.len && i < vacation_words_count; i++)
		if (words_lead(vacation_words[i].declared, text))
			return true;
	return false;
}

static bool has_declared(struct span text)
{
	for (size_t i = 0; i < vacation_words_count; i++) {
		ptrdiff_t at = words_find(vacation_words[i].declared, text, NULL);
		if (at >= 0 && !is_introduced(text, (size_t)at))
			return true;
	}
	return false;
}

static bool begins_with_thanks(struct span text)
{
	for (size_t i = 0; i < vacation_words_count; i++)
		if (words_any(vacation_words[i].thanks, text, span_starts))
			return true;
	return false;
}

bool vacation_declared(struct arena *a, struct span text)
{
	struct span all = opening(a, text);

	if (!words_among(vacation_stems, all))
		return false;
	struct span rest = behind_greeting(all);
	if (begins_declared(all) || begins_declared(rest))
		return true;
	return (begins_with_thanks(all) || begins_with_thanks(rest)) && has_declared(all);
}

bool vacation_thanks(struct arena *a, struct span text)
{
	struct span all = opening(a, text);

	return begins_with_thanks(all) || begins_with_thanks(behind_greeting(all));
}

bool vacation_requests(struct arena *a, struct span text)
{
	return words_find(requests, utf8_fold(a, utf8_cut(text, MAX_DECLARED)), NULL) >= 0;
}
