/* SPDX-License-Identifier: MIT */

/* source — what a kind of source is: a name, a table of settings, and two pure functions.
 *
 * `request` says what to ask next, `response` reads the reply. A poll is: request, ask, response, keep the posts
 * together with the cursor, and again while the answer says `more`. Whatever a kind must remember (pages, several
 * servers or hashtags in turn, a session's token, ids to look at again) stands in its cursor, a JSON text of its
 * own that nobody else reads.
 *
 * Takes   settings, secrets read from the files that settings named `*_file` point at, the time; never a socket,
 *         a file or a clock of its own
 * Gives   requests; posts, a cursor, and when to ask again
 * Errors  of response: INPUT the reply is not what it should be; AGAIN ask later; CONFIG a person must act (a token
 *         refused, a page gone). False ends the poll and leaves the cursor as it was kept
 * Memory  everything given lives in source->arena until the reply is dealt with
 * After   hiredis read.h and inadyn plugin.h: they never touch a socket either */
#ifndef COLLECTORS_SOURCE_H
#define COLLECTORS_SOURCE_H

#include "base/settings.h"
#include "record/post.h"

/* Posts are of one reply, requests of one poll. */
enum { SOURCE_HEADERS_MOST = 12, SOURCE_SECRETS_MOST = 4, SOURCE_POSTS_MOST = 20000, SOURCE_REQUESTS_MOST = 100 };

/* The first member of every kind's settings, and its rows: {SOURCE_ROWS("2m"), {"server", …}, …}. */
struct source_common {
    int64_t every_ms;
    bool enabled;
};
#define SOURCE_ROWS(every)                                                                            \
    {"every", SETTINGS_SPAN, every, offsetof(struct source_common, every_ms), 1e3, 7 * 864e5, NULL,    \
     "how long between two polls, at least"},                                                         \
    {"enabled", SETTINGS_BOOL, "true", offsetof(struct source_common, enabled), 0, 0, NULL,            \
     "false: this source is left alone"}

struct source_kind;

/* One configured source, during one call. */
struct source {
    const struct source_kind *kind;
    struct str name;      /* the section's title */
    const void *settings; /* the kind's struct */
    struct {
        const char *row; /* "token_file" */
        struct str value;
    } secrets[SOURCE_SECRETS_MOST];
    int64_t now_ms, keep_ms; /* keep_ms: how long its posts are kept, and what is remembered of them; 0: not known */
    struct arena *arena;
};

struct source_header {
    struct str name, value;
};

struct source_request {
    struct str url;    /* https, http; imaps, imap; file (see drop.h). Absent: there is nothing to ask this time */
    struct str method; /* absent: GET, or POST where there is a body; of an imap address its command */
    struct source_header headers[SOURCE_HEADERS_MOST];
    size_t header_count;
    struct str body;
    struct str bearer, user, password; /* bearer is Authorization of http, XOAUTH2 of imap; the others are imap's */
    bool aside;     /* the page of one post: neither its validators nor where it moves to are remembered */
    struct str tag; /* what the reply will be, in the kind's own word. `parse` gives none: then the bytes must tell */
};

struct source_reply {
    int status;     /* 0: could not be asked (unreachable, or resting after a refusal); 304: as it was */
    struct str url; /* the address that answered, after redirects */
    struct str bytes;
    const struct source_header *headers;
    size_t header_count;
};

struct source_answer {
    struct post *posts;
    size_t count, cap;
    struct str cursor;     /* kept with the posts; absent: as it was */
    bool more;             /* ask again at once: a next page, the next hashtag or server, a token now in hand */
    int64_t not_before_ms; /* 0, or no poll before then: a feed's ttl, a quota's midnight */
    int64_t quota_left, quota_most; /* units of a daily quota; both 0: there is none */
    struct str notice; /* for a person: "the list is empty". Beside a refusal: the kind dealt with it, no failure */
    const char *why;   /* the same in a word of record/hearing.h, or NULL */
};

struct source_kind {
    struct settings_section section; /* its name is the kind's name */
    const char *alias;               /* a second name for `parse`, or NULL */
    bool (*request)(const struct source *source, struct str cursor, struct source_request *request, struct err *err);
    bool (*response)(const struct source *source, struct str cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err);
    /* What no row can say of the settings alone ("a page or a token"); NULL: nothing. CONFIG without file and line. */
    bool (*valid)(const void *settings, struct err *err);
    bool conditional; /* its addresses stay the same, and it knows what a 304 means */
    bool paid;        /* what it reads costs money */
    bool brought;     /* nothing is asked: people bring it, when there is something */
    bool mute;        /* nobody is told there when a message is deleted */
};

/* Room for one more post, zeroed; NULL over SOURCE_POSTS_MOST. Value of a secret, or absent. */
struct post *source_post(const struct source *source, struct source_answer *answer);
struct str source_secret(const struct source *source, const char *row);

void source_header_add(struct source_request *request, struct str name, struct str value);

/* A header of the reply by its name in any case, or absent; the address of `Link: <…>; rel="next"`. */
struct str source_reply_header(const struct source_reply *reply, const char *name);
struct str source_reply_link(const struct source_reply *reply, const char *rel);

/* True for 200…299 and 304. Else what fits the status: CONFIG for 401, 403, 404 and 410, AGAIN for the rest. */
bool source_reply_ok(const struct source_reply *reply, struct err *err);

/* What a stranger's server says, fit for an error: one short line without controls. */
struct str source_said(const struct source *source, struct str text);

/* The reply as JSON; a page of HTML where JSON belongs is said to be one. */
bool source_reply_json(const struct source *source, const struct source_reply *reply, struct json **root,
                       struct err *err);

#endif
