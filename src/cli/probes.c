/* SPDX-License-Identifier: Apache-2.0 */
/* From files of images, templates and transactions to the prints that are searched for. */
#include "cli/probes.h"

#include <stdlib.h>
#include <string.h>

#include "cli/finger.h"

/* Room for one more probe, which is called NAME; E_LIMIT when there are too many. */
static tp_status next_probe(struct tp_cli_probes *probes, const char *name, struct tp_template **out,
                            struct tp_diag *diag)
{
    if (probes->count == TP_PROBES_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "more than %d prints", TP_PROBES_MAX);
    probes->names[probes->count] = strdup(name);
    if (!probes->names[probes->count])
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the prints");
    *out = &probes->templates[probes->count++];
    tp_template_init(*out);
    return TP_OK;
}

/* All prints of a transaction, called "card.an2, record 5", or "record 5" when it is searched alone. */
static tp_status load_transaction(const char *path, struct tp_tenprint *transaction, float ppi,
                                  struct tp_cli_probes *probes, struct tp_diag *diag)
{
    tp_status status = tp_tenprint_extract_all(transaction, &probes->workers, ppi, diag);
    size_t ppi_assumed_count = 0;

    for (size_t i = 0; status == TP_OK && i < transaction->count; i++) {
        struct tp_tenprint_source *source = &transaction->sources[i];
        char name[4200];

        ppi_assumed_count += source->ppi_assumed;
        snprintf(name, sizeof name, "%s%srecord %zu", probes->alone ? "" : path, probes->alone ? "" : ", ",
                 source->place + 1);
        for (size_t j = 0; status == TP_OK && j < source->print_count; j++) {
            struct tp_template *probe = NULL;

            status = next_probe(probes, name, &probe, diag);
            if (status == TP_OK)
                status = tp_template_copy(&source->prints[j], probe, diag);
        }
    }
    if (status == TP_OK && ppi_assumed_count)
        fprintf(stderr, "tenprint: %s: %zu images do not say their resolution, 500 ppi is assumed (see --ppi)\n", path,
                ppi_assumed_count);
    if (status == TP_OK && tp_sequence_contradicts(transaction))
        fprintf(stderr,
                "tenprint: %s: prints contradict each other: fingers are swapped or recorded twice (tenprint record "
                "check --sequence %s explains)\n",
                path, path);
    return tp_diag_in_file(diag, status, path);
}

static tp_status load_image(const struct tp_manifest_row *row, struct tp_cli_probes *probes, struct tp_diag *diag)
{
    struct tp_template *probe = NULL;
    bool ppi_assumed;
    tp_status status = next_probe(probes, row->path, &probe, diag);

    if (status == TP_OK)
        status = tp_manifest_row_load(row, probes->workers.extractors[0], probe, &ppi_assumed, diag);
    if (status == TP_OK && ppi_assumed)
        fprintf(stderr, "tenprint: %s: does not say its resolution, 500 ppi is assumed (see --ppi)\n", row->path);
    return status;
}

static tp_status load_file(const struct tp_manifest_row *row, struct tp_cli_probes *probes, struct tp_diag *diag)
{
    struct tp_tenprint transaction;
    bool is_transaction;
    tp_status status = tp_tenprint_load(row->path, TP_TENPRINT_SEARCH, row->finger != TP_POSITION_UNKNOWN,
                                        &is_transaction, &transaction, diag);

    if (!is_transaction)
        return load_image(row, probes, diag);
    if (status == TP_OK && row->finger != TP_POSITION_UNKNOWN)
        status = tp_fail(diag, TP_E_ARGUMENT, row->path, -1, "says its fingers itself: give it without one");
    if (status == TP_OK)
        status = load_transaction(row->path, &transaction, row->ppi, probes, diag);
    tp_tenprint_deinit(&transaction);
    return status;
}

tp_status tp_cli_probes_load(const struct tp_arguments *arguments, struct tp_cli_probes *probes, struct tp_diag *diag)
{
    tp_status status;

    memset(probes, 0, sizeof *probes);
    status = tp_workers_init((unsigned)tp_option_integer(arguments, "threads", 0), &probes->workers, diag);

    probes->alone = arguments->positional_count == 1;
    for (int i = 0; status == TP_OK && i < arguments->positional_count; i++) {
        struct tp_manifest_row row;

        status = tp_cli_finger_parse(arguments->positional[i], &row, diag);
        row.ppi = (float)tp_option_number(arguments, "ppi", 0);
        if (status == TP_OK)
            status = load_file(&row, probes, diag);
    }
    tp_workers_deinit(&probes->workers);
    return status;
}

void tp_cli_probes_deinit(struct tp_cli_probes *probes)
{
    for (size_t i = 0; i < probes->count; i++) {
        tp_template_deinit(&probes->templates[i]);
        free(probes->names[i]);
    }
    probes->count = 0;
}
