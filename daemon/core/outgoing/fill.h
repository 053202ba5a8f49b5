/* fill: the values of template variables (templates/kinds.c names them). Text is not copied; new text lives in the
 * arena. */
#ifndef CAREDESK_FILL_H
#define CAREDESK_FILL_H

#include "daemon/core/base/commandtable.h"
#include "daemon/core/base/plan.h"

/* desk, tag, address, language, colour, logo. */
void fill_desk(struct work *w, struct span address, struct span language, struct vars *vars);
/* id, subject, status, category, agent, customer … `words`: also those of the customer's own words. `due`: the due time
 * to show; 0: none. */
void fill_ticket(struct work *w, const struct ticket *t, bool words, int64_t due, struct span language,
		 struct vars *vars);
/* The name of the message's author: as the mail has it, else as the ticket knows its customer; empty: not known. */
struct span fill_author(const struct work *w, const struct message *m);
/* text, from, from_name, to, cut, automatic … of a message: what no language changes. */
void fill_message(struct work *w, const struct message *m, struct vars *vars);
/* attachments (file, size), dropped of a message, in the mail's language. */
void fill_attachments(struct work *w, const struct message *m, struct span language, struct vars *vars);
/* tags, watchers and whether the customer can be reached: what only agents see of a ticket. */
void fill_team(struct work *w, const struct ticket *t, struct vars *vars);
/* mailto: links (RFC 6068) that open a ready command mail about t. Each carries a token of its own that names the
 * command: in the signed address or, where addresses are plain, in a Message-ID that becomes the ready mail's
 * In-Reply-To. The tokens are added to m->tokens. */
void fill_commands(struct work *w, const struct ticket *t, struct outmail *m, struct vars *vars);
/* Sets the link that sends a held answer; returns its token. */
struct span fill_command(struct work *w, const struct ticket *t, struct span agent_email, struct span address,
			 struct span language, struct vars *vars);
/* Sets the link that answers "yes, I wrote it" to the question about the held message; returns its token. */
struct span fill_yes(struct work *w, const struct ticket *t, struct span agent_email, struct span address, uint32_t seq,
		     struct span language, struct vars *vars);
/* Sets the buttons that answer "how satisfied are you?", 1 to 5, each valid for that customer only; adds their tokens
 * to `tokens`. */
void fill_scores(struct work *w, const struct ticket *t, struct span address, struct span_list *tokens,
		 struct vars *vars);
/* Sets the button that reopens the ticket; returns its token. */
struct span fill_reopen(struct work *w, const struct ticket *t, struct span agent_email, struct span address,
			struct span language, struct vars *vars);
/* Sets, for each of `articles`, the link that says that it solved the ticket, with the recipient's own token. */
void fill_solved(struct work *w, const struct ticket *t, const struct outmail *m, struct vars *vars);
/* Sets commands (usage, help): those available to `who`, in the language in which that template exists, preferably
 * `wished`. */
void fill_help(struct work *w, enum command_who who, const char *template, struct span wished, struct vars *vars);
/* Sets days, and one_day if it is one; nothing for 0. */
void fill_days(struct work *w, int days, struct vars *vars);
/* "12.5 kB", in that language's notation; English if it is empty. */
struct span fill_size(struct arena *a, uint64_t bytes, struct span language);
/* Counts lines that are not blank. */
size_t fill_lines(struct span text);

#endif
