/* SPDX-License-Identifier: Apache-2.0 */
/* The partners in organisation.yaml, added and removed by line, so that comments and everything else stay as they are.
 * The result is read before it is written: when it is not what was meant, nothing is written. */
#ifndef TP_CLI_PARTNER_FILE_H
#define TP_CLI_PARTNER_FILE_H

#include "base/base.h"
#include "node/organisation.h"

/* Appends to OUT the text of YAML with PARTNER added. E_EXISTS for a known id or key, E_FORMAT. */
TP_NODISCARD tp_status tp_partner_file_add(const char *yaml, const struct tp_config_partner *partner,
                                           struct tp_buffer *out, struct tp_diag *diag);
/* The same without the partner ID. E_NOT_FOUND. */
TP_NODISCARD tp_status tp_partner_file_remove(const char *yaml, const char *id, struct tp_buffer *out,
                                              struct tp_diag *diag);

/* One of them on the file of an organisation's folder, which a running node reads again after SIGHUP. */
TP_NODISCARD tp_status tp_partner_folder_add(const char *folder, const struct tp_config_partner *partner,
                                             struct tp_diag *diag);
TP_NODISCARD tp_status tp_partner_folder_remove(const char *folder, const char *id, struct tp_diag *diag);
/* The configuration of a folder; also while a node runs in it. */
TP_NODISCARD tp_status tp_partner_folder_load(const char *folder, struct tp_config **out, struct tp_diag *diag);
/* NULL for none. */
const struct tp_config_partner *tp_partner_of(const struct tp_config *config, const char *id);

#endif
