/* SPDX-License-Identifier: Apache-2.0 */
/* Reading passphrases and PINs. */
#include "cli/secret.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <termios.h>

#include "base/base.h"

enum { FILE_MAX_BYTES = 4096, INTERRUPT = 3, END_OF_INPUT = 4 };

static tp_status check(const char *secret, const char *what, struct tp_diag *diag)
{
    return secret[0] ? TP_OK : tp_fail(diag, TP_E_ARGUMENT, what, -1, "it is empty");
}

static tp_status copy(const char *text, size_t length, const char *what, char *out, struct tp_diag *diag)
{
    if (length >= TP_SECRET_MAX || memchr(text, '\0', length))
        return tp_fail(diag, TP_E_ARGUMENT, what, -1, "it has more than %d bytes, or one that is 0", TP_SECRET_MAX - 1);
    memcpy(out, text, length);
    out[length] = '\0';
    return check(out, what, diag);
}

static tp_status read_file(const char *path, const char *what, char *out, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes, length = 0;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    while (length < size_bytes && data[length] != '\n')
        length++;
    if (length > 0 && data[length - 1] == '\r')
        length--;
    status = copy((const char *)data, length, what, out, diag);
    tp_wipe(data, size_bytes);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

/* ---- the terminal ------------------------------------------------------------------------------------------------
 */

static void say(int terminal, const char *text)
{
    ssize_t put = write(terminal, text, strlen(text));

    (void)put; /* the terminal is gone: reading will tell */
}

/* One line; without signals from the keyboard, which would leave the terminal without echo. */
static tp_status read_line(int terminal, const char *what, char *out, struct tp_diag *diag)
{
    char line[TP_SECRET_MAX + 1];
    size_t length = 0;
    char byte = 0;
    tp_status status;

    while (length < sizeof line && read(terminal, &byte, 1) == 1 && byte != '\n' && byte != '\r' && byte != INTERRUPT &&
           byte != END_OF_INPUT)
        line[length++] = byte;
    if (byte == '\n' || byte == '\r' || length == sizeof line)
        status = copy(line, length, what, out, diag);
    else
        status = tp_fail(diag, TP_E_CANCELLED, what, -1, "none was given");
    tp_wipe(line, sizeof line);
    return status;
}

static tp_status ask(int terminal, const char *what, bool again, char *out, struct tp_diag *diag)
{
    struct termios before, silent;
    tp_status status;

    if (tcgetattr(terminal, &before) != 0)
        return tp_fail(diag, TP_E_IO, what, -1, "the terminal cannot be made silent");
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG | ICANON);
    silent.c_cc[VMIN] = 1;
    silent.c_cc[VTIME] = 0;
    if (tcsetattr(terminal, TCSAFLUSH, &silent) != 0)
        return tp_fail(diag, TP_E_IO, what, -1, "the terminal cannot be made silent");
    say(terminal, what);
    say(terminal, again ? ", once more: " : ": ");
    status = read_line(terminal, what, out, diag);
    say(terminal, "\n");
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    return status;
}

static tp_status ask_twice(int terminal, const char *what, char *out, struct tp_diag *diag)
{
    char again[TP_SECRET_MAX];
    tp_status status = ask(terminal, what, true, again, diag);

    if (status == TP_OK && strcmp(out, again) != 0)
        status = tp_fail(diag, TP_E_ARGUMENT, what, -1, "the two differ");
    tp_wipe(again, sizeof again);
    return status;
}

static tp_status read_terminal(const struct tp_secret_source *source, char *out, struct tp_diag *diag)
{
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    tp_status status;

    if (terminal < 0)
        return tp_fail(diag, TP_E_ARGUMENT, source->what, -1,
                       "there is no terminal to ask for it: use %s or the environment variable %s", source->option,
                       source->environment);
    status = ask(terminal, source->what, false, out, diag);
    if (status == TP_OK && source->twice)
        status = ask_twice(terminal, source->what, out, diag);
    close(terminal);
    return status;
}

struct tp_secret_source tp_secret_passphrase(const struct tp_arguments *arguments)
{
    return (struct tp_secret_source){.file = tp_option_text(arguments, "passphrase-file"),
                                     .option = "--passphrase-file",
                                     .environment = "TENPRINT_PASSPHRASE",
                                     .what = "passphrase"};
}

tp_status tp_secret_read(const struct tp_secret_source *source, char out[TP_SECRET_MAX], struct tp_diag *diag)
{
    const char *given = getenv(source->environment);
    tp_status status;

    memset(out, 0, TP_SECRET_MAX);
    if (source->file)
        status = read_file(source->file, source->what, out, diag);
    else if (given)
        status = copy(given, strlen(given), source->what, out, diag);
    else
        status = read_terminal(source, out, diag);
    if (status != TP_OK)
        tp_wipe(out, TP_SECRET_MAX);
    return status;
}
