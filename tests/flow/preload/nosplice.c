/* nosplice: loaded with LD_PRELOAD; refuses to splice, as some file systems do, and says so. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

ssize_t splice(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags)
{
	static const char said[] = "splice is refused\n";
	(void)in, (void)in_at, (void)out, (void)out_at, (void)length, (void)flags;
	(void)!write(STDERR_FILENO, said, sizeof said - 1);
	errno = EINVAL;
	return -1;
}
