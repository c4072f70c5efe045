/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the record module: findings, the dictionary of fields, and what the node and the cli use beyond the public
 * header. */
#ifndef TP_RECORD_RECORD_H
#define TP_RECORD_RECORD_H

#include <tenprint/record.h>

#include "base/base.h"

/* Information separators (ANSI/NIST-ITL 1, clause "Information separators"). */
enum { TP_FS = 0x1c, TP_GS = 0x1d, TP_RS = 0x1e, TP_US = 0x1f };

/* ---- findings (findings.c) -------------------------------------------------------------------------------------- */

/* Adds WHERE with the words FORMAT; nothing when FINDINGS is NULL. WHERE->text is not read. */
void tp_findings_add(struct tp_findings *findings, const struct tp_finding *where, const char *format, ...)
    TP_PRINTF(3, 4);
/* Puts the findings behind the first FROM into the order of the file; in one place errors first. */
void tp_findings_sort(struct tp_findings *findings, size_t from);
/* "record 3 (type 14, IDC 2), field 14.013 FGP, subfield 1, item 2" into OUT: how findings and diagnostics name a
 * place. TRANSACTION may be NULL. */
void tp_finding_place(const struct tp_finding *finding, const struct tp_transaction *transaction, char *out,
                      size_t size);

/* ---- values (value.c) ----------------------------------------------------------------------------------------------
 */

/* Walks VALUE in linear time, where tp_value_item starts anew with each call: cuts the next piece up to SEPARATOR
 * (TP_RS or TP_US) off *REST, which is the whole value at first. False after the last one. */
bool tp_value_next(struct tp_bytes *rest, uint8_t separator, struct tp_bytes *piece);

/* ---- text (charset.c) ------------------------------------------------------------------------------------------- */

/* Character encodings, by their numbers in 1.015 DCS. */
enum tp_charset { TP_CHARSET_ASCII, TP_CHARSET_LATIN_1, TP_CHARSET_UTF_16, TP_CHARSET_UTF_8, TP_CHARSET_UTF_32 };

/* The first one in 1.015 that is known and not ASCII, else ASCII. */
enum tp_charset tp_transaction_charset(const struct tp_transaction *transaction);
/* Appends VALUE to OUT as well-formed UTF-8, separators and control codes as they are; U+FFFD for what is no text.
 * ASCII stands for what is not declared too: UTF-8 when it is that, else Windows-1252. */
void tp_value_utf8(enum tp_charset charset, struct tp_bytes value, struct tp_buffer *out);

/* ---- the dictionary (dictionary.c; dictionary_*.c hold the tables) ------------------------------------------------
 */

/* Versions of the standard, by 1.002. */
enum tp_itl_version {
    TP_ITL_1993 = 200,
    TP_ITL_1997 = 201,
    TP_ITL_2000 = 300,
    TP_ITL_2007 = 400,
    TP_ITL_2011 = 500,
    TP_ITL_2013 = 501,
    TP_ITL_2015 = 502
};

/* Character types, to be joined (ANSI/NIST-ITL 1-2011, table "Character types"). */
enum {
    TP_CHARS_NUMERIC = 1,
    TP_CHARS_ALPHA = 2,
    TP_CHARS_SPECIAL = 4,
    TP_CHARS_UNICODE = 8, /* whatever 1.015 declares */
    TP_CHARS_BINARY = 16,
    TP_CHARS_HEX = 32,
    TP_CHARS_BASE64 = 64,
    TP_CHARS_SPACE = 128 /* a blank, which is no special character */
};

