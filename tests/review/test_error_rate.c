/* SPDX-License-Identifier: Apache-2.0 */
/* Examiners who err at set rates, on cases whose truth the play knows; what is counted from the published ledger alone
 * is what was played. */
#include "bureau.h"

#include <inttypes.h>

#include "statistics/statistics.h"

enum { PEOPLE = 10, SEEDED = 40, ORDINARY = 6, AGAIN = 10, STAFF = 60 };

/* What was said: of one person, of two, by conclusion. */
struct played {
    uint64_t seeded[2][TP_CONCLUSIONS], again[TP_CONCLUSIONS];
};

static long person_of(const char *owner)
{
    return strncmp(owner, "booking/p-", 10) == 0 ? strtol(owner + 10, NULL, 10) : -1;
}

static enum tp_conclusion err(struct tp_rng *rng, bool same)
{
    uint64_t draw = tp_rng_below(rng, 100);

    if (draw < 15)
        return TP_INCONCLUSIVE;
    return (draw < 40) != same ? TP_IDENTIFICATION : TP_EXCLUSION;
}

/* The candidate's place in the case, behind the name that the task has for it. */
static const struct tp_case_candidate *behind(struct bureau *bureau, const char *task, size_t place,
                                              struct tp_review_case *about)
{
    struct tp_task read;
    unsigned at;

    assert_int_equal(tp_task_read(bureau->exchange, task, &read, NULL), TP_OK);
    assert_int_equal(tp_case_read(bureau->exchange, read.entry.link, about, NULL), TP_OK);
    at = read.candidates[place].place;
    tp_task_deinit(&read);
    return &about->candidates[at];
}

static bool examine(struct bureau *bureau, struct tp_rng *rng, const char *account, uint32_t duties,
                    struct played *played)
{
    char task[TP_EXCHANGE_ID_BYTES], name[TP_EXCHANGE_ID_BYTES];
    size_t count;

    if (bureau_claim(bureau, account, duties, task) != TP_OK)
        return false;
    assert_int_equal(bureau_analyse(bureau, account, task, true), TP_OK);
    count = tp_json_count(tp_json_member(tp_json_root(bureau->answer), "candidates"));
    for (size_t i = 0; i < count; i++) {
        struct tp_review_case about;
        const struct tp_case_candidate *candidate = behind(bureau, task, i, &about);
        bool same = person_of(about.entry.link) == person_of(candidate->encounter);
        enum tp_conclusion said = err(rng, same);

        played->seeded[same][said] += about.seeded;
        played->again[said] += !about.seeded && same; /* the only ones that are of one person beforehand */
        tp_case_deinit(&about);
        assert_int_equal(bureau_analyse(bureau, account, task, true), TP_E_CONFLICT);
        assert_int_equal(bureau_ask(bureau, "getTask", &(struct bureau_call){account, duties, {task}, NULL, {0}}),
                         TP_OK);
        snprintf(name, sizeof name, "%s", bureau_candidate(bureau, i));
        assert_int_equal(bureau_say(bureau, "recordConclusion", account, task, name, tp_conclusion_code(said)), TP_OK);
    }
    return true;
}

static void examine_all(struct bureau *bureau, struct played *played)
{
    const struct tp_store_query open = {.kind = "case", .state = "open", .due_until_s = TP_STORE_NEVER};
    char account[16];
    uint64_t left;
    struct tp_rng rng = tp_rng_seed(2011, 6);
    bool any = true;

    while (any) {
        any = false;
        for (unsigned i = 0; i < STAFF; i++) {
            snprintf(account, sizeof account, "exa-%u", i);
            any |= examine(bureau, &rng, account, i < STAFF / 2 ? BUREAU_EXAMINER : BUREAU_SENIOR, played);
        }
    }
    assert_int_equal(tp_entry_count(bureau->exchange, &open, &left, NULL), TP_OK);
    assert_int_equal(left, 0);
}

/* ---- the published ledger -------------------------------------------------------------------------------------------
 */

static uint64_t figure(const char *csv, const char *table, const char *name)
{
    char begin[64], middle[64];
    uint64_t sum = 0;

    snprintf(begin, sizeof begin, "%s,", table);
    snprintf(middle, sizeof middle, ",%s,,", name);
    for (const char *line = csv; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *at = strstr(line, middle);

        if (strncmp(line, begin, strlen(begin)) == 0 && at && at < line + strcspn(line, "\n"))
            sum += strtoull(at + strlen(middle), NULL, 10);
    }
    return sum;
}

