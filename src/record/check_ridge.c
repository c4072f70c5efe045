/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of friction ridge images: positions and what they bring with them, segments, quality (ANSI/NIST-ITL 1, clauses
 * 7.7.4, 8.4, 8.13, 8.14, 8.19). */
#include "record/check.h"

enum {
    IMP = 3,
    FGP_OF_4 = 4,
    HLL = 6,
    VLL,
    FGP = 13,
    PPD, /* SPD in type 13 */
    PPC,
    FSP = 19,
    SEG = 21,
    NQM,
    SQM,
    FQM,
    ASEG
};
enum { POSITION_NONE = 255, FINGERS = 18, EJI_OR_TIP = 19 };

static struct tp_polygon_rule shape(const struct tp_check *check, uint32_t field, size_t first)
{
    return (struct tp_polygon_rule){field, first, tp_check_number(check, HLL, 0), tp_check_number(check, VLL, 0),
                                    tp_check_rule(check->type)};
}

/* ---- type 4 -------------------------------------------------------------------------------------------------------
 */

/* Positions come first, 255 fills the rest. */
static void check_binary_positions(const struct tp_check *check)
{
    struct tp_subfields positions = tp_check_subfields(check, FGP_OF_4);
    bool ended = false;

    while (tp_check_next(&positions)) {
        bool none = tp_check_item_number(positions.value, 1, -1) == POSITION_NONE;
        if (positions.number == 1 && none)
            tp_check_error(check, (struct tp_spot){FGP_OF_4, 1, 0}, "ITL 2011 8.4.4",
                           "the first position is 255, not used");
        else if (ended && !none)
            tp_check_error(check, (struct tp_spot){FGP_OF_4, positions.number, 0}, "ITL 2011 8.4.4",
                           "a position after 255, not used");
        ended = ended || none;
    }
}

/* ---- positions ----------------------------------------------------------------------------------------------------
 */

static bool has_position(const struct tp_check *check, int64_t position)
{
    struct tp_subfields positions = tp_check_subfields(check, FGP);

    while (tp_check_next(&positions)) {
        if (tp_check_item_number(positions.value, 1, -1) == position)
            return true;
    }
    return false;
}

/* Positions of plain images of several fingers, which a latent print does not have. */
static void check_latent_positions(const struct tp_check *check)
{
    struct tp_subfields positions = tp_check_subfields(check, FGP);

    while (positions.number < 10 && tp_check_next(&positions)) {
        if (tp_check_allowed(positions.value, "11..15|40..54"))
            tp_check_warning(check, (struct tp_spot){FGP, positions.number, 0}, "ITL 2011 7.7.4.2",
                             "position %.*s is not for latent prints", (int)TP_MIN(positions.value.size_bytes, 9u),
                             (const char *)positions.value.data);
    }
}

/* Descriptors go with position 19, an entire joint image or a tip, and with nothing else. */
static void check_descriptors(const struct tp_check *check)
{
    const char *rule = check->type == 13 ? "ITL 2011 8.13.14" : "ITL 2011 8.14.14",
               *name = check->type == 13 ? "SPD" : "PPD";
    bool wanted = has_position(check, EJI_OR_TIP), there = tp_check_has(check, PPD);

    if (wanted && !there)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){PPD, 0, 0}, rule, "%s is missing, which position 19 needs",
                       name);
    else if (there && !wanted)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){PPD, 0, 0}, rule,
                       "%s goes with position 19, which 0%s does not name", name, "13 FGP");
    if (tp_check_has(check, PPC) && !wanted)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){PPC, 0, 0},
                       check->type == 13 ? "ITL 2011 8.13.15" : "ITL 2011 8.14.15",
                       "PPC goes with position 19, which 013 FGP does not name");
}

/* Views and segments of PPC: a tip has no segment, and one of both is named; the boxes are inside the image. */
static void check_coordinates(const struct tp_check *check)
{
    const struct tp_polygon_rule box = shape(check, PPC, 3);
    struct tp_subfields parts = tp_check_subfields(check, PPC);

    while (parts.number < 12 && tp_check_next(&parts)) {
        struct tp_bytes view = tp_check_item(parts.value, 1), segment = tp_check_item(parts.value, 2);
        if (tp_value_equals(view, "TIP") && !tp_value_equals(segment, "NA"))
            tp_check_error(check, (struct tp_spot){PPC, parts.number, 2}, box.rule,
                           "a tip has no segment, so it is NA");
        else if (tp_value_equals(view, "NA") && tp_value_equals(segment, "NA"))
            tp_check_error(check, (struct tp_spot){PPC, parts.number, 1}, box.rule,
                           "neither a view nor a segment is named");
        tp_check_box(check, &parts, &box);
    }
}

