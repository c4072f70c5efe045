/* SPDX-License-Identifier: Apache-2.0 */
/* What every module stands on: diagnostics, bounded reading and writing, arenas, files, threads, random numbers and
 * arithmetic that gives the same bits everywhere. */
#ifndef TP_BASE_H
#define TP_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tenprint/status.h>

#define TP_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define TP_MIN(a, b) ((a) < (b) ? (a) : (b))
#define TP_MAX(a, b) ((a) > (b) ? (a) : (b))
#define TP_CLAMP(x, low, high) ((x) < (low) ? (low) : (x) > (high) ? (high) : (x))

/* An assertion that stays on in release; for bugs only, no input may reach one. */
#define TP_ASSERT(condition) ((condition) ? (void)0 : tp_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void tp_assert_failed(const char *condition, const char *file, int line);

/* ---- diagnostics (status.c) ---------------------------------------------------------------------------------- */

/* Fills DIAG (which may be NULL) unless it already holds an error, and returns STATUS. FIELD may be NULL; offset -1
 * when unknown. The text is one sentence without a full stop. */
TP_NODISCARD tp_status tp_fail(struct tp_diag *diag, tp_status status, const char *field, int64_t offset_bytes,
                               const char *format, ...) TP_PRINTF(5, 6);

/* Makes TEXT fit for a terminal and one line: control characters, those that turn the direction of text and what is no
 * UTF-8 become '?', byte for byte. Diagnostics and findings may quote what a file holds. */
void tp_text_make_printable(char *text);

/* Whether WORD is one of WORDS, which have blanks between them. */
bool tp_text_lists(const char *words, const char *word);

/* What INNER says of STATUS, unless DIAG, which may be NULL, holds an error. Passes STATUS through. */
tp_status tp_diag_pass(struct tp_diag *diag, tp_status status, const struct tp_diag *inner);

/* Names the file of a diagnostic that has none yet. Passes STATUS through. */
tp_status tp_diag_in_file(struct tp_diag *diag, tp_status status, const char *path);

/* ---- reading (cursor.c): sticky, bounded, the only pointer arithmetic on input ---------------------------------- */

/* Once a read passes the end, `bad` stays true and every read gives zeros. */
struct tp_cursor {
    const uint8_t *begin, *at, *end;
    bool bad;
};
struct tp_cursor tp_cursor_over(const uint8_t *data, size_t size_bytes);
uint8_t tp_read_u8(struct tp_cursor *cursor);
uint16_t tp_read_u16be(struct tp_cursor *cursor);
uint32_t tp_read_u32be(struct tp_cursor *cursor);
uint16_t tp_read_u16le(struct tp_cursor *cursor);
uint32_t tp_read_u32le(struct tp_cursor *cursor);
/* The next SIZE bytes, borrowed; NULL (and bad) when fewer remain. */
const uint8_t *tp_read_bytes(struct tp_cursor *cursor, size_t size_bytes);
/* A cursor over the next SIZE bytes, which are consumed; a bad one when fewer remain. */
struct tp_cursor tp_read_sub(struct tp_cursor *cursor, size_t size_bytes);
size_t tp_cursor_left(const struct tp_cursor *cursor);
int64_t tp_cursor_offset(const struct tp_cursor *cursor);

/* ---- writing (buffer.c) ----------------------------------------------------------------------------------------- */

/* A growing byte buffer. Sticky: after a failed allocation `bad` stays true and writes do nothing. */
struct tp_buffer {
    uint8_t *data; /* owned; free with tp_buffer_deinit, or hand over and forget */
    size_t size_bytes, capacity_bytes;
    bool bad;
};
void tp_buffer_init(struct tp_buffer *out);
void tp_buffer_deinit(struct tp_buffer *buffer);
void tp_write_u8(struct tp_buffer *buffer, uint8_t value);
void tp_write_u16be(struct tp_buffer *buffer, uint16_t value);
void tp_write_u32be(struct tp_buffer *buffer, uint32_t value);
void tp_write_bytes(struct tp_buffer *buffer, const void *data, size_t size_bytes);
void tp_write_text(struct tp_buffer *buffer, const char *format, ...) TP_PRINTF(2, 3);
/* Text as it stands in HTML, between tags and in quoted values: no byte of it is markup. */
void tp_write_html(struct tp_buffer *buffer, const void *text, size_t size_bytes);

