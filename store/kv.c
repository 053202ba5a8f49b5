#include "store/kv.h"

int kv_check(struct span key, struct span value, struct err *err)
{
	if (key.len == 0 || key.len > KV_MAX_KEY)
		return err_set(err, ERR_CORRUPT, "a key of %zu bytes", key.len);
	if (value.len > KV_MAX_VALUE)
		return err_set(err, ERR_CORRUPT, "a value of %zu bytes", value.len);
	return 0;
}
