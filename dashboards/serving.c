/* SPDX-License-Identifier: MIT */
#include "serving.h"

#include <sodium.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/process.h"
#include "base/stop.h"
#include "feed_json.h"
#include "keeper.h"
#include "live.h"
#include "page.h"
#include "site.h"

#include "base/banned.h"

enum { WAIT_MS = 100, SHELF_EVERY_MS = 200, PAGE_BYTES_MOST = 4 << 20 };

const struct args_option serving_serve_options[] = {
    {"once", NULL, "reads the store, answers what has come, and ends"},
    {NULL, NULL, NULL},
};
const struct args_option serving_snapshot_options[] = {
    {"out", "DIR", "where page.html and feed.json go; else here"},
    {"lang", "cy|en", "their language; else the council's first"},
    {NULL, NULL, NULL},
};

/* A server and all it holds. */
struct serving {
    struct arena arena;
    struct council council;
    struct board_names names;
    struct keeper keeper;
    struct site site;
    int64_t refreshed_ms, shelved_ms;
};

static bool open_serving(struct serving *serving, const struct args *args, struct err *err)
{
    struct site *site = &serving->site;
    if (!council_read(args->config_path, &serving->arena, &serving->council, err) ||
        !board_names_load(&serving->names, &serving->council, err))
        return false;
    site->council = &serving->council;
    site->board = board_new(&serving->council, &serving->names, clock_now_ms());
    site->shelf = shelf_new();
    return visit_load(site, &serving->arena, err) &&
           door_load(&site->door, &serving->council.serve, &serving->arena, err) &&
           hook_read(args->config_path, &serving->arena, &site->hooks, err) &&
           council_author_key(&serving->council, &serving->arena, site->key, err);
}

static int close_serving(struct serving *serving, int code)
{
    if (serving->site.store != NULL)
        store_close(serving->site.store);
    shelf_free(serving->site.shelf);
    warm_clear(&serving->site.warm);
    looks_free(&serving->site.looks);
    live_free(serving->site.live);
    keeper_free(&serving->keeper);
    board_names_free(&serving->names);
    arena_free(&serving->arena);
    return code;
}

/* Whatever the store does, the server answers: with what it knew last. */
static void refresh(struct serving *serving)
{
    struct err err;
    struct site *site = &serving->site;
    int64_t now_ms = clock_monotonic_ms();
    bool changed, fine = true;
    if (site->store != NULL && (shelf_is_behind(site->shelf) || now_ms - serving->shelved_ms >= SHELF_EVERY_MS)) {
        fine = shelf_tick(site->shelf, site->store, &changed, &err);
        serving->shelved_ms = clock_monotonic_ms();
        if (!fine || changed)
            warm_clear(&site->warm);
    }
    if (fine && now_ms - serving->refreshed_ms >= KEEPER_EVERY_MS) {
        serving->refreshed_ms = now_ms;
        warm_clear(&site->warm);
        if (site->store == NULL)
            site->store = store_open(site->council, STORE_SERVE, &err);
        fine = site->store != NULL && keeper_refresh(&serving->keeper, site, &err);
        if (fine) {
            live_look(site->live, &site->board);
            site->reads += !shelf_is_behind(site->shelf);
        }
    }
    if (!fine) {
        log_event(LOG_WARN, "the store is away; what was known last is shown", "why", err.text, NULL);
        serving->shelved_ms = serving->refreshed_ms = clock_monotonic_ms() + KEEPER_EVERY_MS;
    }
}

/* Port 0 is any that is free: what is printed is the one it became. */
static void print_address(struct str listen, int port)
{
    size_t colon = listen.len;
    while (colon > 0 && listen.ptr[colon - 1] != ':')
        colon--;
    printf("http://" STR_FMT "%d/\n", STR_ARG(str_cut(listen, 0, colon)), port);
    fflush(stdout);
}

static void tell(struct serving *serving, struct http *http)
{
    struct arena scratch = {0};
    struct str news = live_take(serving->site.live, &scratch);
    if (news.len > 0)
        http_tell(http, news);
    serving->site.listeners = http_listeners(http);
    arena_free(&scratch);
}

