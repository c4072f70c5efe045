/* SPDX-License-Identifier: Apache-2.0 */
/* The published statistics of a run's ledgers against what the run counted itself. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_nodes.h"
#include "statistics/statistics.h"

enum { PATH_BYTES = 600 };

/* A figure of the definitions, and the leaves that the run counted under a key of this kind with these words. */
static const struct figure {
    const char *table, *figure, *kind, *words[2];
} figures[] = {
    {"searches", "submitted", "submission|", {"|", "|"}},
    {"searches", "searched", "decision|", {"|send|allowed|", "|search|allowed|"}},
    {"searches", "refused", "decision|", {"|send|denied|", "|search|denied|"}},
    {"matches", "matched", "match|", {"|match|", "|match|"}},
    {"matches", "withheld", "decision|", {"|answer|withheld|", "|release|withheld|"}},
    {"matches", "released", "decision|", {"|release|allowed|", "|release|allowed|"}},
    {"seeded-cases", "correct", "review|", {"|identification|correct|", "|exclusion|correct|"}},
    {"seeded-cases", "false-identification", "review|", {"|identification|wrong|", "|identification|wrong|"}},
    {"seeded-cases", "false-exclusion", "review|", {"|exclusion|wrong|", "|exclusion|wrong|"}},
    {"seeded-cases", "inconclusive", "review|", {"|inconclusive|undecided|", "|inconclusive|undecided|"}},
};

static uint64_t made(const struct tp_scenario_tally *leaves, const struct figure *figure)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < leaves->capacity; i++) {
        const char *key = leaves->items[i].key;
        if (strncmp(key, figure->kind, strlen(figure->kind)) == 0 &&
            (strstr(key, figure->words[0]) || strstr(key, figure->words[1])))
            sum += leaves->items[i].count;
    }
    return sum;
}

/* The sum of a figure's rows: table,period,level,state,county,figure,clauses,count. */
static uint64_t published(const char *csv, const struct figure *figure)
{
    char begin[64], middle[64];
    uint64_t sum = 0;

    snprintf(begin, sizeof begin, "%s,", figure->table);
    snprintf(middle, sizeof middle, ",%s,", figure->figure);
    for (const char *line = csv; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        const char *name = strstr(line, middle), *count = line + length;
        while (count > line && count[-1] != ',')
            count--;
        if (strncmp(line, begin, strlen(begin)) == 0 && name && name < line + length)
            sum += strtoull(count, NULL, 10);
        if (!line[length])
            break;
    }
    return sum;
}

static void compare(struct tp_scenario_run *run, size_t place, const char *csv)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(figures); i++) {
        uint64_t ours = made(&run->nodes[place].leaves, &figures[i]), theirs = published(csv, &figures[i]);
        if (ours != theirs)
            tp_scenario_failure(run, "%s: the statistics say %llu %s, the run counted %llu",
                                run->scenario->organisations[place].id, (unsigned long long)theirs, figures[i].figure,
                                (unsigned long long)ours);
    }
}

tp_status tp_scenario_write_statistics(const char *folder, const struct tp_verifier *verifier, struct tp_buffer *out,
                                       struct tp_diag *diag)
{
    const struct tp_statistics_form form = {.format = TP_STATISTICS_CSV};
    struct tp_definitions *definitions = NULL;
    struct tp_statistics *statistics = NULL;
    struct tp_reader *reader = NULL;
    tp_status status = tp_definitions_standard(0, &definitions, diag);

    if (status == TP_OK)
        status = tp_statistics_new(definitions, &statistics, diag);
    if (status == TP_OK)
        status = tp_reader_open(folder, verifier, &reader, diag);
    if (status == TP_OK)
        status = tp_statistics_count(statistics, reader, tp_reader_checkpoint(reader)->size, diag);
    if (status == TP_OK)
        status = tp_statistics_write(statistics, &form, out, diag);
    tp_write_u8(out, 0);
    if (status == TP_OK && out->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    tp_reader_close(&reader);
    tp_statistics_free(&statistics);
    tp_definitions_free(&definitions);
    return status;
}

tp_status tp_scenario_check_statistics(struct tp_scenario_run *run, size_t place, const struct tp_verifier *verifier,
                                       struct tp_diag *diag)
{
    char folder[PATH_BYTES];
    struct tp_buffer csv;
    tp_status status;

    tp_scenario_ledger_path(&run->nodes[place], "", folder, sizeof folder);
    tp_buffer_init(&csv);
    status = tp_scenario_write_statistics(folder, verifier, &csv, diag);
    if (status == TP_OK)
        compare(run, place, (const char *)csv.data);
    tp_buffer_deinit(&csv);
    return status;
}
