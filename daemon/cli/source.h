/* source: the mails that file arguments name: a mail, an mbox, a Maildir, a folder of any of these, or "-". */
#ifndef CAREDESK_SOURCE_H
#define CAREDESK_SOURCE_H

#include "parsers/base/err.h"
#include "parsers/base/span.h"

#define SOURCE_MAX_FILE ((size_t)1 << 30)
#define SOURCE_MAX_DEPTH 32 /* of folders */

struct source_mail { /* valid during the call only */
	/* The file, or "FILE#2" for the second of several mails in an mbox. They are counted from 1, but from 0 if
	 * white space comes before the first "From " line. */
	struct span name;
	struct span raw;
	bool of_mbox; /* its headers may have been made up by the mbox's author */
};
/* Called with one mail. A result other than 0 ends the walk. */
typedef int (*source_got)(void *ctx, const struct source_mail *mail, struct err *err);

/* Walks folders in order of name, without a Maildir's tmp/ and names that begin with a dot. A file that begins with a
 * "From " line is an mbox. "-" is a single mail whatever it contains, unless `mbox`: an MTA's pipe writes such a line
 * first but does not escape those below. Returns what `got` returned if not 0; -1 with ERR_NOTFOUND (no such file),
 * ERR_RETRY (it can't be read), ERR_CORRUPT (too large, or folders too deep). */
int source_each(const char *path, bool mbox, source_got got, void *ctx, struct err *err);

#endif
