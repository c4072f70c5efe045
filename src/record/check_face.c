/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of type 10: what goes with a face, and what with a scar, mark or tattoo (ANSI/NIST-ITL 1, clause 8.10). */
#include <limits.h>
#include <string.h>

#include "record/check.h"

enum {
    IMT = 3,
    HLL = 6,
    VLL,
    SAP = 13,
    FIP,
    FPFI,
    POS = 20,
    POA,
    PAS = 23,
    SPA = 25,
    SXS,
    SEC,
    SHC,
    FEC = 33,
    T10 = 39,
    SMT,
    SMS,
    SMD,
    COL,
    OCC = 45
};
enum { SAP_WITH_DESCRIPTION = 40 };

/* What SMT and the fields after it are about; the last three are told apart by the code in SMT alone. */
#define MARKED "SCAR|MARK|TATTOO|CONDITION|MISSING|OTHER"

static bool is(const struct tp_check *check, const char *types)
{
    return tp_check_allowed(tp_check_get(check, IMT), types);
}

static const char *name_of(const struct tp_check *check, uint32_t field)
{
    return tp_dictionary_name(check->type, field, check->version)->mnemonic;
}

/* Fields of faces in other images, and of marks in faces. */
static void check_foreign(const struct tp_check *check)
{
    static const uint8_t of_faces[] = {13, 14, 18, 19, 20, 21, 24, 25, 26, 27, 28, 29, 31, 32, 33};
    const bool face = is(check, "FACE|HEAD|EXTRAORAL|INTRAORAL|LIP"), mark = is(check, MARKED);

    for (size_t i = 0; !face && i < sizeof of_faces; i++) {
        if (tp_check_has(check, of_faces[i]))
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){of_faces[i], 0, 0}, "ITL 2011 8.10",
                           "%s goes with images of a FACE only", name_of(check, of_faces[i]));
    }
    for (uint32_t field = SMT; field <= COL; field++) {
        bool allowed = mark || (field == SMS && !is(check, "FACE"));
        if (!allowed && tp_check_has(check, field))
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){field, 0, 0}, "ITL 2011 8.10",
                           "%s does not go with an image of this type", name_of(check, field));
    }
}

/* Image types since 2013; later editions may have more. */
static void check_type(const struct tp_check *check)
{
    static const char types[] = "FACE|SCAR|MARK|TATTOO|FRONTAL-C|REAR-C|FRONTAL-N|REAR-N|TORSO-BACK|TORSO-FRONT"
                                "|CONDITION|MISSING|OTHER|CHEST|FEET|HANDS-PALM|HANDS-BACK|GENITALS|BUTTOCKS"
                                "|RIGHT LEG|LEFT LEG|RIGHT ARM|LEFT ARM|RIGHT-LEG|LEFT-LEG|RIGHT-ARM|LEFT-ARM"
                                "|HEAD|EXTRAORAL|INTRAORAL|LIP";

    if (check->version >= TP_ITL_2013 && tp_check_has(check, IMT) && !is(check, types))
        tp_check_warning(check, (struct tp_spot){IMT, 0, 0}, "ITL 2011 8.10.3", "it is no image type of version 0501");
    if (is(check, "CONDITION|MISSING|OTHER") && !tp_check_has(check, SMT))
        tp_check_warning(check, (struct tp_spot){SMT, 0, 0}, "ITL 2011 8.10.3",
                         "SMT is missing, whose code an image of this type needs");
}

static bool starts_with(struct tp_bytes value, const char *word)
{
    size_t length = strlen(word);

    return value.size_bytes >= length && memcmp(value.data, word, length) == 0;
}

/* Attributes of a face; two of them go on in words of the sender. */
static void check_attributes(const struct tp_check *check)
{
    static const char known[] =
        "UNKNOWN|NEUTRAL|SMILE|MOUTH OPEN|TEETH VISIBLE|RAISED BROWS|FROWNING|EYES AWAY|SQUINTING"
        "|LEFT EYE PATCH|RIGHT EYE PATCH|CLEAR GLASSES|DARK GLASSES|GLASSES|HAT|SCARF|MOUSTACHE"
        "|BEARD|NO EAR|BLINK|DISTORTING CONDITION";
    struct tp_subfields attributes = tp_check_subfields(check, SXS);

    while (check->version >= TP_ITL_2011 && attributes.number < 60 && tp_check_next(&attributes)) {
        struct tp_bytes at = attributes.value;
        if (at.size_bytes > 0 && !tp_check_allowed(at, known) && !starts_with(at, "PHYSICAL") &&
            !starts_with(at, "OTHER"))
            tp_check_warning(check, (struct tp_spot){SXS, attributes.number, 0}, "ITL 2011 8.10.26",
                             "it is none of the attributes of a face that the standard names");
    }
}

