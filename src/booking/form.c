/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a booking's JSON, by a table of its members. */
#include "booking/form.h"

#include <stdio.h>
#include <string.h>

#include <tenprint/codec.h>

struct reading {
    struct tp_booking_form *form;
    struct tp_diag *diag;
};
typedef tp_status read_fn(struct reading *reading, const struct tp_json_value *value, const char *name);

static tp_status wrong(struct reading *reading, const char *name, const char *words)
{
    return tp_fail(reading->diag, TP_E_FORMAT, name, -1, "%s", words);
}

/* ---- facts --------------------------------------------------------------------------------------------------------
 */

static tp_status read_told(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    struct tp_booking_told *told = &reading->form->told;
    const struct {
        const char *name, **out;
    } texts[] = {{"jurisdiction", &told->jurisdiction},
                 {"offence", &told->offence},
                 {"conviction", &told->conviction},
                 {"ori", &told->ori},
                 {"control_number", &told->control_number}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++)
        if (strcmp(texts[i].name, name) == 0)
            *texts[i].out = tp_json_to_text(value);
    return tp_json_to_text(value) ? TP_OK : wrong(reading, name, "must be a text");
}

static tp_status read_categories(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    struct tp_buffer *codes = &reading->form->categories;

    if (tp_json_kind(value) != TP_JSON_LIST || tp_json_count(value) > tp_categories.count)
        return wrong(reading, name, "must be a list of categories");
    for (size_t i = 0; i < tp_json_count(value); i++) {
        const char *code = tp_json_to_text(tp_json_element(value, i));
        if (!code || tp_vocabulary_find(&tp_categories, code) < 0)
            return wrong(reading, name, "must be a list of categories");
        tp_write_text(codes, "%s%s", i ? "," : "", code);
    }
    tp_write_u8(codes, '\0');
    if (codes->bad)
        return tp_fail(reading->diag, TP_E_MEMORY, NULL, -1, "no memory for the categories");
    reading->form->told.categories = (const char *)codes->data;
    return TP_OK;
}

static tp_status read_person(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    char field[64];

    if (tp_json_kind(value) != TP_JSON_OBJECT)
        return wrong(reading, name, "must be an object");
    for (size_t i = 0; i < tp_json_count(value); i++) {
        const char *key;
        tp_json_member_at(value, i, &key);
        snprintf(field, sizeof field, "person.%.40s", key);
        tp_text_make_printable(field);
        if (tp_vocabulary_find(&tp_fields, key) < 0)
            return wrong(reading, field, "there is no member of this name");
    }
    reading->form->person = value;
    return TP_OK;
}

/* {"3": "amputated", "4": "unable"} */
static tp_status read_missing(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    if (tp_json_kind(value) != TP_JSON_OBJECT)
        return wrong(reading, name, "must be an object of fingers and reasons");
    for (size_t i = 0; i < tp_json_count(value); i++) {
        const char *key, *why;
        size_t finger = 1;
        char text[8];

        why = tp_json_to_text(tp_json_member_at(value, i, &key));
        for (; finger <= TP_POSITION_MAX; finger++) {
            snprintf(text, sizeof text, "%zu", finger);
            if (strcmp(text, key) == 0)
                break;
        }
        if (finger > TP_POSITION_MAX || !why || (strcmp(why, "amputated") != 0 && strcmp(why, "unable") != 0))
            return wrong(reading, name, "must name fingers 1 to 10, each amputated or unable");
        reading->form->missing[finger] = why[0] == 'a' ? "XX" : "UP";
    }
    return TP_OK;
}

static tp_status read_bytes(struct reading *reading, const struct tp_json_value *value, const char *name,
                            struct tp_buffer *out)
{
    const char *text = tp_json_to_text(value);
    struct tp_diag inner;
    tp_status status;

    if (!text || text[0] == '\0')
        return wrong(reading, name, "must be bytes in base64");
    tp_diag_init(&inner);
    status = tp_base64_decode(text, out, &inner);
    return status == TP_OK ? TP_OK : tp_fail(reading->diag, status, name, -1, "%s", inner.text);
}

static tp_status read_transaction(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    return read_bytes(reading, value, name, &reading->form->transaction);
}

/* ---- prints -------------------------------------------------------------------------------------------------------
 */

