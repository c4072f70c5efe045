/* SPDX-License-Identifier: Apache-2.0 */
/* A small scenario in a scratch folder, which a test changes and plays: New York with two counties and one agreement.
 */
#ifndef TP_SCENARIO_FIXTURE_H
#define TP_SCENARIO_FIXTURE_H

#include "test.h"

#include "folder.h"
#include "node/scenario_nodes.h"

static const char fixture_agreement[] =
    "{\"form\":\"tenprint-agreement/1\",\"version\":1,\"title\":\"Search: New York\",\"parties\":["
    "{\"id\":\"ny-dcjs\",\"name\":\"Bureau\",\"jurisdiction\":\"US-NY\",\"key\":\"seed:ny-dcjs\",\"roles\":[\"sender\"]"
    "},"
    "{\"id\":\"dhs-ident\",\"name\":\"Repository\",\"jurisdiction\":\"US\",\"key\":\"seed:dhs-ident\","
    "\"roles\":[\"repository\"]},"
    "{\"id\":\"ice-ero\",\"name\":\"Recipient\",\"jurisdiction\":\"US\",\"key\":\"seed:ice-ero\",\"roles\":["
    "\"recipient\"]}],"
    "\"sources\":[{\"jurisdiction\":\"US-NY\",\"key\":\"seed:US-NY\"},"
    "{\"jurisdiction\":\"US-NY-027\",\"key\":\"seed:US-NY-027\"},"
    "{\"jurisdiction\":\"US-NY-059\",\"key\":\"seed:US-NY-059\"}],"
    "\"purposes\":[\"criminal-identification\"],\"repository\":{\"party\":\"dhs-ident\",\"name\":\"IDENT\"},"
    "\"sent\":[\"templates\"],\"thresholds\":{\"search\":{\"offence\":\"none\",\"conviction\":\"none\"},"
    "\"release\":{\"offence\":\"none\",\"conviction\":\"level-1\"}},\"exclusions\":[\"juvenile\"],"
    "\"reviews\":{\"examiners\":2,\"circumstances\":[\"elderly\",\"minor\"]},"
    "\"release\":{\"fields\":[\"match\",\"name\"],"
    "\"recipients\":[{\"id\":\"ice-ero\",\"name\":\"Recipient\",\"enforcement\":true}],\"retention_days\":30,"
    "\"onward\":[]},"
    "\"notice\":{\"days\":7,\"by\":[\"ny-dcjs\"]},\"witness\":{\"required\":true,\"max_age_minutes\":2880},"
    "\"validity\":{\"from\":\"2011-01-01T00:00:00Z\",\"until\":\"2012-01-01T00:00:00Z\"}}";

static const char fixture_world[] =
    "{\"form\":\"tenprint-scenario/1\",\"title\":\"A small one\",\"about\":[\"For a test.\"],"
    "\"from\":\"2011-01-01T00:00:00Z\",\"until\":\"2011-04-01T00:00:00Z\",\"seed\":7,\"checkpoint_hours\":24,"
    "\"organisations\":["
    "{\"id\":\"ny-dcjs\",\"name\":\"The bureau\",\"jurisdiction\":\"US-NY\",\"part\":\"bureau\"},"
    "{\"id\":\"dhs-ident\",\"name\":\"The repository\",\"jurisdiction\":\"US\",\"part\":\"repository\"},"
    "{\"id\":\"ice-ero\",\"name\":\"The recipient\",\"jurisdiction\":\"US\",\"part\":\"recipient\"},"
    "{\"id\":\"oversight\",\"name\":\"Oversight\",\"jurisdiction\":\"US\",\"part\":\"oversight\"}],"
    "\"jurisdictions\":[{\"code\":\"US-NY\",\"name\":\"New York\"},{\"code\":\"US-NY-027\",\"name\":\"Dutchess "
    "County\"},"
    "{\"code\":\"US-NY-059\",\"name\":\"Nassau County\"}],"
    "\"agreements\":[{\"name\":\"search\",\"versions\":[\"agreement.json\"]}],"
    "\"exchanges\":[{\"state\":\"US-NY\",\"agreement\":\"search\",\"matches\":400,\"recipient\":\"ice-ero\"}],"
    "\"relays\":[{\"by\":\"oversight\",\"agreement\":\"search\",\"from\":\"2011-03-01T00:00:00Z\",\"of_thousand\":1000}"
    "],"
    "\"periods\":[{\"name\":\"before\",\"state\":\"US-NY\",\"agreement\":\"search\",\"from\":\"2011-02-01T00:00:00Z\","
    "\"until\":\"2011-03-01T00:00:00Z\",\"expect\":{}},"
    "{\"name\":\"after\",\"state\":\"US-NY\",\"agreement\":\"search\",\"from\":\"2011-03-01T00:00:00Z\","
    "\"until\":\"2011-04-01T00:00:00Z\",\"expect\":{}}]}";

