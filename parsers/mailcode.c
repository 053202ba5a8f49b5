#include "parsers/mailcode.h"

#include "parsers/address.h"
#include "parsers/base/utf8.h"
#include "parsers/filename.h"
#include "parsers/mailwire.pb-c.h"

#include <string.h>

#define MAX_LINE ((size_t)1 << 20)
#define MAX_BODY (MAIL_MAX_TEXT + 4096)
#define MAX_RESULTS 200
#define MAX_MEMORY ((size_t)256 << 20) /* that unpacking may use */

enum kind {
	KIND_LINE,     /* span: UTF-8 without control characters */
	KIND_TEXT,     /* span: UTF-8 with LF and tab */
	KIND_BYTES,    /* span: as it is */
	KIND_FLAG,     /* bool */
	KIND_SIZE,     /* size_t */
	KIND_NUMBER,   /* uint64_t */
	KIND_SIGNED,   /* int64_t */
	KIND_TRANSFER, /* enum transfer */
	KIND_LINES,    /* struct span_list */
	KIND_LIST,     /* list of structs */
};

struct shape;

/* One member: where it is in our struct and in the generated one. */
struct field {
	enum kind kind;
	size_t ours, theirs;
	size_t items; /* lists: where the generated pointer to the items is; `theirs` is their number */
	size_t max;   /* bytes of a span, items of a list */
	const struct shape *shape;
};
struct shape {
	const ProtobufCMessageDescriptor *descriptor;
	size_t size; /* of our struct */
	const struct field *fields;
	size_t count;
};

/* All lists of mail.h look like this. */
struct any_list {
	void *items;
	size_t count, cap;
};

#define FIELD(kind_, max_, our, our_member, their, their_member)                                                       \
	{                                                                                                              \
		.kind = (kind_), .max = (max_), .ours = offsetof(our, our_member),                                     \
		.theirs = offsetof(their, their_member)                                                                \
	}
