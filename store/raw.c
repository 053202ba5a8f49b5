#include "store/raw.h"

#include "store/frame.h"

#include <stdlib.h>
#include <zstd.h>

static int chunk_put(struct txn *t, struct key of, uint32_t number, struct span bytes, struct err *err)
{
	key_u32(&of, number);
	frame_start(&t->value);
	buf_add(&t->value, bytes);
	frame_seal(&t->value, key_span(&of));
	return txn_put_value(t, key_span(&of), buf_span(&t->value), err);
}

static int chunks_put(struct txn *t, struct key of, struct span packed, struct err *err)
{
	for (uint32_t i = 0; packed.len; i++) {
		if (chunk_put(t, of, i, span_sub(packed, 0, RAW_CHUNK), err))
			return -1;
		packed = span_from(packed, RAW_CHUNK);
	}
	return 0;
}

/* Created once, not per mail: setting up their tables, and asking the processor what it can do, takes longer than a
 * small mail. */
struct packer {
	ZSTD_CCtx *packing;
	ZSTD_DCtx *unpacking;
};

static struct packer *packer_of(struct txn *t)
{
	struct packer *p = t->store->pack;
	if (p)
		return p;
	p = t->store->pack = malloc(sizeof(*p));
	if (!p)
		abort();
	*p = (struct packer){ZSTD_createCCtx(), ZSTD_createDCtx()};
	if (!p->packing || !p->unpacking)
		abort();
	return p;
}

void raw_packer_free(struct packer *p)
{
	if (!p)
		return;
	ZSTD_freeCCtx(p->packing);
	ZSTD_freeDCtx(p->unpacking);
	free(p);
}

int raw_put(struct txn *t, struct key of, struct span raw, struct err *err)
{
	size_t bound = ZSTD_compressBound(raw.len);
	struct buf packed;
	buf_init(&packed, bound);
	char *room = buf_room(&packed, bound);
	size_t n = room ? ZSTD_compressCCtx(packer_of(t)->packing, room, bound, raw.ptr, raw.len, RAW_LEVEL) : 0;
	int rc = !room || ZSTD_isError(n)
			 ? err_set(err, ERR_CORRUPT, "a raw mail of %zu bytes cannot be compressed", raw.len)
			 : chunks_put(t, of, span_make(room, n), err);
	buf_clear(&packed);
	return rc;
}

static int chunk_corrupt(struct txn *t, struct span key, struct err *err)
{
	struct span text = key_text(&t->scratch, key);
	return err_wrap(err, "record %.*s", SPAN_ARG(text));
}

static int chunks_get(struct txn *t, struct key of, struct buf *packed, struct err *err)
{
	struct scan s;
	int rc;
	scan_start(&s, t, of);
	for (uint32_t i = 0; (rc = scan_next(&s, err)) > 0; i++) {
		struct span bytes;
		rc = frame_open(s.key, s.value, &bytes, err);
		if (rc == 0 && key_get_u32(s.key, of.len) != i)
			rc = err_set(err, ERR_CORRUPT, "the chunk before it is missing");
		if (rc) {
			chunk_corrupt(t, s.key, err);
			break;
		}
		buf_add(packed, bytes);
	}
	scan_end(&s);
	return rc;
}

static int unpack(struct packer *p, struct span packed, uint64_t size, struct arena *a, struct span *out,
		  struct err *err)
{
	if (size > KV_MAX_VALUE || ZSTD_getFrameContentSize(packed.ptr, packed.len) != size)
		return err_set(err, ERR_CORRUPT, "a raw mail does not have the size recorded in its message");
	char *room = arena_alloc(a, (size_t)size + 1);
	if (ZSTD_decompressDCtx(p->unpacking, room, (size_t)size, packed.ptr, packed.len) != size)
		return err_set(err, ERR_CORRUPT, "a raw mail cannot be decompressed");
	*out = span_make(room, (size_t)size);
	return 0;
}

int raw_get(struct txn *t, struct key of, uint64_t size, struct arena *a, struct span *out, struct err *err)
{
	struct buf packed;
	buf_init(&packed, KV_MAX_VALUE);
	int rc = chunks_get(t, of, &packed, err);
	if (rc == 0 && unpack(packer_of(t), buf_span(&packed), size, a, out, err)) {
		struct span text = key_text(&t->scratch, key_span(&of));
		rc = err_wrap(err, "record %.*s", SPAN_ARG(text));
	}
	buf_clear(&packed);
	return rc;
}
