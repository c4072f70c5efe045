/* SPDX-License-Identifier: Apache-2.0 */
/* The probes of one search, prepared for every stage. */
#ifndef TP_GALLERY_PROBES_H
#define TP_GALLERY_PROBES_H

#include "gallery/fusion.h"
#include "screen/screen.h"
#include <tenprint/gallery.h>

enum { TP_GROUPS_MAX = TP_ASSIGN_ROWS_MAX };

/* Probes that are one finger: those of one known position, or a single one of unknown position. */
struct tp_probe_group {
    uint8_t position;
    uint8_t probe;       /* index of the first, as the caller counts */
    uint8_t minutiae;    /* of the best one, at most TP_SIGNATURE_MAX */
    uint8_t quality;     /* of that one */
    size_t first, count; /* in the arrays below */
};

struct tp_probes {
    size_t count;
    struct tp_features *features[TP_PROBES_MAX]; /* owned, group by group */
    struct tp_code_probe codes[TP_PROBES_MAX];
    struct tp_signature_probe *signatures; /* owned, COUNT of them */
    struct tp_probe_group groups[TP_GROUPS_MAX];
    unsigned group_count;
    uint8_t order[TP_GROUPS_MAX]; /* of the groups: from which most may be expected first */
    bool has_unknown;             /* a probe of unknown position */
};

/* E_ARGUMENT, E_LIMIT and E_MEMORY as tp_gallery_identify says. OUT may be given to tp_probes_deinit in any case. */
TP_NODISCARD tp_status tp_probes_init(struct tp_probes *out, const struct tp_probe_set *set, struct tp_diag *diag);
void tp_probes_deinit(struct tp_probes *probes);

#endif
