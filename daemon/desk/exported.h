/* exported: the two files of an export (docs/export.md): records.jsonl, and mails.mbox with the raw mails, each after a
 * line "From m.TICKET.SEQ@caredesk DATE" (or q.NUMBER for quarantine). Lines that begin with "From " are quoted as in
 * mboxrd. */
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

/* Creates the folder and both files in it, and writes the head. ERR_REFUSED, or ERR_RETRY on a full disk. */
int exported_create(struct exported *x, struct arena *a, const char *folder, const char *what, int64_t now,
		    struct err *err);
/* The same with files that are open already and remain the caller's. */
void exported_over(struct exported *x, FILE *records, FILE *mails, const char *what, int64_t now);
/* The callbacks for portable_all and portable_customer; their ctx is x. */
struct portable_out exported_out(struct exported *x);
/* Syncs and closes both files, even after a failure (rc); returns rc, or -1. */
int exported_close(struct exported *x, int rc, struct err *err);

/* Opens both for reading and checks the head. */
int exported_open(struct exported *x, struct arena *a, const char *folder, struct err *err);
/* 1: the next line, without its end, in *line (the caller's, reused by the next call); 0: the end; -1: an error. */
int exported_line(struct exported *x, struct buf *line, struct err *err);
/* The next mail, unquoted, and where it belongs. 1: read; 0: the end; -1: an error. */
int exported_mail(struct exported *x, struct portable_mail *of, struct buf *raw, struct err *err);

#endif
