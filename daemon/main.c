#include <stdio.h>
#include <unistd.h>

#include "daemon/cli/cli.h"
#include "parsers/sandbox.h"

/* The libraries' destructors would only tidy memory that is about to go, which takes longer than many a command. Under
 * the sanitizers they run, as the search for leaks comes with them. */
int main(int argc, char **argv)
{
	int code = cli_main(argc, argv);
	if (SANITIZED)
		return code;
	fflush(NULL);
	_exit(code);
}
