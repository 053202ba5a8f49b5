#include "parsers/sandbox.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static const int calls[] = {
	SCMP_SYS(read),       SCMP_SYS(write), SCMP_SYS(brk),          SCMP_SYS(munmap),          SCMP_SYS(mremap),
	SCMP_SYS(madvise),    SCMP_SYS(futex), SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime),   SCMP_SYS(getrusage),
	SCMP_SYS(exit_group), SCMP_SYS(exit),  SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
};

/* Calls that a library may try in order to load something on demand: they fail, and it continues without. */
static const int refused[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(newfstatat), SCMP_SYS(access)};

/* Calls that AddressSanitizer needs to run and report. */
static const int sanitizer_calls[] = {SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
				      SCMP_SYS(getpid),      SCMP_SYS(gettid),         SCMP_SYS(sched_yield),
				      SCMP_SYS(readlink),    SCMP_SYS(openat),         SCMP_SYS(close),
				      SCMP_SYS(fstat),       SCMP_SYS(newfstatat)};

static int limit(int resource, rlim_t value, struct err *err)
{
	struct rlimit both = {value, value};
	if (setrlimit((__rlimit_resource_t)resource, &both) < 0)
		return err_set(err, ERR_RETRY, "resource limit %d: %s", resource, strerror(errno));
	return 0;
}

/* Address space in use, in bytes; 0 if unknown. */
static size_t memory_used(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (!f)
		return 0;
	int got = fscanf(f, "%lu", &pages);
	fclose(f);
	return got == 1 ? pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static int limits_set(struct err *err)
{
	size_t memory = memory_used() + SANDBOX_MEMORY;
	if (!SANITIZED && limit(RLIMIT_AS, memory, err) < 0) /* a sanitizer's shadow memory takes terabytes */
		return -1;
	if (limit(RLIMIT_CPU, SANDBOX_CPU_SECONDS, err) < 0 || limit(RLIMIT_CORE, 0, err) < 0 ||
	    limit(RLIMIT_FSIZE, 0, err) < 0 || limit(RLIMIT_NPROC, 0, err) < 0)
		return -1;
	return limit(RLIMIT_NOFILE, 0, err);
}

static void descriptors_close(int fd)
{
	for (int i = 0; i < 3; i++)
		if (i != fd && !(SANITIZED && i == 2)) /* a sanitizer's reports go there */
			close(i);
	if (fd > 3)
		close_range(3, (unsigned)fd - 1, 0);
	close_range(fd < 3 ? 3 : (unsigned)fd + 1, ~0U, 0);
}

/* Memory may be mapped, unless it is executable or backed by a file, and made accessible, unless executable. */
static int allow_memory(scmp_filter_ctx filter)
{
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
				  SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
	if (rc < 0)
		return rc;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

static int calls_allow(scmp_filter_ctx filter, const int *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, list[i], 0);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int calls_refuse(scmp_filter_ctx filter)
{
	for (size_t i = 0; !SANITIZED && i < sizeof(refused) / sizeof(*refused); i++) {
		int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int filter_load(struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return err_set(err, ERR_RETRY, "seccomp is not available");
	int rc = calls_allow(filter, calls, sizeof(calls) / sizeof(*calls));
	if (rc == 0 && SANITIZED)
		rc = calls_allow(filter, sanitizer_calls, sizeof(sanitizer_calls) / sizeof(*sanitizer_calls));
	if (rc == 0)
		rc = allow_memory(filter);
	if (rc == 0)
		rc = calls_refuse(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	if (rc < 0)
		err_set(err, ERR_RETRY, "the system call filter cannot be loaded: %s", strerror(-rc));
	seccomp_release(filter);
	return rc < 0 ? -1 : 0;
}

int sandbox_enter(int fd, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(err, ERR_RETRY, "privileges cannot be dropped: %s", strerror(errno));
	if (limits_set(err) < 0)
		return -1;
	descriptors_close(fd);
	return filter_load(err);
}

/* --- the desk's working processes --- */

/* Allowed to every process of the desk: memory, time, its own signals and limits, open descriptors, and files (Landlock
 * decides which ones). */
static const int everybody[] = {
	/* open descriptors */
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(preadv),
	SCMP_SYS(pwritev),
	SCMP_SYS(lseek),
	SCMP_SYS(close),
	SCMP_SYS(close_range),
	SCMP_SYS(fcntl),
	SCMP_SYS(dup),
	SCMP_SYS(dup2),
	SCMP_SYS(dup3),
	SCMP_SYS(pipe),
	SCMP_SYS(pipe2),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(eventfd2),
	/* memory; mmap and mprotect have their own rules */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(msync),
	SCMP_SYS(mincore),
	SCMP_SYS(futex),
	SCMP_SYS(get_robust_list),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(membarrier),
	SCMP_SYS(getrandom),
	/* time */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(restart_syscall),
	/* signals; exit and abort */
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigpending),
	SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(signalfd4),
	SCMP_SYS(tgkill),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	/* the process itself */
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getppid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getrusage),
	SCMP_SYS(times),
	SCMP_SYS(getcpu),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(prctl),
	SCMP_SYS(getrlimit),
	SCMP_SYS(setrlimit),
	SCMP_SYS(prlimit64),
	SCMP_SYS(getpriority),
	SCMP_SYS(setpriority),
	SCMP_SYS(umask),
	SCMP_SYS(getcwd),
	/* files */
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(statfs),
	SCMP_SYS(fstatfs),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64),
	SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(link),
	SCMP_SYS(linkat),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(rmdir),
	SCMP_SYS(chmod),
	SCMP_SYS(fchmod),
	SCMP_SYS(fchmodat),
	SCMP_SYS(fsync),
	SCMP_SYS(fdatasync),
	SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate),
	SCMP_SYS(flock),
	SCMP_SYS(utimensat),
	SCMP_SYS(sync_file_range),
	SCMP_SYS(fadvise64),
	SCMP_SYS(copy_file_range),
	/* hidden.h, if it is called after this */
	SCMP_SYS(landlock_create_ruleset),
	SCMP_SYS(landlock_add_rule),
	SCMP_SYS(landlock_restrict_self),
};
/* For starting, feeding and ending readers. */
static const int with_children[] = {
	SCMP_SYS(fork),   SCMP_SYS(vfork),      SCMP_SYS(wait4),    SCMP_SYS(waitid),
	SCMP_SYS(kill),   SCMP_SYS(socketpair), SCMP_SYS(sendmsg),  SCMP_SYS(recvmsg),
	SCMP_SYS(sendto), SCMP_SYS(recvfrom),   SCMP_SYS(shutdown), SCMP_SYS(seccomp),
};
/* For connections to servers, and name look-up. */
static const int with_network[] = {
	SCMP_SYS(connect),    SCMP_SYS(bind),       SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt), SCMP_SYS(socketpair), SCMP_SYS(sendto),      SCMP_SYS(sendmsg),     SCMP_SYS(sendmmsg),
	SCMP_SYS(recvfrom),   SCMP_SYS(recvmsg),    SCMP_SYS(recvmmsg),    SCMP_SYS(shutdown),
};
static const int with_clients[] = {
	SCMP_SYS(bind),       SCMP_SYS(listen),     SCMP_SYS(accept),     SCMP_SYS(accept4),  SCMP_SYS(getsockname),
	SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(socketpair), SCMP_SYS(sendto),   SCMP_SYS(sendmsg),
	SCMP_SYS(recvfrom),   SCMP_SYS(recvmsg),    SCMP_SYS(shutdown),   SCMP_SYS(sendfile),
};
static const int with_folders[] = {SCMP_SYS(inotify_init1), SCMP_SYS(inotify_add_watch), SCMP_SYS(inotify_rm_watch)};
/* Requests on a descriptor: is it a terminal, how much is there to read, non-blocking mode. */
static const scmp_datum_t questions[] = {TCGETS, FIONREAD, FIONBIO};

