#include "parsers/body.h"

#include "parsers/archive.h"
#include "parsers/base/ascii.h"
#include "parsers/base/buf.h"
#include "parsers/base/pkcs7.h"
#include "parsers/base/utf8.h"
#include "parsers/encword.h"
#include "parsers/filename.h"
#include "parsers/flowed.h"
#include "parsers/header.h"
#include "parsers/html.h"
#include "parsers/parts.h"
#include "parsers/tnef.h"
#include "parsers/uuencode.h"
#include "parsers/words.h"

#include <string.h>

#define MAX_REPORT ((size_t)256 << 10) /* bytes kept of each kind of report part */
#define MAX_STUB 400                   /* bytes; a longer plain text is never a mere note that there is HTML */
#define PARTS_KNOWN 4
#define MAX_SAID 50      /* text parts; with more, no HTML is kept */
#define MAX_CONTAINERS 3 /* nested */

enum use {
	USE_ALL,      /* text and attachments */
	USE_ATTACHED, /* in an alternative that was not chosen: only attachments */
};

struct known {
	const struct mime_part *part;
	struct span text;
	const struct html_page *page; /* for HTML that is more than its text */
};

/* A part without its transfer encoding; for base64 the charset matters, too. */
struct part_bytes {
	const struct mime_part *part;
	struct span charset, decoded;
};

/* One part of the text, with its HTML: its own, or that of another alternative. */
struct said {
	struct span text;
	const struct mime_part *html; /* NULL if there is none */
};

/* A part that contains others in a format other than MIME. */
struct container {
	struct span body; /* encoded */
	enum transfer transfer;
	struct span bytes; /* decoded; empty if no container is being read */
};

struct reading {
	struct charsets *charsets;
	struct arena *arena;
	struct span raw;
	const struct mime_part *root;
	struct body *out;
	bool as_html; /* HTML is wanted as well as text */
	struct buf text, status, original, calendar;
	struct {
		struct said *items;
		size_t count, cap;
	} said;
	const struct mime_part *other; /* HTML alternative of the one being read, until it is used */
	struct known known[PARTS_KNOWN];
	size_t next_known;
	const struct mime_part *rich; /* HTML that is rich by its source */
	struct part_bytes bytes[PARTS_KNOWN];
	size_t next_bytes;
	struct container inside;       /* the innermost container around the part being read */
	size_t depth;                  /* number of nested containers */
	struct tnef *tnef;             /* the first one: its text is used if there is no other */
	bool pictures;                 /* an HTML part without text has pictures */
	const struct mime_part *spare; /* the first text attached without a name: used if there is no other text */
	size_t spare_at;               /* its place among the attachments */
};

static bool type_is(const struct mime_part *p, const char *type)
{
	return span_eq(p->type.main, span_of(type));
}

/* Text types that are for programs, or handled separately. */
static const char texts_apart[] =
	"text/html|text/enriched|text/richtext|text/x-amp-html|text/watch-html|text/calendar|text/x-vcalendar|text/"
	"vcard|"
	"text/x-vcard|text/directory|text/csv|text/tab-separated-values|text/xml|text/css|text/javascript|text/rtf|"
	"text/rfc822-headers|text/x-patch|text/x-diff|text/x-python|text/x-c|text/x-sh|text/x-log";

/* A part without a type is plain text (RFC 2045 5.2), and so is a multipart in which no parts were found. */
static bool is_plain_part(const struct mime_part *p)
{
	return p->type.main.len == 0 || type_is(p, "text/plain") || type_is(p, "plain/text") ||
	       (span_starts(p->type.main, SPAN("text/")) && !words_listed(texts_apart, p->type.main)) ||
	       span_starts(p->type.main, SPAN("multipart/")) || span_chr(p->type.main, '/') < 0;
}

static bool is_html(const struct mime_part *p)
{
	return type_is(p, "text/html") || type_is(p, "text/enriched") || type_is(p, "text/richtext") ||
	       type_is(p, "application/xhtml+xml");
}

static struct span part_name(const struct mime_part *p)
{
	struct span name = param_get(&p->disposition, SPAN("filename"));
	return name.len ? name : param_get(&p->type, SPAN("name"));
}

static bool is_attached(const struct mime_part *p)
{
	return span_eq(p->disposition.main, SPAN("attachment"));
}

/* Is it text for people? Not if it is an attachment or a named file, unless it is the whole mail, or (for a named one)
 * the first text. */
