/* SPDX-License-Identifier: MIT */
#include "feed.h"

#include "base/json.h"
#include "feed_date.h"
#include "markup.h"
#include "url.h"

#include "base/banned.h"

static struct str author_in(const struct json *node)
{
    struct str name = json_get_str(node, "author.name");
    return name.len > 0 ? name : json_get_str(json_at(json_get(node, "authors"), 0), "name");
}

static struct str address_in(struct arena *arena, const struct json *item, const char *name, struct str base)
{
    struct str address = json_get_str(item, name);
    return address.len > 0 ? url_resolve(arena, base, address) : STR_NONE;
}

static void read_item(struct arena *arena, const struct json *item, struct str address, struct feed_entry *entry)
{
    entry->id = json_get_str(item, "id");
    entry->link = address_in(arena, item, "url", address);
    if (entry->link.len == 0)
        entry->link = address_in(arena, item, "external_url", address);
    entry->title = json_get_str(item, "title");
    entry->summary = json_get_str(item, "summary");
    struct str html = markup_text(arena, json_get_str(item, "content_html")), text = json_get_str(item, "content_text");
    entry->content = html.len >= text.len ? html : text;
    entry->author = author_in(item);
    entry->language = json_get_str(item, "language");
    if (!feed_date(json_get_str(item, "date_published"), &entry->published_ms))
        entry->published_ms = 0;
    if (!feed_date(json_get_str(item, "date_modified"), &entry->updated_ms))
        entry->updated_ms = 0;
    JSON_EACH(tag, json_get(item, "tags"))
        if (entry->tag_count < FEED_TAGS_MOST && json_str(tag).len > 0)
            entry->tags[entry->tag_count++] = json_str(tag);
}

bool feed_json_read(struct arena *arena, struct str text, struct str address, struct feed *feed, struct err *err)
{
    struct json *root;
    if (!json_parse(text, arena, &root, err))
        return false;
    const struct json *items = json_get(root, "items");
    if (items == NULL || items->type != JSON_ARRAY)
        return err_set(err, ERR_INPUT, "JSON, but no JSON Feed: it has no items");
    feed->language = json_get_str(root, "language");
    feed->author = author_in(root);
    JSON_EACH(item, items) {
        struct feed_entry *entry = item->type == JSON_OBJECT ? feed_add(arena, feed) : NULL;
        if (entry != NULL)
            read_item(arena, item, address, entry);
    }
    return true;
}
