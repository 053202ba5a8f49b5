#include "daemon/edge/wire.h"

#include "daemon/edge/door.h"
#include "daemon/edge/field.h"
#include "daemon/edge/part.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/token.h"
#include "parsers/base/transfer.h"
#include "parsers/base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define FLOW_AT 72   /* characters of a flowed line */
#define FLOW_OVER 78 /* a line is flowed when it is longer */
#define BOUNDARY "=_caredesk_"
#define LINE_MAX_BYTES 998 /* RFC 5322 2.1.1 */
#define LABEL_MAX 16       /* bytes of a label that stays on its link's line */

/* RFC 5322 3.3, in UTC; strftime would speak the locale's language. */
static void write_date(struct buf *out, int64_t seconds)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm t;
	time_t when = (time_t)seconds;
	if (!gmtime_r(&when, &t))
		return;
	buf_printf(out, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d +0000\r\n", days + 3 * t.tm_wday, t.tm_mday,
		   months + 3 * t.tm_mon, t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

/* One whose local part is not ASCII would make the mail one that few servers take: it stands only in a mail that is one. */
static void write_cc(struct buf *out, const struct outmail *mail, struct arena *a)
{
	const struct span_list *cc = &mail->shown_cc;
	struct field_address *items = ARENA_ARRAY(a, struct field_address, cc->count);
	size_t count = 0;
	bool allowed = false;
	addrspec_form(a, mail->to, &allowed);
	addrspec_form(a, mail->from, &allowed);
	for (size_t i = 0; i < cc->count; i++) {
		bool utf8 = false;
		addrspec_form(a, cc->items[i], &utf8);
		if (allowed || !utf8)
			items[count++].addr = cc->items[i];
	}
	field_addresses(out, "Cc", items, count);
}

static void write_people(struct buf *out, const struct outmail *mail)
{
	struct arena a;
	arena_init(&a);
	field_addresses(out, "From", &(struct field_address){mail->from_name, mail->from}, 1);
	field_addresses(out, "To", &(struct field_address){mail->to_name, mail->to}, 1);
	write_cc(out, mail, &a);
	field_addresses(out, "Reply-To", &(struct field_address){mail->from_name, mail->reply_to}, 1);
	arena_clear(&a);
}

static void write_marks(struct buf *out, const struct outmail *mail, const char *version)
{
	static const char *const automatic[] = {NULL, "auto-replied", "auto-generated"};
	if (mail->ticket)
		buf_printf(out, "X-Caredesk-Ticket: %llu\r\n", (unsigned long long)mail->ticket);
	field_plain(out, "X-Caredesk-Template", mail->template);
	if (mail->auto_submitted != AUTO_NO) {
		field_plain(out, "Auto-Submitted", span_of(automatic[mail->auto_submitted]));
		buf_str(out, "X-Auto-Response-Suppress: All\r\n");
	}
	field_plain(out, "Content-Language", mail->language);
	buf_printf(out, "User-Agent: caredesk/%s\r\nMIME-Version: 1.0\r\n", version);
}

static void write_headers(struct buf *out, const struct outmail *mail, const char *version)
{
	write_date(out, mail->date ? mail->date : mail->created);
	write_people(out, mail);
	field_text(out, "Subject", mail->subject);
	field_ids(out, "Message-ID", &mail->message_id, 1, 1);
	field_ids(out, "In-Reply-To", &mail->in_reply_to, 1, 1);
	field_ids(out, "References", mail->references.items, mail->references.count, WIRE_MAX_REFERENCES);
	write_marks(out, mail, version);
}

/* "close: <mailto:…>": is what follows the cut a word that fits no line anyway? */
static bool is_label(struct span line, size_t cut)
{
	struct span rest = span_from(line, cut), word;
	return cut <= LABEL_MAX && span_word(&rest, &word) && word.len > FLOW_OVER;
}

/* Where to break a line that is too long: behind the last space within FLOW_AT characters, else behind the first one
 * there is; 0 when there is none. */
static size_t flow_cut(struct span line)
{
	struct span rest = line;
	size_t cut = 0;
	for (size_t width = 0; rest.len; width++) {
		if (width >= FLOW_AT && cut)
			break;
		bool bad;
		if (utf8_take(&rest, &bad) == ' ' && rest.len && !is_label(line, line.len - rest.len))
			cut = line.len - rest.len;
	}
	return cut;
}

/* More than FLOW_OVER characters? */
static bool is_wide(struct span line)
{
	bool bad;
	for (size_t width = 0; line.len && width <= FLOW_OVER; width++) {
		if (width == FLOW_OVER)
			return true;
		utf8_take(&line, &bad);
	}
	return false;
}

static void write_stuffed(struct buf *out, struct span line, bool quoted)
{
	struct buf stuffed;
	buf_init(&stuffed, BUF_MAX);
	if (span_starts(line, SPAN(" ")) || span_starts(line, SPAN("From ")) ||
	    (!quoted && span_starts(line, SPAN(">"))))
		buf_chr(&stuffed, ' ');
	buf_add(&stuffed, line);
	transfer_qp_line(buf_span(&stuffed), out);
	buf_str(out, "\r\n");
	buf_clear(&stuffed);
}

/* A line that begins with ">" is a quotation and stays as it is; "-- " begins a signature. Else a trailing space means
 * that the line goes on, so it may stand only where a line was broken here. */
static void write_flowed(struct buf *out, struct span line)
{
	bool quoted = span_starts(line, SPAN(">"));
	if (!span_eq(line, SPAN("-- ")))
		line = span_rtrim(line);
	while (!quoted && is_wide(line)) {
		size_t cut = flow_cut(line);
		if (cut == 0)
			break;
		write_stuffed(out, span_sub(line, 0, cut), false);
		line = span_from(line, cut);
	}
	write_stuffed(out, line, quoted);
}

static void write_text(struct buf *out, struct span body)
{
	buf_str(out, "Content-Type: text/plain; charset=utf-8; format=flowed\r\n"
		     "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	struct span line;
	while (span_line(&body, &line))
		write_flowed(out, line);
}

/* type "/" subtype of RFC 2045 tokens. What has structure of its own (message/…, multipart/…) may not be base64; a whole
 * message goes as it is where it can, see write_message. */
static bool type_ok(struct span type)
{
	ptrdiff_t slash = span_chr(type, '/');
	if (slash <= 0 || (size_t)slash + 1 == type.len || type.len > 100)
		return false;
	for (size_t i = 0; i < type.len; i++)
		if (type.ptr[i] <= ' ' || type.ptr[i] > '~' ||
		    (i != (size_t)slash && strchr("()<>@,;:\\\"/[]?=", type.ptr[i])))
			return false;
	return !span_istarts(type, SPAN("message/")) && !span_istarts(type, SPAN("multipart/"));
}

static void write_lost_part(struct buf *out, const struct attachment *attachment)
{
	struct arena a;
	arena_init(&a);
	write_text(out, arena_printf(&a, "[%.*s: this attachment could not be read]", SPAN_ARG(attachment->name)));
	arena_clear(&a);
}

static bool is_param_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.ptr[i] >= 'a' && s.ptr[i] <= 'z') && !(s.ptr[i] >= '0' && s.ptr[i] <= '9') &&
		    span_chr(SPAN("-_."), s.ptr[i]) < 0)
			return false;
	return s.len > 0;
}

