/* SPDX-License-Identifier: Apache-2.0 */
/* From extracted cards to the prints that a booking keeps: one entry for each impression of a known finger. */
#include "booking/prints.h"

#include <stdlib.h>
#include <string.h>

#include <tenprint/codec.h>

const char *tp_booking_media(struct tp_bytes image)
{
    static const struct {
        const char *start;
        uint8_t bytes;
        const char *media;
    } kinds[] = {
        {"\xff\xa0", 2, "image/x-wsq"},
        {"\xff\xd8\xff", 3, "image/jpeg"},
        {"\x89PNG\r\n\x1a\n", 8, "image/png"},
        {"\0\0\0\x0cjP", 6, "image/jp2"},
        {"\xff\x4f\xff\x51", 4, "image/x-jp2-codestream"},
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(kinds); i++)
        if (image.size_bytes >= kinds[i].bytes && memcmp(image.data, kinds[i].start, kinds[i].bytes) == 0)
            return kinds[i].media;
    return "";
}

static bool is_rolled(const struct tp_template *tmpl)
{
    return tmpl->impression == TP_IMPRESSION_LIVE_ROLLED || tmpl->impression == TP_IMPRESSION_INK_ROLLED;
}

tp_status tp_booking_prints_add(const struct tp_template *tmpl, struct tp_booking_prints *prints, struct tp_diag *diag)
{
    if (prints->count == TP_BOOKING_PRINTS_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "more than %d impressions are no booking", TP_BOOKING_PRINTS_MAX);
    prints->items[prints->count++] = (struct tp_booking_print){.tmpl = tmpl, .media = ""};
    return TP_OK;
}

/* Pixels without a known form, as PNG. */
static tp_status keep_pixels(const struct tp_image *image, struct tp_booking_print *print, struct tp_diag *diag)
{
    size_t size_bytes;
    tp_status status = tp_codec_encode(image, TP_CODEC_PNG, NULL, &print->own, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    print->image = (struct tp_bytes){print->own, size_bytes};
    print->media = "image/png";
    print->width_px = image->width_px;
    print->height_px = image->height_px;
    print->ppi = image->ppi;
    return TP_OK;
}

static tp_status decode(const struct tp_tenprint *card, const struct tp_tenprint_source *source, struct tp_image *out,
                        struct tp_diag *diag)
{
    return tp_record_image_decode(card->transaction, tp_transaction_at(card->transaction, source->place), NULL, NULL,
                                  out, diag);
}

/* The image of a record that shows one finger: as it is, where others can read it. */
static tp_status add_image(const struct tp_tenprint *card, const struct tp_tenprint_source *source,
                           struct tp_booking_print *print, struct tp_diag *diag)
{
    struct tp_record_image info;
    struct tp_image image;
    tp_status status =
        tp_record_image_info(card->transaction, tp_transaction_at(card->transaction, source->place), &info, diag);

    if (status != TP_OK)
        return status == TP_E_NOT_FOUND ? TP_OK : status;
    print->media = tp_booking_media(info.data);
    if (print->media[0]) {
        print->image = info.data;
        print->width_px = info.width_px;
        print->height_px = info.height_px;
        print->ppi = info.ppi;
        return TP_OK;
    }
    status = decode(card, source, &image, diag);
    if (status == TP_OK)
        status = keep_pixels(&image, print, diag);
    tp_image_deinit(&image);
    return status;
}

static tp_status add_source(const struct tp_tenprint *card, const struct tp_tenprint_source *source,
                            struct tp_booking_prints *prints, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < source->print_count; i++) {
        if (source->prints[i].position == TP_POSITION_UNKNOWN)
            continue;
        status = tp_booking_prints_add(&source->prints[i], prints, diag);
        if (status == TP_OK && !source->is_slap && source->type != 9)
            status = add_image(card, source, &prints->items[prints->count - 1], diag);
    }
    return status;
}

/* ---- fingers that only a slap shows -------------------------------------------------------------------------------
 */

static bool has_image(const struct tp_booking_prints *prints, uint8_t position)
{
    for (size_t i = 0; i < prints->count; i++)
        if (prints->items[i].tmpl->position == position && prints->items[i].image.size_bytes > 0)
            return true;
    return false;
}

static bool needs_slap(const struct tp_tenprint_source *source, const struct tp_booking_prints *prints)
{
    bool needed = false;

    for (size_t i = 0; source->is_slap && i < source->print_count; i++)
        needed |= source->prints[i].position != TP_POSITION_UNKNOWN && !has_image(prints, source->prints[i].position);
    return needed;
}

