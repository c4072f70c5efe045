/* SPDX-License-Identifier: Apache-2.0 */
/* Minutiae of type-9 records (ANSI/NIST-ITL 1-2011, 8.9). The four blocks say the same with other numbers:
 *
 *   block             minutiae  position from    unit              direction         clause
 *   INCITS 378 (M1)   9.137     top left         pixel (9.130 ff)  2 degrees, as ISO 8.9.5
 *   standard          9.012     bottom left      0.01 mm           degrees, opposite 8.9.2 (deprecated since 2011)
 *   IAFIS             9.023     top left         0.01 mm           degrees, as ISO   FBI EFTS 7, appendix J
 *   extended (EFS)    9.331     top left of the  0.01 mm           degrees, as ISO   8.9.7
 *                               region in 9.300
 *
 * Directions count anticlockwise from the right. "As ISO" is struct tp_minutia's convention, along the ridge away from
 * its end; the standard fields point out of the ridge. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

enum { MINUTIAE_LIMIT = 10000, DIGITS_XYT = 11 };
enum { FULL_CIRCLE = 360 }; /* which real files write where 0 is meant */

#define PX_PER_10_UM (TP_PPI_STANDARD / 2540.0f)

/* A minutia at 500 ppi; y may still count from the bottom. */
struct point {
    float x_px, y_px;
    uint32_t degrees;
    uint8_t type, quality;
};

struct reading {
    const struct tp_transaction *transaction; /* NULL when unknown */
    const struct tp_record *record;
    struct tp_field field;     /* the minutiae */
    struct tp_buffer points;   /* struct point */
    float width_px, height_px; /* of the image at 500 ppi; 0 when nothing says them */
    float scale;               /* to pixels at 500 ppi */
    float left_px, top_px;     /* what is added to positions */
    uint8_t finger;            /* 1..10, 0 unknown */
    struct tp_diag *diag;
};

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

static struct tp_field find_field(const struct tp_record *record, uint32_t number)
{
    for (size_t i = 0; i < tp_record_field_count(record); i++) {
        struct tp_field field = tp_record_field_at(record, i);

        if (field.number == number)
            return field;
    }
    return (struct tp_field){.offset_bytes = -1};
}

static tp_status fail_at(const struct reading *r, struct tp_bytes where, size_t minutia, const char *words)
{
    int64_t offset = r->field.offset_bytes;
    char name[48];

    if (offset >= 0 && where.data)
        offset += where.data - r->field.value.data;
    snprintf(name, sizeof name, "9.%03u, subfield %zu", (unsigned)r->field.number, minutia + 1);
    return tp_fail(r->diag, TP_E_FORMAT, name, offset, "%s", words);
}

static bool number_within(struct tp_bytes text, int64_t low, int64_t high, int64_t *out)
{
    return tp_value_number(text, out) && *out >= low && *out <= high;
}

/* The whole field as a number, OTHERWISE when it is none or out of range. */
static int64_t field_number(const struct reading *r, uint32_t number, int64_t low, int64_t high, int64_t otherwise)
{
    int64_t value;

    return number_within(tp_record_get(r->record, number), low, high, &value) ? value : otherwise;
}

/* ---- what the four blocks share ---------------------------------------------------------------------------------- */

/* One minutia: its items, at most as many as any block needs. */
struct parts {
    struct tp_bytes whole, item[6];
};

static struct parts split(struct tp_bytes subfield)
{
    struct parts parts = {.whole = subfield};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(parts.item); i++)
        if (!tp_value_next(&subfield, TP_US, &parts.item[i]))
            break;
    return parts;
}

typedef tp_status read_fn(const struct reading *r, const struct parts *parts, size_t place, struct point *out);

