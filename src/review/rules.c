/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of examination and discretion, as tables and small functions. */
#include "review/rules.h"

#include <ctype.h>
#include <string.h>

enum { DAY_S = 86400, WORDS_MAX = 64 };

static int find(const char *const *codes, size_t count, const char *code)
{
    for (size_t i = 0; code && i < count; i++) {
        if (strcmp(codes[i], code) == 0)
            return (int)i;
    }
    return -1;
}

/* ---- tasks ------------------------------------------------------------------------------------------------------- */

#define CODE(name, code) code,
static const char *const task_codes[] = {TP_TASK_STATE_LIST(CODE)};
#undef CODE

const char *tp_task_state_code(enum tp_task_state state)
{
    TP_ASSERT(state < TP_TASK_STATES);
    return task_codes[state];
}

int tp_task_state_find(const char *code)
{
    return find(task_codes, TP_ARRAY_LENGTH(task_codes), code);
}

/* By state and step: the state after it, and what has to hold. */
enum condition { NEVER, ALWAYS, NOTHING_CONCLUDED, SOMETHING_REMAINS, SETTLED };
struct rule {
    enum condition condition;
    enum tp_task_state next;
};
static const struct rule rules[TP_TASK_STATES][TP_STEPS] = {
    [TP_TASK_OPEN] =
        {
            [TP_STEP_CLAIM] = {ALWAYS, TP_TASK_CLAIMED},
        },
    [TP_TASK_CLAIMED] =
        {
            [TP_STEP_SEE_PROBE] = {ALWAYS, TP_TASK_CLAIMED},
            [TP_STEP_ANALYSE] = {ALWAYS, TP_TASK_ANALYSED},
            [TP_STEP_GIVE_BACK] = {ALWAYS, TP_TASK_OPEN},
            [TP_STEP_LAPSE] = {ALWAYS, TP_TASK_OPEN},
        },
    [TP_TASK_ANALYSED] =
        {
            [TP_STEP_SEE_PROBE] = {ALWAYS, TP_TASK_ANALYSED},
            [TP_STEP_SEE_CANDIDATE] = {ALWAYS, TP_TASK_ANALYSED},
            [TP_STEP_CONCLUDE] = {SOMETHING_REMAINS, TP_TASK_ANALYSED},
            [TP_STEP_GIVE_BACK] = {NOTHING_CONCLUDED, TP_TASK_OPEN},
            [TP_STEP_LAPSE] = {ALWAYS, TP_TASK_OPEN},
        },
    [TP_TASK_CONCLUDED] =
        {
            [TP_STEP_SEE_PROBE] = {ALWAYS, TP_TASK_CONCLUDED},
            [TP_STEP_SEE_CANDIDATE] = {ALWAYS, TP_TASK_CONCLUDED},
            [TP_STEP_CORRECT] = {ALWAYS, TP_TASK_CONCLUDED},
            [TP_STEP_SEE_REST] = {SETTLED, TP_TASK_CONCLUDED},
        },
};

static bool holds(enum condition condition, const struct tp_task_facts *facts)
{
    switch (condition) {
    case NEVER:
        return false;
    case ALWAYS:
        return true;
    case NOTHING_CONCLUDED:
        return facts->concluded == 0;
    case SOMETHING_REMAINS:
        return facts->remaining > 0;
    case SETTLED:
        return facts->settled;
    }
    return false;
}

bool tp_task_step(enum tp_task_state state, enum tp_task_step step, const struct tp_task_facts *facts,
                  enum tp_task_state *next)
{
    const struct rule *rule = &rules[state][step];

