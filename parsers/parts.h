/* parts: splits the body of a mail, or of a part, into a tree of parts: guard, then libetpan. */
#ifndef CAREDESK_PARTS_H
#define CAREDESK_PARTS_H

#include "parsers/mime.h"

/* Fills root->kind and root->child from root->type and root->body; the parts' bodies point into root->body. *damage:
 * what had to be repaired. False if the body must not be read; *damage then says why. */
bool parts_find(struct charsets *c, struct arena *a, struct mime_part *root, struct span *damage);

#endif
