/* SPDX-License-Identifier: Apache-2.0 */
/* From a transaction, or a CBEFF file of several fingers, to templates: which records show fingers, and of which. */
#include "node/tenprint.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/node.h"
#include "record/record.h"

enum { POSITION_NONE = 255, HEAD_BYTES = 8192, FILE_MAX_BYTES = 256 << 20 };

/* ---- detection --------------------------------------------------------------------------------------------------- */

/* "1.001:", "1.01:" or any other spelling of the first tag. */
static bool begins_with_tag(const uint8_t *data, size_t size_bytes)
{
    struct tp_cursor in = tp_cursor_over(data, TP_MIN(size_bytes, (size_t)16));
    const uint8_t *type = tp_read_bytes(&in, 2);
    unsigned digits = 0;
    uint8_t c;

    if (!type || memcmp(type, "1.", 2) != 0)
        return false;
    while ((c = tp_read_u8(&in)) == '0')
        digits++;
    return digits > 0 && c == '1' && tp_read_u8(&in) == ':';
}

bool tp_tenprint_detect(const uint8_t *data, size_t size_bytes)
{
    return begins_with_tag(data, size_bytes) || tp_niem_detect(data, size_bytes) || tp_bir_detect(data, size_bytes);
}

/* ---- what shows fingers ------------------------------------------------------------------------------------------ */

static bool is_wanted(uint8_t type, enum tp_tenprint_use use)
{
    bool print = type == 3 || type == 4 || type == 14;

    return print || (use == TP_TENPRINT_SEARCH && (type == 7 || type == 13));
}

/* The one position that an image has; 0 when that is unknown, or one of several. */
static uint8_t only_position(const struct tp_record_image *image)
{
    return image->positions[0] != POSITION_NONE && image->positions[1] == POSITION_NONE ? image->positions[0] : 0;
}

/* Whether an image of this position may hold fingers: palms and feet do not. */
static bool may_be_fingers(uint8_t position)
{
    return position <= TP_SLAP_TWO_THUMBS || position == 19; /* 19: joints and tips of a finger */
}

static void add_source(struct tp_tenprint *tenprint, size_t place, uint8_t position)
{
    tenprint->sources[tenprint->count++] =
        (struct tp_tenprint_source){.place = place,
                                    .type = tp_record_type(tp_transaction_at(tenprint->transaction, place)),
                                    .position = position,
                                    .is_slap = position >= TP_SLAP_RIGHT_FOUR && position <= TP_SLAP_TWO_THUMBS};
}

static tp_status list_images(struct tp_tenprint *tenprint, enum tp_tenprint_use use, struct tp_diag *diag)
{
    for (size_t i = 0; i < tp_transaction_count(tenprint->transaction); i++) {
        const struct tp_record *record = tp_transaction_at(tenprint->transaction, i);
        struct tp_record_image image;
        tp_status status;

        if (!is_wanted(tp_record_type(record), use))
            continue;
        status = tp_record_image_info(tenprint->transaction, record, &image, NULL);
        if (status == TP_E_NOT_FOUND)
            continue;
        if (status != TP_OK)
            return tp_record_image_info(tenprint->transaction, record, &image, diag);
        if (may_be_fingers(only_position(&image)))
            add_source(tenprint, i, only_position(&image));
    }
    return TP_OK;
}

static void list_minutiae(struct tp_tenprint *tenprint)
{
    for (size_t i = 0; i < tp_transaction_count(tenprint->transaction); i++) {
        const struct tp_record *record = tp_transaction_at(tenprint->transaction, i);
        struct tp_template tmpl;

        if (tp_record_type(record) != 9)
            continue;
        if (tp_record_template(tenprint->transaction, record, &tmpl, NULL) != TP_E_NOT_FOUND)
            add_source(tenprint, i, 0);
        tp_template_deinit(&tmpl);
    }
}