    if (!holds(rule->condition, facts))
        return false;
    *next = rule->next;
    if (step == TP_STEP_ANALYSE && facts->no_value)
        *next = TP_TASK_CONCLUDED; /* nothing is compared with a probe that has no value */
    if (step == TP_STEP_CONCLUDE && facts->remaining == 1)
        *next = TP_TASK_CONCLUDED;
    return true;
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

/* An auditor reads everything, so nothing is hidden from one. */
static bool is_blind(uint32_t duties)
{
    return !(duties & TP_DUTY_BIT(AUDITOR));
}

bool tp_may_examine(uint32_t duties, const struct tp_dealings *dealings, bool senior)
{
    uint32_t wanted = TP_DUTY_BIT(SENIOR_EXAMINER) | (senior ? 0 : TP_DUTY_BIT(EXAMINER));

    return (duties & wanted) && is_blind(duties) && !dealings->booked && !dealings->examined && !dealings->released;
}

bool tp_may_decide_release(uint32_t duties, const struct tp_dealings *dealings)
{
    return (duties & TP_DUTY_BIT(RELEASING_OFFICER)) && is_blind(duties) && !dealings->booked && !dealings->examined;
}

/* ---- conclusions ------------------------------------------------------------------------------------------------- */

static const char *const conclusion_codes[] = {"identification", "exclusion", "inconclusive"};

const char *tp_conclusion_code(enum tp_conclusion conclusion)
{
    TP_ASSERT(conclusion < TP_CONCLUSIONS);
    return conclusion_codes[conclusion];
}

int tp_conclusion_find(const char *code)
{
    return find(conclusion_codes, TP_CONCLUSIONS, code);
}

enum tp_verdict tp_verdict_of(const struct tp_votes *votes)
{
    const unsigned *said = votes->said;

    if (said[TP_IDENTIFICATION] + said[TP_EXCLUSION] + said[TP_INCONCLUSIVE] < votes->needed)
        return TP_VERDICT_WAITING;
    if (!votes->corrected && said[TP_IDENTIFICATION] == votes->needed)
        return TP_VERDICT_IDENTIFIED;
    if (!votes->corrected && said[TP_EXCLUSION] == votes->needed)
        return TP_VERDICT_EXCLUDED;
    if (votes->senior < 0)
        return TP_VERDICT_SENIOR;
    if (votes->senior == TP_IDENTIFICATION && said[TP_IDENTIFICATION] + 1 >= votes->needed)
        return TP_VERDICT_IDENTIFIED;
    return votes->senior == TP_EXCLUSION ? TP_VERDICT_EXCLUDED : TP_VERDICT_OPEN;
}

const char *tp_verdict_code(enum tp_verdict verdict)
{
    static const char *const codes[] = {"waiting", "senior", "identified", "excluded", "undecided"};

    return codes[verdict];
}

static const char *const standing_codes[] = {"no", "identified", "excluded"};

const char *tp_standing_code(enum tp_standing standing)
{
    return standing_codes[standing];
}

enum tp_standing tp_standing_find(const char *code)
{
    int found = find(standing_codes, TP_ARRAY_LENGTH(standing_codes), code);

    return found < 0 ? TP_STANDING_NONE : (enum tp_standing)found;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Takes the next word of at least two letters from *AT; 0 at the end. */
static size_t next_word(const char **at, const char **word)
{
    for (;;) {
        const char *end;

        while (**at && !is_letter(**at))
            (*at)++;
        for (end = *at; is_letter(*end); end++)
            ;
        *word = *at;
        *at = end;
        if (end == *word || end - *word > 1)
            return (size_t)(end - *word);
    }
}

bool tp_text_has_words(const char *text, unsigned words)
{
    const char *seen[WORDS_MAX], *word;
    size_t lengths[WORDS_MAX], length;
    unsigned count = 0, different = 0;

    while ((length = next_word(&text, &word)) > 0) {
        bool is_new = different < WORDS_MAX;

        count++;
        for (unsigned i = 0; is_new && i < different; i++)
            is_new = lengths[i] != length || memcmp(seen[i], word, length) != 0;
        if (!is_new)
            continue;
        seen[different] = word;
        lengths[different++] = length;
    }
    return count >= words && (different == WORDS_MAX || 2 * different >= count);
}

void tp_text_fold(const char *text, struct tp_buffer *out)
{
    const char *word;
    size_t length;

    while ((length = next_word(&text, &word)) > 0) {
        for (size_t i = 0; i < length; i++)
            tp_write_u8(out, (uint8_t)((unsigned char)word[i] < 0x80 ? tolower((unsigned char)word[i]) : word[i]));
        tp_write_u8(out, ' ');
    }
}

const char *tp_age_class(int64_t opened_s, int64_t now_s)
{
    int64_t age_s = now_s - opened_s;

    return age_s < DAY_S ? "new" : age_s < 3 * DAY_S ? "due" : "late";
}
