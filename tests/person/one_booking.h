/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation with one booking, b1 of Ada, for each test of a file. */
#ifndef TP_TEST_PERSON_ONE_BOOKING_H
#define TP_TEST_PERSON_ONE_BOOKING_H

#include "bookings.h"

static struct fixture fixture;
static char subject[TP_EXCHANGE_NAME_BYTES];

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, booking_parts);
    subject[0] = '\0';
    book(&fixture, "b1", 1, "Ada", subject);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

#endif
