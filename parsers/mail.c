#include "parsers/mail.h"

#include "parsers/address.h"
#include "parsers/authresults.h"
#include "parsers/auto.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/body.h"
#include "parsers/command.h"
#include "parsers/date.h"
#include "parsers/header.h"
#include "parsers/html_cut.h"
#include "parsers/msgid.h"
#include "parsers/parts.h"
#include "parsers/subject.h"
#include "parsers/text.h"

#define OLDEST_REFERENCES 10 /* ids at the start of a References field that are read, however long it is */
#define MAX_AUTHRES 50
#define MAX_ID 300       /* bytes of a Content-ID in a text */
#define MAX_SUBJECT 2000 /* bytes of a decoded subject: two lines of the maximum length in RFC 5322 */

/* Shared by the steps of reading one mail. */
struct reading {
	struct charsets *charsets;
	struct arena *arena;
	struct span raw, body; /* body: after the header, encoded */
	struct mime_part root; /* the mail's own type and transfer encoding */
	struct span fallback;  /* charset of raw 8-bit bytes in headers */
	struct report_parts report;
	struct mail *mail;
};

/* Does the header look like a mail's, rather than a line with a colon in some other file? */
static bool is_mail(const struct header_list *fields)
{
	static const char *const usual[] = {"from",         "to",           "subject",      "date",
					    "message-id",   "received",     "return-path",  "sender",
					    "mime-version", "content-type", "cc",           "bcc",
					    "reply-to",     "x-mailer",     "delivered-to", "in-reply-to"};
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (header_find(fields, span_of(usual[i])))
			return true;
	return false;
}

static void mail_read_addresses(struct reading *r, const char *name, struct address_list *out, bool *group)
{
	const struct header_list *fields = &r->mail->headers;
	for (size_t i = 0; i < fields->count; i++)
		if (span_ieq(fields->items[i].name, span_of(name)))
			address_parse(r->charsets, r->arena, fields->items[i].raw, r->fallback, out, group);
}

static void read_sender(struct reading *r)
{
	struct mail *m = r->mail;
	struct address_list others = {0};
	for (size_t i = 0; i < m->headers.count; i++)
		m->from_fields += span_ieq(m->headers.items[i].name, SPAN("from"));
	mail_read_addresses(r, "from", &m->from, &m->from_group);
	mail_read_addresses(r, "sender", &others, NULL);
	mail_read_addresses(r, "return-path", &others, NULL);
	if (m->from.count)
		m->sender = m->from.items[0];
	else if (others.count)
		m->sender = others.items[0];
	const struct header *path = header_find(&m->headers, SPAN("return-path"));
	m->null_return_path = path && span_eq(path->raw, SPAN("<>"));
}

static void read_people(struct reading *r)
{
	static const char *const delivered[] = {"delivered-to", "x-original-to", "envelope-to", "x-envelope-to"};
	static const char *const original[] = {"x-original-from", "original-from", "author"};
	struct mail *m = r->mail;
	read_sender(r);
	mail_read_addresses(r, "reply-to", &m->reply_to, NULL);
	mail_read_addresses(r, "to", &m->to, NULL);
	mail_read_addresses(r, "cc", &m->cc, NULL);
	for (size_t i = 0; i < sizeof(delivered) / sizeof(*delivered); i++)
		mail_read_addresses(r, delivered[i], &m->delivered, NULL);
	for (size_t i = 0; i < sizeof(original) / sizeof(*original); i++)
		mail_read_addresses(r, original[i], &m->original_from, NULL);
}

static void ref_add(struct reading *r, struct span id)
{
	if (!span_in(&r->mail->refs, id))
		span_list_add(r->arena, &r->mail->refs, id);
}

static void read_ids(struct reading *r)
{
	struct mail *m = r->mail;
	struct span chain = header_raw(&m->headers, SPAN("references"));
	struct span_list oldest = {0};
	m->message_id = msgid_one(r->arena, header_raw(&m->headers, SPAN("message-id")));
	msgid_list(r->arena, header_raw(&m->headers, SPAN("in-reply-to")), MAIL_MAX_REFS / 2, &m->refs);
	/* if there are too many, those in the middle are left out: a thread's first mail may be the desk's own */
	msgid_list_back(r->arena, chain, MAIL_MAX_REFS - OLDEST_REFERENCES, &m->refs);
	msgid_list(r->arena, chain, OLDEST_REFERENCES, &oldest);
	for (size_t i = oldest.count; i-- > 0;)
		ref_add(r, oldest.items[i]);
}

