#include "daemon/cli/asker.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_ANSWER 1000

static int read_answers(struct asker *k, FILE *f, const char *file, struct err *err)
{
	char text[MAX_ANSWER];
	for (unsigned line = 1; fgets(text, sizeof(text), f); line++) {
		struct span rest = span_trim(span_of(text)), key = SPAN_NONE;
		if (!rest.len || rest.ptr[0] == '#')
			continue;
		if (span_chr(rest, '=') <= 0)
			return err_set(err, ERR_CONFIG, "%s:%u: an answer is written key = value", file, line);
		span_cut(&rest, '=', &key);
		span_list_add(k->arena, &k->keys, arena_dup(k->arena, span_trim(key)));
		span_list_add(k->arena, &k->values, arena_dup(k->arena, span_trim(rest)));
	}
	return 0;
}

int asker_init(struct asker *k, const char *file, struct arena *a, struct err *err)
{
	*k = (struct asker){.arena = a, .by_file = file != NULL};
	if (!file)
		return 0;
	FILE *f = fopen(file, "re");
	if (!f)
		return err_set(err, ERR_NOTFOUND, "%s: %s", file, strerror(errno));
	int result = read_answers(k, f, file, err);
	fclose(f);
	return result;
}

/* False: the file has none. */
static bool answer_of_file(const struct asker *k, const char *key, struct span *out)
{
	for (size_t i = 0; i < k->keys.count; i++)
		if (span_eq(k->keys.items[i], span_of(key))) {
			*out = k->values.items[i];
			return true;
		}
	return false;
}

static int typed_line(struct asker *k, struct span *out, struct err *err)
{
	char text[MAX_ANSWER];
	fflush(stdout);
	if (!fgets(text, sizeof(text), stdin))
		return err_set(err, ERR_NOTFOUND, "the answers have ended");
	*out = arena_dup(k->arena, span_trim(span_of(text)));
	return 0;
}

static int question_ask(struct asker *k, const char *key, const char *question, struct span proposal, bool needed,
			struct span *out, struct err *err)
{
	struct span answer = SPAN_NONE;
	if (k->by_file) {
		if (!answer_of_file(k, key, &answer))
			answer = proposal;
		*out = answer;
		return answer.len || !needed ? 0 : err_set(err, ERR_CONFIG, "the answers lack `%s`: %s", key, question);
	}
	do {
		printf(proposal.len ? "%s [%.*s] " : "%s %.*s", question, SPAN_ARG(proposal));
		if (typed_line(k, &answer, err) != 0)
			return -1;
		answer = answer.len ? answer : proposal;
	} while (needed && !answer.len);
	*out = answer;
	return 0;
}

int asker_ask(struct asker *k, const char *key, const char *question, struct span proposal, struct span *out,
	      struct err *err)
{
	return question_ask(k, key, question, proposal, true, out, err);
}

int asker_may(struct asker *k, const char *key, const char *question, struct span proposal, struct span *out,
	      struct err *err)
{
	return question_ask(k, key, question, proposal, false, out, err);
}

int asker_secret(struct asker *k, const char *key, const char *question, struct span *out, struct err *err)
{
	struct termios before, silent;
	bool hide = !k->by_file && tcgetattr(STDIN_FILENO, &before) == 0;
	if (hide) {
		silent = before;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	int result = question_ask(k, key, question, SPAN_NONE, true, out, err);
	if (hide) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		printf("\n");
	}
	return result;
}

int asker_again(const struct asker *k, const char *key, struct err *err)
{
	if (k->by_file)
		return err_wrap(err, "the answer `%s`", key);
	printf("  %s\n", err->text);
	return 0;
}
