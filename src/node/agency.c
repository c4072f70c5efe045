/* SPDX-License-Identifier: Apache-2.0 */
/* The agencies whose bookings an organisation takes, and whose accounts those are. */
#include <string.h>

#include "node/organisation.h"

const struct tp_config_agency *tp_config_agency(const struct tp_config *config, const char *ori)
{
    for (unsigned i = 0; i < config->agency_count; i++)
        if (strcmp(config->agencies[i].ori, ori) == 0)
            return &config->agencies[i];
    return NULL;
}

tp_status tp_config_account_check(const struct tp_config *config, const char *ori, const char *account,
                                  struct tp_diag *diag)
{
    const struct tp_config_agency *agency = tp_config_agency(config, ori);

    for (unsigned i = 0; agency && i < agency->accounts.count; i++)
        if (strcmp(agency->accounts.items[i], account) == 0)
            return TP_OK;
    if (!agency || agency->accounts.count == 0)
        return TP_OK;
    return tp_fail(diag, TP_E_DENIED, "ori", -1, "the account is none of those of the agency %s", ori);
}
