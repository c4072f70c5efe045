/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of types 1 and 2 (ANSI/NIST-ITL 1, clauses 8.1 and 8.2). The version field itself is checked in
 * check_type_1.c. */
#include "record/dictionary_tables.h"

/* clang-format off */
#define CONTENT TP_ITEMS( \
    CODES("REC", "record category code", 'M', N, 1, 2, "1..99"), \
    CODES("IDC", "information designation character", 'M', N, 1, 3, "0..999"))

TP_DICTIONARY_DEFINE(1,
    {1, 0, "LEN", "logical record length", 'M', ONE_OF(N, 1, 10, "1..4294967295")},
    {2, 0, "VER", "version number", 'M', ONE_OF(N, 4, 4, "0200|0201|0300|0400|0500|0501|0502|0600")},
    {3, 0, "CNT", "transaction content", 'M', 1, 1000, CONTENT, .to_version = TP_ITL_2007},
    {3, 0, "CNT", "transaction content", 'M', 2, 1000, CONTENT, .from_version = TP_ITL_2011},
    {4, 0, "TOT", "type of transaction", 'M', ONE(ANS, 1, 16), .to_version = TP_ITL_2007},
    {4, 0, "TOT", "type of transaction", 'M', ONE(A, 1, 16), .from_version = TP_ITL_2011},
    {5, 0, "DAT", "date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    {6, 0, "PRY", "priority", 'O', ONE_OF(N, 1, 1, "1..9")},
    {7, 0, "DAI", "destination agency identifier", 'M', ONE(ANS, 1, 0)},
    {8, 0, "ORI", "originating agency identifier", 'M', ONE(ANS, 1, 0)},
    {9, 0, "TCN", "transaction control number", 'M', ONE(ANS, 1, 0)},
    {10, 0, "TCR", "transaction control reference", 'O', ONE(ANS, 1, 0)},
    {11, 0, "NSR", "native scanning resolution", 'M', ONE_IN(NS, 5, 5, &tp_form_resolution)},
    {12, 0, "NTR", "nominal transmitting resolution", 'M', ONE_IN(NS, 5, 5, &tp_form_resolution)},
    {13, 0, "DOM", "domain name", 'O', TP_ITEMS(
        ITEM("DNM", "domain name", 'M', ANS, 1, 0),
        ITEM("DVN", "domain version number", 'O', ANS, 1, 0))},
    {14, 0, "GMT", "greenwich mean time", 'O', ONE_IN(AN, 15, 15, &tp_form_gmt)},
    {15, 0, "DCS", "directory of character sets", 'O', 1, 0, TP_ITEMS(
        CODES("CSI", "character encoding index", 'M', N, 1, 3, "0..4|128..999"),
        ITEM("CSN", "character encoding name", 'M', ANS, 1, 16),
        ITEM("CSV", "character encoding version", 'O', ANS, 1, 16)), .from_version = TP_ITL_2000},
    {16, 0, "APS", "application profile specifications", 'O', 1, 99, TP_ITEMS(
        ITEM("APO", "application profile organization", 'M', U, 1, 64),
        ITEM("APN", "application profile name", 'M', U, 1, 64),
        ITEM("APV", "application profile version number", 'M', U, 1, 64)), .from_version = TP_ITL_2011},
    {17, 0, "ANM", "agency names", 'O', TP_ITEMS(
        ITEM("DAN", "destination agency name", 'O', U, 1, 125),
        ITEM("OAN", "originating agency name", 'O', U, 1, 125)), .from_version = TP_ITL_2011},
    {18, 0, "GNS", "geographic name set", 'O', ONE_OF(A, 3, 4, "ISO|GENC"), .from_version = TP_ITL_2013},
);

TP_DICTIONARY_DEFINE(2,
    RECORD_HEADER,
    {3, 999999999, "UDF", "user-defined field", 'O', 1, 0, ANYTHING},
);
