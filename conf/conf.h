/* conf: the validated, immutable configuration.
 *
 * conf_load reads a libconfig file, or all *.conf files of a folder in order of name as one text, checks
 * everything against the table in conf/keys.h, loads the templates, and gives a struct conf or the whole
 * list of what is wrong. Owned by the caller; all spans live as long as it does. */
#ifndef CAREDESK_CONF_H
#define CAREDESK_CONF_H

#include "conf/calendar.h"
#include "parsers/base/arena.h"
#include "parsers/base/err.h"
#include "parsers/base/hook.h"
#include "parsers/base/terms.h"
#include "parsers/base/zone.h"
#include "parsers/pattern.h"
#include "templates/template.h"

enum tls { TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE };
enum registration { REGISTRATION_OPEN, REGISTRATION_CONFIRM, REGISTRATION_INVITE };
enum agent_proof { PROOF_DEFAULT, PROOF_TOKEN, PROOF_DMARC, PROOF_EITHER, PROOF_BOTH };
enum acknowledge { ACKNOWLEDGE_DEFAULT, ACKNOWLEDGE_ALL, ACKNOWLEDGE_VERIFIED, ACKNOWLEDGE_NONE };
enum feedback { FEEDBACK_OFF, FEEDBACK_RESOLVED, FEEDBACK_CLOSED };
enum reply_to { REPLY_TO_FORMS, REPLY_TO_ALWAYS, REPLY_TO_NEVER };
enum receipts { RECEIPTS_ALL, RECEIPTS_ERRORS };
enum assign { ASSIGN_LEAST_LOADED, ASSIGN_ROUND_ROBIN, ASSIGN_STICKY, ASSIGN_NONE };
enum list_policy { LISTS_TICKET, LISTS_DROP };

/* Where secrets come from; at most one is set. conf_secret reads it when it is needed. */
struct secret {
	const char *file;          /* password_file */
	const char *command;       /* password_command, run by /bin/sh -c */
	const char *credential;    /* password_credential: a name in $CREDENTIALS_DIRECTORY */
	const char *token_command; /* prints an OAuth 2 bearer token: XOAUTH2 or OAUTHBEARER */
};

/* OAuth 2: where a grant comes from and is renewed. */
struct oauth_conf {
	const char *provider; /* "google", "microsoft"; NULL: the URLs below; unset: no OAuth */
	const char *client_id, *client_secret_file, *tenant, *scope;
	const char *device, *authorize; /* URLs, set for the providers that are known: one of them may be NULL */
	const char *token;
	const char *loopback; /* how the provider wants this machine called that a browser comes back to */
	const char *grant;    /* the file that `caredesk login` writes and the daemon renews, in a folder of its own */
};

struct server { /* strings are NUL-terminated; NULL when not set */
	const char *host;
	int port;
	enum tls tls;
	bool insecure;    /* allows tls = "none" beyond loopback */
	const char *user; /* NULL: no login */
	struct secret secret;
	struct oauth_conf oauth;
	const char *auth; /* "plain", "xoauth2", "oauthbearer"; NULL: plain, or what is offered with a bearer token */
	const char *ca_file; /* NULL: the system's */
	const char *proxy;   /* a URL as libcurl takes it; NULL: none */
	int timeout;         /* seconds for one command */
};
/* Does it log in with a grant of OAuth 2? */
bool conf_oauth(const struct server *server);
/* The folder of all grants, beside the store. */
const char *conf_grants(const char *store_path, struct arena *a);

struct conf_templates; /* texts.c */

struct mailbox_conf {
	struct span name, address, category; /* address: lower case domain; category may be empty: desk default */
	struct span_list aliases;            /* other addresses of it that people write to */
	struct span name_shown, language;    /* of its mails; empty: the desk's */
	const char *templates_path;          /* a folder; may be NULL */
	struct conf_templates *templates;    /* NULL: the desk's */
	bool is_maildir;
	const char *maildir;
	struct server imap;
	const char *folder, *move_to; /* move_to NULL: \Seen and stays */
	int poll;                     /* seconds */
	bool idle;                    /* use IDLE where offered */
};

enum sending { SENDING_SMTP, SENDING_SENDMAIL, SENDING_MAILDIR };
struct smtp_conf {
	enum sending sending;
	struct server server;
	int connections;
	const char *sendmail; /* a program: gets -i -f SENDER -- RECIPIENT and the mail on standard input */
	const char *maildir;
	const char *helo; /* NULL: the host's name */
};

struct category_conf {
	struct span name;
	struct span_list tags;
	struct span_list agents; /* names */
	enum assign assign;
	struct span fallback;      /* a category; empty: none */
	struct span hours;         /* empty: the desk's */
	struct span service_level; /* empty: the desk's */
	struct span language;      /* of its mails to customers; empty: the desk's */
	bool has_priority;
	enum priority priority;
};

struct agent_conf {
	struct span name, email;
	struct span full_name;    /* "Carol Danvers" in what customers see; empty: name */
	struct span_list aliases; /* addresses */
	uint32_t capacity;        /* 0: no limit */
	struct span language;
	struct span hours;     /* empty: the desk's */
	struct span signature; /* the agent's signature as sent: taken off; empty: none known */
};