static tp_status read_position(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    struct tp_booking_picture *picture = &reading->form->pictures[reading->form->count - 1];
    int64_t position;

    if (!tp_json_to_integer(value, &position) || position < 1 || position > 15)
        return wrong(reading, name, "must be a friction ridge position, 1 to 15");
    picture->position = (uint8_t)position;
    return TP_OK;
}

static tp_status read_impression(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    static const char *const names[] = {[TP_IMPRESSION_LIVE_PLAIN] = "live-plain",
                                        [TP_IMPRESSION_LIVE_ROLLED] = "live-rolled",
                                        [TP_IMPRESSION_INK_PLAIN] = "ink-plain",
                                        [TP_IMPRESSION_INK_ROLLED] = "ink-rolled"};
    const char *text = tp_json_to_text(value);

    for (size_t i = 0; text && i < TP_ARRAY_LENGTH(names); i++)
        if (strcmp(text, names[i]) == 0) {
            reading->form->pictures[reading->form->count - 1].impression = (uint8_t)i;
            return TP_OK;
        }
    return wrong(reading, name, "must be live-plain, live-rolled, ink-plain or ink-rolled");
}

static tp_status read_ppi(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    double ppi;

    if (!tp_json_to_number(value, &ppi) || !(ppi >= 100 && ppi <= 4000))
        return wrong(reading, name, "must be a number, 100 to 4000");
    reading->form->pictures[reading->form->count - 1].ppi = (float)ppi;
    return TP_OK;
}

static tp_status read_picture(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    struct tp_booking_picture *picture = &reading->form->pictures[reading->form->count - 1];

    if (picture->data.size_bytes > 0)
        return wrong(reading, name, "a print is an image or a template, not both");
    picture->is_template = strcmp(strrchr(name, '.'), ".template") == 0;
    return read_bytes(reading, value, name, &picture->data);
}

static const struct member {
    const char *name;
    read_fn *read;
} print_members[] = {
    {"position", read_position}, {"impression", read_impression}, {"ppi", read_ppi},
    {"image", read_picture},     {"template", read_picture},      {NULL, NULL},
};

static tp_status read_object(struct reading *reading, const struct tp_json_value *object, const struct member *members,
                             const char *prefix)
{
    if (tp_json_kind(object) != TP_JSON_OBJECT)
        return wrong(reading, prefix, "must be an object");
    for (size_t i = 0; i < tp_json_count(object); i++) {
        const char *key;
        const struct tp_json_value *value = tp_json_member_at(object, i, &key);
        const struct member *member = members;
        char name[64];
        tp_status status;

        snprintf(name, sizeof name, "%s%.30s", prefix, key);
        tp_text_make_printable(name);
        while (member->name && strcmp(member->name, key) != 0)
            member++;
        status =
            member->name ? member->read(reading, value, name) : wrong(reading, name, "there is no member of this name");
        if (status != TP_OK)
            return status;
    }
    return TP_OK;
}

static tp_status read_print(struct reading *reading, const struct tp_json_value *value, size_t place)
{
    struct tp_booking_picture *picture = &reading->form->pictures[reading->form->count++];
    char name[64];
    tp_status status;

    tp_buffer_init(&picture->data);
    snprintf(name, sizeof name, "prints[%zu].", place);
    status = read_object(reading, value, print_members, name);
    if (status != TP_OK)
        return status;
    if (picture->position == 0)
        return tp_fail(reading->diag, TP_E_FORMAT, name, -1, "the position is missing");
    if (picture->data.size_bytes == 0)
        return tp_fail(reading->diag, TP_E_FORMAT, name, -1, "the image or template is missing");
    if (picture->is_template && picture->position > TP_POSITION_MAX)
        return tp_fail(reading->diag, TP_E_FORMAT, name, -1, "a template is of one finger, 1 to 10");
    return TP_OK;
}

static tp_status read_prints(struct reading *reading, const struct tp_json_value *value, const char *name)
{
    tp_status status = TP_OK;

    if (tp_json_kind(value) != TP_JSON_LIST || tp_json_count(value) == 0)
        return wrong(reading, name, "must be a list of prints");
    if (tp_json_count(value) > TP_BOOKING_PRINTS_MAX)
        return tp_fail(reading->diag, TP_E_LIMIT, name, -1, "has more than %d prints", TP_BOOKING_PRINTS_MAX);
    for (size_t i = 0; status == TP_OK && i < tp_json_count(value); i++)
        status = read_print(reading, tp_json_element(value, i), i);
    return status;
}