/* The needs of programs named in the configuration are unknown, so a process that starts some, and the programs, are
 * denied only these: calls that have no use here, but would help an attacker who has taken a process over. */
static const int needless[] = {
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(kcmp),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(move_mount),
	SCMP_SYS(open_tree),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsmount),
	SCMP_SYS(fsconfig),
	SCMP_SYS(fspick),
	SCMP_SYS(mount_setattr),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(reboot),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(clock_adjtime),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(keyctl),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(acct),
	SCMP_SYS(quotactl),
	SCMP_SYS(syslog),
	SCMP_SYS(ioperm),
	SCMP_SYS(iopl),
	SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname),
	SCMP_SYS(vhangup),
	SCMP_SYS(lookup_dcookie),
	SCMP_SYS(personality),
	SCMP_SYS(mknod),
	SCMP_SYS(modify_ldt),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(process_madvise),
	SCMP_SYS(fanotify_init),
	SCMP_SYS(setuid),
	SCMP_SYS(setgid),
	SCMP_SYS(setreuid),
	SCMP_SYS(setregid),
	SCMP_SYS(setresuid),
	SCMP_SYS(setresgid),
	SCMP_SYS(setgroups),
	SCMP_SYS(setfsuid),
	SCMP_SYS(setfsgid),
};
/* Denied to clone as well. The arguments of clone3 can't be inspected, and all libraries fall back to clone without
 * it. */
static const scmp_datum_t namespaces[] = {CLONE_NEWUSER, CLONE_NEWNS,  CLONE_NEWPID,   CLONE_NEWNET,
					  CLONE_NEWUTS,  CLONE_NEWIPC, CLONE_NEWCGROUP};
/* The useful socket families: local, internet, and the one name look-up uses to query the kernel, which has the highest
 * number. */
static const scmp_datum_t families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

static int deny(scmp_filter_ctx filter, const int *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), list[i], 0);
		if (rc < 0 && rc != -EDOM) /* EDOM: there is no such call on this machine */
			return rc;
	}
	return 0;
}