tp_status tp_tenprint_list(const struct tp_transaction *transaction, enum tp_tenprint_use use, struct tp_tenprint *out,
                           struct tp_diag *diag)
{
    void *memory;
    tp_status status;

    *out = (struct tp_tenprint){.transaction = transaction};
    status = tp_alloc_zero(&memory, tp_transaction_count(transaction), sizeof *out->sources, diag);
    if (status == TP_OK) {
        out->sources = memory;
        status = list_images(out, use, diag);
    }
    if (status == TP_OK && out->count == 0)
        list_minutiae(out);
    if (status == TP_OK && out->count == 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "the transaction holds no %s",
                         use == TP_TENPRINT_SEARCH ? "image or minutiae of a finger" : "rolled or plain print");
    if (status != TP_OK)
        tp_tenprint_deinit(out);
    return status;
}

/* The records of a CBEFF file that hold images of fingers, or those that hold minutiae. */
static void list_packet(struct tp_tenprint *tenprint, bool templates)
{
    for (size_t i = 0; i < tenprint->packet_count; i++) {
        const struct tp_bir *record = &tenprint->packet[i];

        if (strcmp(record->type, "Finger") == 0 &&
            tp_impression_is_template(record->data, record->size_bytes) == templates)
            tenprint->sources[tenprint->count++] =
                (struct tp_tenprint_source){.place = i, .position = tp_bir_position(record)};
    }
}

static tp_status open_packet(const uint8_t *data, size_t size_bytes, struct tp_tenprint *out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_bir_read(data, size_bytes, &out->packet, &out->packet_count, diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, TP_MAX(out->packet_count, (size_t)1), sizeof *out->sources, diag);
    if (status != TP_OK)
        return status;
    out->sources = memory;
    list_packet(out, false);
    if (out->count == 0)
        list_packet(out, true);
    return out->count ? TP_OK : tp_fail(diag, TP_E_NOT_FOUND, "BIR", -1, "no record holds a finger");
}

static tp_status open_transaction(const uint8_t *data, size_t size_bytes, enum tp_tenprint_use use,
                                  struct tp_tenprint *out, struct tp_diag *diag)
{
    struct tp_transaction *transaction;
    tp_status status = tp_transaction_read(data, size_bytes, NULL, NULL, &transaction, diag);

    if (status != TP_OK)
        return status;
    status = tp_tenprint_list(transaction, use, out, diag);
    if (status == TP_OK)
        out->own = transaction;
    else
        tp_transaction_free(&transaction);
    return status;
}

tp_status tp_tenprint_open(const uint8_t *data, size_t size_bytes, enum tp_tenprint_use use, struct tp_tenprint *out,
                           struct tp_diag *diag)
{
    bool is_packet = tp_bir_detect(data, size_bytes) && !tp_niem_detect(data, size_bytes);
    tp_status status;

    memset(out, 0, sizeof *out);
    status = is_packet ? open_packet(data, size_bytes, out, diag) : open_transaction(data, size_bytes, use, out, diag);
    if (status != TP_OK)
        tp_tenprint_deinit(out);
    return status;
}

/* Whether the file's beginning is that of a transaction. */
static bool looks_like_one(const char *path)
{
    uint8_t head[HEAD_BYTES];
    FILE *file = fopen(path, "rb");
    size_t size_bytes = file ? fread(head, 1, sizeof head, file) : 0;

    if (file)
        fclose(file);
    return tp_tenprint_detect(head, size_bytes);
}

tp_status tp_tenprint_load(const char *path, enum tp_tenprint_use use, bool finger_given, bool *is_one,
                           struct tp_tenprint *out, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    memset(out, 0, sizeof *out);
    *is_one = looks_like_one(path);
    if (!*is_one)
        return TP_OK;
    status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_tenprint_open(data, size_bytes, use, out, diag);
    if (status == TP_OK && finger_given && out->packet && out->count == 1) {
        tp_tenprint_deinit(out);
        *is_one = false;
    }
    free(data);
    return tp_diag_in_file(diag, status, path);
}

