/* err: the one shape of an error. The kind says what the caller can do; the text is for a person
 * and has its context in front ("imap.acme.test: wrong password").
 *
 * A function that can fail returns 0 or -1 and sets *err on -1 only; err may not be NULL. */
#ifndef CAREDESK_ERR_H
#define CAREDESK_ERR_H

enum err_kind {
	ERR_NONE,
	ERR_RETRY,    /* may go well later: network, disk full, 4xx */
	ERR_REFUSED,  /* the other side says no for good: 5xx, wrong password, certificate */
	ERR_NOTFOUND, /* no such thing */
	ERR_CORRUPT,  /* bytes that do not mean what they should */
	ERR_CONFIG,   /* an admin has to change something */
};

struct err {
	enum err_kind kind;
	char text[400];
};

/* Both return -1. err_wrap puts "context: " in front of what err says. */
int err_set(struct err *err, enum err_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
