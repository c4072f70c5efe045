/* SPDX-License-Identifier: Apache-2.0 */
/* The time. That of a rehearsal is what it was set to. Otherwise it is the machine's, as long as that keeps step with
 * the seconds that pass: a machine whose clock jumps (a wrong battery, a wrong hand) must not let things expire or
 * become due at once, nor come again. While it is off, seconds are counted on; a new start takes the machine's, if it
 * can be: the folder notes the time each minute, and what is before that, or months after it, is a wrong battery unless
 * somebody says that it is not. */
#include <string.h>
#include <time.h>

#include "exchange/state.h"

enum { JUMP_S = 300, AWAY_MAX_S = 90 * 86400 };

/* Also while the machine is suspended. */
int64_t tp_exchange_passed_s(void)
{
    struct timespec time;

    clock_gettime(CLOCK_BOOTTIME, &time);
    return time.tv_sec;
}

bool tp_exchange_clock_is_credible(int64_t machine_s, int64_t last_s)
{
    return machine_s >= last_s - JUMP_S && machine_s <= last_s + AWAY_MAX_S;
}

tp_status tp_exchange_note_time(struct tp_exchange *exchange, struct tp_diag *diag)
{
    struct tp_entry entry;
    struct tp_json *json = NULL;
    tp_status status = tp_entry_get(exchange, TP_RECORD_CLOCK, "latest", &entry, NULL);
    bool is_new = status == TP_E_NOT_FOUND;

    if (status != TP_OK && !is_new)
        return tp_fail(diag, status, "clock", -1, "the time that was seen last cannot be read");
    if (is_new)
        entry = (struct tp_entry){.name = "latest", .due_s = TP_STORE_NEVER};
    status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        tp_json_integer(json, "time", tp_exchange_now(exchange));
        status = is_new ? tp_entry_add(exchange, TP_RECORD_CLOCK, &entry, json, diag)
                        : tp_entry_put(exchange, TP_RECORD_CLOCK, &entry, json, diag);
    }
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    return status;
}

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