static bool is_text(const struct reading *r, const struct mime_part *p)
{
	if (p->kind != MIME_LEAF || !(is_plain_part(p) || is_html(p)))
		return false;
	if (p == r->root)
		return true;
	if (is_attached(p))
		return false;
	if (part_name(p).len == 0)
		return true;
	return r->text.len == 0 && p->type.main.len > 0 && !span_eq(p->disposition.main, SPAN("inline"));
}

/* LF line ends, and no control characters except tab and LF: they could change what a terminal or a log shows. */
static struct span text_clean(struct arena *a, struct span s)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++) {
		size_t printable = ascii_printable(s.ptr + i, s.len - i);
		if (printable)
			memcpy(out + len, s.ptr + i, printable);
		len += printable;
		i += printable;
		if (i == s.len)
			break;
		char c = s.ptr[i];
		if (c == '\r' && i + 1 < s.len && s.ptr[i + 1] == '\n')
			continue;
		if (c == '\r' || c == '\f' || c == '\v')
			c = '\n';
		if ((unsigned char)c >= ' ' || c == '\n' || c == '\t')
			out[len++] = c;
	}
	return (struct span){out, len};
}

/* The charset that the HTML itself names: <meta charset=x>, or in a content-type meta. */
static struct span meta_charset(struct span html)
{
	struct span head = span_sub(html, 0, 2048);
	ptrdiff_t at = span_ifind(head, SPAN("charset="));
	if (at < 0)
		return SPAN_NONE;
	struct span value = span_from(head, (size_t)at + 8);
	while (value.len && strchr("\"' ", value.ptr[0]))
		value = span_from(value, 1);
	size_t len = 0;
	while (len < value.len && !strchr("\"' ;>/", value.ptr[len]))
		len++;
	return span_sub(value, 0, len);
}

static struct span decoded(struct reading *r, enum transfer transfer, struct span body)
{
	if (transfer == TRANSFER_IDENTITY)
		return body;
	struct buf bytes;
	buf_init(&bytes, body.len + 64);
	transfer_decode(transfer, body, &bytes);
	struct span out = arena_dup(r->arena, buf_span(&bytes));
	buf_clear(&bytes);
	return out;
}

/* Has it more control characters than any text? Then what was decoded had not been encoded. */
static bool is_binary(struct span s)
{
	size_t controls = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		controls +=
			c < '\t' || (c > '\x0F' && c < ' ' && c != '\x1B'); /* some charsets use shifts and escapes */
	}
	return controls * 10 > s.len;
}

/* Charsets in which ASCII text is full of NULs. */
static bool is_wide(struct span charset)
{
	return span_ifind(charset, SPAN("16")) >= 0 || span_ifind(charset, SPAN("32")) >= 0 ||
	       span_ifind(charset, SPAN("ucs")) >= 0;
}

/* Plain text may be labelled as base64, and plain text may follow base64. */
static struct span text_base64(struct reading *r, struct span body, struct span charset)
{
	size_t extent = base64_extent(body);
	struct span bytes = decoded(r, TRANSFER_BASE64, span_sub(body, 0, extent)), rest = span_from(body, extent);
	struct buf both;
	if (extent == 0 || (is_binary(bytes) && !is_wide(charset)))
		return body;
	if (rest.len == 0)
		return bytes;
	buf_init(&both, BUF_MAX);
	buf_add(&both, bytes);
	buf_chr(&both, '\n');
	buf_add(&both, rest);
	bytes = arena_dup(r->arena, buf_span(&both));
	buf_clear(&both);
	return bytes;
}

static struct span part_decode(struct reading *r, const struct mime_part *p, struct span charset)
{
	return p->transfer == TRANSFER_BASE64 ? text_base64(r, p->body, charset) : decoded(r, p->transfer, p->body);
}

/* Several questions are asked about the bytes of one part. */
static struct span part_decoded(struct reading *r, const struct mime_part *p, struct span charset)
{
	for (size_t i = 0; i < PARTS_KNOWN; i++)
		if (r->bytes[i].part == p && (p->transfer != TRANSFER_BASE64 || span_eq(r->bytes[i].charset, charset)))
			return r->bytes[i].decoded;
	struct part_bytes *one = &r->bytes[r->next_bytes++ % PARTS_KNOWN];
	*one = (struct part_bytes){p, charset, part_decode(r, p, charset)};
	return one->decoded;
}

/* HTML labelled as plain text. */
static bool is_source(struct span text)
{
	struct span begin = span_trim(span_sub(text, 0, 200));
	return span_istarts(begin, SPAN("<!doctype html")) || span_istarts(begin, SPAN("<html>")) ||
	       span_istarts(begin, SPAN("<html "));
}

/* Removes "-----BEGIN PGP SIGNED MESSAGE-----" and its header; the PGP signature is later recognized by its own
 * mark. */