#define LIST(max_, our, our_member, their, their_member, shape_)                                                       \
	{                                                                                                              \
		.kind = KIND_LIST, .max = (max_), .ours = offsetof(our, our_member),                                   \
		.theirs = offsetof(their, n_##their_member), .items = offsetof(their, their_member), .shape = (shape_) \
	}
#define LINES(max_, our, our_member, their, their_member)                                                              \
	{                                                                                                              \
		.kind = KIND_LINES, .max = (max_), .ours = offsetof(our, our_member),                                  \
		.theirs = offsetof(their, n_##their_member), .items = offsetof(their, their_member)                    \
	}
#define SHAPE(descriptor_, our, fields_)                                                                               \
	{                                                                                                              \
		&(descriptor_), sizeof(our), (fields_), sizeof(fields_) / sizeof(*(fields_))                           \
	}

#define ADDRESS(kind, member) FIELD(kind, MAX_LINE, struct address, member, Mailwire__Address, member)
static const struct field address_fields[] = {ADDRESS(KIND_LINE, name), ADDRESS(KIND_LINE, addr)};
static const struct shape address_shape = SHAPE(mailwire__address__descriptor, struct address, address_fields);

#define HEADER(kind, member) FIELD(kind, MAX_LINE, struct header, member, Mailwire__Header, member)
static const struct field header_fields[] = {HEADER(KIND_LINE, name), HEADER(KIND_LINE, value),
					     HEADER(KIND_BYTES, raw)};
static const struct shape header_shape = SHAPE(mailwire__header__descriptor, struct header, header_fields);

#define BRACKET(kind, member) FIELD(kind, MAX_LINE, struct bracket, member, Mailwire__Bracket, member)
static const struct field bracket_fields[] = {BRACKET(KIND_LINE, text), BRACKET(KIND_SIZE, start),
					      BRACKET(KIND_SIZE, end)};
static const struct shape bracket_shape = SHAPE(mailwire__bracket__descriptor, struct bracket, bracket_fields);

#define ATTACHMENT(kind, member) FIELD(kind, MAX_LINE, struct attachment, member, Base__Attachment, member)
static const struct field attachment_fields[] = {
	ATTACHMENT(KIND_LINE, name),           ATTACHMENT(KIND_LINE, type),
	ATTACHMENT(KIND_NUMBER, size),         ATTACHMENT(KIND_NUMBER, offset),
	ATTACHMENT(KIND_NUMBER, length),       ATTACHMENT(KIND_TRANSFER, transfer),
	ATTACHMENT(KIND_LINE, content_id),     ATTACHMENT(KIND_FLAG, is_inline),
	ATTACHMENT(KIND_LINE, params),         ATTACHMENT(KIND_NUMBER, inner_offset),
	ATTACHMENT(KIND_NUMBER, inner_length), ATTACHMENT(KIND_TRANSFER, inner_transfer)};
static const struct shape attachment_shape = SHAPE(base__attachment__descriptor, struct attachment, attachment_fields);

#define RESULT(member) FIELD(KIND_LINE, MAX_LINE, struct authres_result, member, Mailwire__Result, member)
static const struct field result_fields[] = {RESULT(method),   RESULT(result),   RESULT(header_from),
					     RESULT(header_d), RESULT(header_i), RESULT(smtp_mailfrom)};
static const struct shape result_shape = SHAPE(mailwire__result__descriptor, struct authres_result, result_fields);

static const struct field authres_fields[] = {
	FIELD(KIND_LINE, MAX_LINE, struct authres, id, Mailwire__Authres, id),
	FIELD(KIND_FLAG, 0, struct authres, broken, Mailwire__Authres, broken),
	LIST(MAX_RESULTS, struct authres, results, Mailwire__Authres, results, &result_shape)};
static const struct shape authres_shape = SHAPE(mailwire__authres__descriptor, struct authres, authres_fields);

#define COMMAND(kind, member) FIELD(kind, MAX_LINE, struct command, member, Mailwire__Command, member)
static const struct field command_fields[] = {COMMAND(KIND_LINE, name), COMMAND(KIND_LINE, args),
					      COMMAND(KIND_FLAG, in_subject)};
static const struct shape command_shape = SHAPE(mailwire__command__descriptor, struct command, command_fields);

#define MAIL(kind, max, ours, theirs) FIELD(kind, max, struct mail, ours, Mailwire__Mail, theirs)
#define MAIL_LINE(ours, theirs) MAIL(KIND_LINE, MAX_LINE, ours, theirs)
#define MAIL_TEXT(ours, theirs) MAIL(KIND_TEXT, MAX_BODY, ours, theirs)
#define MAIL_FLAG(ours, theirs) MAIL(KIND_FLAG, 0, ours, theirs)
#define MAIL_LIST(max, ours, theirs, shape) LIST(max, struct mail, ours, Mailwire__Mail, theirs, shape)
#define MAIL_PEOPLE(max, ours, theirs) MAIL_LIST(max, ours, theirs, &address_shape)

static const struct field mail_fields[] = {
	MAIL(KIND_NUMBER, 0, size, size),
	MAIL_FLAG(headers_only, headers_only),
	MAIL_LINE(damage, damage),
	MAIL_LIST(MAIL_MAX_HEADERS, headers, headers, &header_shape),
	MAIL(KIND_SIZE, 0, from_fields, from_fields),
	MAIL_FLAG(from_group, from_group),
	MAIL_PEOPLE(MAIL_MAX_ADDRESSES, from, from),
	MAIL_LINE(sender.name, sender_name),
	MAIL_LINE(sender.addr, sender_addr),
	MAIL_PEOPLE(MAIL_MAX_ADDRESSES, reply_to, reply_to),
	MAIL_PEOPLE(MAIL_MAX_ADDRESSES, to, to),
	MAIL_PEOPLE(MAIL_MAX_ADDRESSES, cc, cc),
	MAIL_PEOPLE(MAIL_MAX_ADDRESSES, delivered, delivered),
	MAIL_FLAG(null_return_path, null_return_path),
	MAIL_LINE(message_id, message_id),
	LINES(MAIL_MAX_REFS, struct mail, refs, Mailwire__Mail, refs),
	MAIL(KIND_SIGNED, 0, date, date),
	MAIL_LINE(language, language),
	MAIL_LINE(subject.text, subject_text),
	MAIL_LINE(subject.bare, subject_bare),
	MAIL_FLAG(subject.is_reply, subject_is_reply),
	MAIL_FLAG(subject.is_forward, subject_is_forward),
	MAIL_LIST(MAIL_MAX_COMMANDS, subject.brackets, subject_brackets, &bracket_shape),
	MAIL_TEXT(text, text),
	MAIL_TEXT(folded, folded),
	MAIL_TEXT(whole, whole),
	MAIL_TEXT(signature, signature),
	MAIL_TEXT(unfolded, unfolded),
	MAIL_FLAG(from_html, from_html),
	MAIL_FLAG(encrypted, encrypted),
	MAIL_LIST(MAIL_MAX_COMMANDS, commands, commands, &command_shape),
	MAIL_TEXT(command_text, command_text),
	MAIL_TEXT(enclosed, enclosed),
	MAIL_LIST(MAIL_MAX_ATTACHMENTS, attachments, attachments, &attachment_shape),
	MAIL_LINE(signs.own, sign_own),
	MAIL_LINE(signs.list, sign_list),
	MAIL_LINE(signs.automatic, sign_automatic),
	MAIL_FLAG(signs.weak, sign_weak),
	MAIL_LINE(signs.spam, sign_spam),
	MAIL_LINE(signs.vacation, sign_vacation),
	MAIL(KIND_SIGNED, 0, signs.vacation_until, vacation_until),
	MAIL_FLAG(bounce.is_bounce, is_bounce),
	MAIL_FLAG(bounce.formal, bounce_formal),
	MAIL_FLAG(bounce.permanent, bounce_permanent),
	MAIL_FLAG(bounce.delayed, bounce_delayed),
	MAIL_PEOPLE(MAIL_MAX_ADDRESSES, bounce.recipients, bounce_recipients),
	MAIL_LINE(bounce.status, bounce_status),
	MAIL_LINE(bounce.diagnostic, bounce_diagnostic),
	LINES(MAIL_MAX_REFS, struct mail, bounce.original_ids, Mailwire__Mail, bounce_original_ids),
	MAIL_LIST(MAIL_MAX_COMMANDS, authres, authres, &authres_shape),
	MAIL_PEOPLE(MAIL_MAX_ADDRESSES, original_from, original_from),
};
static const struct shape mail_shape = SHAPE(mailwire__mail__descriptor, struct mail, mail_fields);

static bool has_control(struct span s, const char *allowed)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if ((c < ' ' || c == 127) && (c == 0 || !strchr(allowed, c)))
			return true;
	}
	return false;
}

