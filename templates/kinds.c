/* The mails that the desk sends and what each may say.
 *
 * Times ("due", "updated", …) and sizes are words for people, made by the core. A flag is a variable without text that
 * is only good for sections. With a status go the flags is_new … is_merged, with a priority is_low … is_urgent, so that
 * a template can say them in its language. A list's members are named in brackets after it here, and stand flat in
 * the table, because a section may use the outer names too. */
#include "templates/template.h"

/* colour, colour_text: of buttons and lines; logo: where its picture is; team: a flag, the mail is to an agent;
 * sorting: a flag, customers see category and priority */
#define DESK "desk tag address language colour colour_text logo team sorting "
/* status_shown, priority_shown: as people of the mail's language call it */
#define STATUS "status status_shown is_new is_open is_pending is_resolved is_closed is_spam is_merged "
#define PRIORITY "priority priority_shown is_low is_normal is_high is_urgent "
/* agent is the name that commands take, agent_name the one that customers see; customer is an address. */
#define TICKET DESK STATUS PRIORITY "id subject category agent agent_name customer customer_name due created updated "
#define TICKETS "tickets more " /* tickets (id subject status priority category agent customer created updated due) */
/* commands (name mailto label): ready mails to click; command_words: those that can be typed, "#note #close" */
#define COMMANDS "commands name mailto label command_words "

/* articles (name title body mailto; cut, a flag: body is its beginning): of the desk's own help; mailto: a ready mail
 * that says that it has solved the ticket */
#define ARTICLES "articles name title body cut mailto "

/* What an agent sees around a message.
 * from, from_name: who wrote it; sent_by: who stands in From, where a form or group has sent it for them
 * reply_to: others to whom its author wants answers sent; attachments (file size); dropped: how many more there are
 * automatic: an auto-reply or a list mail; damaged: could not be read whole; cut: text was too long
 * newcomer: wrote on the ticket without being on it; unreachable: the customer's address bounces
 * aside: attachments that are not handed on, and why
 * crowd: how many other recipients the mail has, where these are too many to be watchers
 * folded: how many lines of history and signature were folded away; one_folded: a flag, it is one; only_signature: a
 * flag, no history among them
 * unverified: on the ticket without proof of its sender; forged: our own mail server says that the proof failed
 * unproven: an agent's address without proof; security: what is wrong with its proof
 * linked: the number of a related ticket; reason: why it came to this agent; reopened: a flag; author: the agent who
 * wrote the note
 * others: how many other open tickets the customer has
 * history (who when said quoted; flags is_note, is_held): the other messages, newest first; left_out: how many there is
 * no room for; no_messages: a flag, there is none at all */
#define AGENT_MAIL                                                                                                     \
	TICKET COMMANDS                                                                                                \
		"text from from_name sent_by reply_to to tags watchers attachments file size dropped "                 \
		"automatic damaged cut folded one_folded only_signature "                                              \
		"newcomer other crowd aside unreachable unverified forged unproven security linked reason reopened "   \
		"author others earlier history who when said quoted is_note is_held left_out no_messages "

