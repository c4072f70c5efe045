/* SPDX-License-Identifier: Apache-2.0 */
/* A token in software, in a scratch scratch, for tests of PKCS #11. */
#ifndef TP_TEST_SOFTHSM_H
#define TP_TEST_SOFTHSM_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "folder.h"

#define SOFTHSM_MODULE "/usr/lib/softhsm/libsofthsm2.so"

/* SoftHSM 2.6.1 loses 37 bytes for every Ed25519 key that it makes. Unwinding by frame pointers does not get from
 * OpenSSL's allocation to SoftHSM. Both are only asked for by the leak checker of ASan. */
#define SOFTHSM_LEAK "leak:libsofthsm2.so"
#define SOFTHSM_UNWIND "fast_unwind_on_malloc=0"
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return SOFTHSM_LEAK;
}
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return SOFTHSM_UNWIND;
}

/* The same for programs that the test runs. */
static inline void softhsm_hush_children(const struct test_folder *scratch)
{
    char line[256];

    folder_write(scratch, "lsan.supp", SOFTHSM_LEAK "\n", sizeof SOFTHSM_LEAK);
    snprintf(line, sizeof line, "suppressions=%s:print_suppressions=0", folder_path(scratch, "lsan.supp"));
    setenv("LSAN_OPTIONS", line, 1);
    setenv("ASAN_OPTIONS", SOFTHSM_UNWIND, 1);
}

/* Makes SCRATCH with an initialised token in it, and points SoftHSM there, at the first call. False, with the reason
 * printed, where SoftHSM is not installed. */
static inline bool softhsm_ready(struct test_folder *scratch, const char *label, const char *pin)
{
    char line[512];

    if (access(SOFTHSM_MODULE, R_OK) != 0 || system("command -v softhsm2-util >/dev/null") != 0) {
        print_message("# skipped: SoftHSM (softhsm2) is not installed\n");
        return false;
    }
    if (scratch->path[0])
        return true;
    folder_make(scratch);
    snprintf(line, sizeof line, "directories.tokendir = %s\nlog.level = ERROR\n", scratch->path);
    folder_write(scratch, "softhsm2.conf", line, strlen(line));
    softhsm_hush_children(scratch);
    setenv("SOFTHSM2_CONF", folder_path(scratch, "softhsm2.conf"), 1);
    snprintf(line, sizeof line, "softhsm2-util --init-token --free --label '%s' --pin %s --so-pin 56785678 >/dev/null",
             label, pin);
    assert_int_equal(system(line), 0);
    return true;
}

#endif
