/* SPDX-License-Identifier: Apache-2.0 */
/* Noting a signal. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
    (void)number;
    interrupted = 1;
}

static void catch_one(int number)
{
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND | SA_RESTART}, before;

    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(number, &action, NULL);
}

void tp_cli_interrupt_catch(void)
{
    interrupted = 0;
    catch_one(SIGINT);
    catch_one(SIGTERM);
}

bool tp_cli_interrupted(void)
{
    return interrupted != 0;
}
