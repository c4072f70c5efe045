/* SPDX-License-Identifier: Apache-2.0 */
/* The sample transactions: old and new tags, records with and without tags, separators inside images. */
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

/* 8 x 4 pixels with every separator among them. */
static const uint8_t pixels[32] = {0x00, 0x10, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0xff, 0x1c, 0x31, 0x34,
                                   0x2e, 0x30, 0x30, 0x31, 0x3a, 0x39, 0x1d, 0x1c, 0x1c, 0x80, 0x81,
                                   0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x1c};

void sample_tagged(struct tp_buffer *out, const char *tag, const char *rest, const void *image, size_t image_bytes)
{
    const size_t others = strlen(tag) + strlen(rest) + image_bytes + 1;
    char length[24];
    int digits = 1;

    while (snprintf(length, sizeof length, "%zu", others + (size_t)digits) != digits)
        digits++;
    tp_write_bytes(out, tag, strlen(tag));
    tp_write_bytes(out, length, strlen(length));
    tp_write_bytes(out, rest, strlen(rest));
    tp_write_bytes(out, image, image_bytes);
    tp_write_u8(out, 0x1c);
}

static struct sample *add(struct samples *samples, const char *name, unsigned version, const char *types)
{
    struct sample *sample = &samples->items[samples->count++];

    assert_true(samples->count <= TP_ARRAY_LENGTH(samples->items));
    memset(sample, 0, sizeof *sample);
    sample->name = name;
    sample->version = version;
    memcpy(sample->types, types, strlen(types));
    return sample;
}

/* A record of types 3 to 6: LEN 50, IDC, IMP 1, FGP, ISR 1, 8 x 4 pixels, GCA 0. */
static void add_grayscale(struct tp_buffer *out, uint8_t idc, uint8_t position)
{
    const uint8_t head[18] = {0, 0, 0, 50, idc, 1, position, 255, 255, 255, 255, 255, 1, 0, 8, 0, 4, 0};

    tp_write_bytes(out, head, sizeof head);
    tp_write_bytes(out, pixels, sizeof pixels);
}

/* 1993: two-digit field numbers, LEN of the type-1 record written by hand. */
static void make_card_1993(struct samples *samples)
{
    static const char first[] =
        "1.01:124" GS "1.02:0200" GS "1.03:1" US "3" RS "2" US "00" RS "4" US "01" RS "4" US "02" GS "1.04:CAR" GS
        "1.05:19940102" GS "1.06:1" GS "1.07:DAI" GS "1.08:ORI" GS "1.09:TCN-1" GS "1.11:19.69" GS "1.12:19.69" FS;
    struct sample *sample = add(samples, "card-1993", 200, "\1\2\4\4");

    tp_write_bytes(&sample->file, first, sizeof first - 1);
    sample_tagged(&sample->file, "2.01:", GS "2.02:00" GS "2.18:DOE, JANE" GS "2.24:F", NULL, 0);
    add_grayscale(&sample->file, 1, 1);
    add_grayscale(&sample->file, 2, 2);
}

/* 1997: every type without tags. */
static void make_binary_1997(struct samples *samples)
{
    static const uint8_t latent[] = {0, 0, 0, 12, 5, 4, 13, 255, 0x1c, 0x1d, 1, 2};
    static const uint8_t signature[] = {0, 0, 0, 20, 6, 0, 1, 1, 0, 64, 0, 32, 0, 0, 0, 0, 0, 1, 0, 255};
    struct sample *sample = add(samples, "binary-1997", 201, "\1\2\3\5\6\7\10");

    sample_tagged(&sample->file, "1.001:",
                  GS "1.002:0201" GS "1.003:1" US "6" RS "2" US "00" RS "3" US "01" RS "5" US "03" RS "6" US "04" RS
                     "7" US "05" RS "8" US "06" GS "1.004:LFS" GS "1.005:19980506" GS "1.007:DAI" GS "1.008:ORI" GS
                     "1.009:TCN-2" GS "1.011:09.84" GS "1.012:09.84",
                  NULL, 0);
    sample_tagged(&sample->file, "2.001:", GS "2.002:00" GS "2.003:A" US "B" RS "C", NULL, 0);
    add_grayscale(&sample->file, 1, 0);
    add_grayscale(&sample->file, 3, 7);
    add_grayscale(&sample->file, 4, 10);
    tp_write_bytes(&sample->file, latent, sizeof latent);
    tp_write_bytes(&sample->file, signature, sizeof signature);
}

