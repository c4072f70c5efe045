/* SPDX-License-Identifier: Apache-2.0 */
/* A growing byte buffer for encoders. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tp_buffer_init(struct tp_buffer *out)
{
    memset(out, 0, sizeof *out);
}

void tp_buffer_deinit(struct tp_buffer *buffer)
{
    free(buffer->data);
    tp_buffer_init(buffer);
}

/* Makes room for SIZE more bytes; false (and bad) when there is no memory. */
static bool reserve(struct tp_buffer *buffer, size_t size_bytes)
{
    size_t capacity = TP_MAX(buffer->capacity_bytes, (size_t)256);
    uint8_t *data;

    if (buffer->bad || size_bytes > SIZE_MAX / 4 - buffer->size_bytes)
        return !(buffer->bad = true);
    while (capacity < buffer->size_bytes + size_bytes)
        capacity *= 2;
    if (capacity == buffer->capacity_bytes)
        return true;
    data = realloc(buffer->data, capacity);
    if (!data)
        return !(buffer->bad = true);
    buffer->data = data;
    buffer->capacity_bytes = capacity;
    return true;
}

void tp_write_bytes(struct tp_buffer *buffer, const void *data, size_t size_bytes)
{
    if (size_bytes == 0 || !reserve(buffer, size_bytes))
        return;
    memcpy(buffer->data + buffer->size_bytes, data, size_bytes);
    buffer->size_bytes += size_bytes;
}

void tp_write_u8(struct tp_buffer *buffer, uint8_t value)
{
    tp_write_bytes(buffer, &value, 1);
}

void tp_write_u16be(struct tp_buffer *buffer, uint16_t value)
{
    const uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    tp_write_bytes(buffer, bytes, sizeof bytes);
}

void tp_write_u32be(struct tp_buffer *buffer, uint32_t value)
{
    tp_write_u16be(buffer, (uint16_t)(value >> 16));
    tp_write_u16be(buffer, (uint16_t)value);
}

void tp_write_text(struct tp_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0 && reserve(buffer, (size_t)length + 1)) {
        vsnprintf((char *)buffer->data + buffer->size_bytes, (size_t)length + 1, format, again);
        buffer->size_bytes += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

static const char *html_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void tp_write_html(struct tp_buffer *buffer, const void *text, size_t size_bytes)
{
    const char *bytes = text;

    for (size_t i = 0; i < size_bytes; i++) {
        const char *escaped = html_of(bytes[i]);

        tp_write_bytes(buffer, escaped ? escaped : &bytes[i], escaped ? strlen(escaped) : 1);
    }
}
