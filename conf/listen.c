#include "conf/listen.h"

#include "conf/conf.h"

bool listen_address(struct span listen, struct span *host, struct span *port)
{
	ptrdiff_t colon = span_rchr(listen, ':');
	uint64_t n;
	if (colon <= 0)
		return false;
	*host = span_sub(listen, 0, (size_t)colon);
	*port = span_from(listen, (size_t)colon + 1);
	if (host->ptr[0] == '[') {
		if (host->len < 3 || host->ptr[host->len - 1] != ']')
			return false;
		*host = span_sub(*host, 1, host->len - 2);
	}
	return span_u64(*port, &n) && n > 0 && n <= 65535;
}

bool listen_is_path(struct span listen)
{
	return listen.len && listen.ptr[0] == '/';
}

bool listen_is_local(struct span listen)
{
	struct span host, port;
	return listen_is_path(listen) || (listen_address(listen, &host, &port) && conf_is_loopback(host));
}