static void count(struct bureau *bureau, struct tp_buffer *csv)
{
    const struct tp_statistics_form form = {.format = TP_STATISTICS_CSV};
    struct tp_organisation *organisation = tp_exchange_organisation(bureau->exchange);
    struct tp_definitions *definitions;
    struct tp_statistics *statistics;
    struct tp_reader *reader;
    char path[160];

    snprintf(path, sizeof path, "%s/ledger", bureau->fixture.folder);
    fixture_leaves(&bureau->fixture);
    assert_int_equal(tp_ledger_publish(tp_organisation_ledger(organisation), NULL), TP_OK);
    assert_int_equal(tp_reader_open(path, tp_organisation_verifier(organisation), &reader, NULL), TP_OK);
    assert_int_equal(tp_definitions_standard(0, &definitions, NULL), TP_OK);
    assert_int_equal(tp_statistics_new(definitions, &statistics, NULL), TP_OK);
    assert_int_equal(tp_statistics_count(statistics, reader, tp_reader_checkpoint(reader)->size, NULL), TP_OK);
    assert_int_equal(tp_statistics_write(statistics, &form, csv, NULL), TP_OK);
    tp_write_u8(csv, 0);
    tp_statistics_free(&statistics);
    tp_definitions_free(&definitions);
    tp_reader_close(&reader);
}

/* ---- the play -------------------------------------------------------------------------------------------------------
 */

static void open_cases(struct bureau *bureau)
{
    char id[TP_EXCHANGE_ID_BYTES], name[32];

    for (unsigned i = 0; i < PEOPLE; i++)
        bureau_enrol(bureau, i + 10, 2);
    fixture_begin(&bureau->fixture);
    for (unsigned i = 0; i < SEEDED; i++) {
        assert_int_equal(tp_exchange_new_id(id, NULL), TP_OK);
        assert_int_equal(tp_job_add(bureau->exchange, "review.seed", id, FIXTURE_NOW_S, NULL), TP_OK);
    }
    fixture_end(&bureau->fixture);
    fixture_work(&bureau->fixture, 1000);
    for (unsigned i = 0; i < ORDINARY; i++) {
        snprintf(name, sizeof name, "o-%u", i);
        bureau_simple_case(bureau, name, id);
    }
    for (unsigned i = 0; i < AGAIN; i++) { /* of two encounters that are held to be of one person */
        struct tp_found found = {.score = 9000};

        bureau_enrol(bureau, i + 50, 2);
        snprintf(found.subject, sizeof found.subject, "person-%u", i + 50);
        snprintf(name, sizeof name, "booking/p-%u-0", i + 50);
        bureau_open_case(bureau, &(struct bureau_case){.owner = name, .candidates = &found, .count = 1}, id);
    }
}

static void the_ledger_says_how_often_examiners_err(void **state)
{
    struct played played = {0};
    struct tp_buffer buffer;
    struct bureau bureau;
    const char *csv;

    (void)state;
    bureau_open(&bureau);
    open_cases(&bureau);
    examine_all(&bureau, &played);
    tp_buffer_init(&buffer);
    count(&bureau, &buffer);
    csv = (const char *)buffer.data;
    assert_true(played.seeded[false][TP_IDENTIFICATION] > 0 && played.seeded[true][TP_EXCLUSION] > 0);
    assert_true(played.again[TP_EXCLUSION] + played.again[TP_INCONCLUSIVE] > 0);
    assert_int_equal(figure(csv, "seeded-cases", "false-identification"), played.seeded[false][TP_IDENTIFICATION]);
    assert_int_equal(figure(csv, "seeded-cases", "false-exclusion"), played.seeded[true][TP_EXCLUSION]);
    assert_int_equal(figure(csv, "seeded-cases", "correct"),
                     played.seeded[true][TP_IDENTIFICATION] + played.seeded[false][TP_EXCLUSION]);
    assert_int_equal(figure(csv, "seeded-cases", "inconclusive"),
                     played.seeded[true][TP_INCONCLUSIVE] + played.seeded[false][TP_INCONCLUSIVE]);
    assert_int_equal(figure(csv, "re-examinations", "identification-confirmed"), played.again[TP_IDENTIFICATION]);
    assert_int_equal(figure(csv, "re-examinations", "false-identification"), played.again[TP_EXCLUSION]);
    assert_int_equal(figure(csv, "re-examinations", "inconclusive"), played.again[TP_INCONCLUSIVE]);
    assert_int_equal(figure(csv, "re-examinations", "false-exclusion"), 0);
    print_message("# %d seeded cases: %" PRIu64 " false identifications, %" PRIu64 " false exclusions, both counted\n",
                  SEEDED, played.seeded[false][TP_IDENTIFICATION], played.seeded[true][TP_EXCLUSION]);
    tp_buffer_deinit(&buffer);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_ledger_says_how_often_examiners_err),
};
TP_TEST_MAIN(tests)
