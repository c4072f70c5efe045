/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <signal.h>

#include "cards.h"
#include "commands_on_people.h"

/* Twelve people with three fingers, and new impressions of number 5 (who is there) and 50 (who is not). */
static void set_up(void)
{
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 12, 3);
    write_print(&folder, "known1.tpt", 5, 1, 9, 0);
    write_print(&folder, "known2.tpt", 5, 2, 9, 0);
    write_print(&folder, "known3.tpt", 5, 3, 9, 3);
    write_print(&folder, "stranger1.tpt", 50, 1, 9, 0);
    write_print(&folder, "stranger2.tpt", 50, 2, 9, 0);
    assert_ran("enroll --db a.db --manifest m.csv", 0, "enrolled person-00011", "");
}

static void finds_the_known_and_not_the_stranger(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify --db a.db 1=known1.tpt 2=known2.tpt", 0, "1. person-00005: score ", "");
    assert_ran("identify --db a.db 1=known1.tpt 2=known2.tpt", 0,
               "searched 12 subjects with 36 impressions; threshold 6000", "");
    assert_ran("identify --db a.db known2.tpt known1.tpt", 0, "; finger 2: ", "");
    assert_ran("identify --db a.db known2.tpt known1.tpt", 0, " by known1.tpt", "");
    assert_ran("identify --db a.db known3.tpt --fmr 0.01", 0, "1. person-00005", ""); /* the file says finger 3 */
    assert_ran("identify --db a.db 1=stranger1.tpt 2=stranger2.tpt", 1, "nobody found\n", "");
    assert_ran("identify --db a.db 1=stranger1.tpt 2=stranger2.tpt --fmr 1 --top 2", 0, "\n2. person-", "");
    assert_ran("identify --db a.db 4=known1.tpt --fmr 1", 1, "nobody found", ""); /* nobody has a finger 4 */
    folder_remove(&folder);
}

static void prints_json(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify --db a.db 2=known2.tpt --json --fmr 0.01", 0, "\"subject\": \"person-00005\"", "");
    assert_ran("identify --db a.db 2=known2.tpt --json --fmr 0.01", 0, "\"probe\": \"known2.tpt\"", "");
    assert_ran("identify --db a.db 2=known2.tpt --json --fmr 0.001", 0, "\"threshold\": 3000", "");
    assert_ran("identify --db a.db 1=stranger1.tpt --json", 1, "\"candidates\": []", "");
    folder_remove(&folder);
}

static void tells_usage_from_input_from_database(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify 1=known1.tpt", 2, "", "--db");
    assert_ran("identify --db a.db", 2, "", "missing");
    assert_ran("identify --db a.db 11=known1.tpt", 2, "", "1 to 10");
    assert_ran("identify --db a.db 1=known1.tpt --fmr 0", 2, "", "--fmr");
    assert_ran("identify --db a.db 1=none.png", 3, "", "none.png");
    assert_ran("identify --db a.db 1=m.csv", 3, "", "m.csv");
    assert_ran("identify --db a.db 2=known3.tpt", 3, "", "is of finger 3, not 2");
    assert_ran("identify --db none.db 1=known1.tpt", 4, "", "none.db: there is no repository");
    folder_remove(&folder);
}

/* A transaction with the minutiae of fingers 1 to 3 of PERSON. */
static void write_card(const char *name, uint32_t person)
{
    struct tp_transaction *card = card_make("DOE");

    for (unsigned finger = 1; finger <= 3; finger++) {
        struct tp_template tmpl;

        make_impression(person, finger, 7, (uint8_t)finger, &tmpl);
        card_add_minutiae(card, &tmpl, finger);
        tp_template_deinit(&tmpl);
    }
    assert_int_equal(tp_transaction_save(card, folder_path(&folder, name), NULL), TP_OK);
    tp_transaction_free(&card);
}

static void takes_transactions(void **state)
{
    (void)state;
    set_up();
    write_card("card.an2", 5);
    write_card("stranger.an2", 50);
    assert_ran("identify --db a.db card.an2", 0, "1. person-00005: score ", "");
    assert_ran("identify --db a.db card.an2", 0, "; finger 3: ", "");
    assert_ran("identify --db a.db card.an2", 0, " by record 5\n", "");
    assert_ran("identify --db a.db card.an2 known1.tpt", 0, " by card.an2, record ", "");
    assert_ran("identify --db a.db stranger.an2", 1, "nobody found\n", "");
    assert_ran("identify --db a.db 1=card.an2", 2, "", "give it without one");
    assert_ran("enroll --db a.db --subject x stranger.an2", 0, "enrolled x\n", "");
    assert_ran("identify --db a.db stranger.an2 --json", 0, "\"subject\": \"x\"", "");
    assert_ran("enroll --db a.db --subject y 2=stranger.an2", 2, "", "give it without one");
    folder_write(&folder, "m2.csv", "z,,stranger.an2\nz,1,known1.tpt\n", 31);
    assert_ran("enroll --db a.db --manifest m2.csv --json", 0, "\"impressions\":4,", "");
    folder_write(&folder, "cut.an2", "1.001:90\0351.002:0500", 20);
    assert_ran("identify --db a.db cut.an2", 3, "", "cut.an2: ");
    folder_remove(&folder);
}