/* A form that a value may have to have; "20071331 is not NAME". */
struct tp_form {
    const char *name; /* "a date YYYYMMDD" */
    bool (*valid)(struct tp_bytes value);
};
extern const struct tp_form tp_form_date; /* YYYYMMDD, of the calendar */
extern const struct tp_form tp_form_gmt;  /* YYYYMMDDHHMMSSZ */
extern const struct tp_form tp_form_date_or_gmt;
extern const struct tp_form tp_form_time_index; /* HHMMSSxxx */
extern const struct tp_form tp_form_integer;    /* a whole number, which may be negative */
extern const struct tp_form tp_form_decimal;    /* a number that may have a sign and a fraction */
extern const struct tp_form tp_form_whole;      /* digits only */
extern const struct tp_form tp_form_no_zeros;   /* digits without zeros in front */
extern const struct tp_form tp_form_resolution; /* dd.dd */
extern const struct tp_form tp_form_device;     /* of a device identifier: M or P first */

/* One item, or a field of a single item. Written with the TP_ITEM macros. */
struct tp_item_rule {
    const char *mnemonic, *name;   /* "FGP", "friction ridge generalized position"; NULL when it has none */
    char condition;                /* 'M' mandatory, 'D' dependent (a rule in code decides), 'O' optional */
    uint8_t chars;                 /* TP_CHARS_ */
    uint16_t min_chars, max_chars; /* of a value that is not empty; max 0: no limit */
    const char *values;            /* NULL: any; "A|B C|D" codes, "0..13|-5|255" whole numbers and ranges of them */
    const struct tp_form *form;    /* NULL: none */
};

/* One field of a record type. The same number may have several rules for different versions. */
struct tp_field_rule {
    uint32_t number, last;                 /* last: of a range of fields with the same rule; 0 for a single field */
    const char *mnemonic, *name;           /* "CNT", "transaction content" */
    char condition;                        /* as in struct tp_item_rule, for the field */
    uint16_t min_subfields, max_subfields; /* max 0: no limit; both 0: exactly one */
    const struct tp_item_rule *items;      /* in order; NULL: anything goes, the field is user-defined */
    uint8_t item_count;
    uint8_t repeated;                  /* how many of the last items may be repeated as a group, without limit */
    uint16_t from_version, to_version; /* both included; 0: no limit */
};

/* For tables: {9, 0, "TCN", "transaction control number", 'M', TP_ITEMS(TP_ITEM(NULL, NULL, 'M', ...))}. */
#define TP_ITEM(mnemonic, name, condition, chars, min, max)                                                            \
    {                                                                                                                  \
        (mnemonic), (name), (condition), (chars), (min), (max), NULL, NULL                                             \
    }
#define TP_ITEM_OF(mnemonic, name, condition, chars, min, max, values)                                                 \
    {                                                                                                                  \
        (mnemonic), (name), (condition), (chars), (min), (max), (values), NULL                                         \
    }
#define TP_ITEM_FORM(mnemonic, name, condition, chars, min, max, form)                                                 \
    {                                                                                                                  \
        (mnemonic), (name), (condition), (chars), (min), (max), NULL, (form)                                           \
    }
#define TP_ITEMS(...)                                                                                                  \
    .items = (const struct tp_item_rule[]){__VA_ARGS__},                                                               \
    .item_count = sizeof((const struct tp_item_rule[]){__VA_ARGS__}) / sizeof(struct tp_item_rule)

/* The fields of record type TYPE in ascending order, *COUNT of them; NULL for a type without a table. */
const struct tp_field_rule *tp_dictionary_type(uint8_t type, size_t *count);
/* The rule of a field in a version (enum tp_itl_version; 0: the newest); NULL for one that is not known. */
const struct tp_field_rule *tp_dictionary_field(uint8_t type, uint32_t number, unsigned version);
/* The same, or that of another version when this one does not know the field, and EBTS for type 2: for its name. */
const struct tp_field_rule *tp_dictionary_name(uint8_t type, uint32_t number, unsigned version);
/* The rule of a field among RULES, in VERSION (0: the newest) or in any. */
const struct tp_field_rule *tp_rules_find(const struct tp_field_rule *rules, size_t count, uint32_t number,
                                          unsigned version);
const struct tp_field_rule *tp_rules_find_any(const struct tp_field_rule *rules, size_t count, uint32_t number);
/* "fingerprint image"; never NULL. */
const char *tp_dictionary_type_name(uint8_t type);
/* 1.002 as a number; 0 when it is absent or no number. */
unsigned tp_transaction_version(const struct tp_transaction *transaction);

