#include "daemon/cli/commands.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "daemon/cli/statusscreen.h"
#include "daemon/cli/terminal.h"
#include "daemon/desk/clock.h"
#include "daemon/run/status.h"

#define REFRESH_MS 2000
#define OTHER_SCREEN "\x1b[?1049h\x1b[?25l\x1b[?7l" /* without a cursor, long lines cut */
#define BACK "\x1b[?7h\x1b[?25h\x1b[?1049l"
#define FOOT "q: quit"

struct top {
	struct conf *conf;
	struct store *store;
	struct termios before;
	int signals;
};

/* --- the terminal --- */

/* Keys arrive at once and are not echoed; Ctrl-C remains a signal. */
static int terminal_take(struct top *x, struct err *err)
{
	struct termios raw;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	x->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (x->signals < 0 || tcgetattr(STDIN_FILENO, &x->before) != 0)
		return err_set(err, ERR_REFUSED, "top needs a terminal; see caredesk status");
	raw = x->before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	fputs(OTHER_SCREEN, stdout);
	fflush(stdout);
	return 0;
}

static void terminal_give_back(const struct top *x)
{
	fputs(BACK, stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, &x->before);
	close(x->signals);
}

/* --- the screen --- */

static void screen_show(struct span text)
{
	struct winsize size = {0};
	struct span line;
	size_t rows = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 2 ? size.ws_row : 24;
	fputs("\x1b[H", stdout);
	for (size_t i = 0; i + 2 < rows && span_line(&text, &line); i++)
		printf("%.*s\x1b[K\n", SPAN_ARG(line));
	fputs("\x1b[J\n\x1b[2m" FOOT "\x1b[0m\x1b[K", stdout);
	fflush(stdout);
}

static int refresh(struct top *x, struct err *err)
{
	struct desk_status s;
	struct txn *t;
	struct arena a;
	char *text = NULL;
	size_t size = 0;
	if (store_begin(x->store, TXN_READ, &t, err) != 0)
		return -1;
	arena_init(&a);
	int rc = status_gather(x->conf, t, clock_now(), &a, &s, err);
	store_abort(t);
	FILE *out = rc == 0 ? open_memstream(&text, &size) : NULL;
	if (out) {
		statusscreen_print(out, x->conf->zone, &s, terminal_width(stdout), true);
		fclose(out);
		screen_show(span_make(text, size));
	}
	free(text);
	arena_clear(&a);
	return rc;
}

/* False: quit. */
static bool wait_for_news(const struct top *x)
{
	struct pollfd p[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = x->signals, .events = POLLIN}};
	struct signalfd_siginfo info;
	char key = 0;
	poll(p, 2, REFRESH_MS);
	if (p[0].revents && (read(STDIN_FILENO, &key, 1) <= 0 || key == 'q' || key == 'Q' || key == 3))
		return false;
	while (read(x->signals, &info, sizeof info) == (ssize_t)sizeof info)
		if (info.ssi_signo != SIGWINCH)
			return false;
	return true;
}

static int top_watch(struct top *x)
{
	struct err err;
	int rc = terminal_take(x, &err);
	if (rc != 0)
		return cli_fail(&err);
	do
		rc = refresh(x, &err);
	while (rc == 0 && wait_for_news(x));
	terminal_give_back(x);
	return rc == 0 ? EX_OK : cli_fail(&err);
}

static int cmd_top(const struct cli *cli)
{
	struct top x = {0};
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return cli_usage("top: needs a terminal; see caredesk status");
	int code = cli_conf(cli, &x.conf);
	if (code != EX_OK)
		return code;
	code = cli_store(x.conf, CLI_READ, &x.store);
	if (code == EX_OK)
		code = top_watch(&x);
	store_close(x.store);
	conf_free(x.conf);
	return code;
}

const struct cli_command cli_command_top = {
	.name = "top",
	.section = CLI_DESK,
	.usage = "top",
	.help = "shows the same, kept up to date, until q is pressed",
	.more = "Ctrl-C ends it too.",
	.run = cmd_top,
};
