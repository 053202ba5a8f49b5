#include "store/searchdoc.h"

#include "parsers/base/buf.h"

#define TEXT_MAX ((size_t)256 << 10) /* bytes of one message */

static void line(struct buf *b, struct span text)
{
	if (text.len) {
		buf_add(b, text);
		buf_chr(b, '\n');
	}
}

static void lines(struct buf *b, const struct span_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		line(b, list->items[i]);
}

static struct span taken(struct arena *a, struct buf *b)
{
	struct span s = arena_dup(a, buf_span(b));
	buf_clear(b);
	return s;
}

struct span searchdoc_head(struct arena *a, const struct ticket *t, uint32_t *own)
{
	struct buf b;
	buf_init(&b, TEXT_MAX);
	line(&b, t->subject);
	line(&b, t->customer);
	line(&b, t->customer_name);
	*own = (uint32_t)b.len;
	lines(&b, &t->watchers);
	lines(&b, &t->newcomers);
	lines(&b, &t->tags);
	return taken(a, &b);
}

/* The ticket's subject is part of each message's document, so that words from both are found together. */
static struct span message_head(struct arena *a, const struct ticket *t, const struct message *m)
{
	struct buf b;
	buf_init(&b, TEXT_MAX);
	line(&b, t->subject);
	if (span_ifind(m->subject, t->subject) < 0)
		line(&b, m->subject);
	return taken(a, &b);
}

static struct span message_who(struct arena *a, const struct ticket *t, const struct message *m)
{
	struct buf b;
	buf_init(&b, TEXT_MAX);
	line(&b, m->from);
	line(&b, m->from_name);
	if (!span_ieq(m->from, t->customer)) {
		line(&b, t->customer);
		line(&b, t->customer_name);
	}
	line(&b, m->reply_to);
	line(&b, m->sent_by);
	for (size_t i = 0; i < m->to.count; i++)
		if (!span_ieq(m->to.items[i], t->customer))
			line(&b, m->to.items[i]);
	for (size_t i = 0; i < m->attachments.count; i++)
		line(&b, m->attachments.items[i].name);
	return taken(a, &b);
}

void searchdoc_message(struct arena *a, const struct ticket *t, const struct message *m, struct search_doc *out)
{
	*out = (struct search_doc){t->id, m->seq, span_sub(m->text, 0, TEXT_MAX), message_head(a, t, m),
				   message_who(a, t, m)};
}
