/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence check of a ten-print card: rolled against plain impressions, and each against its like. */
#include <string.h>

#include "node/node.h"
#include "record/record.h"

enum { FINGERS = TP_POSITION_MAX + 1, PRINTS = TP_SEQUENCE_PRINTS_MAX };

/* An accusation needs a score that at most one card in a thousand reaches by chance anywhere, and at most one
 * comparison in a hundred thousand; and a finger that is certainly elsewhere must not also match at home. */
#define CARD_FMR 1e-3
#define ACCUSE_FMR 1e-5
#define CLEAR_FMR 1e-3                     /* at home: no accusation whatever is elsewhere */
#define CONFIRM_FMR 1e-2                   /* at home: as it should be, unless it is certainly elsewhere */
enum { MARGIN = 2 * TP_SCORE_PER_DECADE }; /* elsewhere against at home */

static const char rule[] = "sequence";

/* What all comparisons say, by declared position; -1 where there was nothing to compare. */
struct card {
    const struct tp_sequence_print *prints;
    size_t count;
    int32_t accuse, clear, confirm;
    int32_t cross[FINGERS][FINGERS]; /* rolled impression of the first, plain one of the second */
    int32_t rolls[FINGERS][FINGERS], plains[FINGERS][FINGERS];
    const struct tp_sequence_print *roll[FINGERS], *plain[FINGERS]; /* the first of each; NULL without one */
    uint8_t shows[FINGERS];                                         /* the plain finger that the roll certainly is */
    bool repeated[FINGERS], told[FINGERS];                          /* rolls that a finding already is about */
    struct tp_findings *findings;
};

static const char *name_of(unsigned position)
{
    static const char *const names[FINGERS] = {
        "",           "right thumb", "right index", "right middle", "right ring", "right little",
        "left thumb", "left index",  "left middle", "left ring",    "left little"};

    return names[position];
}

static void raise(int32_t *score, int32_t value)
{
    *score = TP_MAX(*score, value);
}

static void note_score(struct card *card, const struct tp_sequence_print *a, const struct tp_sequence_print *b,
                       int32_t score)
{
    if (a->rolled != b->rolled) {
        raise(&card->cross[a->rolled ? a->position : b->position][a->rolled ? b->position : a->position], score);
        return;
    }
    raise(&(a->rolled ? card->rolls : card->plains)[a->position][b->position], score);
    raise(&(a->rolled ? card->rolls : card->plains)[b->position][a->position], score);
}

static tp_status compare_all(struct card *card, struct tp_diag *diag)
{
    struct tp_features *features[PRINTS] = {NULL};
    struct tp_matcher *matcher = NULL;
    tp_status status = tp_matcher_new(&matcher, diag);

    for (size_t i = 0; i < card->count && !status; i++)
        status = tp_features_new(card->prints[i].tmpl, &features[i], diag);
    for (size_t i = 0; i < card->count && !status; i++)
        for (size_t k = i + 1; k < card->count; k++)
            note_score(card, &card->prints[i], &card->prints[k], tp_match_score(matcher, features[i], features[k]));
    for (size_t i = 0; i < card->count; i++)
        tp_features_free(&features[i]);
    tp_matcher_free(&matcher);
    return status;
}

static void add(struct card *card, enum tp_severity severity, const struct tp_sequence_print *print, const char *text)
{
    const struct tp_finding where = {
        .severity = severity, .record = print->record, .type = print->type, .offset_bytes = -1, .rule = rule};

    tp_findings_add(card->findings, &where, "%s", text);
}

/* The plain finger that each roll certainly is: itself, another one, or 0 when nothing is certain. */
static void find_shown(struct card *card)
{
    for (unsigned p = 1; p < FINGERS; p++) {
        unsigned best = 0;
        for (unsigned q = 1; q < FINGERS; q++)
            if (q != p && card->cross[p][q] >= card->accuse && (!best || card->cross[p][q] > card->cross[p][best]))
                best = q;
        if (best && card->cross[p][p] < card->clear && card->cross[p][best] >= card->cross[p][p] + MARGIN)
            card->shows[p] = (uint8_t)best;
        else if (card->cross[p][p] >= card->confirm)
            card->shows[p] = (uint8_t)p;
    }
}

/* One finger recorded at two positions, in one way of taking it. */
static void report_repeats(struct card *card, bool rolled)
{
    const struct tp_sequence_print *const *print = rolled ? card->roll : card->plain;
    const char *way = rolled ? "rolled" : "plain";

    for (unsigned p = 1; p < FINGERS; p++)
        for (unsigned q = p + 1; q < FINGERS; q++) {
            char text[192];
            bool first, second;
            if ((rolled ? card->rolls : card->plains)[p][q] < card->accuse)
                continue;
            first = card->cross[p][p] >= card->confirm;
            second = card->cross[q][q] >= card->confirm;
            if (first != second)
                snprintf(text, sizeof text, "the %s %s is the %s once more", way, name_of(first ? q : p),
                         name_of(first ? p : q));
            else
                snprintf(text, sizeof text, "the %s %s and the %s %s are the same finger", way, name_of(p), way,
                         name_of(q));
            add(card, TP_SEVERITY_ERROR, print[first != second && first ? q : p], text);
            card->repeated[p] = card->repeated[q] = true;
        }
}

static bool accused(const struct card *card, unsigned position)
{
    return card->shows[position] && card->shows[position] != position;
}

