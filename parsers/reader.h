/* reader: the sandboxed child around parsers/mail.h's door.
 *
 * The child has no file, no network, no secret and no store (seccomp, rlimits: CPU, memory); it gets
 * raw bytes over a socket pair and gives back an encoded struct mail. If it dies, or takes longer than
 * the limit, it is started again and that one mail is read by its headers alone.
 * Start readers before opening a store or connection; the child closes all other descriptors anyway. */
#ifndef CAREDESK_READER_H
#define CAREDESK_READER_H

#include "parsers/nursery.h"

struct reader;

#define READER_SECONDS 5 /* for one mail */
#define READER_MAX_MAIL NURSERY_MAX_MAIL

/* New reader process, which gets ready meanwhile; it ends when its parent does or at reader_free. ERR_RETRY when there
 * is no process to be had. */
int reader_new(struct reader **out, struct err *err);
/* Waits until it is. ERR_RETRY: there is no sandbox around it to be had: nothing is ever read without. */
int reader_ready(struct reader *r, struct err *err);
/* The same with another parser in the child and another limit: for tests of what happens when one crashes or hangs. */
int reader_new_with(nursery_parse *parse, int seconds, struct reader **out, struct err *err);
void reader_free(struct reader *r); /* NULL is fine */
/* How many mails have ended its child so far, or taken too long in it. */
uint64_t reader_deaths(const struct reader *r);

/* Reads one mail. *out lives in `a`; nothing in it points into `raw`. 0: a mail, whole or by its headers
 * (headers_only, damage). -1: ERR_CORRUPT, not a mail at all: quarantine it; ERR_RETRY, no process
 * could be started. */
int reader_read(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err);

/* Several mails. One that takes long waits in its child until the others are read in another; those that wait go on
 * together then, so that many that hang cost the time of one. */
struct reader_job {
	struct span raw;
	bool alone; /* as reader_read_alone */
	bool late;  /* it takes long: the rest holds once it has been read */
	struct mail mail;
	int failed; /* as reader_read gives it, with the error */
	struct err err;
};
/* -1: ERR_RETRY, no process could be started; what was read by then can't be told. */
int reader_read_several(struct reader *r, struct arena *a, struct reader_job *jobs, size_t count, struct err *err);
/* The same in two steps: what takes long is `late`, and read by the second. Between them the jobs stay where they are;
 * other mails may be read. What is late when others are read soon is never read. */
int reader_read_soon(struct reader *r, struct arena *a, struct reader_job *jobs, size_t count, struct err *err);
int reader_read_late(struct reader *r, struct arena *a, struct err *err);

/* The same in a child that reads this mail and no other: for one that claims to be from somebody who commands, so that
 * no child that a stranger's mail could have taken over ever has it. */
int reader_read_alone(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err);

/* The same for headers alone (oversize mails). */
int reader_headers(struct reader *r, struct arena *a, struct span raw, uint64_t size, struct mail *out,
		   struct err *err);

#endif