static struct span pgp_open(struct span text)
{
	struct span rest = text, line;
	if (!span_starts(text, SPAN("-----BEGIN PGP SIGNED MESSAGE-----")))
		return text;
	while (span_cut(&rest, '\n', &line) && span_trim(line).len)
		;
	return rest;
}

static struct span html_part_read(struct reading *r, struct span html, bool rich, const struct html_page **page)
{
	struct html_page *one;
	if (!r->as_html || !(rich || html_is_rich(r->arena, html)))
		return html_text(r->arena, html);
	one = ARENA_NEW(r->arena, struct html_page);
	html_read(r->arena, html, one);
	*page = one;
	return one->text;
}

static struct span part_read(struct reading *r, const struct mime_part *p, const struct html_page **page)
{
	struct span charset = param_get(&p->type, SPAN("charset"));
	struct span bytes = part_decoded(r, p, charset);
	if (charset.len == 0 && is_html(p))
		charset = meta_charset(bytes);
	struct span text = text_clean(r->arena, charset_utf8(r->charsets, r->arena, charset, bytes));
	if (span_starts(text, SPAN("\xEF\xBB\xBF")))
		text = span_from(text, 3);
	if (is_html(p) || is_source(text))
		return html_part_read(r, text, r->rich == p, page);
	text = pgp_open(text);
	if (span_ieq(param_get(&p->type, SPAN("format")), SPAN("flowed")))
		return flowed_join(r->arena, text, span_ieq(param_get(&p->type, SPAN("delsp")), SPAN("yes")));
	return text;
}

/* The parts read last are cached, because a part is looked at before it is chosen. */
static const struct known *part_known(struct reading *r, const struct mime_part *p)
{
	for (size_t i = 0; i < PARTS_KNOWN; i++)
		if (r->known[i].part == p)
			return &r->known[i];
	struct known *k = &r->known[r->next_known++ % PARTS_KNOWN];
	*k = (struct known){.part = p};
	k->text = part_read(r, p, &k->page);
	return k;
}

/* The part's text in UTF-8. */
static struct span part_text(struct reading *r, const struct mime_part *p)
{
	return part_known(r, p)->text;
}

static void attachment_add(struct reading *r, struct attachment *att)
{
	if (r->out->attachments.count < MAIL_MAX_ATTACHMENTS)
		*LIST_ADD(r->arena, &r->out->attachments) = *att;
}

static bool is_within(struct span part, struct span whole)
{
	return part.ptr && whole.ptr && part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len;
}

/* Sets where the attachment is in the raw mail, or in a container in the raw mail. */
static void locate(const struct reading *r, struct span body, struct attachment *att)
{
	const struct container *in = &r->inside;
	if (is_within(body, in->bytes) && is_within(in->body, r->raw)) {
		att->inner_offset = (uint64_t)(body.ptr - in->bytes.ptr);
		att->inner_length = body.len;
		att->inner_transfer = att->transfer;
		att->transfer = in->transfer;
		body = in->body;
	}
	if (!is_within(body, r->raw))
		return;
	att->offset = (uint64_t)(body.ptr - r->raw.ptr);
	att->length = body.len;
}

/* An attached message is named after its subject. */
static struct span message_name(struct reading *r, const struct mime_part *p)
{
	struct header_list fields = {0};
	struct span bytes = span_sub(p->body, 0, HEADER_MAX_VALUE);
	if (p->transfer != TRANSFER_IDENTITY)
		return SPAN_NONE;
	header_split(r->arena, bytes, &fields);
	struct span subject = header_raw(&fields, SPAN("subject"));
	subject = utf8_line(r->arena, encword_decode(r->charsets, r->arena, subject, SPAN_NONE));
	if (subject.len == 0)
		return SPAN_NONE;
	char *name = arena_str(r->arena, subject);
	for (size_t i = 0; i < subject.len; i++)
		if (name[i] == '/' || name[i] == '\\')
			name[i] = '_';
	return arena_printf(r->arena, "%.*s.eml", (int)utf8_cut(subject, 150).len, name);
}

static struct span type_clean(struct arena *a, struct span type)
{
	struct span line = utf8_line(a, utf8_cut(type, 100));
	return span_chr(line, '/') > 0 ? line : SPAN("application/octet-stream");
}

static struct span content_id(struct reading *r, const struct mime_part *p)
{
	struct span id = span_trim(header_raw(&p->fields, SPAN("content-id")));
	if (span_starts(id, SPAN("<")))
		id = span_from(id, 1);
	if (span_ends(id, SPAN(">")))
		id.len--;
	return utf8_line(r->arena, utf8_clean(r->arena, span_sub(id, 0, 250)));
}

