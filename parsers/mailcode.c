#include "parsers/mailcode.h"

#include "parsers/address.h"
#include "parsers/base/protobuf.h"
#include "parsers/base/utf8.h"
#include "parsers/filename.h"
#include "parsers/html_clean.h"
#include "parsers/mailwire.pb-c.h"

#include <string.h>

#define MAX_RESULTS 200
#define MAX_MEMORY ((size_t)256 << 20) /* bytes that unpacking may use */

_Static_assert(sizeof(size_t) == sizeof(uint64_t), "the tables count on it");

/* --- the tables, in the order of the schema's numbers (parsers/base/protobuf.h) --- */

static const struct protobuf_field address_fields[] = {PROTOBUF_FIELD(address, name), PROTOBUF_FIELD(address, addr)};
static const struct protobuf_table address_table = PROTOBUF_TABLE(address, address_fields, mailwire__address);

static const struct protobuf_field header_fields[] = {
	PROTOBUF_FIELD(header, name),
	PROTOBUF_FIELD(header, value),
	PROTOBUF_FIELD(header, raw, .rule = PROTOBUF_BYTES),
};
static const struct protobuf_table header_table = PROTOBUF_TABLE(header, header_fields, mailwire__header);

static const struct protobuf_field bracket_fields[] = {
	PROTOBUF_FIELD(bracket, text),
	PROTOBUF_FIELD(bracket, start),
	PROTOBUF_FIELD(bracket, end),
};
static const struct protobuf_table bracket_table = PROTOBUF_TABLE(bracket, bracket_fields, mailwire__bracket);

#define RESULT(member) PROTOBUF_FIELD(authres_result, member)
static const struct protobuf_field result_fields[] = {RESULT(method),   RESULT(result),   RESULT(header_from),
						      RESULT(header_d), RESULT(header_i), RESULT(smtp_mailfrom)};
static const struct protobuf_table result_table = PROTOBUF_TABLE(authres_result, result_fields, mailwire__result);

static const struct protobuf_field authres_fields[] = {
	PROTOBUF_FIELD(authres, id),
	PROTOBUF_FIELD(authres, broken),
	PROTOBUF_FIELD(authres, results, .limit = MAX_RESULTS, .sub = &result_table),
};
static const struct protobuf_table authres_table = PROTOBUF_TABLE(authres, authres_fields, mailwire__authres);

static const struct protobuf_field command_fields[] = {
	PROTOBUF_FIELD(command, name),
	PROTOBUF_FIELD(command, args),
	PROTOBUF_FIELD(command, in_subject),
};
static const struct protobuf_table command_table = PROTOBUF_TABLE(command, command_fields, mailwire__command);

