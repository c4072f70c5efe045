/* SPDX-License-Identifier: Apache-2.0 */
/* A repository: the subjects that a node keeps, in a store, and in memory when it is to be searched. Part of node.h. */
#ifndef TP_NODE_REPOSITORY_H
#define TP_NODE_REPOSITORY_H

#include <tenprint/extract.h>
#include <tenprint/gallery.h>

#include "base/base.h"
#include "store/store.h"

/* ---- lists of what to enrol (manifest.c) ------------------------------------------------------------------------ */

struct tp_manifest_row {
    const char *subject; /* borrowed */
    const char *path;    /* of an image, a template or a ten-print transaction; borrowed */
    uint8_t finger;      /* 1..10; 0 for a transaction, which says its fingers itself */
    float ppi;           /* above 0: instead of what the image says */
    uint32_t line;       /* where the row begins in the manifest; 0 when it comes from elsewhere */
};
/* The rows of a subject stand together, subjects in the order of their first rows. */
struct tp_manifest {
    const char *file; /* as the user named it, borrowed; NULL when the rows come from elsewhere */
    struct tp_manifest_row *rows;
    size_t count;
    char *text; /* what the rows point into */
};

/* Reads a CSV file (RFC 4180) of the columns subject,finger,path[,ppi]; a first line of these names is left out, and
 * empty lines are. A relative path counts from the manifest's folder. Failures name line and column: E_FORMAT for a
 * row that is not so, E_LIMIT for a file above 1 GiB, E_NOT_FOUND, E_IO, E_MEMORY. FILE must stay alive. */
TP_NODISCARD tp_status tp_manifest_read(const char *file, struct tp_manifest *out, struct tp_diag *diag);

/* The same for SIZE bytes in memory whose relative paths count from FOLDER (NULL: the current one). */
TP_NODISCARD tp_status tp_manifest_parse(const uint8_t *data, size_t size_bytes, const char *folder,
                                         struct tp_manifest *out, struct tp_diag *diag);
void tp_manifest_deinit(struct tp_manifest *manifest);

/* A subject's identifier: 1 to 127 bytes of UTF-8 without control characters. E_FORMAT. */
TP_NODISCARD tp_status tp_subject_check(const char *subject, struct tp_diag *diag);

/* ---- the repository (repository.c, saved.c, loading.c) ---------------------------------------------------------- */

/* Enrolling, deleting, saving: one thread at a time (but for tp_repository_save_beside). Searching meanwhile: any
 * number. */
struct tp_repository {
    struct tp_store *store;
    struct tp_gallery *gallery; /* NULL unless opened to be searched */
    unsigned thread_count;
    int busy_timeout_ms;
    char *saved_path;              /* where its gallery is saved, whether it is or not; owned */
    struct tp_store_moment moment; /* of the store: what the gallery has */
    bool mapped;                   /* the gallery is the saved one, brought up to date */
    bool writer;
    struct tp_diag note; /* why a saved gallery that is there was not used; TP_OK without one */
};

struct tp_repository_options {
    bool create;           /* make the file when there is none; otherwise that is E_STORE */
    bool searchable;       /* have a gallery: the saved one, or what the store holds where that cannot be used */
    unsigned thread_count; /* for loading and extraction; 0 = one for each processor */
    bool fresh;            /* have that from the store, even if a saved one is there */
    bool writer;           /* a searchable one that deletes or saves; one process at a time, E_BUSY for a second */
    int busy_timeout_ms;   /* how long to wait for other processes; 0 = 10 seconds */
};
TP_NODISCARD tp_status tp_repository_open(const char *path, const struct tp_repository_options *options,
                                          struct tp_repository *out, struct tp_diag *diag);
void tp_repository_close(struct tp_repository *repository);

/* Brings a searchable repository's gallery up to date with what other processes enrolled and deleted. E_DENIED,
 * E_FORMAT: open it anew (it is no writer and maps a file that was replaced since; or that does not hold whom it
 * should). */
TP_NODISCARD tp_status tp_repository_update(struct tp_repository *repository, struct tp_diag *diag);

