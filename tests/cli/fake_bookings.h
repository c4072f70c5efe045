/* SPDX-License-Identifier: Apache-2.0 */
/* What a node says of a booking. */
#ifndef TP_TEST_FAKE_BOOKINGS_H
#define TP_TEST_FAKE_BOOKINGS_H

#define FAKE_ID "4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"
#define FAKE_TAKEN "{\"booking\":\"" FAKE_ID "\",\"state\":\"received\",\"findings\":[]}"
#define FAKE_STATE(state) "{\"booking\":\"" FAKE_ID "\",\"state\":\"" state "\",\"own\":\"pending\",\"legs\":[]}"
#define FAKE_LISTED(state) "{\"bookings\":[" FAKE_STATE(state) "]}"
#define FAKE_COMPLETE(own)                                                                                             \
    "{\"booking\":\"" FAKE_ID "\",\"state\":\"complete\",\"submitted\":\"2011-03-05T12:00:00Z\",\"own\":\"" own        \
    "\",\"jurisdiction\":\"US-NY-027\",\"legs\":[{\"leg\":\"a\",\"partner\":\"national\",\"outcome\":\"match\","       \
    "\"fields\":{\"name\":\"X\"}}],\"fingers\":[{\"finger\":1,\"state\":\"good\",\"quality\":80},{\"finger\":2,"       \
    "\"state\":\"poor\",\"quality\":12,\"retake\":\"unclear\"}],\"findings\":[{\"severity\":\"warning\",\"place\":"    \
    "\"record 3\",\"text\":\"odd\"}]}"

#endif
