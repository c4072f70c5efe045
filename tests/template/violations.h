/* SPDX-License-Identifier: Apache-2.0 */
/* A good record, changed in one place each time: the reader names the field and where it lies. */
#ifndef TP_TEST_VIOLATIONS_H
#define TP_TEST_VIOLATIONS_H

#include "random_template.h"
#include "test.h"

#include <stdio.h>

struct violation {
    size_t at; /* where the bytes go */
    const char *bytes;
    size_t size;   /* of the bytes */
    size_t length; /* of the changed record; 0 = as it was */
    tp_status status;
    const char *field;
    int64_t offset;
};

typedef void reseal_fn(uint8_t *record, size_t size_bytes);

/* RESEAL, which may be NULL, mends checksums after the change. */
static inline void check_violations(const uint8_t *good, size_t size_bytes, const struct violation *rows, size_t count,
                                    reseal_fn *reseal)
{
    for (size_t i = 0; i < count; i++) {
        const struct violation *row = &rows[i];
        const size_t length = row->length ? row->length : size_bytes;
        uint8_t record[256] = {0};
        struct tp_template out;
        struct tp_diag diag;

        assert_true(length <= sizeof record && row->at + row->size <= length);
        memcpy(record, good, TP_MIN(length, size_bytes));
        memcpy(record + row->at, row->bytes, row->size);
        if (reseal)
            reseal(record, length);
        tp_diag_init(&diag);
        if (tp_template_decode(record, length, 0, &out, NULL, &diag) != row->status ||
            strcmp(diag.field, row->field) != 0 || diag.offset_bytes != row->offset)
            fail_msg("row %zu: %s, \"%s\" at %lld: %s", i, tp_status_name(diag.status), diag.field,
                     (long long)diag.offset_bytes, diag.text);
        assert_int_equal(diag.status, row->status);
        assert_null(out.field);
        assert_int_equal(out.minutia_count, 0);
    }
}

#endif
