/* SPDX-License-Identifier: Apache-2.0 */
/* What each finger of a booking is worth, and which are to be taken again while the person is still there. */
#include <string.h>

#include "booking/prints.h"

static const struct {
    const char *code, *words;
} states[] = {
#define STATE_ROW(name, code, words) {code, words},
    TP_FINGER_STATE_LIST(STATE_ROW)
#undef STATE_ROW
};

static enum tp_finger_state state_of(const struct tp_template *tmpl)
{
    if (tmpl->minutia_count < TP_RETAKE_MINUTIAE)
        return TP_FINGER_SPARSE;
    return tmpl->quality < TP_RETAKE_QUALITY ? TP_FINGER_POOR : TP_FINGER_GOOD;
}

void tp_booking_judge(const struct tp_template *const *templates, size_t count, uint16_t declared,
                      struct tp_finger_report out[TP_POSITION_MAX + 1])
{
    const struct tp_template *chosen[TP_POSITION_MAX];
    size_t found = tp_booking_prints_choose(templates, count, chosen);

    memset(out, 0, (TP_POSITION_MAX + 1) * sizeof *out);
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        out[finger].state = declared & TP_FINGER_BIT(finger) ? TP_FINGER_MISSING : TP_FINGER_ABSENT;
    for (size_t i = 0; i < count; i++) /* prints without a feature, which are not chosen */
        if (out[templates[i]->position].state == TP_FINGER_ABSENT)
            out[templates[i]->position].state = TP_FINGER_SPARSE;
    for (size_t i = 0; i < found; i++)
        out[chosen[i]->position] = (struct tp_finger_report){
            .state = state_of(chosen[i]),
            .quality = chosen[i]->quality,
            .minutiae = chosen[i]->minutia_count,
            .rolled =
                chosen[i]->impression == TP_IMPRESSION_LIVE_ROLLED || chosen[i]->impression == TP_IMPRESSION_INK_ROLLED,
        };
}

uint16_t tp_booking_retake(const struct tp_finger_report report[TP_POSITION_MAX + 1])
{
    unsigned fingers = 0;

    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        if (report[finger].state != TP_FINGER_GOOD && report[finger].state != TP_FINGER_MISSING)
            fingers |= TP_FINGER_BIT(finger);
    return (uint16_t)fingers;
}

void tp_booking_report_write(const struct tp_finger_report report[TP_POSITION_MAX + 1], struct tp_json *out)
{
    uint16_t retake = tp_booking_retake(report);

    tp_json_list(out, "fingers");
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++) {
        const struct tp_finger_report *one = &report[finger];
        bool there = one->state == TP_FINGER_GOOD || one->state == TP_FINGER_POOR || one->state == TP_FINGER_SPARSE;

        tp_json_object(out, NULL);
        tp_json_integer(out, "finger", finger);
        tp_json_text(out, "state", states[one->state].code);
        if (there) {
            if (one->quality != TP_QUALITY_UNKNOWN)
                tp_json_integer(out, "quality", one->quality);
            tp_json_integer(out, "minutiae", one->minutiae);
            tp_json_flag(out, "rolled", one->rolled);
        }
        if (retake & TP_FINGER_BIT(finger))
            tp_json_text(out, "retake", states[one->state].words);
        tp_json_close(out);
    }
    tp_json_close(out);
}

/* Fingers named by the first items of FIELD's subfields. */
static unsigned fingers_of(struct tp_bytes field)
{
    struct tp_bytes subfield;
    unsigned fingers = 0;
    int64_t finger;

    while (tp_value_next(&field, TP_RS, &subfield))
        if (tp_value_number(tp_value_item(subfield, 1, 1), &finger) && finger >= 1 && finger <= TP_POSITION_MAX)
            fingers |= TP_FINGER_BIT(finger);
    return fingers;
}

uint16_t tp_booking_declared(const struct tp_transaction *file)
{
    unsigned fingers = 0;

    for (size_t i = 0; i < tp_transaction_count(file); i++) {
        const struct tp_record *record = tp_transaction_at(file, i);
        if (tp_record_type(record) == 2)
            fingers |= fingers_of(tp_record_get(record, 84));
        else if (tp_record_type(record) == 14)
            fingers |= fingers_of(tp_record_get(record, 18));
    }
    return (uint16_t)fingers;
}
