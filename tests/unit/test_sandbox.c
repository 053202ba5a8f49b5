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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Each returns an exit code if the sandbox lets it; most are killed before that. */
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

/* Forbidden calls kill the process, except opening files, which fails: libraries may try to. */
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
	if (SANITIZED)
		skip(); /* the sanitizer's shadow memory exceeds the limit */
	assert_int_equal(fate(do_greedy), 0);
}

/* Other descriptors are closed: a pipe whose write end the child held reaches its end while the child lives. */
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

/* --- a daemon process --- */

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
/* A confined process can still enter the reader's sandbox. */
static int do_enter(void)
{
	struct err err;
	int pair[2];
	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || sandbox_enter(pair[0], &err) < 0;
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

/* Forbidden calls fail, and the process goes on. */
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
		if (confined(SANDBOX_READERS | SANDBOX_NETWORK, rows[i].act) != 0)
			fail_msg("%s: not refused", rows[i].name);
	assert_int_equal(confined(SANDBOX_READERS | SANDBOX_NETWORK, do_work), 0);
	assert_int_equal(confined(SANDBOX_READERS | SANDBOX_NETWORK, do_enter), 0);
	assert_int_equal(confined(SANDBOX_READERS, do_enter), 0);
}

/* --- each kind of process has what it needs, and no more --- */

/* On an invalid descriptor: the kernel reports EBADF only if the filter lets the call through. */
static int may_connect(void)
{
	return syscall(SYS_connect, -1, NULL, 0) < 0 && errno == EBADF;
}
static int may_bind(void)
{
	return syscall(SYS_bind, -1, NULL, 0) < 0 && errno == EBADF;
}
static int may_listen(void)
{
	return syscall(SYS_listen, -1, 1) < 0 && errno == EBADF;
}
static int may_accept(void)
{
	return syscall(SYS_accept4, -1, NULL, NULL, 0) < 0 && errno == EBADF;
}
static int may_send(void)
{
	return syscall(SYS_sendto, -1, "", (size_t)0, 0, NULL, 0) < 0 && errno == EBADF;
}
static int may_fork(void)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	return pid > 0;
}
static int may_wait(void)
{
	return wait(NULL) < 0 && errno == ECHILD;
}
static int may_kill(void)
{
	return kill(getpid(), 0) == 0;
}
static int may_filter(void)
{
	return syscall(SYS_seccomp, 1, 0, NULL) < 0 && errno == EFAULT;
}
static int may_internet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 && socket(AF_INET6, SOCK_STREAM, 0) >= 0;
}
static int may_local(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}
static int may_routes(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 0) >= 0;
}
static int may_open(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}
static int may_ask(void)
{
	int count;
	return ioctl(-1, FIONREAD, &count) < 0 && errno == EBADF;
}
static int may_bell(void)
{
	return mkfifo("/nonexistent/bell", 0600) < 0 && errno == ENOENT;
}
static int may_device(void)
{
	return mknod("/nonexistent/device", S_IFCHR | 0600, 0) < 0 && errno == ENOENT;
}
static int may_load(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}
static int may_write_and_run(void)
{
	return mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}
static int may_make_run(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}
static int may_run(void)
{
	return syscall(SYS_execve, "/nonexistent/program", NULL, NULL) < 0 && errno == ENOENT;
}
static int may_watch(void)
{
	return syscall(SYS_inotify_init1, 0) >= 0;
}
static int may_own(void)
{
	return chown("/nonexistent/file", getuid(), getgid()) < 0 && errno == ENOENT;
}
static int may_rest(void)
{
	const struct sched_param none = {0};
	return sched_setscheduler(0, SCHED_IDLE, &none) == 0;
}
static int may_hurry(void)
{
	return sched_setscheduler(0, SCHED_FIFO, NULL) < 0 && errno != EPERM;
}
static int may_time(void)
{
	return syscall(SYS_timer_create, 0, NULL, NULL) < 0 && errno != EPERM;
}

enum { INDEX = 1, CLOCK = 2, MAILBOX = 4, SENDER = 8, HTTP = 16, FOLDER = 32, ALL = 63, NOBODY = 0 };
static const struct {
	unsigned kind, uses;
} kinds[] = {{INDEX, 0},
	     {CLOCK, SANDBOX_READERS},
	     {MAILBOX, SANDBOX_READERS | SANDBOX_NETWORK},
	     {SENDER, SANDBOX_NETWORK},
	     {HTTP, SANDBOX_CLIENTS},
	     {FOLDER, SANDBOX_READERS | SANDBOX_FOLDERS}};

static void test_kinds(void **state)
{
	static const struct {
		const char *name;
		int (*may)(void);
		unsigned whose;
	} rows[] = {{"files", may_open, ALL},
		    {"bells", may_bell, ALL},
		    {"questions to descriptors", may_ask, ALL},
		    {"code from files", may_load, ALL},
		    {"connecting", may_connect, MAILBOX | SENDER},
		    {"binding", may_bind, MAILBOX | SENDER | HTTP},
		    {"listening", may_listen, HTTP},
		    {"accepting", may_accept, HTTP},
		    {"sending", may_send, FOLDER | CLOCK | MAILBOX | SENDER | HTTP},
		    {"the internet", may_internet, MAILBOX | SENDER | HTTP},
		    {"local sockets", may_local, MAILBOX | SENDER | HTTP},
		    {"routes", may_routes, MAILBOX | SENDER},
		    {"children, and threads", may_fork, FOLDER | CLOCK | MAILBOX | SENDER},
		    {"children's ends", may_wait, FOLDER | CLOCK | MAILBOX},
		    {"signals", may_kill, FOLDER | CLOCK | MAILBOX},
		    {"a filter for a reader", may_filter, FOLDER | CLOCK | MAILBOX},
		    {"devices", may_device, NOBODY},
		    {"code that was written", may_write_and_run, NOBODY},
		    {"data as code", may_make_run, NOBODY},
		    {"programs", may_run, NOBODY},
		    {"watching files", may_watch, FOLDER},
		    {"others' files", may_own, NOBODY},
		    {"less of the processor", may_rest, ALL},
		    {"more of it", may_hurry, NOBODY},
		    {"timers", may_time, NOBODY}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
			int status = confined(kinds[k].uses, rows[i].may);
			bool may = WIFEXITED(status) && WEXITSTATUS(status) == 1;
			if (may != !!(rows[i].whose & kinds[k].kind))
				fail_msg("%s, of the process of kind %u: %d", rows[i].name, kinds[k].kind, status);
		}
}

static void test_confined_with_programs(void **state)
{
	(void)state;
	assert_int_equal(confined(SANDBOX_PROGRAMS | SANDBOX_NETWORK, do_exec),
			 0); /* exec succeeded, and /bin/true exits with 0 */
	assert_int_equal(confined(SANDBOX_PROGRAMS | SANDBOX_NETWORK, do_ptrace), 0);
	assert_int_equal(confined(SANDBOX_PROGRAMS | SANDBOX_NETWORK, do_work), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_confined),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_confined_with_programs),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
