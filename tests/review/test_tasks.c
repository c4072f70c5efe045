/* SPDX-License-Identifier: Apache-2.0 */
/* Blindness: everything that an examiner can get is the same, byte for byte, in worlds that differ only in what is to
 * be hidden. Random names are numbered in the order in which they come. */
#include "bureau.h"

enum { TRANSCRIPT_MAX = 1 << 20, NAMES_MAX = 64 };

struct world {
    int32_t score;
    bool partner;        /* the probe came from a partner, under an agreement */
    bool seeded;         /* the truth is known */
    unsigned encounters; /* of the candidate: was matched before or not */
    const char *other;   /* what the other examiner concluded before; "returned"; NULL: nobody was there yet */
};

struct transcript {
    uint32_t duties; /* of who asks */
    char *text;
    size_t length;
    char names[NAMES_MAX][TP_EXCHANGE_ID_BYTES];
    size_t name_count;
};

static bool is_name(const char *at)
{
    return strspn(at, "0123456789abcdef") == 32;
}

static size_t number_of(struct transcript *transcript, const char *name)
{
    size_t i = 0;

    while (i < transcript->name_count && strncmp(transcript->names[i], name, 32) != 0)
        i++;
    assert_true(i < NAMES_MAX);
    if (i == transcript->name_count)
        snprintf(transcript->names[transcript->name_count++], TP_EXCHANGE_ID_BYTES, "%.32s", name);
    return i;
}

static void append(struct transcript *transcript, const char *text)
{
    while (*text) {
        assert_true(transcript->length + 32 < TRANSCRIPT_MAX);
        if (is_name(text)) {
            transcript->length +=
                (size_t)snprintf(transcript->text + transcript->length, 32, "#%zu", number_of(transcript, text));
            text += 32;
        } else {
            transcript->text[transcript->length++] = *text++;
        }
    }
    transcript->text[transcript->length] = '\0';
}

/* Asks, and writes down everything that came back. */
static void ask(struct transcript *transcript, struct bureau *bureau, const char *operation, const char *task,
                const char *const rest[3])
{
    char line[512];
    tp_status status = bureau_ask(
        bureau, operation,
        &(struct bureau_call){"ben", transcript->duties, {task, rest[0], rest[1], rest[2]}, NULL, {"probe", "0"}});

    snprintf(line, sizeof line, "%s %s %s %s\n", operation, tp_status_name(status), bureau->diag.field,
             bureau->diag.text);
    append(transcript, line);
    append(transcript, bureau->reply);
    snprintf(line, sizeof line, "\n%zu bytes, hash %016llx\n", bureau->byte_count,
             (unsigned long long)tp_hash64(bureau->bytes, bureau->byte_count, 0));
    append(transcript, line);
}

/* Somebody who may book, too, asks for the probe's booking and the candidate's. */
static void look_at_bookings(struct transcript *transcript, struct bureau *bureau)
{
    static const char *const operations[] = {"getBooking", "getBookingResult", "watchBooking", "listBookings"};
    static const char *const bookings[] = {"b-0", "p-1-0", "p-1-1"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(operations) * TP_ARRAY_LENGTH(bookings); i++)
        ask(transcript, bureau, operations[i / TP_ARRAY_LENGTH(bookings)], bookings[i % TP_ARRAY_LENGTH(bookings)],
            (const char *const[3]){0});
}

/* Everything there is to ask about a task now. */
static void look_at_all(struct transcript *transcript, struct bureau *bureau, const char *task, const char *candidate)
{
    static const char *const probe[] = {"getProbeImage", "getProbeMinutiae", "getProbeView"};
    static const char *const other[] = {"getCandidateImage", "getCandidateMinutiae", "getCandidateView",
                                        "getCandidatePairs"};

    ask(transcript, bureau, "listTasks", NULL, (const char *const[3]){0});
    ask(transcript, bureau, "getTask", task, (const char *const[3]){0});
    if (transcript->duties & TP_DUTY_BIT(CONTRIBUTOR))
        look_at_bookings(transcript, bureau);
    for (int k = 0; k < 3; k++) { /* the third is not there */
        const char *number = (const char *const[]){"0", "1", "2"}[k];

        for (size_t i = 0; i < TP_ARRAY_LENGTH(probe); i++)
            ask(transcript, bureau, probe[i], task, (const char *const[3]){number, "enhance", NULL});
        for (size_t i = 0; i < TP_ARRAY_LENGTH(other); i++)
            ask(transcript, bureau, other[i], task, (const char *const[3]){candidate, number, "thin"});
    }
}