/* 2000: a latent with its minutiae, and a face. */
static void make_latent_2000(struct samples *samples)
{
    struct sample *sample = add(samples, "latent-2000", 300, "\1\2\11\15\12");

    sample_tagged(&sample->file, "1.001:",
                  GS "1.002:0300" GS "1.003:1" US "4" RS "2" US "00" RS "9" US "01" RS "13" US "01" RS "10" US "02" GS
                     "1.004:LFFS" GS "1.005:20010203" GS "1.006:2" GS "1.007:DAI" GS "1.008:ORI" GS "1.009:TCN-3" GS
                     "1.010:TCN-2" GS "1.011:00.00" GS "1.012:00.00",
                  NULL, 0);
    sample_tagged(&sample->file, "2.001:", GS "2.002:00", NULL, 0);
    sample_tagged(&sample->file, "9.001:",
                  GS "9.002:01" GS "9.003:4" GS "9.004:S" GS "9.005:MAKER" US "A" GS "9.006:02" GS "9.007:U" RS "RS" GS
                     "9.008:0100" US "0200" GS "9.009:" GS "9.010:2" GS "9.011:0" GS "9.012:1" US "10002000045" US
                     "15" US "A" RS "2" US "11002100180" US "20" US "B",
                  NULL, 0);
    sample_tagged(&sample->file, "13.001:",
                  GS "13.002:01" GS "13.003:4" GS "13.004:ORI" GS "13.005:20010203" GS "13.006:8" GS "13.007:4" GS
                     "13.008:1" GS "13.009:500" GS "13.010:500" GS "13.011:NONE" GS "13.012:8" GS "13.013:1" GS
                     "13.999:",
                  pixels, sizeof pixels);
    sample_tagged(&sample->file, "10.001:",
                  GS "10.002:02" GS "10.003:FACE" GS "10.004:ORI" GS "10.005:20010203" GS "10.006:8" GS "10.007:4" GS
                     "10.008:1" GS "10.009:100" GS "10.010:100" GS "10.011:NONE" GS "10.012:GRAY" GS "10.999:",
                  pixels, sizeof pixels);
}

/* 2007: palms and a slap, with text in UTF-8. */
static void make_palm_2007(struct samples *samples)
{
    struct sample *sample = add(samples, "palm-2007", 400, "\1\2\17\16");

    sample_tagged(&sample->file, "1.001:",
                  GS "1.002:0400" GS "1.003:1" US "3" RS "2" US "00" RS "15" US "01" RS "14" US "02" GS "1.004:AMN" GS
                     "1.005:20080910" GS "1.007:DAI" GS "1.008:ORI" GS "1.009:TCN-4" GS "1.011:19.69" GS
                     "1.012:19.69" GS "1.013:NORAM" US "1.0" GS "1.014:20080910111213Z" GS "1.015:000" US "ASCII" US RS
                     "003" US "UTF-8" US "2.0",
                  NULL, 0);
    sample_tagged(&sample->file, "2.001:", GS "2.002:00" GS "2.018:\302\305, J\303\226RG", NULL, 0);
    sample_tagged(&sample->file, "15.001:",
                  GS "15.002:01" GS "15.003:10" GS "15.004:ORI" GS "15.005:20080910" GS "15.006:8" GS "15.007:4" GS
                     "15.008:1" GS "15.009:500" GS "15.010:500" GS "15.011:NONE" GS "15.012:8" GS "15.013:21" GS
                     "15.999:",
                  pixels, sizeof pixels);
    sample_tagged(&sample->file, "14.001:",
                  GS "14.002:02" GS "14.003:0" GS "14.004:ORI" GS "14.005:20080910" GS "14.006:8" GS "14.007:4" GS
                     "14.008:1" GS "14.009:500" GS "14.010:500" GS "14.011:NONE" GS "14.012:8" GS "14.013:13" GS
                     "14.021:7" US "0" US "3" US "0" US "3" RS "8" US "4" US "7" US "0" US "3" GS "14.999:",
                  pixels, sizeof pixels);
}

