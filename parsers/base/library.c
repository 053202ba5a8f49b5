#include "parsers/base/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

static const struct library *library_find(const char *name)
{
	const struct library *l = libraries;
	while (l->name && strcmp(l->name, name) != 0)
		l++;
	return l->name ? l : NULL;
}

static int addresses_protect(int access, struct err *err)
{
	if (mprotect(library_addresses, sizeof(library_addresses), access) == 0)
		return 0;
	return err_set(err, ERR_RETRY, "memory can't be protected: %s", strerror(errno));
}

/* The first address is set last: it tells that all are. */
static int addresses_set(const struct library *l, void *loaded, struct err *err)
{
	size_t count = 0;
	while (l->functions[count])
		count++;
	while (count--) {
		void *address = dlsym(loaded, l->functions[count]);
		if (!address)
			return err_set(err, ERR_CONFIG, "%s has no function %s", l->file, l->functions[count]);
		library_addresses[l->first + count] = address;
	}
	return 0;
}

int library_load(const char *name, struct err *err)
{
	struct err protect;
	const struct library *l = library_find(name);
	if (!l || library_addresses[l->first])
		return 0;
	void *loaded = dlopen(l->file, RTLD_NOW | RTLD_LOCAL);
	if (!loaded)
		return err_set(err, ERR_CONFIG, "a library can't be loaded: %s", dlerror());
	if (addresses_protect(PROT_READ | PROT_WRITE, err) != 0)
		return -1;
	int result = addresses_set(l, loaded, err);
	return addresses_protect(PROT_READ, result == 0 ? err : &protect) == 0 ? result : -1;
}
