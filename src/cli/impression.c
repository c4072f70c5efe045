/* SPDX-License-Identifier: Apache-2.0 */
/* An impression named on the command line: loading and describing it. */
#include "cli/impression.h"

#include <string.h>

tp_status tp_cli_impression_load(struct tp_extractor *extractor, const char *path, float ppi,
                                 struct tp_cli_impression *out, struct tp_diag *diag)
{
    const struct tp_extract_options options = {.ppi = ppi};

    out->path = path;
    return tp_impression_load(extractor, path, &options, &out->tmpl, &out->source, diag);
}

void tp_cli_impression_deinit(struct tp_cli_impression *impression)
{
    tp_template_deinit(&impression->tmpl);
    tp_impression_source_deinit(&impression->source);
}

struct tp_overlay_side tp_cli_impression_side(const struct tp_cli_impression *impression)
{
    const char *slash = strrchr(impression->path, '/');

    return (struct tp_overlay_side){.image = &impression->source.image,
                                    .ppi = impression->source.ppi,
                                    .tmpl = &impression->tmpl,
                                    .label = slash ? slash + 1 : impression->path};
}

void tp_cli_impression_print(const struct tp_cli_impression *impression, FILE *out)
{
    const struct tp_impression_source *source = &impression->source;

    if (source->is_template)
        fprintf(out, "%s: template, %u x %u pixels at 500 ppi", impression->path, impression->tmpl.width_px,
                impression->tmpl.height_px);
    else
        fprintf(out, "%s: %u x %u pixels at %g ppi%s", impression->path, source->image.width_px,
                source->image.height_px, (double)source->ppi,
                source->ppi_assumed ? " (assumed: the file does not say)" : "");
    fprintf(out, ", %u minutiae, quality ", impression->tmpl.minutia_count);
    if (impression->tmpl.quality == TP_QUALITY_UNKNOWN)
        fputs("not known\n", out);
    else
        fprintf(out, "%u\n", impression->tmpl.quality);
}

static void add_minutia(const struct tp_minutia *minutia, struct tp_json *json)
{
    static const char *const types[] = {"other", "ending", "bifurcation"};

    tp_json_object(json, NULL);
    tp_json_integer(json, "x_px", minutia->x_px);
    tp_json_integer(json, "y_px", minutia->y_px);
    tp_json_number(json, "angle_degrees", minutia->theta_q8 * 360.0 / 256);
    tp_json_text(json, "type", types[TP_MIN(minutia->type, 2)]);
    tp_json_integer(json, "quality", minutia->quality);
    tp_json_close(json);
}

void tp_cli_impression_json(const struct tp_cli_impression *impression, bool with_minutiae, struct tp_json *json)
{
    const struct tp_template *tmpl = &impression->tmpl;

    tp_json_text(json, "file", impression->path);
    tp_json_text(json, "kind", impression->source.is_template ? "template" : "image");
    tp_json_number(json, "ppi", (double)impression->source.ppi);
    tp_json_flag(json, "ppi_assumed", impression->source.ppi_assumed);
    tp_json_integer(json, "width_px_at_500_ppi", tmpl->width_px);
    tp_json_integer(json, "height_px_at_500_ppi", tmpl->height_px);
    if (tmpl->quality == TP_QUALITY_UNKNOWN)
        tp_json_text(json, "quality", NULL);
    else
        tp_json_integer(json, "quality", tmpl->quality);
    tp_json_integer(json, "minutia_count", tmpl->minutia_count);
    if (!with_minutiae)
        return;
    tp_json_list(json, "minutiae");
    for (unsigned i = 0; i < tmpl->minutia_count; i++)
        add_minutia(&tmpl->minutiae[i], json);
    tp_json_close(json);
}