/* Checks the record at PLACE against RULES: fields that are not in them, missing ones, how many subfields and items,
 * characters, lengths, values and forms (check_fields.c). Findings name RULE ("EBTS 11 C-2"), which is static. */
struct tp_rule_set {
    const struct tp_field_rule *rules;
    size_t count;
    unsigned version; /* enum tp_itl_version */
    const char *rule;
};
void tp_check_fields(const struct tp_transaction *transaction, uint32_t place, const struct tp_rule_set *set,
                     struct tp_findings *findings);

/* ---- codes (image.c) -------------------------------------------------------------------------------------------- */

/* The finger 1..10 of a friction ridge position, plain thumbs included; 0 for anything else. */
uint8_t tp_record_finger(uint8_t position);
/* enum tp_impression_type of an IMP code; what that cannot say becomes a plain impression, live or inked. */
uint8_t tp_record_impression(uint8_t impression);

/* ---- the FBI's EBTS (ebts*.c) ---------------------------------------------------------------------------------------
 */

extern const struct tp_field_rule tp_ebts_type_2[];
extern const size_t tp_ebts_type_2_count;
extern const struct tp_form tp_ebts_form_agency; /* an ORI */
/* The rule of a field of type 2, NULL for one that EBTS does not know. */
const struct tp_field_rule *tp_ebts_field(uint32_t number);
enum { TP_EBTS_TCN_MIN = 10, TP_EBTS_TCN_MAX = 40 }; /* characters of 1.009 TCN and 1.010 TCR */

/* What a type of transaction needs in type 2: FIELD at most MAX times. */
struct tp_ebts_need {
    uint16_t field, max;
    bool required;
};
struct tp_ebts_transaction {
    const char *type, *name;          /* "CAR", "criminal ten-print submission, answer required" */
    const struct tp_ebts_need *needs; /* ended by field 0; NULL when only type 1 is checked */
    bool response;                    /* carries 1.010 TCR */
    bool tenprint;                    /* must account for ten fingers */
    uint8_t images_min, images_max;   /* records of type 4 and 14, where needs is not NULL */
    const char *rule;                 /* where EBTS says so */
};
extern const struct tp_ebts_transaction tp_ebts_transactions[]; /* those with needs first */
extern const size_t tp_ebts_transaction_count;
/* NULL for an unknown type, and for a field that is not in the list. */
const struct tp_ebts_transaction *tp_ebts_transaction_find(struct tp_bytes type);
const struct tp_ebts_need *tp_ebts_need_find(const struct tp_ebts_transaction *kind, uint32_t field);

/* The part of tp_transaction_check that EBTS adds. */
TP_NODISCARD tp_status tp_ebts_check(const struct tp_transaction *transaction, struct tp_findings *findings,
                                     struct tp_diag *diag);

/* ---- charges (ebts_charges.c) -------------------------------------------------------------------------------------
 */

/* How grave an offense is; a law of thresholds compares them. */
enum tp_offense_level {
    TP_OFFENSE_UNKNOWN,
    TP_OFFENSE_INFRACTION,
    TP_OFFENSE_MISDEMEANOR,
    TP_OFFENSE_FELONY,
};
/* What a court made of a charge, as far as its words say; TP_OUTCOME_OTHER needs a person to read them. */
enum tp_outcome { TP_OUTCOME_NONE, TP_OUTCOME_CONVICTED, TP_OUTCOME_NOT_CONVICTED, TP_OUTCOME_OTHER };

enum { TP_EBTS_LITERAL_MAX = 300, TP_EBTS_CHARGES_MAX = 40 };

/* A charge. EBTS has a date and a text of 300 characters for it (2.047 ASL), and date, text and disposition of a court
 * (2.051 CSL). Statute, code and level stand in brackets at the end of the text:
 * "BURGLARY [STATUTE 720 ILCS 5/19-1] [NCIC 2299] [FELONY]" (docs/formats-ebts.md). Texts are printable ASCII without
 * brackets and without blanks at the ends; empty when unknown. */
