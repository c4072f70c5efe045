/* SPDX-License-Identifier: Apache-2.0 */
/* A saved gallery in words and in JSON. */
#include "cli/saved.h"

#include "json/json.h"

static double bytes_a_subject(const struct tp_gallery_counts *counts)
{
    return counts->subjects ? (double)counts->size_bytes / (double)counts->subjects : 0;
}

static void print_text(const struct tp_saved_gallery *saved)
{
    const struct tp_gallery_counts *counts = &saved->counts;

    printf("%s: %llu subjects, %llu impressions, %llu bytes (%.0f a subject), %llu dead rows\n", saved->path,
           (unsigned long long)counts->subjects, (unsigned long long)counts->impressions,
           (unsigned long long)counts->size_bytes, bytes_a_subject(counts), (unsigned long long)counts->dead);
    if (!saved->known)
        puts("of another repository, or of one that a backup has replaced since: not used");
    else if (saved->enrolments == 0 && saved->deletions == 0)
        puts("up to date");
    else
        printf("since it was saved: %llu encounters enrolled, %llu subjects deleted\n",
               (unsigned long long)saved->enrolments, (unsigned long long)saved->deletions);
}

static tp_status print_json(const struct tp_saved_gallery *saved, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "file", saved->path);
    tp_json_integer(json, "subjects", (int64_t)saved->counts.subjects);
    tp_json_integer(json, "impressions", (int64_t)saved->counts.impressions);
    tp_json_integer(json, "bytes", (int64_t)saved->counts.size_bytes);
    tp_json_number(json, "bytes_a_subject", bytes_a_subject(&saved->counts));
    tp_json_integer(json, "dead_rows", (int64_t)saved->counts.dead);
    tp_json_flag(json, "of_this_repository", saved->known);
    tp_json_flag(json, "up_to_date", saved->known && saved->enrolments == 0 && saved->deletions == 0);
    if (saved->known) {
        tp_json_integer(json, "encounters_since", (int64_t)saved->enrolments);
        tp_json_integer(json, "deletions_since", (int64_t)saved->deletions);
    }
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_cli_saved_output(const char *path, bool json, struct tp_diag *diag)
{
    struct tp_saved_gallery saved;
    tp_status status = tp_saved_gallery_describe(path, &saved, diag);

    if (status != TP_OK)
        return status;
    if (json)
        return print_json(&saved, diag);
    print_text(&saved);
    return TP_OK;
}
