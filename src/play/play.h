/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes as they are run, for rehearsals: processes of their own (`tenprint serve`) on loopback, with a clock that is
 * set, and people who work there by HTTP. */
#ifndef TP_PLAY_PLAY_H
#define TP_PLAY_PLAY_H

#include <sys/types.h>

#include "exchange/exchange.h"
#include "http/http.h"
#include "node/organisation.h"
#include "node/scenario_nodes.h"
#include "json/json.h"

/* ---- processes (process.c) --------------------------------------------------------------------------------------- */

struct tp_play_process {
    pid_t pid; /* 0: none */
};
struct tp_play_command {
    const char *const *arguments; /* the program's path first, NULL last */
    const char *passphrase;       /* in the environment as TENPRINT_PASSPHRASE; may be NULL */
    const char *log;              /* file that standard error is added to; NULL: nowhere */
};
/* Starts it and reads the first line that it prints, without its newline. E_IO when it ends before. */
TP_NODISCARD tp_status tp_play_process_start(const struct tp_play_command *command, struct tp_play_process *out,
                                             char *line, size_t line_bytes, struct tp_diag *diag);
/* Sends SIGNAL and waits for the end; its exit status, that of the signal that ended it below 0, INT_MIN when there was
 * none. */
int tp_play_process_end(struct tp_play_process *process, int signal);

/* ---- nodes (node.c) ---------------------------------------------------------------------------------------------- */

/* Who works at every node. X(name, account, duty) */
#define TP_PLAY_ACCOUNT_LIST(X)                                                                                        \
    X(CLERK, "clerk", CONTRIBUTOR)                                                                                     \
    X(EXAMINER_1, "examiner.1", EXAMINER)                                                                              \
    X(EXAMINER_2, "examiner.2", EXAMINER)                                                                              \
    X(SENIOR, "senior", SENIOR_EXAMINER)                                                                               \
    X(RELEASER, "releaser", RELEASING_OFFICER)                                                                         \
    X(OFFICER, "officer", AGREEMENT_OFFICER)                                                                           \
    X(AUDITOR, "auditor", AUDITOR)                                                                                     \
    X(ADMINISTRATOR, "administrator", ADMINISTRATOR)                                                                   \
    X(SENIOR_2, "senior.2", SENIOR_EXAMINER)                                                                           \
    X(SENIOR_3, "senior.3", SENIOR_EXAMINER)                                                                           \
    X(SENIOR_4, "senior.4", SENIOR_EXAMINER)
enum tp_play_account {
#define TP_PLAY_ACCOUNT_ENUM(name, account, duty) TP_PLAY_##name,
    TP_PLAY_ACCOUNT_LIST(TP_PLAY_ACCOUNT_ENUM)
#undef TP_PLAY_ACCOUNT_ENUM
        TP_PLAY_ACCOUNTS,
    TP_PLAY_PUBLIC = TP_PLAY_ACCOUNTS /* nobody */
};

/* Of rehearsals only: nothing that is worth protecting lies behind it. */
#define TP_PLAY_PASSPHRASE "only a rehearsal, nothing real"

struct tp_play_node {
    const char *program; /* path of tenprint */
    char folder[512], url[64];
    uint16_t port;
    struct tp_play_process process;
    struct tp_http_client *client;                         /* owned */
    char tokens[TP_PLAY_ACCOUNTS][TP_SESSION_TOKEN_BYTES]; /* "" until it is needed */
};
/* A port of this machine's loopback that nobody has at the moment. */
TP_NODISCARD tp_status tp_play_free_port(uint16_t *out, struct tp_diag *diag);
/* Makes the folder of a rehearsal, by INIT, whose passphrase is set here, with the accounts; the port is the node's, so
 * that partners' URLs can be known before. Ends with tp_play_node_deinit. */
TP_NODISCARD tp_status tp_play_node_make(struct tp_play_node *node, struct tp_organisation_init *init,
                                         struct tp_diag *diag);
/* Starts the process with its clock at NOW, and waits until it answers. */
TP_NODISCARD tp_status tp_play_node_start(struct tp_play_node *node, int64_t now_s, struct tp_diag *diag);
/* The process stops, LEAF is put into the ledger as another program of the same organisation would, and the process
 * starts again. */
TP_NODISCARD tp_status tp_play_node_log(struct tp_play_node *node, struct tp_leaf *leaf, int64_t now_s,
                                        struct tp_diag *diag);
void tp_play_node_deinit(struct tp_play_node *node);

struct tp_play_question {
    enum tp_play_account account;
    const char *method, *path; /* with the query */
    const char *type;          /* of the body; NULL: application/json */
    const void *body;          /* NULL: none */
    size_t body_bytes;
};
struct tp_play_reply {
    int status;
    struct tp_buffer body;
    struct tp_json_document *json; /* NULL for other bodies */
};
/* Logs in where that is needed. Any HTTP status is a reply; E_IO when there was none. Free OUT even then. */
TP_NODISCARD tp_status tp_play_ask(struct tp_play_node *node, const struct tp_play_question *question,
                                   struct tp_play_reply *out, struct tp_diag *diag);
void tp_play_reply_deinit(struct tp_play_reply *reply);
/* A text member of a reply; "" when it is not there. */
const char *tp_play_text(const struct tp_play_reply *reply, const char *member);

/* ---- scenarios (scenario.c) -------------------------------------------------------------------------------------- */

struct tp_play_options {
    const char *program; /* path of tenprint */
    unsigned bookings;
    bool seed_given;
    uint64_t seed;
    const char *keep; /* as in struct tp_scenario_options */
};
/* As tp_scenario_play, by processes. */
TP_NODISCARD tp_status tp_play_scenario(const struct tp_scenario *scenario, const struct tp_play_options *options,
                                        struct tp_scenario_run **out, struct tp_diag *diag);

#endif
