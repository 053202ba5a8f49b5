/* proof: does the mail prove that it comes from the agent whose address it bears?
 *
 * The claim is an agent's address in From (or, without a From, in Sender). It can only be proven with exactly one From
 * field that holds exactly one address, and, as desk.agent_proof requires, by one or both of:
 *
 * - a token: a signed address or Message-ID that the desk issued to that very agent (email or alias), not expired, and
 *   for the ticket that the subject names, if it names one; or the address of a command link, for its command;
 * - results: the topmost Authentication-Results field (RFC 8601), if its authserv-id is the configured host's ("m365":
 *   if it has none), with a DMARC pass for the From domain, or a DKIM or SPF pass for exactly that domain and no DMARC
 *   failure. none, temperror, permerror and malformed fields count for nothing.
 *
 * A held mail that its author has confirmed (facts.proven) needs nothing else. Pure. Spans live in the arena or point
 * into the arguments. */
#ifndef CAREDESK_PROOF_H
#define CAREDESK_PROOF_H

#include "daemon/core/base/facts.h"

/* Which of the commands that need no ticket (#new, #list …) it proves. */
enum proof_reach { PROOF_OF_NONE, PROOF_OF_LINKED /* that of the command link */, PROOF_OF_ALL };

struct proof {
	const struct agent_conf *agent; /* whom the mail claims to be from; NULL: not an agent */
	bool proven;
	bool by_token, by_results; /* which proof was found, required or not */
	uint64_t ticket;           /* the valid token's ticket; 0: none */
	bool any_ticket;           /* proves any ticket that the mail is about; otherwise only the token's */
	enum proof_reach desk;
	bool presents;         /* presents something that looks like this desk's token, valid or not */
	struct span linked;    /* the text of the subject's bracket that a command link's token names; empty: none */
	bool answers_note;     /* it answers a note: it is a note too */
	bool answers_question; /* a valid TOKEN_QUESTION of this agent: it answers whether they wrote the held mail … */
	bool by_yes;           /* … by the question's link for "yes" */
	bool may_answer;       /* … with the proof that agent_proof requires of a command, except for a token */
	uint64_t question_ticket;
	uint32_t question_seq;    /* which message is held */
	struct span why;          /* one line: what proved it, or what is missing */
	struct span security;     /* one line: a token used by somebody it was not made for; empty: none */
	uint64_t security_ticket; /* the ticket of that token */
};

/* Sets *out, whatever it finds. */
void proof_check(const struct conf *conf, const struct mail *mail, const struct facts *facts, int64_t now,
		 struct arena *a, struct proof *out);

/* Does the proof hold for a mail that acts on that ticket (0: on none)? A token is valid only for its own ticket; where
 * that was merged into another since, pass the ticket that the token was made for. */
bool proof_covers(const struct proof *p, uint64_t ticket);
/* Does the proof hold for that command, which needs no ticket? */
bool proof_covers_command(const struct proof *p, struct span name);

/* What our host's Authentication-Results say about the mail's sender, agent or not. A pass counts only for the single
 * From address; a failure (of DMARC, otherwise of an aligned DKIM or SPF where neither passes) counts whatever From
 * says. */
enum sender_results { SENDER_UNTOLD, SENDER_PASSES, SENDER_FAILS };
enum sender_results proof_sender(const struct conf *conf, const struct mail *mail, struct arena *a);

#endif
