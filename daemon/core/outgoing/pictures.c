#include "daemon/core/outgoing/pictures.h"

#include "parsers/base/addrspec.h"
#include "parsers/base/buf.h"

#define PICTURE "<img src=\"cid:"

/* Cuts the text before the next picture off *html, then the picture's id; false: no picture. */
static bool picture_next(struct span *html, struct span *before, struct span *id)
{
	ptrdiff_t at = span_find(*html, SPAN(PICTURE));
	if (at < 0)
		return false;
	*before = span_sub(*html, 0, (size_t)at);
	*html = span_from(*html, (size_t)at + sizeof(PICTURE) - 1);
	span_cut(html, '"', id);
	return true;
}

/* The inline part with that Content-ID; NULL: none. */
static struct outmail_part *picture_find(struct outmail *m, struct span id)
{
	for (size_t i = 0; i < m->parts.count; i++)
		if (m->parts.items[i].attachment.in_html && span_eq(m->parts.items[i].attachment.content_id, id))
			return &m->parts.items[i];
	return NULL;
}

static struct outmail_part *logo_add(struct work *w, struct outmail *m)
{
	struct span logo = w->conf->logo;
	struct outmail_part *part = LIST_ADD(w->a, &m->parts);
	part->attachment = (struct attachment){.name = SPAN("logo"),
					       .type = span_of(w->conf->logo_type),
					       .size = logo.len,
					       .length = logo.len,
					       .content_id = SPAN(PICTURES_LOGO),
					       .in_html = true};
	return part;
}

/* Gives the part its id when it is first shown. */
static struct span part_id(struct work *w, struct outmail *m, struct outmail_part *part, struct span_list *ids)
{
	size_t n = (size_t)(part - m->parts.items);
	if (!ids->items[n].len)
		ids->items[n] = arena_printf(w->a, "p%zu.%llu.%llu@%.*s", n + 1, (unsigned long long)m->id,
					     (unsigned long long)m->ticket, SPAN_ARG(addrspec_domain(m->from)));
	return ids->items[n];
}

static void ids_take(struct outmail *m, const struct span_list *ids)
{
	for (size_t i = 0; i < m->parts.count; i++) {
		struct attachment *a = &m->parts.items[i].attachment;
		a->is_inline = ids->items[i].len > 0;
		a->content_id = ids->items[i];
	}
}

/* Copies the list of parts: other mails share it, with other ids. */
static void parts_own(struct work *w, struct outmail *m)
{
	struct outmail_part_list shared = m->parts;
	m->parts = (struct outmail_part_list){0};
	for (size_t i = 0; i < shared.count; i++)
		*LIST_ADD(w->a, &m->parts) = shared.items[i];
}

void pictures_place(struct work *w, struct outmail *m)
{
	parts_own(w, m);
	struct span_list ids = {.items = ARENA_ARRAY(w->a, struct span, m->parts.count + 1)};
	struct span rest = m->html, before, id;
	struct buf out;
	buf_init(&out, BUF_MAX);
	while (picture_next(&rest, &before, &id)) {
		struct outmail_part *part = picture_find(m, id);
		if (!part && w->conf->logo.len && span_eq(id, SPAN(PICTURES_LOGO)))
			part = logo_add(w, m);
		buf_add(&out, before);
		buf_str(&out, PICTURE);
		buf_add(&out, part ? part_id(w, m, part, &ids) : id);
		buf_chr(&out, '"');
	}
	ids_take(m, &ids);
	if (out.len) {
		buf_add(&out, rest);
		m->html = arena_dup(w->a, buf_span(&out));
	}
	buf_clear(&out);
}

struct span pictures_dropped(struct arena *a, struct span html)
{
	struct span rest = html, before, id;
	struct buf out;
	buf_init(&out, BUF_MAX);
	while (picture_next(&rest, &before, &id)) {
		buf_add(&out, before);
		span_cut(&rest, '>', &before);
	}
	if (rest.len < html.len) {
		buf_add(&out, rest);
		html = arena_dup(a, buf_span(&out));
	}
	buf_clear(&out);
	return html;
}
