/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the examples of docs/operations.md about an organisation's folder and its people, as they stand there. */
#include "cli/life.h"

#include "softhsm.h"

static struct test_folder token_folder;

/* The file as text; free it. */
static char *read_document(void)
{
    char path[512];
    uint8_t *text;
    size_t size;
    char *copy;

    snprintf(path, sizeof path, "%s/docs/operations.md", getenv("TP_SOURCE_ROOT"));
    assert_int_equal(tp_file_read(path, 1 << 20, &text, &size, NULL), TP_OK);
    copy = strndup((const char *)text, size);
    free(text);
    assert_non_null(copy);
    return copy;
}

/* Sources of the sample with the key of Tompkins County as `key make` made it. */
static void hand_over_events(void)
{
    json_t *root;
    char key[128], source[256];
    const char *changes[] = {"{\"jurisdiction\":\"US-NY-059\",\"key\":\"@US-NY-059@\"}", source, NULL};

    tenprint(0, "key", "key show --json tompkins.pem");
    snprintf(key, sizeof key, "%s", json_string_value(printed(&root, "key")));
    json_decref(root);
    snprintf(source, sizeof source, "{\"jurisdiction\":\"US-NY-109\",\"key\":\"%s\"}", key);
    life_write("terms.json", sample_document(changes));
    life_init("ident", "dhs-ident", "US");
    tenprint(0, "taken", "agreement propose terms.json --org ident --now " LIFE_PROPOSED " --json");
    snprintf(agreement, sizeof agreement, "%s", json_string_value(printed(&root, "agreement")));
    json_decref(root);
    tenprint(0, "1 events", "agreement export %.8s --org ident --to from-dhs", agreement);
}

/* Runs LINE with AGREEMENT replaced. */
static void run_example(const char *line)
{
    char command[2048] = "--version >/dev/null; tenprint() { \"$TP_PROGRAM\" \"$@\"; }; ";
    const char *name = strstr(line, "AGREEMENT");
    size_t begun = strlen(command);

    snprintf(command + begun, sizeof command - begun, "%.*s%s", name ? (int)(name - line) : (int)strlen(line), line,
             name ? agreement : "");
    run_program(command, &run);
    /* The example of `agreement accept` is about a folder with another key for ny-dcjs. */
    if (run.exit != (strstr(line, "agreement accept") ? 1 : 0))
        fail_msg("%s\nexit %d\n%s%s", line, run.exit, run.out, run.err);
    if (strstr(line, "key show tompkins.pem"))
        hand_over_events();
}

/* Examples of a node's folder, which has a vault, and of paths outside of it; the commands have tests of their own. */
static bool is_of_a_node(const char *line)
{
    static const char *const commands[] = {"tenprint vault ", "tenprint backup ", "tenprint restore "};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(commands); i++)
        if (strncmp(line, commands[i], strlen(commands[i])) == 0)
            return true;
    return false;
}

