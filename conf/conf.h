/* conf: the validated, immutable configuration.
 *
 * conf_load reads a libconfig file, or all *.conf files of a folder in order of name as one text, checks everything
 * against the table in conf/keys.h, loads the templates, and returns a struct conf or the complete list of errors. The
 * result is owned by the caller; all spans live as long as it does. */
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

/* Where a secret comes from; at most one is set. conf_secret reads it when it is needed. */
struct secret {
	const char *file;          /* password_file */
	const char *command;       /* password_command, run by /bin/sh -c */
	const char *credential;    /* password_credential: a name in $CREDENTIALS_DIRECTORY */
	const char *token_command; /* prints an OAuth 2 bearer token, for XOAUTH2 or OAUTHBEARER */
};

/* OAuth 2: how a grant is obtained and renewed. */
struct oauth_conf {
	const char *provider; /* "google", "microsoft"; NULL: the URLs below; unset: no OAuth */
	const char *client_id, *client_secret_file, *tenant, *scope;
	const char *device, *authorize; /* URLs, filled in for known providers: one of them may be NULL */
	const char *token;
	const char *loopback; /* the host name for this machine in the redirect URI */
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
	const char *auth;    /* "plain", "xoauth2", "oauthbearer"; NULL: plain, or with a bearer token what the server
				offers */
	const char *ca_file; /* NULL: the system's */
	const char *proxy;   /* a URL as libcurl takes it; NULL: none */
	int timeout;         /* seconds for one command */
};
/* Does it log in with an OAuth 2 grant? */
bool conf_oauth(const struct server *server);
/* The folder of all grants, next to the store. */
const char *conf_grants(const char *store_path, struct arena *a);

struct conf_templates; /* texts.c */

struct mailbox_conf {
	struct span name, address, category; /* address: domain in lower case; category: empty: the desk's default */
	struct span_list aliases;            /* other addresses that people write to */
	struct span name_shown, language;    /* in its mails; empty: the desk's */
	const char *templates_path;          /* a folder; may be NULL */
	struct conf_templates *templates;    /* NULL: the desk's */
	bool is_maildir;
	const char *maildir;
	struct server imap;
	const char *folder, *move_to; /* move_to NULL: mark \Seen, do not move */
	int poll;                     /* seconds */
	bool idle;                    /* use IDLE where offered */
};

enum sending { SENDING_SMTP, SENDING_SENDMAIL, SENDING_MAILDIR };
struct smtp_conf {
	enum sending sending;
	struct server server;
	int connections;
	const char *sendmail; /* a program, called with -i -f SENDER -- RECIPIENT and the mail on standard input */
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
	struct span language;      /* of mails to its customers; empty: the desk's */
	bool has_priority;
	enum priority priority;
};

struct agent_conf {
	struct span name, email;
	struct span full_name;    /* as customers see it; empty: name */
	struct span_list aliases; /* addresses */
	uint32_t capacity;        /* 0: no limit */
	struct span language;
	struct span hours;     /* empty: the desk's */
	struct span signature; /* the agent's signature, to be removed from answers; empty: unknown */
};

struct rule_match { /* NULL, empty or 0: not a condition */
	struct pattern *subject, *from, *to, *body, *header;
	struct span header_name;
	struct span mailbox;
	uint64_t size_over;
};
struct rule_conf {
	struct span name;
	struct rule_match match;
	struct span category; /* result, from `then`: empty when not set */
	bool has_priority, spam, drop_list;
	enum priority priority;
	struct span_list tags;
	struct span_list expect;
};

struct limits {
	uint64_t max_size;
	uint32_t replies_per_sender, open_per_sender, mails_per_minute, watchers_per_mail;
	int reopen_days;
	int token_days;      /* how long a signed address is valid (365) */
	int64_t give_up;     /* seconds: 5 days */
	int64_t alarm_after; /* seconds: 30 minutes */
	uint64_t min_free;   /* bytes; 0: do not check */
};

struct hours_conf {
	struct span name;
	const char *timezone; /* NULL: the desk's */
	struct span_list week, holidays;
	const char *holiday_calendar; /* NULL: none */
	struct calendar calendar;     /* the above as a calendar */
};

struct goal_conf { /* business seconds; 0: none */
	int64_t first, resolve;
};
struct service_level_conf {
	struct span name, hours;      /* hours empty: the category's, else the desk's */
	struct span_list domains;     /* applies to customers there, whatever the category */
	bool promise;                 /* tell the customer when the first answer is due */
	int remind_at;                /* per cent of the time; 0: the desk's */
	struct span_list escalate_to; /* agents, "manager"; empty: the desk's */
	struct {
		struct goal_conf low, normal, high, urgent;
	} goals;
};

struct digest_conf {
	struct span to, on; /* an address, or "agents" */
	bool weekly;
	int weekday, minute; /* 0 is Monday; minute: of the day, in the desk's zone */
};

struct webhook_conf {
	struct span name; /* if unset, the URL's host, with a number appended if that is taken */
	const char *url;  /* https://; http:// only with `internal` */
	struct span host; /* of the URL */
	struct span_list events;
	struct secret secret;
	bool texts;          /* send subjects and texts too */
	bool internal;       /* allow private addresses */
	const char *ca_file; /* NULL: the system's */
	int timeout;         /* seconds for one call */
};

struct canned_conf {
	struct span name, text;
};

struct article_conf {                          /* an article of the desk's own help */
	struct span name;                      /* of the file, without .md */
	struct span title, language, category; /* category: may be empty */
	struct span_list tags;
	bool is_public;         /* may customers see it? */
	struct span text, html; /* html: safe in a mail */
};
struct match_index; /* match.h */

