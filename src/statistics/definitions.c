/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions of figures: strict reading of data/statistics/definitions-N.json (docs/statistics.md has the form). */
#include "statistics/definitions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/embedded.h"
#include "json/json.h"

enum { DEFINITIONS_BYTES_MAX = 1 << 18, THRESHOLD_MAX = 1000, PATH_MAX_BYTES = 96 };

/* What is being read, for diagnostics: "tables[0].figures[2]". */
struct place {
    char path[PATH_MAX_BYTES];
    struct tp_diag *diag;
};

static tp_status wrong(const struct place *place, const char *member, const char *what)
{
    char field[PATH_MAX_BYTES + 32];

    snprintf(field, sizeof field, "%s%s%s", place->path, place->path[0] != '\0' && member[0] != '\0' ? "." : "",
             member);
    return tp_fail(place->diag, TP_E_FORMAT, field, -1, "%s", what);
}

static struct place within(const struct place *outer, const char *list, size_t at)
{
    struct place place = {.diag = outer->diag};

    snprintf(place.path, sizeof place.path, "%.40s%s%s[%zu]", outer->path, outer->path[0] != '\0' ? "." : "", list, at);
    return place;
}

/* Whether OBJECT is one and has no members but those of NAMES, which is ended by NULL. */
static tp_status check_members(const struct place *place, const struct tp_json_value *object, const char *const *names)
{
    if (!object || tp_json_kind(object) != TP_JSON_OBJECT)
        return wrong(place, "", "it is no object");
    for (size_t i = 0; i < tp_json_count(object); i++) {
        const char *key, *const *name = names;
        (void)tp_json_member_at(object, i, &key);
        while (*name && strcmp(*name, key) != 0)
            name++;
        if (!*name)
            return wrong(place, key, "there is no such member");
    }
    return TP_OK;
}

static bool is_list(const struct tp_json_value *value, size_t min, size_t max)
{
    return value && tp_json_kind(value) == TP_JSON_LIST && tp_json_count(value) >= min && tp_json_count(value) <= max;
}

/* Names stand in tables as they are: no comma, quote or blank. */
static bool is_name(const char *text)
{
    size_t length = text ? strlen(text) : 0;

    return length > 0 && length <= 32 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static tp_status read_integer(const struct place *place, const struct tp_json_value *object, const char *member,
                              int64_t max, unsigned *out)
{
    int64_t value;

    if (!tp_json_to_integer(tp_json_member(object, member), &value) || value < 0 || value > max)
        return wrong(place, member, "it is no number in its range");
    *out = (unsigned)value;
    return TP_OK;
}

static tp_status read_name(const struct place *place, const struct tp_json_value *object, const char **out)
{
    *out = tp_json_to_text(tp_json_member(object, "name"));
    if (!is_name(*out))
        return wrong(place, "name", "a name has 1 to 32 small letters, digits and hyphens");
    if (!tp_json_to_text(tp_json_member(object, "words")))
        return wrong(place, "words", "it is not said in words");
    return TP_OK;
}

/* ---- figures ------------------------------------------------------------------------------------------------------
 */

static bool lists_text(const struct tp_json_value *list, const char *text)
{
    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *element = tp_json_to_text(tp_json_element(list, i));
        if (element && strcmp(element, text) == 0)
            return true;
    }
    return false;
}

static bool closed_list_has(const char *const *values, const char *text)
{
    for (; values && *values; values++) {
        if (strcmp(*values, text) == 0)
            return true;
    }
    return false;
}

/* Every value must be one that the member has in each kind of leaf the figure counts: a figure that can never count
 * would look like a zero. */
static bool can_count(const struct tp_figure *figure, const struct tp_condition *condition)
{
    for (enum tp_leaf_kind kind = 0; kind < TP_LEAF_KINDS; kind++) {
        if (!figure->kinds[kind])
            continue;
        for (size_t i = 0; i < tp_json_count(condition->values); i++) {
            const char *text = tp_json_to_text(tp_json_element(condition->values, i));
            if (!text || !closed_list_has(tp_leaf_values(kind, condition->member), text))
                return false;
        }
    }
    return true;
}

