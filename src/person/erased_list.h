/* SPDX-License-Identifier: Apache-2.0 */
/* The list of what was erased, within the module. */
#ifndef TP_PERSON_ERASED_LIST_H
#define TP_PERSON_ERASED_LIST_H

#include "person/person.h"

/* Adds OWNER to the list, on the disk when this returns. The same again does no harm. */
TP_NODISCARD tp_status tp_erased_list_add(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag);
/* Starts the erasure of everything that the list names and the store has. How many, in COUNT. */
TP_NODISCARD tp_status tp_erased_list_apply(struct tp_exchange *exchange, size_t *count, struct tp_diag *diag);

#endif
