/* parts: a mail's body, or a part's, as the tree of its parts: guard and libetpan, one after the other. */
#ifndef CAREDESK_PARTS_H
#define CAREDESK_PARTS_H

#include "parsers/mime.h"

/* Fills root->kind and root->child from root->type and root->body; the parts' bodies point into root->body. *damage:
 * what had to be mended, or why false is given: the body is not to be read. */
bool parts_find(struct charsets *c, struct arena *a, struct mime_part *root, struct span *damage);

#endif