static tp_status read_points(struct reading *r, uint32_t number, read_fn *read)
{
    struct tp_bytes rest, subfield;
    tp_status status = TP_OK;

    r->field = find_field(r->record, number);
    rest = r->field.value;
    for (size_t i = 0; status == TP_OK && tp_value_next(&rest, TP_RS, &subfield); i++) {
        struct parts parts = split(subfield);
        struct point point = {0};

        if (i == MINUTIAE_LIMIT)
            return tp_fail(r->diag, TP_E_LIMIT, NULL, r->field.offset_bytes, "more than %d minutiae", MINUTIAE_LIMIT);
        status = read(r, &parts, i, &point);
        point.x_px = point.x_px * r->scale + r->left_px;
        point.y_px = point.y_px * r->scale + r->top_px;
        tp_write_bytes(&r->points, &point, sizeof point);
    }
    if (status == TP_OK && r->points.bad)
        status = tp_fail(r->diag, TP_E_MEMORY, NULL, -1, "no memory for the minutiae");
    return status;
}

/* What the block says overrides what the image says, an unknown position does not. */
static void take_position(struct reading *r, int64_t position)
{
    uint8_t finger = tp_record_finger((uint8_t)position);

    r->finger = finger ? finger : r->finger;
}

/* The size of the image with the record's IDC, and the position that it gives. */
static void look_at_image(struct reading *r)
{
    struct tp_record_image image;
    int idc = tp_record_idc(r->record);

    for (size_t i = 1; r->transaction && idc >= 0 && i < tp_transaction_count(r->transaction); i++) {
        const struct tp_record *other = tp_transaction_at(r->transaction, i);
        float scale;

        if (other == r->record || tp_record_idc(other) != idc || tp_record_type(other) == 10 ||
            tp_record_image_info(r->transaction, other, &image, NULL) != TP_OK)
            continue;
        scale = image.ppi > 0 ? TP_PPI_STANDARD / image.ppi : 1;
        r->width_px = (float)image.width_px * scale;
        r->height_px = (float)image.height_px * scale;
        if (image.positions[0] != 255 && image.positions[1] == 255)
            take_position(r, image.positions[0]);
        return;
    }
}

/* XXXXYYYYTTT, the second item of 9.012 and 9.023. */
static bool read_xyt(struct tp_bytes text, struct point *out)
{
    uint32_t values[3] = {0};

    if (text.size_bytes != DIGITS_XYT)
        return false;
    for (unsigned i = 0; i < DIGITS_XYT; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        values[i / 4] = values[i / 4] * 10 + (uint32_t)(text.data[i] - '0');
    }
    out->x_px = (float)values[0];
    out->y_px = (float)values[1];
    out->degrees = values[2];
    return out->degrees <= FULL_CIRCLE;
}

static uint8_t type_of_letter(struct tp_bytes text)
{
    if (tp_value_equals(text, "A") || tp_value_equals(text, "E"))
        return TP_MINUTIA_ENDING;
    return tp_value_equals(text, "B") ? TP_MINUTIA_BIFURCATION : TP_MINUTIA_OTHER;
}

/* 0 a person's, 1 unknown, 2 (best) to 63 (worst). */
static uint8_t quality_of_code(struct tp_bytes text)
{
    int64_t code;

    return number_within(text, 2, 63, &code) ? (uint8_t)(100 - (code - 2) * 99 / 61) : 0;
}

/* ---- the blocks -------------------------------------------------------------------------------------------------- */

static tp_status read_code_point(const struct reading *r, const struct parts *parts, size_t place, struct point *out)
{
    if (!read_xyt(parts->item[1], out))
        return fail_at(r, parts->item[1].data ? parts->item[1] : parts->whole, place,
                       "position and direction must be eleven digits, the direction up to 360");
    out->quality = quality_of_code(parts->item[2]);
    out->type = type_of_letter(parts->item[3]);
    return TP_OK;
}

static tp_status read_standard(struct reading *r)
{
    struct point *points;
    tp_status status;

    take_position(r, field_number(r, 6, 0, 254, 0));
    r->scale = PX_PER_10_UM;
    status = read_points(r, 12, read_code_point);
    if (status != TP_OK)
        return status;
    points = (void *)r->points.data;
    for (size_t i = 0; i < r->points.size_bytes / sizeof *points; i++)
        r->height_px = fmaxf(r->height_px, points[i].y_px);
    for (size_t i = 0; i < r->points.size_bytes / sizeof *points; i++) {
        points[i].y_px = r->height_px - points[i].y_px;
        points[i].degrees = (points[i].degrees + 180) % FULL_CIRCLE;
    }
    return TP_OK;
}

