/* SPDX-License-Identifier: MIT */

/* Open311 (GeoReport v2): what residents report of their streets. The dates of a request for a list are those of the
 * report, so that a report's closing, or its being taken down, never shows among the new ones: the list of a month is
 * read again, and of what it does not show each is asked for by its id. */
#include "base/buf.h"
#include "base/clock.h"
#include "cursor.h"
#include "sources/open311_request.h"
#include "url.h"

#include "base/banned.h"

enum { PAGES_MOST = 50, STEP_LIST = 0, STEP_AGAIN, STEP_ONE };
#define FIRST_LOOK_MS (7 * CLOCK_DAY_MS)
#define RANGE_MOST_MS (89 * CLOCK_DAY_MS) /* the standard gives ninety days at most */

struct open311 {
    struct source_common common;
    struct str endpoint, jurisdiction, format, report_url;
    struct settings_list services;
    int64_t recheck_ms, overlap_ms, page_size, max_requests;
};

#define AT(field) offsetof(struct open311, field)
static const struct settings_row rows[] = {
    SOURCE_ROWS("15m"),
    {"endpoint", SETTINGS_TEXT, NULL, AT(endpoint), 0, 0, NULL,
     "the address under which /requests is, such as https://www.fixmystreet.com/open311/v2"},
    {"jurisdiction", SETTINGS_TEXT, "", AT(jurisdiction), 0, 0, NULL, "the jurisdiction_id, where the server has several"},
    {"services", SETTINGS_LIST, "", AT(services), 0, 0, NULL, "service codes to read; empty: all"},
    {"format", SETTINGS_TEXT, "xml", AT(format), 0, 0, "xml|json", "the form of the replies; every server has xml"},
    {"report_url", SETTINGS_TEXT, "", AT(report_url), 0, 0, NULL,
     "the address of a report's page but for its number, such as https://www.fixmystreet.com/report/"},
    {"recheck", SETTINGS_SPAN, "6h", AT(recheck_ms), 6e5, 864e5, NULL,
     "how often known reports are asked for again, to see them edited, closed or taken down"},
    {"overlap", SETTINGS_SPAN, "1d", AT(overlap_ms), 0, 30 * 864e5, NULL,
     "how far a poll looks back behind the newest report, as some appear late"},
    {"page_size", SETTINGS_INTEGER, "50", AT(page_size), 1, 10000, NULL,
     "a list of so many reports may not be the whole: older ones are asked for"},
    {"max_requests", SETTINGS_INTEGER, "0", AT(max_requests), 0, 10000, NULL,
     "FixMyStreet alone: the most reports a reply may hold; 0: not said"},
    {.name = NULL},
};

static int64_t since_ms(const struct source *source, const struct cursor *cursor)
{
    const struct open311 *own = source->settings;
    int64_t newest_ms, since;
    if (cursor->step == STEP_AGAIN)
        return source->now_ms - (source->keep_ms < RANGE_MOST_MS ? source->keep_ms : RANGE_MOST_MS);
    bool known = clock_parse_iso(cursor_get(cursor, STR("list")), &newest_ms);
    since = known ? newest_ms - own->overlap_ms : source->now_ms - FIRST_LOOK_MS;
    return since < source->now_ms - RANGE_MOST_MS ? source->now_ms - RANGE_MOST_MS : since;
}

/* has_photo is never sent: FixMyStreet answers it with an error whatever its value. */
static void ask_list(const struct source *source, const struct cursor *cursor, struct buf *url)
{
    const struct open311 *own = source->settings;
    struct buf codes = BUF("service codes", 16 << 10);
    for (size_t i = 0; i < own->services.count; i++)
        buf_printf(&codes, "%s" STR_FMT, i ? "," : "", STR_ARG(own->services.items[i]));
    buf_printf(url, "/requests." STR_FMT, STR_ARG(own->format));
    if (own->jurisdiction.len > 0)
        url_add(url, "jurisdiction_id", own->jurisdiction);
    if (codes.len > 0)
        url_add(url, "service_code", buf_str(&codes));
    url_add(url, "start_date", clock_iso(source->arena, since_ms(source, cursor)));
    if (cursor->page.len > 0)
        url_add(url, "end_date", cursor->page);
    if (own->max_requests > 0)
        url_add(url, "max_requests", arena_printf(source->arena, "%lld", (long long)own->max_requests));
    buf_free(&codes);
}

static void ask_one(const struct source *source, const struct cursor *cursor, struct buf *url)
{
    const struct open311 *own = source->settings;
    struct str id;
    if (cursor_sweep(cursor, &id, 1) == 0)
        return;
    buf_printf(url, "/requests/" STR_FMT "." STR_FMT, STR_ARG(url_encode(source->arena, id)), STR_ARG(own->format));
    if (own->jurisdiction.len > 0)
        url_add(url, "jurisdiction_id", own->jurisdiction);
}

