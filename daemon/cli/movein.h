/* movein: old mail becomes tickets: threads by their ids (and by numbers in brackets, as other desks put them into
 * subjects), each with its dates, authors and status. Nobody is mailed, and nothing is assigned again; what is known is
 * passed over, so that a second run adds only what is new.
 *
 * Two passes: the first reads every mail for its ids and its date, the second puts thread after thread, each by one
 * transaction. */
#ifndef CAREDESK_MOVEIN_H
#define CAREDESK_MOVEIN_H

#include "daemon/cli/cli.h"
#include "parsers/reader.h"

struct movein_item {
	struct span raw;    /* where it is in memory (a mapped file, an arena); empty: … */
	const char *path;   /* … it is read from there when it is needed */
	struct span status; /* as the source has it; empty: by rule */
	int64_t date;
	size_t thread; /* the first item of its thread */
	int64_t began; /* of the thread: its earliest date */
};
struct movein {
	const struct conf *conf;
	struct store *store;
	struct reader *reader;
	const struct mailbox_conf *mailbox; /* NULL: by recipient */
	int64_t now;
	struct arena a;
	struct movein_items {
		struct movein_item *items;
		size_t count, cap;
	} items;
	uint64_t tickets, messages, known, unread; /* what became of them */
};

void movein_init(struct movein *m, const struct conf *conf, struct store *store, int64_t now);
void movein_clear(struct movein *m);
/* Everything in it: an mbox, a Maildir (or a folder of them), a CSV file with a line of names first. ERR_CONFIG says
 * what is wrong with it. */
int movein_mbox(struct movein *m, const char *path, struct err *err);
int movein_maildir(struct movein *m, const char *path, struct err *err);
int movein_csv(struct movein *m, const char *path, struct err *err);
/* Makes tickets of all that was added. progress: called now and then. */
int movein_run(struct movein *m, void (*progress)(const struct movein *m), struct err *err);

#endif
