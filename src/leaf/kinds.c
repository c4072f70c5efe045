/* SPDX-License-Identifier: Apache-2.0 */
/* What a leaf of each kind says in the open, as one table: its members and their closed lists. The codes of events,
 * refusals and clauses belong to the modules above this one; a test there compares the lists. */
#include "leaf/kinds.h"

#include <stdio.h>
#include <string.h>

#define LIST(name, ...) static const char *const name[] = {__VA_ARGS__, NULL}

LIST(challenges, "received", "upheld", "dismissed");
LIST(clauses, "in-force", "version", "parties", "participation", "purpose", "material", "search-threshold", "exclusion",
     "witness", "examination", "release-threshold", "fields", "recipient", "discretion", "retention", "onward");
LIST(discretions, "release", "decline");
LIST(disclosures, "search", "answer", "release", "onward");
LIST(effects, "allowed", "withheld", "denied");
LIST(elapsed, "hour", "day", "week", "longer");
LIST(erasures, "expungement", "retention", "correction");
LIST(events, "propose", "notice", "comment", "petition", "hearing", "sign", "activate", "suspend", "resume",
     "terminate", "join", "leave");
LIST(levels, "none", "level-3", "level-2", "level-1", "unknown");
LIST(matches, "none", "match");
LIST(refusals, "replayed", "unknown-agreement", "unknown-version", "other-version", "wrong-signer", "bad-signature",
     "out-of-order", "contradicts", "too-early", "not-signed", "from-the-future", "back-in-time", "not-in-this-state",
     "ended", "bad-amendment", "other-key", "too-many");
LIST(reviews, "identification", "exclusion", "inconclusive");
LIST(seeded, "no", "correct", "wrong", "undecided", "identified", "excluded");
LIST(sides, "out", "in");
LIST(signers, "party", "country", "state", "county");
LIST(stages, "send", "search", "answer", "release", "onward");

struct rule {
    enum tp_leaf_presence presence;
    const char *const *values; /* NULL: by form */
};
#define MUST(member, list) [TP_LEAF_##member##_MEMBER] = {TP_LEAF_MUST, list}
#define MAY(member, list) [TP_LEAF_##member##_MEMBER] = {TP_LEAF_MAY, list}
#define MONTH MUST(MONTH, NULL)

static const struct rule rules[TP_LEAF_KINDS][TP_LEAF_MEMBERS] = {
    [TP_LEAF_EVENT] = {MONTH, MUST(EVENT, events), MUST(SIGNER, signers), MUST(AGREEMENT, NULL), MUST(STATE, NULL)},
    [TP_LEAF_REFUSED_EVENT] = {MONTH, MUST(EVENT, events), MUST(REASON, refusals), MAY(AGREEMENT, NULL)},
    [TP_LEAF_SUBMISSION] = {MONTH, MUST(STATE, NULL), MUST(LEVEL, levels)},
    [TP_LEAF_DECISION] = {MONTH, MUST(STAGE, stages), MUST(EFFECT, effects), MAY(CLAUSES, clauses),
                          MAY(AGREEMENT, NULL), MAY(STATE, NULL), MUST(LEVEL, levels)},
    [TP_LEAF_DISCLOSURE] = {MONTH, MUST(WHAT, disclosures), MUST(SIDE, sides), MUST(PARTNER, NULL),
                            MUST(DISCLOSURE, NULL), MUST(AGREEMENT, NULL)},
    [TP_LEAF_MATCH] = {MONTH, MUST(OUTCOME, matches), MAY(AGREEMENT, NULL), MUST(STATE, NULL), MUST(LEVEL, levels),
                       MUST(ELAPSED, elapsed)},
    [TP_LEAF_REVIEW] = {MONTH, MUST(OUTCOME, reviews), MUST(SEEDED, seeded), MUST(STATE, NULL), MUST(ELAPSED, elapsed)},
    [TP_LEAF_DISCRETION] = {MONTH, MUST(OUTCOME, discretions), MUST(AGREEMENT, NULL), MUST(STATE, NULL),
                            MUST(LEVEL, levels)},
    [TP_LEAF_RECLASSIFICATION] = {MONTH, MUST(OF, NULL), MUST(LEVEL, levels)},
    [TP_LEAF_ERASURE] = {MONTH, MUST(REASON, erasures), MUST(STATE, NULL)},
    [TP_LEAF_CHALLENGE] = {MONTH, MUST(OUTCOME, challenges), MUST(STATE, NULL)},
};

