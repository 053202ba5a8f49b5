/* terminal: output for people at a terminal. No text from a mail can move the cursor or colour the screen. */
#ifndef CAREDESK_TERMINAL_H
#define CAREDESK_TERMINAL_H

#include <stdio.h>

#include "parsers/base/span.h"
#include "parsers/base/zone.h"
#include "store/records.h"

/* Control characters become '?'; terminal_text keeps line ends and tabs and puts `indent` before each line. */
void terminal_line(FILE *out, struct span text);
void terminal_text(FILE *out, const char *indent, struct span text);
/* A raw mail: as text if `out` is a terminal, byte for byte otherwise. */
void terminal_raw(FILE *out, struct span raw);
/* Cut to `width` columns; 0: not cut. */
void terminal_cut(FILE *out, struct span text, size_t width);
/* How many columns the text takes. */
size_t terminal_columns(struct span text);
/* Cut or padded to `width` columns, and two spaces. */
void terminal_cell(FILE *out, struct span text, size_t width);
/* The columns of `out`; 0: it is not a terminal. */
size_t terminal_width(FILE *out);
/* "no WHAT" for a person at a terminal; nothing for a program. */
void terminal_none(FILE *out, const char *what);

/* The names of the columns for a person at a terminal; nothing for a program. */
void terminal_heads(FILE *out, const char *names);

/* The names of the columns for terminal_ticket_row. */
void terminal_ticket_heads(FILE *out, size_t width);
/* One line, within `width` columns unless that is 0; `now` is for the age. */
void terminal_ticket_row(FILE *out, const struct ticket *t, int64_t now, size_t width);
/* A ticket with all its fields, a message with its text, an event as one line with its reason and the mail that caused
 * it, unless `before` (the one printed last, NULL for none) has the same mail. */
void terminal_ticket(FILE *out, const struct zone *zone, const struct ticket *t);
void terminal_message(FILE *out, const struct zone *zone, const struct message *m);
void terminal_event(FILE *out, const struct zone *zone, const struct event *e, const struct event *before);

#endif