static void write_params(struct buf *out, struct span params)
{
	struct span one, name;
	struct arena a;
	arena_init(&a);
	while (span_cut(&params, ';', &one)) {
		if (span_chr(one, '=') < 0 || !span_cut(&one, '=', &name) || !is_param_name(span_trim(name)))
			continue;
		field_param(out, arena_str(&a, span_trim(name)), span_trim(one));
	}
	arena_clear(&a);
}

static void write_part_head(struct buf *out, const struct attachment *attachment, struct span type, struct span params,
			    const char *encoding)
{
	buf_printf(out, "Content-Type: %.*s", SPAN_ARG(type));
	write_params(out, params);
	field_param(out, "name", attachment->name);
	buf_str(out, "\r\nContent-Disposition: attachment");
	field_param(out, "filename", attachment->name);
	buf_printf(out, "\r\nContent-Transfer-Encoding: %s\r\n\r\n", encoding);
}

/* A message as a part may not be encoded (RFC 2046 5.2.1): what a mail can't hold as it stands, and what could end this
 * very part, goes as a file. */
static bool message_goes(const struct outmail *mail, struct span bytes)
{
	char boundary[64];
	struct span line;
	int len = snprintf(boundary, sizeof(boundary), "--" BOUNDARY "%llu", (unsigned long long)mail->id);
	bool some = bytes.len > 0;
	while (span_line(&bytes, &line))
		if (line.len > LINE_MAX_BYTES || span_chr(line, '\0') >= 0 ||
		    span_starts(line, span_make(boundary, (size_t)len)))
			return false;
	return some;
}

static void write_message(struct buf *out, const struct attachment *attachment, struct span bytes)
{
	bool eight_bit = false;
	struct span line;
	for (size_t i = 0; i < bytes.len && !eight_bit; i++)
		eight_bit = (unsigned char)bytes.ptr[i] > 127;
	write_part_head(out, attachment, SPAN("message/rfc822"), SPAN_NONE, eight_bit ? "8bit" : "7bit");
	while (span_line(&bytes, &line)) {
		buf_add(out, line);
		buf_str(out, "\r\n");
	}
}

static void write_file(struct buf *out, const struct attachment *attachment, struct span bytes)
{
	bool known = type_ok(attachment->type);
	write_part_head(out, attachment, known ? attachment->type : SPAN("application/octet-stream"),
			known ? attachment->params : SPAN_NONE, "base64");
	transfer_base64(bytes, out);
}