static void attachment_take(struct reading *r, const struct mime_part *p)
{
	if (r->out->attachments.count >= MAIL_MAX_ATTACHMENTS)
		return;
	struct attachment att = {.type = type_clean(r->arena, p->type.main),
				 .params = param_plain(r->arena, &p->type),
				 .transfer = p->transfer};
	struct span name = part_name(p);
	if (name.len == 0 && p->kind == MIME_MESSAGE)
		name = message_name(r, p);
	att.name = filename_safe(r->arena, name, att.type);
	att.content_id = content_id(r, p);
	att.is_inline = !is_attached(p) && (att.content_id.len > 0 || span_eq(p->disposition.main, SPAN("inline")));
	struct span bytes = p->transfer == TRANSFER_IDENTITY ? p->body : decoded(r, p->transfer, p->body);
	att.size = bytes.len;
	archive_names(r->arena, bytes, &att.inside);
	locate(r, p->body, &att);
	if (r->depth == 0 || att.length) /* otherwise it is only in the container, which is attached itself */
		attachment_add(r, &att);
}

/* Removes uuencoded files, which old clients put into the text itself. They have a range in the raw mail only if the
 * part is not encoded. */
static struct span uuencoded_out(struct reading *r, const struct mime_part *p, struct span text)
{
	struct uuencoded file;
	struct buf rest;
	size_t from = 0;
	if (span_find(text, SPAN("begin ")) < 0 || !uuencode_find(text, 0, &file))
		return text;
	buf_init(&rest, text.len + 1);
	size_t raw_from = 0;
	for (; uuencode_find(text, from, &file); from = file.end) {
		struct attachment att = {.type = SPAN("application/octet-stream"), .transfer = TRANSFER_UUENCODE};
		struct uuencoded in_raw;
		buf_add(&rest, span_sub(text, from, file.start - from));
		att.name = filename_safe(r->arena, file.name, att.type);
		att.size = decoded(r, TRANSFER_UUENCODE, span_sub(text, file.start, file.end - file.start)).len;
		if (p->transfer == TRANSFER_IDENTITY && uuencode_find(p->body, raw_from, &in_raw)) {
			locate(r, span_sub(p->body, in_raw.start, in_raw.end - in_raw.start), &att);
			raw_from = in_raw.end;
		}
		attachment_add(r, &att);
	}
	buf_add(&rest, span_from(text, from));
	struct span out = arena_dup(r->arena, buf_span(&rest));
	buf_clear(&rest);
	return out;
}

static void text_join(struct buf *b, struct span text)
{
	if (span_trim(text).len == 0)
		return;
	if (b->len)
		buf_str(b, span_ends(buf_span(b), SPAN("\n")) ? "\n" : "\n\n");
	buf_add(b, utf8_cut(text, b->max > b->len ? b->max - b->len : 0));
}

/* HTML with nothing but pictures still has content. */
static bool has_picture(struct reading *r, const struct mime_part *p)
{
	return is_html(p) && span_ifind(part_decoded(r, p, SPAN_NONE), SPAN("<img")) >= 0;
}

static void text_part(struct reading *r, const struct mime_part *p)
{
	struct span text = part_text(r, p);
	r->pictures = r->pictures || (span_trim(text).len == 0 && has_picture(r, p));
	if (!is_html(p))
		text = uuencoded_out(r, p, text);
	if (r->text.len + text.len + 2 > MAIL_MAX_TEXT)
		r->out->cut = true;
	r->out->from_html = r->out->from_html || (is_html(p) && span_trim(text).len > 0);
	text_join(&r->text, text);
	if (r->said.count <= MAX_SAID)
		*LIST_ADD(r->arena, &r->said) = (struct said){text, is_html(p) ? p : r->other};
	r->other = NULL;
}

static void report_add(struct reading *r, struct buf *to, const struct mime_part *p)
{
	struct span bytes = decoded(r, p->transfer, p->body);
	struct span text = charset_utf8(r->charsets, r->arena, param_get(&p->type, SPAN("charset")),
					span_sub(bytes, 0, MAX_REPORT));
	text_join(to, text_clean(r->arena, utf8_clean(r->arena, text)));
}

/* message/delivery-status and kin (RFC 3464, 6533, 8098, 5965) are added to the report; true if the part was one of
 * them. */
