/* SPDX-License-Identifier: Apache-2.0 */
/* From what an agency sent to what is kept of it: templates, images of single fingers, the person, the report. */
#include "booking/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

static tp_status read_bytes(struct tp_exchange *exchange, const char *booking, struct tp_booking_material *out,
                            struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    tp_booking_owner(booking, owner);
    status = tp_blob_get(exchange, owner, "transaction", &out->bytes, &out->size_bytes, NULL);
    if (status == TP_E_NOT_FOUND)
        return tp_blob_get(exchange, owner, TP_BLOB_INPUT, &out->bytes, &out->size_bytes, diag);
    return status == TP_OK ? TP_OK : tp_fail(diag, status, owner, -1, "what was submitted cannot be read");
}

/* A form's own templates, with the positions that it gives them. */
static tp_status take_templates(struct tp_booking_material *out, struct tp_diag *diag)
{
    const struct tp_booking_form *form = &out->input.form;

    for (size_t i = 0; i < form->count; i++) {
        const struct tp_booking_picture *picture = &form->pictures[i];
        struct tp_template *tmpl = &out->templates[out->template_count];
        tp_status status;

        if (!picture->is_template)
            continue;
        status = tp_template_decode(picture->data.data, picture->data.size_bytes, 0, tmpl, NULL, diag);
        if (status != TP_OK)
            return status;
        tmpl->position = picture->position;
        if (picture->impression)
            tmpl->impression = picture->impression;
        out->template_count++;
    }
    return TP_OK;
}

/* What is extracted: the file, or a card of the form's images; *ANY is false when there is no image. */
static tp_status open_card(struct tp_booking_material *out, bool *any, struct tp_diag *diag)
{
    struct tp_diag inner;
    tp_status status = TP_OK;

    tp_diag_init(&inner);
    if (!out->input.file)
        status = tp_booking_form_card(&out->input.form, &out->card, &inner);
    *any = status == TP_OK;
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status == TP_OK)
        status =
            tp_tenprint_list(out->input.file ? out->input.file : out->card, TP_TENPRINT_ENROL, &out->tenprint, &inner);
    return tp_diag_pass(diag, status, &inner);
}

/* ---- extraction ---------------------------------------------------------------------------------------------------
 */

/* Whether STATUS is about what was sent, and not about this machine. */
static bool is_of_input(tp_status status)
{
    return status != TP_OK && status != TP_E_MEMORY && status != TP_E_IO && status != TP_E_STORE &&
           status != TP_E_BUSY && status != TP_E_CANCELLED;
}

static tp_status extract(struct tp_exchange *exchange, struct tp_booking_material *out, struct tp_diag *diag)
{
    bool any;
    tp_status status = take_templates(out, diag);

    if (status == TP_OK)
        status = open_card(out, &any, diag);
    if (status == TP_OK && any)
        status = tp_exchange_extract(exchange, &out->tenprint, diag);
    for (size_t i = 0; status == TP_OK && i < out->template_count; i++)
        status = tp_booking_prints_add(&out->templates[i], &out->prints, diag);
    if (status == TP_OK && any)
        status = tp_booking_prints_add_card(&out->tenprint, &out->prints, diag);
    if (status == TP_OK && out->prints.count == 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "no print of a known finger was found");
    return status;
}

/* Whether every finger is where it is said to be. */
static tp_status check_sequence(struct tp_booking_material *out, struct tp_diag *diag)
{
    struct tp_diag inner;
    tp_status status;

    if (out->tenprint.count == 0)
        return TP_OK;
    tp_diag_init(&inner);
    status = tp_sequence_check_prints(&out->tenprint, &out->findings, &inner);
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    return tp_diag_pass(diag, status, &inner);
}

static uint16_t declared_missing(const struct tp_booking_material *material)
{
    unsigned fingers = material->input.file ? tp_booking_declared(material->input.file) : 0;

    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        if (material->input.form.missing[finger])
            fingers |= TP_FINGER_BIT(finger);
    return (uint16_t)fingers;
}

