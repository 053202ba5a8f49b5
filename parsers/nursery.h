/* nursery: the processes behind reader.h.
 *
 * The nursery is forked once, early: it opens the charsets, reads what is known of languages, and waits. On request it
 * forks a child, which takes a millisecond, and hands its socket over; the one before is killed, or goes on beside it.
 * The child enters the sandbox and reads mails, one at a time. Both end when their parent does. */
#ifndef CAREDESK_NURSERY_H
#define CAREDESK_NURSERY_H

#include "parsers/charset.h"
#include "parsers/mail.h"

#include <sys/types.h>

#define NURSERY_MAX_MAIL ((size_t)64 << 20) /* bytes of a mail */

/* The parser that the child runs for a whole mail: mail_parse, or a test's. */
typedef int nursery_parse(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err);

enum nursery_op { NURSERY_MAIL = 1, NURSERY_HEADERS };

/* To a child; `damage` and then the raw mail follow. */
struct nursery_request {
	uint32_t op;
	uint32_t damage; /* bytes */
	uint64_t raw;    /* bytes */
};

enum nursery_status { NURSERY_OK = 1, NURSERY_NO_MAIL };

/* From a child; an encoded mail (mailcode.h) or the text of an error follows. The first one, without a request, says
 * that the sandbox is closed, or why it can't be. */
struct nursery_reply {
	uint64_t status;
	uint64_t length;
};

struct nursery {
	pid_t pid;
	int control;
};

/* ERR_RETRY when there is no process to be had. */
int nursery_start(nursery_parse *parse, struct nursery *out, struct err *err);
void nursery_stop(struct nursery *n);

/* The socket of a new child: instead of the newest, which is dead then, or beside it, which sleeps then. The caller
 * closes it. ERR_RETRY. */
enum nursery_how { NURSERY_INSTEAD = 'i', NURSERY_BESIDE = 'b' };
int nursery_child(struct nursery *n, enum nursery_how how, int *fd, struct err *err);
/* The same in two steps: the child gets ready while something else is done. */
int nursery_ask(struct nursery *n, enum nursery_how how, struct err *err);
int nursery_take(struct nursery *n, int *fd, struct err *err);
/* Wakes those that sleep; ends all but the newest. */
int nursery_wake(struct nursery *n, struct err *err);
int nursery_only(struct nursery *n, struct err *err);

#endif
