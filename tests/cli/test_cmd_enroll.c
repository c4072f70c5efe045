/* SPDX-License-Identifier: Apache-2.0 */
/* The enroll command, also when it is killed. */
#include "test.h"

#include "prints.h"

#include <signal.h>
#include <time.h>

#include "commands_on_people.h"
#include "record/record.h"
#include "store/store.h"

static void enrols_by_arguments_and_manifest(void **state)
{
    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 3, 2);
    assert_ran("enroll --db a.db --subject ada 1=person-00000-1.tpt 2=person-00000-2.tpt", 0, "enrolled ada\n", "");
    assert_ran("enroll --db a.db --manifest m.csv", 0,
               "enrolled person-00000\nenrolled person-00001\nenrolled person-00002\n", "");
    assert_ran("enroll --db a.db --manifest m.csv --json", 0,
               "{\"enrolled\":\"person-00002\",\"impressions\":2,\"ppi_assumed\":0,\"without_minutiae\":0,\"unknown_"
               "finger\":0,"
               "\"doubtful_slaps\":0,\"contradictory_cards\":0}\n",
               "");
    assert_ran("enroll --db b.db --subject 'Zoë, \"Z\"' 10=person-00000-1.tpt", 3, "", "is of finger 1, not 10");
    folder_remove(&folder);
}

static void tells_usage_from_input_from_database(void **state)
{
    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 1, 1);
    folder_write(&folder, "bad.csv", "a,12,x\n", 7);
    folder_write(&folder, "noise.db", "this is not a database, and it is longer than that", 50);
    assert_ran("enroll --subject a 1=person-00000-1.tpt", 2, "", "--db");
    assert_ran("enroll --db a.db 1=person-00000-1.tpt", 2, "", "needs --subject");
    assert_ran("enroll --db a.db --subject a", 2, "", "needs --subject");
    assert_ran("enroll --db a.db --subject a --manifest m.csv", 2, "", "excludes");
    assert_ran("enroll --db a.db --subject a person-00000-1.tpt", 2, "", "say which finger");
    assert_ran("enroll --db a.db --subject a 11=person-00000-1.tpt", 2, "", "1 to 10");
    assert_ran("enroll --db a.db --subject a 1=none.png", 3, "", "none.png");
    assert_ran("enroll --db a.db --manifest none.csv", 3, "", "none.csv");
    assert_ran("enroll --db a.db --manifest bad.csv", 3, "", "bad.csv: line 1, finger: must be 1 to 10, not '12'");
    assert_ran("enroll --db noise.db --manifest m.csv", 4, "", "not a database");
    assert_ran("enroll --db none/a.db --manifest m.csv", 4, "", "cannot be opened");
    folder_remove(&folder);
}

/* ---- the XML encoding -------------------------------------------------------------------------------------------- */

/* A package of ANSI/NIST-ITL in XML with a rolled right ring finger (PRINT_SIDE squared raw pixels). */
static void write_package(const char *name)
{
    const char *pixels;
    struct tp_buffer text, base64;
    uint8_t *pgm;
    size_t size_bytes;

    print_write(&folder, "4.pgm", 4, 0);
    assert_int_equal(tp_file_read(folder_path(&folder, "4.pgm"), 1 << 20, &pgm, &size_bytes, NULL), TP_OK);
    tp_buffer_init(&base64);
    tp_buffer_init(&text);
    pixels = (const char *)pgm + size_bytes - PRINT_SIDE * PRINT_SIDE;
    tp_base64_encode((const uint8_t *)pixels, PRINT_SIDE * PRINT_SIDE, &base64);
    tp_write_u8(&base64, 0);
    tp_write_text(&text,
                  "<NISTBiometricInformationExchangePackage><PackageInformationRecord>"
                  "<RecordCategoryCode>01</RecordCategoryCode><Transaction>"
                  "<TransactionMajorVersionValue>05</TransactionMajorVersionValue>"
                  "<TransactionMinorVersionValue>00</TransactionMinorVersionValue>"
                  "<TransactionCategoryCode>CAR</TransactionCategoryCode></Transaction></PackageInformationRecord>"
                  "<PackageFingerprintImageRecord><RecordCategoryCode>14</RecordCategoryCode>"
                  "<ImageReferenceIdentification><IdentificationID>01</IdentificationID></ImageReferenceIdentification>"
                  "<FingerprintImage><BinaryBase64Object>%s</BinaryBase64Object>"
                  "<FingerprintImageImpressionCaptureCategoryCode>1</FingerprintImageImpressionCaptureCategoryCode>"
                  "<ImageHorizontalLineLengthPixelQuantity>%u</ImageHorizontalLineLengthPixelQuantity>"
                  "<ImageVerticalLineLengthPixelQuantity>%u</ImageVerticalLineLengthPixelQuantity>"
                  "<ImageScaleUnitsCode>1</ImageScaleUnitsCode>"
                  "<ImageHorizontalPixelDensityValue>500</ImageHorizontalPixelDensityValue>"
                  "<ImageVerticalPixelDensityValue>500</ImageVerticalPixelDensityValue>"
                  "<ImageCompressionAlgorithmText>NONE</ImageCompressionAlgorithmText>"
                  "<FingerPositionCode>4</FingerPositionCode></FingerprintImage></PackageFingerprintImageRecord>"
                  "</NISTBiometricInformationExchangePackage>",
                  (const char *)base64.data, PRINT_SIDE, PRINT_SIDE);
    folder_write(&folder, name, text.data, text.size_bytes);
    tp_buffer_deinit(&base64);
    tp_buffer_deinit(&text);
    free(pgm);
}

