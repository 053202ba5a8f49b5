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

#define BOUNDARY "=_caredesk_"
#define LINE_MAX_BYTES 998 /* RFC 5322 2.1.1 */

/* RFC 5322 3.3, in UTC; strftime would use the locale's language. */
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

/* An address whose local part is not ASCII makes the mail one that needs SMTPUTF8, which few servers have: it is shown
 * only in a mail that needs that anyway. */
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

/* A paragraph is one line, however long, and every client wraps it as it likes: the soft breaks of quoted-printable are
 * not line ends. "-- " keeps its blank, which marks the start of a signature. */
static void wire_write_text(struct buf *out, const char *type, struct span body)
{
	struct span line;
	buf_printf(out,
		   "Content-Type: text/%s; charset=utf-8\r\n"
		   "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		   type);
	while (span_line(&body, &line)) {
		transfer_qp_line(span_eq(line, SPAN("-- ")) ? line : span_rtrim(line), out);
		buf_str(out, "\r\n");
	}
}

/* type "/" subtype of RFC 2045 tokens. Composite types (message/…, multipart/…) may not be base64; a whole message is
 * written as it is if possible, see message_part_write. */
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
	wire_write_text(out, "plain",
			arena_printf(&a, "[%.*s: this attachment could not be read]", SPAN_ARG(attachment->name)));
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
	bool stands_in = attachment->is_inline && field_id_ok(attachment->content_id);
	buf_printf(out, "Content-Type: %.*s", SPAN_ARG(type));
	write_params(out, params);
	field_param(out, "name", attachment->name);
	if (stands_in)
		buf_printf(out, "\r\nContent-ID: <%.*s>", SPAN_ARG(attachment->content_id));
	buf_printf(out, "\r\nContent-Disposition: %s", stands_in ? "inline" : "attachment");
	field_param(out, "filename", attachment->name);
	buf_printf(out, "\r\nContent-Transfer-Encoding: %s\r\n\r\n", encoding);
}

/* A message/rfc822 part may not be encoded (RFC 2046 5.2.1): a message that can't be written as it is, or that could
 * end this very part, is attached as a file. */
static bool message_goes(struct span bytes)
{
	struct span line;
	bool some = bytes.len > 0;
	while (span_line(&bytes, &line))
		if (line.len > LINE_MAX_BYTES || span_chr(line, '\0') >= 0 || span_starts(line, SPAN("--" BOUNDARY)))
			return false;
	return some;
}

static void message_part_write(struct buf *out, const struct attachment *attachment, struct span bytes)
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

static void file_part_write(struct buf *out, const struct attachment *attachment, struct span bytes)
{
	bool known = type_ok(attachment->type);
	write_part_head(out, attachment, known ? attachment->type : SPAN("application/octet-stream"),
			known ? attachment->params : SPAN_NONE, "base64");
	transfer_base64(bytes, out);
}

/* Types that people read or that contain mails; a token in a picture would be of no use to anyone. */
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
	if (span_eq(attachment->type, SPAN("message/rfc822")) && message_goes(buf_span(&decoded)))
		message_part_write(out, attachment, buf_span(&decoded));
	else
		file_part_write(out, attachment, buf_span(&decoded));
	buf_clear(&decoded);
}

/* --- nested parts: mixed (alternative (text, related (HTML, its pictures)), attachments) --- */

/* The multipart that a part belongs to. */
enum place { PLACE_MIXED = 'm', PLACE_ALTERNATIVE = 'a', PLACE_RELATED = 'r' };

/* "=_" occurs neither in quoted-printable nor in base64, and a message that contains it is not written as it is: no
 * content can contain the boundary, and none of the three boundaries is a prefix of another. The line end before a
 * boundary belongs to it (RFC 2046 5.1.1): the text before keeps its own. */
static void write_boundary(struct buf *out, const struct outmail *mail, enum place place, const char *end)
{
	buf_printf(out, "\r\n--" BOUNDARY "%c%llu%s\r\n", (char)place, (unsigned long long)mail->id, end);
}

static void write_multipart(struct buf *out, const struct outmail *mail, enum place place, const char *type)
{
	buf_printf(out, "Content-Type: multipart/%s;\r\n boundary=\"" BOUNDARY "%c%llu\"\r\n", type, (char)place,
		   (unsigned long long)mail->id);
	write_boundary(out, mail, place, "");
}