void tp_tenprint_deinit(struct tp_tenprint *tenprint)
{
    for (size_t i = 0; i < tenprint->count; i++)
        for (size_t j = 0; j < tenprint->sources[i].print_count; j++)
            tp_template_deinit(&tenprint->sources[i].prints[j]);
    free(tenprint->sources);
    tp_bir_free(&tenprint->packet, tenprint->packet_count);
    tp_transaction_free(&tenprint->own);
    memset(tenprint, 0, sizeof *tenprint);
}

/* ---- extraction -------------------------------------------------------------------------------------------------- */

struct work {
    const struct tp_tenprint *tenprint;
    struct tp_tenprint_source *source;
    const struct tp_record *record;
    struct tp_extractor *extractor;
    struct tp_diag *diag;
    struct tp_extract_options options;
};

/* The fingers that 14.018 declares to be missing, in any record of the transaction. */
static uint16_t missing_fingers(const struct tp_transaction *transaction)
{
    uint16_t missing = 0;

    for (size_t i = 0; i < tp_transaction_count(transaction); i++) {
        const struct tp_record *record = tp_transaction_at(transaction, i);
        struct tp_bytes rest = tp_record_get(record, 18), subfield;
        int64_t finger;

        while (tp_record_type(record) == 14 && tp_value_next(&rest, TP_RS, &subfield))
            if (tp_value_number(tp_value_item(subfield, 1, 1), &finger) && finger >= 1 && finger <= TP_POSITION_MAX)
                missing |= TP_FINGER_BIT(finger);
    }
    return missing;
}

static tp_status add_print(struct work *work, const struct tp_image *image, uint8_t finger)
{
    struct tp_template *tmpl = &work->source->prints[work->source->print_count];
    tp_status status;

    work->options.position = finger;
    status = tp_extract(work->extractor, image, &work->options, tmpl, work->diag);
    work->source->print_count += status == TP_OK;
    return status;
}

static tp_status extract_slap(struct work *work, const struct tp_image *image)
{
    const struct tp_slap_options options = {.ppi = work->options.ppi,
                                            .position = work->source->position,
                                            .missing = missing_fingers(work->tenprint->transaction)};
    struct tp_slap *slap = &work->source->slap;
    tp_status status = tp_slap_segment(image, &options, slap, work->diag);

    for (uint32_t i = 0; status == TP_OK && i < slap->finger_count; i++) {
        struct tp_image finger;

        status = tp_slap_crop(image, &slap->fingers[i], &finger, work->diag);
        if (status == TP_OK)
            status = add_print(work, &finger, slap->fingers[i].position);
        tp_image_deinit(&finger);
    }
    return status;
}

static tp_status extract_image(struct work *work)
{
    struct tp_record_image info;
    struct tp_image image;
    tp_status status =
        tp_record_image_decode(work->tenprint->transaction, work->record, NULL, NULL, &image, work->diag);

    if (status == TP_OK)
        status = tp_record_image_info(work->tenprint->transaction, work->record, &info, work->diag);
    if (status == TP_OK) {
        work->source->ppi_assumed = !(work->options.ppi > 0) && !(image.ppi > 0);
        work->options.impression = tp_record_impression(info.impression);
        status = work->source->is_slap ? extract_slap(work, &image)
                                       : add_print(work, &image, tp_record_finger(work->source->position));
    }
    tp_image_deinit(&image);
    return status;
}

