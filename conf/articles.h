/* articles: the folder of the desk's own help, Markdown files with a header:
 *
 * 	---
 * 	title: How to reset a password
 * 	tags: login, account
 * 	language: en
 * 	category: general
 * 	public: true
 * 	--- */
#ifndef CAREDESK_CONF_ARTICLES_H
#define CAREDESK_CONF_ARTICLES_H

#include "conf/report.h"

/* Fills c->articles from the *.md files of c->articles_path, in order of name. Errors are reported with file and line.
 * The categories must be loaded already. */
void articles_load(struct conf *c, struct conf_errors *errors);

#endif
