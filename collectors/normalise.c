/* SPDX-License-Identifier: MIT */
#include "normalise.h"

#include "base/hash.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { SHORT_CHARACTERS = 300, LANGUAGE_CHARACTERS = 80, TITLE_CHARACTERS = 1000, HANDED_ON_MOST = 256 << 10 };

static struct str clean(struct arena *arena, struct str text, size_t characters)
{
    if (text.len > HANDED_ON_MOST)
        text.len = HANDED_ON_MOST;
    text = str_trim(utf8_clean(arena, text));
    if (text.len == 0)
        return STR_NONE;
    return text.len > characters ? utf8_shorten(arena, text, characters) : text;
}

static struct str clean_text(struct arena *arena, struct str text)
{
    text = clean(arena, text, POST_TEXT_BYTES);
    return text.len > POST_TEXT_BYTES ? utf8_shorten(arena, text, POST_TEXT_BYTES / 4) : text;
}

/* An address or an id must not be shortened: too long, and it is none. */
static struct str whole(struct arena *arena, struct str text)
{
    text = str_trim(text);
    return text.len == 0 || text.len > POST_ID_BYTES - 32 ? STR_NONE : utf8_clean(arena, text);
}

static struct str native_id(struct arena *arena, struct str id)
{
    id = str_trim(id);
    if (id.len <= POST_ID_BYTES - 32)
        return whole(arena, id);
    struct hash_id hash = hash_plain(id);
    return hash_hex(arena, (struct str){(const char *)hash.bytes, HASH_ID_BYTES});
}

static void clean_tags(struct arena *arena, struct post *post)
{
    size_t kept = 0;
    for (size_t i = 0; i < post->tag_count; i++) {
        struct str tag = clean(arena, post->tags[i], SHORT_CHARACTERS);
        bool known = tag.len == 0;
        for (size_t k = 0; k < kept && !known; k++)
            known = str_eq(post->tags[k], tag);
        if (!known)
            post->tags[kept++] = tag;
    }
    post->tag_count = kept;
}

struct str normalise_author(struct arena *arena, const unsigned char *author_key, struct str kind, struct str account)
{
    struct hash_id hash = hash_keyed(author_key, arena_printf(arena, STR_FMT " " STR_FMT, STR_ARG(kind), STR_ARG(account)));
    return hash_hex(arena, (struct str){(const char *)hash.bytes, HASH_ID_BYTES});
}

static struct str pseudonym(const struct source *source, const unsigned char *author_key, const struct post *post)
{
    struct str account = post->author_key.len > 0   ? post->author_key
                         : post->author_url.len > 0 ? post->author_url
                                                    : post->author_name;
    if (author_key == NULL || account.len == 0)
        return STR_NONE;
    return normalise_author(source->arena, author_key, post->kind, account);
}

static bool is_private(struct str visibility)
{
    return str_eq(visibility, STR("private")) || str_eq(visibility, STR("direct"));
}

bool normalise_post(const struct source *source, const unsigned char *author_key, struct post *post)
{
    struct arena *arena = source->arena;
    post->native_id = native_id(arena, post->native_id);
    if (post->native_id.len == 0 || is_private(post->visibility))
        return false;
    post->kind = str_from(source->kind->section.name);
    post->source = clean(arena, source->name, SHORT_CHARACTERS);
    struct str unique = post->id.len > 0 ? native_id(arena, post->id) : post->native_id;
    post->id = arena_printf(arena, STR_FMT ":" STR_FMT, STR_ARG(post->kind), STR_ARG(unique));
    post->url = whole(arena, post->url);
    post->title = clean(arena, post->title, TITLE_CHARACTERS);
    post->text = clean_text(arena, post->text);
    post->language = clean(arena, post->language, LANGUAGE_CHARACTERS);
    post->author_name = clean(arena, post->author_name, SHORT_CHARACTERS);
    post->author_url = whole(arena, post->author_url);
    post->reply_to = whole(arena, post->reply_to);
    post->repost_of = whole(arena, post->repost_of);
    post->ward = clean(arena, post->ward, SHORT_CHARACTERS);
    post->author_key = pseudonym(source, author_key, post);
    clean_tags(arena, post);
    return true;
}

void normalise_answer(const struct source *source, const unsigned char *author_key, struct source_answer *answer)
{
    size_t kept = 0;
    for (size_t i = 0; i < answer->count; i++)
        if (normalise_post(source, author_key, &answer->posts[i]))
            answer->posts[kept++] = answer->posts[i];
    answer->count = kept;
}