static void read_language(struct reading *r)
{
	struct span value = header_raw(&r->mail->headers, SPAN("content-language")), tag;
	size_t len = 0;
	while (len < value.len && value.ptr[len] != ',' && value.ptr[len] != ';' && value.ptr[len] > ' ')
		len++;
	tag = span_sub(value, 0, len);
	if (len <= 35 && utf8_valid(tag)) /* RFC 5646 says that tags of up to 35 characters must be accommodated */
		r->mail->language = arena_lower(r->arena, tag);
}

static void read_authres(struct reading *r)
{
	const struct header_list *fields = &r->mail->headers;
	struct authres_list *out = &r->mail->authres;
	for (size_t i = 0; i < fields->count && out->count < MAX_AUTHRES; i++)
		if (span_ieq(fields->items[i].name, SPAN("authentication-results")))
			authres_parse(r->arena, fields->items[i].raw, LIST_ADD(r->arena, out));
}

/* Reads everything that is in the headers alone. */
static int read_headers(struct reading *r, struct err *err)
{
	struct mail *m = r->mail;
	*m = (struct mail){.size = r->raw.len};
	size_t body = header_split(r->arena, r->raw, &m->headers);
	if (!is_mail(&m->headers))
		return err_set(err, ERR_CORRUPT, "not a mail: it has no header");
	r->body = span_from(r->raw, body);
	r->root.fields = m->headers;
	mime_fields(r->charsets, r->arena, &r->root);
	r->fallback = param_get(&r->root.type, SPAN("charset"));
	header_decode(r->charsets, r->arena, r->fallback, &m->headers);
	read_people(r);
	read_ids(r);
	read_language(r);
	read_authres(r);
	const struct header *subject = header_find(&m->headers, SPAN("subject"));
	subject_parse(r->arena, subject ? utf8_cut(subject->value, MAX_SUBJECT) : SPAN_NONE, &m->subject);
	if (!date_parse(header_raw(&m->headers, SPAN("date")), &m->date))
		m->date = 0;
	return 0;
}

/* The body with LF line ends, trimmed: servers and files differ in these. */
static struct span body_plain(struct arena *a, struct span body)
{
	return arena_without(a, span_trim(body), '\r');
}

static struct span addresses_plain(struct arena *a, const struct address_list *list)
{
	struct buf plain;
	buf_init(&plain, BUF_MAX);
	for (size_t i = 0; i < list->count; i++) {
		buf_add(&plain, list->items[i].addr);
		buf_chr(&plain, ',');
	}
	struct span joined = arena_lower(a, buf_span(&plain));
	buf_clear(&plain);
	return joined;
}

/* Hashes decoded values, not raw ones: relays refold and re-encode header fields. */
static void read_content(struct reading *r)
{
	const struct mail *m = r->mail;
	struct span date =
		m->date ? arena_printf(r->arena, "%lld", (long long)m->date) : header_raw(&m->headers, SPAN("date"));
	const struct span parts[] = {m->from.count ? addresses_plain(r->arena, &m->from)
						   : header_raw(&m->headers, SPAN("from")),
				     addresses_plain(r->arena, &m->to),
				     addresses_plain(r->arena, &m->cc),
				     date,
				     m->subject.text,
				     body_plain(r->arena, r->body)};
	digest_sha256(parts, sizeof(parts) / sizeof(*parts), r->mail->content);
}

static void read_verdicts(struct reading *r)
{
	r->report.content_type = header_raw(&r->mail->headers, SPAN("content-type"));
	auto_read(r->arena, &r->report, r->mail);
}

static void read_without_body(struct reading *r, struct span damage)
{
	r->mail->headers_only = true;
	r->mail->damage = damage;
}

static bool is_picture(const struct attachment *att)
{
	return att->content_id.len && span_starts(att->type, SPAN("image/"));
}

/* Marks the pictures that the HTML shows; drops those that only the folded part shows. */
static void settle_pictures(struct reading *r, const struct fragment *page)
{
	struct mail *m = r->mail;
	struct span_list fresh = {0}, whole = {0}, all = {0};
	size_t kept = 0;
	html_pictures(r->arena, m->html, &fresh);
	html_pictures(r->arena, m->html_whole, &whole);
	for (size_t i = 0; i < page->count; i++)
		if (piece_is_picture(&page->items[i]))
			span_list_add(r->arena, &all, page->items[i].name);
	for (size_t i = 0; i < m->attachments.count; i++) {
		struct attachment *att = &m->attachments.items[i];
		att->in_html =
			is_picture(att) && (span_in(&fresh, att->content_id) || span_in(&whole, att->content_id));
		bool dropped = m->html.len && is_picture(att) && !att->in_html && span_in(&all, att->content_id);
		if (!dropped)
			m->attachments.items[kept++] = *att;
	}
	m->attachments.count = kept;
}