/* A reference number links images of the same mark, of which there are several then. */
static void check_reference(const struct tp_check *check)
{
    size_t count = tp_transaction_count(check->transaction), others = 0;
    int64_t number = tp_check_number(check, T10, -1);

    for (size_t i = 1; number >= 0 && i < count; i++) {
        const struct tp_record *record = tp_transaction_at(check->transaction, i);
        int64_t its;
        others += i != check->place && tp_record_type(record) == check->type &&
                  tp_value_number(tp_record_get(record, T10), &its) && its == number;
    }
    if (number >= 0 && others == 0)
        tp_check_warning(check, (struct tp_spot){T10, 0, 0}, "ITL 2011 8.10.35",
                         "no other record of type 10 has this number, which is to link several");
}

/* What an acquisition profile brings with it. */
static void check_profile(const struct tp_check *check)
{
    static const uint8_t described[] = {PAS, SXS, SEC, SHC};
    int64_t profile = tp_check_number(check, SAP, -1);

    if (is(check, "FACE") && !tp_check_has(check, SAP))
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){SAP, 0, 0}, "ITL 2011 8.10.13",
                       "SAP is missing, which an image of a FACE needs");
    for (size_t i = 0; is(check, "FACE") && profile >= SAP_WITH_DESCRIPTION && i < sizeof described; i++) {
        if (!tp_check_has(check, described[i]))
            tp_check_since(check, TP_ITL_2011, (struct tp_spot){described[i], 0, 0}, "ITL 2011 8.10.13",
                           "%s is missing, which profile %d needs", name_of(check, described[i]), (int)profile);
    }
}

static void check_pose(const struct tp_check *check)
{
    struct tp_bytes pose = tp_check_get(check, POS);

    if (tp_check_has(check, POA) && !tp_check_allowed(pose, "A|D"))
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){POA, 0, 0}, "ITL 2011 8.10.21",
                       "an angle goes with POS A only");
    if (tp_value_equals(pose, "D") && !tp_check_has(check, SPA))
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){SPA, 0, 0}, "ITL 2011 8.10.20",
                       "SPA is missing, which POS D needs");
}

/* The description of a source is that of a vendor. */
static void check_source(const struct tp_check *check)
{
    struct tp_bytes source = tp_check_get(check, PAS);
    bool vendor = tp_value_equals(tp_check_item(source, 1), "VENDOR"), text = tp_check_item(source, 2).size_bytes > 0;

    if (vendor && !text)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){PAS, 0, 2}, "ITL 2011 8.10.22",
                       "VENDOR needs a description");
    else if (text && !vendor)
        tp_check_since(check, TP_ITL_2011, (struct tp_spot){PAS, 0, 2}, "ITL 2011 8.10.22",
                       "a description goes with VENDOR only");
}

/* Class and subclass of a tattoo, which a scar or mark has not. */
static void check_descriptors(const struct tp_check *check)
{
    struct tp_subfields parts = tp_check_subfields(check, SMD);

    while (parts.number < 10 && tp_check_next(&parts)) {
        struct tp_bytes kind = tp_check_item(parts.value, 1);
        bool tattoo = tp_check_allowed(kind, "TATTOO|CHEMICAL|BRANDED|CUT");
        /* Editions say it of a TATTOO; of what is like one readers differ. */
        unsigned since = tp_value_equals(kind, "TATTOO") ? TP_ITL_2011 : UINT_MAX;
        for (uint32_t item = 2; tattoo && item <= 3; item++) {
            if (tp_check_item(parts.value, item).size_bytes == 0)
                tp_check_since(check, since, (struct tp_spot){SMD, parts.number, item}, "ITL 2011 8.10.38",
                               "the %s is missing, which a tattoo has", item == 2 ? "class" : "subclass");
        }
    }
}

static void check_shapes(const struct tp_check *check)
{
    const int64_t width = tp_check_number(check, HLL, 0), height = tp_check_number(check, VLL, 0);
    const struct tp_polygon_rule box = {FIP, 1, width, height, "ITL 2011 8.10.14"};
    const struct tp_polygon_rule path = {FPFI, 3, width, height, "ITL 2011 8.10.15"};
    const struct tp_polygon_rule contour = {FEC, 3, width, height, "ITL 2011 8.10.32"};
    const struct tp_polygon_rule occlusion = {OCC, 4, width, height, "ITL 2011 8.10.41"};
    struct tp_subfields parts = tp_check_subfields(check, FIP);

    if (tp_check_next(&parts) && parts.value.size_bytes > 0)
        tp_check_box(check, &parts, &box);
    parts = tp_check_subfields(check, FPFI);
    if (tp_check_next(&parts) && parts.value.size_bytes > 0) {
        tp_check_curve(check, &parts, &path);
        tp_check_polygon(check, &parts, &path);
    }
    for (parts = tp_check_subfields(check, FEC); parts.number < 20 && tp_check_next(&parts);)
        tp_check_polygon(check, &parts, &contour);
    for (parts = tp_check_subfields(check, OCC); parts.number < 20 && tp_check_next(&parts);)
        tp_check_polygon(check, &parts, &occlusion);
}

void tp_check_face(const struct tp_check *check)
{
    check_type(check);
    check_foreign(check);
    check_attributes(check);
    check_reference(check);
    check_profile(check);
    check_pose(check);
    check_source(check);
    check_descriptors(check);
    check_shapes(check);
}
