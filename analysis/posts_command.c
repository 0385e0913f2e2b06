/* SPDX-License-Identifier: MIT */
#include "posts_command.h"

#include <stdio.h>

#include "kept.h"
#include "listing.h"

#include "base/banned.h"

enum { LINE_BYTES_MOST = 4 << 20 };

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
    struct listing listing; /* not of JSON; begun once all is read */
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

static bool fits(void *self, const struct stream_kept *kept)
{
    const struct search *search = self;
    const struct reading *reading = &kept->reading;
    return kept->post.published_ms >= search->from_ms && kept->post.published_ms < search->to_ms &&
           has_issue(reading, search->issue) && has_place(reading, search->place) &&
           (search->language.len == 0 || str_eq(search->language, reading->language)) &&
           (search->class_ == READING_CLASSES || search->class_ == reading->class_);
}

static struct str join(struct arena *arena, struct str all, struct str one)
{
    return all.len == 0 ? one : arena_printf(arena, STR_FMT " " STR_FMT, STR_ARG(all), STR_ARG(one));
}

static void print_row(struct listing *listing, const struct stream_kept *kept)
{
    struct arena scratch = {0}, *arena = &scratch;
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
    arena_free(arena);
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

static struct listing *list_of(struct search *search)
{
    if (search->listing.columns == NULL)
        search->listing = listing_begin(search->format, columns);
    return &search->listing;
}

static void print(void *self, const struct stream_kept *kept)
{
    struct search *search = self;
    if (search->format == LISTING_JSON)
        print_json(kept);
    else
        print_row(list_of(search), kept);
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
    bool ok = store != NULL && kept_each_in_time(store, fits, print, search, err);
    if (ok && search->format != LISTING_JSON)
        listing_end(list_of(search));
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
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
