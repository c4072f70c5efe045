/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded cursor that all parsing goes through. */
#include "base/base.h"

struct tp_cursor tp_cursor_over(const uint8_t *data, size_t size_bytes)
{
    struct tp_cursor cursor = {data, data, data ? data + size_bytes : data, false};
    return cursor;
}

size_t tp_cursor_left(const struct tp_cursor *cursor)
{
    return cursor->bad ? 0 : (size_t)(cursor->end - cursor->at);
}

int64_t tp_cursor_offset(const struct tp_cursor *cursor)
{
    return cursor->at - cursor->begin;
}

const uint8_t *tp_read_bytes(struct tp_cursor *cursor, size_t size_bytes)
{
    const uint8_t *bytes = cursor->at;

    if (cursor->bad || tp_cursor_left(cursor) < size_bytes) {
        cursor->bad = true;
        return NULL;
    }
    cursor->at += size_bytes;
    return bytes;
}

uint8_t tp_read_u8(struct tp_cursor *cursor)
{
    const uint8_t *b = tp_read_bytes(cursor, 1);
    return b ? b[0] : 0;
}

uint16_t tp_read_u16be(struct tp_cursor *cursor)
{
    const uint8_t *b = tp_read_bytes(cursor, 2);
    return b ? (uint16_t)(b[0] << 8 | b[1]) : 0;
}

uint16_t tp_read_u16le(struct tp_cursor *cursor)
{
    const uint8_t *b = tp_read_bytes(cursor, 2);
    return b ? (uint16_t)(b[1] << 8 | b[0]) : 0;
}

uint32_t tp_read_u32be(struct tp_cursor *cursor)
{
    const uint8_t *b = tp_read_bytes(cursor, 4);
    return b ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3] : 0;
}

uint32_t tp_read_u32le(struct tp_cursor *cursor)
{
    const uint8_t *b = tp_read_bytes(cursor, 4);
    return b ? (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0] : 0;
}

struct tp_cursor tp_read_sub(struct tp_cursor *cursor, size_t size_bytes)
{
    const uint8_t *bytes = tp_read_bytes(cursor, size_bytes);
    struct tp_cursor sub = tp_cursor_over(bytes, bytes ? size_bytes : 0);

    sub.bad = bytes == NULL;
    return sub;
}
