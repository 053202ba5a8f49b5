/* desk: the desk of the golden mails: a store in memory, a fixed clock, fixed keys, and what a setup says has come
 * before.
 *
 * tests/golden/KIND/NAME.setup, or else KIND/usual.setup, where there is one, a line each:
 *   mail FILE              another mail is taken in (before/NAME.eml)
 *   wait 20d               time passes, and the clock does what it brings, each at its time
 *   off 20d                the same for a desk that is off meanwhile: all of it at once, late
 *   status ID STATUS       as it says
 *   away AGENT 3d
 *   unreachable ADDRESS
 *   sent N ADDRESS         N automatic answers went there within the hour
 *   rotate                 a new key, twice: the first one is gone
 *   mailbox NAME           where the mails from here on come in ("support" at first)
 *   conf FILE              another configuration
 *   bodies                 the plan is written with its mails' whole texts
 * Where there is no NAME.eml, what the clock did in the last wait or off is the plan.
 *
 * In a mail, {{address ROLE TICKET WHO}} becomes the desk's signed address and {{id ROLE TICKET WHO SERIAL}} its
 * Message-ID, made when the first mail came; ROLE is customer, confirm, feedback, agent, or question (for
 * "ann@acme.test#2", who is asked about the held message 2). */
#ifndef CAREDESK_TESTS_GOLDEN_DESK_H
#define CAREDESK_TESTS_GOLDEN_DESK_H

#include "conf/conf.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/tick.h"

#define GOLDEN_FOLDER "tests/golden/"
#define GOLDEN_FILE_MAX ((size_t)4 << 20)

struct golden_turn { /* what the clock did at once about one ticket */
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

/* Ready for NAME.eml. What is wrong with the files ends the program. */
void golden_open(struct golden *d, const char *name, struct reader *reader);
void golden_close(struct golden *d);

typedef int golden_work(struct golden *d, struct txn *t, struct span args, struct err *err);
/* A golden_work: a mail's file is taken in as the daemon does it; d->plan is what came of it. */
int golden_take(struct golden *d, struct txn *t, struct span file, struct err *err);
/* Within a transaction of its own; an error ends the program. */
void golden_transact(struct golden *d, golden_work *what, struct span args);

struct span golden_path(struct golden *d, const char *name, const char *suffix);
bool golden_read(struct arena *a, const char *path, struct span *out);
void golden_die(const struct golden *d, const char *what, const char *text) __attribute__((noreturn));

#endif