/* Sets the HTML that says the same as the text, and as the whole. */
static void read_html(struct reading *r, struct span text, const struct html_page *page, const struct text_parts *parts)
{
	struct mail *m = r->mail;
	struct text_parts own = *parts;
	struct span_list pictures = {0};
	if (!page->fragment.count)
		return;
	for (size_t i = 0; i < m->attachments.count; i++)
		if (is_picture(&m->attachments.items[i]))
			span_list_add(r->arena, &pictures, m->attachments.items[i].content_id);
	/* if nothing of the text was folded, nothing of the HTML is: the words decide */
	if (!span_trim(parts->folded).len)
		own.fresh_lines = own.whole_lines = NULL;
	else if (!span_eq(page->marked, text))
		text_fold(r->arena, page->marked, m->subject.is_forward, &own);
	m->html = html_cut(r->arena, &page->fragment, own.fresh_lines, own.lines, &pictures, m->text);
	if (m->whole.len)
		m->html_whole = html_cut(r->arena, &page->fragment, own.whole_lines, own.lines, &pictures, m->whole);
	settle_pictures(r, &page->fragment);
}

/* The picture with the id that ends at the next ']', or NULL. */
static const struct attachment *picture_named(const struct mail *m, struct span rest, size_t *len)
{
	ptrdiff_t end = span_chr(span_sub(rest, 0, MAX_ID), ']');
	*len = (size_t)(end + 1);
	for (size_t i = 0; end > 0 && i < m->attachments.count; i++)
		if (is_picture(&m->attachments.items[i]) &&
		    span_ieq(m->attachments.items[i].content_id, span_sub(rest, 0, (size_t)end)))
			return &m->attachments.items[i];
	return NULL;
}

/* Replaces "[cid:image001.png@01DA…]", as Outlook writes it, with the file's name. */
static void name_pictures(struct reading *r, struct span *text)
{
	struct buf out;
	struct span rest = *text;
	ptrdiff_t at;
	if (span_find(rest, SPAN("[cid:")) < 0)
		return;
	buf_init(&out, BUF_MAX);
	while ((at = span_find(rest, SPAN("[cid:"))) >= 0) {
		size_t len;
		const struct attachment *picture = picture_named(r->mail, span_from(rest, (size_t)at + 5), &len);
		buf_add(&out, span_sub(rest, 0, (size_t)at + 1));
		rest = span_from(rest, (size_t)at + 1);
		if (!picture)
			continue;
		buf_add(&out, picture->name);
		rest = span_from(rest, 4 + len - 1);
	}
	buf_add(&out, rest);
	*text = arena_dup(r->arena, buf_span(&out));
	buf_clear(&out);
}

static void read_text(struct reading *r, struct span text, const struct html_page *page)
{
	struct mail *m = r->mail;
	struct text_parts parts;
	name_pictures(r, &text);
	text_fold(r->arena, text, m->subject.is_forward, &parts);
	m->text = parts.fresh;
	m->folded = parts.folded;
	m->whole = parts.whole;
	m->signature = parts.signature;
	bool is_whole = parts.whole.len && !parts.signature.len;
	m->unfolded = parts.folded.len && !is_whole ? text : SPAN_NONE;
	read_html(r, text, page, &parts);
}

static void read_body(struct reading *r)
{
	struct mail *m = r->mail;
	struct body body;
	r->root.body = r->body;
	if (!parts_find(r->charsets, r->arena, &r->root, &m->damage)) {
		read_without_body(r, m->damage);
		return;
	}
	body_read(r->charsets, r->arena, r->raw, &r->root, &body);
	r->report = body.report;
	m->attachments = body.attachments;
	m->from_html = body.from_html;
	m->enclosed = body.enclosed;
	m->encrypted = body.encrypted;
	read_text(r, body.text, &body.page);
	if (span_trim(m->text).len == 0 && (body.unread || (m->damage.len && m->attachments.count == 0))) {
		read_without_body(r, m->damage.len ? m->damage : SPAN("none of the body could be read"));
		return;
	}
	if (body.cut)
		m->damage = SPAN("the text is longer than what is shown here");
	command_scan(r->arena, m);
}

int mail_parse(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	struct reading r = {.charsets = c, .arena = a, .raw = raw, .mail = out};
	if (read_headers(&r, err) < 0)
		return -1;
	read_body(&r);
	read_verdicts(&r);
	read_content(&r);
	return 0;
}

int mail_parse_headers(struct charsets *c, struct arena *a, struct span raw, struct span damage, struct mail *out,
		       struct err *err)
{
	struct reading r = {.charsets = c, .arena = a, .raw = raw, .mail = out};
	if (read_headers(&r, err) < 0)
		return -1;
	read_without_body(&r, utf8_line(a, utf8_clean(a, damage)));
	read_verdicts(&r);
	read_content(&r);
	return 0;
}
