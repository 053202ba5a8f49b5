/* groups: variables shared by several mails, under the names that "uses:" in a header comment refers to (embed.awk).
 * Their meanings are documented in docs/templates.md.
 *
 * Times ("due", "updated", …) and sizes are formatted for people by the core. A flag is a variable without text that is
 * only useful for sections. A list's members are in the same flat table, because a section may also use the outer
 * names. */
#ifndef CAREDESK_GROUPS_H
#define CAREDESK_GROUPS_H

/* status_shown, priority_shown: as worded in the mail's language. */
#define DESK "desk tag address language colour colour_text logo team sorting "
#define STATUS "status status_shown is_new is_open is_pending is_resolved is_closed is_spam is_merged "
#define PRIORITY "priority priority_shown is_low is_normal is_high is_urgent "
#define FACTS "id subject category agent agent_name customer customer_name due created updated "
#define TICKET DESK STATUS PRIORITY FACTS
#define TICKETS "tickets more "
#define COMMANDS "commands name mailto label command_words "
#define ARTICLES "articles name title body cut mailto "
/* What an agent sees together with a message. */
#define MESSAGE                                                                                                        \
	TICKET COMMANDS                                                                                                \
		"text from from_name sent_by reply_to to tags watchers attachments file size dropped "                 \
		"automatic damaged cut folded one_folded only_signature "                                              \
		"newcomer other crowd aside unreachable unverified forged unproven security linked reason reopened "   \
		"author others earlier history who when said quoted is_note is_held left_out no_messages "

#endif
