/* exported: the two files of an export (docs/export.md): records.jsonl, and mails.mbox with the raw mails, each after
 * a line "From m.TICKET.SEQ@caredesk DATE" (or q.NUMBER of the quarantine); lines that begin with "From " are quoted as
 * mboxrd does. */
#ifndef CAREDESK_EXPORTED_H
#define CAREDESK_EXPORTED_H

#include <stdio.h>

#include "parsers/base/buf.h"
#include "store/portable.h"

#define EXPORTED_RECORDS "records.jsonl"
#define EXPORTED_MAILS "mails.mbox"

struct exported {
	FILE *records, *mails;
	uint64_t lines, mails_count;
};

/* Two new files in a folder, which is made; the head is written. ERR_REFUSED. */
int exported_create(struct exported *x, struct arena *a, const char *folder, const char *what, int64_t now,
		    struct err *err);
/* The same into files that are open already, which stay the caller's. */
void exported_over(struct exported *x, FILE *records, FILE *mails, const char *what, int64_t now);
/* What portable_all and portable_customer are given; its ctx is the exported. */
struct portable_out exported_out(struct exported *x);
/* On disk, and closed; also after a failure (rc): gives it, or -1. */
int exported_close(struct exported *x, int rc, struct err *err);

/* Opens both for reading and checks the head. */
int exported_open(struct exported *x, struct arena *a, const char *folder, struct err *err);
/* 1: the next line, without its end, in *line (kept by the caller for the next call); 0: the end; -1. */
int exported_line(struct exported *x, struct buf *line, struct err *err);
/* The next mail as it stands there, unquoted, with the line end that is put after it. 1, 0, -1. */
int exported_mail(struct exported *x, struct portable_mail *of, struct buf *raw, struct err *err);

#endif
