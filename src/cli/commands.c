/* SPDX-License-Identifier: Apache-2.0 */
/* The list of commands, in the order of the help. A new command cmd_<name>.c is added here and in commands.h. */
#include "cli/commands.h"

#include <stddef.h>

/* clang-format off */
const struct tp_command *const tp_commands[] = {
    &tp_command_extract,
    &tp_command_compare,
    &tp_command_convert,
    &tp_command_enroll,
    &tp_command_identify,
    &tp_command_delete,
    &tp_command_record_show,
    &tp_command_record_check,
    &tp_command_record_make,
    &tp_command_evaluate,
    &tp_command_synth,
    &tp_command_bench,
    &tp_command_init,
    &tp_command_key_make,
    &tp_command_key_show,
    &tp_command_jurisdiction,
    &tp_command_agreement_check,
    &tp_command_agreement_show,
    &tp_command_agreement_propose,
    &tp_command_agreement_notice,
    &tp_command_agreement_comment,
    &tp_command_agreement_petition,
    &tp_command_agreement_hearing,
    &tp_command_agreement_sign,
    &tp_command_agreement_activate,
    &tp_command_agreement_suspend,
    &tp_command_agreement_resume,
    &tp_command_agreement_terminate,
    &tp_command_agreement_join,
    &tp_command_agreement_leave,
    &tp_command_agreement_accept,
    &tp_command_agreement_export,
    &tp_command_agreement_list,
    &tp_command_agreement_status,
    &tp_command_ledger_verify,
    &tp_command_ledger_prove,
    &tp_command_ledger_show,
    &tp_command_ledger_monitor,
    &tp_command_ledger_pair,
    &tp_command_ledger_witness,
    &tp_command_statistics,
    &tp_command_scenario_run,
    &tp_command_help,
    NULL,
};
/* clang-format on */
