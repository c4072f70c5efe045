/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of iris images (ANSI/NIST-ITL 1, clause 8.17). */
#include "record/check.h"

enum { HLL = 6, VLL, RAE = 14, RAU, EAS = 25, SSV = 27, IPB = 33, LEB = 36, NEO };

static void check_boundary(const struct tp_check *check, uint32_t field)
{
    const struct tp_polygon_rule rule = {field, 3, tp_check_number(check, HLL, 0), tp_check_number(check, VLL, 0),
                                         "ITL 2011 8.17"};
    struct tp_subfields path = tp_check_subfields(check, field);

    if (tp_check_next(&path) && path.value.size_bytes > 0) {
        tp_check_curve(check, &path, &rule);
        tp_check_polygon(check, &path, &rule);
    }
}

static void check_occlusions(const struct tp_check *check)
{
    const struct tp_polygon_rule rule = {NEO, 4, tp_check_number(check, HLL, 0), tp_check_number(check, VLL, 0),
                                         "ITL 2011 8.17"};
    struct tp_subfields parts = tp_check_subfields(check, NEO);

    while (parts.number < 100 && tp_check_next(&parts))
        tp_check_polygon(check, &parts, &rule);
}

/* Bounds are given for a spectrum that is DEFINED, in steps of 10 nm. */
static void check_spectrum(const struct tp_check *check)
{
    bool defined = tp_value_equals(tp_check_get(check, EAS), "DEFINED");
    struct tp_bytes bounds = tp_check_get(check, SSV);
    int64_t low = tp_check_item_number(bounds, 1, 0), high = tp_check_item_number(bounds, 2, 0);

    if (defined && !tp_check_has(check, SSV))
        tp_check_error(check, (struct tp_spot){SSV, 0, 0}, "ITL 2011 8.17.26",
                       "SSV is missing, which EAS DEFINED needs");
    if (!tp_check_has(check, SSV))
        return;
    if (!defined)
        tp_check_error(check, (struct tp_spot){SSV, 0, 0}, "ITL 2011 8.17.26", "SSV goes with EAS DEFINED only");
    if (low % 10 != 0 || high % 10 != 0)
        tp_check_error(check, (struct tp_spot){SSV, 0, 0}, "ITL 2011 8.17.26", "a bound is no multiple of 10 nm");
    if (high > 0 && high <= low)
        tp_check_error(check, (struct tp_spot){SSV, 0, 2}, "ITL 2011 8.17.26",
                       "the upper bound is not above the lower one");
}

void tp_check_iris(const struct tp_check *check)
{
    if (check->version < TP_ITL_2011)
        return;
    if (tp_check_has(check, RAE) && !tp_check_has(check, RAU))
        tp_check_error(check, (struct tp_spot){RAU, 0, 0}, "ITL 2011 8.17.15", "RAU is missing, which RAE needs");
    else if (!tp_check_has(check, RAE) && tp_check_has(check, RAU))
        tp_check_error(check, (struct tp_spot){RAU, 0, 0}, "ITL 2011 8.17.15", "RAU goes with RAE, which is missing");
    check_spectrum(check);
    for (uint32_t field = IPB; field <= LEB; field++)
        check_boundary(check, field);
    check_occlusions(check);
}
