/* SPDX-License-Identifier: Apache-2.0 */
/* The FINGER=IMAGE of a command line. */
#ifndef TP_CLI_FINGER_H
#define TP_CLI_FINGER_H

#include "node/node.h"

/* Splits WORD into finger and path, which is borrowed. Without a number and '=' in front, all of WORD is a path and the
 * finger 0. E_ARGUMENT for a number that is not 1 to 10, and for an empty path. */
TP_NODISCARD tp_status tp_cli_finger_parse(const char *word, struct tp_manifest_row *out, struct tp_diag *diag);

#endif
