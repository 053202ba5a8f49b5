/* print: what people read on a terminal. Nothing from a mail can move the cursor or colour the screen. */
#ifndef CAREDESK_PRINT_H
#define CAREDESK_PRINT_H

#include <stdio.h>

#include "parsers/base/span.h"
#include "store/records.h"

/* Control characters become '?'; print_text keeps line ends and tabs and puts `indent` before each line. */
void print_line(FILE *out, struct span text);
void print_text(FILE *out, const char *indent, struct span text);
/* Cut or filled to `width` characters. */
void print_cell(FILE *out, struct span text, size_t width);

void print_ticket_row(FILE *out, const struct ticket *t);
void print_ticket(FILE *out, const struct ticket *t);
void print_message(FILE *out, const struct message *m);
void print_event(FILE *out, const struct event *e);

#endif
