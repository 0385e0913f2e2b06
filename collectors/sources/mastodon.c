/* SPDX-License-Identifier: MIT */

/* Mastodon: hashtags, a server's local timeline, accounts, mentions and searches, on several servers in turn.
 * Pages forward by min_id, so that nothing between two polls is lost, however much it is; looks again at what it has
 * read, because a timeline does not tell of deletions. */
#include "base/buf.h"
#include "base/clock.h"
#include "source.h"
#include "sources/mastodon_state.h"
#include "sources/mastodon_status.h"
#include "url.h"

#include "base/banned.h"

enum { PAGE = 40, SEVERAL = MASTODON_STATE_CHECKED_MOST, SERVERS_MOST = 8 };
#define RECHECK_EVERY_MS  (10 * CLOCK_MINUTE_MS) /* a share of them; */
#define RECHECK_ALL_MS    (12 * CLOCK_HOUR_MS)   /* each within */
#define INSTANCE_EVERY_MS CLOCK_DAY_MS

struct mastodon {
    struct source_common common;
    struct str server, token_file;
    struct settings_list also, hashtags, any, all, none, accounts, search;
    bool public, mentions;
};

#define AT(field) offsetof(struct mastodon, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("2m"),
    {"server", SETTINGS_TEXT, NULL, AT(server), 0, 0, NULL, "the server's address, such as https://toot.wales"},
    {"also", SETTINGS_LIST, "", AT(also), 0, 0, NULL,
     "further servers: each sees only what its members follow, so three see more than one"},
    {"hashtags", SETTINGS_LIST, "", AT(hashtags), 0, 0, NULL, "hashtags to read, without #"},
    {"any", SETTINGS_LIST, "", AT(any), 0, 0, NULL, "and also posts with any of these hashtags"},
    {"all", SETTINGS_LIST, "", AT(all), 0, 0, NULL, "only posts that have all of these hashtags besides"},
    {"none", SETTINGS_LIST, "", AT(none), 0, 0, NULL, "no posts with one of these hashtags"},
    {"public", SETTINGS_BOOL, "false", AT(public), 0, 0, NULL, "all public posts of the server's own members"},
    {"accounts", SETTINGS_LIST, "", AT(accounts), 0, 0, NULL, "accounts to read, such as council@toot.wales"},
    {"mentions", SETTINGS_BOOL, "false", AT(mentions), 0, 0, NULL, "what mentions the token's account"},
    {"search", SETTINGS_LIST, "", AT(search), 0, 0, NULL, "words to search for; needs a token and a server that searches"},
    {"token_file", SETTINGS_PATH, "", AT(token_file), 0, 0, NULL, "a file with an access token of an account there"},
    {.name = NULL},
};

enum what { HASHTAG, LOCAL, ACCOUNT, MENTIONS, SEARCH };

struct channel {
    enum what what;
    size_t server;
    struct str word;
};

struct plan {
    struct channel channels[MASTODON_STATE_CHANNELS_MOST];
    struct str keys[MASTODON_STATE_CHANNELS_MOST];
    size_t count;
};

static struct str server_of(const struct mastodon *settings, size_t number)
{
    struct str server = number == 0 ? settings->server : settings->also.items[number - 1];
    while (server.len > 0 && server.ptr[server.len - 1] == '/')
        server.len--;
    return server;
}

/* A key holds the server's address: numbers of statuses mean nothing on another. */
static void plan_add(const struct source *source, struct plan *plan, enum what what, size_t server, struct str word)
{
    struct str address = server_of(source->settings, server);
    if (plan->count == MASTODON_STATE_CHANNELS_MOST)
        return;
    static const char *const names[] = {"hashtag", "public", "account", "mentions", "search"};
    plan->keys[plan->count] = arena_printf(source->arena, STR_FMT " %s " STR_FMT, STR_ARG(address), names[what], STR_ARG(word));
    plan->channels[plan->count++] = (struct channel){what, server, word};
}

static struct plan plan_of(const struct source *source)
{
    const struct mastodon *settings = source->settings;
    struct plan plan = {.count = 0};
    size_t servers = 1 + settings->also.count < SERVERS_MOST ? 1 + settings->also.count : SERVERS_MOST;
    for (size_t server = 0; server < servers; server++) {
        for (size_t i = 0; i < settings->hashtags.count; i++)
            plan_add(source, &plan, HASHTAG, server, settings->hashtags.items[i]);
        if (settings->public)
            plan_add(source, &plan, LOCAL, server, STR_NONE);
    }
    for (size_t i = 0; i < settings->accounts.count; i++)
        plan_add(source, &plan, ACCOUNT, 0, settings->accounts.items[i]);
    if (settings->mentions)
        plan_add(source, &plan, MENTIONS, 0, STR_NONE);
    for (size_t i = 0; i < settings->search.count; i++)
        plan_add(source, &plan, SEARCH, 0, settings->search.items[i]);
    return plan;
}

