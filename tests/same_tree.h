/* same_tree: compares html_tree's tree with gumbo's, except for comments. */
#ifndef CAREDESK_TESTS_SAME_TREE_H
#define CAREDESK_TESTS_SAME_TREE_H

#include "parsers/html_tree.h"

#include <gumbo.h>
#include <string.h>

static inline bool same_text(const char *one, const char *two)
{
	return strcmp(one ? one : "", two ? two : "") == 0;
}

static inline bool same_attributes(const GumboVector *one, const GumboVector *two)
{
	for (unsigned i = 0; i < one->length && i < two->length; i++) {
		const GumboAttribute *a = one->data[i], *b = two->data[i];
		if (!same_text(a->name, b->name) || !same_text(a->value, b->value) ||
		    a->attr_namespace != b->attr_namespace)
			return false;
	}
	return one->length == two->length;
}

static inline const GumboNode *next_child(const GumboVector *children, unsigned *at)
{
	while (*at < children->length) {
		const GumboNode *child = children->data[(*at)++];
		if (child->type != GUMBO_NODE_COMMENT)
			return child;
	}
	return NULL;
}

static inline bool same_nodes(const GumboNode *one, const GumboNode *two)
{
	unsigned i = 0, k = 0;
	if (one->type != two->type)
		return false;
	if (one->type != GUMBO_NODE_ELEMENT)
		return same_text(one->v.text.text, two->v.text.text);
	const GumboElement *a = &one->v.element, *b = &two->v.element;
	if (a->tag != b->tag || a->tag_namespace != b->tag_namespace ||
	    a->original_tag.length != b->original_tag.length || !same_attributes(&a->attributes, &b->attributes))
		return false;
	for (;;) {
		const GumboNode *x = next_child(&a->children, &i), *y = next_child(&b->children, &k);
		if (!x || !y)
			return !x && !y;
		if (!same_nodes(x, y))
			return false;
	}
}

/* *plain: did html_tree build a tree? */
static inline bool same_tree(struct arena *a, struct span html, bool *plain)
{
	const GumboNode *quick = html_tree(a, html);
	*plain = quick != NULL;
	if (!quick)
		return true;
	GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, html.len ? html.ptr : "", html.len);
	bool same = same_nodes(quick, output->root);
	gumbo_destroy_output(&kGumboDefaultOptions, output);
	return same;
}

#endif
