/* SPDX-License-Identifier: Apache-2.0 */
/* A template from a file that holds an image or a template. */
#include <stdlib.h>
#include <string.h>

#include "node/node.h"
#include "template/template.h"

enum { FILE_MAX_BYTES = 256 << 20 };

void tp_impression_source_deinit(struct tp_impression_source *source)
{
    free(source->data);
    tp_image_deinit(&source->image);
    memset(source, 0, sizeof *source);
}

/* Both standard formats begin with the same four bytes. */
static bool is_template(const uint8_t *data, size_t size_bytes)
{
    return tp_native_detect(data, size_bytes) || (size_bytes >= 4 && memcmp(data, "FMR", 4) == 0);
}

static tp_status extract(struct tp_extractor *extractor, const struct tp_extract_options *options,
                         struct tp_template *out, struct tp_impression_source *source, struct tp_diag *diag)
{
    float wanted_ppi = options ? options->ppi : 0;
    tp_status status = tp_codec_decode(source->data, source->size_bytes, NULL, &source->image, diag);

    if (status != TP_OK)
        return status;
    source->ppi = wanted_ppi > 0 ? wanted_ppi : source->image.ppi;
    source->ppi_assumed = !(source->ppi > 0);
    if (source->ppi_assumed)
        source->ppi = TP_PPI_STANDARD;
    return tp_extract(extractor, &source->image, options, out, diag);
}

static tp_status load(struct tp_extractor *extractor, const char *path, const struct tp_extract_options *options,
                      struct tp_template *out, struct tp_impression_source *source, struct tp_diag *diag)
{
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &source->data, &source->size_bytes, diag);

    if (status != TP_OK)
        return status;
    source->is_template = is_template(source->data, source->size_bytes);
    if (!source->is_template)
        return extract(extractor, options, out, source, diag);
    source->ppi = TP_PPI_STANDARD;
    return tp_template_decode(source->data, source->size_bytes, 0, out, NULL, diag);
}

tp_status tp_impression_load(struct tp_extractor *extractor, const char *path, const struct tp_extract_options *options,
                             struct tp_template *out, struct tp_impression_source *source, struct tp_diag *diag)
{
    struct tp_impression_source own = {0};
    tp_status status;

    tp_template_init(out);
    status = tp_diag_in_file(diag, load(extractor, path, options, out, &own, diag), path);
    if (source && status == TP_OK)
        *source = own;
    else
        tp_impression_source_deinit(&own);
    if (source && status != TP_OK)
        memset(source, 0, sizeof *source);
    return status;
}