static bool report_part(struct reading *r, const struct mime_part *p)
{
	static const char *const status[] = {"message/delivery-status", "message/global-delivery-status",
					     "message/disposition-notification", "message/feedback-report",
					     "message/global-disposition-notification"};
	for (size_t i = 0; i < sizeof(status) / sizeof(*status); i++) {
		if (!type_is(p, status[i]))
			continue;
		report_add(r, &r->status, p);
		return true;
	}
	if (type_is(p, "text/calendar"))
		report_add(r, &r->calendar, p);
	if (type_is(p, "text/rfc822-headers") || type_is(p, "message/rfc822-headers") ||
	    type_is(p, "message/global-headers") || type_is(p, "message/rfc822") || type_is(p, "message/global"))
		report_add(r, &r->original, p);
	return false;
}

static void part_use(struct reading *r, const struct mime_part *p, enum use use);

/* Is there more than white space, of any kind? */
static bool is_said(struct reading *r, struct span text)
{
	struct span begin = utf8_cut(span_trim(text), MAX_STUB);
	return begin.len && !span_eq(begin, SPAN("&nbsp;")) &&
	       (text.len > MAX_STUB || utf8_line(r->arena, begin).len > 0);
}

/* Does the part contain text of that kind that says anything? */
static bool part_says(struct reading *r, const struct mime_part *p, bool html)
{
	if (p->kind == MIME_LEAF)
		return !is_attached(p) && (html ? is_html(p) : is_plain_part(p)) && is_said(r, part_text(r, p));
	for (const struct mime_part *child = p->child; child && p->kind == MIME_MULTIPART; child = child->next)
		if (part_says(r, child, html))
			return true;
	return false;
}

/* The text of the first leaf of that kind that says anything. */
static struct span part_text_of(struct reading *r, const struct mime_part *p, bool html)
{
	struct span text = SPAN_NONE;
	if (p->kind == MIME_LEAF)
		return part_says(r, p, html) ? part_text(r, p) : SPAN_NONE;
	for (const struct mime_part *child = p->child; child && !text.len && p->kind == MIME_MULTIPART;
	     child = child->next)
		text = part_text_of(r, child, html);
	return text;
}

/* Are most words of `text` missing from the other one? */
static bool is_other_text(struct span text, struct span other)
{
	struct span rest = text, word;
	size_t missing = 0;
	while (span_word(&rest, &word))
		missing += span_find(other, word) < 0 && span_ifind(other, word) < 0;
	return missing * 2 > span_words(text);
}

/* A short plain text that has nothing in common with the HTML: "this message can only be read as HTML". */
static bool is_stub(struct reading *r, const struct mime_part *plain, const struct mime_part *html)
{
	struct span text = span_trim(part_text_of(r, plain, false)), other;
	if (text.len > MAX_STUB || (span_words(text) < 3 && span_ifind(text, SPAN("html")) < 0))
		return false;
	other = span_trim(part_text_of(r, html, true));
	return other.len > 0 && is_other_text(text, other) && is_other_text(other, text);
}

static const struct mime_part *first_saying(struct reading *r, const struct mime_part *alternatives, bool html)
{
	for (const struct mime_part *p = alternatives->child; p; p = p->next)
		if (part_says(r, p, html))
			return p;
	return NULL;
}

static const struct mime_part *html_leaf(const struct mime_part *p)
{
	const struct mime_part *found = p->kind == MIME_LEAF && is_html(p) && !is_attached(p) ? p : NULL;
	for (const struct mime_part *child = p->child; !found && child && p->kind == MIME_MULTIPART;
	     child = child->next)
		found = html_leaf(child);
	return found;
}

/* Are its words also in the HTML's source, if there is any? For most mails this saves parsing the HTML. */
static bool is_in_source(struct reading *r, struct span text, const struct mime_part *alternatives)
{
	const struct mime_part *html = html_leaf(alternatives);
	return !html || (span_words(text) > 0 && !is_other_text(text, part_decoded(r, html, SPAN_NONE)));
}

static const struct mime_part *choose(struct reading *r, const struct mime_part *alternatives)
{
	const struct mime_part *plain = first_saying(r, alternatives, false), *html;
	struct span text = plain ? span_trim(part_text_of(r, plain, false)) : SPAN_NONE;
	if (plain && (text.len > MAX_STUB || is_in_source(r, text, alternatives)))
		return plain;
	html = first_saying(r, alternatives, true);
	if (plain && !(html && is_stub(r, plain, html)))
		return plain;
	return html ? html : alternatives->child;
}

/* The first alternative with HTML, if the chosen one has none. */
static const struct mime_part *other_html(const struct mime_part *alternatives, const struct mime_part *chosen)
{
	const struct mime_part *p = html_leaf(chosen) ? NULL : alternatives->child;
	while (p && (p == chosen || !html_leaf(p)))
		p = p->next;
	return p;
}

