/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that several record types share: shapes (ANSI/NIST-ITL 1, clause 7.4), places (7.7.3), references to records of
 * types 20 and 21 (7.3). */
#include <stdlib.h>

#include "crypto/crypto.h"
#include "record/check.h"

enum { POINTS_MAX = 99, T2C = 992, EFR = 994, ASC, HAS, SOR, GEO, DATA };

/* ---- shapes -------------------------------------------------------------------------------------------------------
 */

static void check_point(const struct tp_check *check, const struct tp_subfields *at,
                        const struct tp_polygon_rule *polygon, size_t item)
{
    int64_t x = tp_check_item_number(at->value, item, 0), y = tp_check_item_number(at->value, item + 1, 0);

    if (polygon->width > 0 && x > polygon->width)
        tp_check_error(check, (struct tp_spot){polygon->field, at->number, (uint32_t)item}, polygon->rule,
                       "x %lld is outside the image, which is %lld wide", (long long)x, (long long)polygon->width);
    if (polygon->height > 0 && y > polygon->height)
        tp_check_error(check, (struct tp_spot){polygon->field, at->number, (uint32_t)item + 1}, polygon->rule,
                       "y %lld is outside the image, which is %lld high", (long long)y, (long long)polygon->height);
}

static bool same_point(struct tp_bytes subfield, size_t a, size_t b)
{
    return tp_check_item_number(subfield, a, -1) == tp_check_item_number(subfield, b, -2) &&
           tp_check_item_number(subfield, a + 1, -1) == tp_check_item_number(subfield, b + 1, -2);
}

static void check_repeated_points(const struct tp_check *check, const struct tp_subfields *at,
                                  const struct tp_polygon_rule *polygon, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (same_point(at->value, polygon->first + 2 * i, polygon->first + 2 * k)) {
                tp_check_error(check, (struct tp_spot){polygon->field, at->number, (uint32_t)(polygon->first + 2 * i)},
                               polygon->rule, "points %zu and %zu of the shape are the same", k + 1, i + 1);
                return;
            }
        }
    }
}

void tp_check_polygon(const struct tp_check *check, const struct tp_subfields *at,
                      const struct tp_polygon_rule *polygon)
{
    int64_t count = tp_check_item_number(at->value, polygon->first - 1, 0);
    size_t items = tp_value_items(at->value, 1), found = items >= polygon->first ? items - polygon->first + 1 : 0;

    if (count < 0 || count > POINTS_MAX || found > 2 * POINTS_MAX)
        return; /* the table's rule says so */
    if (found != 2 * (size_t)count) {
        tp_check_error(check, (struct tp_spot){polygon->field, at->number, (uint32_t)polygon->first - 1}, polygon->rule,
                       "%lld points need %lld coordinates, there are %zu", (long long)count, (long long)(2 * count),
                       found);
        return;
    }
    for (size_t i = 0; i < (size_t)count; i++)
        check_point(check, at, polygon, polygon->first + 2 * i);
    check_repeated_points(check, at, polygon, (size_t)count);
}

void tp_check_curve(const struct tp_check *check, const struct tp_subfields *at, const struct tp_polygon_rule *curve)
{
    struct tp_bytes code = tp_check_item(at->value, curve->first - 2);
    int64_t count = tp_check_item_number(at->value, curve->first - 1, 0);
    int64_t least = tp_value_equals(code, "C") ? 2 : 3, most = tp_value_equals(code, "P") ? POINTS_MAX : least;

    if (count < least || count > most)
        tp_check_error(check, (struct tp_spot){curve->field, at->number, (uint32_t)curve->first - 1}, curve->rule,
                       "%lld points, a shape of code %.*s has %lld%s", (long long)count,
                       (int)TP_MIN(code.size_bytes, 2u), (const char *)code.data, (long long)least,
                       most > least ? " or more" : "");
}

/* One side of a box: LOW and HIGH at ITEM and the next. */
static void check_side(const struct tp_check *check, const struct tp_subfields *at, const struct tp_polygon_rule *box,
                       size_t item, int64_t size)
{
    int64_t low = tp_check_item_number(at->value, item, -1), high = tp_check_item_number(at->value, item + 1, -1);
    struct tp_spot spot = {box->field, at->number, (uint32_t)item + 1};

    if (low < 0 || high < 0)
        return;
    if (high < low)
        tp_check_error(check, spot, box->rule, "%lld is less than %lld before it", (long long)high, (long long)low);
    else if (high == low && check->type == 14)
        tp_check_since(check, TP_ITL_2011, spot, box->rule, "the box has no extent: both sides are at %lld",
                       (long long)low);
    else if (high == low)
        tp_check_warning(check, spot, box->rule, "the box has no extent: both sides are at %lld", (long long)low);
    if (size > 0 && high > size)
        tp_check_error(check, spot, box->rule, "%lld is outside the image, which ends at %lld", (long long)high,
                       (long long)size);
}

