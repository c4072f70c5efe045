/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32 and FNV-1a: checks against damage, not against forgery. */
#include "base/base.h"

uint32_t tp_crc32(const void *data, size_t size_bytes)
{
    const uint8_t *bytes = data;
    uint32_t crc = 0xFFFFFFFFu;

    for (size_t i = 0; i < size_bytes; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

uint64_t tp_hash64(const void *data, size_t size_bytes, uint64_t seed)
{
    const uint8_t *bytes = data;
    uint64_t hash = 0xCBF29CE484222325u ^ seed;

    for (size_t i = 0; i < size_bytes; i++)
        hash = (hash ^ bytes[i]) * 0x100000001B3u;
    return hash;
}
