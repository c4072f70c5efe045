/* SPDX-License-Identifier: Apache-2.0 */
/* What the files behind booking.h share: records and blobs of bookings. */
#ifndef TP_BOOKING_PARTS_H
#define TP_BOOKING_PARTS_H

#include "booking/answer.h"
#include "booking/booking.h"
#include "booking/form.h"
#include "booking/prints.h"

#define TP_RECORD_BOOKING "booking"
#define TP_RECORD_SUBMISSION "submission" /* what was submitted already: by key, by control number */
#define TP_RECORD_LEG "leg"

/* States of a booking. */
#define TP_BOOKING_RECEIVED "received"
#define TP_BOOKING_REFUSED "refused"
#define TP_BOOKING_SEARCHING "searching"
#define TP_BOOKING_REVIEWING "reviewing"
#define TP_BOOKING_EXCHANGING "exchanging"
#define TP_BOOKING_COMPLETE "complete"

/* Blobs of a booking's owner beside those that every owner with prints has. */
#define TP_BLOB_INPUT "input"             /* the JSON as it came */
#define TP_BLOB_REPORT "report"           /* {fingers, findings} */
#define TP_BLOB_FIRST_RESPONSE "result/1" /* SRE, or ERRT of one that was refused after it was received */
#define TP_BLOB_SECOND_RESPONSE "result/2"
#define TP_BLOB_FILES "files" /* paths of what is written for it beside the node (dropped.c) */

#define TP_BOOKING_TYPE_EBTS "application/vnd.tenprint.ebts" /* of files in and out */

/* "booking/ID" */
void tp_booking_owner(const char *booking, char out[TP_EXCHANGE_NAME_BYTES]);

/* ---- what came in (input.c) ---------------------------------------------------------------------------------------
 */

/* A submission, read but not judged. */
struct tp_booking_input {
    struct tp_booking_facts facts;
    struct tp_transaction *file; /* EBTS; NULL without one; owned */
    struct tp_findings findings; /* of FILE */
    struct tp_json_document *document;
    struct tp_booking_form form; /* of the document */
    const void *bytes;           /* of the file or of the document; borrowed */
    size_t size_bytes;
};
/* Reads BYTES: JSON when they begin like an object, else EBTS. TOLD is what was said beside a file; may be NULL. A
 * file's errors are in FINDINGS, and no failure. Free OUT even on failure. */
TP_NODISCARD tp_status tp_booking_input_read(const void *bytes, size_t size_bytes, const struct tp_booking_told *told,
                                             struct tp_booking_input *out, struct tp_diag *diag);
/* What is known of the booking, into FACTS; errors of the file refuse it. Images and templates of a form are looked at,
 * too. */
TP_NODISCARD tp_status tp_booking_input_judge(struct tp_booking_input *input, const struct tp_config *config,
                                              struct tp_diag *diag);
void tp_booking_input_deinit(struct tp_booking_input *input);

/* ---- taking it (submit.c) -----------------------------------------------------------------------------------------
 */

struct tp_booking_submission {
    const struct tp_booking_input *input; /* judged */
    const struct tp_actor *actor;
    const char *key;                  /* idempotency key; NULL or "" */
    const struct tp_dropped *dropped; /* the file that it came as; NULL: it did not come by the drop folder */
};
/* A new booking, or the one that was made of the same bytes under the same key or control number (*IS_NEW false).
 * E_CONFLICT for other bytes under one of these. Makes a transaction of its own. */
TP_NODISCARD tp_status tp_booking_take(struct tp_exchange *exchange, const struct tp_booking_submission *submission,
                                       char id[TP_EXCHANGE_ID_BYTES], bool *is_new, struct tp_diag *diag);

/* ---- what goes back to the drop folder (dropped.c) -----------------------------------------------------------------
 */

enum { TP_DROPPED_PATH_BYTES = 1024 };
struct tp_dropped {
    const char *folder, *name; /* FOLDER absolute */
};
enum tp_dropped_file { TP_DROPPED_RECEIPT, TP_DROPPED_FIRST, TP_DROPPED_SECOND, TP_DROPPED_REFUSAL, TP_DROPPED_FILES };
TP_NODISCARD tp_status tp_dropped_path(const struct tp_dropped *file, enum tp_dropped_file which,
                                       char out[TP_DROPPED_PATH_BYTES], struct tp_diag *diag);