static int deny_namespaces(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(*namespaces); i++) {
		scmp_datum_t flag = namespaces[i];
		int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
					  SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
		if (rc < 0)
			return rc;
	}
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static bool is_of_use(scmp_datum_t family, unsigned uses)
{
	if (family == AF_NETLINK)
		return uses & SANDBOX_NETWORK;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (families[i] == family)
			return (uses & (SANDBOX_NETWORK | SANDBOX_CLIENTS)) || family == AF_UNIX;
	return false;
}

static int deny_families(scmp_filter_ctx filter, unsigned uses)
{
	int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
				  SCMP_A0(SCMP_CMP_GT, AF_NETLINK, 0));
	for (scmp_datum_t family = 0; rc == 0 && family <= AF_NETLINK; family++)
		if (!is_of_use(family, uses))
			rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
					      SCMP_A0(SCMP_CMP_EQ, family, 0));
	return rc;
}

/* Denies TIOCSTI, which fakes input typed at a terminal. */
static int deny_typing(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
				SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, TIOCSTI));
}

static int filter_deny(scmp_filter_ctx filter, unsigned uses)
{
	int rc = deny(filter, needless, sizeof(needless) / sizeof(*needless));
	if (rc == 0)
		rc = deny_namespaces(filter);
	if (rc == 0)
		rc = deny_families(filter, uses);
	return rc == 0 ? deny_typing(filter) : rc;
}

static int allow_families(scmp_filter_ctx filter, unsigned uses)
{
	int rc = deny_families(filter, uses);
	for (scmp_datum_t family = 0; rc == 0 && family <= AF_NETLINK; family++)
		if (is_of_use(family, uses))
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
					      SCMP_A0(SCMP_CMP_EQ, family, 0));
	return rc;
}

/* Allows threads and children, but no new namespaces. */
static int allow_clone(scmp_filter_ctx filter)
{
	scmp_datum_t all = 0;
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(*namespaces); i++)
		all |= namespaces[i];
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, all, 0));
	return rc < 0 ? rc : seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* Memory may be mapped writable or executable, not both, and may not be made executable later: executable code comes
 * from files (modules for charsets and name services). */
static int allow_mapping(scmp_filter_ctx filter)
{
	static const scmp_datum_t both = PROT_WRITE | PROT_EXEC;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < 3; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, both, (scmp_datum_t[]){0, PROT_WRITE, PROT_EXEC}[i]));
	return rc < 0 ? rc
		      : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
					 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* FIFOs for bells may be made, but no devices; SCHED_IDLE, which lowers the priority, is the only scheduling policy
 * that may be set. */
static int allow_special(scmp_filter_ctx filter)
{
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mknodat), 1,
				  SCMP_A2(SCMP_CMP_MASKED_EQ, S_IFMT, S_IFIFO));
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sched_setscheduler), 1,
				      SCMP_A1(SCMP_CMP_EQ, SCHED_IDLE, 0));
	for (size_t i = 0; rc == 0 && i < sizeof(questions) / sizeof(*questions); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				      SCMP_A1(SCMP_CMP_EQ, questions[i], 0));
	return rc;
}

static int filter_allow(scmp_filter_ctx filter, unsigned uses)
{
	int rc = calls_allow(filter, everybody, sizeof(everybody) / sizeof(*everybody));
	if (rc == 0 && (uses & SANDBOX_READERS))
		rc = calls_allow(filter, with_children, sizeof(with_children) / sizeof(*with_children));
	if (rc == 0 && (uses & SANDBOX_NETWORK))
		rc = calls_allow(filter, with_network, sizeof(with_network) / sizeof(*with_network));
	if (rc == 0 && (uses & SANDBOX_CLIENTS))
		rc = calls_allow(filter, with_clients, sizeof(with_clients) / sizeof(*with_clients));
	if (rc == 0 && (uses & SANDBOX_FOLDERS))
		rc = calls_allow(filter, with_folders, sizeof(with_folders) / sizeof(*with_folders));
	if (rc == 0 && (uses & (SANDBOX_READERS | SANDBOX_NETWORK)))
		rc = allow_clone(filter);
	if (rc == 0 && (uses & (SANDBOX_NETWORK | SANDBOX_CLIENTS)))
		rc = allow_families(filter, uses);
	if (rc == 0)
		rc = allow_mapping(filter);
	return rc == 0 ? allow_special(filter) : rc;
}

/* The kernel logs what is denied. */
static int confine_load(unsigned uses)
{
	bool programs = uses & SANDBOX_PROGRAMS;
	scmp_filter_ctx filter = seccomp_init(programs ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM));
	if (!filter)
		return -ENOSYS;
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_LOG, 1);
	if (rc == 0) /* a tree instead of a list: the kernel tries each system call when it takes the filter */
		rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (rc == 0)
		rc = programs ? filter_deny(filter, uses) : filter_allow(filter, uses);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc;
}

int sandbox_confine(unsigned uses, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(err, ERR_RETRY, "privileges cannot be dropped: %s", strerror(errno));
	int rc = confine_load(uses);
	return rc < 0 ? err_set(err, ERR_RETRY, "the system call filter cannot be loaded: %s", strerror(-rc))
		      : limit(RLIMIT_CORE, 0, err);
}