static const struct member root_members[] = {
    {"jurisdiction", read_told},
    {"offence", read_told},
    {"conviction", read_told},
    {"ori", read_told},
    {"control_number", read_told},
    {"categories", read_categories},
    {"person", read_person},
    {"missing", read_missing},
    {"prints", read_prints},
    {"transaction", read_transaction},
    {NULL, NULL},
};

tp_status tp_booking_form_read(const struct tp_json_value *root, struct tp_booking_form *out, struct tp_diag *diag)
{
    struct reading reading = {out, diag};
    const struct tp_booking_told *told = &out->told;
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->categories);
    tp_buffer_init(&out->transaction);
    status = read_object(&reading, root, root_members, "");
    if (status == TP_OK && (out->count > 0) == (out->transaction.size_bytes > 0))
        status = wrong(&reading, "prints", "there must be prints, or a transaction, and not both");
    if (status == TP_OK && out->transaction.size_bytes > 0 && (told->ori || told->control_number || out->person))
        status = wrong(&reading, "transaction", "says agency, control number and person itself");
    return status;
}

void tp_booking_form_deinit(struct tp_booking_form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        tp_wipe(form->pictures[i].data.data, form->pictures[i].data.size_bytes);
        tp_buffer_deinit(&form->pictures[i].data);
    }
    tp_buffer_deinit(&form->categories);
    tp_buffer_deinit(&form->transaction);
    memset(form, 0, sizeof *form);
}

/* ---- a card of it -------------------------------------------------------------------------------------------------
 */

/* The fingers that are declared missing, where extraction looks for them. */
static tp_status write_missing(const struct tp_booking_form *form, struct tp_record *record, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status = TP_OK;

    tp_buffer_init(&text);
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        if (form->missing[finger])
            tp_write_text(&text, "%s%u%c%s", text.size_bytes ? "\x1e" : "", finger, TP_US, form->missing[finger]);
    if (text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the card");
    else if (text.size_bytes > 0)
        status = tp_record_set(record, 18, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status write_record(const struct tp_booking_form *form, const struct tp_booking_picture *picture,
                              const struct tp_image *image, struct tp_record *record, struct tp_diag *diag)
{
    float ppi = picture->ppi > 0 ? picture->ppi : image->ppi;
    const struct {
        uint32_t field, value;
    } numbers[] = {{3, picture->impression},
                   {6, image->width_px},
                   {7, image->height_px},
                   {8, ppi > 0},
                   {9, (uint32_t)(ppi + 0.5f)},
                   {10, (uint32_t)(ppi + 0.5f)},
                   {12, 8},
                   {13, picture->position}};
    tp_status status = TP_OK;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(numbers) && status == TP_OK; i++)
        status = tp_record_set_text(record, numbers[i].field, diag, "%u", numbers[i].value);
    if (status == TP_OK)
        status = write_missing(form, record, diag);
    return status == TP_OK ? tp_record_set(record, 999, picture->data.data, picture->data.size_bytes, diag) : status;
}

static tp_status add_picture(const struct tp_booking_form *form, size_t place, struct tp_transaction *card,
                             struct tp_diag *diag)
{
    const struct tp_booking_picture *picture = &form->pictures[place];
    struct tp_record *record;
    struct tp_image image;
    struct tp_diag inner;
    char name[64];
    tp_status status;

    tp_diag_init(&inner);
    status = tp_codec_decode(picture->data.data, picture->data.size_bytes, NULL, &image, &inner);
    if (status == TP_OK)
        status = tp_transaction_append(card, 14, (unsigned)place + 1, &record, &inner);
    if (status == TP_OK)
        status = write_record(form, picture, &image, record, &inner);
    tp_image_deinit(&image);
    snprintf(name, sizeof name, "prints[%zu].image", place);
    return status == TP_OK ? TP_OK : tp_fail(diag, status, name, inner.offset_bytes, "%s", inner.text);
}

tp_status tp_booking_form_card(const struct tp_booking_form *form, struct tp_transaction **out, struct tp_diag *diag)
{
    size_t images = 0;
    tp_status status = tp_transaction_new(out, diag);

    for (size_t i = 0; status == TP_OK && i < form->count; i++)
        if (!form->pictures[i].is_template) {
            status = add_picture(form, i, *out, diag);
            images++;
        }
    if (status == TP_OK && images == 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, "prints", -1, "there is no image");
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}
