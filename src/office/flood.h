/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps what the public hands in from being a flood: a pace for each address and for each agreement, and work that
 * a browser does in a second and that comes to minutes for a thousand. All of it is in memory and forgotten with the
 * process; addresses are kept as keyed hashes only. */
#ifndef TP_OFFICE_FLOOD_H
#define TP_OFFICE_FLOOD_H

#include "office/office.h"

/* ---- a pace (flood.c) ----------------------------------------------------------------------------------------------
 */

enum tp_flood { TP_FLOOD_STATEMENT, TP_FLOOD_SIGN_ON };
/* Whose turn it is: 0, and it is counted; or the seconds to wait, and nothing is. ADDRESS may be NULL; ABOUT is the
 * agreement or the petition. Thread-safe. */
TP_NODISCARD tp_status tp_flood_take(enum tp_flood what, const char *address, const char *about, int64_t now_s,
                                     unsigned *wait_s, struct tp_diag *diag);
/* Forgets everybody: for tests. */
void tp_flood_forget(void);

/* ---- work (effort.c)
 * -------------------------------------------------------------------------------------------------- INPUT has a member
 * "work": decimal digits, of which PBKDF2-HMAC-SHA-256 with TP_EFFORT_ROUNDS rounds, and as its salt the SHA-256 of
 * "tenprint-work/1\n", TARGET, "\n" and the canonical form of INPUT without them, begins with BITS bits that are zero.
 * So it was done for these words and no others, and a program of one's own is hardly faster than a browser. */

enum {
    TP_EFFORT_ROUNDS = 1024,
    TP_EFFORT_BITS = 9,
    TP_EFFORT_BITS_MAX = 12,
    TP_EFFORT_DIGITS_MAX = 12,
    TP_EFFORT_AGE_S = 900
};
/* How much is asked for when USED of PLACES are taken. */
unsigned tp_effort_bits(uint64_t used, uint64_t places);
/* E_ARGUMENT (field "work" or "time") unless it was done, for a time that is not long ago, and not handed in before. */
TP_NODISCARD tp_status tp_effort_check(const struct tp_json_value *input, const char *target, unsigned bits,
                                       int64_t now_s, struct tp_diag *diag);
/* Forgets what was handed in: for tests. */
void tp_effort_forget(void);
/* The salt, and whether TEXT is work enough: what clients do, and tests. */
TP_NODISCARD tp_status tp_effort_salt(const struct tp_json_value *input, const char *target,
                                      uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag);
TP_NODISCARD tp_status tp_effort_is_done(const uint8_t salt[TP_SHA256_BYTES], const char *text, unsigned bits,
                                         bool *out, struct tp_diag *diag);

#endif
