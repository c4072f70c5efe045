/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

#include "api/loopback.h"
#include "full_disk.h"
#include "http/authority.h"
#include "http/client.h"

static struct front front;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    front_remove(&front);
    return 0;
}

static tp_status start(const char *listen, const char *certificate, bool plain)
{
    const struct tp_serve_options options = {.folder = front.folder,
                                             .secret = FIXTURE_PASSPHRASE,
                                             .listen = listen,
                                             .certificate = certificate,
                                             .plain = plain,
                                             .log_fd = -1};
    struct tp_serve *serve;
    tp_status status = tp_serve_start(&options, &serve, NULL);

    assert_true((serve != NULL) == (status == TP_OK));
    tp_serve_stop(&serve);
    return status;
}

static void a_folder_is_served_once_and_again_after_it_stopped(void **state)
{
    (void)state;
    assert_int_equal(start("127.0.0.1:0", NULL, false), TP_E_BUSY);
    tp_serve_stop(&front.serve);
    tp_serve_stop(&front.serve);
    assert_int_equal(start("127.0.0.1:0", NULL, false), TP_OK);
    assert_int_equal(start("[::1]:0", NULL, false), TP_OK);
    front_begin(&front);
    front_expect(&front, "GET", "/v1/session", front.tokens[0], NULL, 200);
}

static void nobody_else_hears_it_without_tls(void **state)
{
    (void)state;
    tp_serve_stop(&front.serve);
    assert_int_equal(start("0.0.0.0:0", NULL, false), TP_E_ARGUMENT);
    assert_int_equal(start("[::]:0", NULL, false), TP_E_ARGUMENT);
    assert_int_equal(start("0.0.0.0:0", NULL, true), TP_OK);
    assert_int_equal(start("127.0.0.1:0", "/nowhere.pem", false), TP_E_ARGUMENT);
}

static void an_address_that_is_none_is_refused(void **state)
{
    static const char *const listens[] = {"",    ":",    "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                                          ":80", "[]:80"};

    (void)state;
    tp_serve_stop(&front.serve);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(listens); i++)
        assert_int_equal(start(listens[i], NULL, false), TP_E_ARGUMENT);
}

static void a_port_that_is_taken_is_said(void **state)
{
    char listen[64], folder[96];
    const struct tp_organisation_init init = {
        .id = "other", .name = "Another", .jurisdiction = "US-CA", .rehearsal = true, .passphrase = "x"};
    struct tp_serve_options options = {.secret = "x", .log_fd = -1};
    struct tp_serve *serve;
    struct tp_diag diag;

    (void)state;
    snprintf(folder, sizeof folder, "%s/other", front.scratch.path);
    snprintf(listen, sizeof listen, "%s", tp_serve_url(front.serve) + strlen("http://"));
    options.folder = folder;
    options.listen = listen;
    assert_int_equal(tp_organisation_init(folder, &init, NULL), TP_OK);
    tp_diag_init(&diag);
    assert_int_equal(tp_serve_start(&options, &serve, &diag), TP_E_IO);
    assert_null(serve);
}

/* The status of a GET at the place for the proxy, asked for somebody at ADDRESS. */
static int ask_by_proxy(uint16_t port, const char *method, const char *path, const char *address)
{
    struct http_answer answer;
    char request[512];

    snprintf(request, sizeof request,
             "%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\nX-Forwarded-For: %s\r\n\r\n",
             method, path, address);
    http_ask(port, request, &answer);
    return answer.status;
}

static void configure(const char *member, const char *value)
{
    char line[256];

    snprintf(line, sizeof line, "%s: %s", member, value);
    front_configure(&front, "serve", line);
}

static void people_come_by_a_proxy_and_partners_straight(void **state)
{
    char place[64];
    uint16_t port;

    close(loopback_socket(&port));
    set_up_authority(state);
    if (access(file_of("server", "pem"), R_OK) != 0)
        skip();
    tp_serve_stop(&front.serve);
    configure("certificate", file_of("server", "pem"));
    configure("key", file_of("server", "key"));
    configure("clients", file_of("ca", "pem"));
    snprintf(place, sizeof place, "127.0.0.1:%u", port);
    configure("proxy_listen", place);
    configure("proxy", "127.0.0.1");
    front_begin(&front);
    assert_int_equal(strncmp(tp_serve_url(front.serve), "https://", 8), 0);
    assert_int_equal(ask_by_proxy(port, "GET", "/v1/version", "192.0.2.1"), 200);
    assert_int_equal(ask_by_proxy(port, "POST", "/v1/messages", "192.0.2.1"), 403); /* shows no certificate */
    assert_int_equal(ask_by_proxy(port, "GET", "/metrics", "192.0.2.1"), 404);
    assert_int_equal(ask_by_proxy(port, "GET", "/metrics", "127.0.0.1"), 200);
    tp_serve_stop(&front.serve);
    configure("metrics", "192.0.2.1");
    front_begin(&front);
    assert_int_equal(ask_by_proxy(port, "GET", "/metrics", "192.0.2.1"), 200);
    assert_int_equal(ask_by_proxy(port, "GET", "/metrics", "192.0.2.2"), 404);
    tear_down_authority(state);
}

