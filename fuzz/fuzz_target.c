/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: what a request asks for. The first line is its target, the second one a header with addresses. What is
 * accepted has texts in UTF-8 without control characters. */
#include <stdio.h>
#include <string.h>

#include "http/http.h"
#include "http/network.h"
#include "http/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check_text(const char *text)
{
    char copy[4096];

    snprintf(copy, sizeof copy, "%s", text);
    if (strlen(text) >= sizeof copy)
        return;
    tp_text_make_printable(copy);
    TP_ASSERT(strcmp(copy, text) == 0);
}

static void check_target(const char *text)
{
    struct tp_target target;
    char piece[64];

    if (tp_target_parse(text, &target, NULL) != TP_OK) {
        TP_ASSERT(!target.memory && target.count == 0);
        return;
    }
    TP_ASSERT(target.path[0] == '/' || strcmp(target.path, "*") == 0);
    TP_ASSERT(strncmp(target.full, target.path, strlen(target.path)) == 0 && !strchr(target.path, '?'));
    for (size_t i = 0; i < target.count; i++) {
        check_text(target.parameters[i].name);
        check_text(target.parameters[i].value);
    }
    if (tp_http_unescape(target.path, strlen(target.path), false, piece, sizeof piece))
        check_text(piece);
    tp_target_deinit(&target);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    char text[8192], address[TP_ADDRESS_BYTES], client[TP_ADDRESS_BYTES], *second;
    size_t length = TP_MIN(size_bytes, sizeof text - 1);

    memcpy(text, data, length);
    text[length] = '\0';
    second = strchr(text, '\n');
    if (second)
        *second++ = '\0';
    check_target(text);
    if (second && tp_address_parse_forwarded(second, address)) {
        TP_ASSERT(tp_address_parse(address, strlen(address), client));
        TP_ASSERT(strcmp(address, client) == 0);
        tp_address_write_client(address, client);
    }
    return 0;
}
