/* SPDX-License-Identifier: Apache-2.0 */
/* All parts of the exchange. */
#include "api/api.h"
#include "booking/booking.h"
#include "office/office.h"
#include "partner/partner.h"
#include "person/person.h"
#include "review/review.h"

const struct tp_part *const tp_api_parts[] = {
    &tp_api_part,
    &tp_booking_part,
    &tp_office_part,
    &tp_partner_part,
    &tp_person_part,
    &tp_review_part,
    NULL,
};
