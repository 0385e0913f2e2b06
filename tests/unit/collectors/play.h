/* SPDX-License-Identifier: MIT */

/* play — a source of any kind on a stage of its own: its section read from a configuration, requests looked at,
 * replies handed to it from a fixture or from the test.
 *
 * Takes   a section of a configuration file; $EARSHOT_SOURCE for tests/fixtures
 * Gives   play_ask, play_reply and what came of them; the cursor goes from one to the next as the collector keeps it
 * Memory  everything lives until play_end */
#ifndef TESTS_UNIT_COLLECTORS_PLAY_H
#define TESTS_UNIT_COLLECTORS_PLAY_H

#include "unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "normalise.h"
#include "sources.h"

static const int64_t PLAY_NOW = INT64_C(1795334400000); /* 2026-11-22T08:00:00Z */

struct play {
    struct arena arena;
    struct source source;
    struct str cursor;
    struct source_request request;
    struct source_answer answer;
    struct err err;
    char folder[64];
};

static inline void play_file(struct play *play, const char *name, const char *text)
{
    struct err err;
    struct str path = arena_printf(&play->arena, "%s/%s", play->folder, name);
    assert_true(file_write(path.ptr, str_from(text), &err));
    chmod(path.ptr, 0600);
}

/* `secret` is what every *_file of the section named "secret" holds. */
static inline void play_begin(struct play *play, const char *section, const char *secret)
{
    *play = (struct play){.folder = "/tmp/earshot-play-XXXXXX"};
    assert_non_null(mkdtemp(play->folder));
    play_file(play, "secret", secret);
    play_file(play, "earshot.conf", section);
    struct sources sources;
    struct str path = arena_printf(&play->arena, "%s/earshot.conf", play->folder);
    if (!sources_read(path.ptr, &play->arena, &sources, &play->err))
        fail_msg("%s", play->err.text);
    assert_int_equal(sources.count, 1);
    play->source = sources.items[0];
    play->source.arena = &play->arena;
    play->source.now_ms = PLAY_NOW;
    play->source.keep_ms = 30 * CLOCK_DAY_MS;
}

static inline void play_end(struct play *play)
{
    file_remove_tree(play->folder);
    arena_free(&play->arena);
}

/* A section that must not be accepted, and a word of why. */
static inline void play_refused(const char *section, const char *why)
{
    struct play play = {.folder = "/tmp/earshot-play-XXXXXX"};
    struct sources sources;
    assert_non_null(mkdtemp(play.folder));
    play_file(&play, "secret", "x");
    play_file(&play, "earshot.conf", section);
    struct str path = arena_printf(&play.arena, "%s/earshot.conf", play.folder);
    assert_false(sources_read(path.ptr, &play.arena, &sources, &play.err));
    if (strstr(play.err.text, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", play.err.text, why);
    play_end(&play);
}

static inline struct str play_ask(struct play *play)
{
    play->request = (struct source_request){0};
    if (!play->source.kind->request(&play->source, play->cursor, &play->request, &play->err))
        fail_msg("%s", play->err.text);
    return play->request.url;
}

static inline bool play_asks(struct play *play, const char *part)
{
    struct str url = play_ask(play);
    bool found = url.ptr != NULL && str_find_str(url, str_from(part), 0) < url.len;
    if (!found)
        fprintf(stderr, "asked " STR_FMT ", not %s\n", STR_ARG(url), part);
    return found;
}

static inline bool play_reply_headers(struct play *play, int status, struct str bytes,
                                      const struct source_header *headers, size_t count)
{
    static const unsigned char key[32] = {7};
    struct source_reply reply = {.status = status, .url = play->request.url, .bytes = bytes, .headers = headers,
                                 .header_count = count};
    play->answer = (struct source_answer){0};
    if (!play->source.kind->response(&play->source, play->cursor, &play->request, &reply, &play->answer, &play->err))
        return false;
    normalise_answer(&play->source, key, &play->answer);
    if (play->answer.cursor.ptr != NULL)
        play->cursor = play->answer.cursor;
    return true;
}

static inline bool play_reply(struct play *play, int status, const char *text)
{
    return play_reply_headers(play, status, str_from(text), NULL, 0);
}

static inline struct str play_fixture(struct play *play, const char *name)
{
    const char *root = getenv("EARSHOT_SOURCE");
    struct str path = arena_printf(&play->arena, "%s/tests/fixtures/%s", root ? root : ".", name), bytes;
    if (!file_read(path.ptr, 16 << 20, &play->arena, &bytes, &play->err))
        fail_msg("%s", play->err.text);
    return bytes;
}

static inline void play_reply_file(struct play *play, const char *name)
{
    if (!play_reply_headers(play, 200, play_fixture(play, name), NULL, 0))
        fail_msg("%s: %s", name, play->err.text);
}

static inline const struct post *play_post(const struct play *play, size_t at)
{
    assert_true(at < play->answer.count);
    return &play->answer.posts[at];
}

static inline void play_moves_on(struct play *play, int64_t ms)
{
    play->source.now_ms += ms;
}

/* Whatever the bytes: an answer, or an error of one line. */
static inline void play_hostile(struct play *play)
{
    static const char *const replies[] = {
        "", "{", "[]", "{}", "null", "1e999", "\"x\"", "<html>", "{\"error\":\"\\ud800\"}",
        "[18446744073709551616,{\"id\":18446744073709551616,\"uri\":\"\\u0000\",\"kind\":\"t1\",\"data\":7}]",
        "{\"items\":{},\"data\":{\"children\":{}},\"posts\":7,\"feed\":[null],\"post_stream\":[],\"result\":1}",
    };
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        play_ask(play);
        if (!play_reply(play, 200, replies[i]))
            assert_true(play->err.text[0] != '\0' && strchr(play->err.text, '\n') == NULL);
    }
    char *deep = malloc(200001);
    assert_non_null(deep);
    memset(deep, '[', 200000);
    deep[200000] = '\0';
    play_ask(play);
    assert_false(play_reply(play, 200, deep));
    free(deep);
}

#endif
