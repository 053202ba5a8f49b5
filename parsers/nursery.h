/* nursery: the processes used by reader.h.
 *
 * The nursery is forked once, early: it opens the first charsets, and waits. On request it
 * forks a child, which takes a millisecond, and passes its socket to the parent; the previous child is killed or
 * paused. The child enters the sandbox and reads mails, one at a time; if a mail is in a charset that it lacks, it says
 * so. Nursery and children end when their parent does. */
#ifndef CAREDESK_NURSERY_H
#define CAREDESK_NURSERY_H

#include "parsers/charset.h"
#include "parsers/mail.h"

#include <sys/types.h>

#define NURSERY_MAX_MAIL ((size_t)64 << 20) /* bytes of a mail */

/* The parser that the child runs for a whole mail: mail_parse, or a test's. */
typedef int nursery_parse(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err);

enum nursery_op { NURSERY_MAIL = 1, NURSERY_HEADERS };

/* Sent to a child, followed by `damage` and the raw mail. */
struct nursery_request {
	uint32_t op;
	uint32_t damage; /* bytes */
	uint64_t raw;    /* bytes */
};

enum nursery_status { NURSERY_OK = 1, NURSERY_NO_MAIL, NURSERY_LACKS };

/* Sent by a child, followed by an encoded mail (mailcode.h) or the text of an error; NURSERY_LACKS comes alone. The
 * first reply comes without a request and says that the child is in its sandbox, or why it can't be. */
struct nursery_reply {
	uint64_t status;
	uint64_t length;
};

struct nursery {
	pid_t pid;
	int control;
};

/* ERR_RETRY if no process could be started. */
int nursery_start(nursery_parse *parse, struct nursery *out, struct err *err);
void nursery_stop(struct nursery *n);

/* Starts a new child in place of the newest one, which is killed, or in addition to it, and the newest is paused. *fd
 * is the new child's socket; the caller closes it. ERR_RETRY if there is no new child. */
enum nursery_how { NURSERY_INSTEAD = 'i', NURSERY_BESIDE = 'b' };
int nursery_child(struct nursery *n, enum nursery_how how, int *fd, struct err *err);
/* The same in two steps: the child gets ready in the background in between. */
int nursery_ask(struct nursery *n, enum nursery_how how, struct err *err);
int nursery_take(struct nursery *n, int *fd, struct err *err);
/* From now on, new children have more charsets (charsets_more). */
int nursery_more(struct nursery *n, struct err *err);
/* Resumes all paused children; kills all but the newest. */
int nursery_wake(struct nursery *n, struct err *err);
int nursery_only(struct nursery *n, struct err *err);

#endif
