#include "daemon/core/base/period.h"

#include "daemon/core/base/figures.h"
#include "daemon/core/base/when.h"

static const struct {
	const char *words;
	uint32_t from, to; /* days before today */
} periods[] = {{"today heute aujourd'hui", 0, 0},
	       {"yesterday gestern hier", 1, 1},
	       {"week woche semaine", 6, 0},
	       {"month monat mois", 29, 0},
	       {"year jahr an année", 364, 0}};

static bool is_among_words(struct span words, struct span text)
{
	struct span word;
	while (span_word(&words, &word))
		if (span_ieq(word, text))
			return true;
	return false;
}

bool period_read(const struct conf *conf, struct span text, int64_t now, uint32_t *from, uint32_t *to)
{
	uint32_t today = figures_day(conf, now);
	int64_t time;
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		if (!is_among_words(span_of(periods[i].words), text))
			continue;
		*from = today - periods[i].from;
		*to = today - periods[i].to;
		return true;
	}
	if (!when_date(conf->zone, text, &time))
		return false;
	*from = figures_day(conf, time);
	*to = today > *from ? today : *from;
	return true;
}
