/* SPDX-License-Identifier: MIT */
#include "sources/facebook_post.h"

#include "base/clock.h"
#include "url.h"
#include "walk.h"

#include "base/banned.h"

enum { SLOW_PER_CENT = 75, STOP_PER_CENT = 95, CODE_PARAMETER = 100, SUBCODE_NO_OBJECT = 33 };

/* …/posts/POST/?comment_id=COMMENT&reply_comment_id=REPLY -> POST_COMMENT or POST_REPLY, as the Graph's ids are. */
static struct str id_in_address(struct arena *arena, struct str address)
{
    struct str comment = url_parameter(address, "reply_comment_id"), post = STR_NONE, piece;
    comment = comment.len > 0 ? comment : url_parameter(address, "comment_id");
    struct str rest = str_cut(address, 0, str_find(address, '?', 0));
    while (str_next(&rest, '/', &piece))
        post = piece.len > 0 ? piece : post;
    if (comment.len == 0)
        return address;
    return arena_printf(arena, STR_FMT "_" STR_FMT, STR_ARG(post), STR_ARG(comment));
}

static void add_post(const struct source *source, const struct json *node, struct source_answer *answer)
{
    struct post *post = source_post(source, answer);
    if (post == NULL)
        return;
    struct str url = json_get_str(node, "permalink_url"), privacy = json_get_str(node, "privacy.value");
    if (str_starts(url, STR("/")))
        url = arena_printf(source->arena, "https://www.facebook.com" STR_FMT, STR_ARG(url));
    post->url = url;
    post->native_id = json_get_str(node, "id");
    if (post->native_id.len == 0)
        post->native_id = id_in_address(source->arena, url);
    post->text = json_get_str(node, "message");
    if (!clock_parse_iso(json_get_str(node, "created_time"), &post->published_ms))
        post->published_ms = 0;
    post->reply_to = json_get_str(node, "parent.id");
    post->author_name = json_get_str(node, "from.name");
    post->author_key = json_get_str(node, "from.id");
    post->visibility = privacy.len == 0 || str_eq(privacy, STR("EVERYONE")) ? STR("public") : STR("private");
}

static void read_posts(const struct source *source, const struct json *root, struct source_answer *answer)
{
    struct walk walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk)) {
        if (str_eq(node->key, STR("parent")) || str_eq(node->key, STR("from"))) {
            walk_over(&walk);
        } else if (json_get(node, "created_time") != NULL &&
                   (json_get(node, "id") != NULL || json_get(node, "permalink_url") != NULL)) {
            add_post(source, node, answer);
        }
    }
}

static bool is_rate_code(int64_t code)
{
    return code == 4 || code == 17 || code == 32 || code == 341 || code == 613 || (code >= 80000 && code <= 80014);
}

/* {"error":{"message":"…","type":"OAuthException","code":190,"error_subcode":463}} */
static bool server_error(const struct source *source, const struct json *error, bool *gone, struct err *err)
{
    int64_t code = json_get_i64(error, "code", 0);
    struct str message = source_said(source, error->type == JSON_OBJECT ? json_get_str(error, "message") : json_str(error));
    *gone = code == CODE_PARAMETER && json_get_i64(error, "error_subcode", 0) == SUBCODE_NO_OBJECT;
    enum err_kind kind = ERR_INPUT;
    if (is_rate_code(code) || code == 1 || code == 2)
        kind = ERR_AGAIN;
    else if (code == 190 || code == 102 || code == 10 || (code >= 200 && code < 300))
        kind = ERR_CONFIG;
    return err_set(err, kind, "Facebook says: " STR_FMT " (%lld)", STR_ARG(message), (long long)code);
}

bool facebook_post_read(const struct source *source, const struct source_reply *reply, struct json **root,
                        struct source_answer *answer, bool *gone, struct err *err)
{
    struct err unread;
    bool good = source_reply_ok(reply, err);
    if (!source_reply_json(source, reply, root, good ? err : &unread))
        return false;
    const struct json *error = json_get(*root, "error");
    if (error != NULL && (good || json_get(error, "message") != NULL))
        return server_error(source, error, gone, err);
    if (good)
        read_posts(source, *root, answer);
    return good;
}

/* The highest share that a usage header tells, and how many minutes until calls are free again. */
static void read_usage(const struct source *source, struct str text, int64_t *per_cent, int64_t *minutes)
{
    static const char *const shares[] = {"call_count", "total_time", "total_cputime"};
    struct json *root;
    struct err ignored;
    if (text.len == 0 || !json_parse(text, source->arena, &root, &ignored))
        return;
    struct walk walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk)) {
        for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++)
            if (json_get_i64(node, shares[i], 0) > *per_cent)
                *per_cent = json_get_i64(node, shares[i], 0);
        if (json_get_i64(node, "estimated_time_to_regain_access", 0) > *minutes)
            *minutes = json_get_i64(node, "estimated_time_to_regain_access", 0);
    }
}

void facebook_post_obey_usage(const struct source *source, const struct source_reply *reply,
                              struct source_answer *answer)
{
    const struct source_common *common = source->settings;
    int64_t per_cent = 0, minutes = 0;
    read_usage(source, source_reply_header(reply, "x-app-usage"), &per_cent, &minutes);
    read_usage(source, source_reply_header(reply, "x-page-usage"), &per_cent, &minutes);
    read_usage(source, source_reply_header(reply, "x-business-use-case-usage"), &per_cent, &minutes);
    if (per_cent < SLOW_PER_CENT && minutes == 0)
        return;
    bool stop = per_cent >= STOP_PER_CENT || minutes > 0;
    minutes = stop && minutes < 60 ? 60 : minutes > 24 * 60 ? 24 * 60 : minutes;
    answer->more = false;
    answer->not_before_ms = source->now_ms + (stop ? minutes * CLOCK_MINUTE_MS : 4 * common->every_ms);
    answer->why = "slow";
    answer->notice = arena_printf(source->arena, "%lld %% of the calls that Facebook allows are used: %s",
                                  (long long)per_cent, stop ? "resting" : "asking more seldom");
}
