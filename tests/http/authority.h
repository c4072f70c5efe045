/* SPDX-License-Identifier: Apache-2.0 */
/* An authority of the test's own, and certificates by it, made with OpenSSL's program: CA, server, client, expired,
 * early, foreign (by another authority), serving (for servers only), each as NAME.pem and NAME.key. */
#ifndef TP_TEST_HTTP_AUTHORITY_H
#define TP_TEST_HTTP_AUTHORITY_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "folder.h"

static struct test_folder authority;

static inline bool run_in_folder(const char *line)
{
    char command[2048];

    snprintf(command, sizeof command, "cd %s && { %s; } >/dev/null 2>&1", authority.path, line);
    return system(command) == 0;
}

static inline bool make_authority(const char *name)
{
    char line[512];

    snprintf(line, sizeof line,
             "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -out %s.pem -days 30 "
             "-subj '/CN=%s'",
             name, name, name);
    return run_in_folder(line);
}

/* EXTENSION as in a section of OpenSSL's configuration. */
static inline bool make_certificate(const char *name, const char *by, int days, const char *extension)
{
    char line[1536];

    snprintf(line, sizeof line,
             "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -out %s.csr -subj "
             "'/O=Tenprint/CN=%s' && printf '%s' >%s.ext && openssl x509 -req -in %s.csr -CA %s.pem -CAkey %s.key "
             "-CAcreateserial -days %d -extfile %s.ext -out %s.pem",
             name, name, name, extension, name, name, by, by, days, name, name);
    return run_in_folder(line);
}

/* Skips the test when there is no such program. */
static inline int set_up_authority(void **state)
{
    (void)state;
    folder_make(&authority);
    if (system("command -v openssl >/dev/null") != 0)
        return 0;
    return make_authority("ca") && make_authority("stranger") &&
                   make_certificate("server", "ca", 30, "subjectAltName=IP:127.0.0.1,DNS:localhost") &&
                   make_certificate("renewed", "ca", 60, "subjectAltName=IP:127.0.0.1,DNS:localhost") &&
                   make_certificate("client", "ca", 30, "extendedKeyUsage=clientAuth") &&
                   make_certificate("plain", "ca", 30, "basicConstraints=CA:FALSE") &&
                   make_certificate("expired", "ca", -1, "extendedKeyUsage=clientAuth") &&
                   make_certificate("serving", "ca", 30, "extendedKeyUsage=serverAuth") &&
                   make_certificate("foreign", "stranger", 30, "extendedKeyUsage=clientAuth")
               ? 0
               : -1;
}

static inline int tear_down_authority(void **state)
{
    (void)state;
    folder_remove(&authority);
    return 0;
}

/* A place for each of the names that are in use at a time. */
static inline const char *file_of(const char *name, const char *ending)
{
    static char paths[8][4200];
    static unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof paths[0], "%s/%s.%s", authority.path, name, ending);
    return path;
}

#endif