void tp_check_box(const struct tp_check *check, const struct tp_subfields *at, const struct tp_polygon_rule *box)
{
    check_side(check, at, box, box->first, box->width);
    check_side(check, at, box, box->first + 2, box->height);
}

/* ---- geographic places --------------------------------------------------------------------------------------------
 */

/* The number that an item is, fractions included. */
static bool real(struct tp_bytes item, double *out)
{
    char text[16] = {0};

    *out = 0;
    if (item.size_bytes == 0 || item.size_bytes >= sizeof text || !tp_form_decimal.valid(item))
        return false;
    for (size_t i = 0; i < item.size_bytes; i++)
        text[i] = (char)item.data[i];
    *out = strtod(text, NULL);
    return true;
}

static bool is_whole(double value)
{
    return value == (double)(int)value;
}

/* Degrees, minutes and seconds from item FIRST on: in range, and none after one with a fraction. */
static void check_angle(const struct tp_check *check, struct tp_bytes place, uint32_t first, double limit)
{
    const double limits[] = {limit, 60, 60};
    bool fraction = false, absent = false;

    for (uint32_t i = 0; i < 3; i++) {
        struct tp_spot spot = {GEO, 0, first + i};
        struct tp_bytes item = tp_check_item(place, first + i);
        double value;
        if (!real(item, &value)) {
            absent = true;
            continue;
        }
        if (value > limits[i] || value < (i == 0 ? -limit : 0) || (i > 0 && value >= 60))
            tp_check_error(check, spot, "ITL 2011 7.7.3", "it is out of range, which ends at %g", limits[i]);
        if (fraction || absent)
            tp_check_error(check, spot, "ITL 2011 7.7.3", "it may not follow %s",
                           fraction ? "a value with a fraction" : "one that is missing");
        fraction = fraction || !is_whole(value);
    }
}

/* UTM zones: 1 to 60 and a latitude band C to X, but not I and O. */
static bool is_zone(struct tp_bytes zone)
{
    size_t digits = zone.size_bytes > 0 ? zone.size_bytes - 1 : 0;
    unsigned number = 0;
    uint8_t band;

    if (digits < 1 || digits > 2)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (zone.data[i] < '0' || zone.data[i] > '9')
            return false;
        number = number * 10 + (unsigned)(zone.data[i] - '0');
    }
    band = zone.data[digits];
    return number >= 1 && number <= 60 && band >= 'C' && band <= 'X' && band != 'I' && band != 'O';
}

/* From the Dead Sea to the Everest, in meters. */
static void check_elevation(const struct tp_check *check, struct tp_bytes place)
{
    enum { ELE = 8, LOWEST = -422, HIGHEST = 8848 };
    double elevation;

    if (real(tp_check_item(place, ELE), &elevation) && (elevation < LOWEST || elevation > HIGHEST))
        tp_check_error(check, (struct tp_spot){GEO, 0, ELE}, "ITL 2011 7.7.3", "it is not from %d to %d meters", LOWEST,
                       HIGHEST);
}

static void check_place(const struct tp_check *check)
{
    enum { LTD = 2, LGD = 5, GCM = 10, GCE, GCN, OSI = 14, OCV };
    struct tp_bytes place = tp_check_get(check, GEO), zone = tp_check_item(place, GCM);
    bool latitude = tp_check_item(place, LTD).size_bytes > 0, longitude = tp_check_item(place, LGD).size_bytes > 0;

    if (place.size_bytes == 0)
        return;
    check_elevation(check, place);
    check_angle(check, place, LTD, 90);
    check_angle(check, place, LGD, 180);
    if (latitude != longitude)
        tp_check_error(check, (struct tp_spot){GEO, 0, latitude ? LGD : LTD}, "ITL 2011 7.7.3",
                       "latitude and longitude go together");
    if (zone.size_bytes > 0 && !is_zone(zone))
        tp_check_error(check, (struct tp_spot){GEO, 0, GCM}, "ITL 2011 7.7.3",
                       "it is no zone: 1 to 60, and a letter C to X without I and O");
    for (uint32_t item = GCE; item <= GCN; item++) {
        if ((zone.size_bytes > 0) != (tp_check_item(place, item).size_bytes > 0))
            tp_check_error(check, (struct tp_spot){GEO, 0, item}, "ITL 2011 7.7.3",
                           "zone, easting and northing go together");
    }
    if ((tp_check_item(place, OSI).size_bytes > 0) != (tp_check_item(place, OCV).size_bytes > 0))
        tp_check_error(check, (struct tp_spot){GEO, 0, OCV}, "ITL 2011 7.7.3", "system and value go together");
}

