/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves of every kind for tests: complete ones, and random ones. */
#ifndef TP_TEST_LEAVES_H
#define TP_TEST_LEAVES_H

#include <stdio.h>
#include <string.h>

#include "leaf/leaf.h"

enum { JUNE_2011 = 1306886400 };

/* A value that MEMBER of KIND may have, chosen by RNG. */
static inline void leaf_random_value(enum tp_leaf_kind kind, enum tp_leaf_member member, struct tp_rng *rng,
                                     char out[TP_LEAF_VALUE_MAX])
{
    static const char *const states[] = {"US-NY", "US-IL", "US-MA", "US-WY", "US"};
    const char *const *values = tp_leaf_values(kind, member);
    uint8_t bytes[32];
    uint32_t count = 0;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)tp_rng_u64(rng);
    while (values && values[count])
        count++;
    if (values)
        snprintf(out, TP_LEAF_VALUE_MAX, "%s", values[tp_rng_below(rng, count)]);
    else if (member == TP_LEAF_AGREEMENT_MEMBER)
        tp_hex_encode(bytes, 32, out);
    else if (member == TP_LEAF_DISCLOSURE_MEMBER)
        tp_hex_encode(bytes, 16, out);
    else if (member == TP_LEAF_PARTNER_MEMBER)
        tp_hex_encode(bytes, 8, out);
    else if (member == TP_LEAF_OF_MEMBER)
        snprintf(out, TP_LEAF_VALUE_MAX, "%u", (unsigned)tp_rng_below(rng, 1000));
    else
        snprintf(out, TP_LEAF_VALUE_MAX, "%s", states[tp_rng_below(rng, TP_ARRAY_LENGTH(states))]);
}

/* A leaf of KIND with random values, and random optional members; nothing is committed to yet. */
static inline void leaf_random(enum tp_leaf_kind kind, int64_t time_s, struct tp_rng *rng, struct tp_leaf *out)
{
    char value[TP_LEAF_VALUE_MAX];

    tp_leaf_init(out, kind, time_s);
    for (enum tp_leaf_member member = TP_LEAF_MONTH_MEMBER + 1; member < TP_LEAF_MEMBERS; member++) {
        enum tp_leaf_presence presence = tp_leaf_presence(kind, member);

        leaf_random_value(kind, member, rng, value);
        if (presence == TP_LEAF_MUST || (presence == TP_LEAF_MAY && tp_rng_below(rng, 4) > 0))
            tp_leaf_set(out, member, value);
    }
    if (kind == TP_LEAF_DECISION) {
        leaf_random_value(kind, TP_LEAF_CLAUSES_MEMBER, rng, value);
        tp_leaf_set(out, TP_LEAF_CLAUSES_MEMBER,
                    strcmp(out->values[TP_LEAF_EFFECT_MEMBER], "allowed") == 0 ? NULL : value);
    }
}

#endif
