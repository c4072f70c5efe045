/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes by libqrencode, drawn as one path: a run of dark modules of a row is one rectangle. */
#include "person/qr.h"

#include <errno.h>
#include <string.h>

#include <qrencode.h>

enum { QUIET = 4 /* modules around it, by the standard */ };

static bool is_dark(const QRcode *code, int x, int y)
{
    return code->data[y * code->width + x] & 1;
}

static void draw_row(const QRcode *code, int y, struct tp_buffer *out)
{
    for (int x = 0, end; x < code->width; x = end) {
        end = x + 1;
        if (!is_dark(code, x, y))
            continue;
        while (end < code->width && is_dark(code, end, y))
            end++;
        tp_write_text(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, end - x, end - x);
    }
}

static void draw(const QRcode *code, const char *label, struct tp_buffer *out)
{
    const int size = code->width + 2 * QUIET;

    tp_write_text(out, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", size, size);
    tp_write_html(out, label, strlen(label));
    tp_write_text(out, "\"><path d=\"");
    for (int y = 0; y < code->width; y++)
        draw_row(code, y, out);
    tp_write_text(out, "\"/></svg>\n");
}

tp_status tp_qr_write(const char *text, const char *label, struct tp_buffer *out, struct tp_diag *diag)
{
    QRcode *code = text[0] ? QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) : NULL;

    if (!code)
        return text[0] && errno == ENOMEM
                   ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for a QR code")
                   : tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "there is no QR code of %zu bytes", strlen(text));
    draw(code, label, out);
    QRcode_free(code);
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for a QR code") : TP_OK;
}