struct tp_ebts_charge {
    char date[9];                          /* of the offense, YYYYMMDD */
    char literal[TP_EBTS_LITERAL_MAX + 1]; /* what is charged; never empty */
    char statute[TP_EBTS_LITERAL_MAX + 1]; /* "720 ILCS 5/19-1" */
    char ncic[5];                          /* offense code of NCIC, four digits */
    enum tp_offense_level level;
    char disposition_date[9];
    char disposition[TP_EBTS_LITERAL_MAX + 1]; /* needed when there is a date */
    bool court_only;                           /* in 2.051 CSL without an arrest segment */
};

/* Writes 2.047 ASL and 2.051 CSL. E_ARGUMENT names the charge and what is wrong ("charges[0].literal"); E_MEMORY. */
TP_NODISCARD tp_status tp_ebts_set_charges(struct tp_record *person, const struct tp_ebts_charge *charges, size_t count,
                                           struct tp_diag *diag);
/* Reads them back into the new array *OUT, to be freed with free(): arrest segments in order, each with the court
 * segment of the same text, then the court segments that remain. Any text is taken; what does not follow the form is
 * literal. E_LIMIT (more than 100 of one kind), E_MEMORY. */
TP_NODISCARD tp_status tp_ebts_charges(const struct tp_record *person, struct tp_ebts_charge **out, size_t *count,
                                       struct tp_diag *diag);
enum tp_outcome tp_ebts_outcome(const struct tp_ebts_charge *charge);
const char *tp_offense_level_name(enum tp_offense_level level); /* "FELONY"; "" when unknown */
bool tp_offense_level_parse(const char *name, enum tp_offense_level *out);

/* ---- building transactions of EBTS (ebts_make.c, ebts_image.c) -----------------------------------------------------
 */

/* Type 1. In an answer, ori and dai may be NULL: what is answered gives them. */
struct tp_ebts_header {
    const char *ori, *dai; /* sender and destination, nine characters each */
    const char *tcn;       /* 10 to 40 characters, never used before: tp_ebts_control_number */
    const char *date;      /* YYYYMMDD, local */
    const char *gmt;       /* YYYYMMDDHHMMSSZ; NULL: left out */
    uint8_t priority;      /* 1 to 9; 0: left out */
};
/* A field of type 2: subfields separated by RS, items by US. */
struct tp_ebts_value {
    uint32_t field;
    const char *text;
};
/* An image as it goes into a record; the bytes are borrowed. */
struct tp_ebts_image {
    uint8_t record;   /* 4 or 14 */
    uint8_t position; /* 1 to 10 rolled, 11 and 12 plain thumbs, 13 and 14 slaps, 15 both thumbs (type 14 only) */
    uint8_t impression;
    uint32_t width_px, height_px;
    unsigned ppi;            /* 500 or 1000 (type 14 only) */
    const char *compression; /* "WSQ20", "JP2", "NONE" */
    const uint8_t *data;
    size_t size_bytes;
};
struct tp_ebts_submission {
    const char *type; /* "CAR" */
    struct tp_ebts_header header;
    const struct tp_ebts_value *values;
    size_t value_count;
    const struct tp_ebts_charge *charges;
    size_t charge_count;
    const struct tp_ebts_image *images; /* in the order wanted in the file */
    size_t image_count;
    const char *missing[TP_POSITION_MAX + 1]; /* by finger: "XX" amputated, "UP" unable to print; NULL: neither */
};
/* The transaction, complete but not checked. E_ARGUMENT, E_MEMORY. */
TP_NODISCARD tp_status tp_ebts_submission(const struct tp_ebts_submission *submission, struct tp_transaction **out,
                                          struct tp_diag *diag);

