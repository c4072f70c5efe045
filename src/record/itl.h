/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the reader of the traditional encoding: what itl_read.c and itl_end.c share. */
#ifndef TP_RECORD_ITL_H
#define TP_RECORD_ITL_H

#include "record/transaction.h"

/* What 1.003 CNT says of one record. */
struct tp_itl_entry {
    uint8_t type; /* 0: no number */
    int16_t idc;  /* -1: no number */
};

struct tp_itl_reader {
    struct tp_cursor in; /* over the whole file */
    struct tp_record_limits limits;
    struct tp_findings *remarks;
    size_t remark_count;
    struct tp_diag *diag;
    struct tp_transaction *transaction;
    struct tp_record *record;     /* being read */
    struct tp_itl_entry *entries; /* owned; the records after the first */
    size_t entry_count, next_entry;
    uint64_t item_count;         /* of all records so far */
    uint64_t declared;           /* the record's LEN; 0 when it is no number */
    const uint8_t *declared_end; /* where it ends by LEN; NULL when that is not in the file */
    bool trusted;                /* there is a separator in front of that place, and a record or nothing behind it */
};

struct tp_itl_tag {
    uint32_t type, number;
    size_t size_bytes;
};

/* ---- itl_read.c -------------------------------------------------------------------------------------------------- */

/* Fails at AT with FIELD of the record being read, or of the one about to be when there is none. */
tp_status tp_itl_refuse(const struct tp_itl_reader *reader, tp_status status, const char *field, const uint8_t *at,
                        const char *format, ...) TP_PRINTF(5, 6);

/* What a remark is about, which gives its severity and rule. */
enum tp_itl_topic {
    TP_ITL_LEN,
    TP_ITL_LEN_SLIP, /* LEN leaves out the file separator */
    TP_ITL_CNT,
    TP_ITL_SEPARATORS,
    TP_ITL_PADDING,
    TP_ITL_VERSION
};
/* A remark on field FIELD, at AT. After a thousand there are no more. */
void tp_itl_remark(struct tp_itl_reader *reader, enum tp_itl_topic topic, uint32_t field, const uint8_t *at,
                   const char *format, ...) TP_PRINTF(5, 6);

/* What CNT says of the record about to be read, or of the one SKIP records later; NULL when it says nothing. */
const struct tp_itl_entry *tp_itl_expected(const struct tp_itl_reader *reader, size_t skip);

/* ---- itl_end.c --------------------------------------------------------------------------------------------------- */

/* "14.013:" at AT, whose file ends at END. */
bool tp_itl_read_tag(const uint8_t *at, const uint8_t *end, struct tp_itl_tag *out);
/* Whether a tagged record starts at AT: the tag of LEN, a number and a separator. */
bool tp_itl_begins_tagged(const uint8_t *at, const uint8_t *end);
/* AT, or the place behind a few line ends when a tagged record starts there. */
const uint8_t *tp_itl_skip_padding(const uint8_t *at, const uint8_t *end);
/* Whether the record after the one being read may start at AT; the end of the file is as good. */
bool tp_itl_begins_next(const struct tp_itl_reader *reader, const uint8_t *at);

/* Takes VALUE as LEN of the record being read. */
void tp_itl_take_length(struct tp_itl_reader *reader, struct tp_bytes value);

/* What ends a value: a separator of fields, one of records, or none. */
enum tp_itl_stop { TP_ITL_STOP_FIELD, TP_ITL_STOP_RECORD, TP_ITL_STOP_NONE };

/* The end of the text at AT, which belongs to field NUMBER. E_TRUNCATED. */
tp_status tp_itl_find_text_end(struct tp_itl_reader *reader, uint32_t number, const uint8_t *at, const uint8_t **end,
                               enum tp_itl_stop *stop);
/* The end of the image at AT, which is the last field. E_TRUNCATED, E_FORMAT. */
tp_status tp_itl_find_image_end(struct tp_itl_reader *reader, const uint8_t *at, const uint8_t **end,
                                enum tp_itl_stop *stop);
/* The size of the record without tags at the cursor, whose LEN is LENGTH: that, or where a tagged record starts close
 * by. */
size_t tp_itl_binary_size(const struct tp_itl_reader *reader, uint32_t length);

#endif
