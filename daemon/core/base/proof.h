/* proof: is this mail from an agent who proves it?
 *
 * The claim is an agent's address among the From addresses (or, where there is no From, Sender). Proven is it only with
 * exactly one From field that holds exactly one address, and
 *   by token: a signed address or Message-ID of the desk's own, issued to that very agent (email or alias), not
 * expired, for the ticket that the subject names where it names one; or by the address of a command link, for that
 * command; by results: the topmost Authentication-Results field of the mail (RFC 8601), if it is the configured host's
 * ("m365": if it has no id), with DMARC pass for the From domain, or DKIM or SPF pass for exactly that domain and no
 * DMARC failure. none, temperror, permerror and fields that break the grammar count for nothing; as desk.agent_proof
 * asks. A held mail that its author has vouched for (facts.proven) needs nothing else. Pure. Spans live in the arena or
 * point into the arguments. */
#ifndef CAREDESK_PROOF_H
#define CAREDESK_PROOF_H

#include "daemon/core/base/facts.h"

/* For which of the commands that are about no ticket (#new, #list …) it holds. */
enum proof_reach { PROOF_OF_NONE, PROOF_OF_LINKED /* the command link's own */, PROOF_OF_ALL };

struct proof {
	const struct agent_conf *agent; /* whom the mail claims to be from; NULL: no agent's address */
	bool proven;
	bool by_token, by_results; /* what was found, asked for or not */
	uint64_t ticket;           /* of the token that holds; 0: none */
	bool any_ticket;           /* it holds whichever ticket the mail is about; else for the token's alone */
	enum proof_reach desk;
	bool presents;      /* it has what looks like a token of this desk, good or not */
	struct span linked; /* the subject's bracket that a command link's token names, what stands in it; or empty */
	bool answers_note;  /* the token is a note's: this is one too */
	bool answers_question; /* a valid TOKEN_QUESTION of this agent: it answers whether they wrote … */
	bool by_yes;           /* … by the question's own link for "yes" */
	bool may_answer;       /* and has what agent_proof asks of a command, its token aside */
	uint64_t question_ticket;
	uint32_t question_seq;    /* … that held message */
	struct span why;          /* one line: what proved it, or what is missing */
	struct span security;     /* a token in hands that it was not made for, one line; empty: none */
	uint64_t security_ticket; /* which ticket that token is for */
};

void proof_check(const struct conf *conf, const struct mail *mail, const struct facts *facts, int64_t now,
		 struct arena *a, struct proof *out);

/* A token is good for its ticket: does the proof hold for a mail that acts on that one? The token's may have been
 * merged into another since: `ticket` is then the one that it was made for. 0: on none. */
bool proof_covers(const struct proof *p, uint64_t ticket);
/* … and for that command, which is about no ticket? */
bool proof_covers_command(const struct proof *p, struct span name);

/* What our host's Authentication-Results say of the mail's sender, whoever that is. A pass speaks for the only From
 * address alone; a failure (DMARC's, else an aligned DKIM's or SPF's where neither passes) for whatever From says. */
enum sender_results { SENDER_UNTOLD, SENDER_PASSES, SENDER_FAILS };
enum sender_results proof_sender(const struct conf *conf, const struct mail *mail, struct arena *a);

#endif