/* What a record of a CBEFF file says of the finger goes before what it holds. */
static tp_status extract_packet(struct work *work)
{
    const struct tp_bir *record = &work->tenprint->packet[work->source->place];
    struct tp_found_image found;
    tp_status status;

    if (tp_impression_is_template(record->data, record->size_bytes)) {
        struct tp_template *tmpl = &work->source->prints[0];

        status = tp_template_decode(record->data, record->size_bytes, 0, tmpl, NULL, work->diag);
        work->source->print_count = status == TP_OK;
        if (status == TP_OK && work->source->position != TP_POSITION_UNKNOWN)
            tmpl->position = work->source->position;
        return status;
    }
    status = tp_found_image_decode(record->data, record->size_bytes, &found, work->diag);
    if (status == TP_OK) {
        work->source->ppi_assumed = !(work->options.ppi > 0) && !(found.image.ppi > 0);
        work->options.impression = found.impression;
        status = add_print(work, &found.image, work->source->position ? work->source->position : found.position);
    }
    tp_image_deinit(&found.image);
    return status;
}

static tp_status extract_record(struct work *work)
{
    tp_status status;

    if (work->source->type != 9)
        return extract_image(work);
    status = tp_record_template(work->tenprint->transaction, work->record, &work->source->prints[0], work->diag);
    work->source->print_count = status == TP_OK;
    return status;
}

/* Names the record in a diagnostic that does not. */
static tp_status blame(const struct work *work, tp_status status, const struct tp_diag *inner, struct tp_diag *diag)
{
    if (status == TP_OK)
        return TP_OK;
    if (!work->record)
        return tp_fail(diag, status, NULL, -1, "BIR %zu: %s%s%s", work->source->place + 1, inner->field,
                       inner->field[0] ? ": " : "", inner->text);
    if (inner->field[0])
        return tp_fail(diag, status, inner->field, inner->offset_bytes, "%s", inner->text);
    return tp_fail(diag, status, NULL, tp_record_offset(work->record), "record %zu (type %u): %s",
                   work->source->place + 1, work->source->type, inner->text);
}

tp_status tp_tenprint_extract(struct tp_tenprint *tenprint, size_t source, struct tp_extractor *extractor, float ppi,
                              struct tp_diag *diag)
{
    struct tp_diag inner;
    struct work work = {.tenprint = tenprint,
                        .source = &tenprint->sources[source],
                        .extractor = extractor,
                        .diag = &inner,
                        .options = {.ppi = ppi}};

    tp_diag_init(&inner);
    if (tenprint->packet)
        return blame(&work, extract_packet(&work), &inner, diag);
    work.record = tp_transaction_at(tenprint->transaction, work.source->place);
    return blame(&work, extract_record(&work), &inner, diag);
}

/* ---- all of them ------------------------------------------------------------------------------------------------- */

struct all {
    struct tp_tenprint *tenprint;
    const struct tp_workers *workers;
    float ppi;
    pthread_mutex_t lock; /* of what follows: the first source that failed */
    size_t failed;
    tp_status status;
    struct tp_diag diag;
};

static void extract_one(void *context, size_t index, unsigned worker)
{
    struct all *all = context;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_tenprint_extract(all->tenprint, index, all->workers->extractors[worker], all->ppi, &diag);
    if (status == TP_OK)
        return;
    pthread_mutex_lock(&all->lock);
    if (index < all->failed) {
        all->failed = index;
        all->status = status;
        all->diag = diag;
    }
    pthread_mutex_unlock(&all->lock);
}

tp_status tp_tenprint_extract_all(struct tp_tenprint *tenprint, const struct tp_workers *workers, float ppi,
                                  struct tp_diag *diag)
{
    struct all all = {.tenprint = tenprint, .workers = workers, .ppi = ppi, .failed = SIZE_MAX};

    pthread_mutex_init(&all.lock, NULL);
    tp_pool_run(workers->pool, tenprint->count, extract_one, &all);
    pthread_mutex_destroy(&all.lock);
    if (all.status != TP_OK && diag)
        *diag = all.diag;
    if (all.status == TP_OK && tp_tenprint_print_count(tenprint) == 0)
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "no finger was found in the images");
    return all.status;
}

size_t tp_tenprint_print_count(const struct tp_tenprint *tenprint)
{
    size_t count = 0;

    for (size_t i = 0; i < tenprint->count; i++)
        count += tenprint->sources[i].print_count;
    return count;
}
