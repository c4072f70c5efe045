/* SPDX-License-Identifier: Apache-2.0 */
/* Which operation a method and a path name. */
#ifndef TP_API_ROUTE_H
#define TP_API_ROUTE_H

#include "exchange/exchange.h"

enum { TP_ROUTE_VALUES_MAX = 8, TP_ROUTE_ALLOW_BYTES = 64 };

/* What was found: the operation with the values of the {names} in its path, decoded; or, when the path is one but the
 * method none of its own, those that are, as for a header. */
struct tp_route {
    const struct tp_operation *operation; /* NULL for none */
    char values[TP_ROUTE_VALUES_MAX][TP_EXCHANGE_NAME_BYTES];
    char allow[TP_ROUTE_ALLOW_BYTES]; /* "GET, PUT"; "" when there is no such path */
};
/* PATH is as it came, still encoded, without a query. */
void tp_route_find(const struct tp_exchange *exchange, const char *method, const char *path, struct tp_route *out);
/* The same over a list that ends with an operation without id. */
void tp_route_find_in(const struct tp_operation *operations, const char *method, const char *path,
                      struct tp_route *out);

#endif
