#include "parsers/parts.h"

#include "parsers/guard.h"

/* Moves the parts' bodies from the guard's copy, where libetpan's result points, to the original body. */
static void rebase(struct mime_part *p, struct span from, size_t head, struct span to)
{
	for (; p; p = p->next) {
		size_t at = p->body.ptr ? (size_t)(p->body.ptr - from.ptr) : 0;
		p->body = at < head ? SPAN_NONE : span_sub(to, at - head, p->body.len);
		rebase(p->child, from, head, to);
	}
}

static bool has_parts(const struct mime_part *root)
{
	return span_starts(root->type.main, SPAN("multipart/")) || span_eq(root->type.main, SPAN("message/rfc822")) ||
	       span_eq(root->type.main, SPAN("message/global"));
}

bool parts_find(struct charsets *c, struct arena *a, struct mime_part *root, struct span *damage)
{
	struct guarded guarded;
	struct mime_part *found;
	struct err err;
	if (!has_parts(root))
		return true;
	guard_body(c, a, &root->type, root->body, &guarded);
	*damage = guarded.damage;
	if (guarded.refused)
		return false;
	if (mime_parse(c, a, guarded.bytes, &found, &err) < 0) {
		*damage = arena_dup(a, span_of(err.text));
		return false;
	}
	rebase(found, guarded.bytes, guarded.head, root->body);
	root->kind = found->kind;
	root->child = found->child;
	return true;
}
