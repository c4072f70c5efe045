/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of type 9: which fields belong together, and that what is counted is there (ANSI/NIST-ITL 1-2007, clause 14;
 * -2011, clause 8.9). */
#include "record/check.h"

enum {
    FMT = 4,
    OFR,
    FGP,
    FPC,
    CRP,
    DLT,
    MIN,
    RDG,
    MRC,
    M1_FIRST = 126,
    M1_HLL = 128,
    M1_VLL,
    M1_MANDATORY = 136,
    NOM = 136,
    FMD,
    CIN = 139,
    DIN,
    M1_LAST = 150,
    ROI = 300,
    EFS_MINUTIAE = 331,
    EFS_LAST = 399
};
enum { FINDINGS_OF_A_LIST = 5, XYT_BYTES = 11 };

static bool has_any(const struct tp_check *check, uint32_t first, uint32_t last)
{
    size_t count = tp_record_field_count(check->record);

    for (size_t i = 0; i < count; i++) {
        uint32_t number = tp_record_field_at(check->record, i).number;
        if (number >= first && number <= last)
            return true;
    }
    return false;
}

static void check_counted(const struct tp_check *check, uint32_t count_field, uint32_t list, const char *rule)
{
    int64_t declared = tp_check_number(check, count_field, -1);
    int64_t found = (int64_t)tp_value_subfields(tp_check_get(check, list));

    if (declared >= 0 && declared != (tp_check_has(check, list) ? found : 0))
        tp_check_error(check, (struct tp_spot){count_field, 0, 0}, rule, "%lld minutiae are declared, %lld are there",
                       (long long)declared, (long long)(tp_check_has(check, list) ? found : 0));
}

/* Index numbers count from 1. */
static void check_index(const struct tp_check *check, const struct tp_subfields *minutia, uint32_t field,
                        const char *rule)
{
    if (tp_check_item_number(minutia->value, 1, minutia->number) != minutia->number)
        tp_check_error(check, (struct tp_spot){field, minutia->number, 1}, rule,
                       "index numbers count up by one from 1");
}

/* ---- the standard's own fields ------------------------------------------------------------------------------------
 */

static void check_ridge_counts(const struct tp_check *check, const struct tp_subfields *minutia)
{
    struct tp_bytes rest = minutia->value, item;
    uint32_t place = 0;

    while (tp_value_next(&rest, TP_US, &item)) {
        size_t comma = 0;
        if (++place < 5 || item.size_bytes == 0)
            continue;
        while (comma < item.size_bytes && item.data[comma] != ',')
            comma++;
        if (comma == 0 || comma + 1 >= item.size_bytes) {
            tp_check_error(check, (struct tp_spot){MRC, minutia->number, place}, "ITL 2007 14.1.12",
                           "it is no pair of an index and a ridge count");
            return;
        }
    }
}

static void check_standard_minutiae(const struct tp_check *check)
{
    struct tp_subfields minutiae = tp_check_subfields(check, MRC);
    size_t limit = check->findings->count + FINDINGS_OF_A_LIST;

    check_counted(check, MIN, MRC, "ITL 2007 14.1.10");
    while (check->findings->count < limit && tp_check_next(&minutiae)) {
        struct tp_bytes place = tp_check_item(minutiae.value, 2);
        struct tp_bytes angle = {place.data ? place.data + 8 : NULL, 3};
        check_index(check, &minutiae, MRC, "ITL 2007 14.1.12");
        if (place.size_bytes == XYT_BYTES && tp_form_whole.valid(place) && !tp_check_allowed(angle, "0..359"))
            tp_check_error(check, (struct tp_spot){MRC, minutiae.number, 2}, "ITL 2007 14.1.12",
                           "the direction is more than 359 degrees");
        check_ridge_counts(check, &minutiae);
    }
}

/* Fields 005 to 012 and the format that says they are there. */
static void check_format(const struct tp_check *check)
{
    static const uint8_t mandatory[] = {FGP, FPC, MIN, RDG, MRC};
    bool standard = tp_value_equals(tp_check_get(check, FMT), "S");

    for (size_t i = 0; standard && i < sizeof mandatory; i++) {
        if (!tp_check_has(check, mandatory[i]))
            tp_check_error(check, (struct tp_spot){mandatory[i], 0, 0}, "ITL 2007 14.1.4",
                           "%s is missing, which format S needs", tp_dictionary_name(9, mandatory[i], 0)->mnemonic);
    }
    if (standard && !tp_check_has(check, OFR)) /* editions do not agree on it */
        tp_check_warning(check, (struct tp_spot){OFR, 0, 0}, "ITL 2007 14.1.5", "OFR is missing, which format S has");
    for (uint32_t field = OFR; !standard && field <= MRC; field++) {
        if (tp_check_has(check, field))
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){field, 0, 0}, "ITL 2011 8.9.4",
                           "%s goes with format S only", tp_dictionary_name(9, field, 0)->mnemonic);
    }
}

