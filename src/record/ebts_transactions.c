/* SPDX-License-Identifier: Apache-2.0 */
/* The types of transaction of the FBI's EBTS and what they require: Section 3 and the tables D-1, E-1 and I-1 of
 * version 9.1; docs/formats-ebts.md tells what later versions added. Fields above 2.089, which they add to many types,
 * are in no list. */
#include "record/record.h"

/* {field, most occurrences, required} */
#define M(number, max)                                                                                                 \
    {                                                                                                                  \
        (number), (max), true                                                                                          \
    }
#define O(number, max)                                                                                                 \
    {                                                                                                                  \
        (number), (max), false                                                                                         \
    }
/* What describes the person, in every ten-print submission. */
#define PERSON                                                                                                         \
    M(5, 1), O(9, 1), O(14, 5), O(16, 4), O(17, 4), M(18, 1), O(19, 10), M(20, 1), O(21, 5), M(22, 5), M(24, 1),       \
        M(25, 1), O(26, 10), M(27, 1), M(29, 1), M(31, 1), M(32, 1)
#define ANSWERED O(6, 1), O(7, 9), O(70, 1)
#define ARREST                                                                                                         \
    O(15, 1), O(35, 1), O(36, 1), O(39, 1), O(40, 1), O(41, 1), M(45, 1), M(47, 40), O(51, 40), O(54, 1), O(55, 1),    \
        O(56, 1), O(67, 1), M(73, 3), O(84, 10), O(87, 1)
#define APPLICANT M(37, 1), M(38, 1), O(39, 1), O(40, 1), O(41, 1), O(67, 1), M(73, 3), O(84, 10)
/* Who cannot say who they are, and the missing and deceased. */
#define UNNAMED                                                                                                        \
    M(5, 1), ANSWERED, O(9, 1), O(17, 4), M(18, 1), O(21, 5), M(22, 5), M(24, 1), O(26, 10), M(27, 1), M(29, 1),       \
        M(31, 1), M(32, 1), M(38, 1), O(41, 1), O(56, 1), O(67, 1), M(73, 3), O(84, 10)
#define LAST                                                                                                           \
    {                                                                                                                  \
        0, 0, false                                                                                                    \
    }

static const struct tp_ebts_need car[] = {PERSON, ANSWERED, ARREST, LAST};
static const struct tp_ebts_need cna[] = {PERSON, ARREST, LAST};
static const struct tp_ebts_need cpdr[] = {PERSON, ANSWERED, ARREST, M(43, 1), LAST};
static const struct tp_ebts_need cpnu[] = {PERSON, ANSWERED, ARREST, O(43, 1), LAST};
static const struct tp_ebts_need federal[] = {PERSON, ANSWERED, APPLICANT, O(42, 1), LAST};
static const struct tp_ebts_need direct[] = {PERSON, ANSWERED, APPLICANT, O(42, 1), M(43, 1), LAST};
static const struct tp_ebts_need other_applicant[] = {PERSON, ANSWERED, APPLICANT, O(15, 1), O(43, 1), LAST};
static const struct tp_ebts_need emuf[] = {PERSON, ANSWERED, APPLICANT, O(15, 1), O(42, 1), O(43, 1), LAST};
static const struct tp_ebts_need map[] = {PERSON, ANSWERED, APPLICANT, O(15, 1), LAST};
static const struct tp_ebts_need amn[] = {UNNAMED, M(25, 1), O(48, 1), O(71, 1), LAST};
static const struct tp_ebts_need deu[] = {UNNAMED, O(25, 1), O(48, 1), LAST};
static const struct tp_ebts_need dek[] = {UNNAMED,  O(14, 5), O(15, 1), O(16, 4), O(19, 10),
                                          O(20, 1), M(25, 1), O(39, 1), LAST};
static const struct tp_ebts_need mpr[] = {UNNAMED,  O(16, 4), O(19, 10), O(20, 1), M(25, 1),
                                          O(39, 1), O(40, 1), O(48, 1),  O(71, 1), LAST};
/* 2.060 MSG is not in the list of 9.1; its definition covers it (docs/formats-ebts.md). */
static const struct tp_ebts_need sre[] = {O(6, 1),  O(7, 9),  O(9, 1),  O(14, 1), O(15, 1),  M(18, 1),
                                          O(39, 1), O(40, 1), O(41, 1), M(59, 1), O(60, 11), M(73, 3),
                                          O(75, 1), O(85, 1), O(87, 1), LAST};
static const struct tp_ebts_need errt[] = {O(6, 1),  O(7, 9),   O(9, 1),  O(14, 5), O(15, 1),
                                           O(17, 4), M(60, 11), O(73, 3), LAST};

#define TENPRINT(type, name, needs)                                                                                    \
    {                                                                                                                  \
        (type), (name), (needs), false, true, 1, 14, "EBTS 9.1 Table D-1"                                              \
    }
#define RESPONSE(type, name, needs, images)                                                                            \
    {                                                                                                                  \
        (type), (name), (needs), true, false, 0, (images), "EBTS 9.1 Table D-1"                                        \
    }
#define KNOWN(type, name)                                                                                              \
    {                                                                                                                  \
        (type), (name), NULL, false, false, 0, 0, "EBTS 9.1 Section 3"                                                 \
    }
#define KNOWN_RESPONSE(type, name)                                                                                     \
    {                                                                                                                  \
        (type), (name), NULL, true, false, 0, 0, "EBTS 9.1 Section 3"                                                  \
    }

