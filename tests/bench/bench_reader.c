/* How fast mails are read, in this process and through the sandboxed reader. */
#include "parsers/base/buf.h"
#include "parsers/charset.h"
#include "parsers/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 1500
#define HEAD                                                                                                           \
	"Received: from a.example.org by mx.acme.test; Mon, 1 Jan 2024 10:00:00 +0000\nFrom: Jo <jo@example.org>\n"    \
	"To: support@acme.test\nSubject: =?utf-8?q?gr=C3=BC=C3=9F?= you\nMessage-ID: <1@example.org>\n"

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void repeat(struct buf *b, const char *text, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buf_str(b, text);
}

static void plain(struct buf *b)
{
	buf_str(b, HEAD "\n");
	repeat(b, "A line of a mail of the usual size, with some words in it.\n", 60);
}

static void html(struct buf *b)
{
	buf_str(b, HEAD "Content-Type: text/html; charset=utf-8\n\n<html><body>");
	repeat(b, "<p style=\"margin:0\">Some <b>words</b> and a <a href=\"https://example.org/\">link</a>.</p>\n", 60);
}

#define LINE "A line of a mail of the usual size, with some words in it.\n"

static void lines(struct buf *b)
{
	buf_str(b, HEAD "Content-Type: text/plain\n\n");
	repeat(b, LINE, 40);
}

static void rich_lines(struct buf *b)
{
	repeat(b,
	       "<p style=\"margin:0\">A <b>line</b> of a mail of the <i>usual size</i>, with some words in it.</p>\n",
	       40);
}

static void rich(struct buf *b)
{
	buf_str(b, HEAD "Content-Type: text/html\n\n<html><body>");
	rich_lines(b);
}

static void both(struct buf *b)
{
	buf_str(b, HEAD "Content-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain\n\n");
	repeat(b, LINE, 40);
	buf_str(b, "--c\nContent-Type: text/html\n\n<html><body>");
	rich_lines(b);
	buf_str(b, "--c--\n");
}

/* About 24 kB: text, the same as HTML, a picture. */
static void parts(struct buf *b)
{
	buf_str(b, HEAD
		"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n"
		"--c\nContent-Type: text/plain\n\n");
	repeat(b, "A line of a mail of the usual size, with some words in it.\n", 40);
	buf_str(b, "--c\nContent-Type: text/html\n\n");
	repeat(b, "<p>A line of a mail of the usual size, with some words in it.</p>\n", 40);
	buf_str(b, "--c--\n--b\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n");
	repeat(b, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\n", 240);
	buf_str(b, "--b--\n");
}

static void must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_reader: %s\n", err->text);
	exit(1);
}

/* Mails per second; through the reader unless r is NULL. */
static double rate(struct charsets *c, struct reader *r, struct span raw)
{
	double start = seconds();
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct arena a;
		struct mail mail;
		struct err err;
		arena_init(&a);
		must(r ? reader_read(r, &a, raw, &mail, &err) : mail_parse(c, &a, raw, &mail, &err), &err);
		arena_clear(&a);
	}
	return ROUNDS / (seconds() - start);
}

static double rate_of(struct charsets *c, struct reader *r, void (*make)(struct buf *b))
{
	struct buf raw;
	buf_init(&raw, BUF_MAX);
	make(&raw);
	double mails = rate(c, r, buf_span(&raw));
	buf_clear(&raw);
	return mails;
}

/* What HTML costs, with the same words in each mail. */
static void compare_html(struct charsets *c, struct reader *r)
{
	double text = rate_of(c, r, lines), html_alone = rate_of(c, r, rich), with_both = rate_of(c, r, both);
	printf("%-62s %8.2f x   %.0f and %.0f mails/s\n", "reading: HTML alone, against the same as text",
	       html_alone / text, html_alone, text);
	printf("%-62s %8.2f x   %.0f and %.0f mails/s\n", "reading: text with its HTML beside, against the text alone",
	       with_both / text, with_both, text);
}

int main(void)
{
	static const struct {
		const char *name;
		void (*make)(struct buf *b);
	} kinds[] = {{"plain", plain}, {"html", html}, {"parts", parts}};
	struct charsets *c = charsets_new();
	struct reader *r;
	struct err err;
	double start = seconds();
	must(reader_new(&r, &err), &err);
	printf("%-62s %17.1f ms\n", "reader: its start", (seconds() - start) * 1000);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct buf raw;
		buf_init(&raw, BUF_MAX);
		kinds[i].make(&raw);
		double here = rate(c, NULL, buf_span(&raw)), there = rate(c, r, buf_span(&raw));
		char what[80];
		snprintf(what, sizeof(what), "reader: %s mails of %zu bytes, against the same in process",
			 kinds[i].name, raw.len);
		printf("%-62s %8.2f x   %.0f and %.0f mails/s\n", what, there / here, there, here);
		buf_clear(&raw);
	}
	compare_html(c, r);
	reader_free(r);
	charsets_free(c);
	return 0;
}
