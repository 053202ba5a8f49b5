/* commands: each of the command line's commands, a file for each group (cmd_NAME.c). Each gives an exit code. */
#ifndef CAREDESK_COMMANDS_H
#define CAREDESK_COMMANDS_H

#include "daemon/cli/cli.h"

int cmd_run(const struct cli *cli);
int cmd_init(const struct cli *cli);
int cmd_check(const struct cli *cli);
int cmd_ingest(const struct cli *cli);
int cmd_replay(const struct cli *cli);
int cmd_list(const struct cli *cli);
int cmd_search(const struct cli *cli);
int cmd_article(const struct cli *cli);
int cmd_show(const struct cli *cli);
int cmd_why(const struct cli *cli);
int cmd_set(const struct cli *cli);
int cmd_delete(const struct cli *cli);
int cmd_backup(const struct cli *cli);
int cmd_export(const struct cli *cli);
int cmd_import(const struct cli *cli);
int cmd_restore(const struct cli *cli);
int cmd_customer(const struct cli *cli);
int cmd_outbox(const struct cli *cli);
int cmd_webhook(const struct cli *cli);
int cmd_quarantine(const struct cli *cli);
int cmd_hours(const struct cli *cli);
int cmd_report(const struct cli *cli);
int cmd_top(const struct cli *cli);
int cmd_status(const struct cli *cli);
int cmd_verify(const struct cli *cli);
int cmd_rotate(const struct cli *cli);
int cmd_login(const struct cli *cli);
int cmd_raw(const struct cli *cli);
int cmd_attachment(const struct cli *cli);

#endif
