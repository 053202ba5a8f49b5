#include "tests/unit/check.h"

#include "parsers/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each returns with an exit code where the sandbox lets it; most are killed before. */
static int do_nothing(void)
{
	return 0;
}
static int do_memory(void)
{
	char *big = malloc((size_t)8 << 20);
	if (!big)
		return 1;
	memset(big, 1, (size_t)8 << 20);
	free(big);
	return 0;
}
static int do_open(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}
static int do_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}
static int do_fork(void)
{
	return fork() >= 0;
}
static int do_exec(void)
{
	char *none[] = {NULL};
	return execve("/bin/true", none, none) == 0;
}
static int do_kill(void)
{
	return kill(getppid(), 0) == 0;
}
static int do_execmap(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}
static int do_unlink(void)
{
	return unlink("/nonexistent/file") == 0;
}
static int do_greedy(void)
{
	return malloc(SANDBOX_MEMORY * 2) != NULL;
}

static int fate(int (*act)(void))
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct err err;
		int pair[2];
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || sandbox_enter(pair[0], &err) < 0)
			_exit(100);
		_exit(act());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void test_allowed(void **state)
{
	(void)state;
	assert_int_equal(fate(do_nothing), 0);
	assert_int_equal(fate(do_memory), 0);
}

/* Killed, but for files: a library that looks for one is told no. */
static void test_forbidden(void **state)
{
	static const struct {
		const char *name;
		int (*act)(void);
		bool deadly;
	} rows[] = {{"open", do_open, false},   {"socket", do_socket, true}, {"fork", do_fork, true},
		    {"exec", do_exec, true},    {"kill", do_kill, true},     {"exec map", do_execmap, true},
		    {"unlink", do_unlink, true}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int status = fate(rows[i].act);
		bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
		if (!killed && (rows[i].deadly || status != 0))
			fail_msg("%s was not stopped: %d", rows[i].name, status);
	}
}

static void test_memory(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip(); /* its shadow memory needs the room */
#endif
	assert_int_equal(fate(do_greedy), 0);
}

/* Other descriptors are gone: the other end of a pipe that the child holds sees its end while the child lives. */
static void test_descriptors(void **state)
{
	int pipes[2], hold[2];
	char byte;
	(void)state;
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, hold), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct err err;
		if (sandbox_enter(hold[1], &err) < 0)
			_exit(100);
		_exit(read(hold[1], &byte, 1) == 1 ? 0 : 1);
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &byte, 1), 0);
	assert_int_equal(write(hold[0], "x", 1), 1);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(pipes[0]);
	close(hold[0]);
	close(hold[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
