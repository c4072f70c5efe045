/* SPDX-License-Identifier: Apache-2.0 */
/* Damaged records: whatever a reader accepts is valid and can be written; it never crashes, leaks or hangs.
 * TP_MUTATIONS sets how many inputs each reader gets (10,000). */
#include "random_template.h"
#include "test.h"

#include <stdlib.h>

static unsigned mutation_count(void)
{
    const char *text = getenv("TP_MUTATIONS");
    const long count = text ? strtol(text, NULL, 10) : 0;

    return count > 0 ? (unsigned)count : 10000;
}

/* One to four changes: a bit, a byte, an extreme byte, a block copied over another, or a cut. The new size.
 */
static size_t mutate(struct tp_rng *rng, uint8_t *data, size_t size_bytes)
{
    static const uint8_t extremes[] = {0, 1, 0x7f, 0x80, 0xff};

    for (unsigned n = 1 + tp_rng_below(rng, 4); n > 0 && size_bytes > 0; n--) {
        /* half of the changes go into the header, where the lengths and counts are */
        const uint32_t reach = tp_rng_below(rng, 2) ? (uint32_t)size_bytes : TP_MIN((uint32_t)size_bytes, 40u);
        uint8_t *at = data + tp_rng_below(rng, reach);

        switch (tp_rng_below(rng, 5)) {
        case 0:
            *at ^= (uint8_t)(1u << tp_rng_below(rng, 8));
            break;
        case 1:
            *at = (uint8_t)tp_rng_u64(rng);
            break;
        case 2:
            *at = extremes[tp_rng_below(rng, sizeof extremes)];
            break;
        case 3: {
            const uint8_t *from = data + tp_rng_below(rng, (uint32_t)size_bytes);
            const size_t room = size_bytes - (size_t)(TP_MAX((const uint8_t *)at, from) - data);
            memmove(at, from, TP_MIN(room, (size_t)8));
            break;
        }
        default:
            size_bytes = tp_rng_below(rng, (uint32_t)size_bytes + 1);
        }
    }
    return size_bytes;
}

/* Makes the length and the checksum of a native record right again, so that damage reaches the rest. */
static void reseal_native(uint8_t *data, size_t size_bytes)
{
    if (size_bytes < 22)
        return;
    for (unsigned i = 0; i < 4; i++)
        data[6 + i] = (uint8_t)(size_bytes >> (24 - 8 * i));
    const uint32_t crc = tp_crc32(data, size_bytes - 4);
    for (unsigned i = 0; i < 4; i++)
        data[size_bytes - 4 + i] = (uint8_t)(crc >> (24 - 8 * i));
}

/* Every byte at the end of its own allocation, where the sanitizer sees a read beyond it. */
static bool decode_alone(const uint8_t *data, size_t size_bytes, struct tp_template *out)
{
    uint8_t *alone = malloc(size_bytes + !size_bytes);
    struct tp_diag diag;
    tp_status status;

    assert_non_null(alone);
    memcpy(alone, data, size_bytes);
    tp_diag_init(&diag);
    status = tp_template_decode(alone, size_bytes, 0, out, NULL, &diag);
    free(alone);
    assert_int_equal(diag.status, status);
    if (status == TP_OK)
        assert_int_equal(tp_template_validate(out, NULL), TP_OK);
    else
        assert_true(diag.text[0] != '\0' && !out->field && out->minutia_count == 0);
    return status == TP_OK;
}

/* The formats that are read only: what a writer of theirs would make of a template. */
enum { ISO_2011 = 100, INCITS_2009 };

static void write_minutiae(const struct tp_template *tmpl, unsigned angles, struct tp_buffer *out)
{
    tp_write_u8(out, tmpl->minutia_count);
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *m = &tmpl->minutiae[i];

        tp_write_u16be(out, (uint16_t)(m->type << 14 | m->x_px));
        tp_write_u16be(out, m->y_px);
        tp_write_u8(out, (uint8_t)(m->theta_q8 * angles / 256));
        tp_write_u8(out, m->quality);
    }
    tp_write_u16be(out, 0);
}

static void write_iso_2011(const struct tp_template *tmpl, struct tp_buffer *out)
{
    const uint32_t length = 18 + 6 + 13 + 6u * tmpl->minutia_count + 2;

    tp_write_bytes(out,
                   "FMR\0"
                   "030\0",
                   8);
    tp_write_u32be(out, 15 + length);
    tp_write_bytes(out, "\0\1\0", 3);
    tp_write_u32be(out, length);
    tp_write_bytes(out, "\x07\xda\1\2\3\4\5\0\6\0\0\0\0\0", 14);
    tp_write_bytes(out, "\1\x32\0\0\0\0", 6);
    tp_write_bytes(out, "\2\0\0\xc5\0\xc5\0", 7);
    tp_write_u16be(out, tmpl->width_px);
    tp_write_u16be(out, tmpl->height_px);
    tp_write_u8(out, 0x60);
    write_minutiae(tmpl, 256, out);
}

