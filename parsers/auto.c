#include "parsers/auto.h"

#include "parsers/bounce.h"
#include "parsers/challenge.h"
#include "parsers/header.h"
#include "parsers/signs.h"
#include "parsers/vacation.h"
#include "parsers/vacation_until.h"
#include "parsers/words.h"

#define MAX_NOTICE 200 /* bytes of a text that says nothing but where its author is */

/* An answer that a header declares automatic. */
static bool is_replied(const struct mail *mail)
{
	const struct header *submitted = header_find(&mail->headers, SPAN("Auto-Submitted"));

	return (submitted && span_istarts(submitted->value, SPAN("auto-replied"))) ||
	       header_find(&mail->headers, SPAN("X-Autoreply")) || header_find(&mail->headers, SPAN("X-Vacation"));
}

/* An absence notice without an automatic mail's header: the form of the subject, what the mail answers and what it says
 * must agree. */
static bool is_absence(struct arena *a, const struct mail *mail)
{
	struct vacation_subject s;

	vacation_subject(a, &mail->subject, &s);
	if (is_replied(mail))
		return s.kind >= VACATION_OFFICE || vacation_text(a, mail->text, false);
	if (s.kind == VACATION_NONE || mail->subject.is_forward)
		return false;
	bool known = mail->signs.automatic.len > 0, answers = known || s.answers || mail->refs.count;
	if (words_ask(mail->text) && !s.answers && !known)
		return false;
	bool away = vacation_text(a, mail->text, !answers) || vacation_declared(a, mail->text);
	bool plain = !vacation_requests(a, mail->text);
	switch (s.kind) {
	case VACATION_REPLY:
		return answers || away || (plain && (s.absent || vacation_thanks(a, mail->text)));
	case VACATION_OFFICE:
		return away || known || s.answers;
	default:
		return away && (answers || (plain && s.bare && mail->text.len <= MAX_NOTICE));
	}
}

static void vacation_read(struct arena *a, const struct report_parts *parts, struct mail *mail)
{
	struct signs *signs = &mail->signs;

	if (mail->bounce.is_bounce || !is_absence(a, mail))
		return;
	signs->vacation = signs_show(a, SPAN("Subject"), mail->subject.text);
	if (!signs->automatic.len)
		signs->automatic = signs->vacation;
	signs->vacation_until = vacation_until(a, mail->subject.text, mail->date);
	if (!signs->vacation_until)
		signs->vacation_until = vacation_until(a, parts->text, mail->date);
}

/* An answer to an invitation (RFC 5546): yes, no, or a counter-proposal. */
static bool is_calendar_answer(const struct report_parts *parts)
{
	struct span rest = parts->calendar, line;

	while (span_line(&rest, &line))
		if (span_istarts(line, SPAN("METHOD:")))
			return words_any("REPLY|COUNTER|REFRESH", span_trim(span_from(line, 7)), span_istarts);
	return false;
}

/* A mail of which only the text says that it is automatic. */
static struct span declaration(struct arena *a, const struct mail *mail)
{
	bool answers = !mail->subject.is_forward && !words_ask(mail->text);

	return answers && vacation_declared(a, mail->text) ? SPAN("its text says that it is automatic") : SPAN_NONE;
}

/* An answer to an invitation, or a filter's challenge: agents should see these, as they see what people write. */
static struct span weak_content(struct arena *a, const struct report_parts *parts, const struct mail *mail)
{
	if (is_calendar_answer(parts))
		return SPAN("it is an answer to an invitation");
	return challenge_is(a, mail) ? SPAN("a filter asks the sender to prove that a person wrote the mail")
				     : SPAN_NONE;
}

/* Reads the parts and the text if the headers say nothing. */
static void content_read(struct arena *a, const struct report_parts *parts, struct mail *mail)
{
	struct signs *signs = &mail->signs;

	if (signs->automatic.len || mail->bounce.is_bounce)
		return;
	signs->automatic = weak_content(a, parts, mail);
	signs->weak = signs->automatic.len > 0;
	if (!signs->weak)
		signs->automatic = declaration(a, mail);
}

void auto_read(struct arena *a, const struct report_parts *parts, struct mail *mail)
{
	struct signs *signs = &mail->signs;

	signs_read(a, mail);
	bounce_read(a, parts, mail);
	vacation_read(a, parts, mail);
	content_read(a, parts, mail);
	signs->weak = signs->weak && signs->automatic.len && !signs->vacation.len && !mail->bounce.is_bounce;
}