static tp_status read_iafis(struct reading *r)
{
    take_position(r, field_number(r, 14, 0, 254, 0));
    r->scale = PX_PER_10_UM;
    return read_points(r, 23, read_code_point);
}

static tp_status read_m1_point(const struct reading *r, const struct parts *parts, size_t place, struct point *out)
{
    int64_t x, y, angle, type, quality;

    if (!number_within(parts->item[1], 0, 65535, &x) || !number_within(parts->item[2], 0, 65535, &y))
        return fail_at(r, parts->item[1], place, "the position must be two numbers up to 65,535");
    if (!number_within(parts->item[3], 0, 179, &angle))
        return fail_at(r, parts->item[3], place, "the direction must be 0 to 179");
    out->x_px = (float)x;
    out->y_px = (float)y;
    out->degrees = (uint32_t)angle * 2;
    out->type = number_within(parts->item[4], 1, 2, &type) ? (uint8_t)type : TP_MINUTIA_OTHER;
    out->quality = number_within(parts->item[5], 1, 100, &quality) ? (uint8_t)quality : 0;
    return TP_OK;
}

static tp_status read_m1(struct reading *r)
{
    int64_t unit = field_number(r, 130, 1, 2, 0);
    int64_t across = field_number(r, 131, 1, 65535, 0), down = field_number(r, 132, 1, 65535, 0);
    float ppi = roundf((float)across * (unit == 2 ? 2.54f : 1.0f));

    take_position(r, field_number(r, 134, 0, 254, 0));
    r->scale = unit && across ? TP_PPI_STANDARD / ppi : 1;
    if (unit && across && (ppi < 50 || ppi > 5000))
        return tp_fail(r->diag, TP_E_FORMAT, "9.131", find_field(r->record, 131).offset_bytes,
                       "%d pixels for each unit are no resolution of a print", (int)across);
    if (across != down)
        return tp_fail(r->diag, TP_E_UNSUPPORTED, "9.132", find_field(r->record, 132).offset_bytes,
                       "the resolutions in the two directions differ");
    r->width_px = (float)field_number(r, 128, 1, 65535, 0) * r->scale;
    r->height_px = (float)field_number(r, 129, 1, 65535, 0) * r->scale;
    return read_points(r, 137, read_m1_point);
}

static tp_status read_efs_point(const struct reading *r, const struct parts *parts, size_t place, struct point *out)
{
    int64_t x, y, angle;

    if (!number_within(parts->item[0], 0, 99999, &x) || !number_within(parts->item[1], 0, 99999, &y))
        return fail_at(r, parts->item[0], place, "the position must be two numbers up to 99,999");
    if (!number_within(parts->item[2], 0, FULL_CIRCLE, &angle))
        return fail_at(r, parts->item[2].data ? parts->item[2] : parts->whole, place, "the direction must be 0 to 360");
    out->x_px = (float)x;
    out->y_px = (float)y;
    out->degrees = (uint32_t)angle;
    out->type = type_of_letter(parts->item[3]);
    return TP_OK;
}

static tp_status read_efs(struct reading *r)
{
    struct tp_bytes region = tp_record_get(r->record, 300), finger = tp_record_get(r->record, 302);
    int64_t values[4] = {0}, position;

    r->scale = PX_PER_10_UM;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(values); i++)
        if (!number_within(tp_value_item(region, 1, i + 1), 0, 99999, &values[i]))
            values[i] = 0;
    r->left_px = (float)values[2] * r->scale;
    r->top_px = (float)values[3] * r->scale;
    r->width_px = fmaxf(r->width_px, r->left_px + (float)values[0] * r->scale);
    r->height_px = fmaxf(r->height_px, r->top_px + (float)values[1] * r->scale);
    if (number_within(tp_value_item(finger, 1, 1), 0, 254, &position) && tp_value_subfields(finger) == 1)
        take_position(r, position);
    return read_points(r, 331, read_efs_point);
}

