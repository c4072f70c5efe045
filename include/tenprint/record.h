/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions of ANSI/NIST-ITL 1 (versions 0200 to 0502): records, fields, subfields and items; what they hold as
 * images and templates; and the checks of the standard and of the FBI's EBTS. */
#ifndef TENPRINT_RECORD_H
#define TENPRINT_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include <tenprint/codec.h>
#include <tenprint/template.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a reader accepts at most; a zero member stands for the default. */
struct tp_record_limits {
    uint64_t max_file_bytes; /* default 256 MiB */
    uint32_t max_records;    /* default 1,000 */
    uint32_t max_fields;     /* of one record, default 20,000 */
    uint32_t max_items;      /* fields, subfields and items of all records, default 1,000,000 */
};

/* Bytes inside a transaction: not terminated, borrowed until the record is changed. data is NULL when there is nothing
 * (an absent field or item), and not NULL for one that is there but empty. */
struct tp_bytes {
    const uint8_t *data;
    size_t size_bytes;
};

/* One field as it stands in its record. A binary record (types 3 to 8) shows its fixed header as fields with decimal
 * values (4.001 LEN .. 4.008 CGA; the six positions of 4.004 are subfields) and its image as the last one. */
struct tp_field {
    uint32_t number;       /* 14.013 -> 13 */
    struct tp_bytes value; /* what follows the colon, with its RS and US separators */
    int64_t offset_bytes;  /* of the value in the file; -1 when it did not come from one */
};

/* ---- findings --------------------------------------------------------------------------------------------------- */

enum tp_severity { TP_SEVERITY_WARNING, TP_SEVERITY_ERROR };

/* A rule that a transaction breaks, and where. */
struct tp_finding {
    enum tp_severity severity;
    uint32_t record;         /* place in the transaction, from 0 */
    uint8_t type;            /* of that record; 0 when the finding is about the whole file */
    uint32_t field;          /* number; 0 when the finding is about the whole record */
    uint32_t subfield, item; /* from 1; 0 when the finding is about the whole field or subfield */
    int64_t offset_bytes;    /* -1 when unknown */
    const char *rule;        /* static: the standard and its clause, "ITL 2011 8.1.3" */
    char text[192];          /* one sentence without a full stop */
};
struct tp_findings {
    struct tp_finding *items; /* owned */
    size_t count, capacity;
    bool bad; /* memory ran out, findings are missing */
};
TP_API void tp_findings_init(struct tp_findings *out);
TP_API void tp_findings_deinit(struct tp_findings *findings);

/* ---- transactions ----------------------------------------------------------------------------------------------- */

struct tp_transaction; /* a file: records in order, the first of type 1 */
struct tp_record;      /* owned by its transaction */

/* Reads the traditional encoding, or the XML (NIEM) one, told apart by content. What keeps the file from being split
 * into records and fields is an error that names record, field and offset; what is merely wrong (a LEN that disagrees
 * with the separators, a CNT that disagrees with the records) is added to REMARKS, which may be NULL. *OUT owns a copy
 * of what it needs of DATA. LIMITS may be NULL. E_FORMAT, E_TRUNCATED, E_LIMIT, E_VERSION, E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_transaction_read(const uint8_t *data, size_t size_bytes,
                                                  const struct tp_record_limits *limits, struct tp_findings *remarks,
                                                  struct tp_transaction **out, struct tp_diag *diag);
TP_API TP_NODISCARD tp_status tp_transaction_load(const char *path, const struct tp_record_limits *limits,
                                                  struct tp_findings *remarks, struct tp_transaction **out,
                                                  struct tp_diag *diag);
/* A transaction with an empty type-1 record. */
TP_API TP_NODISCARD tp_status tp_transaction_new(struct tp_transaction **out, struct tp_diag *diag);
TP_API void tp_transaction_free(struct tp_transaction **transaction);

/* Encodes (traditional encoding) into the new buffer *DATA, to be freed with free(). A record that was not changed is
 * written as it was read, byte for byte; in others LEN is made right, and 1.003 CNT when records were added or removed.
 * E_ARGUMENT when a value cannot be encoded (a binary record whose header does not hold it), E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_transaction_write(const struct tp_transaction *transaction, uint8_t **data,
                                                   size_t *size_bytes, struct tp_diag *diag);
/* The same into a file, replaced atomically. */
TP_API TP_NODISCARD tp_status tp_transaction_save(const struct tp_transaction *transaction, const char *path,
                                                  struct tp_diag *diag);

TP_API size_t tp_transaction_count(const struct tp_transaction *transaction);
/* The record at PLACE, from 0; NULL beyond the last. */
TP_API struct tp_record *tp_transaction_at(const struct tp_transaction *transaction, size_t place);
/* A new last record of TYPE without fields but 001 and, except for type 1, IDC. */
TP_API TP_NODISCARD tp_status tp_transaction_append(struct tp_transaction *transaction, uint8_t type, unsigned idc,
                                                    struct tp_record **record, struct tp_diag *diag);
