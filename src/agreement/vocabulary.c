/* SPDX-License-Identifier: Apache-2.0 */
/* The closed lists of codes that agreements are written in, and what each says in words. Words complete a sentence of
 * words.c, which its list names here; lists without an enum are in the order of their codes, so that none weighs more
 * than another. */
#include <string.h>

#include "agreement/agreement.h"

#define VOCABULARY(name, items)                                                                                        \
    {                                                                                                                  \
        (name), (items), TP_ARRAY_LENGTH(items)                                                                        \
    }

/* "Probes may be sent and searched only ..." */
static const struct tp_word purposes[] = {
    {"criminal-identification", "to identify a person who was arrested or charged"},
    {"disaster-victim", "to identify a victim of a disaster"},
    {"employment-check", "to check a person who applies for work"},
    {"immigration-status", "to find out the immigration status of a person"},
    {"licence-check", "to check a person who applies for a licence"},
    {"missing-person", "to find a missing person"},
    {"unidentified-deceased", "to identify a person who has died"},
    {"unidentified-patient", "to identify a person who cannot say who they are"},
};

/* "The party ...", in the order of enum tp_role */
static const struct tp_word roles[] = {
    {"sender", "sends probes"},
    {"repository", "keeps a repository and searches probes in it"},
    {"recipient", "receives what is released"},
    {"oversight", "oversees the others"},
};

/* "A probe consists of ...", in the order of enum tp_material */
static const struct tp_word materials[] = {
    {"templates", "templates, which are features of prints and no images"},
    {"images", "images of prints"},
};

/* "It is at least ...", in the order of enum tp_seriousness */
static const struct tp_word seriousness[] = {
    {"none", "none at all"},
    {"level-3", "a minor one (Level 3)"},
    {"level-2", "a serious one (Level 2)"},
    {"level-1", "one of the most serious (Level 1)"},
};

/* "Nobody is searched for who is ..." */
static const struct tp_word categories[] = {
    {"acquitted", "a person who was acquitted"},
    {"asylum-seeker", "a person who has asked for asylum"},
    {"dismissed", "a person whose charges were dismissed"},
    {"elimination", "a person whose prints were taken to rule them out"},
    {"juvenile", "a juvenile"},
    {"not-charged", "a person who was let go without a charge"},
    {"sealed", "a person whose record is sealed or expunged"},
    {"victim", "a victim of an offence"},
    {"witness", "a witness to an offence"},
};

/* "The review considers ..."; what the memorandum of 2011-06-17 names, for leniency or the other way, and two more */
static const struct tp_word circumstances[] = {
    {"caregiver", "whether others depend on the person's care"},
    {"domestic-violence-victim", "whether the person has suffered domestic violence"},
    {"elderly", "whether the person is elderly"},
    {"gang-membership", "whether the person is a known member of a gang"},
    {"illness-or-disability", "whether the person is seriously ill or disabled"},
    {"minor", "whether the person is a minor"},
    {"national-security", "whether the person is a clear risk to national security"},
    {"permanent-resident", "whether the person has long been a lawful permanent resident"},
    {"pregnant-or-nursing", "whether the person is pregnant or nursing"},
    {"repeat-offence", "whether the person has offended repeatedly"},
    {"repeated-entry", "whether the person has entered the country illegally more than once"},
    {"serious-felony", "whether the person has committed a serious felony"},
    {"veteran", "whether the person serves or has served in the armed forces"},
    {"victim-or-witness", "whether the person is a victim of a crime or a witness to one"},
};

/* "What may be released of a match is ..." */
static const struct tp_word fields[] = {
    {"aliases", "other names in use"},
    {"booking-agency", "the agency of the booking"},
    {"booking-date", "the date of the booking"},
    {"charges", "the charges"},
    {"convictions", "the convictions"},
    {"criminal-history", "the criminal history"},
    {"custody-status", "whether and where the person is held"},
    {"date-of-birth", "the date of birth"},
    {"immigration-status", "the immigration status on record"},
    {"match", "that there is a match"},
    {"name", "the name"},
    {"photograph", "a photograph"},
    {"place-of-birth", "the place of birth"},
    {"repository-reference", "the number of the record in the repository"},
    {"sex", "the sex"},
    {"warrants", "warrants that are open"},
};

/* "The party or jurisdiction ...", in the order of enum tp_event_kind */
static const struct tp_word events[] = {
    {"propose", "proposed this version"},
    {"notice", "published the notice"},
    {"comment", "put a comment on record"},
    {"petition", "put a petition on record"},
    {"hearing", "put a hearing on record"},
    {"sign", "signed"},
    {"activate", "put the agreement into force"},
    {"suspend", "suspended its part in it"},
    {"resume", "resumed its part in it"},
    {"terminate", "ended the agreement"},
    {"join", "joined"},
    {"leave", "left"},
};

const struct tp_vocabulary tp_purposes = VOCABULARY("purpose", purposes);
const struct tp_vocabulary tp_roles = VOCABULARY("role", roles);
const struct tp_vocabulary tp_materials = VOCABULARY("material", materials);
const struct tp_vocabulary tp_seriousness = VOCABULARY("seriousness", seriousness);
const struct tp_vocabulary tp_categories = VOCABULARY("category", categories);
const struct tp_vocabulary tp_circumstances = VOCABULARY("circumstance", circumstances);
const struct tp_vocabulary tp_fields = VOCABULARY("field", fields);
const struct tp_vocabulary tp_events = VOCABULARY("event", events);

int tp_vocabulary_find(const struct tp_vocabulary *vocabulary, const char *code)
{
    for (size_t i = 0; code && i < vocabulary->count; i++) {
        if (strcmp(vocabulary->items[i].code, code) == 0)
            return (int)i;
    }
    return -1;
}
