#include "daemon/cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/cli/terminal.h"
#include "daemon/edge/part.h"

/* What the arguments name: a message, and its stored raw mail. */
struct kept {
	struct message message;
	struct span raw;
};

/* Reads the numbers from the arguments. False: one is not a number, and job->code is set. */
static bool raw_arguments_read(struct cli_job *job, uint64_t *id, uint32_t *seq)
{
	const struct cli *cli = job->cli;
	uint64_t number = 1;
	if (cli_ticket(job, id) && cli->count > 1 && (!cli_id(cli->args[1], &number) || number > UINT32_MAX))
		job->code = cli_usage("%s: not a message's number", cli->args[1]);
	*seq = (uint32_t)number;
	return job->code == EX_OK;
}

/* Calls `use` with what the arguments name, or sets job->code if they are wrong. */
static int with_kept(struct txn *t, struct cli_job *job,
		     int (*use)(struct cli_job *job, const struct kept *kept, struct err *err), struct err *err)
{
	struct kept kept;
	uint64_t id = 0;
	uint32_t seq = 0;
	if (!raw_arguments_read(job, &id, &seq))
		return 0;
	if (store_message(t, &job->arena, id, seq, &kept.message, err) != 0)
		return -1;
	if (!kept.message.raw_size)
		return err_set(err, ERR_NOTFOUND, "message %u of ticket %llu has no mail of its own", seq,
			       (unsigned long long)id);
	if (store_raw(t, &job->arena, id, seq, &kept.raw, err) != 0)
		return -1;
	return use(job, &kept, err);
}

/* Writes a new file in the folder of -o; an existing one is not overwritten. */
static int file_write(const char *folder, struct arena *a, struct span name, struct span bytes, struct err *err)
{
	const char *path = arena_printf(a, "%s/%.*s", folder, SPAN_ARG(name)).ptr;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "wb");
	if (!f) {
		err_set(err, ERR_REFUSED, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	size_t put = fwrite(bytes.ptr, 1, bytes.len, f);
	if (fclose(f) != 0 || put != bytes.len)
		return err_set(err, ERR_REFUSED, "%s: %s", path, strerror(errno));
	puts(path);
	return 0;
}

static int raw_write(struct cli_job *job, const struct kept *kept, struct err *err)
{
	const struct message *m = &kept->message;
	if (job->cli->output)
		return file_write(job->cli->output, &job->arena,
				  arena_printf(&job->arena, "%llu-%u.eml", (unsigned long long)m->ticket, m->seq),
				  kept->raw, err);
	terminal_raw(stdout, kept->raw);
	return 0;
}

static int raw_work(struct txn *t, void *ctx, struct err *err)
{
	return with_kept(t, ctx, raw_write, err);
}

static int cmd_raw(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, raw_work);
}

const struct cli_command cli_command_raw = {
	.name = "raw",
	.section = CLI_MAILS,
	.usage = "raw [-o DIR] ID [SEQ]",
	.help = "prints the original mail of the ticket's first message, or of message SEQ; with -o, writes it to a "
		"file in DIR",
	.more = "The bytes are as they came; the file's name is ID-SEQ.eml.",
	.options = "-o",
	.min = 1,
	.max = 2,
	.run = cmd_raw,
};

static bool is_wanted(const struct cli *cli, const struct attachment *k)
{
	return cli->count < 3 || span_eq(k->name, span_of(cli->args[2]));
}

static size_t wanted_count(const struct cli *cli, const struct attachment_list *list)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += is_wanted(cli, &list->items[i]);
	return count;
}

/* Several attachments with one name get their position as a prefix. */
static struct span raw_file_name(struct arena *a, const struct attachment_list *list, size_t at)
{
	struct span name = list->items[at].name;
	for (size_t i = 0; i < at; i++)
		if (span_eq(list->items[i].name, name))
			return arena_printf(a, "%zu-%.*s", at + 1, SPAN_ARG(name));
	return name;
}

static int attachment_write(struct cli_job *job, const struct kept *kept, size_t at, struct err *err)
{
	const struct attachment_list *list = &kept->message.attachments;
	struct buf bytes;
	int rc = 0;
	buf_init(&bytes, BUF_MAX);
	if (!part_bytes(&list->items[at], kept->raw, &bytes))
		rc = err_set(err, ERR_CORRUPT, "%.*s: the stored mail does not contain it",
			     SPAN_ARG(list->items[at].name));
	else if (job->cli->output)
		rc = file_write(job->cli->output, &job->arena, raw_file_name(&job->arena, list, at), buf_span(&bytes),
				err);
	else
		fwrite(bytes.ptr, 1, bytes.len, stdout);
	buf_clear(&bytes);
	return rc;
}

/* Standard output takes a single file, and a terminal none. */
static int stdout_check(const struct cli_job *job, const struct kept *kept)
{
	const struct attachment_list *list = &kept->message.attachments;
	if (job->cli->output)
		return EX_OK;
	if (isatty(STDOUT_FILENO))
		return cli_usage("an attachment is not shown on a terminal: use -o DIR or > FILE");
	if (wanted_count(job->cli, list) == 1)
		return EX_OK;
	int code = cli_usage("message %u has several attachments: name one, or use -o DIR", kept->message.seq);
	for (size_t i = 0; i < list->count; i++) {
		fputs("  ", stderr);
		terminal_line(stderr, list->items[i].name);
		fputc('\n', stderr);
	}
	return code;
}

static int attachments_write(struct cli_job *job, const struct kept *kept, struct err *err)
{
	const struct attachment_list *list = &kept->message.attachments;
	if (!wanted_count(job->cli, list))
		return err_set(err, ERR_NOTFOUND, "message %u of ticket %llu has no such attachment", kept->message.seq,
			       (unsigned long long)kept->message.ticket);
	job->code = stdout_check(job, kept);
	if (job->code != EX_OK)
		return 0;
	for (size_t i = 0; i < list->count; i++)
		if (is_wanted(job->cli, &list->items[i]) && attachment_write(job, kept, i, err) != 0)
			return -1;
	return 0;
}

static int attachment_work(struct txn *t, void *ctx, struct err *err)
{
	return with_kept(t, ctx, attachments_write, err);
}

static int cmd_attachment(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, attachment_work);
}

const struct cli_command cli_command_attachment = {
	.name = "attachment",
	.section = CLI_MAILS,
	.usage = "attachment [-o DIR] ID SEQ [NAME]",
	.help = "prints the attachment of message SEQ; with -o, writes all of them, or NAME, to files in DIR",
	.more = "An existing file is not overwritten.",
	.options = "-o",
	.min = 2,
	.max = 3,
	.run = cmd_attachment,
};
