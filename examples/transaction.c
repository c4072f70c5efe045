/* SPDX-License-Identifier: Apache-2.0 */
/* Reads an ANSI/NIST-ITL transaction, checks it and finds the fingers in its images: transaction FILE [OUT TCN] writes
 * it again under another transaction control number. */
#include <stdio.h>
#include <stdlib.h>

#include <tenprint/tenprint.h>

/* A slap holds several fingers; other images of fingers hold one. */
static void print_fingers(const struct tp_image *image, uint8_t position)
{
    const struct tp_slap_options options = {.position = position};
    struct tp_slap slap;

    if (position < TP_SLAP_RIGHT_THUMB || position > TP_SLAP_TWO_THUMBS)
        return;
    if (tp_slap_segment(image, &options, &slap, NULL) != TP_OK)
        return;
    for (uint32_t i = 0; i < slap.finger_count; i++)
        printf("    finger %u at %u,%u\n", slap.fingers[i].position, slap.fingers[i].left_px, slap.fingers[i].top_px);
}

static tp_status print_record(const struct tp_transaction *transaction, const struct tp_record *record,
                              struct tp_diag *diag)
{
    struct tp_record_image info;
    struct tp_image image;
    tp_status status;

    printf("type %u, IDC %d, %zu fields\n", tp_record_type(record), tp_record_idc(record),
           tp_record_field_count(record));
    if (tp_record_image_info(transaction, record, &info, NULL) != TP_OK)
        return TP_OK; /* a record without an image */
    status = tp_record_image_decode(transaction, record, NULL, NULL, &image, diag);
    if (status != TP_OK)
        return status;
    printf("    %s, %u x %u pixels at %.0f ppi, position %u\n", info.compression, image.width_px, image.height_px,
           (double)image.ppi, info.positions[0]);
    print_fingers(&image, info.positions[0]);
    tp_image_deinit(&image);
    return TP_OK;
}

static tp_status write_renamed(struct tp_transaction *transaction, const char *path, const char *number,
                               struct tp_diag *diag)
{
    tp_status status = tp_record_set_text(tp_transaction_at(transaction, 0), 9, diag, "%s", number);

    return status == TP_OK ? tp_transaction_save(transaction, path, diag) : status;
}

int main(int argc, char **argv)
{
    struct tp_transaction *transaction = NULL;
    struct tp_findings findings;
    struct tp_diag diag;
    tp_status status;

    if (argc != 2 && argc != 4) {
        fprintf(stderr, "usage: transaction FILE [OUT TCN]\n");
        return 2;
    }
    tp_diag_init(&diag);
    tp_findings_init(&findings);
    status = tp_transaction_load(argv[1], NULL, &findings, &transaction, &diag);
    if (status == TP_OK)
        status = tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, &diag);
    for (size_t i = 0; status == TP_OK && i < tp_transaction_count(transaction); i++)
        status = print_record(transaction, tp_transaction_at(transaction, i), &diag);
    if (status == TP_OK && argc == 4)
        status = write_renamed(transaction, argv[2], argv[3], &diag);
    if (status == TP_OK)
        printf("%zu findings\n", findings.count);
    for (size_t i = 0; i < findings.count; i++)
        printf("%u.%03u: %s [%s]\n", findings.items[i].type, (unsigned)findings.items[i].field, findings.items[i].text,
               findings.items[i].rule);
    if (status != TP_OK) {
        char line[1024];

        tp_diag_format(&diag, line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
    tp_findings_deinit(&findings);
    tp_transaction_free(&transaction);
    return status == TP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
