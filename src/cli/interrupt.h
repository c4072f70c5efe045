/* SPDX-License-Identifier: Apache-2.0 */
/* Ctrl-C that ends a long piece of work between two steps, instead of the program in the middle of one. */
#ifndef TP_CLI_INTERRUPT_H
#define TP_CLI_INTERRUPT_H

#include <stdbool.h>

/* From now on the first SIGINT or SIGTERM is only noted; the second one ends the program. One that the caller of the
 * program ignores stays ignored. */
void tp_cli_interrupt_catch(void);
bool tp_cli_interrupted(void);

#endif
