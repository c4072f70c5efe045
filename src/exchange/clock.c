/* SPDX-License-Identifier: Apache-2.0 */
/* The time. That of a rehearsal is what it was set to. Otherwise it is the machine's, as long as that keeps step with
 * the seconds that pass: a machine whose clock jumps (a wrong battery, a wrong hand) must not let things expire or
 * become due at once, nor come again. While it is off, seconds are counted on; a new start takes the machine's. */
#include "exchange/state.h"

enum { JUMP_S = 300 };

void tp_exchange_clock_start(struct tp_exchange_clock *clock, int64_t machine_s, int64_t passed_s)
{
    atomic_store(&clock->lead_s, machine_s - passed_s);
}

int64_t tp_exchange_clock_off_s(const struct tp_exchange_clock *clock, int64_t machine_s, int64_t passed_s)
{
    int64_t off_s = machine_s - passed_s - atomic_load(&clock->lead_s);

    return off_s > JUMP_S || off_s < -JUMP_S ? off_s : 0;
}

/* It never goes back, not even by the seconds that machines are put right by. */
int64_t tp_exchange_clock_tell(struct tp_exchange_clock *clock, int64_t machine_s, int64_t passed_s)
{
    int64_t set_s = atomic_load(&clock->set_s), latest_s = atomic_load(&clock->latest_s), now_s = set_s;

    if (set_s == 0 && tp_exchange_clock_off_s(clock, machine_s, passed_s) == 0)
        atomic_store(&clock->lead_s, machine_s - passed_s);
    if (set_s == 0)
        now_s = passed_s + atomic_load(&clock->lead_s);
    while (now_s > latest_s && !atomic_compare_exchange_weak(&clock->latest_s, &latest_s, now_s))
        continue;
    return TP_MAX(now_s, latest_s);
}