/* ---- fingers of a slap --------------------------------------------------------------------------------------------
 */

/* The fingers that an image of POSITION may show; NULL for any. */
static const char *fingers_of(int64_t position)
{
    static const char *const fingers[] = {NULL, "1", "2",  "3",    "4",    "5",          "6",           "7",
                                          "8",  "9", "10", "1|16", "6|17", "2..5|16|17", "7..10|16|17", "1|6|16|17"};

    return position >= 0 && position < (int64_t)TP_ARRAY_LENGTH(fingers) ? fingers[position] : NULL;
}

/* The fingers that the subfields of FIELD are about: none twice, and of the hand that 013 names. Sets SEEN. */
static void check_fingers(const struct tp_check *check, uint32_t field, bool once, bool seen[FINGERS])
{
    const char *allowed = fingers_of(tp_check_number(check, FGP, -1));
    struct tp_subfields parts = tp_check_subfields(check, field);
    bool here[FINGERS] = {false};

    while (parts.number < 100 && tp_check_next(&parts)) {
        int64_t finger = tp_check_item_number(parts.value, 1, -1);
        if (finger < 0 || finger >= FINGERS)
            continue;
        if (once && here[finger])
            tp_check_error(check, (struct tp_spot){field, parts.number, 1}, tp_check_rule(check->type),
                           "finger %d is there twice", (int)finger);
        if (allowed && !tp_check_allowed(tp_check_item(parts.value, 1), allowed))
            tp_check_warning(check, (struct tp_spot){field, parts.number, 1}, tp_check_rule(check->type),
                             "finger %d is none of the image, whose fingers are %s", (int)finger, allowed);
        here[finger] = seen[finger] = true;
    }
}

static void check_shapes(const struct tp_check *check, uint32_t field, size_t first, bool polygons)
{
    const struct tp_polygon_rule rule = shape(check, field, first);
    struct tp_subfields parts = tp_check_subfields(check, field);

    while (parts.number < 20 && tp_check_next(&parts)) {
        if (polygons)
            tp_check_polygon(check, &parts, &rule);
        else
            tp_check_box(check, &parts, &rule);
    }
}

/* The quality of segments is that of segments there are. */
static void check_segment_quality(const struct tp_check *check, const bool segments[FINGERS])
{
    struct tp_subfields parts = tp_check_subfields(check, SQM);

    while (parts.number < 50 && tp_check_next(&parts)) {
        int64_t finger = tp_check_item_number(parts.value, 1, -1);
        if (finger >= 0 && finger < FINGERS && !segments[finger])
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){SQM, parts.number, 1}, "ITL 2011 8.14.22",
                           "finger %d has no segment in SEG or ASEG", (int)finger);
    }
}

static void check_slap(const struct tp_check *check)
{
    bool segments[FINGERS] = {false}, others[FINGERS] = {false};

    check_fingers(check, SEG, true, segments);
    check_fingers(check, ASEG, true, segments);
    check_fingers(check, NQM, true, others);
    check_fingers(check, FQM, false, others);
    check_segment_quality(check, segments);
    check_shapes(check, SEG, 2, false);
    check_shapes(check, ASEG, 3, true);
}

/* Rolled impressions are of one finger. */
static void check_rolled_slap(const struct tp_check *check)
{
    int64_t impression = tp_check_number(check, IMP, -1), position = tp_check_number(check, FGP, -1);

    if ((impression == 1 || impression == 3) && position >= 11 && position <= 15)
        tp_check_warning(check, (struct tp_spot){IMP, 0, 0}, "ITL 2011 7.7.4",
                         "a rolled impression, but position %d is of plain ones", (int)position);
}

void tp_check_ridge(const struct tp_check *check)
{
    if (check->type == 4)
        check_binary_positions(check);
    if (check->type == 13 || check->type == 14) {
        check_descriptors(check);
        check_coordinates(check);
    }
    if (check->type == 13)
        check_latent_positions(check);
    if (check->type == 14) {
        check_slap(check);
        check_rolled_slap(check);
    }
    if (check->type == 19)
        check_shapes(check, FSP, 3, true);
}