static bool span_fits(enum kind kind, struct span s, size_t max)
{
	if (kind == KIND_BYTES)
		return s.len <= max;
	return s.len <= max && !has_control(s, kind == KIND_TEXT ? "\n\t" : "") && utf8_valid(s);
}

static struct span text_mend(struct arena *a, struct span s)
{
	char *out = arena_str(a, s);
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)out[i] < ' ' || out[i] == 127) && out[i] != '\n' && out[i] != '\t')
			out[i] = ' ';
	return utf8_clean(a, (struct span){out, s.len});
}

static struct span span_mend(struct arena *a, enum kind kind, struct span s, size_t max)
{
	if (span_fits(kind, s, max))
		return s;
	if (kind == KIND_BYTES)
		return span_sub(s, 0, max);
	return utf8_cut(kind == KIND_TEXT ? text_mend(a, s) : utf8_line(a, s), max);
}

static ProtobufCBinaryData to_binary(struct span s)
{
	return (ProtobufCBinaryData){.len = s.len, .data = (uint8_t *)(uintptr_t)s.ptr}; /* only read from */
}

static void struct_out(struct arena *a, const struct shape *shape, const char *ours, char *theirs);

static void *list_out(struct arena *a, const struct field *f, const struct any_list *list, size_t count)
{
	ProtobufCMessage **items = ARENA_ARRAY(a, ProtobufCMessage *, count);
	for (size_t i = 0; i < count; i++) {
		items[i] = arena_alloc(a, f->shape->descriptor->sizeof_message);
		protobuf_c_message_init(f->shape->descriptor, items[i]);
		struct_out(a, f->shape, (const char *)list->items + i * f->shape->size, (char *)items[i]);
	}
	return items;
}

static void *lines_out(struct arena *a, const struct any_list *list, size_t count)
{
	const struct span *spans = list->items;
	ProtobufCBinaryData *items = ARENA_ARRAY(a, ProtobufCBinaryData, count);
	for (size_t i = 0; i < count; i++)
		items[i] = to_binary(span_mend(a, KIND_LINE, spans[i], MAX_LINE));
	return items;
}

