/* texts: the admin's own texts on top of the shipped ones: templates in every language, and canned answers. */
#ifndef CAREDESK_CONF_TEXTS_H
#define CAREDESK_CONF_TEXTS_H

#include "conf/report.h"

/* Fills c->templates from the shipped ones and c->templates_path, and the mailboxes' templates from these and their
 * own. c->templates is set even if there are errors. */
void texts_load_templates(struct conf *c, struct conf_errors *errors);
void texts_free(struct conf_templates *t); /* NULL is fine */
/* The languages that a mailbox, or (NULL) the desk, has templates for. */
void texts_languages(const struct conf *c, const struct mailbox_conf *mailbox, struct arena *a, struct span_list *out);
/* Reads a whole file, at most 256 KB; -1: failed, and reported in errors. */
int texts_read_file(const char *path, struct arena *a, struct span *out, struct conf_errors *errors);
/* Calls `each` for the entries of a folder, in order of name. */
void texts_each_file(const char *folder, struct arena *a, struct conf_errors *errors,
		     void (*each)(void *ctx, const char *path, struct span name), void *ctx);
/* Adds the *.txt files of c->canned_path to c->canned. */
void texts_load_canned(struct conf *c, struct conf_errors *errors);

#endif