static bool valid(const void *given, struct err *err)
{
    const struct mastodon *settings = given;
    for (size_t i = 0; i <= settings->also.count; i++)
        if (!str_starts(server_of(settings, i), STR("https://")) && !str_starts(server_of(settings, i), STR("http://")))
            return err_set(err, ERR_CONFIG, "server: \"" STR_FMT "\" must begin with https://",
                           STR_ARG(server_of(settings, i)));
    bool reads = settings->hashtags.count + settings->accounts.count + settings->search.count > 0 || settings->public ||
                 settings->mentions;
    if (!reads)
        return err_set(err, ERR_CONFIG, "give hashtags, public, accounts, mentions or search: there is nothing to read");
    if ((settings->mentions || settings->search.count > 0) && settings->token_file.len == 0)
        return err_set(err, ERR_CONFIG, "mentions and search need a token_file");
    return true;
}

static void add_all(struct buf *url, const char *name, const struct settings_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        url_add(url, name, list->items[i]);
}

static void add_path(const struct source *source, const struct channel *channel, struct str account, struct buf *url)
{
    const struct mastodon *settings = source->settings;
    switch (channel->what) {
    case HASHTAG:
        buf_printf(url, "/api/v1/timelines/tag/" STR_FMT, STR_ARG(url_encode(source->arena, channel->word)));
        add_all(url, "any[]", &settings->any);
        add_all(url, "all[]", &settings->all);
        add_all(url, "none[]", &settings->none);
        break;
    case LOCAL:
        buf_printf(url, "/api/v1/timelines/public?local=true");
        break;
    case ACCOUNT:
        buf_printf(url, "/api/v1/accounts/" STR_FMT "/statuses", STR_ARG(account));
        break;
    case MENTIONS:
        buf_printf(url, "/api/v1/notifications?types[]=mention");
        break;
    case SEARCH:
        buf_printf(url, "/api/v2/search?type=statuses");
        url_add(url, "q", channel->word);
        break;
    }
}

static void ask_channel(const struct source *source, const struct mastodon_state *state, const struct channel *channel,
                        struct buf *url, struct source_request *request)
{
    struct str account = state->channels[state->at].account, head = state->channels[state->at].head;
    if (channel->what == ACCOUNT && account.len == 0) {
        request->tag = STR("account");
        buf_printf(url, "/api/v1/accounts/lookup");
        url_add(url, "acct", channel->word);
        return;
    }
    request->tag = STR("timeline");
    add_path(source, channel, account, url);
    buf_printf(url, "%climit=%d", str_find(buf_str(url), '?', 0) == url->len ? '?' : '&', PAGE);
    if (head.len > 0)
        url_add(url, "min_id", head);
}

/* How many of the statuses at the front are of one server and go into one request. */
static size_t recheck_count(const struct mastodon_state *state)
{
    size_t count = 0, most = state->one_by_one ? 1 : SEVERAL;
    while (count < most && count < state->seen_count && str_eq(state->seen[count].server, state->seen[0].server))
        count++;
    return count;
}

static void ask_again(const struct mastodon_state *state, struct buf *url, struct source_request *request)
{
    request->tag = STR("recheck");
    if (state->one_by_one) {
        buf_printf(url, "/api/v1/statuses/" STR_FMT, STR_ARG(state->seen[0].id));
        return;
    }
    buf_printf(url, "/api/v1/statuses");
    for (size_t i = 0; i < recheck_count(state); i++)
        url_add(url, "id[]", state->seen[i].id);
}

static int64_t oldest_day(const struct source *source)
{
    return source->keep_ms == 0 ? 0 : (source->now_ms - source->keep_ms) / CLOCK_DAY_MS;
}

static bool request(const struct source *source, struct str cursor, struct source_request *request, struct err *err)
{
    (void)err;
    struct plan plan = plan_of(source);
    struct mastodon_state state = mastodon_state_read(source->arena, cursor, plan.keys, plan.count, oldest_day(source));
    bool recheck = str_eq(state.step, STR("recheck")) && state.seen_count > 0;
    if (plan.count == 0)
        return true;
    const struct channel *channel = &plan.channels[state.at];
    struct str first = server_of(source->settings, 0);
    struct str server = recheck ? state.seen[0].server : server_of(source->settings, channel->server);
    struct buf url = BUF("address", 8192);
    buf_add(&url, server);
    if (recheck) {
        ask_again(&state, &url, request);
    } else if (str_eq(state.step, STR("instance"))) {
        request->tag = STR("instance");
        buf_printf(&url, "/api/v2/instance");
    } else {
        ask_channel(source, &state, channel, &url, request);
    }
    request->url = arena_str(source->arena, buf_str(&url));
    buf_free(&url);
    struct str token = source_secret(source, "token_file");
    if (token.len > 0 && str_eq(server, first))
        source_header_add(request, STR("Authorization"), arena_printf(source->arena, "Bearer " STR_FMT, STR_ARG(token)));
    return true;
}