const char *tp_leaf_kind_code(enum tp_leaf_kind kind)
{
#define CODE(name, code) code,
    static const char *const codes[] = {TP_LEAF_LIST(CODE)};

    TP_ASSERT(kind < TP_LEAF_KINDS);
    return codes[kind];
}

const char *tp_leaf_member_code(enum tp_leaf_member member)
{
    static const char *const codes[] = {TP_LEAF_MEMBER_LIST(CODE)};

    TP_ASSERT(member < TP_LEAF_MEMBERS);
    return codes[member];
}

enum tp_leaf_presence tp_leaf_presence(enum tp_leaf_kind kind, enum tp_leaf_member member)
{
    TP_ASSERT(kind < TP_LEAF_KINDS && member < TP_LEAF_MEMBERS);
    return rules[kind][member].presence;
}

const char *const *tp_leaf_values(enum tp_leaf_kind kind, enum tp_leaf_member member)
{
    TP_ASSERT(kind < TP_LEAF_KINDS && member < TP_LEAF_MEMBERS);
    return rules[kind][member].values;
}

/* ---- forms -------------------------------------------------------------------------------------------------------
 */

static bool is_listed(const char *const *values, const char *value, size_t length)
{
    for (; *values; values++) {
        if (strlen(*values) == length && memcmp(*values, value, length) == 0)
            return true;
    }
    return false;
}

/* Codes in ascending order, each once, with one blank between them. */
static bool fits_list(const char *const *values, const char *text)
{
    const char *before = NULL;
    size_t before_length = 0;

    for (;;) {
        size_t length = strcspn(text, " ");
        int order = before ? memcmp(before, text, TP_MIN(before_length, length)) : -1;

        if (!is_listed(values, text, length) || order > 0 || (order == 0 && before_length >= length))
            return false;
        if (text[length] == '\0')
            return true;
        before = text;
        before_length = length;
        text += length + 1;
    }
}

static bool fits_month(const char *text)
{
    char whole[TP_TIME_TEXT_BYTES];
    int64_t time_s;

    if (strlen(text) != 7)
        return false;
    snprintf(whole, sizeof whole, "%s-01T00:00:00Z", text);
    return tp_time_parse(whole, &time_s);
}

/* A country of ISO 3166-1, or a state of ISO 3166-2: "US", "US-NY". Nothing finer has this form. */
static bool fits_state(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t length = strlen(text);

    if (length < 2 || strspn(text, letters) != 2)
        return false;
    return length == 2 || (text[2] == '-' && length >= 4 && length <= 6 && strspn(text + 3, signs) == length - 3);
}

static bool fits_hex(const char *text, size_t digits)
{
    return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

/* A number as JSON writes it, which every double holds. */
static bool fits_index(const char *text)
{
    size_t length = strlen(text);

    return length <= 15 && strspn(text, "0123456789") == length && (text[0] != '0' || length == 1);
}

static bool fits_form(enum tp_leaf_member member, const char *value)
{
    bool fits = false;

    if (member == TP_LEAF_MONTH_MEMBER)
        fits = fits_month(value);
    else if (member == TP_LEAF_STATE_MEMBER)
        fits = fits_state(value);
    else if (member == TP_LEAF_AGREEMENT_MEMBER)
        fits = fits_hex(value, 64);
    else if (member == TP_LEAF_DISCLOSURE_MEMBER)
        fits = fits_hex(value, 32);
    else if (member == TP_LEAF_PARTNER_MEMBER)
        fits = fits_hex(value, 16);
    else if (member == TP_LEAF_OF_MEMBER)
        fits = fits_index(value);
    return fits;
}

bool tp_leaf_value_fits(enum tp_leaf_kind kind, enum tp_leaf_member member, const char *value)
{
    const struct rule *rule = &rules[kind][member];

    if (rule->presence == TP_LEAF_NEVER)
        return false;
    if (!rule->values)
        return fits_form(member, value);
    if (member == TP_LEAF_CLAUSES_MEMBER)
        return fits_list(rule->values, value);
    return is_listed(rule->values, value, strlen(value));
}
