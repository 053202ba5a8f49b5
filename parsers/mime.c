#include "parsers/mime.h"

#include "parsers/base/nearest.h"
#include "parsers/header.h"

#include <libetpan/mailmime.h>

struct walk {
	struct charsets *charsets;
	struct arena *arena;
	struct span bytes;
	size_t parts;
};

/* Lower-case letters and digits only: "quoted_printable" and "quoted-printable" are the same. */
static struct span letters_of(struct arena *a, struct span s)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len && len < NEAREST_MAX; i++)
		if ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9'))
			out[len++] = s.ptr[i];
	return (struct span){out, len};
}

/* The encoding that is meant, even if quoted, misspelt or with other punctuation. */
static enum transfer transfer_of(struct arena *a, struct span raw)
{
	static const struct {
		const char *name;
		enum transfer transfer;
	} names[] = {
		{"7bit", TRANSFER_IDENTITY},      {"8bit", TRANSFER_IDENTITY},      {"binary", TRANSFER_IDENTITY},
		{"quotedprintable", TRANSFER_QP}, {"quoted", TRANSFER_QP},          {"qp", TRANSFER_QP},
		{"base64", TRANSFER_BASE64},      {"b64", TRANSFER_BASE64},         {"uuencode", TRANSFER_UUENCODE},
		{"xuuencode", TRANSFER_UUENCODE}, {"uuencoded", TRANSFER_UUENCODE}, {"xuue", TRANSFER_UUENCODE}};
	const size_t count = sizeof(names) / sizeof(*names);
	struct span wanted = letters_of(a, raw);
	struct nearest near;
	for (size_t i = 0; i < count; i++)
		if (span_eq(wanted, span_of(names[i].name)))
			return names[i].transfer;
	nearest_init(&near, wanted);
	for (size_t i = 0; i < count; i++)
		nearest_try(&near, span_of(names[i].name));
	for (size_t i = 0; nearest_best(&near).len && i < count; i++)
		if (span_eq(near.best, span_of(names[i].name)))
			return names[i].transfer;
	return TRANSFER_IDENTITY;
}

/* Of several Content-Type fields, the first that is a multipart: the others were added by software that did not
 * look. */
static struct span type_raw(const struct header_list *fields)
{
	for (size_t i = 0; i < fields->count; i++)
		if (span_ieq(fields->items[i].name, SPAN("content-type")) &&
		    span_istarts(fields->items[i].raw, SPAN("multipart/")))
			return fields->items[i].raw;
	return header_raw(fields, SPAN("content-type"));
}

void mime_fields(struct charsets *c, struct arena *a, struct mime_part *part)
{
	struct param_value encoding;
	param_parse(c, a, type_raw(&part->fields), &part->type);
	param_parse(c, a, header_raw(&part->fields, SPAN("content-disposition")), &part->disposition);
	param_parse(c, a, header_raw(&part->fields, SPAN("content-transfer-encoding")), &encoding);
	part->transfer = transfer_of(a, encoding.main);
}

/* A view of what libetpan points to; empty if that is outside the bytes that it was given. */
static struct span view(const struct walk *w, const char *ptr, size_t len)
{
	if (!ptr || ptr < w->bytes.ptr || ptr > w->bytes.ptr + w->bytes.len)
		return SPAN_NONE;
	return span_sub(w->bytes, (size_t)(ptr - w->bytes.ptr), len);
}

static struct span body_of(const struct walk *w, const struct mailmime *m)
{
	const struct mailmime_data *data = m->mm_body;
	if (!data || data->dt_type != MAILMIME_DATA_TEXT)
		return SPAN_NONE;
	return view(w, data->dt_data.dt_text.dt_data, data->dt_data.dt_text.dt_length);
}

/* A part's header extends from its start to its body; the header of a message's content, from the message's start. */
static struct span header_of(const struct walk *w, const struct mailmime *m, struct span body)
{
	const struct mailmime *parent = m->mm_parent;
	bool in_message = parent && parent->mm_type == MAILMIME_MESSAGE;
	const char *start = in_message ? body_of(w, parent).ptr : m->mm_mime_start;
	if (!start || !body.ptr || start > body.ptr)
		return SPAN_NONE;
	return view(w, start, (size_t)(body.ptr - start));
}

static struct mime_part *mime_part_read(struct walk *w, const struct mailmime *m, bool is_root, unsigned depth);

static void multipart_children(struct walk *w, const struct mailmime *m, struct mime_part *part, unsigned depth)
{
	struct mime_part **tail = &part->child;
	clist *children = m->mm_data.mm_multipart.mm_mp_list;
	for (clistiter *i = children ? clist_begin(children) : NULL; i; i = clist_next(i)) {
		*tail = mime_part_read(w, clist_content(i), false, depth + 1);
		if (!*tail)
			return;
		tail = &(*tail)->next;
	}
}

static struct mime_part *mime_part_read(struct walk *w, const struct mailmime *m, bool is_root, unsigned depth)
{
	if (depth > MIME_MAX_DEPTH || w->parts++ >= MIME_MAX_PARTS)
		return NULL;
	struct mime_part *part = ARENA_NEW(w->arena, struct mime_part);
	part->body = body_of(w, m);
	if (!is_root) {
		header_split(w->arena, header_of(w, m, part->body), &part->fields);
		mime_fields(w->charsets, w->arena, part);
	}
	if (m->mm_type == MAILMIME_MULTIPLE) {
		part->kind = MIME_MULTIPART;
		multipart_children(w, m, part, depth);
	} else if (m->mm_type == MAILMIME_MESSAGE && m->mm_data.mm_message.mm_msg_mime) {
		part->kind = MIME_MESSAGE;
		if (part->type.main.len == 0) /* the default type in a digest */
			part->type.main = SPAN("message/rfc822");
		part->child = mime_part_read(w, m->mm_data.mm_message.mm_msg_mime, false, depth + 1);
	}
	return part;
}

int mime_parse(struct charsets *c, struct arena *a, struct span bytes, struct mime_part **root, struct err *err)
{
	struct mailmime *mime = NULL;
	size_t index = 0;
	int rc = -1;
	if (mailmime_parse(bytes.ptr, bytes.len, &index, &mime) != MAILIMF_NO_ERROR || !mime)
		return err_set(err, ERR_CORRUPT, "the MIME structure can't be read");
	struct walk w = {.charsets = c, .arena = a, .bytes = bytes};
	const struct mailmime *content =
		mime->mm_type == MAILMIME_MESSAGE ? mime->mm_data.mm_message.mm_msg_mime : mime;
	struct mime_part *found = content ? mime_part_read(&w, content, true, 0) : NULL;
	if (found) {
		*root = found;
		rc = 0;
	} else {
		err_set(err, ERR_CORRUPT, "the MIME structure is empty");
	}
	mailmime_free(mime);
	return rc;
}
