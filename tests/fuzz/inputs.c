/* inputs: runs a fuzz target on its kept inputs, without a fuzzer: what once failed must not fail again. Linked with
 * fuzz_NAME.c as BUILD/tests/fuzz/inputs_NAME, it reads the files in tests/fuzz/seeds/NAME, each into a block of its
 * exact size. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define SEEDS "tests/fuzz/seeds/"

static void take_file(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *f = fopen(path, "rb");
	must(f != NULL);
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	uint8_t *exact = malloc(n + !n);
	must(exact != NULL);
	memcpy(exact, bytes, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

int main(int count, char **arguments)
{
	const char *name = strrchr(arguments[0], '_');
	char folder[200], path[600];
	unsigned taken = 0;
	must(count == 1 && name != NULL);
	(void)snprintf(folder, sizeof(folder), SEEDS "%s", name + 1);
	DIR *dir = opendir(folder);
	must(dir != NULL);
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		printf("%s\n", path);
		fflush(stdout);
		take_file(path);
		taken++;
	}
	closedir(dir);
	printf("%u inputs\n1 passed, 0 failed\n", taken);
	return 0;
}
