/* SPDX-License-Identifier: Apache-2.0 */
/* What an agency sends: EBTS or JSON, told apart by content, read and judged before anything is changed. */
#include "booking/parts.h"

#include <stdio.h>
#include <string.h>

void tp_booking_owner(const char *booking, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "booking/%.32s", booking);
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

static bool is_json(const void *bytes, size_t size_bytes)
{
    struct tp_cursor in = tp_cursor_over(bytes, size_bytes);
    uint8_t c;

    do
        c = tp_read_u8(&in);
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
    return c == '{';
}

static tp_status read_file(const void *bytes, size_t size_bytes, struct tp_booking_input *out, struct tp_diag *diag)
{
    return tp_booking_check_file(bytes, size_bytes, &out->findings, &out->file, diag);
}

static tp_status read_document(struct tp_booking_input *out, struct tp_diag *diag)
{
    tp_status status = tp_json_parse(out->bytes, out->size_bytes, &out->document, diag);

    if (status == TP_OK)
        status = tp_booking_form_read(tp_json_root(out->document), &out->form, diag);
    if (status == TP_OK && out->form.transaction.size_bytes > 0)
        status = read_file(out->form.transaction.data, out->form.transaction.size_bytes, out, diag);
    return status;
}

tp_status tp_booking_input_read(const void *bytes, size_t size_bytes, const struct tp_booking_told *told,
                                struct tp_booking_input *out, struct tp_diag *diag)
{
    memset(out, 0, sizeof *out);
    tp_findings_init(&out->findings);
    out->bytes = bytes;
    out->size_bytes = size_bytes;
    if (size_bytes == 0)
        return tp_fail(diag, TP_E_FORMAT, "body", -1, "is empty: it must be an EBTS file or JSON");
    if (is_json(bytes, size_bytes))
        return read_document(out, diag);
    if (told)
        out->form.told = *told;
    return read_file(bytes, size_bytes, out, diag);
}

void tp_booking_input_deinit(struct tp_booking_input *input)
{
    tp_transaction_free(&input->file);
    tp_findings_deinit(&input->findings);
    tp_booking_form_deinit(&input->form);
    tp_json_document_free(&input->document);
    memset(input, 0, sizeof *input);
}

/* ---- judging ------------------------------------------------------------------------------------------------------
 */

/* Whether a form's prints can be read at all; extraction comes later. */
static tp_status look_at_prints(const struct tp_booking_form *form, struct tp_diag *diag)
{
    struct tp_transaction *card = NULL;
    struct tp_diag inner;
    tp_status status;

    for (size_t i = 0; i < form->count; i++) {
        const struct tp_booking_picture *picture = &form->pictures[i];
        struct tp_template tmpl;
        char name[32];

        if (!picture->is_template)
            continue;
        tp_diag_init(&inner);
        status = tp_template_decode(picture->data.data, picture->data.size_bytes, 0, &tmpl, NULL, &inner);
        tp_template_deinit(&tmpl);
        snprintf(name, sizeof name, "prints[%zu].template", i);
        if (status != TP_OK)
            return tp_fail(diag, status, name, inner.offset_bytes, "%s", inner.text);
    }
    tp_diag_init(&inner);
    status = tp_booking_form_card(form, &card, &inner);
    tp_transaction_free(&card);
    if (status == TP_OK || status == TP_E_NOT_FOUND)
        return TP_OK;
    return tp_fail(diag, status, inner.field, inner.offset_bytes, "%s", inner.text);
}

tp_status tp_booking_input_judge(struct tp_booking_input *input, const struct tp_config *config, struct tp_diag *diag)
{
    struct tp_booking_facts *facts = &input->facts;
    tp_status status = TP_OK;

    if (input->file) {
        status = tp_booking_file_facts(input->file, facts, diag);
        if (status == TP_OK)
            status = tp_booking_refusal(&input->findings, input->file, diag);
    }
    if (status == TP_OK)
        status = tp_booking_facts_read(&input->form.told, config, facts, diag);
    return status == TP_OK && !input->file ? look_at_prints(&input->form, diag) : status;
}
