/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of the type-1 record: what it says of the records after it (ANSI/NIST-ITL 1, clauses 5.3, 7.3.1, 8.1). */
#include <stdlib.h>

#include "record/check.h"

enum { VER = 2, CNT = 3, NSR = 11, NTR = 12, DCS = 15, IDC_MAX = 999 };
enum { FINDINGS_OF_CNT = 10 };

/* ---- content ------------------------------------------------------------------------------------------------------
 */

static void check_count(const struct tp_check *check, struct tp_bytes first, size_t listed)
{
    size_t others = tp_transaction_count(check->transaction) - 1;

    if (tp_check_item_number(first, 1, 1) != 1)
        tp_check_error(check, (struct tp_spot){CNT, 1, 1}, "ITL 2011 8.1.3", "the first record must be of type 1");
    if (tp_check_item_number(first, 2, -1) != (int64_t)listed)
        tp_check_error(check, (struct tp_spot){CNT, 1, 2}, "ITL 2011 8.1.3",
                       "the count is not that of the %zu records listed", listed);
    if (listed != others)
        tp_check_error(check, (struct tp_spot){CNT, 0, 0}, "ITL 2011 8.1.3", "%zu records are listed, %zu follow",
                       listed, others);
    if (others == 0)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){CNT, 0, 0}, "ITL 2011 5.3",
                       "there is no record but that of type 1");
}

/* One entry against its record. */
static void check_entry(const struct tp_check *check, const struct tp_subfields *entry)
{
    const struct tp_record *record = tp_transaction_at(check->transaction, entry->number - 1);
    int64_t type = tp_check_item_number(entry->value, 1, -1), idc = tp_check_item_number(entry->value, 2, -1);

    if (!record)
        return;
    if (type != tp_record_type(record))
        tp_check_error(check, (struct tp_spot){CNT, entry->number, 1}, "ITL 2011 8.1.3",
                       "record %u is of type %u, not of the listed one", entry->number, tp_record_type(record));
    else if (idc != tp_record_idc(record))
        tp_check_error(check, (struct tp_spot){CNT, entry->number, 2}, "ITL 2011 8.1.3",
                       "record %u has IDC %d, not the listed one", entry->number, tp_record_idc(record));
}

static void check_content(const struct tp_check *check)
{
    struct tp_subfields entries = tp_check_subfields(check, CNT);
    size_t limit = check->findings->count + FINDINGS_OF_CNT;
    struct tp_bytes first;
    size_t listed = 0;

    if (!tp_check_next(&entries))
        return;
    first = entries.value;
    while (tp_check_next(&entries)) {
        listed++;
        if (check->findings->count < limit)
            check_entry(check, &entries);
    }
    check_count(check, first, listed);
}

/* ---- IDC ----------------------------------------------------------------------------------------------------------
 */

/* Types of which each record is another impression, and so has an IDC of its own. */
static bool is_impression(uint8_t type)
{
    return (type >= 3 && type <= 6) || type == 14 || type == 15 || type == 17 || type == 19;
}

/* The records of one type with one IDC: a second one is reported. */
static void check_unique(const struct tp_check *check)
{
    size_t count = tp_transaction_count(check->transaction);
    size_t limit = check->findings->count + FINDINGS_OF_CNT;
    bool seen[32][IDC_MAX + 1] = {{false}};

    for (size_t i = 1; i < count && check->findings->count < limit; i++) {
        const struct tp_record *record = tp_transaction_at(check->transaction, i);
        struct tp_check at = *check;
        int idc = tp_record_idc(record);
        uint8_t type = tp_record_type(record);
        if (!is_impression(type) || idc < 0 || idc > IDC_MAX)
            continue;
        at.record = record;
        at.place = (uint32_t)i;
        at.type = type;
        if (seen[type][idc])
            tp_check_since(&at, TP_ITL_2011, (struct tp_spot){2, 0, 0}, "ITL 2011 7.3.1",
                           "another record of type %u has IDC %d already", type, idc);
        seen[type][idc] = true;
    }
}