static bool request(const struct source *source, struct str text, struct source_request *request, struct err *err)
{
    const struct open311 *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, 0);
    if (cursor->step == STEP_ONE && cursor->sweep_left == 0)
        cursor->step = STEP_LIST;
    struct str endpoint = own->endpoint;
    while (endpoint.len > 0 && endpoint.ptr[endpoint.len - 1] == '/')
        endpoint.len--;
    struct buf url = BUF("an address", 64 << 10);
    buf_add(&url, endpoint);
    request->tag = cursor->step == STEP_LIST ? STR("page") : cursor->step == STEP_AGAIN ? STR("again") : STR("sweep");
    if (cursor->step == STEP_ONE)
        ask_one(source, cursor, &url);
    else
        ask_list(source, cursor, &url);
    request->url = arena_str(source->arena, buf_str(&url));
    bool good = buf_ok(&url, err);
    buf_free(&url);
    return good;
}

/* Newest first or not: what is older than the oldest that came is asked for next, until nothing older comes. */
static bool turn_page(const struct source *source, struct cursor *cursor, const struct source_answer *answer,
                      int64_t *newest_ms)
{
    const struct open311 *own = source->settings;
    int64_t oldest_ms = INT64_MAX, end_ms;
    *newest_ms = 0;
    for (size_t i = 0; i < answer->count; i++) {
        int64_t ms = answer->posts[i].published_ms;
        oldest_ms = ms != 0 && ms < oldest_ms ? ms : oldest_ms;
        *newest_ms = ms > *newest_ms && ms <= source->now_ms ? ms : *newest_ms;
    }
    if (!clock_parse_iso(cursor->page, &end_ms))
        end_ms = INT64_MAX;
    int64_t turned = cursor_get_i64(cursor, STR("pages")) + 1;
    bool more = answer->count >= (size_t)own->page_size && oldest_ms < end_ms && oldest_ms > since_ms(source, cursor) &&
                turned < PAGES_MOST;
    cursor_set_i64(cursor, STR("pages"), more ? turned : 0);
    cursor->page = more ? clock_iso(source->arena, oldest_ms) : STR_NONE;
    return more;
}

static void take_page(const struct source *source, struct cursor *cursor, struct source_answer *answer)
{
    const struct open311 *own = source->settings;
    int64_t newest_ms, seen_ms;
    answer->more = turn_page(source, cursor, answer, &newest_ms);
    if (newest_ms > (clock_parse_iso(cursor->newest, &seen_ms) ? seen_ms : 0))
        cursor->newest = clock_iso(source->arena, newest_ms);
    if (answer->more)
        return;
    cursor_step_done(cursor, answer, source, STR("list"), STEP_AGAIN, 0);
    bool due = source->now_ms - cursor->swept_ms >= own->recheck_ms;
    answer->more = cursor->known_count > 0 && (due || cursor->sweep_left > 0);
    if (answer->more)
        cursor->step = STEP_AGAIN;
    if (due)
        cursor->swept_ms = source->now_ms;
}

/* After the last page of a month what none of them showed is asked for by itself. */
static void take_again(const struct source *source, struct cursor *cursor, struct source_answer *answer)
{
    int64_t newest_ms;
    for (size_t i = 0; i < answer->count; i++)
        cursor_sweep_found(cursor, answer->posts[i].native_id);
    answer->more = turn_page(source, cursor, answer, &newest_ms);
    if (answer->more)
        return;
    cursor->step = STEP_ONE;
    cursor->sweep_left = cursor->known_count - cursor->sweep_at;
    cursor_swept(cursor, answer, source, 0);
}

static void take_list(const struct source *source, struct cursor *cursor, struct str tag, struct source_answer *answer)
{
    if (str_eq(tag, STR("again"))) {
        take_again(source, cursor, answer);
        return;
    }
    cursor_remember(cursor, answer);
    if (str_eq(tag, STR("page")))
        take_page(source, cursor, answer);
}

static bool response(const struct source *source, struct str text, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer, struct err *err)
{
    const struct open311 *own = source->settings;
    struct cursor *cursor = cursor_read(source, text, 0);
    bool sweep = str_eq(request->tag, STR("sweep"));
    if (!sweep || !cursor_sweep_refused(cursor, answer, source, reply)) {
        if (!source_reply_ok(reply, err) || !open311_request_read(source, reply, own->report_url, answer, err))
            return false;
        if (sweep) {
                    cursor_swept(cursor, answer, source, 1);
        } else {
            take_list(source, cursor, request->tag, answer);
        }
    }
    answer->cursor = cursor_write(cursor);
    return true;
}

const struct source_kind open311_kind = {
    .section = {"open311", "Reports of an Open311 server, such as FixMyStreet", rows, sizeof(struct open311), true},
    .request = request,
    .response = response,
};