static int run(struct serving *serving, bool once, struct err *err)
{
    struct http *http = http_open(serving->council.serve.listen, site_answer, &serving->site, err);
    if (http == NULL)
        return args_fail(err);
    serving->site.live = live_new((int64_t)randombytes_random());
    refresh(serving);
    print_address(serving->council.serve.listen, http_port(http));
    if (!once)
        process_say_ready();
    do {
        http_run(http, once || shelf_is_behind(serving->site.shelf) ? 0 : WAIT_MS);
        refresh(serving);
        tell(serving, http);
    } while (!once && !stop_asked());
    http_close(http);
    return 0;
}

int serving_serve(const struct args *args)
{
    static struct serving serving;
    struct err err;
    stop_watch();
    int code = open_serving(&serving, args, &err) ? run(&serving, args_has(args, "once"), &err) : args_fail(&err);
    return close_serving(&serving, code);
}

/* A file lies anywhere: our own paths get the council's address before them. */
static void add_whole_links(struct str page, struct str base, struct buf *out)
{
    const struct str mark = STR("href=\"/");
    for (size_t at = 0; at < page.len;) {
        size_t next = str_find_str(page, mark, at);
        buf_add(out, str_cut(page, at, next));
        if (next < page.len)
            buf_printf(out, "href=\"" STR_FMT "/", STR_ARG(base));
        at = next < page.len ? next + mark.len : page.len;
    }
}

/* The overview as one file: its style in it, its links to the council's own page. */
static bool write_page(struct serving *serving, enum catalogue_lang lang, const char *folder, struct err *err)
{
    struct arena *arena = &serving->arena;
    struct http_request request = {.arena = arena, .method = STR("GET"), .path = STR("/")};
    struct http_answer answer = {.status = 200, .body = BUF("page", PAGE_BYTES_MOST)};
    struct visit visit = {.site = &serving->site, .request = &request, .answer = &answer};
    const struct str link = STR("<link rel=\"stylesheet\" href=\"/style.css\">");
    visit.show = show_new(&serving->site.board, lang, STR(""), arena);
    page_overview(&visit);
    struct str page = buf_str(&answer.body);
    size_t at = str_find_str(page, link, 0);
    MUST(at < page.len);
    struct buf out = BUF("page.html", PAGE_BYTES_MOST);
    add_whole_links(str_cut(page, 0, at), serving->council.mail.public_url, &out);
    buf_printf(&out, "<style>\n" STR_FMT "</style>", STR_ARG(serving->site.style));
    add_whole_links(str_cut(page, at + link.len, page.len), serving->council.mail.public_url, &out);
    bool fine = buf_ok(&out, err) && file_write(arena_printf(arena, "%s/page.html", folder).ptr, buf_str(&out), err);
    buf_free(&out);
    buf_free(&answer.body);
    return fine;
}

static bool write_feed(struct serving *serving, enum catalogue_lang lang, const char *folder, struct err *err)
{
    struct arena *arena = &serving->arena;
    struct show show = show_new(&serving->site.board, lang, serving->council.mail.public_url, arena);
    struct buf out = BUF("feed.json", HTTP_ANSWER_BYTES_MOST);
    feed_json_write(&show, 0, FEED_ITEMS, &out);
    bool fine = buf_ok(&out, err) && file_write(arena_printf(arena, "%s/feed.json", folder).ptr, buf_str(&out), err);
    buf_free(&out);
    return fine;
}

static bool take(struct serving *serving, const struct args *args, struct err *err)
{
    enum catalogue_lang lang = CATALOGUE_CY;
    const char *folder = args_get(args, "out") ? args_get(args, "out") : ".", *wanted = args_get(args, "lang");
    if (serving->council.place.languages.count > 0)
        catalogue_lang_from(serving->council.place.languages.items[0], &lang);
    if (wanted != NULL && !catalogue_lang_from(str_from(wanted), &lang))
        return err_set(err, ERR_CONFIG, "--lang %s: cy or en", wanted);
    serving->site.store = store_open(&serving->council, STORE_SERVE, err);
    return serving->site.store != NULL && file_make_dir(folder, err) &&
           keeper_refresh(&serving->keeper, &serving->site, err) && write_page(serving, lang, folder, err) &&
           write_feed(serving, lang, folder, err);
}

int serving_snapshot(const struct args *args)
{
    static struct serving serving;
    struct err err;
    int code = open_serving(&serving, args, &err) && take(&serving, args, &err) ? 0 : args_fail(&err);
    return close_serving(&serving, code);
}
