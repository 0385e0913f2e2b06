/* SPDX-License-Identifier: MIT */
#include "lanes.h"

#include "base/clock.h"

#include "base/banned.h"

#define FIRST_WAIT_MS (5 * CLOCK_SECOND_MS)
#define LONGEST_WAIT_MS (5 * CLOCK_MINUTE_MS)
#define LONGEST_ASKED_MS CLOCK_HOUR_MS

enum { LANE_BYTES_MOST = 4 << 10, NAME_BYTES_MOST = 300 };

static struct lane *find(struct lanes *lanes, struct str name)
{
    for (size_t i = 0; i < lanes->count; i++)
        if (str_eq(lanes->items[i].name, name))
            return &lanes->items[i];
    return NULL;
}

static struct lane *find_or_add(struct lanes *lanes, struct str name)
{
    struct lane *lane = find(lanes, name);
    if (lane != NULL || lanes->count == LANES_MOST)
        return lane;
    lane = &lanes->items[lanes->count++];
    *lane = (struct lane){.name = arena_str(&lanes->arena, name)};
    return lane;
}

/* "mail", "webhook duty", "text duty"; of one reader "mail manager@…", "text +44…". */
static struct str name_of(const struct envelope *envelope, bool reader, struct arena *scratch)
{
    static const char *const ways[] = {"mail", "webhook", "text"};
    if (reader)
        return arena_printf(scratch, "%s " STR_FMT, ways[envelope->way], STR_ARG(envelope->to));
    if (envelope->way == ENVELOPE_MAIL)
        return STR("mail");
    return arena_printf(scratch, "%s " STR_FMT, ways[envelope->way], STR_ARG(envelope->section));
}

/* NULL where there is none; `add` makes it. */
static struct lane *lane_of(struct lanes *lanes, const struct envelope *envelope, bool reader, bool add)
{
    struct arena scratch = {0};
    struct str name = name_of(envelope, reader, &scratch);
    struct lane *lane = add && name.len <= NAME_BYTES_MOST ? find_or_add(lanes, name) : find(lanes, name);
    arena_free(&scratch);
    return lane;
}

static void keep_cause(char *slot, const struct err *why)
{
    struct str text = str_cut(str_from(why->text), 0, LANES_CAUSE_BYTES - 1);
    memcpy(slot, text.ptr, text.len);
    slot[text.len] = '\0';
}

static void take(struct lanes *lanes, struct str name, const struct json *root)
{
    struct lane *lane = find_or_add(lanes, name);
    if (lane == NULL)
        return;
    struct err cause = {0}, refused = {0};
    lane->last_sent_ms = json_get_i64(root, "last_sent_ms", 0);
    lane->failing_since_ms = json_get_i64(root, "failing_since_ms", 0);
    lane->refused = json_get_i64(root, "refused", 0);
    lane->refused_ms = json_get_i64(root, "refused_ms", 0);
    err_set(&cause, ERR_AGAIN, STR_FMT, STR_ARG(json_get_str(root, "cause")));
    err_set(&refused, ERR_AGAIN, STR_FMT, STR_ARG(json_get_str(root, "refused_cause")));
    keep_cause(lane->cause, &cause);
    keep_cause(lane->refused_cause, &refused);
}

bool lanes_load(struct lanes *lanes, struct store *store, struct err *err)
{
    struct arena scratch = {0};
    struct records_page page;
    bool ok = records_deliveries(store, &scratch, &page, err);
    for (size_t i = 0; ok && i < page.count; i++) {
        struct json *root;
        struct err bad;
        if (json_parse(page.values[i], &scratch, &root, &bad))
            take(lanes, page.names[i], root);
    }
    arena_free(&scratch);
    return ok;
}

static bool save(const struct lane *lane, struct store *store, struct err *err)
{
    struct buf buf = BUF("a lane", LANE_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "name", lane->name);
    json_out_member_i64(&out, "waiting", lane->waiting);
    json_out_member_i64(&out, "last_sent_ms", lane->last_sent_ms);
    json_out_member_i64(&out, "refused", lane->refused);
    if (lane->failing_since_ms > 0) {
        json_out_member_i64(&out, "failing_since_ms", lane->failing_since_ms);
        json_out_member_str(&out, "cause", str_from(lane->cause));
    }
    if (lane->refused > 0) {
        json_out_member_i64(&out, "refused_ms", lane->refused_ms);
        json_out_member_str(&out, "refused_cause", str_from(lane->refused_cause));
    }
    json_out_close(&out, '}');
    bool ok = buf_ok(&buf, err) && records_delivery_put(store, lane->name, buf_str(&buf), err);
    buf_free(&buf);
    return ok;
}

bool lanes_save(struct lanes *lanes, struct store *store, struct err *err)
{
    for (size_t i = 0; i < lanes->count; i++) {
        if (lanes->items[i].changed && !save(&lanes->items[i], store, err))
            return false;
        lanes->items[i].changed = false;
    }
    return true;
}

void lanes_free(struct lanes *lanes)
{
    arena_free(&lanes->arena);
    lanes->count = 0;
}

void lanes_begin(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++) {
        lanes->items[i].changed = lanes->items[i].changed || lanes->items[i].waiting > 0;
        lanes->items[i].waiting = 0;
    }
}

bool lanes_may_go(struct lanes *lanes, const struct envelope *envelope)
{
    for (int reader = 0; reader <= 1; reader++) {
        struct lane *lane = lane_of(lanes, envelope, reader, false);
        if (lane != NULL && lane->wait_until_ms > clock_monotonic_ms()) {
            lane->waiting++;
            lane->changed = true;
            return false;
        }
    }
    return true;
}

void lanes_sent(struct lanes *lanes, const struct envelope *envelope)
{
    for (int reader = 0; reader <= 1; reader++) {
        struct lane *lane = lane_of(lanes, envelope, reader, !reader);
        if (lane == NULL)
            continue;
        lane->last_sent_ms = clock_now_ms();
        lane->wait_ms = lane->wait_until_ms = lane->failing_since_ms = 0;
        lane->changed = true;
    }
}

void lanes_failed(struct lanes *lanes, const struct envelope *envelope, bool only_reader, int64_t asked_wait_ms,
                  const struct err *why)
{
    struct lane *lane = lane_of(lanes, envelope, only_reader, true);
    if (lane == NULL && (lane = lane_of(lanes, envelope, false, true)) == NULL)
        return;
    lane->wait_ms = lane->wait_ms == 0 ? FIRST_WAIT_MS : lane->wait_ms * 2;
    if (lane->wait_ms > LONGEST_WAIT_MS)
        lane->wait_ms = LONGEST_WAIT_MS;
    if (asked_wait_ms > LONGEST_ASKED_MS)
        asked_wait_ms = LONGEST_ASKED_MS;
    lane->wait_until_ms = clock_monotonic_ms() + (asked_wait_ms > lane->wait_ms ? asked_wait_ms : lane->wait_ms);
    if (lane->failing_since_ms == 0)
        lane->failing_since_ms = clock_now_ms();
    lane->waiting++;
    lane->changed = true;
    keep_cause(lane->cause, why);
}

void lanes_refused(struct lanes *lanes, const struct envelope *envelope, bool only_reader, const struct err *why)
{
    struct lane *lane = lane_of(lanes, envelope, only_reader, true);
    if (lane == NULL && (lane = lane_of(lanes, envelope, false, true)) == NULL)
        return;
    lane->refused++;
    lane->refused_ms = clock_now_ms();
    lane->changed = true;
    keep_cause(lane->refused_cause, why);
}
