/* token: proves that a mail answers one that this desk sent.
 *
 * 25 bytes, as 40 characters of lower-case base32 (RFC 4648 alphabet, no padding):
 *   version (4 bits) | role (4 bits) | key id (8) | ticket (40) | expiry, days since 1970 (16) | MAC (128)
 * MAC: HMAC-SHA-256, truncated to 128 bits, over those first 9 bytes and the recipient's address in lower case. The
 * recipient is not in the token: whoever checks it supplies the address, and the MAC agrees or not. */
#ifndef CAREDESK_TOKEN_H
#define CAREDESK_TOKEN_H

#include "parsers/base/arena.h"

#define TOKEN_LENGTH 40
#define TOKEN_KEY_SIZE 32
#define TOKEN_KEYS 2 /* the current one and the previous one */
#define TOKEN_MAX_TICKET (((uint64_t)1 << 40) - 1)

enum token_role {
	TOKEN_CUSTOMER = 1, /* customer or watcher */
	TOKEN_AGENT = 2,
	TOKEN_QUESTION = 3, /* in "did you write this?", sent to the real agent; ticket as usual */
	TOKEN_COMMAND = 5,  /* in a command link sent to an agent: valid for that one command */
	TOKEN_NOTE = 6,     /* as TOKEN_AGENT, in a mail about a note: an answer to it is a note too */
	TOKEN_FEEDBACK = 7, /* in the request for a customer's feedback, and in its buttons */
	TOKEN_CONFIRM = 4,  /* in "did you ask for this?", sent to a customer: registration, a [close] without proof */
};

struct token_key {
	unsigned id; /* 0 to 255; if it and all bytes are 0, there is no key */
	unsigned char bytes[TOKEN_KEY_SIZE];
};
struct token_keys {
	struct token_key items[TOKEN_KEYS]; /* [0] is used for new tokens */
};

struct token {
	enum token_role role;
	uint64_t ticket;
	int64_t expires; /* seconds since 1970, at the start of a UTC day */
	unsigned key;
	struct span text; /* the 40 characters, as presented */
};

/* Makes a token's text, in the arena. `expires` is rounded up to a day; `ticket` is at most TOKEN_MAX_TICKET. */
struct span token_make(struct arena *a, const struct token_keys *keys, enum token_role role, uint64_t ticket,
		       struct span recipient, int64_t expires);

/* Is it a token with which an agent answers one of the desk's mails? */
bool token_is_agents(const struct token *token);

/* Checks only the form (length, lower-case alphabet, version, role); nothing is proven yet. */
bool token_parse(struct span text, struct token *out);

enum token_state { TOKEN_VALID, TOKEN_FORGED, TOKEN_EXPIRED, TOKEN_KEY_GONE };
/* Verifies a token in constant time, ignoring the case of the address. TOKEN_EXPIRED only if the MAC is correct. */
enum token_state token_check(const struct token *token, const struct token_keys *keys, struct span recipient,
			     int64_t now);

/* Puts a new key with the next id in front; the previous one remains valid. */
void token_rotate(struct token_keys *keys);

/* A Message-ID (without <>): "cd.TOKEN.SERIAL@domain", where SERIAL is the outbox id. An RFC 5322 dot-atom. */
struct span token_msgid(struct arena *a, struct span token, uint64_t serial, struct span domain);
/* The reverse. False if it does not have that form; the domain must match, ignoring case. */
bool token_from_msgid(struct span msgid, struct span domain, struct token *out, uint64_t *serial);
/* "local+TOKEN@domain" for the address "local@domain", and the reverse. */
struct span token_address(struct arena *a, struct span token, struct span address);
bool token_from_address(struct span candidate, struct span address, struct token *out);

#endif
