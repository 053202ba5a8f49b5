/* hang: loaded with LD_PRELOAD; makes reading a mail hang if the mail asks for it, while its parts or already its
 * headers are read. */
#include <dlfcn.h>
#include <iconv.h>
#include <string.h>

#include <libetpan/mailmime.h>

#define IN_PARTS "hang-in-parts-7351"
#define IN_HEADERS "hang-in-headers-7351"

static int (*parse)(const char *message, size_t length, size_t *index, struct mailmime **result);
static size_t (*convert)(iconv_t how, char **from, size_t *from_left, char **to, size_t *to_left);

/* before the sandbox is entered */
__attribute__((constructor)) static void find(void)
{
	*(void **)&parse = dlsym(RTLD_NEXT, "mailmime_parse");
	*(void **)&convert = dlsym(RTLD_NEXT, "iconv");
}

static void hang_at(const char *bytes, size_t len, const char *mark)
{
	volatile int on = memmem(bytes, len, mark, strlen(mark)) != NULL;
	while (on)
		;
}

int mailmime_parse(const char *message, size_t length, size_t *index, struct mailmime **result)
{
	hang_at(message, length, IN_PARTS);
	return parse(message, length, index, result);
}

size_t iconv(iconv_t how, char **restrict from, size_t *restrict from_left, char **restrict to,
	     size_t *restrict to_left)
{
	if (from && *from && from_left)
		hang_at(*from, *from_left, IN_HEADERS);
	return convert(how, from, from_left, to, to_left);
}
