/* SPDX-License-Identifier: Apache-2.0 */
/* The gallery that is saved beside a repository. The store is the truth: what the file says counts only where the store
 * confirms it. */
#ifndef TP_NODE_SAVED_H
#define TP_NODE_SAVED_H

#include "node/node.h"

/* Where the gallery of the repository at PATH is saved; owned by the caller. */
TP_NODISCARD tp_status tp_saved_path(const char *path, char **out, struct tp_diag *diag);

/* The mark of a saved gallery: the moment of the store that it was made from, and what this program makes of prints.
 * E_FORMAT for bytes that are none, E_VERSION for those of a program that makes something else. */
TP_NODISCARD tp_status tp_saved_mark(const struct tp_store_moment *moment, uint8_t out[TP_GALLERY_MARK_BYTES],
                                     struct tp_diag *diag);
TP_NODISCARD tp_status tp_saved_mark_read(const uint8_t mark[TP_GALLERY_MARK_BYTES], struct tp_store_moment *out,
                                          struct tp_diag *diag);

/* Until when REPOSITORY waits for other processes, and a pause on the way there; false when it is over. */
int64_t tp_saved_deadline(const struct tp_repository *repository);
bool tp_saved_wait(int64_t deadline_ns);

/* Maps the saved gallery of REPOSITORY and brings it up to date. *USED false with TP_OK: there is none, or it is not to
 * be used, and REPOSITORY->note says why. E_BUSY for a second writer; trouble of store and memory. */
TP_NODISCARD tp_status tp_saved_open(struct tp_repository *repository, bool *used, struct tp_diag *diag);

/* Brings REPOSITORY's gallery up to date with its store. E_FORMAT and E_DENIED: it cannot be. */
TP_NODISCARD tp_status tp_saved_update(struct tp_repository *repository, struct tp_diag *diag);

/* Removes a subject, who is deleted already, from the saved file, and a file that cannot be read as a whole: it may
 * hold the subject. E_BUSY, E_IO: its bytes may still be there. */
TP_NODISCARD tp_status tp_saved_remove(struct tp_repository *repository, const char *subject, struct tp_diag *diag);

#endif