#define MAIL(...) PROTOBUF_FIELD(mail, __VA_ARGS__)
static const struct protobuf_field mail_fields[] = {
	MAIL(size),
	MAIL(headers_only),
	MAIL(damage),
	MAIL(headers, .limit = MAIL_MAX_HEADERS, .sub = &header_table),
	MAIL(from_fields),
	MAIL(from_group),
	MAIL(from, .limit = MAIL_MAX_ADDRESSES, .sub = &address_table),
	MAIL(sender.name),
	MAIL(sender.addr),
	MAIL(reply_to, .limit = MAIL_MAX_ADDRESSES, .sub = &address_table),
	MAIL(to, .limit = MAIL_MAX_ADDRESSES, .sub = &address_table),
	MAIL(cc, .limit = MAIL_MAX_ADDRESSES, .sub = &address_table),
	MAIL(delivered, .limit = MAIL_MAX_ADDRESSES, .sub = &address_table),
	MAIL(original_from, .limit = MAIL_MAX_ADDRESSES, .sub = &address_table),
	MAIL(null_return_path),
	MAIL(message_id),
	MAIL(refs, .limit = MAIL_MAX_REFS),
	MAIL(date),
	MAIL(language),
	MAIL(subject.text),
	MAIL(subject.bare),
	MAIL(subject.is_reply),
	MAIL(subject.is_forward),
	MAIL(subject.brackets, .limit = MAIL_MAX_COMMANDS, .sub = &bracket_table),
	MAIL(text, .rule = PROTOBUF_TEXT),
	MAIL(folded, .rule = PROTOBUF_TEXT),
	MAIL(unfolded, .rule = PROTOBUF_TEXT),
	MAIL(from_html),
	MAIL(commands, .limit = MAIL_MAX_COMMANDS, .sub = &command_table),
	MAIL(command_text, .rule = PROTOBUF_TEXT),
	MAIL(attachments, .limit = MAIL_MAX_ATTACHMENTS, .sub = &attachment_table),
	MAIL(signs.own),
	MAIL(signs.list),
	MAIL(signs.automatic),
	MAIL(signs.weak),
	MAIL(signs.spam),
	MAIL(signs.vacation),
	MAIL(signs.vacation_until),
	MAIL(bounce.is_bounce),
	MAIL(bounce.permanent),
	MAIL(bounce.delayed),
	MAIL(bounce.formal),
	MAIL(bounce.recipients, .limit = MAIL_MAX_ADDRESSES, .sub = &address_table),
	MAIL(bounce.status),
	MAIL(bounce.diagnostic),
	MAIL(bounce.original_ids, .limit = MAIL_MAX_REFS),
	MAIL(authres, .limit = MAIL_MAX_COMMANDS, .sub = &authres_table),
	MAIL(content, .array = DIGEST_SIZE),
	MAIL(enclosed, .rule = PROTOBUF_TEXT),
	MAIL(encrypted),
	MAIL(whole, .rule = PROTOBUF_TEXT),
	MAIL(signature, .rule = PROTOBUF_TEXT),
	MAIL(html, .rule = PROTOBUF_TEXT),
	MAIL(html_whole, .rule = PROTOBUF_TEXT),
	MAIL(written),
};
static const struct protobuf_table mail_table = PROTOBUF_TABLE(mail, mail_fields, mailwire__mail);

/* --- texts --- */

static size_t rule_max(enum protobuf_rule rule)
{
	static const size_t max[PROTOBUF_RULE_COUNT] = {
		[PROTOBUF_LINE] = (size_t)1 << 20,
		[PROTOBUF_TEXT] = MAIL_MAX_TEXT + 4096,
		[PROTOBUF_BYTES] = (size_t)1 << 20,
	};
	return max[rule];
}

#define EACH(byte) ((byte)*0x0101010101010101u)

/* May one of the eight bytes be below a space, or 127? There may be false positives after such a byte. */
static bool may_have_control(const char *eight)
{
	uint64_t bytes;
	memcpy(&bytes, eight, sizeof(bytes));
	uint64_t deleted = bytes ^ EACH(127u);
	uint64_t found = ((bytes - EACH(0x20u)) & ~bytes) | ((deleted - EACH(1u)) & ~deleted);
	return (found & EACH(0x80u)) != 0;
}

static bool has_control(struct span s, const char *allowed)
{
	for (size_t i = 0; i < s.len; i++) {
		while (i + 8 < s.len && !may_have_control(s.ptr + i))
			i += 8;
		unsigned char c = (unsigned char)s.ptr[i];
		if ((c < ' ' || c == 127) && (c == 0 || !strchr(allowed, c)))
			return true;
	}
	return false;
}

static bool span_fits(enum protobuf_rule rule, struct span s)
{
	if (rule == PROTOBUF_BYTES)
		return s.len <= rule_max(rule);
	return s.len <= rule_max(rule) && !has_control(s, rule == PROTOBUF_TEXT ? "\n\t" : "") && utf8_valid(s);
}

