/* SPDX-License-Identifier: Apache-2.0 */
/* The commands; each is defined in cmd_<name>.c. */
#ifndef TP_CLI_COMMANDS_H
#define TP_CLI_COMMANDS_H

#include "cli/command.h"

extern const struct tp_command tp_command_agreement_accept;
extern const struct tp_command tp_command_agreement_activate;
extern const struct tp_command tp_command_agreement_check;
extern const struct tp_command tp_command_agreement_comment;
extern const struct tp_command tp_command_agreement_decide;
extern const struct tp_command tp_command_agreement_export;
extern const struct tp_command tp_command_agreement_hearing;
extern const struct tp_command tp_command_agreement_join;
extern const struct tp_command tp_command_agreement_leave;
extern const struct tp_command tp_command_agreement_list;
extern const struct tp_command tp_command_agreement_notice;
extern const struct tp_command tp_command_agreement_petition;
extern const struct tp_command tp_command_agreement_propose;
extern const struct tp_command tp_command_agreement_resume;
extern const struct tp_command tp_command_agreement_show;
extern const struct tp_command tp_command_agreement_sign;
extern const struct tp_command tp_command_agreement_status;
extern const struct tp_command tp_command_agreement_suspend;
extern const struct tp_command tp_command_agreement_terminate;
extern const struct tp_command tp_command_bench;
extern const struct tp_command tp_command_book;
extern const struct tp_command tp_command_book_list;
extern const struct tp_command tp_command_book_result;
extern const struct tp_command tp_command_book_show;
extern const struct tp_command tp_command_compare;
extern const struct tp_command tp_command_convert;
extern const struct tp_command tp_command_delete;
extern const struct tp_command tp_command_discretion_decide;
extern const struct tp_command tp_command_discretion_list;
extern const struct tp_command tp_command_discretion_show;
extern const struct tp_command tp_command_enroll;
extern const struct tp_command tp_command_evaluate;
extern const struct tp_command tp_command_extract;
extern const struct tp_command tp_command_gallery_save;
extern const struct tp_command tp_command_gallery_show;
extern const struct tp_command tp_command_help;
extern const struct tp_command tp_command_identify;
extern const struct tp_command tp_command_init;
extern const struct tp_command tp_command_backup;
extern const struct tp_command tp_command_restore;
extern const struct tp_command tp_command_vault_renew;
extern const struct tp_command tp_command_jurisdiction;
extern const struct tp_command tp_command_key_make;
extern const struct tp_command tp_command_key_show;
extern const struct tp_command tp_command_ledger_cosign;
extern const struct tp_command tp_command_ledger_forget;
extern const struct tp_command tp_command_ledger_monitor;
extern const struct tp_command tp_command_ledger_open;
extern const struct tp_command tp_command_ledger_pair;
extern const struct tp_command tp_command_ledger_prove;
extern const struct tp_command tp_command_ledger_show;
extern const struct tp_command tp_command_ledger_verify;
extern const struct tp_command tp_command_ledger_witness;
extern const struct tp_command tp_command_partner_add;
extern const struct tp_command tp_command_partner_check;
extern const struct tp_command tp_command_partner_list;
extern const struct tp_command tp_command_partner_remove;
extern const struct tp_command tp_command_partner_show;
extern const struct tp_command tp_command_record_check;
extern const struct tp_command tp_command_record_make;
extern const struct tp_command tp_command_record_show;
extern const struct tp_command tp_command_review_analyse;
extern const struct tp_command tp_command_review_claim;
extern const struct tp_command tp_command_review_conclude;
extern const struct tp_command tp_command_review_list;
extern const struct tp_command tp_command_review_return;
extern const struct tp_command tp_command_review_show;
extern const struct tp_command tp_command_statistics;
extern const struct tp_command tp_command_scenario_run;
extern const struct tp_command tp_command_serve;
extern const struct tp_command tp_command_subject_challenge;
extern const struct tp_command tp_command_subject_challenges;
extern const struct tp_command tp_command_subject_decide;
extern const struct tp_command tp_command_subject_erasures;
extern const struct tp_command tp_command_subject_expunge;
extern const struct tp_command tp_command_subject_look;
extern const struct tp_command tp_command_subject_receipt;
extern const struct tp_command tp_command_subject_show;
extern const struct tp_command tp_command_subject_update;
extern const struct tp_command tp_command_synth;
extern const struct tp_command tp_command_user_add;
extern const struct tp_command tp_command_user_change;
extern const struct tp_command tp_command_user_disable;
extern const struct tp_command tp_command_user_list;
extern const struct tp_command tp_command_user_login;
extern const struct tp_command tp_command_user_logout;

#endif