static void write_incits_2009(const struct tp_template *tmpl, struct tp_buffer *out)
{
    tp_write_bytes(out,
                   "FMR\0"
                   "030\0",
                   8);
    tp_write_u32be(out, 21 + 17 + 6u * tmpl->minutia_count + 2);
    tp_write_bytes(out, "\1\3\0\0\0\0\0\1\0", 9);
    tp_write_bytes(out, "\2\0\0\x32\0\0\0\0", 8);
    tp_write_u16be(out, tmpl->width_px);
    tp_write_u16be(out, tmpl->height_px);
    tp_write_bytes(out, "\0\xc5\0\xc5", 4);
    write_minutiae(tmpl, 180, out);
}

static void encode(const struct tp_template *tmpl, int format, uint8_t **data, size_t *size_bytes)
{
    struct tp_buffer out;

    if (format < ISO_2011) {
        assert_int_equal(tp_template_encode(tmpl, (enum tp_template_format)format, data, size_bytes, NULL), TP_OK);
        return;
    }
    tp_buffer_init(&out);
    if (format == ISO_2011)
        write_iso_2011(tmpl, &out);
    else
        write_incits_2009(tmpl, &out);
    assert_false(out.bad);
    *data = out.data;
    *size_bytes = out.size_bytes;
}

static void damage(int format, uint64_t seed)
{
    struct tp_rng rng = tp_rng_seed(7, seed);
    const unsigned count = mutation_count();
    unsigned accepted = 0;

    for (unsigned i = 0; i < count; i++) {
        struct tp_template in, out, again;
        uint8_t *data, *rewritten;
        size_t size;

        random_template(&rng, tp_rng_below(&rng, 30), 200, true, &in);
        encode(&in, format, &data, &size);
        if (i == 0) {
            assert_true(decode_alone(data, size, &out) && out.minutia_count == in.minutia_count);
            tp_template_deinit(&out);
        }
        tp_template_deinit(&in);
        size = mutate(&rng, data, size);
        if (format == TP_FORMAT_NATIVE && i % 8)
            reseal_native(data, size);
        if (decode_alone(data, size, &out)) {
            accepted++;
            free(data);
            assert_int_equal(tp_template_encode(&out, TP_FORMAT_NATIVE, &rewritten, &size, NULL), TP_OK);
            assert_int_equal(tp_template_decode(rewritten, size, 0, &again, NULL, NULL), TP_OK);
            assert_true(same_template(&out, &again));
            data = rewritten;
            tp_template_deinit(&again);
        }
        tp_template_deinit(&out);
        free(data);
    }
    print_message("# %u damaged records, %u still valid\n", count, accepted);
}

static void native_records(void **state)
{
    (void)state;
    damage(TP_FORMAT_NATIVE, 1);
}

static void iso_records(void **state)
{
    (void)state;
    damage(TP_FORMAT_ISO_2005, 2);
}

static void incits_records(void **state)
{
    (void)state;
    damage(TP_FORMAT_INCITS_2004, 3);
}

static void iso_2011_records(void **state)
{
    (void)state;
    damage(ISO_2011, 4);
}

static void incits_2009_records(void **state)
{
    (void)state;
    damage(INCITS_2009, 5);
}

/* Every cut of a good record is refused. */
static void every_cut_is_refused(void **state)
{
    static const int formats[] = {TP_FORMAT_NATIVE, TP_FORMAT_ISO_2005, TP_FORMAT_INCITS_2004, ISO_2011, INCITS_2009};
    struct tp_rng rng = tp_rng_seed(8, 0);
    (void)state;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(formats); i++) {
        struct tp_template in, out;
        uint8_t *data;
        size_t size;

        random_template(&rng, 20, 200, true, &in);
        encode(&in, formats[i], &data, &size);
        for (size_t cut = 0; cut < size; cut++)
            assert_false(decode_alone(data, cut, &out));
        tp_template_deinit(&in);
        free(data);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(native_records),   cmocka_unit_test(iso_records),         cmocka_unit_test(incits_records),
    cmocka_unit_test(iso_2011_records), cmocka_unit_test(incits_2009_records), cmocka_unit_test(every_cut_is_refused),
};
TP_TEST_MAIN(tests)
