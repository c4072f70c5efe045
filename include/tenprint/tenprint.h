/* SPDX-License-Identifier: Apache-2.0 */
/* libtenprint: image -> template -> comparison -> identification. */
#ifndef TENPRINT_TENPRINT_H
#define TENPRINT_TENPRINT_H

#include <tenprint/codec.h>
#include <tenprint/extract.h>
#include <tenprint/gallery.h>
#include <tenprint/image.h>
#include <tenprint/match.h>
#include <tenprint/record.h>
#include <tenprint/slap.h>
#include <tenprint/status.h>
#include <tenprint/template.h>

#endif
