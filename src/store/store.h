/* SPDX-License-Identifier: Apache-2.0 */
/* Where a repository lies on disk: subjects, their encounters, and the impressions of these; and an organisation's
 * documents. Templates and documents are bytes to it.
 * This is the contract of every backend; tests/store/contract.h checks it. Trouble with the database is E_STORE, or
 * E_BUSY where another process is in the way, with the reason in words. */
#ifndef TP_STORE_STORE_H
#define TP_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tenprint/status.h>

/* An open store. One thread at a time; any number of processes. */
struct tp_store;

struct tp_store_options {
    bool create;         /* make the store when there is none; otherwise that is E_STORE */
    int busy_timeout_ms; /* how long to wait for other processes; 0 = 10 seconds */
    bool unchecked;      /* do not read the whole file for damage first; what is damaged is E_STORE when it is read */
};

/* Opens the store at PATH. A damaged file, one that is no store, and one that a newer program wrote are refused and
 * left alone; one that an older program wrote is brought up to date. */
TP_NODISCARD tp_status tp_store_open(const char *path, const struct tp_store_options *options, struct tp_store **out,
                                     struct tp_diag *diag);
void tp_store_close(struct tp_store **store);

/* Reads the whole store; E_STORE when it is damaged. Opening does so unless told not to. */
TP_NODISCARD tp_status tp_store_check(struct tp_store *store, struct tp_diag *diag);

/* Copies the store at PATH, as it is at one moment, to a new file, while others use it; nothing that was deleted is in
 * the copy. E_EXISTS when there is a file of that name. */
TP_NODISCARD tp_status tp_store_copy(const char *path, const char *to, struct tp_diag *diag);

struct tp_store_impression {
    uint8_t position;    /* 0..10 */
    uint8_t quality;     /* 0..100, 255 = not known */
    const uint8_t *data; /* the template */
    size_t size_bytes;
};

/* Adds one encounter with COUNT (>= 1) impressions to SUBJECT, which is made when new. All or nothing: once this
 * returns TP_OK the encounter survives a crash of the process or the machine; otherwise the store is as it was. */
TP_NODISCARD tp_status tp_store_enrol(struct tp_store *store, const char *subject, int64_t created_s,
                                      const struct tp_store_impression *impressions, size_t count,
                                      struct tp_diag *diag);

/* Deletes SUBJECT, all or nothing, and overwrites its bytes in every file of the store. E_NOT_FOUND. When the subject
 * is gone but its bytes are not, because another process reads or the disk fails, this is E_BUSY or E_STORE and says
 * so; they leave the files with the next deletion or when the last process closes the store. *DELETED, which may be
 * NULL, says whether the subject is gone. */
TP_NODISCARD tp_status tp_store_delete(struct tp_store *store, const char *subject, bool *deleted,
                                       struct tp_diag *diag);

struct tp_store_counts {
    uint64_t subjects, encounters, impressions;
};
TP_NODISCARD tp_status tp_store_count(struct tp_store *store, struct tp_store_counts *out, struct tp_diag *diag);

/* One impression as the store has it. All pointers are valid during the call only. */
struct tp_store_row {
    const char *subject;
    int64_t encounter; /* number, unique in the store */
    int64_t created_s; /* of the encounter, as given to tp_store_enrol */
    struct tp_store_impression impression;
};
/* Anything but TP_OK ends the walk with that status. */
typedef tp_status tp_store_visit_fn(void *context, const struct tp_store_row *row, struct tp_diag *diag);

/* Visits all impressions of SUBJECT, or of every subject when it is NULL, as they are at one moment: by subject in the
 * order of first enrolment, then by encounter, then in the order they were given. VISIT must not use the store. */
TP_NODISCARD tp_status tp_store_each(struct tp_store *store, const char *subject, tp_store_visit_fn *visit,
                                     void *context, struct tp_diag *diag);

/* ---- changes: what a copy of the store elsewhere needs to stay up to date (sqlite_changes.c) --------------------- */

/* A place in a store's own history. No two stores share one unless one of them is a copy of the other, of then or
 * later: a store that was restored from a copy and then changed has gone another way. */
struct tp_store_moment {
    uint8_t identity[16];
    int64_t change;    /* number of the last enrolment or deletion */
    int64_t token;     /* random, of that change */
    int64_t encounter; /* encounters with a higher number come later */
};
TP_NODISCARD tp_status tp_store_now(struct tp_store *store, struct tp_store_moment *out, struct tp_diag *diag);

struct tp_store_since {
    bool known;                     /* the store was in this moment once; otherwise the rest says nothing */
    uint64_t enrolments, deletions; /* after it; of encounters, and of subjects */
};
TP_NODISCARD tp_status tp_store_count_since(struct tp_store *store, const struct tp_store_moment *moment,
                                            struct tp_store_since *out, struct tp_diag *diag);

/* As tp_store_each for the encounters after MOMENT. */
TP_NODISCARD tp_status tp_store_each_since(struct tp_store *store, const struct tp_store_moment *moment,
                                           tp_store_visit_fn *visit, void *context, struct tp_diag *diag);

/* Visits, in the order of first enrolment, the subjects that have an encounter up to MOMENT. SUBJECT is valid during
 * the call only; VISIT must not use the store, and anything but TP_OK ends the walk. */