/* What a result says of the candidate; names and numbers are NULL when they are not released. */
struct tp_ebts_result {
    bool identified;
    const char *fbi, *sid, *name;
    const char *message; /* 2.060 MSG, at most 300 characters; NULL: none */
};
/* SRE: the answer to SUBMISSION, whose TCN becomes TCR and whose routing fields return. Without a released name, NAM is
 * the submitted one. E_ARGUMENT, E_FORMAT (the submission has no TCN or name), E_MEMORY. */
TP_NODISCARD tp_status tp_ebts_result(const struct tp_ebts_header *header, const struct tp_transaction *submission,
                                      const struct tp_ebts_result *result, struct tp_transaction **out,
                                      struct tp_diag *diag);
/* ERRT: refuses SUBMISSION with one message for each error of FINDINGS (warnings too when there is no error), at most
 * 11; the last says how many more there are. */
TP_NODISCARD tp_status tp_ebts_error(const struct tp_ebts_header *header, const struct tp_transaction *submission,
                                     const struct tp_findings *findings, struct tp_transaction **out,
                                     struct tp_diag *diag);

/* "ORI-YYYYMMDDHHMMSS-XXXXXXXX": sender, time (UTC) and a random number, 33 characters. */
void tp_ebts_control_number(const char *ori, int64_t unix_time, uint32_t random, char out[TP_EBTS_TCN_MAX + 1]);

/* An image file made ready for a record. */
struct tp_ebts_encoded {
    uint32_t width_px, height_px;
    unsigned ppi;        /* 500 or 1000 */
    float source_ppi;    /* as the file has it; 0 when it does not say, and 500 is assumed */
    bool resampled;      /* to 500 */
    char compression[8]; /* "WSQ20" or "JP2" */
    uint8_t *data;       /* owned, free() */
    size_t size_bytes;
};
/* 500 ppi becomes WSQ at 0.75 bits per pixel (a WSQ file passes through untouched), 1000 ppi JPEG 2000; other
 * resolutions from 490 up are resampled to 500, lower ones refused (E_UNSUPPORTED). PPI overrides the file's, 0 does
 * not. Fails as tp_codec_decode and tp_codec_encode do. */
TP_NODISCARD tp_status tp_ebts_encode_image(const uint8_t *file, size_t size_bytes, float ppi,
                                            struct tp_ebts_encoded *out, struct tp_diag *diag);

/* ---- XML (xml.c, the only file that includes libxml2) -------------------------------------------------------------
 */

/* An element of a parsed document; read-only, borrowed from the document. */
struct tp_xml;
struct tp_xml_node;
/* Whether the first byte that is neither a mark of UTF-8 nor blank is '<'. */
bool tp_xml_detect(const uint8_t *data, size_t size_bytes);
/* Parses with no network access, no DTD and no entities beyond the five predefined ones; depth and size are limited.
 * E_FORMAT with line, E_LIMIT, E_MEMORY. */
