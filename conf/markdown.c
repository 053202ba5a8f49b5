#include "conf/markdown.h"

#include "parsers/base/buf.h"

#include <cmark.h>
#include <stdlib.h>

#define DEPTH_MAX 16 /* nesting of indented lists and quotes */

/* --- text --- */

struct writing {
	struct buf out;
	int indent;             /* of lists */
	int numbers[DEPTH_MAX]; /* of each list: next number; 0: bullets */
	size_t lists;           /* open lists */
	bool fresh;             /* at the beginning of a line */
};

static void markdown_put(struct writing *w, const char *text)
{
	for (const char *p = text ? text : ""; *p; p++) {
		for (int i = 0; w->fresh && i < w->indent; i++)
			buf_chr(&w->out, ' ');
		w->fresh = *p == '\n';
		buf_chr(&w->out, *p);
	}
}

/* Blocks are separated by an empty line, except in a tight list. */
static void end_block(struct writing *w, bool tight)
{
	size_t len = w->out.len;
	if (len && w->out.ptr[len - 1] != '\n')
		buf_chr(&w->out, '\n');
	if (!tight && w->out.len > 1 && w->out.ptr[w->out.len - 2] != '\n')
		buf_chr(&w->out, '\n');
	w->fresh = true;
}

static bool in_tight_list(cmark_node *node)
{
	cmark_node *item = cmark_node_parent(node);
	cmark_node *list = item ? cmark_node_parent(item) : NULL;
	return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static void begin_item(struct writing *w)
{
	char mark[24] = "- ";
	int *number = w->lists && w->lists <= DEPTH_MAX ? &w->numbers[w->lists - 1] : NULL;
	if (number && *number)
		snprintf(mark, sizeof mark, "%d. ", (*number)++);
	markdown_put(w, mark);
	w->indent += 2;
}

static void markdown_list(struct writing *w, cmark_node *node, bool enter)
{
	if (enter && w->lists < DEPTH_MAX) {
		bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
		w->numbers[w->lists] = ordered ? cmark_node_get_list_start(node) : 0;
	}
	w->lists = enter ? w->lists + 1 : w->lists - 1;
	if (!enter && !w->lists)
		end_block(w, false);
}

/* Appends the link's target, unless the text ends with it. */
static void link_end(struct writing *w, cmark_node *node)
{
	const char *url = cmark_node_get_url(node);
	struct span said = buf_span(&w->out), to = span_of(url);
	if (span_istarts(to, SPAN("mailto:")))
		to = span_from(to, 7);
	if (!to.len || span_iends(said, to))
		return;
	markdown_put(w, " (");
	markdown_put(w, url);
	markdown_put(w, ")");
}

static void markdown_block(struct writing *w, cmark_node *node, bool enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_LIST:
		markdown_list(w, node, enter);
		return;
	case CMARK_NODE_ITEM:
		if (enter)
			begin_item(w);
		else
			w->indent -= 2, end_block(w, true);
		return;
	case CMARK_NODE_CODE_BLOCK:
		w->indent += 4;
		markdown_put(w, cmark_node_get_literal(node));
		w->indent -= 4;
		end_block(w, false);
		return;
	case CMARK_NODE_THEMATIC_BREAK:
		markdown_put(w, "* * *");
		end_block(w, false);
		return;
	case CMARK_NODE_HEADING:
	case CMARK_NODE_PARAGRAPH:
		if (!enter)
			end_block(w, in_tight_list(node));
		return;
	default:
		return;
	}
}

static void inline_part(struct writing *w, cmark_node *node, bool enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		markdown_put(w, cmark_node_get_literal(node));
		return;
	case CMARK_NODE_SOFTBREAK:
		markdown_put(w, " ");
		return;
	case CMARK_NODE_LINEBREAK:
		markdown_put(w, "\n");
		return;
	case CMARK_NODE_LINK:
		if (!enter)
			link_end(w, node);
		return;
	default:
		return;
	}
}

static struct span markdown_text_of(struct arena *a, cmark_node *root)
{
	struct writing w = {.fresh = true};
	buf_init(&w.out, BUF_MAX);
	cmark_iter *it = cmark_iter_new(root);
	cmark_event_type event;
	while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(it);
		markdown_block(&w, node, event == CMARK_EVENT_ENTER);
		inline_part(&w, node, event == CMARK_EVENT_ENTER);
	}
	cmark_iter_free(it);
	struct span text = arena_dup(a, span_rtrim(buf_span(&w.out)));
	buf_clear(&w.out);
	return text;
}

/* --- HTML --- */

/* Replaces a picture with its description. */
static void picture_replace(cmark_node *picture)
{
	cmark_node *child;
	while ((child = cmark_node_first_child(picture)))
		cmark_node_insert_before(picture, child);
}

static void pictures_replace(cmark_node *root)
{
	cmark_iter *it = cmark_iter_new(root);
	cmark_event_type event;
	while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(it);
		if (event != CMARK_EVENT_EXIT || cmark_node_get_type(node) != CMARK_NODE_IMAGE)
			continue;
		picture_replace(node);
		cmark_node_free(node);
	}
	cmark_iter_free(it);
}

void markdown_read(struct arena *a, struct span source, struct span *text, struct span *html)
{
	cmark_node *root = cmark_parse_document(source.ptr ? source.ptr : "", source.len, CMARK_OPT_DEFAULT);
	pictures_replace(root);
	*text = markdown_text_of(a, root);
	char *made = cmark_render_html(root, CMARK_OPT_DEFAULT); /* without CMARK_OPT_UNSAFE */
	*html = arena_dup(a, span_trim(span_of(made)));
	free(made);
	cmark_node_free(root);
}
