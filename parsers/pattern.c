#include "parsers/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "parsers/base/utf8.h"

#define DEPTH_LIMIT 10000
#define HEAP_LIMIT_KIB 16384
#define REGEX_MAX 4096
#define NEST_LIMIT 50

/* PCRE2's match limit starts afresh at each start position, so a merely quadratic regex never reaches it. Therefore
 * work is counted over all start positions, at every item of the regex. */
#define WORK_LIMIT 4000000
#define WORK_PER_STEP 16 /* bytes skipped that count as one step */

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

struct work {
	size_t done, at;
};

static int work_count(pcre2_callout_block *block, void *data)
{
	struct work *work = data;
	size_t at = block->current_position;
	size_t moved = at > work->at ? at - work->at : work->at - at;

	work->at = at;
	work->done += 1 + moved / WORK_PER_STEP;
	return work->done > WORK_LIMIT ? PCRE2_ERROR_MATCHLIMIT : 0;
}

static int compile(struct span regex, struct pattern *p, struct err *err)
{
	const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF |
				 PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR words[200];
	PCRE2_SIZE offset = 0;
	int code = 0;

	if (!context)
		abort();
	pcre2_set_max_pattern_length(context, REGEX_MAX);
	pcre2_set_parens_nest_limit(context, NEST_LIMIT);
	p->code = pcre2_compile((PCRE2_SPTR)(regex.ptr ? regex.ptr : ""), regex.len, options, &code, &offset, context);
	pcre2_compile_context_free(context);
	if (p->code)
		return 0;
	pcre2_get_error_message(code, words, sizeof(words));
	return err_set(err, ERR_CONFIG, "%s at offset %zu", (const char *)words, (size_t)offset);
}

int pattern_new(struct span regex, struct pattern **out, struct err *err)
{
	struct pattern *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	if (compile(regex, p, err) < 0) {
		pattern_free(p);
		return -1;
	}
	p->data = pcre2_match_data_create(1, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (!p->data || !p->context)
		abort();
	pcre2_set_match_limit(p->context, PATTERN_MATCH_LIMIT);
	pcre2_set_depth_limit(p->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(p->context, HEAP_LIMIT_KIB);
	*out = p;
	return 0;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->context);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	free(p);
}

enum pattern_result pattern_match(const struct pattern *p, struct span text)
{
	struct span looked = utf8_cut(text, PATTERN_MAX_SUBJECT);
	struct work work = {0, 0};
	int rc;

	pcre2_set_callout(p->context, work_count, &work);
	rc = pcre2_match(p->code, (PCRE2_SPTR)(looked.ptr ? looked.ptr : ""), looked.len, 0, 0, p->data, p->context);
	if (rc >= 0)
		return PATTERN_YES;
	return rc == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_LIMIT;
}