/* Of all that was seen the share of the time that has gone by, so that each is looked at again twice a day. */
static int64_t share_to_recheck(const struct mastodon_state *state, int64_t now_ms)
{
    int64_t gone_ms = now_ms - state->rechecked_ms, seen = (int64_t)state->seen_count;
    if (gone_ms < RECHECK_EVERY_MS)
        return 0;
    return gone_ms < RECHECK_ALL_MS ? (seen * gone_ms + RECHECK_ALL_MS - 1) / RECHECK_ALL_MS : seen;
}

/* On to the next channel; after the last one, if it is time, a look at what was read before. */
static void advance(const struct source *source, struct mastodon_state *state, struct source_answer *answer)
{
    bool from_recheck = str_eq(state->step, STR("recheck"));
    state->step = STR_NONE;
    answer->more = false;
    if (!from_recheck && state->at + 1 < state->channel_count) {
        state->at++;
        answer->more = true;
        return;
    }
    state->at = 0;
    if (!from_recheck) {
        state->to_recheck = share_to_recheck(state, source->now_ms);
        state->rechecked_ms = state->to_recheck > 0 ? source->now_ms : state->rechecked_ms;
    }
    if (state->to_recheck > 0 && state->seen_count > 0) {
        state->step = STR("recheck");
        answer->more = true;
    }
}

/* The council chose this account, or its author chose to speak to the council. */
static bool is_chosen(const struct channel *channel)
{
    return channel->what == ACCOUNT || channel->what == MENTIONS;
}

static void on_timeline(const struct source *source, const struct json *root, const struct source_reply *reply,
                        const struct channel *channel, struct mastodon_state *state, struct source_answer *answer,
                        const struct mastodon_status_page *page)
{
    struct str head = url_parameter(source_reply_link(reply, "prev"), "min_id");
    bool first = state->channels[state->at].head.len == 0;
    if (page->items > 0)
        state->channels[state->at].head = head.len > 0 ? head : page->newest_id;
    const struct json *list = root->type == JSON_ARRAY ? root : json_get(root, "statuses");
    JSON_EACH(item, list) {
        const struct json *status = json_get(item, "status") ? json_get(item, "status") : item;
        if (mastodon_status_is_for_us(status, is_chosen(channel)))
            mastodon_state_see(state, (struct mastodon_state_seen){json_get_str(status, "id"), json_get_str(status, "uri"),
                                                                  server_of(source->settings, channel->server),
                                                                  source->now_ms / CLOCK_DAY_MS});
    }
    bool silent = page->items == 0 && (channel->what == HASHTAG || channel->what == LOCAL);
    if (silent && source->now_ms - state->instance_ms >= INSTANCE_EVERY_MS) {
        state->step = STR("instance");
        state->instance_ms = source->now_ms;
        answer->more = true;
    } else if (!first && page->items >= PAGE) {
        answer->more = true;
    } else {
        advance(source, state, answer);
    }
}

/* Why a timeline is empty: since Mastodon 4.5 a server may close it and answer 200 with nothing. */
static void on_instance(const struct source *source, const struct json *root, const struct channel *channel,
                        struct mastodon_state *state)
{
    const char *path = channel->what == LOCAL ? "configuration.timelines_access.live_feeds.local"
                                              : "configuration.timelines_access.hashtag_feeds.local";
    struct str access = json_get_str(root, path);
    const char *which = channel->what == LOCAL ? "its local timeline" : "its hashtags";
    state->notice = state->why = STR_NONE;
    state->notice_at = state->at;
    bool closed = str_eq(access, STR("disabled")), token = channel->server == 0 && source_secret(source, "token_file").len > 0;
    bool members = str_eq(access, STR("authenticated")) && !token;
    if (closed || members)
        state->why = closed ? STR("closed") : STR("members");
    if (closed)
        state->notice = arena_printf(source->arena, STR_FMT " has closed %s: it answers with an empty list",
                                     STR_ARG(server_of(source->settings, channel->server)), which);
    else if (members)
        state->notice = arena_printf(source->arena, STR_FMT " shows %s to members only: it needs a token_file",
                                     STR_ARG(server_of(source->settings, channel->server)), which);
}

static bool is_on_page(const struct json *root, struct str id)
{
    if (root != NULL && root->type == JSON_OBJECT)
        return str_eq(json_get_str(root, "id"), id);
    JSON_EACH(status, root)
        if (str_eq(json_get_str(status, "id"), id))
            return true;
    return false;
}

