/* SPDX-License-Identifier: Apache-2.0 */
/* Ten-print transactions and CBEFF files: from a file to the templates of one person's fingers. Part of node.h. */
#ifndef TP_NODE_TENPRINT_H
#define TP_NODE_TENPRINT_H

#include <tenprint/extract.h>
#include <tenprint/record.h>
#include <tenprint/slap.h>

#include "base/base.h"

/* Threads that extract, each with an extractor (workers.c). */
struct tp_workers {
    struct tp_pool *pool;
    struct tp_extractor **extractors; /* one for each thread of the pool */
};
/* THREAD_COUNT 0 means one for each processor. OUT is empty on failure. */
TP_NODISCARD tp_status tp_workers_init(unsigned thread_count, struct tp_workers *out, struct tp_diag *diag);
void tp_workers_deinit(struct tp_workers *workers);

/* A record that shows fingers: a rolled or plain print, a slap of several fingers, or minutiae. */
struct tp_tenprint_source {
    size_t place;     /* of the record in the file */
    uint8_t type;     /* of the record; 0 in a CBEFF file */
    uint8_t position; /* friction ridge position as recorded; 0 unknown, or one of several */
    bool is_slap;

    /* What extraction found; filled by tp_tenprint_extract. */
    struct tp_template prints[TP_SLAP_FINGERS_MAX]; /* each with its finger and impression type */
    size_t print_count;
    bool ppi_assumed;    /* nothing says the resolution */
    struct tp_slap slap; /* what was found in a slap; zeros for other images */
};

struct tp_bir; /* record/record.h */

struct tp_tenprint {
    const struct tp_transaction *transaction; /* NULL for a CBEFF file */
    struct tp_transaction *own;               /* the same where it is to be freed with this */
    struct tp_bir *packet;                    /* the records of a CBEFF file, owned; NULL for a transaction */
    size_t packet_count;
    struct tp_tenprint_source *sources; /* owned, in the order of the file */
    size_t count;
};

enum tp_tenprint_use {
    TP_TENPRINT_ENROL, /* rolled and plain prints: types 3, 4, 14 */
    TP_TENPRINT_SEARCH /* and latent ones: type 13, and type 7 in the form of type 4 */
};

/* Whether the bytes begin a transaction, traditional or XML, or a CBEFF file (XML); says nothing about whether it can
 * be read. */
bool tp_tenprint_detect(const uint8_t *data, size_t size_bytes);

/* Reads a transaction or a CBEFF file and lists what shows fingers: the images, or, when there is no image, the type-9
 * records or the minutiae records. Nothing is decoded yet. E_NOT_FOUND when it holds neither; else as
 * tp_transaction_read and tp_bir_read. */
TP_NODISCARD tp_status tp_tenprint_open(const uint8_t *data, size_t size_bytes, enum tp_tenprint_use use,
                                        struct tp_tenprint *out, struct tp_diag *diag);
/* The same for a transaction that stays the caller's. */
TP_NODISCARD tp_status tp_tenprint_list(const struct tp_transaction *transaction, enum tp_tenprint_use use,
                                        struct tp_tenprint *out, struct tp_diag *diag);
/* The same for a file, when it is a transaction; *IS_ONE says whether it is, and OUT is empty when not. A file that
 * cannot be read is none, nor is a CBEFF file of one finger with FINGER_GIVEN, when the caller knows better which it
 * is. The diagnostic names the file. */
TP_NODISCARD tp_status tp_tenprint_load(const char *path, enum tp_tenprint_use use, bool finger_given, bool *is_one,
                                        struct tp_tenprint *out, struct tp_diag *diag);
void tp_tenprint_deinit(struct tp_tenprint *tenprint);

/* Decodes and extracts one source. PPI above 0 is used instead of what the file says. Different sources may be worked
 * on at once, with different extractors. */
TP_NODISCARD tp_status tp_tenprint_extract(struct tp_tenprint *tenprint, size_t source, struct tp_extractor *extractor,
                                           float ppi, struct tp_diag *diag);

/* The same for all sources at once. The failure of the first source in the file is the one reported. E_NOT_FOUND when
 * not one finger was found. */
TP_NODISCARD tp_status tp_tenprint_extract_all(struct tp_tenprint *tenprint, const struct tp_workers *workers,
                                               float ppi, struct tp_diag *diag);

/* How many prints all sources have. */
size_t tp_tenprint_print_count(const struct tp_tenprint *tenprint);

#endif