/* 2015: long tags and zero-padded LEN, records of types that are only carried. */
static void make_carried_2015(struct samples *samples)
{
    static const char first[] = "1.0000001:0000000111" GS "1.0000002:0502" GS "1.0000003:1" US "2" RS "98" US "00" RS
                                "99" US "01" GS "1.0000004:XXX" GS "1.0000005:20160102" GS "1.0000009:TCN-5" FS;
    struct sample *sample = add(samples, "carried-2015", 502, "\1\142\143");

    tp_write_bytes(&sample->file, first, sizeof first - 1);
    sample_tagged(&sample->file, "98.001:", GS "98.002:00" GS "98.003:A" US US "B" RS RS "C" GS "98.900:", NULL, 0);
    sample_tagged(&sample->file, "99.001:", GS "99.002:01" GS "99.100:1" GS "99.999:", pixels, sizeof pixels);
}

void samples_make_all(struct samples *samples)
{
    memset(samples, 0, sizeof *samples);
    make_card_1993(samples);
    make_binary_1997(samples);
    make_latent_2000(samples);
    make_palm_2007(samples);
    make_carried_2015(samples);
}

void samples_free(struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++)
        tp_buffer_deinit(&samples->items[i].file);
    samples->count = 0;
}

const struct sample *sample_named(const struct samples *samples, const char *name)
{
    for (size_t i = 0; i < samples->count; i++)
        if (strcmp(samples->items[i].name, name) == 0)
            return &samples->items[i];
    fail_msg("there is no sample %s", name);
    return NULL;
}

void sample_first(struct tp_buffer *out, const char *content)
{
    char rest[256];

    snprintf(rest, sizeof rest,
             GS "1.002:0500" GS "1.003:%s" GS "1.004:CAR" GS "1.005:20260101" GS "1.007:DAI" GS "1.008:ORI" GS
                "1.009:TCN" GS "1.011:00.00" GS "1.012:00.00",
             content);
    sample_tagged(out, "1.001:", rest, NULL, 0);
}

struct tp_transaction *sample_read_file(const struct tp_buffer *file, struct tp_findings *remarks)
{
    struct tp_transaction *transaction;
    struct tp_diag diag;
    char line[700];

    tp_diag_init(&diag);
    tp_findings_init(remarks);
    if (tp_transaction_read(file->data, file->size_bytes, NULL, remarks, &transaction, &diag) != TP_OK) {
        tp_diag_format(&diag, line, sizeof line);
        fail_msg("%s", line);
    }
    return transaction;
}

struct tp_transaction *sample_read(const struct sample *sample)
{
    struct tp_findings remarks;
    struct tp_transaction *transaction = sample_read_file(&sample->file, &remarks);

    if (remarks.count > 0)
        fail_msg("%s: at byte %lld: %s", sample->name, (long long)remarks.items[0].offset_bytes, remarks.items[0].text);
    tp_findings_deinit(&remarks);
    return transaction;
}

void sample_refused(const struct tp_buffer *file, tp_status status, const char *field, int64_t offset_bytes)
{
    struct tp_transaction *transaction;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_transaction_read(file->data, file->size_bytes, NULL, NULL, &transaction, &diag), status);
    assert_null(transaction);
    assert_int_equal(diag.status, status);
    assert_int_equal(diag.offset_bytes, offset_bytes);
    assert_true(diag.text[0] != '\0');
    if (strstr(diag.field, field) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", field, diag.field);
}

void sample_expect_file(const struct tp_transaction *transaction, const struct tp_buffer *file)
{
    size_t size_bytes;
    uint8_t *data;

    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, file->size_bytes);
    assert_memory_equal(data, file->data, size_bytes);
    free(data);
}
