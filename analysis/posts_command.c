/* SPDX-License-Identifier: MIT */
#include "posts_command.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/table.h"
#include "listing.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { ENTRIES_A_READ = 64, LINE_BYTES_MOST = 4 << 20 };

const struct args_option posts_command_options[] = {
    {"format", "F", "table, json (a line each) or csv"},
    {"since", "T", "from this time, day or span before now on (7d)"},
    {"until", "T", "up to this time, day or span before now"},
    {"issue", "ID", "only this issue"},
    {"place", "ID", "only this place, or in this ward"},
    {"class", "C", "only complaint, compliment, comment, request, question or unsure"},
    {"language", "L", "only en, cy, mixed or another"},
    {NULL, NULL, NULL},
};

static const struct listing_column columns[] = {
    {"time", false},     {"source", false}, {"language", false}, {"class", false}, {"sentiment", true},
    {"urgent", false},   {"issues", false}, {"places", false},   {"text", false},  {"url", false},
    {"id", false},       {NULL, false}};

struct search {
    enum listing_format format;
    int64_t from_ms, to_ms;
    struct str issue, place, language;
    enum reading_class class_; /* READING_CLASSES: any */
    struct arena arena;
    struct table ids;
    const struct stream_kept **found; /* by the id's number: the newest of a post that was read again */
    size_t cap;
};

static bool has_issue(const struct reading *reading, struct str id)
{
    for (size_t i = 0; i < reading->issue_count; i++)
        if (str_eq(reading->issues[i].id, id))
            return true;
    return id.len == 0;
}

static bool has_place(const struct reading *reading, struct str id)
{
    for (size_t i = 0; i < reading->place_count; i++)
        if (str_eq(reading->places[i].id, id) || str_eq(reading->places[i].ward, id))
            return true;
    return id.len == 0;
}

static bool fits(const struct search *search, const struct stream_kept *kept)
{
    const struct reading *reading = &kept->reading;
    return kept->post.published_ms >= search->from_ms && kept->post.published_ms < search->to_ms &&
           has_issue(reading, search->issue) && has_place(reading, search->place) &&
           (search->language.len == 0 || str_eq(search->language, reading->language)) &&
           (search->class_ == READING_CLASSES || search->class_ == reading->class_);
}

static bool take(struct search *search, const struct stream_kept *kept, struct err *err)
{
    uint32_t number = table_add(&search->ids, kept->post.id);
    if (number == POSTS_MOST)
        return err_set(err, ERR_LIMIT, "over %d posts; ask for a shorter time", POSTS_MOST);
    if (number >= search->cap) {
        search->cap = search->cap == 0 ? 1024 : search->cap * 2;
        search->found = realloc(search->found, search->cap * sizeof *search->found);
        MUST(search->found != NULL);
    }
    search->found[number] = kept;
    return true;
}

static bool read_shard(struct search *search, struct store *store, int shard, struct err *err)
{
    struct stream_page page = {.more = true};
    struct str position = STR_NONE;
    while (page.more) {
        if (!stream_read_out(store, shard, position, ENTRIES_A_READ, 0, &search->arena, &page, err))
            return false;
        position = page.position;
        for (size_t i = 0; i < page.count; i++)
            if (fits(search, &page.items[i]) && !take(search, &page.items[i], err))
                return false;
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    const struct stream_kept *left = *(const struct stream_kept *const *)a,
                             *right = *(const struct stream_kept *const *)b;
    if (left->post.published_ms != right->post.published_ms)
        return left->post.published_ms < right->post.published_ms ? -1 : 1;
    return str_compare(left->post.id, right->post.id);
}

static struct str join(struct arena *arena, struct str all, struct str one)
{
    return all.len == 0 ? one : arena_printf(arena, STR_FMT " " STR_FMT, STR_ARG(all), STR_ARG(one));
}

static void print_row(struct listing *listing, const struct stream_kept *kept, struct arena *arena)
{
    const struct post *post = &kept->post;
    const struct reading *reading = &kept->reading;
    struct str issues = STR_NONE, places = STR_NONE;
    for (size_t i = 0; i < reading->issue_count; i++)
        issues = join(arena, issues, reading->issues[i].id);
    for (size_t i = 0; i < reading->place_count; i++)
        places = join(arena, places, reading->places[i].id);
    struct str cells[] = {clock_iso(arena, post->published_ms),
                          post->source,
                          reading->language,
                          str_from(reading_class_name(reading->class_)),
                          arena_printf(arena, "%.2f", reading->sentiment),
                          reading->urgent ? STR("urgent") : STR_NONE,
                          issues,
                          places,
                          post->text.len > 0 ? post->text : post->title,
                          post->url,
                          post->id};
    listing_row(listing, cells);
}

/* The two as everywhere, but for who wrote it. */
static void print_json(const struct stream_kept *kept)
{
    struct buf buf = BUF("a post", LINE_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    struct post post = kept->post;
    post.author_name = post.author_url = post.author_key = STR_NONE;
    json_out_open(&out, '{');
    json_out_key(&out, "post");
    post_to_json(&post, &out);
    json_out_key(&out, "reading");
    reading_to_json(&kept->reading, &out);
    json_out_close(&out, '}');
    json_out_line(&out);
    fwrite(buf.data, 1, buf.len, stdout);
    buf_free(&buf);
}

static void print(struct search *search)
{
    if (search->ids.count > 0)
        qsort(search->found, search->ids.count, sizeof *search->found, by_time);
    for (size_t i = 0; search->format == LISTING_JSON && i < search->ids.count; i++)
        print_json(search->found[i]);
    if (search->format == LISTING_JSON)
        return;
    struct listing listing = listing_begin(search->format, columns);
    for (size_t i = 0; i < search->ids.count; i++)
        print_row(&listing, search->found[i], &search->arena);
    listing_end(&listing);
}

static bool read_args(const struct args *args, struct search *search, struct err *err)
{
    const char *class_ = args_get(args, "class");
    *search = (struct search){.issue = str_from(args_get(args, "issue")),
                              .place = str_from(args_get(args, "place")),
                              .language = str_from(args_get(args, "language")),
                              .class_ = READING_CLASSES};
    if (class_ != NULL && !reading_class_from(str_from(class_), &search->class_))
        return err_set(err, ERR_CONFIG, "--class: \"%s\" is no class", class_);
    return listing_format(args, &search->format, err) &&
           listing_span(args, 7 * CLOCK_DAY_MS, &search->from_ms, &search->to_ms, err);
}

static bool find(struct search *search, const struct council *council, struct err *err)
{
    struct store *store = store_open(council, STORE_AGGREGATE, err);
    bool ok = store != NULL;
    for (int shard = 0; ok && shard < store_shards(store); shard++)
        ok = read_shard(search, store, shard, err);
    store_close(store);
    return ok;
}

int posts_command_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct search search = {0};
    struct err err;
    bool ok = council_read(args->config_path, &arena, &council, &err) && read_args(args, &search, &err) &&
              find(&search, &council, &err);
    if (ok)
        print(&search);
    int code = ok ? 0 : args_fail(&err);
    table_free(&search.ids);
    free(search.found);
    arena_free(&search.arena);
    arena_free(&arena);
    return code;
}
