/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a scenario's world: scenario.json and what it names. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_data.h"

enum { PATH_SIZE = 1024 };

const char *tp_scenario_figure_code(enum tp_scenario_figure figure)
{
    static const char *const codes[] = {
#define CODE(name, code) code,
        TP_SCENARIO_FIGURE_LIST(CODE)
#undef CODE
    };
    return codes[figure];
}

int tp_scenario_find_organisation(const struct tp_scenario *scenario, const char *id)
{
    for (size_t i = 0; i < scenario->organisation_count; i++) {
        if (strcmp(scenario->organisations[i].id, id) == 0)
            return (int)i;
    }
    return -1;
}

int tp_scenario_find_agreement(const struct tp_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->agreement_count; i++) {
        if (strcmp(scenario->agreements[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

const char *tp_scenario_place_name(const struct tp_scenario *scenario, const char *code)
{
    for (size_t i = 0; i < scenario->place_count; i++) {
        if (strcmp(scenario->places[i].code, code) == 0)
            return scenario->places[i].name;
    }
    return code;
}

const char *tp_scenario_who(const struct tp_scenario *scenario, const char *id)
{
    int place = tp_scenario_find_organisation(scenario, id);

    return place >= 0 ? scenario->organisations[place].name : tp_scenario_place_name(scenario, id);
}

size_t tp_scenario_agreement_of(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                                const struct tp_json_value *object, const char *key)
{
    int place = tp_scenario_find_agreement(scenario, tp_scenario_text(reader, object, key));

    if (place < 0)
        tp_scenario_fail(reader, key, "the scenario has no agreement of that name");
    return place < 0 ? 0 : (size_t)place;
}

size_t tp_scenario_organisation_of(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                                   const struct tp_json_value *object, const char *key)
{
    int place = tp_scenario_find_organisation(scenario, tp_scenario_text(reader, object, key));

    if (place < 0)
        tp_scenario_fail(reader, key, "the scenario has no organisation of that name");
    return place < 0 ? 0 : (size_t)place;
}

void tp_scenario_read_levels(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                             struct tp_scenario_levels *out)
{
    static const char *const names[] = {"none", "level-3", "level-2", "level-1", "unknown"};
    const struct tp_json_value *levels = tp_scenario_object(reader, object, key);
    uint32_t sum = 0;

    tp_scenario_only(reader, levels, "none level-3 level-2 level-1 unknown");
    for (size_t i = 0; i < TP_SCENARIO_LEVELS; i++) {
        out->of_thousand[i] = (uint32_t)tp_scenario_integer_or(reader, levels, names[i], 1000, 0);
        sum += out->of_thousand[i];
    }
    if (sum != 1000)
        tp_scenario_fail(reader, key, "the shares must add up to 1000");
}

/* The element of LIST at PLACE; the reader says where it is. */
static const struct tp_json_value *enter(struct tp_scenario_reader *reader, const struct tp_json_value *list,
                                         const char *name, size_t place)
{
    snprintf(reader->where, sizeof reader->where, "%s[%zu]", name, place);
    return tp_json_element(list, place);
}

/* ---- the parts of scenario.json ------------------------------------------------------------------------------------
 */

static void read_organisations(struct tp_scenario_reader *reader, const struct tp_json_value *root,
                               struct tp_scenario *out)
{
    static const char *const parts[] = {"bureau", "repository", "recipient", "oversight"};
    const struct tp_json_value *list = tp_scenario_list(reader, root, "organisations", TP_SCENARIO_ORGANISATIONS_MAX);

    for (size_t i = 0; list && i < tp_json_count(list); i++) {
        const struct tp_json_value *object = enter(reader, list, "organisations", i);
        struct tp_scenario_organisation *organisation = &out->organisations[i];
        const char *part = tp_scenario_text(reader, object, "part");
        size_t place = 0;

        tp_scenario_only(reader, object, "id name jurisdiction part");
        organisation->id = tp_scenario_text(reader, object, "id");
        organisation->name = tp_scenario_text(reader, object, "name");
        organisation->jurisdiction = tp_scenario_text(reader, object, "jurisdiction");
        if (tp_scenario_find_organisation(out, organisation->id) >= 0)
            tp_scenario_fail(reader, "id", "another organisation has that name");
        while (place < TP_ARRAY_LENGTH(parts) && strcmp(part, parts[place]) != 0)
            place++;
        if (place == TP_ARRAY_LENGTH(parts))
            tp_scenario_fail(reader, "part", "it must be bureau, repository, recipient or oversight");
        organisation->part = (enum tp_scenario_part)place;
        out->organisation_count = i + 1;
    }
    reader->where[0] = '\0';
}

static void read_places(struct tp_scenario_reader *reader, const struct tp_json_value *root, struct tp_scenario *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, root, "jurisdictions", TP_SCENARIO_PLACES_MAX);
    size_t count = list ? tp_json_count(list) : 0;
    void *memory = NULL;

    if (reader->status == TP_OK)
        reader->status = tp_alloc_zero(&memory, count, sizeof *out->places, reader->diag);
    out->places = memory;
    for (size_t i = 0; reader->status == TP_OK && i < count; i++) {
        const struct tp_json_value *object = enter(reader, list, "jurisdictions", i);
        tp_scenario_only(reader, object, "code name");
        out->places[i].code = tp_scenario_text(reader, object, "code");
        out->places[i].name = tp_scenario_text(reader, object, "name");
        if (!tp_jurisdiction_is_code(out->places[i].code))
            tp_scenario_fail(reader, "code", "it must be a code such as US, US-NY or US-NY-027");
        out->place_count = i + 1;
    }
    reader->where[0] = '\0';
}

static void read_versions(struct tp_scenario_reader *reader, const struct tp_json_value *files, const char *folder,
                          struct tp_scenario *out)
{
    struct tp_scenario_agreement *agreement = &out->agreements[out->agreement_count - 1];

    for (size_t i = 0; reader->status == TP_OK && i < tp_json_count(files); i++) {
        const char *file = tp_json_to_text(tp_json_element(files, i));
        char path[PATH_SIZE];
        if (!file || snprintf(path, sizeof path, "%s/%s", folder, file) >= (int)sizeof path) {
            tp_scenario_fail(reader, "versions", "it must be a list of files");
            return;
        }
        reader->status = tp_scenario_read_agreement(out, path, &agreement->versions[i], reader->diag);
        agreement->version_count = reader->status == TP_OK ? i + 1 : i;
    }
}

static void read_agreements(struct tp_scenario_reader *reader, const struct tp_json_value *root, const char *folder,
                            struct tp_scenario *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, root, "agreements", TP_SCENARIO_AGREEMENTS_MAX);

    for (size_t i = 0; list && reader->status == TP_OK && i < tp_json_count(list); i++) {
        const struct tp_json_value *object = enter(reader, list, "agreements", i);
        const struct tp_json_value *files = tp_scenario_list(reader, object, "versions", TP_SCENARIO_VERSIONS_MAX);
        const char *name = tp_scenario_text(reader, object, "name");

        tp_scenario_only(reader, object, "name versions");
        if (tp_scenario_find_agreement(out, name) >= 0)
            tp_scenario_fail(reader, "name", "another agreement has that name");
        out->agreements[i].name = name;
        out->agreement_count = i + 1;
        read_versions(reader, files, folder, out);
    }
    reader->where[0] = '\0';
}

/* Who sends under AGREEMENT: its first party with that role. */
static size_t sender_of(struct tp_scenario_reader *reader, const struct tp_scenario *scenario, size_t agreement)
{
    const struct tp_terms *terms = scenario->agreements[agreement].versions[0];

    for (size_t i = 0; i < terms->party_count; i++) {
        int place = tp_scenario_find_organisation(scenario, terms->parties[i].id);
        if (place >= 0 && (terms->parties[i].roles >> TP_ROLE_SENDER & 1))
            return (size_t)place;
    }
    tp_scenario_fail(reader, "agreement", "no organisation of the scenario sends under it");
    return 0;
}

static size_t repository_of(struct tp_scenario_reader *reader, const struct tp_scenario *scenario, size_t agreement)
{
    const struct tp_terms *terms = scenario->agreements[agreement].versions[0];
    int place = tp_scenario_find_organisation(scenario, terms->parties[terms->repository_party].id);

    if (place < 0)
        tp_scenario_fail(reader, "agreement", "its repository is no organisation of the scenario");
    return place < 0 ? 0 : (size_t)place;
}

static void read_exchanges(struct tp_scenario_reader *reader, const struct tp_json_value *root, struct tp_scenario *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, root, "exchanges", TP_SCENARIO_EXCHANGES_MAX);

    for (size_t i = 0; list && reader->status == TP_OK && i < tp_json_count(list); i++) {
        const struct tp_json_value *object = enter(reader, list, "exchanges", i);
        struct tp_scenario_exchange *exchange = &out->exchanges[i];

        tp_scenario_only(reader, object, "state agreement matches conviction_of_matched recipient");
        exchange->state = tp_scenario_text(reader, object, "state");
        exchange->agreement = tp_scenario_agreement_of(reader, out, object, "agreement");
        exchange->matches = (uint32_t)tp_scenario_integer(reader, object, "matches", 0, 1000);
        exchange->has_levels = tp_json_member(object, "conviction_of_matched") != NULL;
        if (exchange->has_levels)
            tp_scenario_read_levels(reader, object, "conviction_of_matched", &exchange->levels);
        exchange->recipient = -1;
        if (tp_json_member(object, "recipient"))
            exchange->recipient = (int)tp_scenario_organisation_of(reader, out, object, "recipient");
        if (reader->status == TP_OK)
            exchange->sender = sender_of(reader, out, exchange->agreement);
        if (reader->status == TP_OK)
            exchange->repository = repository_of(reader, out, exchange->agreement);
        out->exchange_count = i + 1;
    }
    reader->where[0] = '\0';
}

static void read_relays(struct tp_scenario_reader *reader, const struct tp_json_value *root, struct tp_scenario *out)
{
    const struct tp_json_value *list = NULL;

    if (tp_json_member(root, "relays"))
        list = tp_scenario_list(reader, root, "relays", TP_SCENARIO_EXCHANGES_MAX);
    for (size_t i = 0; list && i < tp_json_count(list); i++) {
        const struct tp_json_value *object = enter(reader, list, "relays", i);
        struct tp_scenario_relay *relay = &out->relays[i];

        tp_scenario_only(reader, object, "by agreement from of_thousand");
        relay->organisation = tp_scenario_organisation_of(reader, out, object, "by");
        relay->agreement = tp_scenario_agreement_of(reader, out, object, "agreement");
        relay->from_s = tp_scenario_time(reader, object, "from");
        relay->of_thousand = (uint32_t)tp_scenario_integer(reader, object, "of_thousand", 0, 1000);
        out->relay_count = i + 1;
    }
    reader->where[0] = '\0';
}

static void read_expectations(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                              struct tp_scenario_period *out)
{
    const struct tp_json_value *expect = tp_scenario_object(reader, object, "expect");
    size_t known = 0;

    for (size_t i = 0; i < TP_SCENARIO_FIGURES; i++) {
        const char *text = tp_scenario_text_or(reader, expect, tp_scenario_figure_code((enum tp_scenario_figure)i), "");
        known += text[0] != '\0';
        out->expect[i] = strcmp(text, "none") == 0   ? TP_SCENARIO_NONE
                         : strcmp(text, "some") == 0 ? TP_SCENARIO_SOME
                                                     : TP_SCENARIO_ANY;
        if (text[0] && out->expect[i] == TP_SCENARIO_ANY)
            tp_scenario_fail(reader, "expect", "it must be none or some");
    }
    if (expect && known != tp_json_count(expect))
        tp_scenario_fail(reader, "expect", "it names a figure that is not counted");
}

static void read_periods(struct tp_scenario_reader *reader, const struct tp_json_value *root, struct tp_scenario *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, root, "periods", TP_SCENARIO_EXCHANGES_MAX);

    for (size_t i = 0; list && i < tp_json_count(list); i++) {
        const struct tp_json_value *object = enter(reader, list, "periods", i);
        struct tp_scenario_period *period = &out->periods[i];

        tp_scenario_only(reader, object, "name state agreement from until expect");
        period->name = tp_scenario_text(reader, object, "name");
        period->state = tp_scenario_text(reader, object, "state");
        period->agreement = tp_scenario_agreement_of(reader, out, object, "agreement");
        period->from_s = tp_scenario_time(reader, object, "from");
        period->until_s = tp_scenario_time(reader, object, "until");
        read_expectations(reader, object, period);
        out->period_count = i + 1;
    }
    reader->where[0] = '\0';
}

