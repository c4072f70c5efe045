/* SPDX-License-Identifier: Apache-2.0 */
/* Inside transactions: what the reader, the model and the writer of the traditional encoding share. */
#ifndef TP_RECORD_TRANSACTION_H
#define TP_RECORD_TRANSACTION_H

#include "record/record.h"

enum { TP_FIELD_LEN = 1, TP_FIELD_IDC = 2, TP_FIELD_CNT = 3, TP_FIELD_IMAGE = 999, TP_FIELD_MAX = 999999999 };

/* A field. Its value lies in the transaction's file, in its record's texts, or in memory of its own. */
struct tp_stored_field {
    struct tp_bytes value;
    const uint8_t *tag;   /* "14.013:" as it stands in the file; NULL: to be made */
    int64_t offset_bytes; /* as in struct tp_field */
    uint32_t number;
    uint8_t tag_bytes;
    bool owned; /* value.data is to be freed */
};

struct tp_record {
    struct tp_transaction *transaction;
    struct tp_bytes source;         /* the record as it was read; nothing for a new one */
    struct tp_bytes before;         /* stray bytes in front of it, which are kept */
    struct tp_stored_field *fields; /* owned; the first one is LEN, always */
    size_t field_count, field_capacity;
    uint8_t type;
    bool binary;          /* without tags: types 3 to 8 */
    bool changed;         /* differs from source */
    uint8_t tag_digits;   /* of field numbers in new tags */
    uint8_t length_width; /* LEN has at least this many digits */
    char length[24];      /* LEN of a changed record */
    char texts[72];       /* the header of a binary record as decimal numbers */
};

struct tp_transaction {
    uint8_t *file; /* owned; NULL for a new one */
    size_t file_bytes;
    struct tp_bytes trailing;   /* what follows the last record in the file */
    struct tp_record **records; /* owned, as are the records */
    size_t record_count, record_capacity;
};

/* ---- transaction.c ---------------------------------------------------------------------------------------------- */

/* An empty transaction that owns FILE from now on, also when it fails. */
TP_NODISCARD tp_status tp_transaction_make(uint8_t *file, size_t file_bytes, struct tp_transaction **out,
                                           struct tp_diag *diag);
/* A new last record without fields. */
TP_NODISCARD tp_status tp_transaction_add(struct tp_transaction *transaction, uint8_t type, struct tp_record **out,
                                          struct tp_diag *diag);
/* Room for one more field at the end: the field, zeroed. */
TP_NODISCARD tp_status tp_record_add_field(struct tp_record *record, uint32_t number, struct tp_stored_field **out,
                                           struct tp_diag *diag);
/* Whether the field's value may be any bytes: the image. */
bool tp_record_holds_bytes(const struct tp_record *record, uint32_t number);

/* ---- itl_binary.c: records without tags ------------------------------------------------------------------------- */

bool tp_binary_type(unsigned type); /* 3 to 8 */
/* The number of the last field, which holds the image: 9 for a type-4 record. */
uint32_t tp_binary_image_field(uint8_t type);
size_t tp_binary_header_bytes(uint8_t type);
/* Fields of RECORD, whose type and source are set. A source without room for the whole header gives the fields that it
 * has room for. */
TP_NODISCARD tp_status tp_binary_read(struct tp_record *record, struct tp_diag *diag);
/* The header fields of a new record: zeros, and no finger positions. */
TP_NODISCARD tp_status tp_binary_make(struct tp_record *record, unsigned idc, struct tp_diag *diag);
/* The record from its fields. E_ARGUMENT naming the field that does not fit. */
TP_NODISCARD tp_status tp_binary_write(const struct tp_record *record, size_t place, struct tp_buffer *out,
                                       struct tp_diag *diag);

/* ---- itl_write.c ------------------------------------------------------------------------------------------------ */

/* Makes LEN of a changed record right. */
void tp_record_measure(struct tp_record *record);
/* "record 3 (type 4), LEN" into OUT, with PLACE counted from 0. */
void tp_record_words(size_t place, uint8_t type, const char *field, char out[64]);

#endif