/* Removes the record at PLACE; the first (type 1) stays. E_ARGUMENT. */
TP_API TP_NODISCARD tp_status tp_transaction_remove(struct tp_transaction *transaction, size_t place,
                                                    struct tp_diag *diag);

/* ---- records and fields ----------------------------------------------------------------------------------------- */

TP_API uint8_t tp_record_type(const struct tp_record *record);
TP_API int tp_record_idc(const struct tp_record *record);        /* -1 when it has none or none that is a number */
TP_API int64_t tp_record_offset(const struct tp_record *record); /* in the file; -1 when it did not come from one */

/* Fields in the order of the record. */
TP_API size_t tp_record_field_count(const struct tp_record *record);
TP_API struct tp_field tp_record_field_at(const struct tp_record *record, size_t place);
/* The value of field NUMBER (its first occurrence); nothing when there is no such field. */
TP_API struct tp_bytes tp_record_get(const struct tp_record *record, uint32_t number);

/* Sets the whole value of a field, separators included; a new field is put where its number belongs, 999 last. The
 * bytes are copied. E_ARGUMENT (a record or group separator inside, except in an image), E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_record_set(struct tp_record *record, uint32_t number, const void *value,
                                            size_t size_bytes, struct tp_diag *diag);
TP_API TP_NODISCARD tp_status tp_record_set_text(struct tp_record *record, uint32_t number, struct tp_diag *diag,
                                                 const char *format, ...) TP_PRINTF(4, 5);
/* Removes all occurrences of a field; none is no error. */
TP_API void tp_record_unset(struct tp_record *record, uint32_t number);

/* How many subfields VALUE has (an absent value 0, others at least 1), and items subfield SUBFIELD (from 1) has. */
TP_API size_t tp_value_subfields(struct tp_bytes value);
TP_API size_t tp_value_items(struct tp_bytes value, size_t subfield);
/* Item ITEM of subfield SUBFIELD, both from 1; ITEM 0 is the whole subfield. Nothing when it is absent. */
TP_API struct tp_bytes tp_value_item(struct tp_bytes value, size_t subfield, size_t item);
/* The whole number that VALUE is, digits with an optional sign; false, and *OUT 0, for anything else. */
TP_API bool tp_value_number(struct tp_bytes value, int64_t *out);
TP_API bool tp_value_equals(struct tp_bytes value, const char *text);

/* ---- what records hold ------------------------------------------------------------------------------------------ */

/* What a record says of its image. */
struct tp_record_image {
    uint32_t width_px, height_px; /* as declared: HLL, VLL */
    float ppi;                    /* from HPS and SLC, or from ISR and the type-1 resolutions; 0 when unknown */
    char compression[8];          /* "NONE", "WSQ20", "JPEGB", "JPEGL", "JP2", "JP2L", "PNG"; also from a CGA number */
    uint8_t positions[6];         /* friction ridge positions; 255 ends the list */
    uint8_t impression;           /* IMP as written, 255 when absent */
    struct tp_bytes data;         /* the image as it stands in the record */
};
/* E_NOT_FOUND when the record holds no image (or one that is "not available"), E_FORMAT. TRANSACTION gives the type-1
 * resolutions. */
TP_API TP_NODISCARD tp_status tp_record_image_info(const struct tp_transaction *transaction,
                                                   const struct tp_record *record, struct tp_record_image *out,
                                                   struct tp_diag *diag);
/* Decodes the image. A size in the image that differs from the declared one is a remark, and the image's own counts.
 * OUT->ppi is the record's, or the image's when the record says none. */
TP_API TP_NODISCARD tp_status tp_record_image_decode(const struct tp_transaction *transaction,
                                                     const struct tp_record *record,
                                                     const struct tp_codec_limits *limits, struct tp_findings *remarks,
                                                     struct tp_image *out, struct tp_diag *diag);

/* The minutiae of a type-9 record, in struct tp_minutia's terms: its INCITS 378 block when there is one, else the
 * standard fields (9.005 to 9.012), the FBI's IAFIS block or the extended feature set. TRANSACTION, which may be NULL,
 * gives what the record itself lacks: the size and the position of the image with the same IDC. E_NOT_FOUND when it
 * holds none of these; E_FORMAT, E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_record_template(const struct tp_transaction *transaction,
                                                 const struct tp_record *record, struct tp_template *out,
                                                 struct tp_diag *diag);

/* ---- checking --------------------------------------------------------------------------------------------------- */

enum tp_profile { TP_PROFILE_ITL, TP_PROFILE_EBTS }; /* the second includes the first */

/* Adds every rule of PROFILE that TRANSACTION breaks to FINDINGS, in the order of the file. E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_transaction_check(const struct tp_transaction *transaction, enum tp_profile profile,
                                                   struct tp_findings *findings, struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
