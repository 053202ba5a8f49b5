#include "daemon/run/room.h"

#include "daemon/desk/clock.h"
#include "daemon/desk/disk.h"
#include "daemon/desk/log.h"
#include "daemon/desk/notice.h"
#include "daemon/desk/transact.h"
#include "daemon/run/bell.h"

#define LOOK_MS 5000

static int tell_work(struct txn *t, void *ctx, struct err *err)
{
	const struct conf *conf = ctx;
	struct arena a;
	uint64_t left = 0;
	arena_init(&a);
	disk_free(conf, &left);
	int result = notice_disk(conf, t, left, clock_now(), &a, err);
	arena_clear(&a);
	return result;
}

/* Logs it, and notifies the manager if there is room for that. */
static void room_tell(const struct child_env *env, struct store *store, const struct err *why)
{
	struct err err;
	log_err(LOG_ERROR, "disk-low", why);
	if (transact(store, tell_work, (void *)(uintptr_t)env->conf, &err) != 0)
		log_err(LOG_ERROR, "disk-low", &err);
	else
		bell_ring(env->conf->store_path, "sender");
}

static int recovered_work(struct txn *t, void *ctx, struct err *err)
{
	(void)ctx;
	return notice_disk_recovered(t, clock_now(), err);
}

static void recovered(struct store *store)
{
	struct log_line l;
	struct err err;
	log_start(&l, LOG_INFO, "disk-room");
	log_end(&l);
	if (transact(store, recovered_work, NULL, &err) != 0)
		log_err(LOG_ERROR, "disk-room", &err);
}

int room_await(const struct child_env *env, struct store *store, struct err *err)
{
	if (disk_room(env->conf, err) == 0)
		return 0;
	room_tell(env, store, err);
	while (!env->once && child_wait(env, -1, LOOK_MS) != CHILD_STOP) {
		if (disk_room(env->conf, err) != 0)
			continue;
		recovered(store);
		return 0;
	}
	return -1;
}
