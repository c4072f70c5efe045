/* SPDX-License-Identifier: Apache-2.0 */
/* Batches find what single searches find, in the order of the manifest, and end when they are told to. */
#include "test.h"

#include "cards.h"
#include "saved_fixture.h"

enum { PEOPLE = 12 };

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static struct tp_gallery *make_gallery(void)
{
    struct tp_gallery *gallery;

    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (uint32_t person = 0; person < PEOPLE; person++)
        for (unsigned finger = 1; finger <= 3; finger++) {
            struct tp_template tmpl;
            char name[32];

            name_person(person, name, sizeof name);
            make_impression(person, finger, 0, (uint8_t)finger, &tmpl);
            assert_int_equal(tp_gallery_add(gallery, name, &tmpl, NULL), TP_OK);
        }
    return gallery;
}

static tp_status read_batch(const char *text, struct tp_manifest *manifest, struct tp_batch **out, struct tp_diag *diag)
{
    tp_diag_init(diag);
    assert_int_equal(tp_manifest_parse((const uint8_t *)text, strlen(text), folder.path, manifest, NULL), TP_OK);
    manifest->file = "m.csv";
    return tp_batch_new(manifest, 2, out, diag);
}

/* What came: "name>best(file of the best's first finger) ". */
struct answers {
    char text[4096];
    size_t count, stop_after;
};

static void append(struct answers *answers, const char *before, const char *word, const char *behind)
{
    size_t length = strlen(answers->text);

    snprintf(answers->text + length, sizeof answers->text - length, "%s%s%s", before, word, behind);
}

static void take_answer(void *context, const struct tp_batch_result *result)
{
    struct answers *answers = context;
    const struct tp_candidate *best = result->candidates->count ? result->candidates->items : NULL;

    answers->count++;
    append(answers, result->name, ">", best ? best->subject : "-");
    for (unsigned p = 0; best && p <= TP_POSITION_MAX; p++)
        if (best->finger_scores[p] >= 0) {
            assert_true(best->finger_probes[p] < result->probe_count);
            append(answers, "(", strrchr(result->files[best->finger_probes[p]], '/') + 1, ")");
        }
    append(answers, " ", "", "");
}

static void searches_for_many_in_their_order(void **state)
{
    const struct tp_identify_options options = {.score_min = 4000, .thread_count = 2};
    struct tp_gallery *gallery = make_gallery();
    struct answers answers = {.count = 0};
    struct tp_manifest manifest;
    struct tp_batch *batch;
    struct tp_diag diag;

    (void)state;
    write_print(&folder, "a1", 7, 1, 9, 1);
    write_print(&folder, "a2", 7, 2, 9, 2);
    write_print(&folder, "s1", 70, 1, 9, 1);
    write_print(&folder, "b3", 2, 3, 9, 0); /* nothing says which finger */
    assert_int_equal(read_batch("zoe,1,a1\nstranger,1,s1\nbob,,b3\nzoe,2,a2\n", &manifest, &batch, &diag), TP_OK);
    assert_int_equal(tp_batch_count(batch), 3);
    assert_int_equal(tp_batch_run(batch, gallery, &options, take_answer, &answers, NULL), TP_OK);
    assert_string_equal(answers.text, "zoe>person-00007(a1)(a2) stranger>- bob>person-00002(b3) ");
    tp_batch_free(&batch);
    tp_manifest_deinit(&manifest);
    tp_gallery_free(&gallery);
}

/* Latent prints and prints of unknown fingers count here, other than at enrolment. */
static void takes_transactions(void **state)
{
    const struct tp_identify_options options = {.score_min = 4000};
    struct tp_gallery *gallery = make_gallery();
    struct answers answers = {.count = 0};
    struct tp_transaction *card = card_make("DOE");
    struct tp_manifest manifest;
    struct tp_batch *batch;
    struct tp_diag diag;

    (void)state;
    for (unsigned finger = 1; finger <= 2; finger++) {
        struct tp_template tmpl;
        make_impression(4, finger, 9, (uint8_t)finger, &tmpl);
        card_add_minutiae(card, &tmpl, finger);
    }
    assert_int_equal(tp_transaction_save(card, folder_path(&folder, "card.an2"), NULL), TP_OK);
    tp_transaction_free(&card);
    assert_int_equal(read_batch("x,,card.an2\n", &manifest, &batch, &diag), TP_OK);
    assert_int_equal(tp_batch_run(batch, gallery, &options, take_answer, &answers, NULL), TP_OK);
    assert_string_equal(answers.text, "x>person-00004(card.an2)(card.an2) ");
    tp_batch_free(&batch);
    tp_manifest_deinit(&manifest);
    tp_gallery_free(&gallery);
}