const struct tp_ebts_transaction tp_ebts_transactions[] = {
    TENPRINT("CAR", "criminal ten-print submission, answer required", car),
    TENPRINT("CNA", "criminal ten-print submission, no answer necessary", cna),
    TENPRINT("CPDR", "criminal fingerprint direct route", cpdr),
    TENPRINT("FANC", "federal applicant, no charge", federal),
    TENPRINT("FAUF", "federal applicant, user fee", federal),
    TENPRINT("NFUF", "non-federal applicant, user fee", other_applicant),
    TENPRINT("MAP", "miscellaneous applicant, civil", map),
    TENPRINT("AMN", "amnesia victim", amn),
    TENPRINT("CPNU", "criminal fingerprint processing, non-urgent", cpnu),
    TENPRINT("DEK", "known deceased", dek),
    TENPRINT("DEU", "unknown deceased", deu),
    TENPRINT("DOCE", "departmental order channeling, electronic", other_applicant),
    TENPRINT("EMUF", "electronic in, manual out, user fee", emuf),
    TENPRINT("FNDR", "federal no charge, direct route", direct),
    TENPRINT("MPR", "missing person", mpr),
    TENPRINT("NFAP", "non-federal advanced payment", other_applicant),
    TENPRINT("NFUE", "non-federal user fee, expedite", other_applicant),
    TENPRINT("NNDR", "non-federal no charge, direct route", direct),
    TENPRINT("CARC", "criminal ten-print from a card, answer required", car),
    TENPRINT("CNAC", "criminal ten-print from a card, no answer necessary", cna),
    TENPRINT("DEKC", "known deceased from a card", dek),
    TENPRINT("FNCC", "federal applicant from a card, no charge", federal),
    TENPRINT("FUFC", "federal applicant from a card, user fee", federal),
    TENPRINT("MAPC", "miscellaneous applicant from a card", map),
    TENPRINT("NFFC", "non-federal applicant from a card, user fee", other_applicant),
    TENPRINT("NFDP", "non-federal applicant from a card, direct payment", other_applicant),
    RESPONSE("SRE", "submission results, electronic", sre, 0),
    RESPONSE("ERRT", "ten-print transaction error", errt, 0),
    {"SRB", "search results, biometric", NULL, true, false, 0, 0, "EBTS 10.0 Table E-1"},
    /* known by name and direction */
    KNOWN("LFS", "latent fingerprint image submission"),
    KNOWN("RPIS", "rapid fingerprint identification search"),
    KNOWN("IRQ", "biometric image or feature request"),
    KNOWN("CPR", "subject photo request"),
    KNOWN("TPIS", "ten-print fingerprint image search"),
    KNOWN("TPFS", "ten-print fingerprint features search"),
    KNOWN("TPRS", "ten-print rap sheet search"),
    KNOWN("CFS", "comparison fingerprint images submission"),
    KNOWN("ELR", "evaluation latent fingerprint request"),
    KNOWN("LFIS", "latent friction ridge image search"),
    KNOWN("LFFS", "latent friction ridge features search"),
    KNOWN("LPNQ", "latent penetration query"),
    KNOWN("LRSQ", "latent repository statistics query"),
    KNOWN("LSMQ", "latent search status and modification query"),
    KNOWN("EQHR", "external query history request"),
    KNOWN("ULD", "unsolved latent record delete request"),
    KNOWN("ULAC", "unsolved latent add confirm request"),
    KNOWN("FIS", "fingerprint image submission"),
    KNOWN("CPD", "subject photo delete request"),
    /* sent without being asked for */
    KNOWN("ULM", "unsolved latent match response"),
    KNOWN("UULD", "unsolicited unsolved latent delete"),
    KNOWN_RESPONSE("RPISR", "rapid fingerprint identification search response"),
    KNOWN_RESPONSE("LSR", "latent submission results"),
    KNOWN_RESPONSE("ERRL", "latent transaction error"),
    KNOWN_RESPONSE("ERRI", "image transaction error"),
    KNOWN_RESPONSE("ERRA", "administrative error response"),
    KNOWN_RESPONSE("IRR", "image request response"),
    KNOWN_RESPONSE("ISR", "image summary response"),
    KNOWN_RESPONSE("PRR", "photo request response"),
    KNOWN_RESPONSE("PDR", "photo delete response"),
    KNOWN_RESPONSE("SRT", "search results, ten-print"),
    KNOWN_RESPONSE("SRL", "search results, latent"),
    KNOWN_RESPONSE("TPRR", "ten-print rap sheet response"),
    KNOWN_RESPONSE("NAR", "notification of action response"),
    KNOWN_RESPONSE("LPNR", "latent penetration response"),
    KNOWN_RESPONSE("LRSR", "latent repository statistics response"),
    KNOWN_RESPONSE("LSMR", "latent search status and modification response"),
    KNOWN_RESPONSE("EHRR", "electronic history request response"),
    KNOWN_RESPONSE("EQRR", "external query history request response"),
    KNOWN_RESPONSE("EQER", "external query history error response"),
    KNOWN_RESPONSE("ULDR", "unsolved latent delete response"),
    KNOWN_RESPONSE("ULAR", "unsolved latent add confirm response"),
    KNOWN_RESPONSE("FISR", "fingerprint image submission response"),
};
const size_t tp_ebts_transaction_count = TP_ARRAY_LENGTH(tp_ebts_transactions);

const struct tp_ebts_transaction *tp_ebts_transaction_find(struct tp_bytes type)
{
    for (size_t i = 0; i < tp_ebts_transaction_count; i++)
        if (tp_value_equals(type, tp_ebts_transactions[i].type))
            return &tp_ebts_transactions[i];
    return NULL;
}

const struct tp_ebts_need *tp_ebts_need_find(const struct tp_ebts_transaction *kind, uint32_t field)
{
    for (const struct tp_ebts_need *need = kind->needs; need && need->field != 0; need++)
        if (need->field == field)
            return need;
    return NULL;
}