/* The texts in alternatives that were not chosen only repeat the chosen one; anything else in them is kept. */
static void read_multipart(struct reading *r, const struct mime_part *p, enum use use)
{
	r->out->encrypted |= type_is(p, "multipart/encrypted");
	bool alternative = type_is(p, "multipart/alternative") && use == USE_ALL;
	const struct mime_part *chosen = alternative ? choose(r, p) : NULL;
	if (chosen)
		r->other = other_html(p, chosen);
	for (const struct mime_part *child = p->child; child; child = child->next)
		part_use(r, child, alternative && child != chosen ? USE_ATTACHED : use);
	if (chosen)
		r->other = NULL;
}

/* ---- containers: mails inside a part ---- */

static bool type_is_one(const struct mime_part *p, const char *types)
{
	return p->kind == MIME_LEAF && p->type.main.len && words_listed(types, p->type.main);
}

/* S/MIME in one block, judging by its type or name. */
static bool is_smime(const struct mime_part *p)
{
	return type_is_one(p, "application/pkcs7-mime|application/x-pkcs7-mime") ||
	       (type_is_one(p, "application/octet-stream") && span_iends(part_name(p), SPAN(".p7m")));
}

static bool is_tnef(const struct mime_part *p)
{
	return type_is_one(p, "application/ms-tnef|application/vnd.ms-tnef") ||
	       (type_is_one(p, "application/octet-stream") && span_ieq(part_name(p), SPAN("winmail.dat")));
}

/* Reads a whole MIME entity, header and body, inside a container. */
static void entity_read(struct reading *r, struct span entity, struct container in, enum use use)
{
	struct mime_part *inner = ARENA_NEW(r->arena, struct mime_part);
	const struct mime_part *root = r->root;
	struct container outside = r->inside;
	struct span damage;
	inner->body = span_from(entity, header_split(r->arena, entity, &inner->fields));
	mime_fields(r->charsets, r->arena, inner);
	if (!parts_find(r->charsets, r->arena, inner, &damage))
		return;
	r->inside = in;
	r->root = inner;
	r->depth++;
	part_use(r, inner, use);
	r->depth--;
	r->root = root;
	r->inside = outside;
}

/* Signed content is read, encrypted content can't be. Either way the block itself is kept as an attachment. */
static void smime_read(struct reading *r, const struct mime_part *p, enum use use)
{
	struct container in = {p->body, p->transfer, decoded(r, p->transfer, p->body)};
	struct span kind = param_get(&p->type, SPAN("smime-type")), content;
	if (r->depth < MAX_CONTAINERS && pkcs7_content(r->arena, in.bytes, &content)) {
		ptrdiff_t at = span_find(in.bytes, content); /* found if the content is in one piece */
		entity_read(r, at < 0 ? content : span_sub(in.bytes, (size_t)at, content.len), in, use);
	} else if (kind.len == 0 || span_ifind(kind, SPAN("enveloped")) >= 0 ||
		   span_ifind(kind, SPAN("encrypted")) >= 0) {
		r->out->encrypted = true;
	}
	attachment_take(r, p);
}

static void tnef_file_attach(struct reading *r, const struct tnef_file *file)
{
	struct attachment att = {.type = file->type.len ? type_clean(r->arena, file->type)
							: SPAN("application/octet-stream")};
	att.name = filename_safe(r->arena, file->name, att.type);
	att.size = file->bytes.len;
	locate(r, file->bytes, &att);
	if (att.length)
		attachment_add(r, &att);
}

static void tnef_part(struct reading *r, const struct mime_part *p)
{
	struct container outside = r->inside;
	struct tnef *tnef = ARENA_NEW(r->arena, struct tnef);
	r->inside = (struct container){p->body, p->transfer, decoded(r, p->transfer, p->body)};
	bool is_one = tnef_read(r->charsets, r->arena, r->inside.bytes, tnef);
	if (is_one && !r->tnef)
		r->tnef = tnef;
	for (size_t i = 0; is_one && i < tnef->count; i++)
		tnef_file_attach(r, &tnef->files[i]);
	r->inside = outside;
	attachment_take(r, p);
}

static void part_use(struct reading *r, const struct mime_part *p, enum use use)
{
	if (p->kind == MIME_MULTIPART) {
		read_multipart(r, p, use);
		return;
	}
	if (report_part(r, p))
		return;
	if (is_smime(p)) {
		smime_read(r, p, use);
		return;
	}
	if (is_tnef(p)) {
		tnef_part(r, p);
		return;
	}
	if (use == USE_ATTACHED && p->kind == MIME_LEAF && !is_attached(p) &&
	    (is_plain_part(p) || is_html(p) || type_is(p, "text/x-amp-html") || type_is(p, "text/watch-html")))
		return;
	if (is_text(r, p)) {
		text_part(r, p);
		if (is_attached(p) && part_name(p).len)
			attachment_take(r, p);
		return;
	}
	if (!r->spare && p->kind == MIME_LEAF && is_attached(p) && part_name(p).len == 0 &&
	    (is_plain_part(p) || is_html(p))) {
		r->spare = p;
		r->spare_at = r->out->attachments.count;
	}
	attachment_take(r, p);
}

