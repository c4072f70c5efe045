/* SPDX-License-Identifier: Apache-2.0 */
/* What commands that ask a running node share: where it is, who asks and for what, and its answers. */
#ifndef TP_CLI_REMOTE_H
#define TP_CLI_REMOTE_H

#include "base/base.h"
#include "cli/command.h"
#include "http/http.h"
#include "json/json.h"

#define TP_OPTION_NODE                                                                                                 \
    {                                                                                                                  \
        "node", 0, TP_OPTION_TEXT, "URL",                                                                              \
            "the node to ask (otherwise: the one of the token's file, environment TENPRINT_NODE, or "                  \
            "http://127.0.0.1:7400)",                                                                                  \
            0, 0                                                                                                       \
    }
#define TP_OPTION_TOKEN                                                                                                \
    {                                                                                                                  \
        "token", 0, TP_OPTION_TEXT, "FILE",                                                                            \
            "its first line is the session's token (otherwise: environment TENPRINT_TOKEN)", 0, 0                      \
    }
#define TP_OPTION_AUTHORITY                                                                                            \
    {                                                                                                                  \
        "authority", 0, TP_OPTION_TEXT, "FILE",                                                                        \
            "certificates that vouch for the node, in PEM (otherwise: whom the system trusts)", 0, 0                   \
    }
#define TP_OPTION_PURPOSE                                                                                              \
    {                                                                                                                  \
        "purpose", 0, TP_OPTION_TEXT, "CODE", "for what this is asked (default: criminal-identification)", 0, 0        \
    }
#define TP_OPTION_CASE                                                                                                 \
    {                                                                                                                  \
        "case", 0, TP_OPTION_TEXT, "REFERENCE", "for which case this is asked", 0, 0                                   \
    }
/* For what wants neither purpose nor case; all of them: for a command's table. */
#define TP_OPTIONS_NODE TP_OPTION_NODE, TP_OPTION_TOKEN, TP_OPTION_AUTHORITY
#define TP_OPTIONS_REMOTE TP_OPTION_NODE, TP_OPTION_TOKEN, TP_OPTION_AUTHORITY, TP_OPTION_PURPOSE, TP_OPTION_CASE

/* For commands that also work in an organisation's folder: a running node is meant by --node, --token or
 * TENPRINT_TOKEN, the folder by --org, which goes with neither, or by TENPRINT_ORG alone; TENPRINT_NODE counts last. */
TP_NODISCARD tp_status tp_remote_is_meant(const struct tp_arguments *arguments, bool *out, struct tp_diag *diag);

struct tp_remote {
    struct tp_http_client *client;
    char url[512];     /* without a slash at its end */
    char bearer[1100]; /* "Bearer TOKEN"; "" without a token */
    const char *purpose, *reference;
};
/* By the options above. E_ARGUMENT, and what reading a file says. */
TP_NODISCARD tp_status tp_remote_open(const struct tp_arguments *arguments, struct tp_remote *out,
                                      struct tp_diag *diag);
void tp_remote_close(struct tp_remote *remote);

struct tp_remote_question {
    const char *method, *path; /* path with query: "/v1/bookings?state=complete" */
    const char *type;          /* of the body; NULL: application/json */
    const void *body;          /* NULL: none */
    size_t body_bytes;
    const char *key; /* Idempotency-Key; NULL: none */
};
struct tp_remote_answer {
    int status;
    char type[64];
    struct tp_buffer body;
    struct tp_json_document *document; /* of a JSON body; NULL */
};
/* A problem becomes the failure that it is, in its words (E_ARGUMENT as E_FORMAT: the command line was fine); E_IO when
 * the node cannot be reached. Free OUT even then. */
TP_NODISCARD tp_status tp_remote_ask(const struct tp_remote *remote, const struct tp_remote_question *question,
                                     struct tp_remote_answer *out, struct tp_diag *diag);
void tp_remote_answer_deinit(struct tp_remote_answer *answer);
/* A text member of the answer; "" when it is not there. */
const char *tp_remote_text(const struct tp_remote_answer *answer, const char *member);
/* The answer's JSON on standard output, over several lines. */
TP_NODISCARD tp_status tp_remote_print(const struct tp_remote_answer *answer, struct tp_diag *diag);

/* Adds TEXT as it stands in a part of a path or in a query. */
void tp_remote_add_encoded(struct tp_buffer *path, const char *text);
/* Adds "?NAME=VALUE" or "&NAME=VALUE" to PATH; nothing when VALUE is NULL. */
void tp_remote_add_query(struct tp_buffer *path, const char *name, const char *value);

#endif
