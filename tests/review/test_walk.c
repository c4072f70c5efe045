/* SPDX-License-Identifier: Apache-2.0 */
/* A bureau on random days: people with random duties do whatever comes to their minds, time passes, cases come in. At
 * the end every record is looked at: nobody did two things in a case. */
#include "bureau.h"

enum { PEOPLE = 6, CASES = 6, STEPS = 400 };

static const char *const names[PEOPLE] = {"ann", "ben", "cal", "sue", "sam", "olga"};
static const uint32_t duties[PEOPLE] = {
    TP_DUTY_BIT(EXAMINER),
    TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(CONTRIBUTOR),
    TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER),
    TP_DUTY_BIT(SENIOR_EXAMINER),
    TP_DUTY_BIT(SENIOR_EXAMINER) | TP_DUTY_BIT(EXAMINER),
    TP_DUTY_BIT(RELEASING_OFFICER) | TP_DUTY_BIT(SENIOR_EXAMINER),
};

struct walk {
    struct bureau bureau;
    struct tp_rng rng;
    char tasks[PEOPLE][TP_EXCHANGE_ID_BYTES];
    unsigned claims, conclusions, refusals;
};

/* Any answer may come, but no failure of the program's own. */
static tp_status tolerate(struct walk *walk, tp_status status)
{
    assert_true(status == TP_OK || status == TP_E_CONFLICT || status == TP_E_NOT_FOUND || status == TP_E_DENIED);
    walk->refusals += status != TP_OK;
    return status;
}

static void give_back(struct walk *walk, unsigned who)
{
    const char *input = tp_rng_below(&walk->rng, 3) ? "{\"why\":\"time\"}" : "{\"why\":\"conflict\"}";

    tolerate(walk, bureau_ask(&walk->bureau, "returnTask",
                              &(struct bureau_call){names[who], duties[who], {walk->tasks[who]}, input, {0}}));
}

static void conclude(struct walk *walk, unsigned who)
{
    static const char *const said[] = {"identification", "exclusion", "inconclusive"};
    const char *operation = tp_rng_below(&walk->rng, 8) ? "recordConclusion" : "correctConclusion";
    const char *what = said[tp_rng_below(&walk->rng, 3)];

    if (tolerate(walk, bureau_ask(&walk->bureau, "getTask",
                                  &(struct bureau_call){names[who], duties[who], {walk->tasks[who]}, NULL, {0}})))
        return;
    walk->conclusions += tolerate(walk, bureau_say(&walk->bureau, operation, names[who], walk->tasks[who],
                                                   bureau_candidate(&walk->bureau, 0), what)) == TP_OK;
}

static void step(struct walk *walk)
{
    unsigned who = tp_rng_below(&walk->rng, PEOPLE);
    int64_t now_s = tp_exchange_now(walk->bureau.exchange);
    char task[TP_EXCHANGE_ID_BYTES];

    switch (tp_rng_below(&walk->rng, 8)) {
    case 0:
    case 1:
        if (tolerate(walk, bureau_claim(&walk->bureau, names[who], duties[who], task)) == TP_OK) {
            memcpy(walk->tasks[who], task, sizeof task);
            walk->claims++;
        }
        break;
    case 2:
    case 3:
        tolerate(walk, bureau_analyse(&walk->bureau, names[who], walk->tasks[who], tp_rng_below(&walk->rng, 9) > 0));
        break;
    case 4:
        give_back(walk, who);
        break;
    case 5:
        fixture_work_until(&walk->bureau.fixture, now_s + tp_rng_below(&walk->rng, 5 * 3600));
        break;
    default:
        conclude(walk, who);
    }
}

/* ---- afterwards
 * ------------------------------------------------------------------------------------------------------ */

struct looking {
    unsigned count;
    char kept[16][TP_EXCHANGE_NAME_BYTES];
};

static tp_status look_at_task(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct looking *looking = context;
    struct tp_task task;

    (void)diag;
    tp_task_take(entry, &task);
    if (task.account[0] == '\0')
        return TP_OK;
    assert_string_not_equal(task.account, "ben"); /* booked them all */
    for (unsigned i = 0; i < looking->count; i++)
        assert_string_not_equal(looking->kept[i], task.account);
    assert_true(looking->count < 16);
    snprintf(looking->kept[looking->count++], sizeof looking->kept[0], "%s", task.account);
    if (task.senior)
        assert_true(strcmp(task.account, "sue") == 0 || strcmp(task.account, "sam") == 0 ||
                    strcmp(task.account, "olga") == 0);
    return TP_OK;
}

/* LOOKING goes on for all cases of one booking: nobody examines in two of them. */
static void check(struct walk *walk, const char *id, struct looking *looking)
{
    const struct tp_store_query tasks = {.kind = "task", .link = id, .due_until_s = TP_STORE_NEVER};
    struct tp_case_outcome outcome = bureau_outcome(&walk->bureau, id);
    unsigned before = looking->count;

    assert_int_equal(tp_entry_each(walk->bureau.exchange, &tasks, look_at_task, looking, NULL), TP_OK);
    assert_false(outcome.match && (!outcome.settled || outcome.examiners < 2));
    if (outcome.settled)
        assert_true(looking->count >= before + 2);
}

static void nobody_does_two_things_in_a_case(void **state)
{
    static const struct tp_found found = {"person-1", 9000};
    char ids[CASES][TP_EXCHANGE_ID_BYTES], owner[32];
    static struct walk walk;
    struct looking looking = {.count = 0};
    unsigned settled = 0;

    (void)state;
    bureau_open(&walk.bureau);
    walk.rng = tp_rng_seed(17, 1);
    bureau_enrol(&walk.bureau, 1, 1);
    for (unsigned i = 0; i < CASES; i++) { /* three bookings, two cases each */
        snprintf(owner, sizeof owner, "booking/b-%u", i / 2);
        if (i % 2 == 0)
            bureau_book(&walk.bureau, owner + 8, 1, 7, "ben");
        bureau_open_case(&walk.bureau, &(struct bureau_case){owner, "", 2, &found, 1}, ids[i]);
    }
    for (unsigned i = 0; i < STEPS; i++)
        step(&walk);
    for (unsigned i = 0; i < CASES; i++) {
        if (i % 2 == 0)
            looking.count = 0;
        check(&walk, ids[i], &looking);
        settled += bureau_outcome(&walk.bureau, ids[i]).settled;
    }
    print_message("# %u claims, %u conclusions, %u refusals, %u of %d cases settled\n", walk.claims, walk.conclusions,
                  walk.refusals, settled, CASES);
    assert_true(walk.claims > 5 && walk.conclusions > 3 && walk.refusals > 20);
    bureau_close(&walk.bureau);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(nobody_does_two_things_in_a_case)};
TP_TEST_MAIN(tests)