struct conf {
	struct span name, tag, address, language, manager, authserv_id; /* authserv_id and manager may be empty */
	const char *timezone;                                           /* an IANA name that exists */
	const struct zone *zone;                                        /* the same, loaded */
	enum registration registration;
	struct span_list invited; /* addresses and domains */
	int confirm_days;         /* how long a mail is held for confirmation */
	enum reply_to reply_to;
	struct span_list own_domains, forms; /* forms: addresses and domains */
	enum agent_proof agent_proof;
	enum acknowledge acknowledge;
	enum receipts receipts;
	enum list_policy lists;
	enum feedback feedback;
	int64_t feedback_every;                                  /* seconds */
	int64_t close_resolved, remind_pending, resolve_pending; /* seconds; 0: never */
	bool reply_plus;                                         /* reply_address = "plus" */
	bool show_sorting;                                       /* do customers see category and priority? */
	bool html;                                               /* do mails have an HTML part? */
	const char *colour, *colour_text;                        /* "#rrggbb", and the colour of text on it */
	const char *logo_path;                                   /* may be NULL */
	struct span logo;                                        /* the picture's bytes; empty: none */
	const char *logo_type;                                   /* "image/png" */
	struct span category;                                    /* the first category: for mailboxes that name none */
	const char *templates_path, *canned_path;                /* folders; may be NULL */
	struct span user; /* user to switch to when started as root; empty: the owner of the store */
	const char *http_listen, *http_token; /* NULL: do not listen; a file, or NULL */
	const char *store_path, *run_path;    /* run_path may be NULL */
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
	struct span service_level; /* the desk's; empty: the first without domains */
	int remind_at;
	struct span_list escalate_to; /* empty: the manager */
	struct calendar always;       /* always open, in the desk's zone: used where no hours are named */
	struct canned_conf *canned;
	size_t canned_count;
	const char *articles_path; /* may be NULL */
	struct article_conf *articles;
	size_t article_count;
	uint32_t suggest_articles; /* at most so many in an acknowledgement */
	struct match_index *match;
	struct digest_conf *digests;
	size_t digest_count;
	struct webhook_conf *webhooks;
	size_t webhook_count;
	struct hook_wishes hooks; /* the same, in the form that the store needs */
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
	struct span_list files; /* in order of first mention */
	struct conf_places {    /* places of the lines */
		struct conf_place {
			size_t file;
			unsigned line;
		} * items;
		size_t count, cap;
	} places;
	size_t errors; /* warnings not counted */
};

/* Returns 0 and sets *out; or -1 with `errors` filled (at least one), and *missing set when there is no such file.
 * errors may contain warnings on success too. Free both with their functions. */
int conf_load(const char *path, struct conf **out, struct conf_errors *errors, bool *missing);
void conf_free(struct conf *c); /* NULL is fine */
void conf_errors_init(struct conf_errors *e);
void conf_errors_clear(struct conf_errors *e);

/* Lookups, all case-insensitive; NULL when there is none. */
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
/* Is the address, or its domain, among the invited? Case-insensitive. */
bool conf_invited(const struct conf *c, struct span address);
/* Is it the address of a form or machine that writes on behalf of people: is it, or its domain, in `forms`, or its
 * domain in or below one of `own_domains`? */
bool conf_form_address(const struct conf *c, struct span address);
/* The mailbox with that address or alias, with or without "+…"; NULL: none. */
const struct mailbox_conf *conf_mailbox_addressed(const struct conf *c, struct span address);
/* Is it one of the desk's own addresses: desk.address, a mailbox's or an alias, with or without "+…"? */
bool conf_own_address(const struct conf *c, struct span address);
/* "localhost" or an address of the loopback network; not a name like "127.0.0.1.example". */
bool conf_is_loopback(struct span host);
/* Who gets automatic answers: as configured, else verified senders if authserv_id is set, else everyone. Never
 * ACKNOWLEDGE_DEFAULT. */
enum acknowledge conf_acknowledge(const struct conf *c);
/* The calendar with that name, else the desk's. Never NULL. */
const struct calendar *conf_hours(const struct conf *c, struct span name);
/* The service level of the customer's domain or a parent domain, else of the category, else the desk's. NULL: none. */
const struct service_level_conf *conf_service_level(const struct conf *c, struct span category, struct span customer);
struct goal_conf conf_goals(const struct service_level_conf *level, enum priority priority);
/* The calendar in which the level's times are counted. Never NULL. */
const struct calendar *conf_level_hours(const struct conf *c, const struct service_level_conf *level,
					struct span category);
/* The address that a mailbox sends from (its own, else the desk's). */
struct span conf_mailbox_address(const struct conf *c, struct span mailbox);

/* The template with that name, of the mailbox or (NULL) of the desk, for a language: exact tag, its primary subtag, the
 * desk's language, "en". False only for a name that is not in template_kinds. */
struct conf_template {
	const struct template *text, *page, *layout; /* page: its HTML, which goes into the layout */
	struct span language;                        /* the one that was used */
};
bool conf_template(const struct conf *c, const struct mailbox_conf *mailbox, const char *name, struct span language,
		   struct conf_template *out);
/* Are there templates for the language tag or its primary subtag? */
bool conf_has_language(const struct conf *c, const struct mailbox_conf *mailbox, struct span language);
/* That language if the desk has templates for it, else the desk's. */
struct span conf_language(const struct conf *c, struct span wished);

/* The file that a secret is read from; NULL: it comes from a program, or there is none. */
const char *conf_secret_path(const struct secret *secret, struct arena *a);
/* For store_options.hooks; NULL: there are no webhooks. */
const struct hook_wishes *conf_hooks(const struct conf *c);
/* Reads a secret: one line, without its line end. ERR_CONFIG names the file or command, never the secret. */
int conf_secret(const struct secret *secret, struct arena *a, char **out, struct err *err);

#endif
