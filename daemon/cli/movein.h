/* movein: turns old mail into tickets: threads by their Message-IDs (and by numbers in brackets, as other desks put
 * them into subjects), each with its dates, authors and status. Nobody is mailed, and nothing is assigned again; known
 * mails are skipped, so that a second run adds only what is new.
 *
 * There are two passes: the first reads the ids and date of every mail, the second stores one thread after the other,
 * each in one transaction. */
#ifndef CAREDESK_MOVEIN_H
#define CAREDESK_MOVEIN_H

#include "daemon/cli/cli.h"
#include "parsers/reader.h"

struct movein_item {
	struct span raw;    /* in memory (a mapped file, the arena); empty: … */
	const char *path;   /* … it is read from this file when needed */
	struct span status; /* as given by the source; empty: by rule */
	int64_t date;
	size_t thread; /* index of the first item of its thread */
	int64_t began; /* the earliest date in its thread */
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
	uint64_t tickets, messages, known,
		unread; /* tickets and messages made; mails that were known; mails that can't be read */
};

void movein_init(struct movein *m, const struct conf *conf, struct store *store, int64_t now);
void movein_clear(struct movein *m);
/* Adds all mails in an mbox, a Maildir (or a folder of Maildirs), or a CSV file whose first line names the columns.
 * ERR_CONFIG says what is wrong with it. */
int movein_mbox(struct movein *m, const char *path, struct err *err);
int movein_maildir(struct movein *m, const char *path, struct err *err);
int movein_csv(struct movein *m, const char *path, struct err *err);
/* Turns all that was added into tickets. progress: called after each thread; NULL for none. */
int movein_run(struct movein *m, void (*progress)(const struct movein *m), struct err *err);

#endif
