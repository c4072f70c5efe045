/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of the binary types 3 to 6, 7 and 8 (ANSI/NIST-ITL 1-2000, -2007 and -2011, clauses 8.3 to 8.8): what the
 * fixed header holds, as decimal values. Types 3, 5 and 6 ended with the 2007 version (check.c). */
#include "record/dictionary_tables.h"

/* clang-format off */
#define BINARY_HEADER \
    {1, 0, "LEN", "logical record length", 'M', ONE_OF(N, 1, 10, "1..4294967295")}, \
    {2, 0, "IDC", "information designation character", 'M', ONE_OF(N, 1, 3, "0..255")}
#define BINARY_SIZE(horizontal, vertical) \
    {horizontal, 0, "HLL", "horizontal line length", 'M', ONE_OF(N, 1, 5, "0..65535")}, \
    {vertical, 0, "VLL", "vertical line length", 'M', ONE_OF(N, 1, 5, "0..65535")}

TP_DICTIONARY_DEFINE(3,
    BINARY_HEADER,
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 3, "0..8")},
    {4, 0, "FGP", "finger position", 'M', 6, 6, ONE_OF(N, 1, 3, "0..14|255")},
    {5, 0, "ISR", "image scanning resolution", 'M', ONE_OF(N, 1, 3, "0|1")},
    BINARY_SIZE(6, 7),
    {8, 0, "GCA", "greyscale compression algorithm", 'M', ONE_OF(N, 1, 3, "0..6|128..255")},
    {9, 0, "DATA", "image data", 'M', ONE(B, 1, 0)},
);

/* The codes of compression up to 2007: 0 none, 1 WSQ, 2 JPEG, 3 JPEG lossless, 4 and 5 JPEG 2000, 6 PNG. */
TP_DICTIONARY_DEFINE(4,
    BINARY_HEADER,
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 3, "0..8|20..29"), .to_version = TP_ITL_2007},
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 3, "0..3|8|20..29"), .from_version = TP_ITL_2011},
    {4, 0, "FGP", "friction ridge generalized position", 'M', 6, 6, ONE_OF(N, 1, 3, "0..15|255"),
     .to_version = TP_ITL_2007},
    {4, 0, "FGP", "friction ridge generalized position", 'M', 6, 6, ONE_OF(N, 1, 3, "0..17|255"),
     .from_version = TP_ITL_2011},
    {5, 0, "ISR", "image scanning resolution", 'M', ONE_OF(N, 1, 3, "0|1")},
    {6, 0, "HLL", "horizontal line length", 'M', ONE_OF(N, 2, 5, "10..65535")},
    {7, 0, "VLL", "vertical line length", 'M', ONE_OF(N, 2, 5, "10..65535")},
    {8, 0, "CGA", "compression algorithm", 'M', ONE_OF(N, 1, 3, "0..6|128..255"), .to_version = TP_ITL_2007},
    {8, 0, "CGA", "compression algorithm", 'M', ONE_OF(N, 1, 3, "0|1"), .from_version = TP_ITL_2011},
    {9, 0, "DATA", "image data", 'M', ONE(B, 1, 0)},
    {999, 0, "DATA", "image data", 'O', ONE(B, 1, 0)},
);

TP_DICTIONARY_DEFINE(7,
    BINARY_HEADER,
    {3, 999, "UDF", "user-defined field", 'O', 1, 0, ANYTHING},
);

TP_DICTIONARY_DEFINE(8,
    BINARY_HEADER,
    {3, 0, "SIG", "signature type", 'M', ONE_OF(N, 1, 3, "0|1")},
    {4, 0, "SRT", "signature representation type", 'M', ONE_OF(N, 1, 3, "0..2")},
    {5, 0, "ISR", "image scanning resolution", 'M', ONE_OF(N, 1, 3, "0|1")},
    BINARY_SIZE(6, 7),
    {8, 0, "DATA", "signature image data", 'M', ONE(B, 1, 0)},
    {9, 0, "DATA", "signature image data", 'O', ONE(B, 1, 0)},
);