/* In force from 2011-01-10 on, with both counties. */
static const char fixture_beginning[] =
    "{\"at\":\"2011-01-01T06:00:00Z\",\"event\":\"propose\",\"agreement\":\"search\",\"by\":[\"dhs-ident\"]},"
    "{\"at\":\"2011-01-02T06:00:00Z\",\"event\":\"notice\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\"]},"
    "{\"at\":\"2011-01-10T06:00:00Z\",\"event\":\"sign\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\",\"dhs-ident\","
    "\"ice-ero\"]},"
    "{\"at\":\"2011-01-10T07:00:00Z\",\"event\":\"activate\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\"]},"
    "{\"at\":\"2011-01-10T08:00:00Z\",\"event\":\"join\",\"agreement\":\"search\",\"by\":[\"US-NY\",\"US-NY-027\","
    "\"US-NY-059\"]}";

static const char fixture_bookings[] =
    "{\"form\":\"tenprint-bookings/1\",\"about\":[\"Synthetic.\"],\"months\":[\"2011-02\",\"2011-03\"],"
    "\"counties\":[{\"code\":\"US-NY-027\",\"a_month\":30},{\"code\":\"US-NY-059\",\"by_month\":[40,40]}],"
    "\"people\":{\"offence\":{\"level-3\":1000},\"conviction\":{\"none\":500,\"level-1\":400,\"unknown\":100},"
    "\"categories\":{\"juvenile\":50},\"categories_unknown\":10,\"circumstances\":{\"elderly\":200}},"
    "\"examiners\":{\"wrong\":50,\"inconclusive\":20,\"false_candidates\":50,\"seeded\":300},"
    "\"discretion\":{\"decline_with_circumstance\":700,\"decline_without\":200},"
    "\"afterwards\":{\"reclassified\":100,\"expunged\":100,\"challenged\":100,\"upheld\":500},"
    "\"minutes\":{\"transit\":[1,9],\"search\":[2,90],\"review\":[25,2400],\"discretion\":[600,3000],"
    "\"afterwards\":[1000,9000]}}";

/* TEXT with the first OLD replaced, in a static buffer; OLD NULL changes nothing. */
static inline const char *fixture_change(const char *text, const char *old, const char *new_text)
{
    static char out[16384];
    const char *at = old ? strstr(text, old) : NULL;

    if (!old)
        return text;
    assert_non_null(at);
    snprintf(out, sizeof out, "%.*s%s%s", (int)(at - text), text, new_text, at + strlen(old));
    return out;
}

/* Writes the scenario with MORE steps, each after a comma, behind the beginning. */
static inline void fixture_write(const struct test_folder *folder, const char *more)
{
    char timeline[16384];

    snprintf(timeline, sizeof timeline, "{\"form\":\"tenprint-timeline/1\",\"about\":[\"-\"],\"steps\":[%s%s]}",
             fixture_beginning, more);
    folder_write(folder, "agreement.json", fixture_agreement, strlen(fixture_agreement));
    folder_write(folder, "scenario.json", fixture_world, strlen(fixture_world));
    folder_write(folder, "timeline.json", timeline, strlen(timeline));
    folder_write(folder, "bookings.json", fixture_bookings, strlen(fixture_bookings));
}

/* What loading says of the scenario when FILE has OLD replaced: TP_OK, or the status with a diagnostic. */
static inline tp_status fixture_load(const char *file, const char *text, const char *old, const char *new_text,
                                     struct tp_diag *diag)
{
    struct test_folder folder;
    struct tp_scenario *scenario;
    const char *changed = fixture_change(text, old, new_text);
    tp_status status;

    folder_make(&folder);
    fixture_write(&folder, "");
    folder_write(&folder, file, changed, strlen(changed));
    tp_diag_init(diag);
    status = tp_scenario_load(folder.path, &scenario, diag);
    assert_int_equal(scenario != NULL, status == TP_OK);
    tp_scenario_free(&scenario);
    folder_remove(&folder);
    return status;
}

/* A scenario that was played. */
struct fixture {
    struct test_folder folder;
    struct tp_scenario *scenario;
    struct tp_scenario_run *run;
};

static inline void fixture_play(struct fixture *fixture, const char *more)
{
    const struct tp_scenario_options options = {.scale = 1};
    struct tp_diag diag;

    folder_make(&fixture->folder);
    fixture_write(&fixture->folder, more);
    tp_diag_init(&diag);
    if (tp_scenario_load(fixture->folder.path, &fixture->scenario, &diag) != TP_OK ||
        tp_scenario_play(fixture->scenario, &options, &fixture->run, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
}

static inline void fixture_end(struct fixture *fixture)
{
    tp_scenario_run_free(&fixture->run);
    tp_scenario_free(&fixture->scenario);
    folder_remove(&fixture->folder);
}

static inline void fixture_has_no_failure(const struct fixture *fixture)
{
    for (size_t i = 0; i < fixture->run->failure_count; i++)
        print_message("%s\n", fixture->run->failures[i]);
    assert_int_equal(fixture->run->failure_count, 0);
}

#endif
