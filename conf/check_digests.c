#include "conf/checking.h"
#include "conf/conf.h"
#include "parsers/base/addrspec.h"

#include <string.h>

/* "08:00" as minutes after midnight. */
static bool read_clock(struct span text, int *minute)
{
	struct span hours = span_sub(text, 0, 2), minutes = span_from(text, 3);
	uint64_t h, m;
	if (text.len != 5 || text.ptr[2] != ':' || !span_u64(hours, &h) || !span_u64(minutes, &m) || h > 23 || m > 59)
		return false;
	*minute = (int)(h * 60 + m);
	return true;
}

static bool read_weekday(struct span word, int *out)
{
	static const char names[] = "montuewedthufrisatsun";
	for (int i = 0; i < 7; i++)
		if (span_ieq(word, span_make(names + 3 * i, 3)))
			return *out = i, true;
	return false;
}

/* "mon 08:00" for a weekly digest, "08:00" for a daily one; empty: eight o'clock, on Monday. */
static bool read_on(struct digest_conf *d)
{
	struct span rest = d->on, word;
	d->weekday = 0;
	d->minute = 8 * 60;
	if (!d->on.len)
		return true;
	if (d->weekly && (!span_word(&rest, &word) || !read_weekday(word, &d->weekday)))
		return false;
	return span_word(&rest, &word) && read_clock(word, &d->minute) && !span_trim(rest).len;
}

void check_digests(const struct checking *c)
{
	for (size_t i = 0; i < c->conf->digest_count; i++) {
		struct digest_conf *d = &c->conf->digests[i];
		const struct node *node = checking_item(c, "digests", i);
		if (!span_ieq(d->to, SPAN("agents")) && !addrspec_is(&c->errors->arena, d->to, ADDRSPEC_TYPED))
			CHECKING_ERROR(c, checking_place(node, "to"),
				       "`to` must be an address, or \"agents\"; not `%.*s`", SPAN_ARG(d->to));
		if (!read_on(d))
			CHECKING_ERROR(c, checking_place(node, "on"), "`on` is \"%s\"; not `%.*s`",
				       d->weekly ? "mon 08:00" : "08:00", SPAN_ARG(d->on));
	}
}