/* What is missing among those asked for is deleted, or was made private: both mean that it must go. */
static void on_recheck(const struct source *source, const struct json *root, struct mastodon_state *state,
                       struct source_answer *answer)
{
    bool gone[SEVERAL];
    size_t count = recheck_count(state);
    for (size_t i = 0; i < count; i++) {
        gone[i] = !is_on_page(root, state->seen[i].id);
        struct post *post = gone[i] ? source_post(source, answer) : NULL;
        if (post == NULL)
            continue;
        post->native_id = state->seen[i].uri;
        post->deleted = true;
    }
    mastodon_state_checked(state, count, gone);
    state->to_recheck -= (int64_t)count;
}

/* Said by the server's API, and not by whatever stands in front of it. */
static bool is_gone(const struct source *source, const struct source_reply *reply)
{
    struct json *root;
    struct err ignored;
    bool api = source_reply_json(source, reply, &root, &ignored) && json_get_str(root, "error").len > 0;
    return reply->status == 410 || (reply->status == 404 && api);
}

/* A server that cannot be asked now does not keep the statuses of others from being looked at. */
static void put_off(struct mastodon_state *state)
{
    static const bool gone[SEVERAL];
    mastodon_state_checked(state, recheck_count(state), gone);
    state->to_recheck = 0;
}

/* A channel that fails does not keep the others from being read; a source with one channel fails with it. */
static bool on_failure(const struct source *source, const struct source_reply *reply, struct mastodon_state *state,
                       struct source_answer *answer, struct err *err)
{
    bool recheck = str_eq(state->step, STR("recheck"));
    bool unknown = reply->status == 404 || reply->status == 410;
    if (recheck && state->one_by_one && is_gone(source, reply))
        on_recheck(source, NULL, state, answer);
    else if (recheck && unknown && !state->one_by_one)
        state->one_by_one = true;
    else if (recheck)
        put_off(state);
    if (!recheck && state->step.len == 0 && state->channel_count == 1)
        return source_reply_ok(reply, err);
    if (!recheck && state->step.len == 0 && reply->status != 0 && !source_reply_ok(reply, err)) {
        state->notice = arena_printf(source->arena, STR_FMT ": %s", STR_ARG(state->channels[state->at].key), err->text);
        state->why = STR("part");
        state->notice_at = state->at;
    }
    advance(source, state, answer);
    return true;
}

static bool read_reply(const struct source *source, const struct source_request *request, const struct json *root,
                       const struct source_reply *reply, const struct channel *channel, struct mastodon_state *state,
                       struct source_answer *answer, struct err *err)
{
    struct mastodon_status_page page;
    if (str_eq(request->tag, STR("account"))) {
        state->channels[state->at].account = json_get_str(root, "id");
        answer->more = json_get_str(root, "id").len > 0;
        return answer->more || err_set(err, ERR_CONFIG, "no account " STR_FMT, STR_ARG(channel->word));
    }
    if (str_eq(request->tag, STR("instance"))) {
        on_instance(source, root, channel, state);
        advance(source, state, answer);
        return true;
    }
    bool timeline = str_eq(request->tag, STR("timeline"));
    if (!mastodon_status_read(source, root, !timeline || is_chosen(channel), answer, &page, err))
        return false;
    if (str_eq(request->tag, STR("recheck"))) {
        on_recheck(source, root, state, answer);
        advance(source, state, answer);
    } else if (request->tag.len > 0) {
        if (page.items > 0 && state->notice_at == state->at)
            state->notice = state->why = STR_NONE;
        on_timeline(source, root, reply, channel, state, answer, &page);
    }
    return true;
}

static bool response(const struct source *source, struct str cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    struct plan plan = plan_of(source);
    struct mastodon_state state = mastodon_state_read(source->arena, cursor, plan.keys, plan.count, oldest_day(source));
    struct json *root;
    bool ok = true;
    if (request->tag.len > 0 && (reply->status < 200 || reply->status >= 300))
        ok = reply->status == 304 ? (advance(source, &state, answer), true)
                                  : on_failure(source, reply, &state, answer, err);
    else
        ok = source_reply_json(source, reply, &root, err) &&
             read_reply(source, request, root, reply, &plan.channels[state.at], &state, answer, err);
    if (!ok || request->tag.len == 0)
        return ok;
    answer->notice = reply->status >= 200 && reply->status < 300 ? state.notice : STR_NONE;
    answer->why = state.why.len > 0 ? arena_str(source->arena, state.why).ptr : NULL;
    answer->cursor = mastodon_state_write(source->arena, &state);
    return true;
}

const struct source_kind mastodon_kind = {
    .section = {"mastodon", "Posts of the Fediverse, read from a Mastodon server", rows, sizeof(struct mastodon), true},
    .request = request,
    .response = response,
    .valid = valid,
    .conditional = true,
};