/* IDCs count up by one from 0, several records may share one. */
static void check_sequence(const struct tp_check *check)
{
    size_t count = tp_transaction_count(check->transaction);
    bool seen[IDC_MAX + 1] = {false};
    int highest = -1, lowest = IDC_MAX + 1;
    bool ordered = true;

    for (size_t i = 1; i < count; i++) {
        int idc = tp_record_idc(tp_transaction_at(check->transaction, i));
        if (idc < 0 || idc > IDC_MAX)
            continue;
        ordered = ordered && idc <= highest + 1 + (highest < 0);
        seen[idc] = true;
        highest = TP_MAX(highest, idc);
        lowest = TP_MIN(lowest, idc);
    }
    for (int i = TP_MIN(lowest, 1); i < highest; i++) {
        if (!seen[i]) {
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){0, 0, 0}, "ITL 2011 7.3.1",
                           "the IDCs of the records do not count up by one: there is %d, but no %d", highest, i);
            return;
        }
    }
    if (!ordered)
        tp_check_warning(check, (struct tp_spot){0, 0, 0}, "ITL 2011 7.3.1", "the IDCs of the records do not ascend");
}

/* ---- resolutions --------------------------------------------------------------------------------------------------
 */

/* Types 3 to 7, of which 4 alone counts since 2011. */
static bool has_fixed_resolution_images(const struct tp_check *check)
{
    size_t count = tp_transaction_count(check->transaction);

    for (size_t i = 1; i < count; i++) {
        uint8_t type = tp_record_type(tp_transaction_at(check->transaction, i));
        if (type == 4 || (type >= 3 && type <= 7 && check->version < TP_ITL_2011))
            return true;
    }
    return false;
}

/* "19.69" as 1969; -1 for anything else. */
static int64_t hundredths(struct tp_bytes value)
{
    if (!tp_form_resolution.valid(value))
        return -1;
    return (value.data[0] - '0') * 1000 + (value.data[1] - '0') * 100 + (value.data[3] - '0') * 10 + value.data[4] -
           '0';
}

static void check_resolution(const struct tp_check *check, uint32_t field, int64_t high)
{
    int64_t value = hundredths(tp_check_get(check, field));
    bool images = has_fixed_resolution_images(check);

    if (value < 0)
        return;
    if (!images && value != 0)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){field, 0, 0},
                       field == NSR ? "ITL 2011 8.1.11" : "ITL 2011 8.1.12",
                       "there is no record of type 4, so it must be 00.00");
    else if (images && value == 0)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){field, 0, 0},
                       field == NSR ? "ITL 2011 8.1.11" : "ITL 2011 8.1.12",
                       "00.00 although there are records whose resolution it is");
    else if (images && check->version >= TP_ITL_2011 && (value < 1930 || value > high))
        tp_check_error(check, (struct tp_spot){field, 0, 0}, field == NSR ? "ITL 2011 8.1.11" : "ITL 2011 8.1.12",
                       "out of range: at least 19.30%s", field == NTR ? ", at most 20.08" : "");
}

/* Names that go with the indices of character sets. */
static void check_character_sets(const struct tp_check *check)
{
    struct tp_subfields sets = tp_check_subfields(check, DCS);

    while (sets.number < 1000 && tp_check_next(&sets)) {
        struct tp_bytes name = tp_check_item(sets.value, 2);
        int64_t index = tp_check_item_number(sets.value, 1, -1);
        const char *expected = index == 0   ? "ASCII"
                               : index == 2 ? "UTF-16|UTF16"
                               : index == 3 ? "UTF-8|UTF8"
                               : index == 4 ? "UTF-32|UTF32"
                                            : NULL;
        if (expected && !tp_check_allowed(name, expected))
            tp_check_warning(check, (struct tp_spot){DCS, sets.number, 2}, "ITL 2011 8.1.15",
                             "the name of character set %d is %s", (int)index, expected);
    }
}

static void check_version(const struct tp_check *check)
{
    if (check->version > TP_ITL_2015)
        tp_check_warning(check, (struct tp_spot){VER, 0, 0}, "ITL 2011 8.1.2",
                         "rules are known up to version 0502, by which it is checked");
}

void tp_check_transaction(const struct tp_check *check)
{
    check_version(check);
    check_content(check);
    check_unique(check);
    check_sequence(check);
    check_resolution(check, NSR, 9999);
    check_resolution(check, NTR, 2008);
    check_character_sets(check);
}
