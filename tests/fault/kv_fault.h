/* kv_fault: a backend of the store over another one, whose n-th operation fails, once. */
#ifndef CAREDESK_TESTS_KV_FAULT_H
#define CAREDESK_TESTS_KV_FAULT_H

#include "store/kv.h"

struct kv_fault {
	struct kv kv; /* give this one to whoever is to meet the fault */
	struct kv *under;
	size_t calls; /* so far: begin, commit, get_many, range, write, number */
	size_t at;    /* the one that fails; 0: none */
	enum err_kind kind;
	bool met;       /* it has failed */
	uint64_t given; /* numbers, of all kinds */
};

enum kv_fault_kind {
	KV_FAULT_NEAR, /* as kv_ops has it */
	KV_FAULT_FAR,
	KV_FAULT_COUNTS, /* far, and it counts by itself: from `given` on, with gaps */
};
/* `under` is closed with it. */
void kv_fault_init(struct kv_fault *f, struct kv *under, enum kv_fault_kind kind);
/* From here on the n-th operation fails. */
void kv_fault_arm(struct kv_fault *f, size_t n, enum err_kind kind);

#endif
