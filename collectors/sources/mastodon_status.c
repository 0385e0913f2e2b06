/* SPDX-License-Identifier: MIT */
#include "sources/mastodon_status.h"

#include "base/clock.h"
#include "base/table.h"
#include "markup.h"

#include "base/banned.h"

/* The statuses of a page, so that a reply can name its parent. */
struct page {
    const struct source *source;
    struct source_answer *answer;
    struct table ids;
    const struct json **statuses;
    bool chosen;
};

static bool is_status(const struct json *node)
{
    return json_get(node, "uri") != NULL && json_get(node, "created_at") != NULL && json_get(node, "account") != NULL &&
           json_get(node, "visibility") != NULL;
}

bool mastodon_status_later(struct str a, struct str b)
{
    return a.len != b.len ? a.len > b.len : str_compare(a, b) > 0;
}

static void add_line(struct buf *text, struct str line)
{
    line = str_trim(line);
    if (line.len > 0 && text->len > 0)
        buf_char(text, '\n');
    buf_add(text, line);
}

/* Content warning, then the words or else the alternative texts, then the poll's options. */
static struct str text_of(struct arena *arena, const struct json *status)
{
    struct buf text = BUF("status", 1 << 20);
    add_line(&text, json_get_str(status, "spoiler_text"));
    struct str content = markup_text(arena, json_get_str(status, "content"));
    add_line(&text, content);
    if (content.len == 0)
        JSON_EACH(media, json_get(status, "media_attachments"))
            add_line(&text, json_get_str(media, "description"));
    JSON_EACH(option, json_path(status, "poll.options"))
        add_line(&text, json_get_str(option, "title"));
    struct str result = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return result;
}

static void read_time(const struct json *status, const char *key, int64_t *ms)
{
    if (!clock_parse_iso(json_get_str(status, key), ms))
        *ms = 0;
}

static struct str parent_of(const struct page *page, const struct json *status)
{
    struct str id = json_get_str(status, "in_reply_to_id");
    uint32_t number = id.len > 0 ? table_find(&page->ids, id) : TABLE_NONE;
    return number == TABLE_NONE ? id : json_get_str(page->statuses[number], "uri");
}

static void read_author(const struct json *account, struct post *post)
{
    post->author_name = json_get_str(account, "acct");
    post->author_url = json_get_str(account, "url");
    post->author_key = post->author_url;
}

/* By what is open, not by what is closed: other software has further words, such as "list", "local" and "mutuals_only". */
static bool is_private(const struct json *status)
{
    struct str visibility = json_get_str(status, "visibility");
    return visibility.len > 0 && !str_eq(visibility, STR("public")) && !str_eq(visibility, STR("unlisted"));
}

bool mastodon_status_is_for_us(const struct json *status, bool chosen)
{
    const struct json *original = json_get(status, "reblog");
    bool hides = json_get_bool(status, "account.noindex", false) || json_get_bool(original, "account.noindex", false);
    return !is_private(status) && !is_private(original) && (chosen || !hides);
}

static void add_post(struct page *page, const struct json *status)
{
    const struct json *original = json_get(status, "reblog");
    const struct json *words = is_status(original) ? original : status;
    bool ours = mastodon_status_is_for_us(status, page->chosen);
    struct post *post = ours ? source_post(page->source, page->answer) : NULL;
    if (post == NULL)
        return;
    post->native_id = json_get_str(status, "uri");
    post->url = json_get_str(status, "url");
    post->url = post->url.len > 0 ? post->url : post->native_id;
    post->text = text_of(page->source->arena, words);
    post->language = json_get_str(status, "language");
    post->language = post->language.len > 0 ? post->language : json_get_str(words, "language");
    read_time(status, "created_at", &post->published_ms);
    read_time(words, "edited_at", &post->modified_ms);
    read_author(json_get(status, "account"), post);
    JSON_EACH(tag, json_get(words, "tags"))
        if (post->tag_count < POST_TAGS_MOST)
            post->tags[post->tag_count++] = json_get_str(tag, "name");
    post->visibility = json_get_str(words, "visibility");
    post->sensitive = json_get_bool(words, "sensitive", false);
    post->reply_to = parent_of(page, words);
    post->repost_of = words == original ? json_get_str(original, "uri") : STR_NONE;
}

/* The status an item of a list stands for: itself, a notification's, a conversation's last. */
static const struct json *status_in(const struct json *item)
{
    if (is_status(item))
        return item;
    const struct json *inner = json_get(item, "status");
    inner = inner ? inner : json_get(item, "last_status");
    return is_status(inner) ? inner : NULL;
}

/* The lists of statuses that a reply may hold. */
static size_t lists_of(const struct json *root, const struct json *lists[3])
{
    size_t count = 0;
    if (root->type == JSON_ARRAY) {
        lists[count++] = root;
        return count;
    }
    static const char *const names[] = {"statuses", "ancestors", "descendants"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (json_get(root, names[i]) != NULL)
            lists[count++] = json_get(root, names[i]);
    return count;
}

static void add_known(struct page *page, const struct json *status)
{
    if (status != NULL && table_find(&page->ids, json_get_str(status, "id")) == TABLE_NONE)
        page->statuses[table_add(&page->ids, json_get_str(status, "id"))] = status;
}

static void read_lists(struct page *page, const struct json *lists[], size_t count, struct mastodon_status_page *found)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        most += lists[i]->count;
    page->statuses = ARENA_ARRAY(page->source->arena, const struct json *, most + 1);
    for (size_t i = 0; i < count; i++)
        JSON_EACH(item, lists[i])
            add_known(page, status_in(item));
    for (size_t i = 0; i < count; i++)
        JSON_EACH(item, lists[i]) {
            if (mastodon_status_later(json_get_str(item, "id"), found->newest_id))
                found->newest_id = json_get_str(item, "id");
            found->items++;
            if (status_in(item) != NULL)
                add_post(page, status_in(item));
        }
}

bool mastodon_status_read(const struct source *source, const struct json *root, bool chosen,
                          struct source_answer *answer, struct mastodon_status_page *found, struct err *err)
{
    *found = (struct mastodon_status_page){0};
    struct str error = json_get_str(root, "error");
    if (error.len > 0)
        return err_set(err, ERR_INPUT, "the server says: " STR_FMT, STR_ARG(source_said(source, error)));
    if (root->type != JSON_ARRAY && root->type != JSON_OBJECT)
        return err_set(err, ERR_INPUT, "no list of statuses");
    struct page page = {.source = source, .answer = answer, .chosen = chosen};
    const struct json *lists[3];
    const struct json *one = status_in(root);
    if (one != NULL) {
        page.statuses = ARENA_ARRAY(source->arena, const struct json *, 1);
        add_known(&page, one);
        add_post(&page, one);
        found->items = 1;
    } else {
        read_lists(&page, lists, lists_of(root, lists), found);
    }
    table_free(&page.ids);
    return true;
}
