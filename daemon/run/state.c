#include "daemon/run/state.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/run/runfolder.h"
#include "parsers/base/buf.h"
#include "parsers/base/digest.h"
#include "parsers/base/file.h"

#define PATH_SIZE (PATH_MAX + 128)
#define FILE_MAX 8192
#define NAME_BYTES 8 /* of the digest of a name, which may contain what a file name may not */

static const char *const names[STATE_NOW_COUNT] = {"unknown", "connecting", "ok", "down", "full"};

const unsigned state_bounds[STATE_BOUNDS] = {10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000};

const char *state_name(enum state_now now)
{
	return names[now];
}

void state_took(struct state *s, int64_t milliseconds)
{
	size_t i = 0;
	while (i < STATE_BOUNDS && milliseconds > (int64_t)state_bounds[i])
		i++;
	s->times.counts[i]++;
	s->times.total_ms += milliseconds > 0 ? (uint64_t)milliseconds : 0;
}

static void path_of(char out[PATH_SIZE], const char *store_path, const char *kind, struct span name)
{
	char folder[PATH_MAX], hex[2 * NAME_BYTES + 1];
	unsigned char digest[DIGEST_SIZE];
	digest_sha256(&name, 1, digest);
	for (size_t i = 0; i < NAME_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	runfolder_path(folder, store_path);
	snprintf(out, PATH_SIZE, "%s/state-%s-%s", folder, kind, hex);
}

/* --- as text: "word numbers…", a line each --- */

static void put_numbers(struct buf *b, const char *word, const uint64_t *n, size_t count)
{
	buf_str(b, word);
	for (size_t i = 0; i < count; i++)
		buf_printf(b, " %" PRIu64, n[i]);
	buf_chr(b, '\n');
}

static void take_numbers(struct span rest, uint64_t *n, size_t count)
{
	struct span word;
	for (size_t i = 0; i < count && span_word(&rest, &word); i++)
		span_u64(word, &n[i]);
}

/* The text may come from a server: control characters become blanks. */
static void state_words(struct buf *b, const char *text)
{
	for (; *text; text++)
		buf_chr(b, (unsigned char)*text < ' ' ? ' ' : *text);
}

static void put_state(struct buf *b, const struct state *s)
{
	uint64_t seen = s->seen > 0 ? (uint64_t)s->seen : 0;
	buf_printf(b, "now %s\n%serror ", state_name(s->now), s->once ? "once\n" : "");
	state_words(b, s->error);
	buf_chr(b, '\n');
	put_numbers(b, "seen", &seen, 1);
	put_numbers(b, "backlog", &s->backlog, 1);
	put_numbers(b, "deaths", &s->deaths, 1);
	put_numbers(b, "counts", s->counts, STATE_COUNTS);
	put_numbers(b, "times", s->times.counts, STATE_BOUNDS + 1);
	put_numbers(b, "total_ms", &s->times.total_ms, 1);
}

static enum state_now now_of(struct span name)
{
	for (unsigned i = 0; i < STATE_NOW_COUNT; i++)
		if (span_eq(span_trim(name), span_of(names[i])))
			return (enum state_now)i;
	return STATE_UNKNOWN;
}

static void state_take_line(struct span word, struct span rest, struct state *s)
{
	uint64_t seen = 0;
	if (span_eq(word, SPAN("now")))
		s->now = now_of(rest);
	else if (span_eq(word, SPAN("once")))
		s->once = true;
	else if (span_eq(word, SPAN("error")))
		snprintf(s->error, sizeof s->error, "%.*s", SPAN_ARG(span_trim(rest)));
	else if (span_eq(word, SPAN("seen")))
		take_numbers(rest, &seen, 1), s->seen = (int64_t)seen;
	else if (span_eq(word, SPAN("backlog")))
		take_numbers(rest, &s->backlog, 1);
	else if (span_eq(word, SPAN("deaths")))
		take_numbers(rest, &s->deaths, 1);
	else if (span_eq(word, SPAN("counts")))
		take_numbers(rest, s->counts, STATE_COUNTS);
	else if (span_eq(word, SPAN("times")))
		take_numbers(rest, s->times.counts, STATE_BOUNDS + 1);
	else if (span_eq(word, SPAN("total_ms")))
		take_numbers(rest, &s->times.total_ms, 1);
}

/* --- the file --- */

void state_read(const char *store_path, const char *kind, struct span name, struct state *out)
{
	char path[PATH_SIZE], bytes[FILE_MAX];
	*out = (struct state){0};
	path_of(path, store_path, kind, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	ssize_t got = read(fd, bytes, sizeof bytes);
	close(fd);
	struct span rest = span_make(bytes, got > 0 ? (size_t)got : 0), line, word;
	while (span_line(&rest, &line))
		if (span_word(&line, &word))
			state_take_line(word, line, out);
}

void state_write(const char *store_path, const char *kind, struct span name, const struct state *s)
{
	char path[PATH_SIZE];
	struct buf b;
	buf_init(&b, FILE_MAX);
	put_state(&b, s);
	path_of(path, store_path, kind, name);
	file_replace(path, buf_span(&b), FILE_FOR_NOW);
	buf_clear(&b);
}
