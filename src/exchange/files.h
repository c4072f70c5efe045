/* SPDX-License-Identifier: Apache-2.0 */
/* Files and folders of backups. */
#ifndef TP_EXCHANGE_FILES_H
#define TP_EXCHANGE_FILES_H

#include "base/base.h"
#include "crypto/crypto.h"

/* Calls VISIT for each regular file below FOLDER with its path from there, "ledger/checkpoint"; links and what begins
 * with a dot are left out. DEEP: in folders inside, too. */
typedef tp_status tp_files_fn(void *context, const char *path, struct tp_diag *diag);
TP_NODISCARD tp_status tp_files_each(const char *folder, bool deep, tp_files_fn *visit, void *context,
                                     struct tp_diag *diag);
/* A copy that is on the disk when this returns, readable by its owner only. E_EXISTS. */
TP_NODISCARD tp_status tp_files_copy(const char *from, const char *to, struct tp_diag *diag);
TP_NODISCARD tp_status tp_files_hash(const char *path, uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag);
/* Puts a file and its folder's names on the disk. */
TP_NODISCARD tp_status tp_files_sync(const char *path, struct tp_diag *diag);
/* Makes a folder, E_EXISTS. */
TP_NODISCARD tp_status tp_files_make_folder(const char *path, struct tp_diag *diag);
/* Removes a folder with all in it, as far as that goes. */
void tp_files_remove(const char *folder);

#endif