static void attachment_drop(struct attachment_list *list, size_t at)
{
	if (at >= list->count)
		return;
	memmove(list->items + at, list->items + at + 1, (list->count - at - 1) * sizeof(*list->items));
	list->count--;
}

/* The stock text for mail programs without MIME. */
static bool is_stock(struct span text)
{
	return span_ifind(text, SPAN("mime")) >= 0 || span_ifind(text, SPAN("multi-part")) >= 0 ||
	       span_ifind(text, SPAN("multipart")) >= 0;
}

/* Takes the text before the first part and after the last one, which no mail client shows. */
static void outside_read(struct reading *r)
{
	struct span mark = arena_printf(r->arena, "--%.*s", SPAN_ARG(param_get(&r->root->type, SPAN("boundary"))));
	struct span rest = r->root->body, line, before = rest, behind = SPAN_NONE;
	bool seen = false;
	if (r->root->kind != MIME_MULTIPART || mark.len == 2)
		return;
	for (size_t at = 0; span_cut(&rest, '\n', &line); at = r->root->body.len - rest.len) {
		if (!span_starts(line, mark))
			continue;
		if (!seen)
			before = span_sub(r->root->body, 0, at);
		seen = true;
		behind = span_starts(span_from(line, mark.len), SPAN("--")) ? rest : SPAN_NONE;
	}
	for (int i = 0; i < 2; i++) {
		struct span text = charset_utf8(r->charsets, r->arena, SPAN_NONE, i ? behind : before);
		if (!is_stock(text))
			text_join(&r->text, text_clean(r->arena, text));
	}
}

/* If no part is the text: looks for what may have been meant as the text. */
static void text_seek(struct reading *r)
{
	if (r->tnef) {
		r->out->from_html = r->tnef->html.len > 0;
		text_join(&r->text,
			  text_clean(r->arena, r->tnef->html.len ? html_text(r->arena, r->tnef->html) : r->tnef->text));
	}
	if (span_trim(buf_span(&r->text)).len)
		return;
	if (r->spare) {
		attachment_drop(&r->out->attachments, r->spare_at);
		text_part(r, r->spare);
	}
	if (span_trim(buf_span(&r->text)).len == 0)
		outside_read(r);
}

/* --- the text as HTML --- */

static uint32_t line_ends(struct span s)
{
	uint32_t count = 0;
	for (size_t i = 0; i < s.len; i++)
		count += s.ptr[i] == '\n';
	return count;
}

/* Appends a text, as text_join does; the fragment's line numbers continue those of the previous one. */
static void page_add(struct reading *r, struct buf *text, const struct html_page *page)
{
	struct fragment *f = &r->out->page.fragment;
	uint32_t before = (uint32_t)f->count, line;
	text_join(text, page->marked);
	if (!before && text->len == page->marked.len) {
		*f = page->fragment;
		return;
	}
	line = line_ends(span_sub(buf_span(text), 0, text->len - page->marked.len));
	for (size_t i = 0; i < page->fragment.count; i++) {
		struct piece *p = LIST_ADD(r->arena, f);
		*p = page->fragment.items[i];
		p->line += line;
		p->mate += before;
	}
}

/* Appends plain text, line by line, to the HTML. */
static void plain_add(struct reading *r, struct buf *text, struct span plain)
{
	struct fragment_builder *b = ARENA_NEW(r->arena, struct fragment_builder);
	struct html_page page = {.marked = plain};
	struct html_attributes none = {0};
	struct span line;
	fragment_begin(b, r->arena);
	for (uint32_t i = 0; span_cut(&plain, '\n', &line); i++) {
		fragment_open(b, SPAN("div"), &none, i);
		fragment_text(b, line, i);
		fragment_close(b, i);
	}
	page.fragment = b->out;
	page_add(r, text, &page);
}

