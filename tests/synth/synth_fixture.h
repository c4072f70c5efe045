/* SPDX-License-Identifier: Apache-2.0 */
/* A generator that lives as long as one group of tests. */
#ifndef TP_SYNTH_FIXTURE_H
#define TP_SYNTH_FIXTURE_H

#include "synth/synth.h"

static struct tp_synth *synth;

static int set_up(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    return tp_synth_new(&synth, &diag);
}

static int tear_down(void **state)
{
    (void)state;
    tp_synth_free(&synth);
    return 0;
}

#endif
