/* SPDX-License-Identifier: Apache-2.0 */
/* Private to leaf: which values a member may have. */
#ifndef TP_LEAF_KINDS_H
#define TP_LEAF_KINDS_H

#include "leaf/leaf.h"

/* Whether VALUE, which is not empty, may stand in a leaf of KIND as MEMBER. */
bool tp_leaf_value_fits(enum tp_leaf_kind kind, enum tp_leaf_member member, const char *value);

#endif
