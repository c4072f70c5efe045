/* SPDX-License-Identifier: Apache-2.0 */
/* Private to leaf: the open members as text. */
#ifndef TP_LEAF_OPEN_H
#define TP_LEAF_OPEN_H

#include "leaf/leaf.h"

/* The canonical object without the commitment; the leaf is checked before. */
TP_NODISCARD tp_status tp_leaf_write_open(const struct tp_leaf *leaf, struct tp_buffer *out, struct tp_diag *diag);

#endif