/* ---- data ---------------------------------------------------------------------------------------------------------
 */

static int hex_value(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* 996 is the SHA-256 of 999. */
static void check_hash(const struct tp_check *check)
{
    struct tp_bytes hash = tp_check_get(check, HAS), data = tp_check_get(check, DATA);
    uint8_t digest[TP_SHA256_BYTES];

    if (hash.size_bytes != 2 * TP_SHA256_BYTES || data.size_bytes == 0 ||
        tp_sha256(data.data, data.size_bytes, digest, NULL) != TP_OK)
        return;
    for (size_t i = 0; i < TP_SHA256_BYTES; i++) {
        if (hex_value(hash.data[2 * i]) != digest[i] >> 4 || hex_value(hash.data[2 * i + 1]) != (digest[i] & 15)) {
            tp_check_error(check, (struct tp_spot){HAS, 0, 0}, "ITL 2011 7.5.2", "it is not the SHA-256 of 999 DATA");
            return;
        }
    }
}

/* Types 20 and 21 hold their data, or say where they are. */
static void check_carrier(const struct tp_check *check)
{
    bool data = tp_check_has(check, DATA), file = tp_check_has(check, EFR);

    if (!data && !file)
        tp_check_error(check, (struct tp_spot){EFR, 0, 0}, tp_check_rule(check->type),
                       "neither EFR (external file reference) nor 999 DATA is there");
    else if (data && file)
        tp_check_error(check, (struct tp_spot){EFR, 0, 0}, tp_check_rule(check->type),
                       "an external file is named although 999 DATA is there");
}

/* ---- references ---------------------------------------------------------------------------------------------------
 */

static bool has_numbered(const struct tp_check *check, uint8_t type, int64_t number)
{
    size_t count = tp_transaction_count(check->transaction);

    for (size_t i = 1; i < count; i++) {
        const struct tp_record *record = tp_transaction_at(check->transaction, i);
        int64_t its;
        if (tp_record_type(record) == type && tp_value_number(tp_record_get(record, 21), &its) && its == number)
            return true;
    }
    return false;
}

/* Records of TYPE that FIELD names are in the transaction. */
static void check_references(const struct tp_check *check, uint32_t field, uint8_t type)
{
    struct tp_subfields references = tp_check_subfields(check, field);

    while (references.number < 256 && tp_check_next(&references)) {
        int64_t number = tp_check_item_number(references.value, 1, -1);
        if (number >= 0 && !has_numbered(check, type, number))
            tp_check_error(check, (struct tp_spot){field, references.number, 1}, "ITL 2011 7.3.3",
                           "there is no record of type %u with number %lld", type, (long long)number);
    }
}

/* 992 is the IDC of a record of type 2. */
static void check_description(const struct tp_check *check)
{
    size_t count = tp_transaction_count(check->transaction);
    int64_t idc = tp_check_number(check, T2C, -1);

    for (size_t i = 1; idc >= 0 && i < count; i++) {
        const struct tp_record *record = tp_transaction_at(check->transaction, i);
        if (tp_record_type(record) == 2 && tp_record_idc(record) == idc)
            return;
    }
    if (idc >= 0)
        tp_check_error(check, (struct tp_spot){T2C, 0, 0}, "ITL 2011 7.3.1",
                       "there is no record of type 2 with IDC %lld", (long long)idc);
}

void tp_check_common(const struct tp_check *check)
{
    if (check->type < 9 || check->version < TP_ITL_2011)
        return;
    check_place(check);
    check_hash(check);
    check_description(check);
    if (check->type == 20 || check->type == 21)
        check_carrier(check);
    check_references(check, SOR, 20);
    if (check->type != 21)
        check_references(check, ASC, 21);
}
