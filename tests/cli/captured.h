/* SPDX-License-Identifier: Apache-2.0 */
/* What a function prints on standard output. */
#ifndef TP_TEST_CAPTURED_H
#define TP_TEST_CAPTURED_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
    int saved;
    FILE *file;
    char text[8192];
} captured;

static inline void capture_begin(void)
{
    fflush(stdout);
    captured.saved = dup(STDOUT_FILENO);
    captured.file = tmpfile();
    assert_non_null(captured.file);
    assert_true(dup2(fileno(captured.file), STDOUT_FILENO) >= 0);
}

static inline const char *capture_end(void)
{
    size_t got;

    fflush(stdout);
    dup2(captured.saved, STDOUT_FILENO);
    close(captured.saved);
    rewind(captured.file);
    got = fread(captured.text, 1, sizeof captured.text - 1, captured.file);
    captured.text[got] = '\0';
    fclose(captured.file);
    return captured.text;
}

#endif