/* ---- the INCITS 378 block -----------------------------------------------------------------------------------------
 */

/* x and y at items ITEM and ITEM + 1 of each subfield are inside the image. */
static void check_inside(const struct tp_check *check, uint32_t field, uint32_t item)
{
    struct tp_subfields points = tp_check_subfields(check, field);
    int64_t width = tp_check_number(check, M1_HLL, 0), height = tp_check_number(check, M1_VLL, 0);
    size_t limit = check->findings->count + FINDINGS_OF_A_LIST;

    while (check->findings->count < limit && tp_check_next(&points)) {
        if (width > 0 && tp_check_item_number(points.value, item, 0) > width)
            tp_check_error(check, (struct tp_spot){field, points.number, item}, "ITL 2011 8.9.7",
                           "x is outside the image");
        if (height > 0 && tp_check_item_number(points.value, item + 1, 0) > height)
            tp_check_error(check, (struct tp_spot){field, points.number, item + 1}, "ITL 2011 8.9.7",
                           "y is outside the image");
    }
}

static void check_incits_minutiae(const struct tp_check *check)
{
    struct tp_subfields minutiae = tp_check_subfields(check, FMD);
    size_t limit = check->findings->count + FINDINGS_OF_A_LIST;

    if (!has_any(check, M1_FIRST, M1_LAST))
        return;
    for (uint32_t field = M1_FIRST; field <= M1_MANDATORY; field++) {
        if (!tp_check_has(check, field))
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){field, 0, 0}, "ITL 2011 8.9.7",
                           "%s is missing, which an INCITS 378 block needs", tp_dictionary_name(9, field, 0)->mnemonic);
    }
    check_counted(check, NOM, FMD, "ITL 2011 8.9.7");
    while (check->findings->count < limit && tp_check_next(&minutiae))
        check_index(check, &minutiae, FMD, "ITL 2011 8.9.7");
    check_inside(check, FMD, 2);
    check_inside(check, CIN, 1);
    check_inside(check, DIN, 1);
}

/* ---- the extended feature set -------------------------------------------------------------------------------------
 */

/* A field that says there are no features of a kind, and those features. */
static void check_contradictions(const struct tp_check *check)
{
    static const struct {
        uint16_t none, features;
    } pairs[] = {{325, 320}, {326, 321}, {327, 324}, {334, 331}, {344, 345},
                 {346, 340}, {347, 341}, {348, 342}, {349, 343}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(pairs); i++) {
        if (tp_check_has(check, pairs[i].none) && tp_check_has(check, pairs[i].features))
            tp_check_error(check, (struct tp_spot){pairs[i].none, 0, 0}, "ITL 2011 8.9.8",
                           "it says that there are no features of a kind, 9.%u holds some", pairs[i].features);
    }
}

/* Directions of minutiae end at 359; some write 360 for 0. */
static void check_directions(const struct tp_check *check)
{
    struct tp_subfields minutiae = tp_check_subfields(check, EFS_MINUTIAE);

    while (tp_check_next(&minutiae)) {
        if (tp_check_item_number(minutiae.value, 3, 0) == 360) {
            tp_check_warning(check, (struct tp_spot){EFS_MINUTIAE, minutiae.number, 3}, "ITL 2011 8.9.8",
                             "the direction is 360 degrees, which is written 0");
            return;
        }
    }
}

static void check_extended(const struct tp_check *check)
{
    if (!has_any(check, ROI, EFS_LAST))
        return;
    if (!tp_check_has(check, ROI))
        tp_check_error(check, (struct tp_spot){ROI, 0, 0}, "ITL 2011 8.9.8",
                       "ROI is missing, which the extended feature set needs");
    check_contradictions(check);
    check_directions(check);
}

void tp_check_minutiae(const struct tp_check *check)
{
    check_format(check);
    check_standard_minutiae(check);
    check_incits_minutiae(check);
    check_extended(check);
}