/* A batch of COUNT rows that all say ROW. */
static tp_status read_rows(const char *row, unsigned count, struct tp_diag *diag)
{
    struct tp_manifest manifest;
    struct tp_batch *batch;
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    for (unsigned i = 0; i < count; i++)
        tp_write_text(&text, "%s\n", row);
    tp_write_u8(&text, 0);
    status = read_batch((const char *)text.data, &manifest, &batch, diag);
    assert_true((batch == NULL) == (status != TP_OK));
    tp_batch_free(&batch);
    tp_manifest_deinit(&manifest);
    tp_buffer_deinit(&text);
    return status;
}

static void refuses_what_cannot_be_read_or_is_too_much(void **state)
{
    struct tp_diag diag;

    (void)state;
    write_print(&folder, "a1", 7, 1, 9, 0);
    assert_int_equal(read_rows("a,1,a1\nb,1,none", 1, &diag), TP_E_NOT_FOUND);
    assert_string_equal(diag.field, "line 2, path");
    assert_int_equal(read_rows("much,1,a1", TP_PROBES_MAX, &diag), TP_OK);
    assert_int_equal(read_rows("much,1,a1", TP_PROBES_MAX + 1, &diag), TP_E_LIMIT);
    assert_string_equal(diag.field, "much");
    assert_string_equal(diag.file, "m.csv");
    assert_int_equal(read_rows("unknown,,a1", TP_PROBES_UNKNOWN_MAX, &diag), TP_OK);
    assert_int_equal(read_rows("unknown,,a1", TP_PROBES_UNKNOWN_MAX + 1, &diag), TP_E_LIMIT);
    assert_string_equal(diag.field, "unknown");
}

struct told {
    struct answers *answers;
    double share;
};

static bool stop_when_told(void *context, double share)
{
    struct told *told = context;

    assert_true(share >= told->share && share <= 1);
    told->share = share;
    return !told->answers->stop_after || told->answers->count < told->answers->stop_after;
}

static void goes_through_chunks_and_stops_between_results(void **state)
{
    enum { SEARCHES = 600 };
    struct tp_gallery *gallery = make_gallery();
    struct tp_buffer text;
    struct tp_manifest manifest;
    struct tp_batch *batch;
    struct tp_diag diag;

    (void)state;
    write_print(&folder, "a1", 7, 1, 9, 1);
    tp_buffer_init(&text);
    for (unsigned i = 0; i < SEARCHES; i++)
        tp_write_text(&text, "n%u,1,a1\n", i);
    tp_write_u8(&text, 0);
    assert_int_equal(read_batch((const char *)text.data, &manifest, &batch, &diag), TP_OK);
    for (unsigned stop = 0; stop <= 1; stop++) {
        struct answers answers = {.stop_after = stop};
        struct told told = {&answers, 0};
        const struct tp_identify_options options = {.progress = stop_when_told, .context = &told};

        assert_int_equal(tp_batch_run(batch, gallery, &options, take_answer, &answers, NULL),
                         stop ? TP_E_CANCELLED : TP_OK);
        assert_true(stop ? answers.count > 0 && answers.count < SEARCHES : answers.count == SEARCHES);
        assert_memory_equal(answers.text, "n0>person-00007(a1) n1>person-00007(a1) n2>", 40);
    }
    tp_batch_free(&batch);
    tp_manifest_deinit(&manifest);
    tp_buffer_deinit(&text);
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(searches_for_many_in_their_order, set_up, tear_down),
    cmocka_unit_test_setup_teardown(takes_transactions, set_up, tear_down),
    cmocka_unit_test_setup_teardown(refuses_what_cannot_be_read_or_is_too_much, set_up, tear_down),
    cmocka_unit_test_setup_teardown(goes_through_chunks_and_stops_between_results, set_up, tear_down),
};
TP_TEST_MAIN(tests)