const struct template_kind template_kinds[] = {
	/* follows: the writer's own closed ticket that this one goes on from; due: when the first answer is due */
	{"acknowledge", TICKET ARTICLES "follows proposed"},
	/* text: what the agent wrote; history (who when quoted): what was said before, newest first */
	{"reply", TICKET "text earlier history who when said quoted is_note is_held left_out no_messages"},
	/* asked: the answer to [status #N], else news of a change */
	{"status", TICKET "asked"},
	{"status_list", TICKET TICKETS},
	/* by_customer: closed at the customer's own wish; days: how long a reply goes on in the same ticket;
	   one_day: a flag, it is one; automatic: nothing was heard */
	{"resolved", TICKET "by_customer days one_day automatic"},
	{"closed", TICKET "by_customer days one_day automatic"},
	/* it is the customer's turn; days: after so many it will be resolved */
	{"waiting", TICKET "days one_day"},
	/* flags say what: registration (of an address: code; days, how long the held mail waits for the answer), close
	   (of the ticket, which somebody asked for without proof), export, forget (of the customer's own data) */
	{"confirm", TICKET "code days one_day registration close export forget"},
	/* forgotten: a flag, they are deleted, else they are attached; left_out: a flag, except for the mails, which
	   are too large */
	{"own_data", TICKET "forgotten left_out"},
	/* flags: invite (only known people may write), not_found (no such ticket of the writer's), not_open (cannot be
	   closed), unknown_query with word, later (not offered here) with word, attachment (of a kind that is
	   not taken) */
	{"refused", TICKET "invite not_found not_open unknown_query later word attachment"},
	/* size, max: of the mail, and what is taken */
	{"oversize", TICKET "size max"},
	/* titles (title): all there are, where no words were given; none: a flag, nothing fits */
	{"faq", DESK ARTICLES "titles none"},
	/* word: what was not understood, if anything; categories (name); commands (usage help): the queries */
	{"help_customer", DESK "word categories commands name usage help"},
	/* commands (usage help); word: what help was asked for */
	{"help_agent", DESK "commands name usage help word"},
	{"assigned", AGENT_MAIL},
	/* answered: a colleague wrote it, and the customer has it; only: who alone has it instead */
	{"customer_message", AGENT_MAIL "answered only"},
	{"note", AGENT_MAIL},
	/* done (line); errors (line hint): what was wrong and what would be right; sent (to): who got the answer; went:
	   its text; text: what #show, #list … print; unchanged: no command in the mail was carried out */
	{"receipt", TICKET COMMANDS "done errors line hint sent to went text unchanged charts"},
	/* One flag says which:
	   question (to the real agent: did you write this? date, size, asked (line): what it would do; yes: a ready
	   mail that says so), disowned (to the manager: `who` did not say yes to note `number`) limit, open_limit (to
	   the agent: answers to `customer` are withheld; count), unproven_limit (those to senders without proof are,
	   `customer` among them; count), flood (to the manager; count) bounced (mail to `to` bounces for good; error;
	   tried: mail still goes there), failed (given up on mail to `to`; error) nobody_free (to the manager: the
	   ticket waits), away (agent is away till `until`), handover (count) crossed (to an agent: `who` answered
	   meanwhile, `said`; theirs is held; send: a ready mail that sends it) reassigned (to the former agent: another
	   one has it now, or nobody) mailbox_down, mailbox_up (mailbox, since, error), grant_ends (mailbox, until),
	   webhook_gone, webhook_failed (webhook, error; to the manager: it is told nothing more; not told of all),
	   quarantined (mailbox, error), security (error) disk_low (to the manager: no mail is taken in; size: what is
	   left, max: what there should be) */
	{"warning", TICKET COMMANDS
	 "question date size asked line yes disowned who number crossed said send limit open_limit unproven_limit "
	 "flood count bounced tried failed to error "
	 "nobody_free away until handover reassigned mailbox_down mailbox_up mailbox since grant_ends quarantined "
	 "webhook_gone webhook_failed webhook "
	 "disk_low max security"},
	/* flags: first_answer, resolution: which time runs out; left: how long it still is */
	{"reminder", TICKET COMMANDS "first_answer resolution snoozed left"},
	/* late: how long it is over; load: the agent's open tickets */
	{"escalation", TICKET COMMANDS "first_answer resolution late load"},
	/* what became due while the desk was off; flags of each: overdue, snoozed */
	{"summary", DESK STATUS PRIORITY
	 "id subject category agent agent_name customer customer_name due created updated " TICKETS "overdue snoozed"},
	{"feedback", TICKET COMMANDS},
	/* to the agent, and to the manager where it is low: score, 1 to 5; said: the words with it */
	{"rated", TICKET COMMANDS "score said low"},
	/* flags: daily, weekly; since, until: the days; figures (name value). Lists of tickets, each with its count and
	   how many more there are: overdue, tickets (the desk's turn), waiting (for the customer, since `waits`),
	   thanked (for which somebody has said thank you, and no more); loads (who all late): what waits for each
	   agent, or (who empty) for nobody */
	{"digest",
	 TICKET TICKETS "daily weekly since until figures name value charts waits overdue overdue_count overdue_more "
			"tickets_count tickets_more waiting waiting_count waiting_more thanked thanked_count "
			"thanked_more has_loads loads who all late"},
};
const size_t template_kind_count = sizeof(template_kinds) / sizeof(template_kinds[0]);

/* body: the mail's own HTML; letter: a flag, a person wrote it */
const char template_layout_variables[] = TICKET COMMANDS "body letter";
