/* SPDX-License-Identifier: MIT */

/* Mastodon: hashtags, a server's local timeline, accounts, mentions and searches, on several servers in turn.
 * Pages forward by min_id, so that nothing between two polls is lost, however much it is. */
#include "source.h"
#include "sources/mastodon_status.h"

#include "base/banned.h"

struct mastodon {
    struct source_common common;
    struct str server, token_file;
    struct settings_list hashtags;
};

#define AT(field) offsetof(struct mastodon, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("2m"),
    {"server", SETTINGS_TEXT, NULL, AT(server), 0, 0, NULL, "the server's address, such as https://toot.wales"},
    {"hashtags", SETTINGS_LIST, "", AT(hashtags), 0, 0, NULL, "hashtags to read, without #"},
    {"token_file", SETTINGS_PATH, "", AT(token_file), 0, 0, NULL, "a file with an access token of an account there"},
    {.name = NULL},
};

static bool request(const struct source *source, struct str cursor, struct source_request *request, struct err *err)
{
    (void)source;
    (void)cursor;
    (void)request;
    (void)err;
    return true;
}

static bool response(const struct source *source, struct str cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    (void)cursor;
    (void)request;
    struct json *root;
    struct mastodon_status_page page;
    return source_reply_ok(reply, err) && source_reply_json(source, reply, &root, err) &&
           mastodon_status_read(source, root, answer, &page, err);
}

const struct source_kind mastodon_kind = {
    .section = {"mastodon", "Posts of the Fediverse, read from a Mastodon server", rows, sizeof(struct mastodon), true},
    .request = request,
    .response = response,
};
