/* hang: loaded with LD_PRELOAD; makes reading a mail hang if the mail asks for it: while its parts are read it
 * computes, until the first byte of the file HANG_WHILE is zero, and then waits forever; while its headers are read it
 * waits forever. It may also ask to take long. */
#include <dlfcn.h>
#include <fcntl.h>
#include <iconv.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <libetpan/mailmime.h>

#define IN_PARTS "hang-in-parts-7351"
#define IN_HEADERS "hang-in-headers-7351"
#define SLOW "slow-in-parts-7351"

static int (*parse)(const char *message, size_t length, size_t *index, struct mailmime **result);
static size_t (*convert)(iconv_t how, char **from, size_t *from_left, char **to, size_t *to_left);
static volatile char forever = 1, *computes = &forever;

/* before the sandbox is entered */
__attribute__((constructor)) static void find(void)
{
	*(void **)&parse = dlsym(RTLD_NEXT, "mailmime_parse");
	*(void **)&convert = dlsym(RTLD_NEXT, "iconv");
	const char *name = getenv("HANG_WHILE");
	void *page = name ? mmap(NULL, 1, PROT_READ, MAP_SHARED, open(name, O_RDONLY | O_CLOEXEC), 0) : MAP_FAILED;
	if (page != MAP_FAILED)
		computes = page;
}

static int is_marked(const char *bytes, size_t len, const char *mark)
{
	return memmem(bytes, len, mark, strlen(mark)) != NULL;
}

static void await(void)
{
	static unsigned never;
	for (;;)
		syscall(SYS_futex, &never, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

static void take_long(void)
{
	static unsigned never;
	const struct timespec while_others_are_read = {.tv_nsec = 500000000};
	syscall(SYS_futex, &never, FUTEX_WAIT_PRIVATE, 0, &while_others_are_read, NULL, 0);
}

static void compute(void)
{
	while (*computes)
		;
	await();
}

int mailmime_parse(const char *message, size_t length, size_t *index, struct mailmime **result)
{
	if (is_marked(message, length, IN_PARTS))
		compute();
	if (is_marked(message, length, SLOW))
		take_long();
	return parse(message, length, index, result);
}

size_t iconv(iconv_t how, char **restrict from, size_t *restrict from_left, char **restrict to,
	     size_t *restrict to_left)
{
	if (from && *from && from_left && is_marked(*from, *from_left, IN_HEADERS))
		await();
	return convert(how, from, from_left, to, to_left);
}
