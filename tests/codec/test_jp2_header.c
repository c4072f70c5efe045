/* SPDX-License-Identifier: Apache-2.0 */
/* The headers of JPEG 2000 codestreams: what is incomplete, and what would cost more than it holds, is refused before a
 * decoder sees it. */
#include <string.h>

#include "codec/jp2.h"
#include "test.h"

/* What a test changes of a small valid codestream. */
struct stream {
    uint32_t width, height, x0, tile;
    uint16_t rsiz, components, layers;
    uint8_t depth, dx, levels, block, style;
    const char *precincts; /* levels + 1 bytes */
    const char *second;    /* further marker segments of the main header */
    uint32_t second_bytes;
    uint32_t part_bytes; /* Psot; 0 as it is */
    uint16_t first_tile;
    bool no_cod, no_end, no_length;
    size_t packet_bytes;
};
static const struct stream plain = {.width = 64,
                                    .height = 64,
                                    .tile = 64,
                                    .components = 1,
                                    .layers = 1,
                                    .depth = 7,
                                    .dx = 1,
                                    .levels = 2,
                                    .block = 4,
                                    .packet_bytes = 40};

static void write_size(struct tp_buffer *out, const struct stream *s)
{
    tp_write_u32be(out, 0xff4fff51);
    tp_write_u16be(out, (uint16_t)(38 + 3 * s->components));
    tp_write_u16be(out, s->rsiz);
    tp_write_u32be(out, s->width);
    tp_write_u32be(out, s->height);
    tp_write_u32be(out, s->x0);
    tp_write_u32be(out, 0);
    tp_write_u32be(out, s->tile);
    tp_write_u32be(out, s->tile);
    tp_write_u32be(out, 0);
    tp_write_u32be(out, 0);
    tp_write_u16be(out, s->components);
    for (unsigned i = 0; i < s->components; i++) {
        tp_write_u8(out, s->depth);
        tp_write_u8(out, s->dx);
        tp_write_u8(out, s->dx);
    }
}

static void write_coding(struct tp_buffer *out, const struct stream *s)
{
    tp_write_u16be(out, 0xff52);
    tp_write_u16be(out, (uint16_t)(12 + (s->precincts ? s->levels + 1 : 0)));
    tp_write_u8(out, s->precincts != NULL);
    tp_write_u8(out, 2);
    tp_write_u16be(out, s->layers);
    tp_write_u8(out, 0);
    tp_write_u8(out, s->levels);
    tp_write_u8(out, s->block);
    tp_write_u8(out, s->block);
    tp_write_u8(out, s->style);
    tp_write_u8(out, 1);
    tp_write_bytes(out, s->precincts, s->precincts ? s->levels + 1u : 0);
}

static void write_tile_part(struct tp_buffer *out, const struct stream *s, uint16_t tile)
{
    tp_write_u32be(out, 0xff90000a);
    tp_write_u16be(out, tile);
    tp_write_u32be(out, s->no_length ? 0 : s->part_bytes ? s->part_bytes : (uint32_t)(14 + s->packet_bytes));
    tp_write_u16be(out, 0x0001);
    tp_write_u16be(out, 0xff93);
    for (size_t i = 0; i < s->packet_bytes; i++)
        tp_write_u8(out, 0);
}

static tp_status check(const struct stream *s, struct tp_diag *diag)
{
    static const struct tp_codec_limits limits = {20000, 100000000, 1 << 28};
    struct tp_jp2_header header;
    struct tp_buffer file;
    tp_status status;

    tp_buffer_init(&file);
    write_size(&file, s);
    if (!s->no_cod)
        write_coding(&file, s);
    tp_write_bytes(&file, s->second, s->second_bytes);
    write_tile_part(&file, s, s->first_tile);
    if (!s->no_end)
        tp_write_u16be(&file, 0xffd9);
    tp_diag_init(diag);
    status = tp_jp2_read_header(tp_cursor_over(file.data, file.size_bytes), 100, &limits, &header, diag);
    assert_true(diag->status == status && (status == TP_OK) == (diag->text[0] == '\0'));
    tp_buffer_deinit(&file);
    return status;
}

/* Checks PLAIN with one member set; the words of the refusal must hold PART. */
#define CHECK(expected, part, ...)                                                                                     \
    do {                                                                                                               \
        struct stream s = plain;                                                                                       \
        struct tp_diag diag;                                                                                           \
        __VA_ARGS__;                                                                                                   \
        assert_int_equal(check(&s, &diag), expected);                                                                  \
        if (!strstr(diag.text, part))                                                                                  \
            fail_msg("%s", diag.text);                                                                                 \
    } while (0)

