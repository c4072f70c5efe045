/* SPDX-License-Identifier: Apache-2.0 */
/* Small transactions in the traditional encoding, written byte by byte and not by the program's own writer. */
#ifndef TP_TESTS_RECORD_SAMPLES_H
#define TP_TESTS_RECORD_SAMPLES_H

#include "record/record.h"

struct sample {
    const char *name;
    struct tp_buffer file;
    unsigned version;
    uint8_t types[16]; /* of the records; 0 ends the list */
};

struct samples {
    struct sample items[16];
    size_t count;
};

void samples_make_all(struct samples *samples);
void samples_free(struct samples *samples);
const struct sample *sample_named(const struct samples *samples, const char *name);

/* One tagged record: TAG is "14.001:", REST the other fields, which start with GS; IMAGE follows. LEN is right. */
void sample_tagged(struct tp_buffer *out, const char *tag, const char *rest, const void *image, size_t image_bytes);
/* The transaction of a sample, read without a remark. */
struct tp_transaction *sample_read(const struct sample *sample);

/* A type-1 record, of which the others follow as CONTENT tells ("1" US "0"). */
void sample_first(struct tp_buffer *out, const char *content);
/* Reads FILE, which must work, into a transaction; *REMARKS, which is initialised, has what was remarked. */
struct tp_transaction *sample_read_file(const struct tp_buffer *file, struct tp_findings *remarks);
/* Reads FILE, which must fail, and checks where: a part of the field's words and the offset. */
void sample_refused(const struct tp_buffer *file, tp_status status, const char *field, int64_t offset_bytes);
/* Writes TRANSACTION, which must give FILE. */
void sample_expect_file(const struct tp_transaction *transaction, const struct tp_buffer *file);

/* The separators in string literals. */
#define FS "\034"
#define GS "\035"
#define RS "\036"
#define US "\037"

#endif