typedef tp_status tp_store_subject_fn(void *context, const char *subject, struct tp_diag *diag);
TP_NODISCARD tp_status tp_store_each_subject(struct tp_store *store, const struct tp_store_moment *moment,
                                             tp_store_subject_fn *visit, void *context, struct tp_diag *diag);

/* Whether SUBJECT is one of these. */
TP_NODISCARD tp_status tp_store_had_subject(struct tp_store *store, const struct tp_store_moment *moment,
                                            const char *subject, bool *out, struct tp_diag *diag);

/* Between these two everything that is read is as it is at the first reading; nothing may be changed. */
TP_NODISCARD tp_status tp_store_read_begin(struct tp_store *store, struct tp_diag *diag);
void tp_store_read_end(struct tp_store *store);

/* ---- several changes as one ----------------------------------------------------------------------------------------
 */

/* Between these two all changes belong together: enrolments, deletions, documents, records. Not nested; reading sees
 * what was changed, and a change that fails leaves the others. END commits when STATUS is TP_OK, durably, and otherwise
 * undoes everything and gives STATUS back; another status from END says that all is undone. What deletions leave in the
 * log is overwritten after the commit; where that has to wait because another process reads, CLEAN does it later: once
 * it is TP_OK, the bytes are gone; it waits for nobody (E_BUSY). */
TP_NODISCARD tp_status tp_store_begin(struct tp_store *store, struct tp_diag *diag);
TP_NODISCARD tp_status tp_store_end(struct tp_store *store, tp_status status, struct tp_diag *diag);
TP_NODISCARD tp_status tp_store_clean(struct tp_store *store, struct tp_diag *diag);

/* ---- records: what has a state and changes (sqlite_records.c)
 * -------------------------------------------------------- */

#define TP_STORE_NEVER INT64_MAX
/* Bytes with a kind ("booking", "task") and a name that is unique in its kind. */
struct tp_store_record {
    const char *kind, *name;
    const char *state; /* a word of its kind; "" for none */
    const char *link;  /* name of what it belongs to; "" for none */
    int64_t due_s;     /* when something is to be done about it; TP_STORE_NEVER */
    int64_t revision;  /* 1, 2 ... */
    int64_t id;        /* in the order in which records were made, over all kinds */
    const void *data;
    size_t size_bytes;
};
/* Writes one: REVISION 0 makes a new one (E_EXISTS when there is one of that name), another replaces the one that was
 * read (E_CONFLICT when it has changed since, E_NOT_FOUND). Durable like an enrolment. ID is not used. */
TP_NODISCARD tp_status tp_store_record_put(struct tp_store *store, const struct tp_store_record *record,
                                           struct tp_diag *diag);
/* Deletes one and overwrites its bytes, like tp_store_drop; E_NOT_FOUND. */
TP_NODISCARD tp_status tp_store_record_drop(struct tp_store *store, const char *kind, const char *name,
                                            struct tp_diag *diag);
struct tp_store_query {
    const char *kind;
    const char *name, *state, *link; /* NULL: any */
    int64_t due_until_s;             /* due then or earlier, in the order of due times; TP_STORE_NEVER: any */
    int64_t beyond_id;               /* ids above it (below it with NEWEST_FIRST); 0: any */
    bool newest_first;
    size_t limit; /* 0: none */
};
/* Pointers are valid during the call only. VISIT must not use the store; anything but TP_OK ends the walk. */
typedef tp_status tp_store_record_fn(void *context, const struct tp_store_record *record, struct tp_diag *diag);
TP_NODISCARD tp_status tp_store_records(struct tp_store *store, const struct tp_store_query *query,
                                        tp_store_record_fn *visit, void *context, struct tp_diag *diag);
TP_NODISCARD tp_status tp_store_record_count(struct tp_store *store, const struct tp_store_query *query, uint64_t *out,
                                             struct tp_diag *diag);

/* ---- documents ----------------------------------------------------------------------------------------------------
 */

/* Bytes with a kind ("event", "opening") and a name that is unique in its kind. */
struct tp_store_document {
    const char *kind, *name;
    int64_t time_s; /* as given */
    const void *data;
    size_t size_bytes;
};
/* Puts COUNT documents, all or nothing and durable like an enrolment. E_EXISTS when there is one of that name. */
TP_NODISCARD tp_status tp_store_put(struct tp_store *store, const struct tp_store_document *documents, size_t count,
                                    struct tp_diag *diag);
/* A copy of its content, with a NUL behind it; free with free(). E_NOT_FOUND. */
TP_NODISCARD tp_status tp_store_get(struct tp_store *store, const char *kind, const char *name, uint8_t **data,
                                    size_t *size_bytes, struct tp_diag *diag);
/* Deletes one and overwrites its bytes in every file of the store; E_NOT_FOUND, and trouble as of tp_store_delete. */
TP_NODISCARD tp_status tp_store_drop(struct tp_store *store, const char *kind, const char *name, struct tp_diag *diag);
/* Pointers are valid during the call only. Anything but TP_OK ends the walk with that status. */
typedef tp_status tp_store_document_fn(void *context, const struct tp_store_document *document, struct tp_diag *diag);
/* Visits the documents of KIND in the order in which they were put. VISIT must not use the store. */
TP_NODISCARD tp_status tp_store_each_document(struct tp_store *store, const char *kind, tp_store_document_fn *visit,
                                              void *context, struct tp_diag *diag);

#endif