static void make_world(struct bureau *bureau, const struct world *world)
{
    const struct tp_found found = {"person-1", world->score};
    const char *owner = world->partner ? "request/r-1" : "booking/b-0";
    struct tp_case_spec spec = {.owner = owner,
                                .then = world->seeded ? "" : "test.settled",
                                .about = "something",
                                .agreement = world->partner ? BUREAU_AGREEMENT : "",
                                .jurisdiction = world->partner ? "US-CA" : "US-NY-027",
                                .level = world->partner ? "level-1" : "none",
                                .examiners = 2,
                                .candidates = &found,
                                .count = 1};
    struct tp_review_case about = {.seeded = true, .examiners = 2, .opened_s = FIXTURE_NOW_S, .count = 1};
    char id[TP_EXCHANGE_ID_BYTES];

    bureau_open(bureau);
    bureau_enrol(bureau, 1, world->encounters);
    if (!world->partner)
        bureau_book(bureau, "b-0", 1, 7, "clerk");
    fixture_begin(&bureau->fixture);
    if (world->partner)
        bureau_prints(bureau, owner, 1, 7);
    if (!world->seeded) {
        assert_int_equal(tp_case_open(bureau->exchange, &spec, id, NULL), TP_OK);
    } else {
        snprintf(about.candidates[0].subject, sizeof about.candidates[0].subject, "person-1");
        snprintf(about.candidates[0].encounter, sizeof about.candidates[0].encounter, "booking/p-1-%u",
                 world->encounters - 1);
        assert_int_equal(tp_exchange_new_id(about.entry.name, NULL), TP_OK);
        assert_int_equal(tp_case_add(bureau->exchange, &spec, &about, NULL), TP_OK);
        assert_int_equal(tp_case_add_tasks(bureau->exchange, &about, NULL), TP_OK);
    }
    fixture_end(&bureau->fixture);
}

