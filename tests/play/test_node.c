/* SPDX-License-Identifier: Apache-2.0 */
/* The simulation over real nodes: five processes `tenprint serve` that are asked by HTTP alone and killed again and
 * again, with the network's faults between them. TP_NODE_BOOKINGS makes it longer (make soak). */
#include "simulation.h"

static void whatever_happens_to_processes_every_booking_ends_once_and_as_agreed(void **state)
{
    (void)state;
    play_all(number_from("TP_NODE_BOOKINGS", TP_TEST_SOME(2000, 100)), getenv("TP_PROGRAM"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(whatever_happens_to_processes_every_booking_ends_once_and_as_agreed, end_processes),
};
TP_TEST_MAIN(tests)