TP_NODISCARD tp_status tp_xml_parse(const uint8_t *data, size_t size_bytes, struct tp_xml **out, struct tp_diag *diag);
void tp_xml_free(struct tp_xml **xml);
const struct tp_xml_node *tp_xml_root(const struct tp_xml *xml);
/* Elements only. NAME without prefix; NULL: any. */
const struct tp_xml_node *tp_xml_child(const struct tp_xml_node *node, const char *name);
const struct tp_xml_node *tp_xml_next(const struct tp_xml_node *node, const char *name);
const char *tp_xml_name(const struct tp_xml_node *node);      /* without prefix */
const char *tp_xml_namespace(const struct tp_xml_node *node); /* the URI, "" for none */
int tp_xml_line(const struct tp_xml_node *node);
/* The text inside, blanks at both ends cut, as a new string; an attribute's value, NULL when absent. free() both. */
TP_NODISCARD tp_status tp_xml_text(const struct tp_xml_node *node, char **out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_xml_attribute(const struct tp_xml_node *node, const char *name, char **out,
                                        struct tp_diag *diag);

/* A document being written, indented, in UTF-8. Sticky: once memory ran out, finishing fails. Characters that XML
 * cannot hold and bytes that are no UTF-8 are written as '?'. */
struct tp_xml_writer;
TP_NODISCARD tp_status tp_xml_writer_new(struct tp_xml_writer **out, struct tp_diag *diag);
void tp_xml_writer_free(struct tp_xml_writer **writer);
void tp_xml_open(struct tp_xml_writer *writer, const char *name);
void tp_xml_close(struct tp_xml_writer *writer);
void tp_xml_add_attribute(struct tp_xml_writer *writer, const char *name, const char *value);
void tp_xml_add_text(struct tp_xml_writer *writer, const char *text);
void tp_xml_add_element(struct tp_xml_writer *writer, const char *name, const char *text); /* <name>text</name> */
/* Closes what is open and appends the document to OUT. */
TP_NODISCARD tp_status tp_xml_finish(struct tp_xml_writer *writer, struct tp_buffer *out, struct tp_diag *diag);

/* ---- other containers -----------------------------------------------------------------------------------------------
 */

/* ISO/IEC 19794-4 (2005, 2011) and INCITS 381-2004 finger image record (fir.c): one image, or the VIEW-th of several.
 */
struct tp_finger_image {
    uint8_t position, impression, quality; /* quality 255 unknown */
    float ppi;
    uint32_t width_px, height_px; /* as declared */
    char compression[8];          /* as in struct tp_record_image */
    struct tp_bytes data;         /* the compressed image, borrowed from the file */
};
bool tp_fir_detect(const uint8_t *data, size_t size_bytes);
/* VIEW counts from 0; *VIEWS, which may be NULL, is how many there are. The whole record is checked. E_FORMAT,
 * E_TRUNCATED, E_VERSION, E_NOT_FOUND (no such view), E_UNSUPPORTED (pixels of other than 8 bits, or not square),
 * E_LIMIT. */
TP_NODISCARD tp_status tp_fir_read(const uint8_t *data, size_t size_bytes, unsigned view, struct tp_finger_image *out,
                                   unsigned *views, struct tp_diag *diag);
/* Decodes the image; its own size counts, and the record's resolution unless that is unknown. */
TP_NODISCARD tp_status tp_fir_decode(const struct tp_finger_image *image, const struct tp_codec_limits *limits,
                                     struct tp_image *out, struct tp_diag *diag);

/* One CBEFF biometric information record (ISO/IEC 19785-3 XML patron format; cbeff.c). */
struct tp_bir {
    char type[32], subtype[64], purpose[32], level[32]; /* "Finger", "Right Thumb", "Enroll", "Raw" */
    char created[40];                                   /* date and time as written */
    char format_owner[32], format_type[32];             /* "257" (ISO/IEC JTC 1/SC 37) or "Mosip"; "7" (finger image) */
    int quality;                                        /* 0..100; -1 unknown */
    uint8_t *data;                                      /* the biometric data block, owned */
    size_t size_bytes;
};
bool tp_bir_detect(const uint8_t *data, size_t size_bytes);
/* All records of an XML BIR, nested ones in order, into the new array *OUT. */
TP_NODISCARD tp_status tp_bir_read(const uint8_t *data, size_t size_bytes, struct tp_bir **out, size_t *count,
                                   struct tp_diag *diag);
TP_NODISCARD tp_status tp_bir_write(const struct tp_bir *records, size_t count, struct tp_buffer *out,
                                    struct tp_diag *diag);
void tp_bir_free(struct tp_bir **records, size_t count);
/* The friction ridge position 1..10 that the subtype of a finger names ("Left RingFinger"); 0 for anything else. */
uint8_t tp_bir_position(const struct tp_bir *record);

/* The NIEM-conformant XML encoding, as tp_transaction_read does for such a file (niem.c). */
bool tp_niem_detect(const uint8_t *data, size_t size_bytes);
TP_NODISCARD tp_status tp_niem_read(const uint8_t *data, size_t size_bytes, const struct tp_record_limits *limits,
                                    struct tp_findings *remarks, struct tp_transaction **out, struct tp_diag *diag);

#endif