/* What people read, and what has mails within; a picture holds no token that anybody could use. */
static bool is_looked_through(struct span type)
{
	return span_istarts(type, SPAN("text/")) || span_istarts(type, SPAN("message/")) ||
	       span_istarts(type, SPAN("multipart/"));
}

static void write_part(struct buf *out, const struct outmail *mail, const struct attachment *attachment,
		       struct span raw, size_t *found)
{
	struct buf decoded;
	buf_init(&decoded, BUF_MAX);
	if (!part_bytes(attachment, raw, &decoded)) {
		buf_clear(&decoded);
		write_lost_part(out, attachment);
		return;
	}
	if (is_looked_through(attachment->type))
		*found += door_clean(decoded.ptr, decoded.len, &mail->tokens);
	if (span_eq(attachment->type, SPAN("message/rfc822")) && message_goes(mail, buf_span(&decoded)))
		write_message(out, attachment, buf_span(&decoded));
	else
		write_file(out, attachment, buf_span(&decoded));
	buf_clear(&decoded);
}

/* "=_" stands neither in quoted-printable nor in base64, and no message that holds it goes as it is: no content can hold the
 * boundary. The line end in front of it is its own (RFC 2046 5.1.1): the text before keeps the one it has. */
static void write_boundary(struct buf *out, const struct outmail *mail, const char *end)
{
	buf_printf(out, "\r\n--" BOUNDARY "%llu%s\r\n", (unsigned long long)mail->id, end);
}

static void write_multipart(struct buf *out, const struct outmail *mail, const struct wire_part *parts, size_t *found)
{
	buf_printf(out, "Content-Type: multipart/mixed;\r\n boundary=\"" BOUNDARY "%llu\"\r\n",
		   (unsigned long long)mail->id);
	write_boundary(out, mail, "");
	write_text(out, mail->body);
	for (size_t i = 0; i < mail->parts.count; i++) {
		write_boundary(out, mail, "");
		write_part(out, mail, &mail->parts.items[i].attachment, parts[i].raw, found);
	}
	write_boundary(out, mail, "--");
}

static int check(const struct outmail *mail, struct err *err)
{
	struct arena a;
	arena_init(&a);
	bool from = addrspec_form(&a, mail->from, NULL).len, to = addrspec_form(&a, mail->to, NULL).len;
	arena_clear(&a);
	if (!from || !to)
		return err_set(err, ERR_CORRUPT, "the %s's address cannot be written into a mail",
			       from ? "recipient" : "sender");
	if (!field_id_ok(mail->message_id))
		return err_set(err, ERR_CORRUPT, "the Message-ID cannot be written into a mail");
	return 0;
}

/* --- tokens --- */

static void ids_clean(struct arena *a, struct outmail *mail, size_t *found)
{
	struct span_list ids = mail->references;
	mail->references = (struct span_list){0};
	for (size_t i = 0; i < ids.count; i++) {
		size_t here = 0;
		door_span(a, ids.items[i], &mail->tokens, &here);
		if (!here)
			span_list_add(a, &mail->references, ids.items[i]);
		*found += here;
	}
}

/* The mail without tokens that are not its recipient's; those in its own addresses and Message-ID are. */
static struct outmail cleaned(struct arena *a, const struct outmail *mail, size_t *found)
{
	struct outmail m = *mail;
	struct token token;
	uint64_t serial;
	struct span id = m.message_id, domain = addrspec_domain(id);
	m.tokens = (struct span_list){0};
	for (size_t i = 0; i < mail->tokens.count; i++)
		span_list_add(a, &m.tokens, mail->tokens.items[i]);
	if (token_from_msgid(id, domain, &token, &serial))
		span_list_add(a, &m.tokens, token.text);
	struct span *const texts[] = {&m.subject, &m.body, &m.from_name, &m.to_name, &m.in_reply_to};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = door_span(a, *texts[i], &m.tokens, found);
	ids_clean(a, &m, found);
	m.parts = (struct outmail_part_list){0};
	for (size_t i = 0; i < mail->parts.count; i++) {
		struct outmail_part *part = LIST_ADD(a, &m.parts);
		*part = mail->parts.items[i];
		part->attachment.name = door_span(a, part->attachment.name, &m.tokens, found);
		part->attachment.params = door_span(a, part->attachment.params, &m.tokens, found);
	}
	return m;
}

int wire_mail(const struct outmail *mail, const struct wire_part *parts, const char *version, struct buf *out,
	      size_t *found, struct err *err)
{
	struct arena a;
	*found = 0;
	if (check(mail, err))
		return -1;
	arena_init(&a);
	struct outmail m = cleaned(&a, mail, found);
	write_headers(out, &m, version);
	if (m.parts.count)
		write_multipart(out, &m, parts, found);
	else
		write_text(out, m.body);
	arena_clear(&a);
	if (out->over)
		return err_set(err, ERR_REFUSED, "the mail is larger than %zu bytes", out->max);
	return 0;
}