/* ---- bytes as text (base64.c, hex.c) ------------------------------------------------------------------------------
 */

/* Base64 (RFC 4648, clause 4), with padding and without line ends. */
void tp_base64_encode(const uint8_t *data, size_t size_bytes, struct tp_buffer *out);
/* Appends to OUT what TEXT stands for; blanks are skipped, padding may be missing, and the
 * alphabet of clause 5 (- and _) is understood too. E_FORMAT, E_MEMORY. */
TP_NODISCARD tp_status tp_base64_decode(const char *text, struct tp_buffer *out, struct tp_diag *diag);
/* The one way to write what is signed or hashed: exactly SIZE bytes in the alphabet of clause 4 with padding, unused
 * bits zero, nothing else. False for any other text. */
bool tp_base64_decode_exact(const char *text, uint8_t *out, size_t size_bytes);

/* 2 * SIZE digits a-f and the NUL. */
void tp_hex_encode(const uint8_t *data, size_t size_bytes, char *out);
/* Exactly 2 * SIZE digits, lower case only; false for any other text. */
bool tp_hex_decode(const char *text, uint8_t *out, size_t size_bytes);

/* ---- memory (arena.c) ------------------------------------------------------------------------------------------- */

/* One allocation handed out in 64-byte aligned pieces; what a worker's workspace is made of. */
struct tp_arena {
    uint8_t *memory; /* owned */
    size_t size_bytes, used_bytes;
};
TP_NODISCARD tp_status tp_arena_init(struct tp_arena *out, size_t size_bytes, struct tp_diag *diag);
void tp_arena_deinit(struct tp_arena *arena);
/* Uninitialised memory, or NULL when the arena has no room left. */
void *tp_arena_take(struct tp_arena *arena, size_t count, size_t element_bytes);
/* Gives back all that was taken after MARK (an earlier used_bytes). */
void tp_arena_rewind(struct tp_arena *arena, size_t mark);

/* malloc and calloc with overflow check and diagnostic; *OUT is NULL on failure. */
TP_NODISCARD tp_status tp_alloc(void **out, size_t count, size_t element_bytes, struct tp_diag *diag);
TP_NODISCARD tp_status tp_alloc_zero(void **out, size_t count, size_t element_bytes, struct tp_diag *diag);

/* Overwrites memory in a way that the compiler keeps. */
void tp_wipe(void *memory, size_t size_bytes);

/* ---- files (file.c) --------------------------------------------------------------------------------------------- */

/* Reads all of PATH, at most LIMIT bytes, into *DATA (free with free()). E_NOT_FOUND, E_FORMAT (a folder or device),
 * E_IO, E_LIMIT, E_MEMORY. */
TP_NODISCARD tp_status tp_file_read(const char *path, size_t limit_bytes, uint8_t **data, size_t *size_bytes,
                                    struct tp_diag *diag);
/* Replaces PATH atomically: written beside it, synced, renamed. On failure PATH is as it was. */
TP_NODISCARD tp_status tp_file_write(const char *path, const void *data, size_t size_bytes, struct tp_diag *diag);
/* The same, readable by the owner only from the first moment. */
TP_NODISCARD tp_status tp_file_write_private(const char *path, const void *data, size_t size_bytes,
                                             struct tp_diag *diag);

/* ---- threads (pool.c) ------------------------------------------------------------------------------------------- */