/* ---- the template ------------------------------------------------------------------------------------------------ */

/* Best first, so that what a template cannot hold is the worst. */
static int by_quality(const void *a, const void *b)
{
    const struct point *x = a, *y = b;

    if (x->quality != y->quality)
        return x->quality > y->quality ? -1 : 1;
    if (x->y_px < y->y_px || x->y_px > y->y_px)
        return x->y_px < y->y_px ? -1 : 1;
    if (x->x_px < y->x_px || x->x_px > y->x_px)
        return x->x_px < y->x_px ? -1 : 1;
    return (x->degrees > y->degrees) - (x->degrees < y->degrees);
}

static uint16_t whole(float value)
{
    return (uint16_t)lroundf(fminf(fmaxf(value, 0), 65535));
}

static tp_status make_template(struct reading *r, struct tp_template *out)
{
    struct point *points = (void *)r->points.data;
    size_t count = r->points.size_bytes / sizeof *points;
    uint16_t width_px = TP_MAX(whole(r->width_px), 1), height_px = TP_MAX(whole(r->height_px), 1);
    int64_t impression = field_number(r, 3, 0, 254, 255);

    if (count > 0)
        qsort(points, count, sizeof *points, by_quality);
    for (size_t i = 0; i < count; i++) {
        uint16_t x_px = whole(points[i].x_px), y_px = whole(points[i].y_px);

        width_px = x_px >= width_px ? (uint16_t)TP_MIN(x_px + 1, 65535) : width_px;
        height_px = y_px >= height_px ? (uint16_t)TP_MIN(y_px + 1, 65535) : height_px;
        if (i < TP_MINUTIAE_MAX)
            out->minutiae[i] =
                (struct tp_minutia){x_px, y_px, (uint8_t)((points[i].degrees % FULL_CIRCLE * 256 + 180) / FULL_CIRCLE),
                                    points[i].type, points[i].quality};
    }
    if (width_px > TP_TEMPLATE_SIDE_MAX_PX || height_px > TP_TEMPLATE_SIDE_MAX_PX)
        return tp_fail(r->diag, TP_E_LIMIT, NULL, r->field.offset_bytes, "minutiae of an image of %u x %u pixels",
                       width_px, height_px);
    out->minutia_count = (uint8_t)TP_MIN(count, TP_MINUTIAE_MAX);
    out->width_px = width_px;
    out->height_px = height_px;
    out->position = r->finger;
    out->impression = tp_record_impression((uint8_t)impression);
    tp_template_sort(out);
    return TP_OK;
}

tp_status tp_record_template(const struct tp_transaction *transaction, const struct tp_record *record,
                             struct tp_template *out, struct tp_diag *diag)
{
    static const struct {
        uint32_t minutiae;
        tp_status (*read)(struct reading *r);
    } blocks[] = {{137, read_m1}, {12, read_standard}, {23, read_iafis}, {331, read_efs}};
    struct reading r = {.transaction = transaction, .record = record, .diag = diag};
    tp_status status = TP_E_NOT_FOUND;

    tp_template_init(out);
    tp_buffer_init(&r.points);
    if (tp_record_type(record) == 9) {
        look_at_image(&r);
        for (size_t i = 0; i < TP_ARRAY_LENGTH(blocks) && status == TP_E_NOT_FOUND; i++)
            if (tp_record_get(record, blocks[i].minutiae).data)
                status = blocks[i].read(&r);
    }
    if (status == TP_OK)
        status = make_template(&r, out);
    else if (status == TP_E_NOT_FOUND)
        status = tp_fail(diag, status, NULL, tp_record_offset(record), "the record holds no minutiae in a known form");
    if (status != TP_OK)
        tp_template_deinit(out);
    tp_buffer_deinit(&r.points);
    return status;
}