struct rule_match { /* NULL or 0: not asked */
	struct pattern *subject, *from, *to, *body, *header;
	struct span header_name;
	struct span mailbox;
	uint64_t size_over;
};
struct rule_conf {
	struct span name;
	struct rule_match match;
	struct span category; /* then: empty when not set */
	bool has_priority, spam, drop_list;
	enum priority priority;
	struct span_list tags;
	struct span_list expect;
};

struct limits {
	uint64_t max_size;
	uint32_t replies_per_sender, open_per_sender, mails_per_minute, watchers_per_mail;
	int reopen_days;
	int token_days;      /* how long a signed address is valid: 365 */
	int64_t give_up;     /* seconds: 5 days */
	int64_t alarm_after; /* seconds: 30 minutes */
	uint64_t min_free;   /* bytes; 0: no look */
};

struct hours_conf {
	struct span name;
	const char *timezone; /* NULL: the desk's */
	struct span_list week, holidays;
	const char *holiday_calendar; /* NULL: none */
	struct calendar calendar;     /* what they mean */
};

struct goal_conf { /* business seconds; 0: none */
	int64_t first, resolve;
};
struct service_level_conf {
	struct span name, hours;      /* hours empty: the category's, else the desk's */
	struct span_list domains;     /* of customers: theirs, whatever the category */
	bool promise;                 /* the customer is told when the first answer is due */
	int remind_at;                /* per cent of the time; 0: the desk's */
	struct span_list escalate_to; /* agents, "manager"; empty: the desk's */
	struct {
		struct goal_conf low, normal, high, urgent;
	} goals;
};

struct digest_conf {
	struct span to, on; /* an address, or "agents" */
	bool weekly;
	int weekday, minute; /* 0 is Monday; of the day: in the desk's zone */
};

struct webhook_conf {
	struct span name; /* if unset: the URL's host, with a number after it where another has that name */
	const char *url;  /* https://; http:// with `internal` alone */
	struct span host; /* of the URL */
	struct span_list events;
	struct secret secret;
	bool texts;          /* subjects and texts are told too */
	bool internal;       /* private addresses are fine */
	const char *ca_file; /* NULL: the system's */
	int timeout;         /* seconds for one call */
};

struct canned_conf {
	struct span name, text;
};

struct article_conf {                          /* of the desk's own help */
	struct span name;                      /* of its file, without .md */
	struct span title, language, category; /* category: may be empty */
	struct span_list tags;
	bool is_public;         /* customers may see it */
	struct span text, html; /* html: safe in a mail */
};
struct match_index; /* match.h */

struct conf {
	struct span name, tag, address, language, manager, authserv_id; /* authserv_id and manager may be empty */
	const char *timezone;                                           /* an IANA name that exists */
	const struct zone *zone;                                        /* it */
	enum registration registration;
	struct span_list invited; /* addresses and domains */
	int confirm_days;         /* so long a mail is held for a confirmation */
	enum reply_to reply_to;
	struct span_list own_domains, forms; /* forms: addresses and domains */
	enum agent_proof agent_proof;
	enum acknowledge acknowledge;
	enum receipts receipts;
	enum list_policy lists;
	enum feedback feedback;
	int64_t feedback_every;                                  /* seconds */
	int64_t close_resolved, remind_pending, resolve_pending; /* seconds; 0: it does not */
	bool reply_plus;                                         /* reply_address = "plus" */
	bool show_sorting;                                       /* customers see category and priority */
	bool html;                                               /* mails have HTML beside the text */
	const char *colour, *colour_text;                        /* "#rrggbb", and what is written on it */
	const char *logo_path;                                   /* may be NULL */
	struct span logo;                                        /* the picture's bytes; empty: none */
	const char *logo_type;                                   /* "image/png" */
	struct span category;                                    /* the first category, when a mailbox names none */
	const char *templates_path, *canned_path;                /* folders; may be NULL */
	struct span user;                                        /* whom root becomes; empty: the owner of the store */
	const char *http_listen, *http_token;                    /* NULL: nothing listens; a file, or NULL */
	const char *store_path, *run_path;                       /* run_path may be NULL */
	uint64_t store_map_size;

	struct mailbox_conf *mailboxes;
	size_t mailbox_count;
	struct smtp_conf smtp;
	struct category_conf *categories;
	size_t category_count;
	struct agent_conf *agents;
	size_t agent_count;
	struct rule_conf *rules;
	size_t rule_count;
	struct hours_conf *hours;
	size_t hours_count;
	struct span desk_hours;
	struct service_level_conf *service_levels;
	size_t service_level_count;
	struct span service_level; /* the desk's; empty: the first that has no domains */
	int remind_at;
	struct span_list escalate_to; /* empty: the manager */
	struct calendar always;       /* day and night, in the desk's zone: where no hours are named */
	struct canned_conf *canned;
	size_t canned_count;
	const char *articles_path; /* may be NULL */
	struct article_conf *articles;
	size_t article_count;
	uint32_t suggest_articles; /* at most so many stand in an acknowledgement */
	struct match_index *match;
	struct digest_conf *digests;
	size_t digest_count;
	struct webhook_conf *webhooks;
	size_t webhook_count;
	struct hook_wishes hooks; /* the same, as the store wants them */
	struct limits limits;
	struct span_list refused, stripped; /* patterns for attachments' names and types */
	const char *clamd;                  /* NULL: none */
	struct keep_conf {
		int64_t closed, raw, spam; /* seconds; 0: for ever */
	} keep;

