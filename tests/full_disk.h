/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that is full, for this process: files do not grow. */
#ifndef TP_TEST_FULL_DISK_H
#define TP_TEST_FULL_DISK_H

#include "test.h"

#include <signal.h>
#include <sys/resource.h>

/* No file may grow beyond SIZE, as on a disk that is full; 0: as far as they like. */
static inline void limit_files(rlim_t size)
{
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size > 0 ? size : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

#endif