static void many_out(struct arena *a, const struct field *f, const char *ours, char *theirs)
{
	struct any_list list;
	memcpy(&list, ours + f->ours, sizeof(list));
	size_t count = list.count < f->max ? list.count : f->max;
	void *items = f->kind == KIND_LINES ? lines_out(a, &list, count) : list_out(a, f, &list, count);
	memcpy(theirs + f->theirs, &count, sizeof(count));
	memcpy(theirs + f->items, &items, sizeof(items));
}

/* Numbers and flags, which differ in width on the two sides. */
static void number_out(const struct field *f, const char *ours, char *theirs)
{
	if (f->kind == KIND_FLAG)
		*(protobuf_c_boolean *)(theirs + f->theirs) = *(const bool *)(ours + f->ours);
	else if (f->kind == KIND_TRANSFER)
		*(uint32_t *)(theirs + f->theirs) = *(const enum transfer *)(ours + f->ours);
	else if (f->kind == KIND_SIZE)
		*(uint64_t *)(theirs + f->theirs) = *(const size_t *)(ours + f->ours);
	else
		memcpy(theirs + f->theirs, ours + f->ours, sizeof(uint64_t));
}

static void struct_out(struct arena *a, const struct shape *shape, const char *ours, char *theirs)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *f = &shape->fields[i];
		if (f->kind == KIND_LIST || f->kind == KIND_LINES) {
			many_out(a, f, ours, theirs);
		} else if (f->kind <= KIND_BYTES) {
			struct span s = *(const struct span *)(ours + f->ours);
			ProtobufCBinaryData data = to_binary(span_mend(a, f->kind, s, f->max));
			memcpy(theirs + f->theirs, &data, sizeof(data));
		} else {
			number_out(f, ours, theirs);
		}
	}
}

void mailcode_pack(struct arena *a, const struct mail *mail, struct buf *out)
{
	Mailwire__Mail wire = MAILWIRE__MAIL__INIT;
	struct_out(a, &mail_shape, (const char *)mail, (char *)&wire);
	wire.content = to_binary(span_make(mail->content, DIGEST_SIZE));
	size_t size = mailwire__mail__get_packed_size(&wire);
	char *room = buf_room(out, size);
	if (room)
		out->len += mailwire__mail__pack(&wire, (uint8_t *)room);
}

static bool struct_in(struct arena *a, const struct shape *shape, const char *theirs, char *ours);

static bool span_in_field(const struct field *f, const char *theirs, char *ours)
{
	ProtobufCBinaryData data;
	memcpy(&data, theirs + f->theirs, sizeof(data));
	struct span s = span_make(data.data, data.len);
	if (!span_fits(f->kind, s, f->max))
		return false;
	memcpy(ours + f->ours, &s, sizeof(s));
	return true;
}

static bool lines_in(struct arena *a, void *items, size_t count, struct any_list *list)
{
	const ProtobufCBinaryData *data = items;
	struct span *spans = ARENA_ARRAY(a, struct span, count);
	for (size_t i = 0; i < count; i++) {
		spans[i] = span_make(data[i].data, data[i].len);
		if (!span_fits(KIND_LINE, spans[i], MAX_LINE))
			return false;
	}
	*list = (struct any_list){spans, count, count};
	return true;
}

static bool list_in(struct arena *a, const struct field *f, void *items, size_t count, struct any_list *list)
{
	ProtobufCMessage **messages = items;
	char *structs = arena_alloc(a, count * f->shape->size);
	for (size_t i = 0; i < count; i++)
		if (!struct_in(a, f->shape, (const char *)messages[i], structs + i * f->shape->size))
			return false;
	*list = (struct any_list){structs, count, count};
	return true;
}

static bool many_in(struct arena *a, const struct field *f, const char *theirs, char *ours)
{
	struct any_list list;
	size_t count;
	void *items;
	memcpy(&count, theirs + f->theirs, sizeof(count));
	memcpy(&items, theirs + f->items, sizeof(items));
	if (count > f->max)
		return false;
	if (!(f->kind == KIND_LINES ? lines_in(a, items, count, &list) : list_in(a, f, items, count, &list)))
		return false;
	memcpy(ours + f->ours, &list, sizeof(list));
	return true;
}