struct tp_pool;
/* Called once for each index 0..count-1, in any order; WORKER < the pool's thread count names the calling worker. */
typedef void tp_pool_fn(void *context, size_t index, unsigned worker);
/* THREAD_COUNT 0 means one for each processor this process may use. */
TP_NODISCARD tp_status tp_pool_new(unsigned thread_count, struct tp_pool **out, struct tp_diag *diag);
void tp_pool_free(struct tp_pool **pool);
unsigned tp_pool_thread_count(const struct tp_pool *pool);
/* Runs FN for all indices and waits; the calling thread works too. Not reentrant. */
void tp_pool_run(struct tp_pool *pool, size_t count, tp_pool_fn *fn, void *context);

/* ---- numbers that are the same everywhere (rng.c, fmath.c) ------------------------------------------------------ */

/* xoshiro256** (Blackman and Vigna 2018), seeded through splitmix64. */
struct tp_rng {
    uint64_t state[4];
};
/* Different STREAMs of one SEED are independent. */
struct tp_rng tp_rng_seed(uint64_t seed, uint64_t stream);
uint64_t tp_rng_u64(struct tp_rng *rng);
uint32_t tp_rng_below(struct tp_rng *rng, uint32_t bound); /* 0..bound-1, without bias */
float tp_rng_unit(struct tp_rng *rng);                     /* [0, 1) */
float tp_rng_range(struct tp_rng *rng, float low, float high);
float tp_rng_normal(struct tp_rng *rng); /* mean 0, deviation 1 */

/* libm differs between machines; these use + - * / only, so that every compiler and processor gives the same bits.
 * Largest errors, measured by the tests: tp_atan2 1e-6 rad, tp_sin and tp_cos 1e-6 (|x| <= 1e4), tp_exp and tp_log
 * 1e-6 relative. sqrtf is exact everywhere and used directly. */
#define TP_PI 3.14159265358979323846f
float tp_atan2(float y, float x); /* (-pi, pi]; 0 for (0, 0) */
float tp_sin(float x);
float tp_cos(float x);
float tp_exp(float x); /* 0 below -87 and for NaN, FLT_MAX above 88 */
float tp_log(float x); /* x > 0; -FLT_MAX otherwise */
/* Angle to units of 2*pi/256 and back, and the signed difference a - b in (-pi, pi]. */
uint8_t tp_angle_to_q8(float angle_rad);
float tp_angle_from_q8(uint8_t theta_q8);
float tp_angle_difference(float a_rad, float b_rad);

/* CRC-32 (ISO 3309, polynomial 0xEDB88320 reflected) and FNV-1a 64, for checks and golden values. */
uint32_t tp_crc32(const void *data, size_t size_bytes);
uint64_t tp_hash64(const void *data, size_t size_bytes, uint64_t seed);

/* ---- time and progress (clock.c, time.c) ------------------------------------------------------------------------- */

int64_t tp_clock_monotonic_ns(void);
int64_t tp_clock_cpu_ns(void); /* of the calling thread */

/* Seconds since 1970-01-01T00:00:00Z, without leap seconds; the only place that asks the machine for the date. */
int64_t tp_clock_now_s(void);

/* RFC 3339, the one form that documents use: "2011-06-01T00:00:00Z", years 1970 to 9999. */
enum { TP_TIME_TEXT_BYTES = 21 };
void tp_time_format(int64_t time_s, char out[TP_TIME_TEXT_BYTES]); /* TIME is clamped to those years */
bool tp_time_parse(const char *text, int64_t *out_s);              /* false for any other text or a day that is none */

/* A progress line on standard error when that is a terminal, silent otherwise. Thread-safe. */
struct tp_progress;
TP_NODISCARD tp_status tp_progress_new(const char *what, size_t total, struct tp_progress **out, struct tp_diag *diag);
void tp_progress_step(struct tp_progress *progress, size_t count); /* NULL is accepted */
void tp_progress_free(struct tp_progress **progress);              /* erases the line */

#endif
