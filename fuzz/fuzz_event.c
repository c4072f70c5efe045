/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: event files. What is accepted is the same event when it is written and read again, and offering it to a
 * history leads to an answer, twice: the second time it is known, or refused as before. */
#include <string.h>

#include "agreement/agreement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check_again(const struct tp_event *event)
{
    struct tp_event *again;
    struct tp_buffer file;

    tp_buffer_init(&file);
    TP_ASSERT(tp_event_write(event, &file, NULL) == TP_OK);
    TP_ASSERT(tp_event_parse(file.data, file.size_bytes, &again, NULL) == TP_OK);
    TP_ASSERT(strcmp(again->hash, event->hash) == 0 && again->time_s == event->time_s);
    TP_ASSERT(memcmp(&again->signature, &event->signature, sizeof event->signature) == 0);
    TP_ASSERT((event->kind == TP_EVENT_PROPOSE) == (event->document != NULL));
    tp_event_free(&again);
    tp_buffer_deinit(&file);
}

static void check_offer(const struct tp_event *event)
{
    enum tp_refusal first, second;
    struct tp_history *history;
    tp_status status;

    TP_ASSERT(tp_history_new(&history, NULL) == TP_OK);
    status = tp_history_offer(history, event, event->time_s, &first, NULL);
    TP_ASSERT((status == TP_OK) == (first == TP_REFUSAL_NONE));
    TP_ASSERT(tp_history_count(history) == (status == TP_OK) && tp_history_in_force(history, INT64_MAX) == NULL);
    status = tp_history_offer(history, event, event->time_s, &second, NULL);
    TP_ASSERT(status == TP_E_DENIED && second == (first == TP_REFUSAL_NONE ? TP_REFUSAL_REPLAYED : first));
    tp_history_free(&history);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_event *event;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_event_parse(data, size_bytes, &event, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (event != NULL));
    if (!event)
        return 0;
    check_again(event);
    check_offer(event);
    tp_event_free(&event);
    return 0;
}