/* Is the part a picture that the HTML shows? */
static bool is_related(const struct outmail *mail, size_t i)
{
	const struct attachment *attachment = &mail->parts.items[i].attachment;
	return mail->html.len && attachment->is_inline && field_id_ok(attachment->content_id);
}

static size_t count_related(const struct outmail *mail)
{
	size_t count = 0;
	for (size_t i = 0; i < mail->parts.count; i++)
		count += is_related(mail, i);
	return count;
}

static void write_parts(struct buf *out, const struct outmail *mail, const struct wire_part *parts, enum place place,
			size_t *found)
{
	for (size_t i = 0; i < mail->parts.count; i++) {
		if (is_related(mail, i) != (place == PLACE_RELATED))
			continue;
		write_boundary(out, mail, place, "");
		write_part(out, mail, &mail->parts.items[i].attachment, parts[i].raw, found);
	}
	write_boundary(out, mail, place, "--");
}

static void write_html(struct buf *out, const struct outmail *mail, const struct wire_part *parts, size_t *found)
{
	bool related = count_related(mail) > 0;
	if (related)
		write_multipart(out, mail, PLACE_RELATED, "related; type=\"text/html\"");
	wire_write_text(out, "html", mail->html);
	if (related)
		write_parts(out, mail, parts, PLACE_RELATED, found);
}

static void write_body(struct buf *out, const struct outmail *mail, const struct wire_part *parts, size_t *found)
{
	if (mail->html.len)
		write_multipart(out, mail, PLACE_ALTERNATIVE, "alternative");
	wire_write_text(out, "plain", mail->body);
	if (!mail->html.len)
		return;
	write_boundary(out, mail, PLACE_ALTERNATIVE, "");
	write_html(out, mail, parts, found);
	write_boundary(out, mail, PLACE_ALTERNATIVE, "--");
}

static void write_content(struct buf *out, const struct outmail *mail, const struct wire_part *parts, size_t *found)
{
	bool mixed = mail->parts.count > count_related(mail);
	if (mixed)
		write_multipart(out, mail, PLACE_MIXED, "mixed");
	write_body(out, mail, parts, found);
	if (mixed)
		write_parts(out, mail, parts, PLACE_MIXED, found);
}

static int wire_check(const struct outmail *mail, struct err *err)
{
	struct arena a;
	arena_init(&a);
	bool from = addrspec_form(&a, mail->from, NULL).len, to = addrspec_form(&a, mail->to, NULL).len;
	arena_clear(&a);
	if (!from || !to)
		return err_set(err, ERR_CORRUPT, "the %s's address cannot be used in a mail",
			       from ? "recipient" : "sender");
	if (!field_id_ok(mail->message_id))
		return err_set(err, ERR_CORRUPT, "the Message-ID cannot be used in a mail");
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

/* The mail without any token that is not its recipient's; those in the mail's own addresses and Message-ID are. */
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
	struct span *const texts[] = {&m.subject, &m.body, &m.html, &m.from_name, &m.to_name, &m.in_reply_to};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = door_span(a, *texts[i], &m.tokens, found);
	ids_clean(a, &m, found);
	m.parts = (struct outmail_part_list){0};
	for (size_t i = 0; i < mail->parts.count; i++) {
		struct outmail_part *part = LIST_ADD(a, &m.parts);
		*part = mail->parts.items[i];
		part->attachment.name = door_span(a, part->attachment.name, &m.tokens, found);
		part->attachment.params = door_span(a, part->attachment.params, &m.tokens, found);
		part->attachment.is_inline = part->attachment.is_inline && m.html.len;
	}
	return m;
}

int wire_mail(const struct outmail *mail, const struct wire_part *parts, const char *version, struct buf *out,
	      size_t *found, struct err *err)
{
	struct arena a;
	*found = 0;
	if (wire_check(mail, err))
		return -1;
	arena_init(&a);
	struct outmail m = cleaned(&a, mail, found);
	write_headers(out, &m, version);
	write_content(out, &m, parts, found);
	arena_clear(&a);
	if (out->over)
		return err_set(err, ERR_REFUSED, "the mail is larger than %zu bytes", out->max);
	return 0;
}
