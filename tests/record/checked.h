/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions that keep all rules, changes to them, and what the checker says then. */
#ifndef TESTS_RECORD_CHECKED_H
#define TESTS_RECORD_CHECKED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

/* A record of TYPE that keeps all rules of version 0502, as changes of an empty one (see checked_apply). Images have 20
 * x 20 pixels of 8 bits. */
static inline const char *checked_record(uint8_t type)
{
#define CHECKED_IMAGE "6=20;7=20;8=1;9=500;10=500;11=NONE;12=8;999=@400"
    switch (type) {
    case 4:
        return "3=0;4=1^255^255^255^255^255;5=0;6=20;7=20;8=0;9=@400";
    case 9:
        return "3=0;4=S;5=SYSTEM~A;6=1;7=T~LS;10=2;11=1;12=1~01000100359~10~A~2,3^2~02000100000~10~B~1,3";
    case 10:
        return "3=FACE;4=AGENCY;5=20200229;6=20;7=20;8=1;9=72;10=72;11=NONE;12=GRAY;13=20;999=@400";
    case 13:
        return "3=4;4=AGENCY;5=20200229;13=1;" CHECKED_IMAGE;
    case 14:
        return "3=0;4=AGENCY;5=20200229;13=1;" CHECKED_IMAGE;
    case 15:
        return "3=10;4=AGENCY;5=20200229;13=21;" CHECKED_IMAGE;
    case 16:
        return "3=test;4=AGENCY;5=20200229;" CHECKED_IMAGE;
    case 17:
        return "3=1;4=AGENCY;5=20200229;13=GRAY;" CHECKED_IMAGE;
    case 18:
        return "3=1~G~0~NIST;4=AGENCY;5=1;7=1;10=0~NS;11=0";
    case 19:
        return "3=28;4=AGENCY;5=20200229;13=61;" CHECKED_IMAGE;
    case 20:
        return "3=S;4=AGENCY;14=0~~~;15=png~;21=1;994=file";
    case 21:
        return "4=AGENCY;15=DAT~how to;21=1;994=file";
    case 98:
        return "3=1A2B;4=AGENCY;5=0001;6=20200229120000Z";
    case 99:
        return "4=AGENCY;5=20200229;100=0101;101=8;102=100~1A2B~1;103=001B;104=0201;999=@10";
    default:
        return "";
    }
}

/* Sets fields of RECORD: "13=19;14=1~EJI;7!" sets 13, 14 to a value of two items, and removes 7. ~ stands for the
 * separator of items, ^ for that of subfields, @400 for 400 bytes, %41 for a byte. */
static inline void checked_set(struct tp_record *record, uint32_t number, const char *value, size_t length)
{
    uint8_t bytes[4096];
    size_t size = 0;

    if (length > 0 && value[0] == '@') {
        size = strtoul(value + 1, NULL, 10);
        assert_true(size <= sizeof bytes);
        memset(bytes, 'x', size);
    } else {
        for (size_t i = 0; i < length; i++) {
            char hex[3] = {0};
            assert_true(size < sizeof bytes);
            if (value[i] == '%') {
                memcpy(hex, value + i + 1, 2);
                i += 2;
            }
            bytes[size++] = hex[0]            ? (uint8_t)strtoul(hex, NULL, 16)
                            : value[i] == '~' ? TP_US
                            : value[i] == '^' ? TP_RS
                                              : (uint8_t)value[i];
        }
    }
    assert_int_equal(tp_record_set(record, number, bytes, size, NULL), TP_OK);
}

static inline void checked_apply(struct tp_record *record, const char *changes)
{
    while (*changes) {
        char *end;
        uint32_t number = (uint32_t)strtoul(changes, &end, 10);
        size_t length = strcspn(end, ";");
        if (*end == '!')
            tp_record_unset(record, number);
        else
            checked_set(record, number, end + 1, length - 1);
        changes = end + length + (end[length] == ';');
    }
}

/* A transaction of VERSION with one record of each of TYPES, whose IDCs count from 0. */
static inline struct tp_transaction *checked_transaction(unsigned version, const char *types)
{
    struct tp_transaction *transaction;
    struct tp_record *record;
    bool fixed = strchr(types, 4) || strchr(types, 3);

    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    record = tp_transaction_at(transaction, 0);
    assert_int_equal(tp_record_set_text(record, 2, NULL, "%04u", version), TP_OK);
    checked_apply(record, "4=CAR;5=20200229;7=DAI;8=ORI;9=TCN 1/2");
    checked_apply(record, fixed ? "11=19.69;12=19.69" : "11=00.00;12=00.00");
    for (size_t i = 0; types[i]; i++) {
        assert_int_equal(tp_transaction_append(transaction, (uint8_t)types[i], (unsigned)i, &record, NULL), TP_OK);
        checked_apply(record, checked_record((uint8_t)types[i]));
    }
    return transaction;
}

static inline void checked_print(const struct tp_findings *findings, const struct tp_transaction *transaction)
{
    for (size_t i = 0; i < findings->count; i++) {
        char place[128];
        tp_finding_place(&findings->items[i], transaction, place, sizeof place);
        print_message("%s: %s [%s]\n", place, findings->items[i].text, findings->items[i].rule);
    }
}

/* Whether there is a finding about FIELD whose text holds WORDS. */
static inline bool checked_found(const struct tp_findings *findings, enum tp_severity severity, uint32_t field,
                                 const char *words)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct tp_finding *finding = &findings->items[i];
        if (finding->severity == severity && finding->field == field && strstr(finding->text, words))
            return true;
    }
    return false;
}

/* Checks TRANSACTION and frees it: nothing is found when WORDS is NULL, else this about FIELD. */
static inline void checked_expect(struct tp_transaction *transaction, enum tp_severity severity, uint32_t field,
                                  const char *words, const char *what)
{
    struct tp_findings findings;

    tp_findings_init(&findings);
    assert_int_equal(tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, NULL), TP_OK);
    if (words ? !checked_found(&findings, severity, field, words) : findings.count > 0) {
        checked_print(&findings, transaction);
        fail_msg("%s: %s", what, words ? words : "nothing should be found");
    }
    tp_findings_deinit(&findings);
    tp_transaction_free(&transaction);
}

/* One change to the last record of a transaction of TYPES, and what comes of it. */
struct checked_case {
    const char *types, *changes;
    uint32_t field;
    const char *words; /* NULL: nothing is found; with ? in front: a warning */
    unsigned version;  /* 0: 502 */
};

static inline void checked_run(const struct checked_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct checked_case *at = &cases[i];
        bool warning = at->words && at->words[0] == '?';
        struct tp_transaction *transaction = checked_transaction(at->version ? at->version : 502, at->types);
        checked_apply(tp_transaction_at(transaction, tp_transaction_count(transaction) - 1), at->changes);
        checked_expect(transaction, warning ? TP_SEVERITY_WARNING : TP_SEVERITY_ERROR, at->field,
                       at->words ? at->words + warning : NULL, at->changes);
    }
}

#endif
