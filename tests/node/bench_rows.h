/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the search's benchmark, as if measured. */
#ifndef TP_TEST_BENCH_ROWS_H
#define TP_TEST_BENCH_ROWS_H

#include "node/bench_identify.h"

/* One finger costs 1 ms and 2 us a person, ten fingers 0.1 us a person; 1,000 and 10,000 people; the last is real. */
enum { BENCH_ROWS = 5 };
static inline void bench_rows_make(struct tp_bench_row rows[BENCH_ROWS])
{
    for (unsigned i = 0; i < BENCH_ROWS; i++)
        rows[i] = (struct tp_bench_row){
            .kind = "synthetic",
            .subjects = i < 2 ? 1000 : 10000,
            .fingers = i % 2 ? 10 : 1,
            .mode = TP_SEARCH_FAST,
            .verdict = {.mated = 1000,
                        .others = 1000,
                        .first = 990,
                        .threshold = {7000, 6000},
                        .missed = {30, 20},
                        .findable = {980, 985},
                        .lost = {10, 5}},
            .lost_at = {3, 2, 0},
            .timed = 100,
            .p50_ms = i % 2 ? (i < 2 ? 0.1 : 1) : (i < 2 ? 3 : 21),
            .p99_ms = 30,
            .compared = 55,
            .batch_ms = {0.5, 0.25},
            .two_threads = 1.9,
            .stage_share = {0.25, 0.5, 0.25},
        };
    rows[4].kind = "real fingers";
    rows[4].timed = 0;
}

#endif