static void judge(struct tp_booking_material *out)
{
    const struct tp_template *pointers[TP_BOOKING_PRINTS_MAX];

    for (size_t i = 0; i < out->prints.count; i++)
        pointers[i] = out->prints.items[i].tmpl;
    tp_booking_judge(pointers, out->prints.count, declared_missing(out), out->report);
}

/* A booking without one usable finger can be neither searched nor found. */
static tp_status need_a_finger(const struct tp_booking_material *material, struct tp_diag *diag)
{
    for (size_t i = 0; i < material->prints.count; i++)
        if (material->prints.items[i].tmpl->minutia_count > 0)
            return TP_OK;
    return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "not one print shows ridges that can be used");
}

void tp_booking_material_init(struct tp_booking_material *out)
{
    memset(out, 0, sizeof *out);
    tp_findings_init(&out->findings);
    tp_findings_init(&out->input.findings);
}

/* STATUS and WHY are those of reading the input. */
static tp_status look(struct tp_exchange *exchange, struct tp_booking_material *out, tp_status status,
                      struct tp_diag *why, struct tp_diag *diag)
{
    if (status == TP_OK)
        status = extract(exchange, out, why);
    if (status == TP_OK)
        status = check_sequence(out, why);
    judge(out);
    if (status == TP_OK)
        status = need_a_finger(out, why);
    if (is_of_input(status)) {
        tp_booking_add_error(&out->findings, why);
        return out->findings.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the findings") : TP_OK;
    }
    if (status != TP_OK && diag)
        *diag = *why;
    return status;
}

tp_status tp_booking_material_look(struct tp_exchange *exchange, struct tp_booking_material *material,
                                   struct tp_diag *diag)
{
    struct tp_diag why;

    tp_diag_init(&why);
    return look(exchange, material, TP_OK, &why, diag);
}

tp_status tp_booking_material_load(struct tp_exchange *exchange, const char *booking, struct tp_booking_material *out,
                                   struct tp_diag *diag)
{
    struct tp_diag why;
    tp_status status;

    tp_booking_material_init(out);
    status = read_bytes(exchange, booking, out, diag);
    if (status != TP_OK)
        return status;
    tp_diag_init(&why);
    status = tp_booking_input_read(out->bytes, out->size_bytes, NULL, &out->input, &why);
    return look(exchange, out, status, &why, diag);
}

void tp_booking_material_deinit(struct tp_booking_material *material)
{
    tp_booking_prints_deinit(&material->prints);
    tp_tenprint_deinit(&material->tenprint);
    for (size_t i = 0; i < material->template_count; i++)
        tp_template_deinit(&material->templates[i]);
    tp_transaction_free(&material->card);
    tp_booking_input_deinit(&material->input);
    tp_findings_deinit(&material->findings);
    tp_blob_free(material->bytes, material->size_bytes);
    memset(material, 0, sizeof *material);
}

const struct tp_transaction *tp_booking_material_file(const struct tp_booking_material *material)
{
    return material->input.file;
}

/* ---- keeping ------------------------------------------------------------------------------------------------------
 */

