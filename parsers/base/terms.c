#include "parsers/base/terms.h"

static const char *const statuses[STATUS_COUNT] = {"new", "open", "pending", "resolved", "closed", "spam", "merged"};
static const char *const priorities[PRIORITY_COUNT] = {"low", "normal", "high", "urgent"};
static const char *const kinds[MESSAGE_KIND_COUNT] = {"customer", "agent", "note", "auto", "bounce"};
static const char *const outmail_states[OUTMAIL_STATE_COUNT] = {"queued", "sent", "failed", "dropped"};
static const char *const verdicts[VERDICT_COUNT] = {"loop", "duplicate", "oversize", "bounce", "list",      "auto",
						    "spam", "held",      "refused",  "query",  "command",   "reply",
						    "note", "unproven",  "message",  "new",    "quarantine"};

static const char *const events[EVENT_COUNT] = {
	"created",
	"message",
	"note",
	"sorted",
	"assigned",
	"waiting",
	"status",
	"priority",
	"category",
	"subject",
	"customer",
	"tagged",
	"untagged",
	"watcher",
	"unwatched",
	"newcomer",
	"linked",
	"merged",
	"absorbed",
	"split",
	"until",
	"snoozed",
	"due",
	"woken",
	"away",
	"back",
	"undone",
	"refused",
	"security",
	"automatic",
	"bounce",
	"loop",
	"unproven",
	"vouched",
	"disowned",
	"released",
	"mail",
	"withheld",
	"unsent",
	"mail sent",
	"mail failed",
	"mail retried",
	"mail dropped",
	"other",
	"duplicate",
	"reused-id",
	"token covered",
	"crossed",
	[EVENT_REMINDED] = "reminded",
	"overdue",
	"feedback asked",
	"feedback",
	[EVENT_PROPOSED] = "proposed",
	"article",
	"solved",
	[EVENT_DELETED] = "deleted",
	"forgotten",
	"expired",
	"exported",
	[EVENT_HOOK_DROPPED] = "hook dropped",
};

static bool word_index(const char *const *words, size_t count, struct span name, size_t *out)
{
	for (size_t i = 0; i < count; i++) {
		if (!words[i] || !span_ieq(span_of(words[i]), name))
			continue;
		*out = i;
		return true;
	}
	return false;
}

const char *status_name(enum status s)
{
	return statuses[s];
}

bool status_from(struct span name, enum status *out)
{
	size_t i;
	if (!word_index(statuses, STATUS_COUNT, name, &i))
		return false;
	*out = (enum status)i;
	return true;
}

bool status_is_open(enum status s)
{
	return s == STATUS_NEW || s == STATUS_OPEN || s == STATUS_PENDING;
}

const char *priority_name(enum priority p)
{
	return priorities[p];
}

bool priority_from(struct span name, enum priority *out)
{
	size_t i;
	if (!word_index(priorities, PRIORITY_COUNT, name, &i))
		return false;
	*out = (enum priority)i;
	return true;
}

const char *message_kind_name(enum message_kind k)
{
	return kinds[k];
}

const char *outmail_state_name(enum outmail_state s)
{
	return outmail_states[s];
}

const char *verdict_name(enum verdict v)
{
	return verdicts[v];
}

bool event_is_known(uint32_t number)
{
	return number < EVENT_COUNT && events[number];
}

const char *event_name(enum event_kind k)
{
	return events[k] ? events[k] : "";
}

bool event_from(struct span name, enum event_kind *out)
{
	size_t i;
	if (!word_index(events, EVENT_COUNT, name, &i))
		return false;
	*out = (enum event_kind)i;
	return true;
}