/* With the booking, in its transaction. */
TP_NODISCARD tp_status tp_dropped_note(struct tp_exchange *exchange, const char *owner, const struct tp_dropped *file,
                                       struct tp_diag *diag);
/* In a transaction: this response is there; it is written if the booking came by the drop folder. */
TP_NODISCARD tp_status tp_dropped_answer(struct tp_exchange *exchange, const char *booking, enum tp_dropped_file which,
                                         struct tp_diag *diag);
TP_NODISCARD tp_status tp_dropped_job(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                      struct tp_diag *diag);

/* ---- material (material.c): everything that is extracted of a booking
 * ------------------------------------------------ */

struct tp_booking_material {
    struct tp_booking_input input;
    uint8_t *bytes; /* of the blob; owned */
    size_t size_bytes;
    struct tp_transaction *card; /* a form's images; owned */
    struct tp_tenprint tenprint;
    struct tp_template templates[TP_BOOKING_PRINTS_MAX]; /* a form's own */
    size_t template_count;
    struct tp_booking_prints prints;
    struct tp_findings findings; /* of the extraction and the sequence */
    struct tp_finger_report report[TP_POSITION_MAX + 1];
};
void tp_booking_material_init(struct tp_booking_material *out);
/* Extracts MATERIAL's input, which was read; as below. */
TP_NODISCARD tp_status tp_booking_material_look(struct tp_exchange *exchange, struct tp_booking_material *material,
                                                struct tp_diag *diag);
/* Reads the booking's bytes and extracts them. Findings with errors say that it is to be refused. Trouble of the node
 * is a failure. Free OUT even then. */
TP_NODISCARD tp_status tp_booking_material_load(struct tp_exchange *exchange, const char *booking,
                                                struct tp_booking_material *out, struct tp_diag *diag);
void tp_booking_material_deinit(struct tp_booking_material *material);
/* Puts prints, templates, images, person and report; in a transaction. */
TP_NODISCARD tp_status tp_booking_material_keep(struct tp_exchange *exchange, const char *booking,
                                                const struct tp_booking_material *material, struct tp_diag *diag);
/* The file as transaction, NULL for a booking that came as JSON without one. */
const struct tp_transaction *tp_booking_material_file(const struct tp_booking_material *material);

/* The kept templates of a booking; free each and the array. */
TP_NODISCARD tp_status tp_booking_templates(struct tp_exchange *exchange, const char *booking, struct tp_template **out,
                                            size_t *count, struct tp_diag *diag);
void tp_booking_templates_free(struct tp_template **templates, size_t count);

/* ---- jobs (work.c), operations (operations.c) -----------------------------------------------------------------------
 */

extern const struct tp_job_kind tp_booking_jobs[];
extern const struct tp_operation tp_booking_operations[];
tp_operation_fn tp_booking_watch; /* progress.c */
/* The booking that CALL names; E_NOT_FOUND for an examiner, too, unless it is their own; E_DENIED as below. */
TP_NODISCARD tp_status tp_booking_open(struct tp_exchange *exchange, const struct tp_call *call, struct tp_entry *out,
                                       struct tp_diag *diag);

/* A leg's state, as an agency is told it: "pending" for whatever is still going on. */
const char *tp_booking_leg_outcome(const char *state);
/* Where the agency of BOOKING lists accounts, E_DENIED for all others but auditors. */
TP_NODISCARD tp_status tp_booking_may_read(struct tp_exchange *exchange, const struct tp_actor *actor,
                                           const struct tp_entry *booking, struct tp_diag *diag);
/* How the legs of a booking stand, for people and programs: the list "legs" [{"leg", "partner", "outcome", ...}]. What
 * a partner released is given for the leg's own PURPOSE, to which its label binds it; under another, or NULL,
 * "bound_to" names that. MESSAGE, which may be NULL, gets the same in words for 2.060. */
TP_NODISCARD tp_status tp_booking_legs_write(struct tp_exchange *exchange, const char *booking, const char *purpose,
                                             struct tp_json *out, struct tp_buffer *message, struct tp_diag *diag);

#endif
