/* SPDX-License-Identifier: Apache-2.0 */
/* People who work here: duties, and the accounts of this node. A record of kind "account" has {duties, password (its
 * hash, absent for one of the identity provider), made}; each change is a record of kind "change" {time, by, account,
 * what, duties}. */
#include <string.h>

#include "crypto/crypto.h"
#include "exchange/exchange.h"

/* ---- duties ------------------------------------------------------------------------------------------------------ */

const char *tp_duty_code(enum tp_duty duty)
{
    static const char *const codes[] = {
#define TP_DUTY_CODE(name, code, words) code,
        TP_DUTY_LIST(TP_DUTY_CODE)
#undef TP_DUTY_CODE
    };

    return codes[duty];
}

int tp_duty_find(const char *code)
{
    for (int i = 0; i < TP_DUTIES; i++)
        if (strcmp(tp_duty_code((enum tp_duty)i), code) == 0)
            return i;
    return -1;
}

tp_status tp_duties_check(uint32_t duties, struct tp_diag *diag)
{
    static const enum tp_duty alone[] = {TP_DUTY_AUDITOR, TP_DUTY_ADMINISTRATOR};

    if (duties == 0 || duties >> TP_DUTIES)
        return tp_fail(diag, TP_E_ARGUMENT, "duties", -1, "an account has at least one duty");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(alone); i++)
        if (duties >> alone[i] & 1 && duties != 1u << alone[i])
            return tp_fail(diag, TP_E_ARGUMENT, "duties", -1, "%s goes together with no other duty",
                           tp_duty_code(alone[i]));
    return TP_OK;
}

tp_status tp_duties_read(const struct tp_json_value *list, const char *field, uint32_t *out, struct tp_diag *diag)
{
    *out = 0;
    if (!list || tp_json_kind(list) != TP_JSON_LIST)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "must be a list of duties");
    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *code = tp_json_to_text(tp_json_element(list, i));
        int duty = code ? tp_duty_find(code) : -1;
        if (duty < 0)
            return tp_fail(diag, TP_E_ARGUMENT, field, -1, "element %zu is no duty", i + 1);
        *out |= 1u << duty;
    }
    return TP_OK;
}

void tp_duties_write(struct tp_json *json, const char *key, uint32_t duties)
{
    tp_json_list(json, key);
    for (int i = 0; i < TP_DUTIES; i++)
        if (duties >> i & 1)
            tp_json_text(json, NULL, tp_duty_code((enum tp_duty)i));
    tp_json_close(json);
}