static bool find_member(const char *code, enum tp_leaf_member *out)
{
    for (enum tp_leaf_member member = 0; member < TP_LEAF_MEMBERS; member++) {
        if (strcmp(code, tp_leaf_member_code(member)) == 0) {
            *out = member;
            return true;
        }
    }
    return false;
}

static tp_status read_kinds(const struct place *place, const struct tp_json_value *where, struct tp_figure *out)
{
    const struct tp_json_value *kinds = tp_json_member(where, "kind");
    size_t known = 0;

    if (!is_list(kinds, 1, TP_LEAF_KINDS))
        return wrong(place, "where.kind", "it is no list of kinds of leaves");
    for (enum tp_leaf_kind kind = 0; kind < TP_LEAF_KINDS; kind++) {
        out->kinds[kind] = lists_text(kinds, tp_leaf_kind_code(kind));
        known += out->kinds[kind];
    }
    return known == tp_json_count(kinds) ? TP_OK : wrong(place, "where.kind", "a kind is unknown or comes twice");
}

static tp_status read_where(const struct place *place, const struct tp_json_value *where, struct tp_figure *out)
{
    tp_status status = TP_OK;

    if (!where || tp_json_kind(where) != TP_JSON_OBJECT)
        return wrong(place, "where", "it is no object");
    status = read_kinds(place, where, out);
    for (size_t i = 0; status == TP_OK && i < tp_json_count(where); i++) {
        struct tp_condition *condition = &out->conditions[out->condition_count];
        const char *key;
        const struct tp_json_value *values = tp_json_member_at(where, i, &key);
        if (strcmp(key, "kind") == 0)
            continue;
        condition->values = values;
        if (out->condition_count == TP_CONDITIONS_MAX)
            return wrong(place, "where", "there are too many conditions");
        if (!is_list(values, 1, 64) || !find_member(key, &condition->member) || !can_count(out, condition))
            return wrong(place, "where", "a leaf has no such member, or never with such a value");
        out->condition_count++;
    }
    return status;
}

static tp_status read_figure(const struct place *place, const struct tp_json_value *value, struct tp_figure *out)
{
    static const char *const members[] = {"name", "words", "where", "split", NULL};
    const struct tp_json_value *split;
    const char *by;
    tp_status status = check_members(place, value, members);

    if (status == TP_OK)
        status = read_name(place, value, &out->name);
    if (status == TP_OK)
        status = read_where(place, tp_json_member(value, "where"), out);
    if (status != TP_OK)
        return status;
    split = tp_json_member(value, "split");
    by = tp_json_to_text(split);
    if (split && (!by || strcmp(by, "clauses") != 0))
        return wrong(place, "split", "a figure can be split by clauses only");
    out->by_clauses = split != NULL;
    return TP_OK;
}

/* ---- tables -------------------------------------------------------------------------------------------------------
 */

