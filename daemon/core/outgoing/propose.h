/* propose: articles of the desk's own help in its mails, and what is counted of them. */
#ifndef CAREDESK_PROPOSE_H
#define CAREDESK_PROPOSE_H

#include "conf/match.h"
#include "daemon/core/base/plan.h"

/* What may answer w->mail, the first of a new ticket: those that fit well enough, at most suggest_articles. None where
 * nothing proves who wrote the mail: such an answer has nothing of its words. */
void propose_find(struct work *w, const struct ticket *t, struct match_hits *out);
/* `articles` and `proposed` of a template. */
void propose_fill(struct work *w, const struct match_hits *hits, struct vars *vars);
/* They are in a mail that goes out: events, and on the ticket. */
void propose_note(struct work *w, struct ticket *t, const struct match_hits *hits);

/* The answer to [faq words]: the best three in full; without words the titles of all. */
void propose_faq(struct work *w, struct span words, struct vars *vars, struct match_hits *out);
/* Once that answer goes out: they are counted as sent. */
void propose_faq_sent(struct work *w, const struct match_hits *hits);
/* An agent's answer has that one (NULL: none). */
void propose_sent(struct work *w, struct ticket *t, struct span agent, const struct article_conf *article);

#endif
