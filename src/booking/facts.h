/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a booking besides its prints, and where that comes from: the file, what was said beside it, the
 * configuration. Pure. */
#ifndef TP_BOOKING_FACTS_H
#define TP_BOOKING_FACTS_H

#include "node/organisation.h"
#include "record/record.h"
#include "json/json.h"

enum { TP_BOOKING_KEY_MAX = 200 }; /* bytes of an idempotency key */

/* What was said beside the prints, as text; NULL: nothing. */
struct tp_booking_told {
    const char *jurisdiction;
    const char *offence, *conviction; /* codes of tp_seriousness, or "unknown" */
    const char *categories;           /* codes joined by commas; "" for none at all */
    const char *ori, *control_number; /* of a booking without a file */
};

struct tp_booking_facts {
    char jurisdiction[TP_JURISDICTION_MAX];
    int offence, conviction;                  /* enum tp_seriousness, -1 unknown */
    uint64_t categories;                      /* tp_categories */
    bool categories_known;                    /* somebody has looked */
    char ori[16];                             /* of the agency; "" */
    char control_number[TP_EBTS_TCN_MAX + 1]; /* "" */
    char type[16];                            /* of transaction, "CAR"; "" without a file */
};

/* What TOLD says. The jurisdiction is that of the agency by CONFIG, the organisation's own where no agencies are
 * listed, or what TOLD says where that lies within it: E_DENIED otherwise. E_ARGUMENT names what else is wrong. */
TP_NODISCARD tp_status tp_booking_facts_read(const struct tp_booking_told *told, const struct tp_config *config,
                                             struct tp_booking_facts *out, struct tp_diag *diag);
/* The ORI, the control number and the type of a file, into FACTS. Only submissions of ten prints are bookings:
 * E_FORMAT names record and field. */
TP_NODISCARD tp_status tp_booking_file_facts(const struct tp_transaction *file, struct tp_booking_facts *facts,
                                             struct tp_diag *diag);
/* The agency's reference of the case, 2.009; empty without one. */
struct tp_bytes tp_booking_file_case(const struct tp_transaction *file);
/* The person of type 2 as an open object gets them, by codes of tp_fields: name, aliases, date-of-birth ... */
void tp_booking_file_person(const struct tp_transaction *file, struct tp_json *out);

/* "level-2", "unknown" */
const char *tp_booking_level_code(int level);
int tp_booking_level_find(const char *code); /* -1 for unknown and for anything else */

#endif
