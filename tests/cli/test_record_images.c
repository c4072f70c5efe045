/* SPDX-License-Identifier: Apache-2.0 */
/* The images of a transaction as files. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "cards.h"
#include "cli/record_show.h"
#include "folder.h"

static void images_are_named_by_their_place(void **state)
{
    struct tp_transaction *card = card_make("DOE");
    struct tp_findings remarks = {0};
    const struct tp_show show = {"card.an2", card, &remarks};
    struct test_folder folder;
    struct tp_image image;
    struct tp_bytes pixels;
    size_t failed;

    (void)state;
    folder_make(&folder);
    pixels = tp_record_get(card_add_print(card, 13, 1), 999);
    card_set(card_add_print(card, 2, 1), 7, "63");
    assert_int_equal(tp_show_images(&show, folder_path(&folder, "new"), &failed, NULL), TP_OK);
    assert_int_equal(failed, 1);
    assert_int_equal(
        tp_codec_load(folder_path(&folder, "new/record03-type14-idc02-position13.png"), NULL, &image, NULL), TP_OK);
    assert_int_equal((int)image.ppi, 500);
    assert_memory_equal(image.pixels, pixels.data, pixels.size_bytes);
    tp_image_deinit(&image);
    assert_int_not_equal(access(folder_path(&folder, "new/record04-type14-idc03-position02.png"), F_OK), 0);
    folder_write(&folder, "file", "x", 1);
    assert_int_equal(tp_show_images(&show, folder_path(&folder, "none/none"), &failed, NULL), TP_E_IO);
    assert_int_not_equal(tp_show_images(&show, folder_path(&folder, "file"), &failed, NULL), TP_OK);
    folder_remove(&folder);
    tp_transaction_free(&card);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(images_are_named_by_their_place),
};

TP_TEST_MAIN(tests)
