/* SPDX-License-Identifier: Apache-2.0 */
/* Status codes and diagnostics: every fallible function returns a tp_status and writes the words into the caller's
 * struct tp_diag, once, where the error is found. */
#ifndef TENPRINT_STATUS_H
#define TENPRINT_STATUS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TP_API __attribute__((visibility("default")))
#define TP_NODISCARD __attribute__((warn_unused_result))
#define TP_PRINTF(format_arg, first_arg) __attribute__((format(printf, format_arg, first_arg)))

/* X(name, value, text, HTTP status) */
#define TP_STATUS_LIST(X)                                                                                              \
    X(OK, 0, "ok", 200)                                                                                                \
    X(E_ARGUMENT, -1, "bad argument", 400)                                                                             \
    X(E_NOT_FOUND, -2, "not found", 404)                                                                               \
    X(E_EXISTS, -3, "already exists", 409)                                                                             \
    X(E_TRUNCATED, -4, "truncated", 400)                                                                               \
    X(E_FORMAT, -5, "malformed", 400)                                                                                  \
    X(E_UNSUPPORTED, -6, "unsupported", 415)                                                                           \
    X(E_CHECKSUM, -7, "checksum mismatch", 400)                                                                        \
    X(E_VERSION, -8, "unknown version", 400)                                                                           \
    X(E_LIMIT, -9, "over a limit", 413)                                                                                \
    X(E_MEMORY, -10, "out of memory", 503)                                                                             \
    X(E_IO, -11, "input/output error", 500)                                                                            \
    X(E_STORE, -12, "store error", 500)                                                                                \
    X(E_BUSY, -13, "busy", 503)                                                                                        \
    X(E_CANCELLED, -14, "cancelled", 499)                                                                              \
    X(E_DENIED, -15, "denied", 403)                                                                                    \
    X(E_CONFLICT, -16, "not possible in this state", 409)

typedef enum tp_status_code {
#define TP_STATUS_ENUM(name, value, text, http) TP_##name = (value),
    TP_STATUS_LIST(TP_STATUS_ENUM)
#undef TP_STATUS_ENUM
} tp_status;

/* What went wrong, in words. All strings are NUL-terminated and empty when unknown; offset_bytes is -1 when unknown. */
struct tp_diag {
    tp_status status;
    char file[256];       /* the file as the user named it */
    char field[64];       /* the record and field inside it, as the format's standard names them */
    int64_t offset_bytes; /* where in the file */
    char text[256];       /* one sentence without a full stop */
};

/* "E_FORMAT", "malformed", 400. Unknown values give "E_UNKNOWN", "unknown status", 500. Static strings. */
TP_API const char *tp_status_name(tp_status status);
TP_API const char *tp_status_text(tp_status status);
TP_API int tp_status_http(tp_status status);

/* Clears DIAG to "no error". */
TP_API void tp_diag_init(struct tp_diag *diag);

/* Writes the whole diagnostic as one line ("FILE: FIELD at byte N: TEXT") into OUT, cut at SIZE, always terminated. */
TP_API void tp_diag_format(const struct tp_diag *diag, char *out, uint64_t size);

#ifdef __cplusplus
}
#endif
#endif
