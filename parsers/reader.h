/* reader: the sandboxed child around parsers/mail.h's door.
 *
 * The child has no file, no network, no secret and no store (seccomp, rlimits: CPU, memory); it gets raw bytes over a
 * socket pair and returns an encoded struct mail. If it dies, or takes longer than the limit, it is started again and
 * that one mail is read by its headers alone. Start readers before opening a store or connection; the child closes all
 * other descriptors anyway. */
#ifndef CAREDESK_READER_H
#define CAREDESK_READER_H

#include "parsers/nursery.h"

struct reader;

#define READER_SECONDS 5 /* for one mail */
#define READER_MAX_MAIL NURSERY_MAX_MAIL

/* Starts a reader process, which gets ready in the background; it ends with its parent or at reader_free. ERR_RETRY if
 * no process could be started. */
int reader_new(struct reader **out, struct err *err);
/* Waits until the process is ready. ERR_RETRY if it did not start or could not be sandboxed: nothing is ever read
 * without a sandbox. */
int reader_ready(struct reader *r, struct err *err);
/* reader_new with another parser in the child and another time limit, for tests of parsers that crash or hang. */
int reader_new_with(nursery_parse *parse, int seconds, struct reader **out, struct err *err);
void reader_free(struct reader *r); /* NULL is fine */
/* Number of mails so far that killed the child or exceeded its time limit. */
uint64_t reader_deaths(const struct reader *r);

/* Reads one mail. *out lives in `a`; nothing in it points into `raw`. 0: read, whole or by its headers alone
 * (headers_only, damage). -1: ERR_CORRUPT, not a mail at all: quarantine it; ERR_RETRY, no process could be started. */
int reader_read(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err);

/* One of several mails. A slow one is paused in its child while the others are read in another child; the paused ones
 * then continue in parallel, so that many mails that hang cost no more time than one. */
struct reader_job {
	struct span raw;
	bool alone; /* read it as reader_read_alone does */
	bool late;  /* still being read: the members below are not set yet */
	struct mail mail;
	int failed; /* 0 or -1 as returned by reader_read; -1: see err */
	struct err err;
};
/* -1: ERR_RETRY, no process could be started; the state of the jobs is undefined. */
int reader_read_several(struct reader *r, struct arena *a, struct reader_job *jobs, size_t count, struct err *err);
/* The same in two steps: reader_read_soon marks slow mails `late`, and reader_read_late reads those. In between, the
 * jobs must stay in place; reader_read and reader_headers may be called. Another reader_read_soon (or
 * reader_read_several) drops the late ones unread. */
int reader_read_soon(struct reader *r, struct arena *a, struct reader_job *jobs, size_t count, struct err *err);
int reader_read_late(struct reader *r, struct arena *a, struct err *err);

/* reader_read in a child that reads this mail and no other: for mails that claim to be from an agent, so that they
 * never pass through a child that a stranger's mail may have taken over. */
int reader_read_alone(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err);

/* Reads the headers alone, for oversize mails of `size` bytes. */
int reader_headers(struct reader *r, struct arena *a, struct span raw, uint64_t size, struct mail *out,
		   struct err *err);

#endif