static void whole_streams_pass(void **state)
{
    (void)state;
    CHECK(TP_OK, "", (void)0);
    CHECK(TP_OK, "", s.no_end = true);    /* SOT says that there is one part */
    CHECK(TP_OK, "", s.no_length = true); /* to the end marker */
    CHECK(TP_OK, "", s.components = 3, s.depth = 15);
    CHECK(TP_OK, "", s.levels = 32);
    CHECK(TP_OK, "", s.precincts = "\x55\x66\x77");
    CHECK(TP_OK, "", s.second = "\xff\x64\0\4\0\1", s.second_bytes = 6);
    CHECK(TP_OK, "", s.second = "\xff\x53\0\x09\0\0\2\4\4\0\1", s.second_bytes = 11);
}

static void sizes(void **state)
{
    (void)state;
    CHECK(TP_E_FORMAT, "no pixels", s.width = 0);
    CHECK(TP_E_FORMAT, "no pixels", s.x0 = 64);
    CHECK(TP_E_LIMIT, "at most", s.width = 20001, s.tile = 20001);
    CHECK(TP_E_LIMIT, "at most", s.width = s.height = s.tile = 20000);
    CHECK(TP_E_FORMAT, "first tile", s.tile = 0);
    CHECK(TP_E_FORMAT, "first tile", s.tile = 20, s.x0 = 30);
    CHECK(TP_E_LIMIT, "tiles", s.tile = 1, s.height = 10000);
    CHECK(TP_E_TRUNCATED, "cannot hold", s.tile = 1);
    CHECK(TP_E_TRUNCATED, "cannot hold", s.width = s.height = s.tile = 9000);
    CHECK(TP_E_UNSUPPORTED, "5 components", s.components = 5);
    CHECK(TP_E_FORMAT, "0 components", s.components = 0);
    CHECK(TP_E_UNSUPPORTED, "17 bits", s.depth = 16);
    CHECK(TP_E_FORMAT, "without samples", s.dx = 0);
    CHECK(TP_E_UNSUPPORTED, "15444-2", s.rsiz = 0x8000);
}

static void coding(void **state)
{
    (void)state;
    CHECK(TP_E_FORMAT, "main header has none", s.no_cod = true);
    CHECK(TP_E_FORMAT, "no layers", s.layers = 0);
    CHECK(TP_E_FORMAT, "33 levels", s.levels = 33);
    CHECK(TP_E_FORMAT, "code-blocks of", s.block = 5);
    CHECK(TP_E_UNSUPPORTED, "high-throughput", s.style = 0x40);
    CHECK(TP_E_FORMAT, "precincts of one sample", s.precincts = "\0\x10\1");
    CHECK(TP_E_UNSUPPORTED, "FF50", s.second = "\xff\x50\0\x08\0\2\0\0\0\1", s.second_bytes = 10);
    CHECK(TP_E_FORMAT, "a segment of 1", s.second = "\xff\x64\0\1", s.second_bytes = 4);
    CHECK(TP_E_FORMAT, "is not expected", s.second = "\0\0", s.second_bytes = 2);
    CHECK(TP_E_FORMAT, "no component 1", s.second = "\xff\x53\0\x09\1\0\2\4\4\0\1", s.second_bytes = 11);
    CHECK(TP_E_UNSUPPORTED, "more than one", s.second = "\xff\x52\0\x0c\0\2\0\1\0\2\4\4\0\1", s.second_bytes = 14);
    CHECK(TP_E_UNSUPPORTED, "after a COC", s.no_cod = true, s.second = "\xff\x53\0\x09\0\0\2\4\4\0\1",
          s.second_bytes = 11);
}

/* Few bytes that ask for much. */
static void demands(void **state)
{
    (void)state;
    CHECK(TP_E_TRUNCATED, "packets", s.layers = 65535);
    CHECK(TP_E_TRUNCATED, "packets", s.precincts = "\0\x11\x11");
    CHECK(TP_E_LIMIT, "code-blocks", s.block = 0, s.width = s.height = s.tile = 9000, s.packet_bytes = 3000);
    CHECK(TP_OK, "", s.block = 0, s.width = s.height = s.tile = 800);
    CHECK(TP_E_LIMIT, "precincts of too many forms", s.width = s.height = s.tile = 2000, s.levels = 1,
          s.precincts = "\x0f\xf1", s.packet_bytes = 5000);
}

static void tile_parts(void **state)
{
    (void)state;
    CHECK(TP_E_TRUNCATED, "ends early", s.part_bytes = 2000);
    CHECK(TP_E_FORMAT, "shorter than its header", s.part_bytes = 5);
    CHECK(TP_E_FORMAT, "0000 follows", s.part_bytes = 20);
    CHECK(TP_E_FORMAT, "no tile-part", s.first_tile = 1);
    CHECK(TP_E_TRUNCATED, "tile 1 is missing", s.width = 128);
    CHECK(TP_E_TRUNCATED, "ends early", s.width = 128, s.no_end = true);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(whole_streams_pass), cmocka_unit_test(sizes), cmocka_unit_test(coding), cmocka_unit_test(demands),
    cmocka_unit_test(tile_parts),
};
TP_TEST_MAIN(tests)