static bool find_figure(const struct tp_table *table, const char *name, size_t *out)
{
    for (size_t i = 0; name && i < table->figure_count; i++) {
        if (strcmp(table->figures[i].name, name) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static tp_status read_figures(const struct place *place, const struct tp_json_value *list, struct tp_table *out)
{
    tp_status status = TP_OK;
    size_t same;

    if (!is_list(list, 1, TP_FIGURES_MAX))
        return wrong(place, "figures", "it is no list, or too long");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++) {
        const struct place here = within(place, "figures", i);
        status = read_figure(&here, tp_json_element(list, i), &out->figures[i]);
        if (status == TP_OK && find_figure(out, out->figures[i].name, &same))
            status = wrong(&here, "name", "another figure has this name");
        out->figure_count++;
    }
    return status;
}

static tp_status read_sum(const struct place *place, const struct tp_json_value *value, const struct tp_table *table,
                          struct tp_sum *out)
{
    static const char *const members[] = {"whole", "parts", NULL};
    const struct tp_json_value *parts;
    tp_status status = check_members(place, value, members);

    if (status != TP_OK)
        return status;
    parts = tp_json_member(value, "parts");
    if (!find_figure(table, tp_json_to_text(tp_json_member(value, "whole")), &out->whole))
        return wrong(place, "whole", "there is no such figure in the table");
    if (!is_list(parts, 1, TP_FIGURES_MAX))
        return wrong(place, "parts", "it is no list, or too long");
    for (; out->part_count < tp_json_count(parts); out->part_count++) {
        const char *name = tp_json_to_text(tp_json_element(parts, out->part_count));
        if (!find_figure(table, name, &out->parts[out->part_count]))
            return wrong(place, "parts", "there is no such figure in the table");
    }
    return TP_OK;
}

static tp_status read_sums(const struct place *place, const struct tp_json_value *list, struct tp_table *out)
{
    tp_status status = TP_OK;

    if (!is_list(list, 0, TP_SUMS_MAX))
        return wrong(place, "sums", "it is no list, or too long");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++) {
        const struct place here = within(place, "sums", i);
        status = read_sum(&here, tp_json_element(list, i), out, &out->sums[i]);
        out->sum_count++;
    }
    return status;
}

/* Either how long its periods are, or whose they are. */
static tp_status read_period(const struct place *place, const struct tp_json_value *value,
                             const struct tp_definitions *definitions, struct tp_table *out)
{
    static const char *const names[] = {"month", "quarter", "year"};
    static const unsigned months[] = {1, 3, 12};
    const char *period = tp_json_to_text(tp_json_member(value, "period"));
    const char *follows = tp_json_to_text(tp_json_member(value, "follows"));

    out->months = 1;
    out->follows = TP_NOT_FOLLOWING;
    if ((period != NULL) == (follows != NULL))
        return wrong(place, "period", "a table has a period, or follows another");
    for (size_t i = 0; period && i < TP_ARRAY_LENGTH(names); i++) {
        if (strcmp(period, names[i]) == 0) {
            out->months = months[i];
            return TP_OK;
        }
    }
    for (size_t i = 0; follows && i < definitions->table_count; i++) {
        if (strcmp(follows, definitions->tables[i].name) == 0) {
            out->follows = i;
            return TP_OK;
        }
    }
    return wrong(place, period ? "period" : "follows", "it is no period, or no table before this one");
}

static tp_status read_table(const struct place *place, const struct tp_json_value *value,
                            const struct tp_definitions *definitions, struct tp_table *out)
{
    static const char *const members[] = {"name", "words", "period", "follows", "by", "figures", "sums", NULL};
    const struct tp_json_value *by;
    tp_status status = check_members(place, value, members);

    if (status == TP_OK)
        status = read_name(place, value, &out->name);
    if (status == TP_OK)
        status = read_period(place, value, definitions, out);
    if (status != TP_OK)
        return status;
    by = tp_json_member(value, "by");
    if (!is_list(by, 0, 2))
        return wrong(place, "by", "it is no list");
    out->by_level = lists_text(by, "level");
    out->by_state = lists_text(by, "state");
    if (tp_json_count(by) != (size_t)out->by_level + out->by_state)
        return wrong(place, "by", "a table can be by level and by state");
    status = read_figures(place, tp_json_member(value, "figures"), out);
    return status == TP_OK ? read_sums(place, tp_json_member(value, "sums"), out) : status;
}

static tp_status read_tables(const struct place *place, const struct tp_json_value *list, struct tp_definitions *out)
{
    tp_status status = TP_OK;

    if (!is_list(list, 1, TP_TABLES_MAX))
        return wrong(place, "tables", "it is no list, or too long");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++) {
        const struct place here = within(place, "tables", i);
        status = read_table(&here, tp_json_element(list, i), out, &out->tables[i]);
        for (size_t j = 0; status == TP_OK && j < i; j++) {
            if (strcmp(out->tables[j].name, out->tables[i].name) == 0)
                status = wrong(&here, "name", "another table has this name");
        }
        out->table_count++;
    }
    return status;
}

