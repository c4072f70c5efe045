/* SPDX-License-Identifier: Apache-2.0 */
/* The FINGER=IMAGE of a command line. */
#include "cli/finger.h"

#include <stdlib.h>
#include <string.h>

tp_status tp_cli_finger_parse(const char *word, struct tp_manifest_row *out, struct tp_diag *diag)
{
    size_t digits = strspn(word, "0123456789");
    unsigned long finger = digits < 4 ? strtoul(word, NULL, 10) : 0;

    memset(out, 0, sizeof *out);
    out->path = word;
    if (digits > 0 && word[digits] == '=') {
        if (finger < 1 || finger > TP_POSITION_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, word, -1, "the finger must be 1 to 10");
        out->finger = (uint8_t)finger;
        out->path = word + digits + 1;
    }
    if (out->path[0] == '\0')
        return tp_fail(diag, TP_E_ARGUMENT, word, -1, "a file is missing");
    return TP_OK;
}
