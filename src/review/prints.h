/* SPDX-License-Identifier: Apache-2.0 */
/* The prints that examiners are shown: of a probe, of a candidate. Inside of review. */
#ifndef TP_REVIEW_PRINTS_H
#define TP_REVIEW_PRINTS_H

#include <tenprint/template.h>

#include "exchange/exchange.h"

enum { TP_PRINTS_MAX = 64 };
struct tp_print {
    unsigned k; /* its number: of the blobs, and for who asks */
    unsigned position, impression, width_px, height_px;
    double ppi;
    bool has_image;
};
struct tp_print_list {
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_print prints[TP_PRINTS_MAX];
    size_t count;
};
/* What the blobs of OWNER ("booking/ID", "request/ID") hold, or, for "subject/ID", its stored templates. */
TP_NODISCARD tp_status tp_prints_read(struct tp_exchange *exchange, const char *owner, struct tp_print_list *out,
                                      struct tp_diag *diag);
/* The one with number K; NULL. */
const struct tp_print *tp_prints_find(const struct tp_print_list *list, int64_t k);
/* Adds the list "prints" to the object that is open. */
void tp_prints_write(const struct tp_print_list *list, struct tp_json *out);

/* The picture as PNG, made from its pixels alone: what else a file says (names, comments, how it was compressed) could
 * tell where it comes from. E_NOT_FOUND when only a template was sent. */
TP_NODISCARD tp_status tp_print_image(struct tp_exchange *exchange, const struct tp_print_list *list,
                                      const struct tp_print *print, struct tp_buffer *out, struct tp_diag *diag);
/* The same after one stage of extraction ("enhance", "binarise", "thin" ...; docs/review.md). */
TP_NODISCARD tp_status tp_print_view(struct tp_exchange *exchange, const struct tp_print_list *list,
                                     const struct tp_print *print, const char *stage, struct tp_buffer *out,
                                     struct tp_diag *diag);
/* Its template; tp_template_deinit. */
TP_NODISCARD tp_status tp_print_template(struct tp_exchange *exchange, const struct tp_print_list *list,
                                         const struct tp_print *print, struct tp_template *out, struct tp_diag *diag);
/* What it says of the minutiae, into the object that is open. */
void tp_minutiae_write(const struct tp_template *tmpl, struct tp_json *out);
/* Pairs of minutiae that a comparison finds, and its score; once the case is settled. */
TP_NODISCARD tp_status tp_pairs_write(const struct tp_template *probe, const struct tp_template *candidate,
                                      struct tp_json *out, struct tp_diag *diag);

#endif
