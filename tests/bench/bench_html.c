/* The cost of reading HTML: mails in the style of common clients, with text and HTML or HTML only, compared with the
 * same mail as text only. Through the sandboxed reader. */
#include "parsers/base/buf.h"
#include "parsers/charset.h"
#include "parsers/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 300
#define TURNS 5
#define HEAD                                                                                                           \
	"Received: from a.example.org by mx.acme.test; Mon, 1 Jan 2024 10:00:00 +0000\nFrom: Jo <jo@example.org>\n"    \
	"To: support@acme.test\nSubject: Re: The network\nMessage-ID: <1@example.org>\n"                               \
	"In-Reply-To: <0@acme.test>\nMIME-Version: 1.0\n"

static const char *const said[] = {
	"Hello,",
	"since yesterday evening the network at our second site is down again, and restarting the router did not help.",
	"We tried what you wrote last time: the red light goes out after a minute, then it comes back.",
	"Could somebody call us before noon? After that nobody is here who knows the room.",
	"The number of the contract is 4711, that of the device is on the picture.",
	"Thanks and best regards",
	"Jo",
};
static const char *const answered[] = {
	"Hello Jo,",
	"please take the device off the mains for ten minutes and try again.",
	"If the light stays red, tell us the number on its back, and we send another one.",
	"Kind regards",
	"The support desk",
};
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void each(struct buf *b, const char *const *lines, size_t count, const char *front, const char *back)
{
	for (size_t i = 0; i < count; i++) {
		buf_str(b, front);
		buf_str(b, lines[i]);
		buf_str(b, back);
	}
}

/* --- the clients --- */

static void gmail_text(struct buf *b)
{
	each(b, said, COUNT(said), "", "\n\n");
	buf_str(b, "Its *red* light, here <https://example.org/a?id=4711&n=1>.\n\nOn Mon, Jan 1, 2024 at 9:00 AM ACME "
		   "Support <support@acme.test> wrote:\n\n");
	each(b, answered, COUNT(answered), "> ", "\n>\n");
}

static void gmail(struct buf *b)
{
	buf_str(b, "<div dir=\"ltr\">");
	each(b, said, COUNT(said), "<div>", "</div><div><br></div>");
	buf_str(b, "<div>Its <b>red</b> light, <a href=\"https://example.org/a?id=4711&amp;n=1\">here</a>."
		   "</div></div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Jan 1, "
		   "2024 at 9:00 AM ACME Support &lt;<a href=\"mailto:support@acme.test\">support@acme.test</a>&gt; "
		   "wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px "
		   "solid rgb(204,204,204);padding-left:1ex\">");
	each(b, answered, COUNT(answered), "<p style=\"margin:0 0 12px\">", "</p>\n");
	buf_str(b, "</blockquote></div>\n");
}

#define WORD_SPAN "<span lang=EN-US style='font-size:11.0pt;font-family:\"Calibri\",sans-serif;color:black'>"

#define HEAD_BLOCK                                                                                                     \
	"From: ACME Support <support@acme.test>\nSent: Monday, January 1, 2024 9:00 AM\nTo: Jo <jo@example.org>\n"

static void outlook_text(struct buf *b)
{
	each(b, said, COUNT(said), "", "\n\n");
	buf_str(b, "Its red light.\n\n" HEAD_BLOCK "Subject: The network\n\n");
	each(b, answered, COUNT(answered), "", "\n");
}

static void outlook(struct buf *b)
{
	buf_str(b,
		"<html xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
		"xmlns=\"http://www.w3.org/TR/REC-html40\">\n<head>\n<meta http-equiv=Content-Type "
		"content=\"text/html; charset=utf-8\">\n<meta name=Generator content=\"Microsoft Word 15\">\n"
		"<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]-->\n<style><!--\n");
	for (unsigned i = 0; i < 12; i++)
		buf_str(b, "p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n\tfont-size:11.0pt;\n\t"
			   "font-family:\"Calibri\",sans-serif;\n\tmso-fareast-language:EN-US;}\n");
	buf_str(b, "--></style><!--[if gte mso 9]><xml>\n<o:shapedefaults v:ext=\"edit\" spidmax=\"1026\" />\n</xml>"
		   "<![endif]-->\n</head>\n<body lang=DE link=\"#0563C1\" vlink=\"#954F72\" "
		   "style='word-wrap:break-word'>\n"
		   "<div class=WordSection1>\n");
	each(b, said, COUNT(said), "<p class=MsoNormal>" WORD_SPAN,
	     "<o:p></o:p></span></p>\n<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>\n");
	buf_str(b, "<p class=MsoNormal>" WORD_SPAN "Its <b>red</b> light.</span></p>\n<div>\n<div style='border:none;"
		   "border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>\n<p class=MsoNormal><b>From:</b> ACME "
		   "Support &lt;support@acme.test&gt;<br><b>Sent:</b> Monday, January 1, 2024 9:00 AM<br><b>To:</b> Jo "
		   "&lt;jo@example.org&gt;<br><b>Subject:</b> The network<o:p></o:p></p>\n</div>\n</div>\n");
	each(b, answered, COUNT(answered), "<p class=MsoNormal>" WORD_SPAN, "<o:p></o:p></span></p>\n");
	buf_str(b, "</div>\n</body>\n</html>\n");
}

static void apple_text(struct buf *b)
{
	each(b, said, COUNT(said), "", "\n\n");
	buf_str(b, "Its red light.\n\n> On 1. Jan 2024, at 09:00, ACME Support <support@acme.test> wrote:\n> \n");
	each(b, answered, COUNT(answered), "> ", "\n> \n");
}

