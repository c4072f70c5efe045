/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: everything that is done with a transaction. Its images and templates are decoded, it is checked, shown
 * in every form and written; the record target looks at the bytes. */
#include "cli/record_show.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static const struct tp_codec_limits small = {.max_side_px = 1000, .max_pixels = 100000};

static void decode(const struct tp_transaction *transaction, const struct tp_record *record)
{
    struct tp_record_image info;
    struct tp_template minutiae;
    struct tp_findings remarks;
    struct tp_image image;

    tp_findings_init(&remarks);
    (void)!tp_record_image_info(transaction, record, &info, NULL);
    if (tp_record_image_decode(transaction, record, &small, &remarks, &image, NULL) == TP_OK) {
        TP_ASSERT((uint64_t)image.width_px * image.height_px <= small.max_pixels);
        tp_image_deinit(&image);
    }
    (void)!tp_record_template(transaction, record, &minutiae, NULL);
    tp_findings_deinit(&remarks);
}

static void check(const struct tp_transaction *transaction)
{
    struct tp_findings findings;

    tp_findings_init(&findings);
    (void)!tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, NULL);
    (void)!tp_transaction_check(transaction, TP_PROFILE_EBTS, &findings, NULL);
    for (size_t i = 0; i < findings.count; i++)
        for (const char *at = findings.items[i].text; *at; at++)
            TP_ASSERT((uint8_t)*at >= 0x20 && *at != 0x7f);
    tp_findings_deinit(&findings);
}

/* The card decodes with the limits of the program: only where all images are small. */
static bool is_small(const struct tp_transaction *transaction)
{
    struct tp_record_image info;

    for (size_t i = 0; i < tp_transaction_count(transaction); i++)
        if (tp_record_image_info(transaction, tp_transaction_at(transaction, i), &info, NULL) == TP_OK &&
            (info.width_px > 300 || info.height_px > 300))
            return false;
    return true;
}

static void show(const struct tp_transaction *transaction, const struct tp_findings *remarks)
{
    static FILE *nowhere;
    const struct tp_show shown = {.file = "card.an2", .transaction = transaction, .remarks = remarks};
    struct tp_buffer page;

    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    (void)!tp_show_as_text(&shown, nowhere, NULL);
    (void)!tp_show_as_json(&shown, nowhere, NULL);
    (void)!tp_show_as_xml(&shown, nowhere, NULL);
    tp_buffer_init(&page);
    if (is_small(transaction) && tp_show_card(&shown, &page, NULL) == TP_OK)
        for (size_t i = 0; i < page.size_bytes; i++)
            TP_ASSERT(page.data[i] >= 0x20 || page.data[i] == '\n');
    tp_buffer_deinit(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const struct tp_record_limits limits = {.max_records = 30, .max_fields = 500, .max_items = 5000};
    struct tp_transaction *transaction;
    struct tp_findings remarks;
    size_t written_bytes;
    uint8_t *written;

    tp_findings_init(&remarks);
    if (tp_transaction_read(data, size_bytes, &limits, &remarks, &transaction, NULL) == TP_OK) {
        for (size_t i = 0; i < tp_transaction_count(transaction); i++)
            decode(transaction, tp_transaction_at(transaction, i));
        check(transaction);
        show(transaction, &remarks);
        if (tp_transaction_write(transaction, &written, &written_bytes, NULL) == TP_OK)
            free(written);
    }
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    return 0;
}