static void the_proxys_place_is_on_this_machine(void **state)
{
    struct tp_serve_options options = {.folder = front.folder, .secret = FIXTURE_PASSPHRASE, .log_fd = -1};
    struct tp_serve *serve;
    struct tp_diag diag;

    (void)state;
    tp_serve_stop(&front.serve);
    configure("proxy_listen", "0.0.0.0:7400");
    tp_diag_init(&diag);
    assert_int_equal(tp_serve_start(&options, &serve, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "serve.proxy_listen");
}

static void a_full_disk_is_told_to_come_back(void **state)
{
    static const char body[] = "{\"account\":\"b\",\"password\":\"" FRONT_PASSWORD "\",\"duties\":[\"examiner\"]}";
    const char *token = front.tokens[TP_DUTY_ADMINISTRATOR];
    struct front_answer answer;

    (void)state;
    limit_files(64);
    answer = front_do(&front, "POST", "/v1/accounts", token, body);
    limit_files(0);
    assert_int_equal(answer.status, 503);
    assert_string_equal(front_text(&answer, "code"), "store");
    assert_non_null(tp_http_answer_header(&answer.http, "Retry-After"));
    front_answer_deinit(&answer);
    front_expect(&front, "GET", "/v1/accounts/b", token, NULL, 404);
    front_expect(&front, "POST", "/v1/accounts", token, body, 201);
}

/* ---- another configuration --------------------------------------------------------------------------------------- */

#define PARTNER "key: 11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="
#define NONE "partners: []"
#define FIRST "partners: [{id: dhs-ident, name: A partner, " PARTNER ", url: 'http://127.0.0.1:1'}]"
#define SECOND "partners: [{id: ice-ero, name: Another, " PARTNER "}]"

/* What the file was made with (of the first call), but TO for FROM. */
static void write_configuration(const char *from, const char *to)
{
    static char made[8192], changed[8192];
    char path[128];
    uint8_t *text;
    size_t size_bytes;
    FILE *file;

    snprintf(path, sizeof path, "%s/organisation.yaml", front.folder);
    if (!to) {
        assert_int_equal(tp_file_read(path, sizeof made - 1, &text, &size_bytes, NULL), TP_OK);
        snprintf(made, sizeof made, "%.*s", (int)size_bytes, (const char *)text);
        free(text);
        return;
    }
    assert_non_null(strstr(made, from));
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(strstr(made, from) - made), made, to,
             strstr(made, from) + strlen(from));
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(changed, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static bool is_partner(const char *id)
{
    const char *token = front.tokens[TP_DUTY_ADMINISTRATOR];
    struct front_answer answer = front_do(&front, "GET", "/v1/partners", token, NULL);
    bool is = memmem(answer.http.body.data, answer.http.body.size_bytes, id, strlen(id)) != NULL;

    assert_int_equal(answer.status, 200);
    front_answer_deinit(&answer);
    return is;
}

/* A connection on which nothing is asked. */
static int connect_idle(void)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {.tv_sec = 10};
    const char *colon = strrchr(tp_serve_url(front.serve), ':');
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    place.sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
    assert_int_equal(connect(fd, (const struct sockaddr *)&place, sizeof place), 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    return fd;
}

static tp_status reload(struct tp_diag *diag)
{
    tp_diag_init(diag);
    return tp_serve_reload(front.serve, diag);
}

static void partners_come_and_go_while_it_works(void **state)
{
    struct tp_diag diag;
    char byte;
    int fd;

    (void)state;
    write_configuration(NULL, NULL);
    write_configuration(NONE, FIRST);
    assert_false(is_partner("dhs-ident"));
    fd = connect_idle();
    assert_false(is_partner("dhs-ident")); /* by now the server has met the connection */
    assert_int_equal(reload(&diag), TP_OK);
    assert_true(is_partner("dhs-ident"));
    assert_int_equal(recv(fd, &byte, 1, 0), 0); /* it has ended */
    close(fd);
    write_configuration(NONE, SECOND);
    assert_int_equal(reload(&diag), TP_OK);
    assert_false(is_partner("dhs-ident"));
    assert_true(is_partner("ice-ero"));
    write_configuration(NONE, NONE);
    assert_int_equal(reload(&diag), TP_OK);
    assert_false(is_partner("ice-ero"));
}

static void a_bad_configuration_changes_nothing(void **state)
{
    static const struct {
        const char *from, *to, *file, *field;
        tp_status status;
    } cases[] = {{NONE, "partners: [{id: dhs-ident, name: A partner, key: none}]", "organisation.yaml",
                  "partners[0].key", TP_E_FORMAT},
                 {NONE, "partner: none", "organisation.yaml", "partner", TP_E_FORMAT},
                 {"listen: 127.0.0.1:7400", "listen: 127.0.0.1:1", "organisation.yaml", "serve.listen", TP_E_CONFLICT},
                 {NONE, "partners: [{id: dhs-ident, name: A, " PARTNER ", authority: /nowhere.pem}]", "/nowhere.pem",
                  "authority", TP_E_NOT_FOUND}};
    struct tp_diag diag;

    (void)state;
    write_configuration(NULL, NULL);
    write_configuration(NONE, SECOND);
    assert_int_equal(reload(&diag), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        write_configuration(cases[i].from, cases[i].to);
        assert_int_equal(reload(&diag), cases[i].status);
        assert_non_null(strstr(diag.file, cases[i].file));
        assert_non_null(strstr(diag.field, cases[i].field));
        assert_true(is_partner("ice-ero"));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(partners_come_and_go_while_it_works, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_bad_configuration_changes_nothing, set_up, tear_down),
    cmocka_unit_test_setup_teardown(people_come_by_a_proxy_and_partners_straight, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_proxys_place_is_on_this_machine, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_full_disk_is_told_to_come_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_folder_is_served_once_and_again_after_it_stopped, set_up, tear_down),
    cmocka_unit_test_setup_teardown(nobody_else_hears_it_without_tls, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_address_that_is_none_is_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_port_that_is_taken_is_said, set_up, tear_down),
};
TP_TEST_MAIN(tests)