static void takes_transactions_in_xml(void **state)
{
    (void)state;
    folder_make(&folder);
    write_package("a.xml");
    assert_ran("record show a.xml", 0, "14.013", "");
    assert_ran("record show a.xml --json", 0, "\"width_px\": 128", "");
    assert_ran("enroll --db a.db --subject ada a.xml --json", 0, "\"impressions\":1,\"ppi_assumed\":0", "");
    assert_ran("identify --db a.db a.xml --fmr 1", 0, "1. ada: score ", "");
    assert_ran("identify --db a.db a.xml --fmr 1", 0, "; finger 4: ", "");
    folder_remove(&folder);
}

/* ---- kill -9 ------------------------------------------------------------------------------------------------------
 */

enum { PEOPLE = 40, FINGERS = 3, ROUNDS = 40 };

static pid_t start_enrolment(const char *manifest, int *output)
{
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(getenv("TP_PROGRAM"), "tenprint", "enroll", "--db", "kill.db", "--manifest", manifest, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    *output = ends[0];
    return child;
}

/* Reads the acknowledgements, whole lines, into OUT; kills the child when KILL_AFTER bytes came and a moment passed. */
static void read_and_kill(pid_t child, int output, size_t kill_after, long moment_ns, char *out, size_t size)
{
    size_t have = 0;
    ssize_t got = 1;
    bool killed = false;

    while (got > 0) {
        if (!killed && have >= kill_after) {
            const struct timespec moment = {0, moment_ns};
            nanosleep(&moment, NULL);
            kill(child, SIGKILL);
            killed = true;
        }
        got = read(output, out + have, killed ? size - 1 - have : TP_MIN(size - 1 - have, (size_t)16));
        have += got > 0 ? (size_t)got : 0;
    }
    out[have] = '\0';
    close(output);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

struct census {
    uint8_t rows[ROUNDS * PEOPLE]; /* by person */
};

static tp_status count_row(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    struct census *census = context;

    (void)diag;
    census->rows[strtoul(row->subject + 7, NULL, 10)]++;
    return TP_OK;
}

/* Everyone acknowledged is there; everyone who is there is whole. Returns how many are. */
static unsigned check_store(const bool *acknowledged)
{
    const struct tp_store_options options = {.create = true};
    struct census census = {{0}};
    struct tp_store *store;
    struct tp_diag diag;
    unsigned people = 0;

    tp_diag_init(&diag);
    if (tp_store_open("kill.db", &options, &store, &diag) != TP_OK)
        fail_msg("%s", diag.text);
    assert_int_equal(tp_store_each(store, NULL, count_row, &census, NULL), TP_OK);
    tp_store_close(&store);
    for (unsigned i = 0; i < ROUNDS * PEOPLE; i++) {
        if (census.rows[i] != 0 && census.rows[i] != FINGERS)
            fail_msg("person %u is half there: %u impressions", i, census.rows[i]);
        if (acknowledged[i] && census.rows[i] == 0)
            fail_msg("person %u was acknowledged and is lost", i);
        people += census.rows[i] != 0;
    }
    return people;
}

static void note_acknowledged(char *lines, bool *acknowledged)
{
    char *end;

    for (char *line = lines; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        assert_memory_equal(line, "enrolled person-", 16);
        acknowledged[strtoul(line + 16, NULL, 10)] = true;
    }
}

static void survives_kill_9(void **state)
{
    static bool acknowledged[ROUNDS * PEOPLE];
    struct tp_rng rng = tp_rng_seed(9, 9);
    unsigned people = 0;

    (void)state;
    folder_make(&folder);
    assert_int_equal(chdir(folder.path), 0);
    for (unsigned round = 0; round < ROUNDS; round++) {
        static char lines[PEOPLE * 32];
        int output;
        pid_t child;

        write_people(&folder, "m.csv", round * PEOPLE, PEOPLE, FINGERS);
        child = start_enrolment("m.csv", &output);
        read_and_kill(child, output, 22 * tp_rng_below(&rng, PEOPLE), (long)tp_rng_below(&rng, 3000000), lines,
                      sizeof lines);
        note_acknowledged(lines, acknowledged);
        people = check_store(acknowledged);
    }
    printf("# killed %u times: %u people asked for, %u enrolled, all whole\n", ROUNDS, ROUNDS * PEOPLE, people);
    assert_true(people > PEOPLE);
    assert_true(people < ROUNDS * PEOPLE);
    assert_int_equal(chdir("/"), 0);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(enrols_by_arguments_and_manifest),
    cmocka_unit_test(tells_usage_from_input_from_database),
    cmocka_unit_test(takes_transactions_in_xml),
    cmocka_unit_test(survives_kill_9),
};
TP_TEST_MAIN(tests)
