#include "parsers/body.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/encword.h"
#include "parsers/filename.h"
#include "parsers/flowed.h"
#include "parsers/header.h"
#include "parsers/html.h"
#include "parsers/uuencode.h"

#include <string.h>

#define MAX_REPORT ((size_t)256 << 10) /* bytes kept of each kind of report part */

enum use {
	USE_ALL,      /* text is text */
	USE_ATTACHED, /* in an alternative that was not chosen: attachments alone */
};

struct reading {
	struct charsets *charsets;
	struct arena *arena;
	struct span raw;
	const struct mime_part *root;
	struct body *out;
	struct buf text, status, original;
};

static bool type_is(const struct mime_part *p, const char *type)
{
	return span_eq(p->type.main, span_of(type));
}

/* A part without a type is plain text (RFC 2045 5.2), and so is a multipart that has no parts. */
static bool is_plain(const struct mime_part *p)
{
	return p->type.main.len == 0 || type_is(p, "text/plain") || type_is(p, "text") ||
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

/* Text for people: not attached, and no file, unless it is all that there is or the first text. */
static bool is_text(const struct reading *r, const struct mime_part *p)
{
	if (p->kind != MIME_LEAF || is_attached(p) || !(is_plain(p) || is_html(p)))
		return false;
	if (part_name(p).len == 0 || p == r->root)
		return true;
	return r->text.len == 0 && p->type.main.len > 0 && !span_eq(p->disposition.main, SPAN("inline"));
}

/* LF lines; no control characters but tab and LF, which could change what a terminal or a log shows. */
static struct span text_clean(struct arena *a, struct span s)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++) {
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

/* The charset that HTML names itself: <meta charset=x>, or in a content-type meta. */
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

static struct span part_text(struct reading *r, const struct mime_part *p)
{
	struct span bytes = decoded(r, p->transfer, p->body);
	struct span charset = param_get(&p->type, SPAN("charset"));
	if (charset.len == 0 && is_html(p))
		charset = meta_charset(bytes);
	struct span text = text_clean(r->arena, charset_utf8(r->charsets, r->arena, charset, bytes));
	if (span_starts(text, SPAN("\xEF\xBB\xBF")))
		text = span_from(text, 3);
	if (is_html(p))
		return html_text(r->arena, text);
	if (span_ieq(param_get(&p->type, SPAN("format")), SPAN("flowed")))
		return flowed_join(r->arena, text, span_ieq(param_get(&p->type, SPAN("delsp")), SPAN("yes")));
	return text;
}

static void attachment_add(struct reading *r, struct attachment *att)
{
	if (r->out->attachments.count < MAIL_MAX_ATTACHMENTS)
		*LIST_ADD(r->arena, &r->out->attachments) = *att;
}

static void locate(const struct reading *r, struct span body, struct attachment *att)
{
	if (!body.ptr || body.ptr < r->raw.ptr || body.ptr + body.len > r->raw.ptr + r->raw.len)
		return;
	att->offset = (uint64_t)(body.ptr - r->raw.ptr);
	att->length = body.len;
}

/* The subject of an attached message is its name. */
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

static void attach(struct reading *r, const struct mime_part *p)
{
	if (r->out->attachments.count >= MAIL_MAX_ATTACHMENTS)
		return;
	struct attachment att = {.type = type_clean(r->arena, p->type.main), .transfer = p->transfer};
	struct span name = part_name(p);
	if (name.len == 0 && p->kind == MIME_MESSAGE)
		name = message_name(r, p);
	att.name = filename_safe(r->arena, name, att.type);
	att.content_id = content_id(r, p);
	att.is_inline = !is_attached(p) && (att.content_id.len > 0 || span_eq(p->disposition.main, SPAN("inline")));
	att.size = p->transfer == TRANSFER_IDENTITY ? p->body.len : decoded(r, p->transfer, p->body).len;
	locate(r, p->body, &att);
	attachment_add(r, &att);
}

/* Files that old clients put into the text itself. They can be found again in the raw mail only where it is not encoded. */
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

static void text_part(struct reading *r, const struct mime_part *p)
{
	struct span text = part_text(r, p);
	if (!is_html(p))
		text = uuencoded_out(r, p, text);
	if (r->text.len + text.len + 2 > MAIL_MAX_TEXT)
		r->out->cut = true;
	r->out->from_html = r->out->from_html || (is_html(p) && span_trim(text).len > 0);
	text_join(&r->text, text);
}

static void report_add(struct reading *r, struct buf *to, const struct mime_part *p)
{
	struct span bytes = decoded(r, p->transfer, p->body);
	struct span text = charset_utf8(r->charsets, r->arena, param_get(&p->type, SPAN("charset")),
					span_sub(bytes, 0, MAX_REPORT));
	text_join(to, text_clean(r->arena, utf8_clean(r->arena, text)));
}

/* message/delivery-status and kin (RFC 3464, 6533, 8098, 5965) go into the report; true when the part was one. */
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
	if (type_is(p, "text/rfc822-headers") || type_is(p, "message/rfc822-headers") ||
	    type_is(p, "message/global-headers") || type_is(p, "message/rfc822") || type_is(p, "message/global"))
		report_add(r, &r->original, p);
	return false;
}

