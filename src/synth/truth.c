/* SPDX-License-Identifier: Apache-2.0 */
/* The true minutiae of a pattern. A ridge pattern is a wave; where a ridge or a valley begins, its phase turns by 2*pi
 * around the place (Larkin and Fletcher 2007), so minutiae are found exactly and without a skeleton: as the squares of
 * four pixels around which the phase, measured with a pair of filters, does not come back to where it was. */
#include "synth/growth.h"

#include <math.h>

static void measure_phase(struct tp_synth *synth)
{
    for (int y = 0; y < TP_SYNTH_HEIGHT_PX; y++)
        for (int x = 0; x < TP_SYNTH_WIDTH_PX; x++) {
            int tune = y / TUNE * TUNE_COLUMNS + x / TUNE;
            int p = synth->period[tune], o = synth->orientation[tune];
            int32_t even, odd;
            uint8_t *phase = &synth->phase[y * TP_SYNTH_WIDTH_PX + x];
            *phase = 0;
            if (synth->plane[tp_synth_at(x, y)] == 0)
                continue;
            even = tp_synth_response(synth->plane, x, y, synth->even[p][o]);
            odd = tp_synth_response(synth->plane, x, y, synth->odd[p][o]);
            *phase = tp_angle_to_q8(tp_atan2((float)odd, (float)even));
        }
}

/* The phase at a pixel, as it is when the normal there is taken to point to the same side as orientation REFERENCE's.
 */
static uint8_t phase_at(const struct tp_synth *synth, int x, int y, int reference)
{
    uint8_t phase = synth->phase[y * TP_SYNTH_WIDTH_PX + x];
    int orientation = synth->orientation[y / TUNE * TUNE_COLUMNS + x / TUNE];
    int apart = orientation - reference;

    return apart > ORIENTATIONS / 2 || apart < -ORIENTATIONS / 2 ? (uint8_t)-phase : phase;
}

/* How often the phase turns around the square of pixels whose upper left is (x, y): -1, 0 or 1. */
static int winding(const struct tp_synth *synth, int x, int y)
{
    int reference = synth->orientation[y / TUNE * TUNE_COLUMNS + x / TUNE];
    uint8_t around[4] = {phase_at(synth, x, y, reference), phase_at(synth, x, y + 1, reference),
                         phase_at(synth, x + 1, y + 1, reference), phase_at(synth, x + 1, y, reference)};
    int sum = 0;

    for (int i = 0; i < 4; i++)
        sum += (int8_t)(around[(i + 1) % 4] - around[i]);
    return sum / 256;
}

/* The pattern a little way from a point. */
static int32_t sample(const struct tp_synth *synth, float x, float y)
{
    int ix = TP_CLAMP((int)(x + 0.5f), 0, TP_SYNTH_WIDTH_PX - 1),
        iy = TP_CLAMP((int)(y + 0.5f), 0, TP_SYNTH_HEIGHT_PX - 1);

    return synth->plane[tp_synth_at(ix, iy)];
}

static struct tp_synth_minutia minutia_at(const struct tp_synth *synth, const struct tp_synth_finger *finger, int x,
                                          int y, int turn)
{
    struct tp_synth_minutia m = {.x_px = (float)x + 0.5f, .y_px = (float)y + 0.5f};
    float filter_rad = (float)synth->orientation[y / TUNE * TUNE_COLUMNS + x / TUNE] * (TP_PI / ORIENTATIONS);
    float along_x, along_y;
    int32_t ahead = 0, behind = 0;

    m.theta_rad = tp_synth_orientation(finger, m.x_px, m.y_px);
    /* the branch of the filter that measured the phase */
    m.theta_rad += m.theta_rad - filter_rad > TP_PI / 2 ? -TP_PI : m.theta_rad - filter_rad < -TP_PI / 2 ? TP_PI : 0;
    if (turn > 0)
        m.theta_rad += TP_PI;
    along_x = tp_cos(m.theta_rad);
    along_y = -tp_sin(m.theta_rad);
    for (int step = 3; step <= 6; step++) {
        ahead += sample(synth, m.x_px + (float)step * along_x, m.y_px + (float)step * along_y);
        behind += sample(synth, m.x_px - (float)step * along_x, m.y_px - (float)step * along_y);
    }
    m.type = ahead > behind ? TP_MINUTIA_ENDING : TP_MINUTIA_BIFURCATION;
    return m;
}

/* Two dislocations of opposite sense this near cancel: nothing of them is seen in the print. */
static void drop_close_pairs(struct tp_synth_master *master)
{
    bool drop[TP_SYNTH_MINUTIAE_MAX] = {false};
    uint32_t kept = 0;

    for (uint32_t i = 0; i < master->minutia_count; i++)
        for (uint32_t j = i + 1; j < master->minutia_count && !drop[i]; j++) {
            const struct tp_synth_minutia *a = &master->minutiae[i], *b = &master->minutiae[j];
            float dx = a->x_px - b->x_px, dy = a->y_px - b->y_px;
            float turn = fabsf(tp_angle_difference(a->theta_rad, b->theta_rad));
            if (!drop[j] && dx * dx + dy * dy < 49.0f && turn > TP_PI / 2)
                drop[i] = drop[j] = true;
        }
    for (uint32_t i = 0; i < master->minutia_count; i++)
        if (!drop[i])
            master->minutiae[kept++] = master->minutiae[i];
    master->minutia_count = kept;
}

void tp_synth_find_minutiae(struct tp_synth *synth, struct tp_synth_master *master)
{
    measure_phase(synth);
    master->minutia_count = 0;
    for (int y = REACH; y < TP_SYNTH_HEIGHT_PX - REACH; y++)
        for (int x = REACH; x < TP_SYNTH_WIDTH_PX - REACH; x++) {
            int turn;
            if (master->minutia_count == TP_SYNTH_MINUTIAE_MAX)
                return;
            turn = winding(synth, x, y);
            if (turn != 0 && tp_synth_inside(&master->finger, (float)x, (float)y) > 0.02f)
                master->minutiae[master->minutia_count++] = minutia_at(synth, &master->finger, x, y, turn);
        }
    drop_close_pairs(master);
}
