/* SPDX-License-Identifier: Apache-2.0 */
/* A node that takes bookings, without the parts below it: reviews end as a test says, persons are noted. */
#ifndef TP_TEST_BUREAU_H
#define TP_TEST_BUREAU_H

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "booking/parts.h"
#include "exchange/exchange.h"
#include "folder.h"
#include "person/person.h"
#include "review/review.h"

enum { BUREAU_NOW = 1299326400 }; /* 2011-03-05T12:00:00Z */

struct bureau {
    struct test_folder scratch;
    char folder[96];
    struct tp_exchange *exchange;
};

/* What the parts below were asked, and what they say (fakes.c). */
struct fakes {
    size_t cases, candidates; /* opened, of the last one */
    char owner[TP_EXCHANGE_NAME_BYTES], first[TP_EXCHANGE_NAME_BYTES];
    bool waits;      /* a case does not settle by itself */
    bool match;      /* the first candidate is identified */
    bool erased;     /* and has been erased meanwhile */
    size_t subjects; /* made */
    char subject[TP_EXCHANGE_NAME_BYTES];
    struct tp_encounter encounter;
    const char *name; /* of every subject */
    size_t retentions;
    size_t legs; /* how often partner.legs ran */
    size_t leaves[TP_LEAF_KINDS];
    struct tp_leaf leaf; /* the last one */
};
extern struct fakes fakes;

void bureau_make(struct bureau *bureau);
void bureau_open(struct bureau *bureau);
void bureau_close(struct bureau *bureau);
void bureau_remove(struct bureau *bureau);
/* Opens it anew with TO in place of FROM in its configuration. */
void bureau_configure(struct bureau *bureau, const char *from, const char *to);
/* Lets the account "livescan", a contributor, book what is dropped; MORE lines of the configuration's section. */
void bureau_drop(struct bureau *bureau, const char *more);
/* Does jobs until none is due; how many. */
size_t bureau_work(struct bureau *bureau);

/* A JSON booking of PERSON with templates of COUNT fingers, in a static buffer. IMPRESSION: another one of them. */
const char *bureau_form(unsigned person, unsigned impression, unsigned count, const char *more);
/* An EBTS file with rolled images of COUNT fingers, the others declared missing; without any, one of
 * fourteen images of stripes. free() it. */
uint8_t *bureau_file(unsigned person, unsigned count, const char *tcn, size_t *size_bytes);

/* JSON with MEMBERS around an EBTS file; the next call frees it. */
const char *bureau_around(const void *file, size_t file_bytes, const char *members);

/* Calls operation ID as a contributor; VALUE is the path's, QUERY "name=value&...". */
struct asked {
    tp_status status;
    struct tp_diag diag;
    struct tp_call call;
    char text[65536]; /* of the reply */
    struct tp_json_document *document;
    char query[512];
};
void bureau_ask(struct bureau *bureau, struct asked *asked, const char *id, const char *value, const char *query);
void bureau_post(struct bureau *bureau, struct asked *asked, const char *id, const void *body, size_t body_bytes,
                 const char *query);
void asked_done(struct asked *asked);
/* A text member of the reply; "" when it is not there. */
const char *asked_text(const struct asked *asked, const char *member);

/* Books BODY and does all jobs; the id, in a static buffer. */
const char *bureau_book(struct bureau *bureau, const void *body, size_t body_bytes);
/* The state of a booking, and a text of its content, in static buffers. */
const char *bureau_state(struct bureau *bureau, const char *id);

#endif
