/* err: the common form of all errors. The kind tells the caller what to do; the text is for people and begins with its
 * context ("imap.acme.test: wrong password").
 *
 * A function that can fail returns 0 or -1, and sets *err only if -1; err must not be NULL. */
#ifndef CAREDESK_ERR_H
#define CAREDESK_ERR_H

enum err_kind {
	ERR_NONE,
	ERR_RETRY,    /* may succeed later: network, disk full, 4xx */
	ERR_REFUSED,  /* the other side refuses permanently: 5xx, wrong password, certificate */
	ERR_NOTFOUND, /* does not exist */
	ERR_CORRUPT,  /* malformed data */
	ERR_CONFIG,   /* an admin must change something */
};

struct err {
	enum err_kind kind;
	char text[400];
};

/* Both return -1. err_wrap inserts "context: " before the text of *err. */
int err_set(struct err *err, enum err_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