static void apple(struct buf *b)
{
	buf_str(b, "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\"></head><body "
		   "style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\">");
	each(b, said, COUNT(said), "<div>", "</div><div><br></div>");
	buf_str(b,
		"<div>Its <font color=\"#ff2600\">red</font> light.</div><div><br><blockquote type=\"cite\"><div>On 1. "
		"Jan 2024, at 09:00, ACME Support &lt;support@acme.test&gt; wrote:</div><br "
		"class=\"Apple-interchange-newline\"><div>");
	each(b, answered, COUNT(answered),
	     "<p style=\"margin: 0px 0px 12px; font-stretch: normal; line-height: normal;\">", "</p>");
	buf_str(b, "</div></blockquote></div><br></body></html>\n");
}

#define FONT "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:22px;color:#333333"

static void newsletter(struct buf *b)
{
	buf_str(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>News</title>\n<style "
		   "type=\"text/css\">\n");
	for (unsigned i = 0; i < 20; i++)
		buf_str(b,
			"@media only screen and (max-width:480px) { .column { width:100% !important; padding:0 } }\n");
	buf_str(b, "</style>\n</head>\n<body style=\"margin:0;padding:0;background-color:#f4f4f4\">\n<table "
		   "width=\"100%\" "
		   "border=\"0\" cellspacing=\"0\" cellpadding=\"0\">\n");
	for (unsigned i = 0; i < 6; i++) {
		buf_str(b, "<tr><td align=\"center\" style=\"padding:20px\"><table class=\"column\" width=\"600\" "
			   "cellpadding=\"0\" cellspacing=\"0\" bgcolor=\"#ffffff\"><tr>\n<td width=\"200\"><a "
			   "href=\"https://news.example.org/c?u=12345&amp;id=abcdef0123456789&amp;e=0011223344\"><img "
			   "src=\"https://news.example.org/i/picture.png\" width=\"200\" alt=\"A picture\" "
			   "style=\"display:block;border:0\"></a></td>\n<td style=\"padding:10px;" FONT "\">");
		each(b, said, COUNT(said), "<p style=\"margin:0 0 10px 0;" FONT "\">", "</p>\n");
		buf_str(b, "<a href=\"https://news.example.org/c?u=12345&amp;id=abcdef0123456789&amp;e=0011223344\" "
			   "style=\"color:#0066cc;text-decoration:underline\"><strong>Read more</strong></a></td>\n"
			   "</tr></table></td></tr>\n");
	}
	buf_str(b, "</table>\n</body>\n</html>\n");
}

static void newsletter_text(struct buf *b)
{
	for (unsigned i = 0; i < 6; i++) {
		buf_str(b, "A picture\n\n");
		each(b, said, COUNT(said), "", "\n\n");
		buf_str(b, "Read more <https://news.example.org/c?u=12345&id=abcdef0123456789&e=0011223344>\n\n");
	}
}

/* --- mails of them --- */

struct client {
	const char *name;
	void (*text)(struct buf *b), (*html)(struct buf *b);
};
static const struct client clients[] = {{"Gmail", gmail_text, gmail},
					{"Outlook", outlook_text, outlook},
					{"Apple Mail", apple_text, apple},
					{"a newsletter", newsletter_text, newsletter}};

static void text_mail(struct buf *b, const struct client *c)
{
	buf_str(b, HEAD "Content-Type: text/plain; charset=utf-8\n\n");
	c->text(b);
}

static void both_mail(struct buf *b, const struct client *c)
{
	buf_str(b, HEAD "Content-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; "
			"charset=utf-8\n\n");
	c->text(b);
	buf_str(b, "--c\nContent-Type: text/html; charset=utf-8\n\n");
	c->html(b);
	buf_str(b, "--c--\n");
}

static void html_mail(struct buf *b, const struct client *c)
{
	buf_str(b, HEAD "Content-Type: text/html; charset=utf-8\n\n");
	c->html(b);
}

/* --- time --- */

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must_read(struct reader *r, struct span raw)
{
	struct arena a;
	struct mail mail;
	struct err err;
	arena_init(&a);
	if (reader_read(r, &a, raw, &mail, &err)) {
		fprintf(stderr, "bench_html: %s\n", err.text);
		exit(1);
	}
	arena_clear(&a);
}

/* Microseconds per mail, in the best of several turns. */
static double cost(struct reader *r, const struct client *c, void (*write)(struct buf *b, const struct client *c))
{
	double best = 0;
	struct buf mail;
	buf_init(&mail, BUF_MAX);
	write(&mail, c);
	for (unsigned turn = 0; turn < TURNS; turn++) {
		double start = seconds();
		for (unsigned i = 0; i < ROUNDS; i++)
			must_read(r, buf_span(&mail));
		double one = (seconds() - start) * 1e6 / ROUNDS;
		best = turn == 0 || one < best ? one : best;
	}
	buf_clear(&mail);
	return best;
}

static void line(const char *what, const char *name, double html, double text)
{
	char all[80];
	snprintf(all, sizeof(all), "reading: %s of %s, against its text alone", what, name);
	printf("%-62s %8.2f x   %.0f and %.0f us\n", all, html / text, html, text);
}

int main(void)
{
	struct reader *r;
	struct err err;
	if (reader_new(&r, &err)) {
		fprintf(stderr, "bench_html: %s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < COUNT(clients); i++) {
		const struct client *c = &clients[i];
		double text = cost(r, c, text_mail);
		line("text and HTML", c->name, cost(r, c, both_mail), text);
		line("HTML", c->name, cost(r, c, html_mail), text);
	}
	reader_free(r);
	return 0;
}
