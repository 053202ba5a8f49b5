/* wording: what the desk keeps for programs, in words for people: why an event happened, and the names of mails, fields
 * and goals. Stored reasons are English; a table of their patterns has the languages of the shipped templates. */
#ifndef CAREDESK_WORDING_H
#define CAREDESK_WORDING_H

#include "parsers/base/arena.h"

/* "the customer wrote" as "der Kunde hat geschrieben". A reason that is not in the table stays as it is. May be in the
 * arena, or the argument itself. */
struct span wording_reason(struct arena *a, struct span language, struct span why);
/* The name of a template, of a ticket's field, of a goal or of an actor in that language (English if it is not known);
 * any other name unchanged. */
struct span wording_name(struct span language, struct span name);
/* The same for "status, due time". */
struct span wording_names(struct arena *a, struct span language, struct span names);

#endif