static tp_status put_json(struct tp_exchange *exchange, const char *owner, const char *name, const struct tp_json *json,
                          struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_json_write_canonical(json, &text, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, name, text.data, text.size_bytes, diag);
    if (text.data)
        tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status keep_print(struct tp_exchange *exchange, const char *owner, size_t k,
                            const struct tp_booking_print *print, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    char name[40];
    tp_status status = tp_template_encode(print->tmpl, TP_FORMAT_NATIVE, &data, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    snprintf(name, sizeof name, "print/%zu/template", k);
    status = tp_blob_put(exchange, owner, name, data, size_bytes, diag);
    tp_wipe(data, size_bytes);
    free(data);
    if (status != TP_OK || print->image.size_bytes == 0)
        return status;
    snprintf(name, sizeof name, "print/%zu/image", k);
    return tp_blob_put(exchange, owner, name, print->image.data, print->image.size_bytes, diag);
}

static tp_status keep_prints(struct tp_exchange *exchange, const char *owner, const struct tp_booking_prints *prints,
                             struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_booking_prints_write(prints, json);
    status = put_json(exchange, owner, "prints", json, diag);
    for (size_t k = 0; status == TP_OK && k < prints->count; k++)
        status = keep_print(exchange, owner, k, &prints->items[k], diag);
    tp_json_free(&json);
    return status;
}

static tp_status keep_person(struct tp_exchange *exchange, const char *owner,
                             const struct tp_booking_material *material, struct tp_diag *diag)
{
    const struct tp_json_value *person = material->input.form.person, *value;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    if (material->input.file)
        tp_booking_file_person(material->input.file, json);
    for (size_t i = 0; i < tp_json_count(person); i++) {
        const char *key;
        value = tp_json_member_at(person, i, &key);
        tp_json_copy(json, key, value);
    }
    status = put_json(exchange, owner, "person", json, diag);
    tp_json_free(&json);
    return status;
}

/* Findings of the file first, then those of its prints. */
static tp_status keep_report(struct tp_exchange *exchange, const char *owner,
                             const struct tp_booking_material *material, struct tp_diag *diag)
{
    struct tp_findings all;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_findings_init(&all);
    for (size_t i = 0; i < material->input.findings.count; i++)
        tp_findings_add(&all, &material->input.findings.items[i], "%s", material->input.findings.items[i].text);
    for (size_t i = 0; i < material->findings.count; i++)
        tp_findings_add(&all, &material->findings.items[i], "%s", material->findings.items[i].text);
    tp_booking_report_write(material->report, json);
    tp_booking_findings_write(&all, material->input.file, json);
    status = all.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the report")
                     : put_json(exchange, owner, TP_BLOB_REPORT, json, diag);
    tp_findings_deinit(&all);
    tp_json_free(&json);
    return status;
}

tp_status tp_booking_material_keep(struct tp_exchange *exchange, const char *booking,
                                   const struct tp_booking_material *material, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    tp_booking_owner(booking, owner);
    status = keep_prints(exchange, owner, &material->prints, diag);
    if (status == TP_OK)
        status = keep_person(exchange, owner, material, diag);
    return status == TP_OK ? keep_report(exchange, owner, material, diag) : status;
}

/* ---- what is kept -------------------------------------------------------------------------------------------------
 */

static tp_status count_prints(struct tp_exchange *exchange, const char *owner, size_t *count, struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_blob_get(exchange, owner, "prints", &data, &size_bytes, diag);

    *count = 0;
    if (status != TP_OK)
        return status;
    status = tp_json_parse((const char *)data, size_bytes, &document, diag);
    if (status == TP_OK)
        *count = tp_json_count(tp_json_member(tp_json_root(document), "prints"));
    tp_json_document_free(&document);
    tp_blob_free(data, size_bytes);
    if (status == TP_OK && (*count == 0 || *count > TP_BOOKING_PRINTS_MAX))
        status = tp_fail(diag, TP_E_STORE, owner, -1, "the list of prints is damaged");
    return status;
}

static tp_status get_template(struct tp_exchange *exchange, const char *owner, size_t k, struct tp_template *out,
                              struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    char name[40];
    tp_status status;

    snprintf(name, sizeof name, "print/%zu/template", k);
    status = tp_blob_get(exchange, owner, name, &data, &size_bytes, diag);
    if (status != TP_OK)
        return status;
    status = tp_template_decode(data, size_bytes, 0, out, NULL, diag);
    tp_blob_free(data, size_bytes);
    return status;
}

tp_status tp_booking_templates(struct tp_exchange *exchange, const char *booking, struct tp_template **out,
                               size_t *count, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    size_t prints;
    void *memory;
    tp_status status;

    *out = NULL;
    *count = 0;
    tp_booking_owner(booking, owner);
    status = count_prints(exchange, owner, &prints, diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, prints, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    *out = memory;
    for (; status == TP_OK && *count < prints; ++*count)
        status = get_template(exchange, owner, *count, &(*out)[*count], diag);
    if (status != TP_OK)
        tp_booking_templates_free(out, *count);
    return status;
}

void tp_booking_templates_free(struct tp_template **templates, size_t count)
{
    for (size_t i = 0; *templates && i < count; i++)
        tp_template_deinit(&(*templates)[i]);
    free(*templates);
    *templates = NULL;
}
