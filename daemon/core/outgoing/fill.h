/* fill: the values that templates get (templates/kinds.c names them). Text is not copied; what is made lives in the
 * arena. */
#ifndef CAREDESK_FILL_H
#define CAREDESK_FILL_H

#include "daemon/core/base/commandtable.h"
#include "daemon/core/base/plan.h"

/* desk, tag, address, language, colour, logo. */
void fill_desk(struct work *w, struct span address, struct span language, struct vars *vars);
/* id, subject, status, category, agent, customer … `due`: when it is, for whoever reads it; 0: not said. */
void fill_ticket(struct work *w, const struct ticket *t, bool words, int64_t due, struct span language,
		 struct vars *vars);
/* text, from, from_name, to, attachments, cut, automatic … of a message. */
void fill_message(struct work *w, const struct message *m, struct vars *vars);
/* tags, watchers and whether the customer can be reached: what the team alone sees of a ticket. */
void fill_team(struct work *w, const struct ticket *t, struct vars *vars);
/* The links (RFC 6068) that make a ready command mail about t (NULL: no ticket) when they are clicked. Each carries a
 * token of its own that names the command: in the signed address, or, where addresses are plain, in a Message-ID as the
 * In-Reply-To of the ready mail; m->tokens has them. */
void fill_commands(struct work *w, const struct ticket *t, struct outmail *m, struct vars *vars);
/* The link that sends a held answer: its token. */
struct span fill_command(struct work *w, const struct ticket *t, struct span agent_email, struct span address,
			 struct span language, struct vars *vars);
/* The link that answers the question whether the agent wrote the held message: its token, which says yes. */
struct span fill_yes(struct work *w, const struct ticket *t, struct span agent_email, struct span address, uint32_t seq,
		     struct span language, struct vars *vars);
/* The buttons that answer "how satisfied are you?", 1 to 5, each good for that customer alone; their tokens. */
void fill_scores(struct work *w, const struct ticket *t, struct span address, struct span_list *tokens,
		 struct vars *vars);
/* The button that opens the ticket again: its token. */
struct span fill_reopen(struct work *w, const struct ticket *t, struct span agent_email, struct span address,
			struct span language, struct vars *vars);
/* For each of `articles` the link that says that it has solved the ticket: the recipient's own token. */
void fill_solved(struct work *w, const struct ticket *t, const struct outmail *m, struct vars *vars);
/* commands (usage, help): what they may write, in the language that the template of that name has for the wished
 * one. */
void fill_help(struct work *w, enum command_who who, const char *template, struct span wished, struct vars *vars);
/* days, and one_day where it is one; nothing where there is none. */
void fill_days(struct work *w, int days, struct vars *vars);
/* "12.5 kB" as people of that language write it; none: as the English do. */
struct span fill_size(struct arena *a, uint64_t bytes, struct span language);
/* Lines that are not blank. */
size_t fill_lines(struct span text);

#endif