static void read_world(struct tp_scenario_reader *reader, const char *folder, struct tp_scenario *out)
{
    const struct tp_json_value *root = tp_json_root(out->document);

    tp_scenario_only(reader, root,
                     "form title about from until seed checkpoint_hours organisations jurisdictions agreements "
                     "exchanges relays periods");
    if (strcmp(tp_scenario_text(reader, root, "form"), "tenprint-scenario/1") != 0)
        tp_scenario_fail(reader, "form", "it must be tenprint-scenario/1");
    out->title = tp_scenario_text(reader, root, "title");
    out->about = tp_scenario_list(reader, root, "about", 32);
    out->from_s = tp_scenario_time(reader, root, "from");
    out->until_s = tp_scenario_time(reader, root, "until");
    if (out->from_s >= out->until_s)
        tp_scenario_fail(reader, "until", "it must be later than from");
    out->seed = (uint64_t)tp_scenario_integer(reader, root, "seed", 0, INT64_C(1) << 53);
    out->checkpoint_hours = (uint32_t)tp_scenario_integer(reader, root, "checkpoint_hours", 1, 24 * 31);
    read_organisations(reader, root, out);
    read_places(reader, root, out);
    read_agreements(reader, root, folder, out);
    if (reader->status == TP_OK)
        read_exchanges(reader, root, out);
    if (reader->status == TP_OK)
        read_relays(reader, root, out);
    if (reader->status == TP_OK)
        read_periods(reader, root, out);
}

