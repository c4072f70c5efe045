/* SPDX-License-Identifier: Apache-2.0 */
/* The simulation in one process, where most bookings can be played: TP_SIMULATION_BOOKINGS makes it longer (make soak).
 */
#include "simulation.h"

static void whatever_happens_every_booking_ends_once_and_as_agreed(void **state)
{
    (void)state;
    play_all(number_from("TP_SIMULATION_BOOKINGS", TP_TEST_SOME(2000, 200)), NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(whatever_happens_every_booking_ends_once_and_as_agreed),
};
TP_TEST_MAIN(tests)