static void warns_of_swapped_prints(void **state)
{
    (void)state;
    set_up();
    for (int swapped = 0; swapped <= 1; swapped++) {
        struct tp_transaction *card = card_make("DOE");

        card_add_fingers(card, swapped);
        assert_int_equal(tp_transaction_save(card, folder_path(&folder, "card.an2"), NULL), TP_OK);
        tp_transaction_free(&card);
        assert_ran("enroll --db a.db --subject x card.an2", 0, "enrolled x\n",
                   swapped ? "record check --sequence card.an2 explains" : "");
        assert_ran("identify --db a.db card.an2", 0, "1. x: score ",
                   swapped ? "record check --sequence card.an2 explains" : "");
        assert_ran("enroll --db a.db --subject x card.an2 --json", 0,
                   swapped ? "\"contradictory_cards\":1" : "\"contradictory_cards\":0", "");
    }
    folder_remove(&folder);
}

/* A CBEFF file with a minutiae record (ISO/IEC 19794-2) of each finger from FIRST to LAST of PERSON. */
static void write_packet(const char *name, uint32_t person, unsigned first, unsigned last)
{
    static const char *const fingers[] = {"Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger"};
    struct tp_bir records[TP_POSITION_MAX] = {{.type = "", .quality = -1}};
    struct tp_buffer text;
    size_t count = 0;

    for (unsigned finger = first; finger <= last; finger++) {
        struct tp_bir *record = &records[count++];
        struct tp_template tmpl;

        *record = (struct tp_bir){.type = "Finger", .format_owner = "257", .format_type = "2", .quality = -1};
        snprintf(record->subtype, sizeof record->subtype, "%s %s", finger > 5 ? "Left" : "Right",
                 fingers[(finger - 1) % 5]);
        make_impression(person, finger, 7, 0, &tmpl);
        assert_int_equal(tp_template_encode(&tmpl, TP_FORMAT_ISO_2005, &record->data, &record->size_bytes, NULL),
                         TP_OK);
        tp_template_deinit(&tmpl);
    }
    tp_buffer_init(&text);
    assert_int_equal(tp_bir_write(records, count, &text, NULL), TP_OK);
    folder_write(&folder, name, text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    for (size_t i = 0; i < count; i++)
        free(records[i].data);
}

static void takes_cbeff_files(void **state)
{
    (void)state;
    set_up();
    write_packet("known.xml", 5, 1, 3);
    write_packet("ten.xml", 60, 1, 10);
    write_packet("one.xml", 5, 2, 2);
    assert_ran("identify --db a.db known.xml", 0, "1. person-00005: score ", "");
    assert_ran("identify --db a.db known.xml", 0, " by record 3\n", "");
    assert_ran("identify --db a.db ten.xml", 1, "nobody found\n", "");
    assert_ran("enroll --db a.db --subject ten ten.xml --json", 0, "\"impressions\":10,", "");
    assert_ran("identify --db a.db ten.xml", 0, "; finger 10: ", "");
    assert_ran("enroll --db a.db --subject y 2=ten.xml", 2, "", "give it without one");
    assert_ran("identify --db a.db 2=ten.xml", 2, "", "give it without one");
    assert_ran("identify --db a.db one.xml --fmr 0.01", 0, "1. person-00005", "");
    folder_write(&folder, "m2.csv", "z,,ten.xml\nz,1,known1.tpt\n", 26);
    assert_ran("enroll --db a.db --manifest m2.csv --json", 0, "\"impressions\":11,", "");
    folder_write(&folder, "bad.xml", "<BIR><BDBInfo/></BIR>", 21);
    assert_ran("identify --db a.db bad.xml", 3, "", "bad.xml: BIR 1, BDB: is missing");
    folder_remove(&folder);
}

static void thresholds_by_the_size_of_the_repository(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify --db a.db 1=known1.tpt 2=known2.tpt --fpir 0.001", 0, "N = 12 subjects", "");
    assert_ran("identify --db a.db 1=known1.tpt 2=known2.tpt --fpir 0.001", 0, "; threshold 4079 is reached by ", "");
    assert_ran("identify --db a.db 2=known2.tpt --fpir 0.01 --json", 0, "\"threshold\": 3078", "");
    assert_ran("identify --db a.db 2=known2.tpt --fpir 0.01 --fmr 0.1", 2, "", "--fpir: excludes --fmr");
    assert_ran("identify --db a.db 2=known2.tpt --fpir 1", 2, "", "--fpir");
    folder_remove(&folder);
}

static void modes_are_named_and_say_their_stages(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify --db a.db 1=known1.tpt", 0, "of 12 subjects ", "");
    assert_ran("identify --db a.db 1=known1.tpt", 0, " compared in full (mode thorough)\n", "");
    assert_ran("identify --db a.db 1=known1.tpt --mode fast", 0, "(mode fast)\n", "");
    assert_ran("identify --db a.db 1=known1.tpt --mode exhaustive", 0, "12 compared in full (mode exhaustive)\n", "");
    assert_ran("identify --db a.db 1=known1.tpt --mode exhaustive --json", 0, "\"compared\": 12", "");
    assert_ran("identify --db a.db 1=known1.tpt --mode slow", 2, "", "--mode: must be fast, thorough or exhaustive");
    folder_remove(&folder);
}

static void searches_for_many(void **state)
{
    static const char text[] =
        "subject,finger,path\nx,1,known1.tpt\nnobody,1,stranger1.tpt\nx,2,known2.tpt\ny,,known3.tpt\n";

    (void)state;
    set_up();
    folder_write(&folder, "all.csv", text, strlen(text));
    folder_write(&folder, "none.csv", "n,1,stranger1.tpt\n", 18);
    folder_write(&folder, "bad.csv", "n,1,known1.tpt\nm,1,missing.tpt\n", 31);
    assert_ran("identify --db a.db --manifest all.csv --fmr 0.001", 0, "x:\n  1. person-00005: score ", "");
    assert_ran("identify --db a.db --manifest all.csv --fmr 0.001", 0, "\nnobody: nobody found\ny:\n  1. person-00005",
               "");
    assert_ran("identify --db a.db --manifest all.csv --fmr 0.001", 0, "found somebody in 2 of 3 searches\n", "");
    assert_ran("identify --db a.db --manifest all.csv --fmr 0.001 --json | wc -l", 0, "3\n", "");
    assert_ran("identify --db a.db --manifest all.csv --fpir 0.01 --json", 0, "{\"search\":\"x\",", "");
    assert_ran("identify --db a.db --manifest none.csv", 1, "found somebody in 0 of 1 searches\n", "");
    assert_ran("identify --db a.db --manifest bad.csv", 3, "", "bad.csv: line 2, path: ");
    assert_ran("identify --db a.db --manifest missing.csv", 3, "", "missing.csv: ");
    assert_ran("identify --db a.db --manifest all.csv known1.tpt", 2, "", "--manifest: excludes");
    assert_ran("identify --db none.db --manifest all.csv", 4, "", "none.db: there is no repository");
    folder_remove(&folder);
}

/* Reads what the program prints after a first line; returns how many lines that were, all of them whole. */
static size_t count_lines(int from)
{
    char block[4096], last = 0;
    size_t lines = 0;
    ssize_t got;

    while ((got = read(from, block, sizeof block)) > 0)
        for (ssize_t i = 0; i < got; i++) {
            lines += block[i] == '\n';
            last = block[i];
        }
    assert_int_equal(last, '\n');
    return lines;
}

static void stops_in_good_order(void **state)
{
    enum { SEARCHES = 60000 };
    struct tp_buffer text;
    int ends[2], status;
    char first;
    pid_t child;

    (void)state;
    set_up();
    tp_buffer_init(&text);
    for (unsigned i = 0; i < SEARCHES; i++)
        tp_write_text(&text, "n%u,1,stranger1.tpt\n", i);
    folder_write(&folder, "night.csv", text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        (void)signal(SIGINT, SIG_DFL);
        (void)execl(getenv("TP_PROGRAM"), "tenprint", "identify", "--db", "a.db", "--manifest", "night.csv", "--json",
                    (char *)NULL);
        _exit(99);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &first, 1), 1);
    assert_int_equal(kill(child, SIGINT), 0);
    assert_in_range(count_lines(ends[0]), 1, SEARCHES - 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    close(ends[0]);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(thresholds_by_the_size_of_the_repository),
    cmocka_unit_test(modes_are_named_and_say_their_stages),
    cmocka_unit_test(searches_for_many),
    cmocka_unit_test(stops_in_good_order),
    cmocka_unit_test(finds_the_known_and_not_the_stranger),
    cmocka_unit_test(prints_json),
    cmocka_unit_test(takes_transactions),
    cmocka_unit_test(warns_of_swapped_prints),
    cmocka_unit_test(takes_cbeff_files),
    cmocka_unit_test(tells_usage_from_input_from_database),
};
TP_TEST_MAIN(tests)
