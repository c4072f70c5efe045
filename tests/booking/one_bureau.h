/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of one bureau, which is asked one thing at a time. */
#ifndef TP_TEST_ONE_BUREAU_H
#define TP_TEST_ONE_BUREAU_H

#include "booking/bureau.h"

static struct bureau bureau;
static struct asked asked;

static int set_up(void **state)
{
    (void)state;
    bureau_make(&bureau);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    asked_done(&asked);
    bureau_remove(&bureau);
    return 0;
}

#endif
