#include "daemon/desk/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/desk/clock.h"

static struct {
	enum log_level level;
	int fd;
	bool priorities;
} sink = {LOG_INFO, 2, false};

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_setup(enum log_level level, int fd)
{
	sink.level = level;
	sink.fd = fd;
}

void log_priorities(bool on)
{
	sink.priorities = on;
}

bool log_wants(enum log_level level)
{
	return level <= sink.level;
}

/* One byte is reserved for the newline. */
static void log_bytes(struct log_line *l, const char *text, size_t n)
{
	size_t room = sizeof l->text - 1 - l->len;
	if (n > room)
		n = room;
	memcpy(l->text + l->len, text, n);
	l->len += n;
}

static void add_str(struct log_line *l, const char *text)
{
	log_bytes(l, text, strlen(text));
}

static bool is_unquoted(struct span value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];
		if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f)
			return false;
	}
	return value.len > 0;
}

static void add_quoted(struct log_line *l, struct span value)
{
	log_bytes(l, "\"", 1);
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];
		if (c == '"' || c == '\\')
			log_bytes(l, "\\", 1);
		if ((unsigned char)c < ' ' || c == 0x7f)
			c = '?';
		log_bytes(l, &c, 1);
	}
	log_bytes(l, "\"", 1);
}

void log_start(struct log_line *l, enum log_level level, const char *event)
{
	l->len = 0;
	l->off = !log_wants(level);
	if (l->off)
		return;
	static const char *const priorities[] = {"<3>", "<4>", "<6>", "<7>"}; /* syslog priorities, by level */
	char stamp[CLOCK_STAMP];
	if (sink.priorities)
		add_str(l, priorities[level]);
	clock_stamp(stamp);
	add_str(l, stamp);
	log_text(l, "level", level_names[level]);
	log_text(l, "event", event);
}

void log_span(struct log_line *l, const char *key, struct span value)
{
	if (l->off)
		return;
	add_str(l, " ");
	add_str(l, key);
	add_str(l, "=");
	if (is_unquoted(value))
		log_bytes(l, value.ptr, value.len);
	else
		add_quoted(l, value);
}

void log_text(struct log_line *l, const char *key, const char *value)
{
	log_span(l, key, span_of(value));
}

void log_number(struct log_line *l, const char *key, int64_t value)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%lld", (long long)value);
	log_span(l, key, span_make(digits, (size_t)n));
}

void log_end(struct log_line *l)
{
	if (l->off)
		return;
	l->text[l->len++] = '\n';
	ssize_t written = write(sink.fd, l->text, l->len);
	(void)written; /* a failure can't be reported anywhere */
}

const char *log_kind(const struct err *err)
{
	static const char *const names[] = {"none", "retry", "refused", "notfound", "corrupt", "config"};
	return (size_t)err->kind < sizeof names / sizeof *names ? names[err->kind] : "unknown";
}

void log_err(enum log_level level, const char *event, const struct err *err)
{
	struct log_line l;
	log_start(&l, level, event);
	log_text(&l, "kind", log_kind(err));
	log_text(&l, "error", err->text);
	log_end(&l);
}
