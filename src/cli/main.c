/* SPDX-License-Identifier: Apache-2.0 */
/* The program: all is in the command table. */
#include "cli/command.h"

int main(int argc, char **argv)
{
    return tp_cli_main(argc, argv);
}
