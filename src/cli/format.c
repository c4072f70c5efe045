/* SPDX-License-Identifier: Apache-2.0 */
/* Small things that several commands read and print alike. */
#include "cli/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

tp_status tp_format_by_name(const char *name, enum tp_template_format *out, struct tp_diag *diag)
{
    static const struct {
        const char *name;
        enum tp_template_format format;
    } known[] = {{"native", TP_FORMAT_NATIVE}, {"iso", TP_FORMAT_ISO_2005}, {"incits", TP_FORMAT_INCITS_2004}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++)
        if (strcmp(known[i].name, name) == 0) {
            *out = known[i].format;
            return TP_OK;
        }
    return tp_fail(diag, TP_E_ARGUMENT, "--format", -1, "'%s' is none of native, iso, incits", name);
}

/* 25000 -> "25,000" */
static void group_digits(unsigned long long value, char *out, size_t size_bytes)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%llu", value);
    size_t used = 0;

    for (int i = 0; i < length && used + 2 < size_bytes; i++) {
        out[used++] = digits[i];
        if ((length - 1 - i) % 3 == 0 && i < length - 1)
            out[used++] = ',';
    }
    out[used] = '\0';
}

void tp_format_rate(double rate, char *out, size_t size_bytes)
{
    double one_in = 1 / rate, unit;
    char number[48];

    if (!(one_in <= 1e9)) {
        snprintf(out, size_bytes, "fewer than 1 in 1,000,000,000");
        return;
    }
    unit = pow(10, TP_MAX(0.0, floor(log10(one_in)) - 1)); /* two digits are meant */
    group_digits((unsigned long long)(round(one_in / unit) * unit), number, sizeof number);
    snprintf(out, size_bytes, "1 in %s", number);
}