/* Fingers (not thumbs) FIRST to FIRST + 3 whose rolls show fingers of the other hand; -1 when one shows its own. */
static int count_crossed(const struct card *card, unsigned first)
{
    int count = 0;

    for (unsigned p = first; p < first + 4; p++) {
        bool crossed = card->shows[p] && card->shows[p] % 5 != 1 && (first == 2) == (card->shows[p] > 5);
        if (card->shows[p] && !crossed)
            return -1;
        count += crossed;
    }
    return count;
}

static void report_hands(struct card *card)
{
    if (count_crossed(card, 2) < 2 || count_crossed(card, 7) < 2)
        return;
    for (unsigned p = 2; p < FINGERS; p++)
        if (p != 6 && card->shows[p])
            card->told[p] = true;
    for (unsigned q = 2; q < FINGERS; q++)
        if (card->plain[q]) {
            add(card, TP_SEVERITY_ERROR, card->plain[q],
                "the plain impressions of the right and of the left four fingers are exchanged, or the rolled ones "
                "are");
            return;
        }
}

/* Rolls that are others' fingers, around in a circle: two are swapped. */
static void report_cycles(struct card *card)
{
    for (unsigned p = 1; p < FINGERS; p++) {
        char text[192];
        unsigned length = 0, at = p, used = 0;
        bool circle;
        if (!accused(card, p) || card->told[p])
            continue;
        do {
            at = card->shows[at];
            length++;
        } while (at != p && length < FINGERS && accused(card, at) && !card->told[at]);
        circle = at == p;
        if (!circle)
            continue;
        for (unsigned k = 0; k < length; k++, at = card->shows[at]) {
            card->told[at] = true;
            if (used < sizeof text)
                used += (unsigned)snprintf(text + used, sizeof text - used, "%s%s", k ? ", " : "", name_of(at));
        }
        if (length == 2)
            snprintf(text, sizeof text, "the rolled %s and the rolled %s are swapped", name_of(p),
                     name_of(card->shows[p]));
        else if (used < sizeof text)
            snprintf(text + used, sizeof text - used, ": each rolled one is the next one's finger");
        add(card, TP_SEVERITY_ERROR, card->roll[p], text);
    }
}

static void report_strays(struct card *card)
{
    for (unsigned p = 1; p < FINGERS; p++) {
        char text[192];
        if (!accused(card, p) || card->told[p] || card->repeated[p])
            continue;
        card->told[p] = true;
        snprintf(text, sizeof text, "the rolled %s is the finger of the plain %s", name_of(p), name_of(card->shows[p]));
        add(card, TP_SEVERITY_ERROR, card->roll[p], text);
    }
}

/* "12 minutiae, quality 30" */
static void describe(const struct tp_template *tmpl, char *out, size_t size)
{
    if (tmpl->quality == TP_QUALITY_UNKNOWN)
        snprintf(out, size, "%u minutiae", tmpl->minutia_count);
    else
        snprintf(out, size, "%u minutiae, quality %u", tmpl->minutia_count, tmpl->quality);
}

static void report_open(struct card *card)
{
    for (unsigned p = 1; p < FINGERS; p++) {
        const struct tp_sequence_print *roll = card->roll[p], *plain = card->plain[p];
        char text[192], of_roll[32], of_plain[32];
        if (!roll || !plain || card->told[p] || card->repeated[p] || card->cross[p][p] >= card->confirm)
            continue;
        describe(roll->tmpl, of_roll, sizeof of_roll);
        describe(plain->tmpl, of_plain, sizeof of_plain);
        snprintf(text, sizeof text,
                 "the plain %s (%s) neither confirms nor refutes the rolled one (%s): score %d, %d would confirm",
                 name_of(p), of_plain, of_roll, (int)card->cross[p][p], (int)card->confirm);
        add(card, TP_SEVERITY_WARNING, roll, text);
    }
}

static tp_status begin(struct card *card, struct tp_diag *diag)
{
    double comparisons = (double)card->count * (double)(card->count - (card->count > 0)) / 2;

    if (card->count > PRINTS)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "%zu impressions are more than a card has", card->count);
    memset(card->cross, 0xff, sizeof card->cross);
    memset(card->rolls, 0xff, sizeof card->rolls);
    memset(card->plains, 0xff, sizeof card->plains);
    card->accuse = tp_score_for_fmr(TP_MIN(CARD_FMR / TP_MAX(comparisons, 1.0), ACCUSE_FMR));
    card->clear = tp_score_for_fmr(CLEAR_FMR);
    card->confirm = tp_score_for_fmr(CONFIRM_FMR);
    for (size_t i = card->count; i-- > 0;) {
        const struct tp_sequence_print *print = &card->prints[i];
        if (print->position < 1 || print->position > TP_POSITION_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "position %u is no finger", print->position);
        (print->rolled ? card->roll : card->plain)[print->position] = print;
    }
    return TP_OK;
}

tp_status tp_sequence_check(const struct tp_sequence_print *prints, size_t count, struct tp_findings *findings,
                            struct tp_diag *diag)
{
    struct card card = {.prints = prints, .count = count, .findings = findings};
    tp_status status = begin(&card, diag);

    if (!status)
        status = compare_all(&card, diag);
    if (status)
        return status;
    find_shown(&card);
    report_repeats(&card, true);
    report_repeats(&card, false);
    report_hands(&card);
    report_cycles(&card);
    report_strays(&card);
    report_open(&card);
    return findings->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}
