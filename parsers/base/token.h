/* token: proof that a mail answers one that this desk sent.
 *
 * 25 bytes, 40 letters of lower-case base32 (RFC 4648 alphabet, no padding):
 *   version (4 bits) | role (4 bits) | key id (8) | ticket (40) | expiry, days since 1970 (16) | MAC (128)
 * MAC: HMAC-SHA-256, cut to 128 bits, over those first 9 bytes and the recipient's address in lower case.
 * The recipient is not in the token: who presents it says whom it was for, and the MAC agrees or not. */
#ifndef CAREDESK_TOKEN_H
#define CAREDESK_TOKEN_H

#include "parsers/base/arena.h"

#define TOKEN_LENGTH 40
#define TOKEN_KEY_SIZE 32
#define TOKEN_KEYS 2 /* the current one, and the one before it */
#define TOKEN_MAX_TICKET (((uint64_t)1 << 40) - 1)

enum token_role {
	TOKEN_CUSTOMER = 1, /* customer or watcher */
	TOKEN_AGENT = 2,
	TOKEN_QUESTION = 3, /* "did you write this?", to the real agent; ticket as usual */
	TOKEN_COMMAND = 5,  /* of a command link, to an agent: good for that one command */
	TOKEN_NOTE = 6,     /* as TOKEN_AGENT, of a mail that carries a note: an answer to it is one too */
	TOKEN_FEEDBACK = 7, /* of the question what a customer thought of it, and of its buttons */
	TOKEN_CONFIRM = 4,  /* "is that what you want?", to a customer: registration, a [close] without proof */
};

struct token_key {
	unsigned id; /* 0 to 255; 0 with all bytes zero: no key */
	unsigned char bytes[TOKEN_KEY_SIZE];
};
struct token_keys {
	struct token_key items[TOKEN_KEYS]; /* [0] makes new tokens */
};

struct token {
	enum token_role role;
	uint64_t ticket;
	int64_t expires; /* seconds, start of that UTC day */
	unsigned key;
	struct span text; /* the 40 letters, as presented */
};

/* The token's text. expires is rounded up to a day. ticket at most TOKEN_MAX_TICKET. */
struct span token_make(struct arena *a, const struct token_keys *keys, enum token_role role, uint64_t ticket,
		       struct span recipient, int64_t expires);

/* One with which an agent answers a mail of the desk's. */
bool token_is_agents(const struct token *token);

/* Reads form only (length, alphabet in lower case, version, role); nothing is proven yet. */
bool token_parse(struct span text, struct token *out);

enum token_state { TOKEN_VALID, TOKEN_FORGED, TOKEN_EXPIRED, TOKEN_KEY_GONE };
/* Constant-time; case of the address does not matter. TOKEN_EXPIRED only where the MAC is right. */
enum token_state token_check(const struct token *token, const struct token_keys *keys, struct span recipient,
			     int64_t now);

/* A fresh key with the next id moves in front; the one there before stays valid. */
void token_rotate(struct token_keys *keys);

/* Message-ID (without <>): "cd.TOKEN.SERIAL@domain", SERIAL the outbox id, RFC 5322 dot-atom. */
struct span token_msgid(struct arena *a, struct span token, uint64_t serial, struct span domain);
/* The reverse. False when it does not have that form; the domain must match case-blind. */
bool token_from_msgid(struct span msgid, struct span domain, struct token *out, uint64_t *serial);
/* "local+TOKEN@domain" of the address "local@domain", and the reverse. */
struct span token_address(struct arena *a, struct span token, struct span address);
bool token_from_address(struct span candidate, struct span address, struct token *out);

#endif
