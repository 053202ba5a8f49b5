/* room: what daemon/desk works in: one transaction on an empty store in memory, and the golden desk's config. */
#ifndef CAREDESK_TESTS_ROOM_H
#define CAREDESK_TESTS_ROOM_H

#include "tests/unit/check.h"

#include "daemon/core/base/plan.h"
#include "parsers/reader.h"
#include "store/store.h"

#define ROOM_NOW ((int64_t)1793610000)

struct room {
	struct arena a;
	struct conf *conf;
	struct store *store;
	struct txn *t;
	struct reader *reader; /* NULL unless room_open_to_mail was used */
	struct plan plan;      /* of the mail taken in last */
};

static inline void room_open(struct room *r)
{
	struct conf_errors errors;
	struct err err;
	bool missing;
	*r = (struct room){0};
	arena_init(&r->a);
	conf_errors_init(&errors);
	assert_int_equal(conf_load("tests/golden/caredesk.conf", &r->conf, &errors, &missing), 0);
	conf_errors_clear(&errors);
	assert_int_equal(store_open_memory(&r->store, &err), 0);
	assert_int_equal(store_begin(r->store, TXN_WRITE, &r->t, &err), 0);
}

/* With a reader too, so that raw mails can be taken in. */
static inline void room_open_to_mail(struct room *r)
{
	struct err err;
	room_open(r);
	assert_int_equal(reader_new(&r->reader, &err), 0);
}

static inline void room_close(struct room *r)
{
	store_abort(r->t);
	store_close(r->store);
	reader_free(r->reader);
	conf_free(r->conf);
	arena_clear(&r->a);
}

#endif
