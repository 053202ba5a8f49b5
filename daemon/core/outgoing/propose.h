/* propose: articles of the desk's own help in its mails, and how often each is proposed, sent and solves a ticket. */
#ifndef CAREDESK_PROPOSE_H
#define CAREDESK_PROPOSE_H

#include "conf/match.h"
#include "daemon/core/base/plan.h"

/* Articles that may answer w->mail, the first of a new ticket: those that match well enough, at most suggest_articles.
 * None for an unproven mail, whose answer must not depend on its words. */
void propose_find(struct work *w, const struct ticket *t, struct match_hits *out);
/* Sets `articles` and `proposed`. */
void propose_fill(struct work *w, const struct match_hits *hits, struct vars *vars);
/* Records on the ticket, with events, that a mail with these articles goes out. */
void propose_note(struct work *w, struct ticket *t, const struct match_hits *hits);

/* Fills the answer to [faq words]: the best three articles in full; without words, all titles. */
void propose_faq(struct work *w, struct span words, struct vars *vars, struct match_hits *out);
/* Counts them as sent, once that answer goes out. */
void propose_faq_sent(struct work *w, const struct match_hits *hits);
/* Records that an agent's answer contains that article (NULL: none). */
void propose_sent(struct work *w, struct ticket *t, struct span agent, const struct article_conf *article);

#endif
