/* desk: the desk of the golden mails: a store in memory, a fixed clock, fixed keys, and the history that a setup
 * describes.
 *
 * tests/golden/KIND/NAME.setup, or else KIND/usual.setup if there is one, has one step a line:
 *   mail FILE              another mail is taken in (before/NAME.eml)
 *   wait 20d               time passes; whatever falls due is done at its time
 *   off 20d                the same for a desk that is off meanwhile: everything is done at once, late
 *   status ID STATUS       the ticket gets that status
 *   away AGENT 3d
 *   unreachable ADDRESS
 *   sent N ADDRESS         N automatic answers went there within the last hour
 *   rotate                 a new key, twice: the first one no longer counts
 *   mailbox NAME           the mailbox of all later mails ("support" at first)
 *   conf FILE              another configuration
 *   bodies                 the plan includes the full texts of its mails
 * Without a NAME.eml, the plan is what the clock did in the last wait or off.
 *
 * In a mail, {{address ROLE TICKET WHO}} becomes the desk's signed address and {{id ROLE TICKET WHO SERIAL}} its
 * Message-ID, made when the first mail came; ROLE is customer, confirm, feedback, agent, or question (for
 * "ann@acme.test#2": ann is asked about the held message 2). */
#ifndef CAREDESK_TESTS_GOLDEN_DESK_H
#define CAREDESK_TESTS_GOLDEN_DESK_H

#include "conf/conf.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/tick.h"

#define GOLDEN_FOLDER "tests/golden/"
#define GOLDEN_FILE_MAX ((size_t)4 << 20)

struct golden_turn { /* what one turn of the clock did about one ticket */
	int64_t at;
	struct plan plan;
};
struct golden_turn_list {
	struct golden_turn *items;
	size_t count, cap;
};

struct golden {
	const char *name;
	struct arena a;
	struct conf *conf;
	struct store *store;
	struct reader *reader;
	struct token_keys keys;
	const struct mailbox_conf *mailbox;
	int64_t now;
	bool bodies;
	struct plan plan;              /* of the last mail */
	struct golden_turn_list clock; /* of the last wait */
};

/* Plays the setup; the desk is then ready for NAME.eml. Faulty files end the program. */
void golden_open(struct golden *d, const char *name, struct reader *reader);
void golden_close(struct golden *d);

typedef int golden_work(struct golden *d, struct txn *t, struct span args, struct err *err);
/* A golden_work: takes in a mail's file as the daemon does; d->plan is the resulting plan. */
int golden_take(struct golden *d, struct txn *t, struct span file, struct err *err);
/* Does the work in a transaction of its own; an error ends the program. */
void golden_transact(struct golden *d, golden_work *what, struct span args);

struct span golden_path(struct golden *d, const char *name, const char *suffix);
bool golden_read(struct arena *a, const char *path, struct span *out);
void golden_die(const struct golden *d, const char *what, const char *text) __attribute__((noreturn));

#endif