	struct arena arena; /* owns everything above */
	struct conf_templates *templates;
};

struct conf_errors { /* lines "file:line: error: …" and "file:line: warning: …", by file and line */
	struct arena arena;
	struct span_list lines;
	struct span_list files; /* in the order in which they were first spoken of */
	struct conf_places {    /* of the lines */
		struct conf_place {
			size_t file;
			unsigned line;
		} * items;
		size_t count, cap;
	} places;
	size_t errors; /* warnings not counted */
};

/* 0 and *out; or -1 with `errors` filled (at least one) and *missing set when there is no such file.
 * errors may hold warnings on success too. Free both with their functions. */
int conf_load(const char *path, struct conf **out, struct conf_errors *errors, bool *missing);
void conf_free(struct conf *c); /* NULL is fine */
void conf_errors_init(struct conf_errors *e);
void conf_errors_clear(struct conf_errors *e);

/* All case-blind; NULL when there is none. */
const struct mailbox_conf *conf_mailbox(const struct conf *c, struct span name);
const struct category_conf *conf_category(const struct conf *c, struct span name);        /* by name */
const struct category_conf *conf_category_tagged(const struct conf *c, struct span name); /* by name or tag */
const struct agent_conf *conf_agent(const struct conf *c, struct span name);
const struct agent_conf *conf_agent_address(const struct conf *c, struct span address); /* email or alias */
struct span conf_agent_shown(const struct agent_conf *agent); /* the full name, else the name */
/* Every address of every agent. */
void conf_agent_addresses(const struct conf *c, struct arena *a, struct span_list *out);
const struct article_conf *conf_article(const struct conf *c, struct span name);
const struct canned_conf *conf_canned(const struct conf *c, struct span name);
/* Does the config name it, or its domain, among the invited? Case-blind. */
bool conf_invited(const struct conf *c, struct span address);
/* Does a machine write from there for people: `forms` names it or its domain, or its domain is in or below one of
 * `own_domains`? */
bool conf_form_address(const struct conf *c, struct span address);
/* Whose address or alias it is, with or without "+…"; NULL: no mailbox's. */
const struct mailbox_conf *conf_mailbox_addressed(const struct conf *c, struct span address);
/* Is it the desk's own: desk.address, a mailbox's or one of its aliases, with or without "+…"? */
bool conf_own_address(const struct conf *c, struct span address);
/* "localhost" or an address of the loopback network; not a name like "127.0.0.1.example". */
bool conf_is_loopback(struct span host);
/* Who is answered automatically: as configured, else the verified where authserv_id says who that is, else everybody.
 * Never ACKNOWLEDGE_DEFAULT. */
enum acknowledge conf_acknowledge(const struct conf *c);
/* The calendar of that name, else the desk's. Never NULL. */
const struct calendar *conf_hours(const struct conf *c, struct span name);
/* That of the customer's domain, or one above it; else of the category, else the desk's. NULL: none. */
const struct service_level_conf *conf_service_level(const struct conf *c, struct span category, struct span customer);
struct goal_conf conf_goals(const struct service_level_conf *level, enum priority priority);
/* In whose hours its times are counted. Never NULL. */
const struct calendar *conf_level_hours(const struct conf *c, const struct service_level_conf *level,
					struct span category);
/* The address that speaks for a mailbox (its own, else the desk's). */
struct span conf_mailbox_address(const struct conf *c, struct span mailbox);

/* The mailbox's, or (NULL) the desk's, template of that name for a language: exact tag, its primary subtag, the desk's,
 * "en". False only for a name that is not in template_kinds. */
struct conf_template {
	const struct template *text, *page, *layout; /* page: its HTML, which stands in the layout */
	struct span language;                        /* the one that was taken */
};
bool conf_template(const struct conf *c, const struct mailbox_conf *mailbox, const char *name, struct span language,
		   struct conf_template *out);
/* Are there templates for the language tag or its primary subtag? */
bool conf_has_language(const struct conf *c, const struct mailbox_conf *mailbox, struct span language);
/* That language where there are templates of the desk's for it, else the desk's. */
struct span conf_language(const struct conf *c, struct span wished);

/* The file that a secret is read from; NULL: a program prints it, or there is none. */
const char *conf_secret_path(const struct secret *secret, struct arena *a);
/* What store_options.hooks takes; NULL: there are no webhooks. */
const struct hook_wishes *conf_hooks(const struct conf *c);
/* Reads a secret; one line, its end taken off. ERR_CONFIG names the file or command, never the secret. */
int conf_secret(const struct secret *secret, struct arena *a, char **out, struct err *err);

#endif
