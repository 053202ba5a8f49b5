/* mime: the parts of a mail's body as a tree of plain structs (libetpan reads the structure; header.c and param.c read
 * the parts' headers).
 *
 * Hostile bytes can crash libetpan or keep it busy: pass it only what guard_body made, in a sandbox. */
#ifndef CAREDESK_MIME_H
#define CAREDESK_MIME_H

#include "parsers/base/err.h"
#include "parsers/base/transfer.h"
#include "parsers/mail.h"
#include "parsers/param.h"

#define MIME_MAX_DEPTH 100
#define MIME_MAX_PARTS 12000

enum mime_kind { MIME_LEAF, MIME_MULTIPART, MIME_MESSAGE };

struct mime_part {
	enum mime_kind kind;
	struct header_list fields;      /* name and raw only; empty for the root */
	struct param_value type;        /* main is "" if missing or unreadable */
	struct param_value disposition; /* main is "attachment", "inline" or "" */
	enum transfer transfer;
	struct span body; /* still encoded, a view of the input; of a multipart, the whole body */
	struct mime_part *child,
		*next; /* the only child of a MIME_MESSAGE is the message's body, with the message's fields */
};

/* Parses a body made by guard_body. *root, in `a`, is the mail's body; its fields are left to the caller. ERR_CORRUPT
 * if libetpan can't read it. */
int mime_parse(struct charsets *c, struct arena *a, struct span bytes, struct mime_part **root, struct err *err);

/* Sets type, disposition and transfer from part->fields. */
void mime_fields(struct charsets *c, struct arena *a, struct mime_part *part);

#endif
