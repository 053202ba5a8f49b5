#include "tests/unit/check.h"

#include "parsers/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
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

/* Killed, except for files: a library that looks for one is told no. */
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

/* --- a process that has work to do --- */

static int do_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}
static int do_peek(void)
{
	char byte = 0;
	struct iovec own = {&byte, 1}, theirs = {&byte, 1};
	return process_vm_readv(getpid(), &own, 1, &theirs, 1, 0) == 1;
}
static int do_unshare(void)
{
	return unshare(CLONE_NEWUSER) == 0 || unshare(CLONE_NEWNS) == 0 || unshare(CLONE_FILES) == 0;
}
static int do_clone(void)
{
	return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) >= 0;
}
static int do_clone3(void)
{
	return syscall(SYS_clone3, NULL, (size_t)64) >= 0 || errno != ENOSYS;
}
static int do_mount(void)
{
	return mount("none", "/tmp", "tmpfs", 0, NULL) == 0 || errno != EPERM;
}
static int do_persona(void)
{
	return personality(0xffffffff) >= 0;
}
static int do_ring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno != EPERM;
}
static int do_bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0) >= 0 || errno != EPERM;
}
static int do_keys(void)
{
	return syscall(SYS_keyctl, 0, -3, 0) >= 0 || errno != EPERM;
}
static int do_root(void)
{
	return setuid(0) == 0 || setresgid(0, 0, 0) == 0;
}
static int do_packets(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) >= 0 || errno != EAFNOSUPPORT;
}
static int do_crypto(void)
{
	return socket(38 /* AF_ALG */, SOCK_SEQPACKET, 0) >= 0 || errno != EAFNOSUPPORT;
}
static int do_type(void)
{
	return ioctl(0, TIOCSTI, "x") == 0 || errno != EPERM;
}
static int do_type_wide(void)
{
	return syscall(SYS_ioctl, 0, (1UL << 32) | TIOCSTI, "x") == 0 || errno != EPERM;
}
static int do_clock(void)
{
	struct timespec t = {1, 0};
	return clock_settime(CLOCK_REALTIME, &t) == 0 || errno != EPERM;
}
static int do_work(void)
{
	int status, fd = open("/etc/passwd", O_RDONLY);
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	return fd < 0 || pid < 0 || waitpid(pid, &status, 0) != pid || socket(AF_INET, SOCK_STREAM, 0) < 0 ||
	       socket(AF_INET6, SOCK_STREAM, 0) < 0 || socket(AF_UNIX, SOCK_STREAM, 0) < 0 ||
	       socket(AF_NETLINK, SOCK_RAW, 0) < 0;
}
/* A reader's sandbox is closed from within. */
static int do_enter(void)
{
	struct err err;
	int pair[2];
	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || sandbox_enter(pair[0], &err) < 0;
}

/* 0: there are local sockets, and no others. */
static int do_internet(void)
{
	static const int families[] = {AF_INET, AF_INET6, AF_NETLINK};
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (socket(families[i], SOCK_DGRAM, 0) >= 0)
			return 1;
	return socket(AF_UNIX, SOCK_DGRAM, 0) < 0;
}

static int confined(unsigned uses, int (*act)(void))
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct err err;
		if (sandbox_confine(uses, &err) < 0)
			_exit(100);
		_exit(act());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Refused, and the work goes on. */
static void test_confined(void **state)
{
	static const struct {
		const char *name;
		int (*act)(void);
	} rows[] = {
		{"tracing", do_ptrace},
		{"others' memory", do_peek},
		{"namespaces", do_unshare},
		{"by clone", do_clone},
		{"by clone3", do_clone3},
		{"mounts", do_mount},
		{"persona", do_persona},
		{"rings", do_ring},
		{"bpf", do_bpf},
		{"keys", do_keys},
		{"root again", do_root},
		{"packets", do_packets},
		{"crypto sockets", do_crypto},
		{"typing", do_type},
		{"typing, with more bits", do_type_wide},
		{"the clock", do_clock},
		{"a program", do_exec},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (confined(SANDBOX_NETWORK, rows[i].act) != 0)
			fail_msg("%s: not refused", rows[i].name);
	assert_int_equal(confined(SANDBOX_NETWORK, do_work), 0);
	assert_int_equal(confined(SANDBOX_NETWORK, do_enter), 0);
	assert_int_not_equal(confined(SANDBOX_NETWORK, do_internet), 0);
	assert_int_equal(confined(0, do_internet), 0);
	assert_int_equal(confined(0, do_enter), 0);
}

static void test_confined_with_programs(void **state)
{
	(void)state;
	assert_int_equal(confined(SANDBOX_PROGRAMS | SANDBOX_NETWORK, do_exec),
			 0); /* by then it is /bin/true, which ends so */
	assert_int_equal(confined(SANDBOX_PROGRAMS | SANDBOX_NETWORK, do_ptrace), 0);
	assert_int_equal(confined(SANDBOX_PROGRAMS | SANDBOX_NETWORK, do_work), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_confined), cmocka_unit_test(test_confined_with_programs),
		cmocka_unit_test(test_allowed),  cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_memory),   cmocka_unit_test(test_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
