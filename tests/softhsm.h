/* SPDX-License-Identifier: Apache-2.0 */
/* A token in software, in a scratch folder, for tests of PKCS #11. */
#ifndef TP_TEST_SOFTHSM_H
#define TP_TEST_SOFTHSM_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "folder.h"

#define SOFTHSM_MODULE "/usr/lib/softhsm/libsofthsm2.so"

/* Makes FOLDER with an initialised token in it, and points SoftHSM there, at the first call. False, with the reason
 * printed, where SoftHSM is not installed. */
static inline bool softhsm_ready(struct test_folder *folder, const char *label, const char *pin)
{
    char line[512];

    if (access(SOFTHSM_MODULE, R_OK) != 0 || system("command -v softhsm2-util >/dev/null") != 0) {
        print_message("# skipped: SoftHSM (softhsm2) is not installed\n");
        return false;
    }
    if (folder->path[0])
        return true;
    folder_make(folder);
    snprintf(line, sizeof line, "directories.tokendir = %s\nlog.level = ERROR\n", folder->path);
    folder_write(folder, "softhsm2.conf", line, strlen(line));
    setenv("SOFTHSM2_CONF", folder_path(folder, "softhsm2.conf"), 1);
    snprintf(line, sizeof line, "softhsm2-util --init-token --free --label '%s' --pin %s --so-pin 56785678 >/dev/null",
             label, pin);
    assert_int_equal(system(line), 0);
    return true;
}

#endif