static bool transfer_in(uint32_t number, enum transfer *out)
{
	if (number < TRANSFER_COUNT)
		*out = (enum transfer)number;
	return number < TRANSFER_COUNT;
}

static bool number_in(const struct field *f, const char *theirs, char *ours)
{
	if (f->kind == KIND_TRANSFER)
		return transfer_in(*(const uint32_t *)(theirs + f->theirs), (enum transfer *)(ours + f->ours));
	if (f->kind == KIND_FLAG)
		*(bool *)(ours + f->ours) = *(const protobuf_c_boolean *)(theirs + f->theirs) != 0;
	else if (f->kind == KIND_SIZE)
		*(size_t *)(ours + f->ours) = (size_t) * (const uint64_t *)(theirs + f->theirs);
	else
		memcpy(ours + f->ours, theirs + f->theirs, sizeof(uint64_t));
	return true;
}

static bool struct_in(struct arena *a, const struct shape *shape, const char *theirs, char *ours)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *f = &shape->fields[i];
		bool fine = f->kind == KIND_LIST || f->kind == KIND_LINES ? many_in(a, f, theirs, ours)
			    : f->kind <= KIND_BYTES                       ? span_in_field(f, theirs, ours)
									  : number_in(f, theirs, ours);
		if (!fine)
			return false;
	}
	return true;
}

/* Memory of the unpacked message comes from the arena, as much as it may use. */
struct budget {
	struct arena *arena;
	size_t left;
};

static void *budget_alloc(void *data, size_t size)
{
	struct budget *b = data;
	if (size > b->left)
		return NULL;
	b->left -= size;
	return arena_alloc(b->arena, size);
}

static void budget_free(void *data, void *pointer)
{
	(void)data;
	(void)pointer;
}

static bool is_address(struct arena *a, struct span addr)
{
	struct span clean;
	return address_clean(a, addr, &clean) && span_eq(addr, clean);
}

static void keep_addresses(struct arena *a, struct address_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (is_address(a, list->items[i].addr))
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

/* The bare subject is looked at as the end of the whole one, not as its equal: subject_without counts on it. */
static void keep_subject(struct subject *s)
{
	size_t before = span_ends(s->text, s->bare) ? s->text.len - s->bare.len : 0;
	s->bare = span_from(s->text, before);
	for (size_t i = 0; i < s->brackets.count; i++)
		if (s->brackets.items[i].start > s->brackets.items[i].end || s->brackets.items[i].end > s->text.len)
			s->brackets.count = 0;
}

/* Takes out what is not as mail.h promises of single members. */
static void mail_keep(struct arena *a, struct mail *m, uint64_t raw_size)
{
	struct address_list *const people[] = {&m->from, &m->reply_to,  &m->original_from,    &m->to,
					       &m->cc,   &m->delivered, &m->bounce.recipients};
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++)
		keep_addresses(a, people[i]);
	if (!is_address(a, m->sender.addr))
		m->sender.addr = SPAN_NONE;
	if (!is_id(m->message_id))
		m->message_id = SPAN_NONE;
	keep_ids(&m->refs);
	keep_ids(&m->bounce.original_ids);
	keep_attachments(a, &m->attachments, raw_size);
	keep_subject(&m->subject);
}

int mailcode_unpack(struct arena *a, struct span bytes, uint64_t raw_size, struct mail *out, struct err *err)
{
	struct budget budget = {a, MAX_MEMORY};
	ProtobufCAllocator allocator = {budget_alloc, budget_free, &budget};
	struct mail mail = {0};
	Mailwire__Mail *wire = bytes.len <= MAILCODE_MAX
				       ? mailwire__mail__unpack(&allocator, bytes.len, (const uint8_t *)bytes.ptr)
				       : NULL;
	if (!wire || wire->content.len != DIGEST_SIZE || !struct_in(a, &mail_shape, (const char *)wire, (char *)&mail))
		return err_set(err, ERR_CORRUPT, "the reader's answer is not a mail");
	mail_keep(a, &mail, raw_size);
	memcpy(mail.content, wire->content.data, DIGEST_SIZE);
	*out = mail;
	return 0;
}