/* Saves the gallery beside the store, readable by the owner only, at once the old file or the new one, without what
 * deleted subjects took; REPOSITORY is searchable and a writer, and goes on with the file mapped. E_IO, E_MEMORY. */
TP_NODISCARD tp_status tp_repository_save(struct tp_repository *repository, struct tp_diag *diag);
/* The same under a lock of the caller's, which is let go while the file is written: enrolling and deleting go on.
 * E_BUSY at once. */
struct tp_repository_lock {
    void (*let_go)(void *context), (*take)(void *context);
    void *context;
};
TP_NODISCARD tp_status tp_repository_save_beside(struct tp_repository *repository,
                                                 const struct tp_repository_lock *lock, struct tp_diag *diag);

/* What the file of a saved gallery is worth. */
struct tp_saved_gallery {
    char path[256];
    struct tp_gallery_counts counts;
    bool known;                     /* it is of this repository, and of a moment in its history */
    uint64_t enrolments, deletions; /* after it was saved: of encounters, and of subjects */
};
/* Of the repository at PATH; E_NOT_FOUND without one, and why it cannot be read. */
TP_NODISCARD tp_status tp_saved_gallery_describe(const char *path, struct tp_saved_gallery *out, struct tp_diag *diag);

/* One encounter that is durable now. */
struct tp_enrolled {
    const char *subject;
    size_t impression_count;
    size_t ppi_assumed_count;   /* of these, images whose resolution nothing says */
    size_t empty_count;         /* and impressions without minutiae, which no search can find */
    size_t unplaced_count;      /* prints of transactions left out because nothing says their finger */
    size_t doubtful_slap_count; /* slaps in which fingers are missing, too many or uncertain */
    size_t contradictory_count; /* transactions whose rolled and plain prints disagree about the fingers' sequence */
    const char *contradictory;  /* the file of the first of them; NULL without one */
};
typedef void tp_enrolled_fn(void *context, const struct tp_enrolled *enrolled);

/* Enrols everything in MANIFEST, one encounter for each subject in it, which is made when new. First all files are read
 * and extracted: when one of them cannot be, nothing is changed, and the diagnostic names the first such row. Then the
 * subjects are written one after the other, each all or nothing, and acknowledged; a failure of the store leaves the
 * acknowledged ones enrolled and the others not. ACKNOWLEDGE may be NULL. */
TP_NODISCARD tp_status tp_repository_enrol(struct tp_repository *repository, const struct tp_manifest *manifest,
                                           tp_enrolled_fn *acknowledge, void *context, struct tp_diag *diag);

/* Deletes SUBJECT from store, memory and the saved gallery, with the bytes; E_NOT_FOUND. See tp_store_delete for E_BUSY
 * and E_STORE; they and E_IO also say that the subject is gone, but not the bytes from the saved gallery. */
TP_NODISCARD tp_status tp_repository_delete(struct tp_repository *repository, const char *subject,
                                            struct tp_diag *diag);

/* The part of that which comes after the store: SUBJECT was deleted there by another's hand. */
TP_NODISCARD tp_status tp_repository_forget(struct tp_repository *repository, const char *subject,
                                            struct tp_diag *diag);

/* Adds to GALLERY what STORE holds, or what came to it after MOMENT unless that is NULL. */
TP_NODISCARD tp_status tp_gallery_load_since(struct tp_gallery *gallery, struct tp_store *store,
                                             const struct tp_store_moment *moment, unsigned thread_count,
                                             struct tp_diag *diag);

/* Fills GALLERY with what STORE holds. */
TP_NODISCARD tp_status tp_gallery_load(struct tp_gallery *gallery, struct tp_store *store, unsigned thread_count,
                                       struct tp_diag *diag);

/* Reads the image or template that ROW names. A row's finger becomes the template's position; one without (0) leaves
 * what a template file says. E_FORMAT when the file says another finger. *PPI_ASSUMED, which may be NULL, says that
 * neither the row nor the image gave a resolution. */
TP_NODISCARD tp_status tp_manifest_row_load(const struct tp_manifest_row *row, struct tp_extractor *extractor,
                                            struct tp_template *out, bool *ppi_assumed, struct tp_diag *diag);

#endif