static void read_part(struct reading *r, const struct mime_part *p, enum use use);

/* Does the part hold text of that kind that says anything? */
static bool says(struct reading *r, const struct mime_part *p, bool html)
{
	if (p->kind == MIME_LEAF)
		return !is_attached(p) && (html ? is_html(p) : is_plain(p)) && span_trim(part_text(r, p)).len > 0;
	for (const struct mime_part *child = p->child; child && p->kind == MIME_MULTIPART; child = child->next)
		if (says(r, child, html))
			return true;
	return false;
}

static const struct mime_part *choose(struct reading *r, const struct mime_part *alternatives)
{
	for (int html = 0; html < 2; html++)
		for (const struct mime_part *p = alternatives->child; p; p = p->next)
			if (says(r, p, html))
				return p;
	return alternatives->child;
}

/* Of what was not chosen the texts are the same text again; what is not text is kept. */
static void read_multipart(struct reading *r, const struct mime_part *p, enum use use)
{
	bool alternative = type_is(p, "multipart/alternative") && use == USE_ALL;
	const struct mime_part *chosen = alternative ? choose(r, p) : NULL;
	for (const struct mime_part *child = p->child; child; child = child->next)
		read_part(r, child, alternative && child != chosen ? USE_ATTACHED : use);
}

static void read_part(struct reading *r, const struct mime_part *p, enum use use)
{
	if (p->kind == MIME_MULTIPART) {
		read_multipart(r, p, use);
		return;
	}
	if (report_part(r, p))
		return;
	if (use == USE_ATTACHED && p->kind == MIME_LEAF && !is_attached(p) &&
	    (is_plain(p) || is_html(p) || type_is(p, "text/x-amp-html") || type_is(p, "text/watch-html")))
		return;
	if (is_text(r, p))
		text_part(r, p);
	else
		attach(r, p);
}

static struct span buf_move(struct arena *a, struct buf *b)
{
	struct span s = utf8_cut(arena_dup(a, buf_span(b)), b->max);
	buf_clear(b);
	return s;
}

/* All but `enclosed`. */
static void parts_read(struct charsets *c, struct arena *a, struct span raw, const struct mime_part *root,
		       struct body *out)
{
	*out = (struct body){0};
	struct reading r = {.charsets = c, .arena = a, .raw = raw, .root = root, .out = out};
	buf_init(&r.text, MAIL_MAX_TEXT);
	buf_init(&r.status, MAX_REPORT);
	buf_init(&r.original, MAX_REPORT);
	read_part(&r, root, USE_ALL);
	out->text = buf_move(a, &r.text);
	out->report.text = out->text;
	out->report.delivery_status = buf_move(a, &r.status);
	out->report.original = buf_move(a, &r.original);
}

static const struct mime_part *first_message(const struct mime_part *p)
{
	const struct mime_part *found = p->kind == MIME_MESSAGE && p->child ? p : NULL;
	for (const struct mime_part *child = p->child; !found && child && p->kind == MIME_MULTIPART;
	     child = child->next)
		found = first_message(child);
	return found;
}

/* An attached mail, so far as it matters who wrote what in it. */
static struct span enclosed_read(struct charsets *c, struct arena *a, struct span raw, struct mime_part *mail)
{
	struct body inner;
	struct buf text;
	const struct header *from, *subject;
	header_decode(c, a, SPAN_NONE, &mail->fields);
	from = header_find(&mail->fields, SPAN("from"));
	subject = header_find(&mail->fields, SPAN("subject"));
	parts_read(c, a, raw, mail, &inner);
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
	/* in a report it is the mail that came back, which bounce.h sees to */
	const struct mime_part *attached = type_is(root, "multipart/report") ? NULL : first_message(root);
	parts_read(c, a, raw, root, out);
	if (attached)
		out->enclosed = enclosed_read(c, a, raw, attached->child);
}
