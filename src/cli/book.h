/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings as the commands show them. */
#ifndef TP_CLI_BOOK_H
#define TP_CLI_BOOK_H

#include "cli/remote.h"

/* GET /v1/bookings/ID with SUFFIX ("", "/result?form=ebts") behind it. */
TP_NODISCARD tp_status tp_book_get(const struct tp_remote *remote, const char *id, const char *suffix,
                                   struct tp_remote_answer *out, struct tp_diag *diag);
/* Only its state, which is no personal data, so that asking often leaves no trail: into STATE; "" when there is none.
 */
TP_NODISCARD tp_status tp_book_get_state(const struct tp_remote *remote, const char *id, char *state, size_t size,
                                         struct tp_diag *diag);
/* A booking in words on standard output. */
void tp_book_show(const struct tp_remote_answer *booking);
/* One line: of a list. */
const char *tp_book_own_words(const char *own);

#endif
