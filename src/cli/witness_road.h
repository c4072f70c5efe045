/* SPDX-License-Identifier: Apache-2.0 */
/* The road to a witness: HTTP. */
#ifndef TP_CLI_WITNESS_ROAD_H
#define TP_CLI_WITNESS_ROAD_H

#include "office/office.h"

struct tp_http_client;
/* Borrows CLIENT. */
struct tp_witness_road tp_witness_http(struct tp_http_client *client);

#endif