static void the_examples_do_what_they_say(void **state)
{
    char *text = read_document(), *end, *rest;
    unsigned count = 0;
    bool token = softhsm_ready(&token_folder, "node", "1234"), script = false;

    (void)state;
    setenv("TENPRINT_PASSPHRASE", "secret", 1);
    setenv("TENPRINT_KEY_PASSPHRASE", "secret", 1);
    setenv("NEW_PASSPHRASE", "another", 1);
    folder_make(&folder);
    assert_int_equal(chdir(folder.path), 0);
    folder_write(&folder, "pin.txt", "1234\n", 5);
    rest = strstr(text, "\n## An organisation's folder\n");
    assert_non_null(rest);
    end = strstr(rest + 4, "\n## ");
    if (end)
        *end = '\0';
    for (char *line = strtok_r(rest, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        script = script != (strncmp(line, "```", 3) == 0);
        if (script || strncmp(line, "    ", 4) != 0 || (strstr(line, "--token-module") && !token) ||
            is_of_a_node(line + 4))
            continue;
        run_example(line + 4);
        count++;
    }
    assert_in_range(count, 10, 40);
    free(text);
    assert_int_equal(chdir("/"), 0);
    folder_remove(&folder);
    if (token)
        folder_remove(&token_folder);
}

/* The indented lines of a section as one script; `systemctl` starts and stops a node in the folder. */
static void write_people_script(char *text)
{
    char *rest = strstr(text, "\n### People\n"), *end = rest ? strstr(rest + 4, "\n### ") : NULL;
    FILE *script = fopen("people.sh", "w");
    unsigned count = 0;

    assert_non_null(end);
    assert_non_null(script);
    *end = '\0';
    fputs("set -e\ntenprint() { \"$TP_PROGRAM\" \"$@\"; }\n"
          "stop() { kill $NODE && wait $NODE; NODE=; }\n"
          "trap '[ -z \"$NODE\" ] || stop' EXIT\n"
          "systemctl() {\n"
          "  if [ \"$1\" = stop ]; then stop; return; fi\n"
          "  : >serve.txt\n" /* or grep may still see what the one before said */
          "  \"$TP_PROGRAM\" serve dcjs --listen 127.0.0.1:0 >serve.txt 2>log.txt & NODE=$!\n"
          "  until grep -q listening serve.txt; do kill -0 $NODE; sleep 0.1; done\n"
          "  export TENPRINT_NODE=$(sed -n 's/listening *//p' serve.txt)\n}\n",
          script);
    for (char *line = strtok_r(rest, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (strncmp(line, "    ", 4) == 0) {
            fprintf(script, "%s\n", line + 4);
            count++;
        }
    assert_in_range(count, 20, 40);
    assert_int_equal(fclose(script), 0);
}

static void people_are_let_in_as_told(void **state)
{
    static const char *const said[] = {"added h.auditor", "examiner,senior-examiner", "makeAccount",
                                       "\"ready\": true", "the password is changed",  "changed b.clerk",
                                       "changed a.admin"};
    char *text = read_document();

    (void)state;
    folder_make(&folder);
    assert_int_equal(chdir(folder.path), 0);
    setenv("TENPRINT_PASSPHRASE", "secret", 1);
    setenv("TENPRINT_PASSWORD", "correct horse battery", 1);
    life_init("dcjs", "ny-dcjs", "US-NY");
    write_people_script(text);
    run_program("--version; bash people.sh", &run);
    if (run.exit != 0 || run.err[0])
        fail_msg("exit %d\n%s%s", run.exit, run.out, run.err);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(said); i++)
        if (!strstr(run.out, said[i]))
            fail_msg("without \"%s\"\n%s", said[i], run.out);
    free(text);
    unsetenv("TENPRINT_PASSWORD");
    assert_int_equal(chdir("/"), 0);
    folder_remove(&folder);
}

/* The rehearsed life is one script: as it stands, at the top of what looks like a checkout. */
static void the_rehearsed_life_goes_as_told(void **state)
{
    char *text = read_document(), *begin = strstr(text, "\n```sh\n"), *end;

    (void)state;
    assert_non_null(begin);
    begin += strlen("\n```sh\n");
    end = strstr(begin, "\n```\n");
    assert_non_null(end);
    folder_make(&folder);
    assert_int_equal(chdir(folder.path), 0);
    folder_write(&folder, "life.sh", begin, (size_t)(end - begin) + 1);
    run_program("--version; tenprint() { \"$TP_PROGRAM\" \"$@\"; }; ln -s \"$TP_SOURCE_ROOT/data\" data; . ./life.sh "
                ">told.txt; "
                "rc=$?; grep -E '^(allowed|denied)|no errors|entries' told.txt; tail -n 3 told.txt; exit $rc",
                &run);
    if (run.exit != 0 || run.err[0])
        fail_msg("exit %d\n%s%s", run.exit, run.out, run.err);
    assert_non_null(strstr(run.out, "allowed"));
    assert_non_null(strstr(run.out, "denied"));
    free(text);
    assert_int_equal(chdir("/"), 0);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_examples_do_what_they_say),
    cmocka_unit_test(the_rehearsed_life_goes_as_told),
    cmocka_unit_test(people_are_let_in_as_told),
};
TP_TEST_MAIN(tests)
