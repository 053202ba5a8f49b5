/* source: the mails that file arguments name: a mail, an mbox, a Maildir, a folder of any of these, or "-". */
#ifndef CAREDESK_SOURCE_H
#define CAREDESK_SOURCE_H

#include "parsers/base/err.h"
#include "parsers/base/span.h"

#define SOURCE_MAX_FILE ((size_t)1 << 30)
#define SOURCE_MAX_DEPTH 32 /* of folders */

struct source_mail { /* valid during the call only */
	/* The file, or "FILE#2" for the second of several in an mbox (they are counted from 1; what comes before the
	 * first line that is in its place, after white space, is number 0). */
	struct span name;
	struct span raw;
	bool of_mbox; /* whoever wrote the mbox may have made its headers up */
};
/* Called with one mail. Not 0 ends the walk. */
typedef int (*source_got)(void *ctx, const struct source_mail *mail, struct err *err);

/* Folders are walked in order of name, except for a Maildir's tmp/ and what begins with a dot. A file that begins with
 * a "From " line is an mbox. "-" is one mail whatever stands in it, for an MTA's pipe writes such a line in front and
 * escapes none below; unless `mbox`.
 * What `got` returned when not 0; -1 with ERR_NOTFOUND (no such file), ERR_RETRY (it can't be read). */
int source_each(const char *path, bool mbox, source_got got, void *ctx, struct err *err);

#endif