static void let_the_other(struct bureau *bureau, const char *what)
{
    char task[TP_EXCHANGE_ID_BYTES];

    if (!what)
        return;
    if (strcmp(what, "returned") != 0) {
        bureau_examine(bureau, "ann", BUREAU_EXAMINER, what);
        return;
    }
    assert_int_equal(bureau_claim(bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(bureau_analyse(bureau, "ann", task, true), TP_OK);
    assert_int_equal(bureau_ask(bureau, "returnTask",
                                &(struct bureau_call){"ann", BUREAU_EXAMINER, {task}, "{\"why\":\"conflict\"}", {0}}),
                     TP_OK);
}

/* The day of Ben, who has MORE duties, in WORLD, until and with his conclusion where nobody else has concluded: then
 * the case is not settled. */
static void play(const struct world *world, uint32_t more, struct transcript *out)
{
    static struct bureau bureau;
    char task[TP_EXCHANGE_ID_BYTES], candidate[TP_EXCHANGE_ID_BYTES] = "";

    memset(out, 0, sizeof *out);
    out->duties = BUREAU_EXAMINER | more;
    out->text = malloc(TRANSCRIPT_MAX);
    assert_non_null(out->text);
    make_world(&bureau, world);
    let_the_other(&bureau, world->other);
    ask(out, &bureau, "listTasks", NULL, (const char *const[3]){0});
    assert_int_equal(bureau_claim(&bureau, "ben", BUREAU_EXAMINER, task), TP_OK);
    append(out, bureau.reply);
    look_at_all(out, &bureau, task, candidate);
    assert_int_equal(bureau_analyse(&bureau, "ben", task, true), TP_OK);
    append(out, bureau.reply);
    snprintf(candidate, sizeof candidate, "%s", bureau_candidate(&bureau, 0));
    look_at_all(out, &bureau, task, candidate);
    if (!world->other) {
        assert_int_equal(bureau_say(&bureau, "recordConclusion", "ben", task, candidate, "exclusion"), TP_OK);
        append(out, bureau.reply);
        look_at_all(out, &bureau, task, candidate);
    }
    bureau_close(&bureau);
}

static void compare(const struct world *a, const struct world *b)
{
    struct transcript first, second;

    play(a, TP_DUTY_BIT(CONTRIBUTOR), &first);
    play(b, TP_DUTY_BIT(CONTRIBUTOR), &second);
    assert_true(first.length > 4000);
    assert_string_equal(first.text, second.text);
    free(first.text);
    free(second.text);
}

static void score_source_seeding_and_history_cannot_be_told(void **state)
{
    static const struct world plain = {9000, false, false, 1, NULL};
    static const struct world others[] = {
        {4100, false, false, 1, NULL}, {9000, true, false, 1, NULL}, {9000, false, true, 1, NULL},
        {9000, false, false, 3, NULL}, {20000, true, true, 2, NULL},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++)
        compare(&plain, &others[i]);
}

static void what_another_concluded_cannot_be_told(void **state)
{
    static const struct world plain = {9000, false, false, 1, "identification"};
    static const struct world others[] = {
        {9000, false, false, 1, "exclusion"},
        {9000, false, false, 1, "inconclusive"},
        {9000, true, true, 1, "exclusion"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++)
        compare(&plain, &others[i]);
}

/* That there is somebody else at all: who was here first sees what comes second, and the other way round. */
static void whether_there_is_another_cannot_be_told(void **state)
{
    static const struct world alone = {9000, false, false, 1, NULL}, returned = {9000, false, false, 1, "returned"};
    struct transcript first, second;

    (void)state;
    play(&alone, TP_DUTY_BIT(CONTRIBUTOR), &first);
    play(&returned, TP_DUTY_BIT(CONTRIBUTOR), &second);
    assert_true(first.length > second.length); /* ends with the conclusion */
    first.text[second.length] = '\0';
    assert_string_equal(first.text, second.text);
    free(first.text);
    free(second.text);
}

/* The words that hidden things go by are nowhere in it before the end. */
static void no_hidden_word_is_in_it(void **state)
{
    static const char *const words[] = {"score\":", "rank", "seeded", "person-1", "b-0", "booking",   "request",
                                        "US-",      "aaaa", "level",  "clerk",    "ann", "afterwards"};
    static const struct world world = {9000, false, false, 2, NULL};
    struct transcript transcript;

    (void)state;
    play(&world, 0, &transcript);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(words); i++)
        assert_null(strstr(transcript.text, words[i]));
    free(transcript.text);
}

/* Of two candidates the order is by chance, for each examiner another. */
static void the_order_is_not_the_rank(void **state)
{
    static const struct tp_found found[] = {{"person-1", 9000}, {"person-2", 8000}};
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES], name[16], owner[32];
    static struct bureau bureau;
    struct tp_task read;
    unsigned first = 0;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 1, 1);
    bureau_enrol(&bureau, 2, 1);
    for (unsigned i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "x-%u", i);
        snprintf(owner, sizeof owner, "booking/%s", name);
        bureau_book(&bureau, name, 1, 7, "clerk");
        bureau_open_case(&bureau, &(struct bureau_case){owner, "", 2, found, 2}, id);
        snprintf(name, sizeof name, "examiner %u", i);
        assert_int_equal(bureau_claim(&bureau, name, BUREAU_EXAMINER, task), TP_OK);
        assert_int_equal(tp_task_read(bureau.exchange, task, &read, NULL), TP_OK);
        first += read.candidates[0].place == 0;
        tp_task_deinit(&read);
    }
    assert_true(first > 5 && first < 35); /* by chance alone once in a million */
    bureau_close(&bureau);
}

static void once_it_is_settled_it_is_told(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    static struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    assert_null(strstr(bureau.reply, "afterwards"));
    snprintf(task, sizeof task, "%s", bureau_text(&bureau, "task"));
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "identification");
    assert_int_equal(bureau_ask(&bureau, "getTask", &(struct bureau_call){"ann", BUREAU_EXAMINER, {task}, NULL, {0}}),
                     TP_OK);
    assert_non_null(strstr(bureau.reply, "\"afterwards\":{\"rank\":1,\"result\":\"identified\",\"score\":9000,"
                                         "\"source\":\"own\"}"));
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(score_source_seeding_and_history_cannot_be_told),
    cmocka_unit_test(what_another_concluded_cannot_be_told),
    cmocka_unit_test(whether_there_is_another_cannot_be_told),
    cmocka_unit_test(no_hidden_word_is_in_it),
    cmocka_unit_test(the_order_is_not_the_rank),
    cmocka_unit_test(once_it_is_settled_it_is_told),
};
TP_TEST_MAIN(tests)
