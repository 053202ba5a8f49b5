/* files: which attachments are refused, or not passed on: the patterns of `attachments` in the config are matched
 * against their names, their types, and the names of the files inside them. */
#ifndef CAREDESK_FILES_H
#define CAREDESK_FILES_H

#include "conf/conf.h"
#include "parsers/mail.h"

/* The mail's first attachment that is refused; NULL: none. *why: the pattern, and what matched it. */
const struct attachment *files_refused(const struct conf *conf, const struct mail *mail, struct arena *a,
				       struct span *why);
/* Sets `aside` on those that are not passed on. */
void files_strip(const struct conf *conf, struct arena *a, struct attachment_list *list);
/* "a.exe (*.exe), b.zip (Eicar-Test)"; empty: all are passed on. */
struct span files_aside(const struct attachment_list *list, struct arena *a);

#endif