typedef void read_fn(struct tp_scenario_reader *reader, struct tp_scenario *scenario);

/* Reads FOLDER/NAME into *DOCUMENT and has READ take it apart. */
static tp_status read_part(const char *folder, const char *name, struct tp_json_document **document, read_fn *read,
                           struct tp_scenario *scenario, struct tp_diag *diag)
{
    char path[PATH_SIZE];
    struct tp_scenario_reader reader = {.path = path, .diag = diag};

    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the path is too long");
    reader.status = tp_json_read(path, document, diag);
    if (reader.status == TP_OK && read)
        read(&reader, scenario);
    else if (reader.status == TP_OK)
        read_world(&reader, folder, scenario);
    return reader.status;
}

tp_status tp_scenario_load(const char *folder, struct tp_scenario **out, struct tp_diag *diag)
{
    struct tp_scenario *scenario;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *scenario, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    scenario = memory;
    status = read_part(folder, "scenario.json", &scenario->document, NULL, scenario, diag);
    if (status == TP_OK)
        status =
            read_part(folder, "timeline.json", &scenario->timeline_document, tp_scenario_read_timeline, scenario, diag);
    if (status == TP_OK)
        status =
            read_part(folder, "bookings.json", &scenario->bookings_document, tp_scenario_read_bookings, scenario, diag);
    if (status == TP_OK)
        *out = scenario;
    else
        tp_scenario_free(&scenario);
    return status;
}

void tp_scenario_free(struct tp_scenario **scenario)
{
    if (!*scenario)
        return;
    for (size_t i = 0; i < (*scenario)->agreement_count; i++) {
        for (size_t j = 0; j < (*scenario)->agreements[i].version_count; j++)
            tp_terms_free(&(*scenario)->agreements[i].versions[j]);
    }
    free((*scenario)->places);
    free((*scenario)->steps);
    free((*scenario)->bookings.volumes);
    tp_json_document_free(&(*scenario)->document);
    tp_json_document_free(&(*scenario)->timeline_document);
    tp_json_document_free(&(*scenario)->bookings_document);
    free(*scenario);
    *scenario = NULL;
}
