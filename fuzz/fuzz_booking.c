/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: bookings, as they come in. What is taken has facts in their ranges, and what is refused has its words.
 */
#include <stdlib.h>
#include <string.h>

#include "booking/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check(const struct tp_booking_input *input)
{
    const struct tp_booking_facts *facts = &input->facts;

    TP_ASSERT(tp_jurisdiction_covers("US-NY", facts->jurisdiction));
    TP_ASSERT(facts->offence >= -1 && facts->offence < (int)tp_seriousness.count);
    TP_ASSERT(facts->conviction >= -1 && facts->conviction < (int)tp_seriousness.count);
    TP_ASSERT(facts->categories >> tp_categories.count == 0);
    TP_ASSERT(input->file || input->form.count > 0);
    for (size_t i = 0; i < input->form.count; i++)
        TP_ASSERT(input->form.pictures[i].position >= 1 && input->form.pictures[i].data.size_bytes > 0);
}

static void write_answers(const struct tp_booking_input *input)
{
    struct tp_buffer out;
    struct tp_json *json;

    if (tp_json_new(&json, NULL) != TP_OK)
        return;
    tp_buffer_init(&out);
    tp_booking_findings_write(&input->findings, input->file, json);
    if (input->file)
        tp_booking_file_person(input->file, json);
    TP_ASSERT(tp_json_write_canonical(json, &out, NULL) == TP_OK);
    tp_buffer_deinit(&out);
    if (input->file && tp_booking_error_count(&input->findings) > 0)
        (void)!tp_booking_errt(input->file, &input->findings, 1299326400, &out, NULL);
    tp_buffer_deinit(&out);
    tp_json_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    const struct tp_config config = {.jurisdiction = (char *)(uintptr_t) "US-NY"};
    struct tp_booking_input input;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_booking_input_read(data, size_bytes, NULL, &input, &diag);
    if (status == TP_OK) {
        write_answers(&input);
        status = tp_booking_input_judge(&input, &config, &diag);
    }
    TP_ASSERT(status == diag.status && (status == TP_OK || diag.text[0] != '\0'));
    if (status == TP_OK)
        check(&input);
    tp_booking_input_deinit(&input);
    return 0;
}