/* All levels, each once, in the order that the tables put them. */
static tp_status read_levels(const struct place *place, const struct tp_json_value *list, struct tp_definitions *out)
{
    const char *const *known = tp_leaf_values(TP_LEAF_SUBMISSION, TP_LEAF_LEVEL_MEMBER);

    if (!is_list(list, TP_DEFINED_LEVELS, TP_DEFINED_LEVELS))
        return wrong(place, "levels", "it is no list of the five levels");
    for (size_t i = 0; i < TP_DEFINED_LEVELS; i++) {
        out->levels[i] = tp_json_to_text(tp_json_element(list, i));
        if (!known[i] || !lists_text(list, known[i]))
            return wrong(place, "levels", "it is no list of the five levels");
    }
    return TP_OK;
}

static tp_status read_all(const struct tp_json_value *root, struct tp_definitions *out, struct tp_diag *diag)
{
    static const char *const members[] = {"form", "version", "words", "threshold", "levels", "tables", NULL};
    const struct place place = {.path = "", .diag = diag};
    const char *form = tp_json_to_text(tp_json_member(root, "form"));
    tp_status status = check_members(&place, root, members);

    if (status == TP_OK && (!form || strcmp(form, "tenprint-definitions/1") != 0))
        status = wrong(&place, "form", "it is not tenprint-definitions/1");
    if (status == TP_OK && !tp_json_to_text(tp_json_member(root, "words")))
        status = wrong(&place, "words", "it is not said in words");
    if (status == TP_OK)
        status = read_integer(&place, root, "version", 1000000, &out->version);
    if (status == TP_OK)
        status = read_integer(&place, root, "threshold", THRESHOLD_MAX, &out->threshold);
    if (status == TP_OK && !tp_threshold_is_safe(out->threshold))
        status = wrong(&place, "threshold", "it is 0, or at least 3");
    if (status == TP_OK)
        status = read_levels(&place, tp_json_member(root, "levels"), out);
    return status == TP_OK ? read_tables(&place, tp_json_member(root, "tables"), out) : status;
}

tp_status tp_definitions_parse(const void *json, size_t size_bytes, struct tp_definitions **out, struct tp_diag *diag)
{
    struct tp_definitions *definitions = NULL;
    void *memory;
    tp_status status;

    *out = NULL;
    if (size_bytes > DEFINITIONS_BYTES_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "definitions are not that long");
    status = tp_alloc_zero(&memory, 1, sizeof *definitions, diag);
    if (status != TP_OK)
        return status;
    definitions = memory;
    status = tp_json_parse(json, size_bytes, &definitions->document, diag);
    if (status == TP_OK)
        status = read_all(tp_json_root(definitions->document), definitions, diag);
    if (status == TP_OK)
        *out = definitions;
    else
        tp_definitions_free(&definitions);
    return status;
}

void tp_definitions_free(struct tp_definitions **definitions)
{
    if (!*definitions)
        return;
    tp_json_document_free(&(*definitions)->document);
    free(*definitions);
    *definitions = NULL;
}

tp_status tp_definitions_standard(unsigned version, struct tp_definitions **out, struct tp_diag *diag)
{
    const struct tp_embedded *file = tp_definitions_files;
    char name[32];

    *out = NULL;
    while (version == 0 && file[1].name) /* in ascending order: the last is the newest */
        file++;
    snprintf(name, sizeof name, "definitions-%u", version);
    while (version > 0 && file->name && strcmp(file->name, name) != 0)
        file++;
    if (!file->name)
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there are no definitions with the number %u", version);
    return tp_definitions_parse(file->data, file->size_bytes, out, diag);
}

unsigned tp_definitions_version(const struct tp_definitions *definitions)
{
    return definitions->version;
}

unsigned tp_definitions_threshold(const struct tp_definitions *definitions)
{
    return definitions->threshold;
}

const struct tp_json_value *tp_definitions_root(const struct tp_definitions *definitions)
{
    return tp_json_root(definitions->document);
}

bool tp_threshold_is_safe(unsigned threshold)
{
    return threshold == 0 || threshold >= 3;
}
