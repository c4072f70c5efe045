/* SPDX-License-Identifier: Apache-2.0 */
/* An impression named on the command line: loading and describing it. */
#ifndef TP_CLI_IMPRESSION_H
#define TP_CLI_IMPRESSION_H

#include "node/node.h"
#include "json/json.h"

struct tp_cli_impression {
    const char *path; /* borrowed */
    struct tp_template tmpl;
    struct tp_impression_source source;
};

/* Loads PATH; PPI above 0 is the resolution of an image. */
TP_NODISCARD tp_status tp_cli_impression_load(struct tp_extractor *extractor, const char *path, float ppi,
                                              struct tp_cli_impression *out, struct tp_diag *diag);
void tp_cli_impression_deinit(struct tp_cli_impression *impression);

/* For the overlays; borrows from IMPRESSION. */
struct tp_overlay_side tp_cli_impression_side(const struct tp_cli_impression *impression);

/* One line: "a.png: 388 x 374 pixels at 500 ppi (assumed), 43 minutiae, quality 71". */
void tp_cli_impression_print(const struct tp_cli_impression *impression, FILE *out);

/* Members of the open object; WITH_MINUTIAE adds the list of them. */
void tp_cli_impression_json(const struct tp_cli_impression *impression, bool with_minutiae, struct tp_json *json);

#endif