/* Appends all HTML parts of an alternative. False if one of them has no HTML worth keeping. */
static bool alternative_add(struct reading *r, struct buf *text, const struct mime_part *p)
{
	bool fine = true;
	if (p->kind == MIME_LEAF && is_html(p) && !is_attached(p)) {
		/* a look at the source may save parsing it */
		r->rich = html_is_rich(r->arena, part_decoded(r, p, SPAN_NONE)) ? p : NULL;
		const struct html_page *page = r->rich ? part_known(r, p)->page : NULL;
		if (page && page->fragment.count)
			page_add(r, text, page);
		return page && page->fragment.count;
	}
	for (const struct mime_part *child = p->child; child && fine && p->kind == MIME_MULTIPART; child = child->next)
		fine = alternative_add(r, text, child);
	return fine;
}

static void page_read(struct reading *r)
{
	struct buf text;
	bool fine = r->as_html && r->said.count <= MAX_SAID, any = false;
	for (size_t i = 0; i < r->said.count; i++)
		any = any || r->said.items[i].html;
	if (!fine || !any)
		return;
	buf_init(&text, MAIL_MAX_TEXT * 2);
	for (size_t i = 0; i < r->said.count && fine; i++) {
		const struct said *s = &r->said.items[i];
		if (s->html)
			fine = alternative_add(r, &text, s->html);
		else
			plain_add(r, &text, s->text);
	}
	r->out->page.marked = arena_dup(r->arena, buf_span(&text));
	if (!fine || text.over)
		r->out->page = (struct html_page){0};
	buf_clear(&text);
}

static struct span buf_move(struct arena *a, struct buf *b)
{
	struct span s = utf8_cut(arena_dup(a, buf_span(b)), b->max);
	buf_clear(b);
	return s;
}

/* Fills everything except `enclosed`. */
static void parts_read(struct charsets *c, struct arena *a, struct span raw, const struct mime_part *root, bool as_html,
		       struct body *out)
{
	*out = (struct body){0};
	struct reading r = {.charsets = c, .arena = a, .raw = raw, .root = root, .out = out, .as_html = as_html};
	buf_init(&r.text, MAIL_MAX_TEXT);
	buf_init(&r.status, MAX_REPORT);
	buf_init(&r.original, MAX_REPORT);
	buf_init(&r.calendar, MAX_REPORT);
	part_use(&r, root, USE_ALL);
	if (span_trim(buf_span(&r.text)).len == 0)
		text_seek(&r);
	page_read(&r);
	out->encrypted |= span_find(buf_span(&r.text), SPAN("-----BEGIN PGP MESSAGE-----")) >= 0;
	out->unread = r.pictures && span_trim(buf_span(&r.text)).len == 0 && out->attachments.count == 0;
	out->text = buf_move(a, &r.text);
	out->report.text = out->text;
	out->report.delivery_status = buf_move(a, &r.status);
	out->report.original = buf_move(a, &r.original);
	out->report.calendar = buf_move(a, &r.calendar);
}

static const struct mime_part *first_message(const struct mime_part *p)
{
	const struct mime_part *found = p->kind == MIME_MESSAGE && p->child ? p : NULL;
	for (const struct mime_part *child = p->child; !found && child && p->kind == MIME_MULTIPART;
	     child = child->next)
		found = first_message(child);
	return found;
}

/* The text of an attached mail, preceded by its From and Subject. */
static struct span enclosed_read(struct charsets *c, struct arena *a, struct span raw, struct mime_part *mail,
				 struct enclosed_report *report)
{
	struct body inner;
	struct buf text;
	const struct header *from, *subject;
	header_decode(c, a, SPAN_NONE, &mail->fields);
	from = header_find(&mail->fields, SPAN("from"));
	subject = header_find(&mail->fields, SPAN("subject"));
	parts_read(c, a, raw, mail, false, &inner);
	report->headers = mail->fields;
	report->parts = inner.report;
	report->parts.content_type = header_raw(&mail->fields, SPAN("content-type"));
	buf_init(&text, MAIL_MAX_TEXT);
	buf_str(&text, "From: ");
	buf_add(&text, from ? from->value : SPAN_NONE);
	buf_str(&text, "\nSubject: ");
	buf_add(&text, subject ? subject->value : SPAN_NONE);
	buf_str(&text, "\n\n");
	buf_add(&text, utf8_cut(inner.text, MAIL_MAX_TEXT - text.len));
	return buf_move(a, &text);
}

void body_read(struct charsets *c, struct arena *a, struct span raw, const struct mime_part *root, struct body *out)
{
	/* in a report this is the mail that came back, which bounce.h handles */
	const struct mime_part *attached = type_is(root, "multipart/report") ? NULL : first_message(root);
	parts_read(c, a, raw, root, true, out);
	if (!attached)
		return;
	struct enclosed_report *report = ARENA_NEW(a, struct enclosed_report);
	out->enclosed = enclosed_read(c, a, raw, attached->child, report);
	out->report.enclosed = report;
}