static tp_status cut(const struct tp_tenprint_source *source, const struct tp_image *slap,
                     struct tp_booking_print *print, struct tp_diag *diag)
{
    size_t place = (size_t)(print->tmpl - source->prints);
    struct tp_image finger;
    tp_status status = tp_slap_crop(slap, &source->slap.fingers[place], &finger, diag);

    if (status == TP_OK) {
        finger.ppi = slap->ppi;
        status = keep_pixels(&finger, print, diag);
    }
    tp_image_deinit(&finger);
    return status;
}

static tp_status cut_slap(const struct tp_tenprint *card, const struct tp_tenprint_source *source,
                          struct tp_booking_prints *prints, struct tp_diag *diag)
{
    struct tp_image slap;
    tp_status status;

    if (!needs_slap(source, prints))
        return TP_OK;
    status = decode(card, source, &slap, diag);
    for (size_t i = 0; status == TP_OK && i < prints->count; i++) {
        const struct tp_template *tmpl = prints->items[i].tmpl;
        bool ours = tmpl >= source->prints && tmpl < source->prints + source->print_count;
        if (ours && !has_image(prints, tmpl->position))
            status = cut(source, &slap, &prints->items[i], diag);
    }
    tp_image_deinit(&slap);
    return status;
}

tp_status tp_booking_prints_add_card(const struct tp_tenprint *card, struct tp_booking_prints *prints,
                                     struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < card->count; i++)
        status = add_source(card, &card->sources[i], prints, diag);
    for (size_t i = 0; status == TP_OK && i < card->count; i++)
        status = cut_slap(card, &card->sources[i], prints, diag);
    return status;
}

void tp_booking_prints_deinit(struct tp_booking_prints *prints)
{
    for (size_t i = 0; i < prints->count; i++) {
        if (prints->items[i].own)
            tp_wipe(prints->items[i].own, prints->items[i].image.size_bytes);
        free(prints->items[i].own);
    }
    memset(prints, 0, sizeof *prints);
}

/* ---- what is kept -------------------------------------------------------------------------------------------------
 */

void tp_booking_prints_write(const struct tp_booking_prints *prints, struct tp_json *out)
{
    tp_json_list(out, "prints");
    for (size_t i = 0; i < prints->count; i++) {
        const struct tp_booking_print *print = &prints->items[i];

        tp_json_object(out, NULL);
        tp_json_integer(out, "k", (int64_t)i);
        tp_json_integer(out, "position", print->tmpl->position);
        tp_json_integer(out, "impression", print->tmpl->impression);
        tp_json_integer(out, "quality", print->tmpl->quality);
        tp_json_integer(out, "minutiae", print->tmpl->minutia_count);
        tp_json_integer(out, "width", print->width_px);
        tp_json_integer(out, "height", print->height_px);
        tp_json_integer(out, "ppi", (int64_t)print->ppi);
        tp_json_text(out, "media", print->media);
        tp_json_close(out);
    }
    tp_json_close(out);
}

static unsigned quality_of(const struct tp_template *tmpl)
{
    if (tmpl->minutia_count == 0)
        return 0;
    return tmpl->quality == TP_QUALITY_UNKNOWN ? tmpl->minutia_count : tmpl->quality;
}

/* A rolled print shows more of a finger than a plain one. */
static bool is_better(const struct tp_template *tmpl, const struct tp_template *than)
{
    bool usable = quality_of(tmpl) >= TP_RETAKE_QUALITY, other = quality_of(than) >= TP_RETAKE_QUALITY;

    if (usable != other)
        return usable;
    if (is_rolled(tmpl) != is_rolled(than))
        return is_rolled(tmpl);
    return quality_of(tmpl) > quality_of(than);
}

size_t tp_booking_prints_choose(const struct tp_template *const *templates, size_t count,
                                const struct tp_template *chosen[TP_POSITION_MAX])
{
    const struct tp_template *best[TP_POSITION_MAX + 1] = {NULL};
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct tp_template **place = &best[templates[i]->position];
        if (templates[i]->position != TP_POSITION_UNKNOWN && (!*place || is_better(templates[i], *place)))
            *place = templates[i];
    }
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        if (best[finger] && best[finger]->minutia_count > 0)
            chosen[found++] = best[finger];
    return found;
}
