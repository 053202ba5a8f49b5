/* mime: the parts of a mail's body, as a tree of plain structs (libetpan reads the structure; headers of parts are read
 * by header.c and param.c).
 *
 * libetpan can be crashed or kept busy by hostile bytes: give it what guard_body made, in a sandbox. */
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
	struct param_value type;        /* main "" where there is none, or none that can be read */
	struct param_value disposition; /* main "attachment", "inline" or "" */
	enum transfer transfer;
	struct span body; /* as encoded, in the bytes that were handed in; of multiparts: all of it */
	struct mime_part *child,
		*next; /* MIME_MESSAGE: its only child is the message's body, with the message's fields */
};

/* The root stands for the mail's body; its fields are the caller's affair. ERR_CORRUPT when libetpan can't read it. */
int mime_parse(struct charsets *c, struct arena *a, struct span bytes, struct mime_part **root, struct err *err);

/* Reads type, disposition and transfer from part->fields. */
void mime_fields(struct charsets *c, struct arena *a, struct mime_part *part);

#endif
