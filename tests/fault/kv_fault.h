/* kv_fault: a store backend on top of another one; its n-th operation fails, once. */
#ifndef CAREDESK_TESTS_KV_FAULT_H
#define CAREDESK_TESTS_KV_FAULT_H

#include "store/kv.h"

struct kv_fault {
	struct kv kv; /* give this one to the code under test */
	struct kv *under;
	size_t calls; /* so far: begin, commit, get_many, range, write, number */
	size_t at;    /* the one that fails; 0: none */
	enum err_kind kind;
	bool met;       /* the operation has failed */
	uint64_t given; /* numbers given out so far, of all kinds */
};

enum kv_fault_kind {
	KV_FAULT_NEAR, /* kv_ops as it is */
	KV_FAULT_FAR,
	KV_FAULT_COUNTS, /* far, and the backend gives out the numbers: from `given` on, with gaps */
};
/* Closing f->kv closes `under` too. */
void kv_fault_init(struct kv_fault *f, struct kv *under, enum kv_fault_kind kind);
/* The n-th operation from here on fails, with an error of that kind; n 0: none does. */
void kv_fault_arm(struct kv_fault *f, size_t n, enum err_kind kind);

#endif