static struct span text_mend(struct arena *a, struct span s)
{
	char *out = arena_str(a, s);
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)out[i] < ' ' || out[i] == 127) && out[i] != '\n' && out[i] != '\t')
			out[i] = ' ';
	return utf8_clean(a, (struct span){out, s.len});
}

static struct span span_mend(struct arena *a, enum protobuf_rule rule, struct span s)
{
	if (span_fits(rule, s))
		return s;
	if (rule == PROTOBUF_BYTES)
		return span_sub(s, 0, rule_max(rule));
	return utf8_cut(rule == PROTOBUF_TEXT ? text_mend(a, s) : utf8_line(a, s), rule_max(rule));
}

static const struct protobuf_guard guard = {span_fits, span_mend, MAX_MEMORY};

void mailcode_pack(struct arena *a, const struct mail *mail, struct buf *out)
{
	protobuf_write(&mail_table, mail, &guard, a, out);
}

/* --- the form of a mail's members --- */

static bool mailcode_is_address(struct arena *a, struct span addr)
{
	struct span clean;
	return address_clean(a, addr, &clean) && span_eq(addr, clean);
}

static void keep_addresses(struct arena *a, struct address_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (mailcode_is_address(a, list->items[i].addr))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static bool is_id(struct span id)
{
	return span_chr(id, ' ') < 0 && span_chr(id, '<') < 0 && span_chr(id, '>') < 0;
}

static void keep_ids(struct span_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].len && is_id(list->items[i]))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static void keep_attachments(struct arena *a, struct attachment_list *list, uint64_t raw_size)
{
	for (size_t i = 0; i < list->count; i++) {
		struct attachment *att = &list->items[i];
		att->name = filename_safe(a, att->name, att->type);
		if (att->offset > raw_size || att->length > raw_size - att->offset)
			att->offset = att->length = 0;
	}
}

/* Drops HTML that is not byte for byte what html_clean.h would write. */
static void keep_html(struct arena *a, struct span *html)
{
	struct fragment f;
	if (!fragment_read(a, *html, &f))
		*html = SPAN_NONE;
}

/* The bare subject must be a view of the end of the whole one, not a copy: subject_without relies on it. */
static void keep_subject(struct subject *s)
{
	size_t before = span_ends(s->text, s->bare) ? s->text.len - s->bare.len : 0;
	s->bare = span_from(s->text, before);
	for (size_t i = 0; i < s->brackets.count; i++)
		if (s->brackets.items[i].start > s->brackets.items[i].end || s->brackets.items[i].end > s->text.len)
			s->brackets.count = 0;
}

/* Removes members that do not have the form that mail.h promises. */
static void mail_keep(struct arena *a, struct mail *m, uint64_t raw_size)
{
	struct address_list *const people[] = {&m->from, &m->reply_to,  &m->original_from,    &m->to,
					       &m->cc,   &m->delivered, &m->bounce.recipients};
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++)
		keep_addresses(a, people[i]);
	if (!mailcode_is_address(a, m->sender.addr))
		m->sender.addr = SPAN_NONE;
	if (!is_id(m->message_id))
		m->message_id = SPAN_NONE;
	keep_html(a, &m->html);
	keep_html(a, &m->html_whole);
	keep_ids(&m->refs);
	keep_ids(&m->bounce.original_ids);
	keep_attachments(a, &m->attachments, raw_size);
	keep_subject(&m->subject);
}

int mailcode_unpack(struct arena *a, struct span bytes, uint64_t raw_size, struct mail *out, struct err *err)
{
	struct mail mail;
	if (bytes.len > MAILCODE_MAX)
		return err_set(err, ERR_CORRUPT, "the reader's answer is too long");
	if (protobuf_read(&mail_table, &guard, a, bytes, &mail, err))
		return err_wrap(err, "the reader's answer is not a mail");
	mail_keep(a, &mail, raw_size);
	*out = mail;
	return 0;
}

bool mailcode_agrees(void)
{
	return protobuf_agrees(&mail_table);
}
