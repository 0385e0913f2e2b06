/* SPDX-License-Identifier: MIT */
#include "edition.h"

#include "base/clock.h"
#include "board_read.h"
#include "due.h"
#include "waiting.h"

#include "base/banned.h"

/* One digest for one reader. */
struct edition {
    struct telling *telling;
    const struct council_digest *digest;
    struct str to;
    int64_t due_ms;
    enum holiday_nation nation;
};

static struct str summary_of(const struct edition *edition, int64_t due_ms)
{
    return period_id(due_digest_period(edition->digest), due_digest_start(edition->digest, due_ms),
                     edition->telling->arena);
}

static bool was_sent(const struct edition *edition, int64_t due_ms, bool *sent, struct err *err)
{
    struct str id = due_digest_letter(edition->digest, summary_of(edition, due_ms), edition->to, edition->telling->arena);
    return records_letter_was_sent(edition->telling->store, id, sent, err);
}

/* The due time of the last digest that the reader got; *found false: none of late, and the one before this one. */
static bool find_last(const struct edition *edition, int64_t *last_ms, bool *found, struct err *err)
{
    int64_t before_ms = due_digest_time(edition->digest, edition->nation, edition->due_ms - 1);
    *found = false;
    *last_ms = before_ms;
    for (int i = 0; i < DIGEST_EARLIER_MOST && before_ms > 0; i++) {
        if (!was_sent(edition, before_ms, found, err))
            return false;
        if (*found) {
            *last_ms = before_ms;
            return true;
        }
        before_ms = due_digest_time(edition->digest, edition->nation, before_ms - 1);
    }
    return true;
}

static bool read_earlier(const struct edition *edition, int64_t last_ms, struct digest_news *news, struct err *err)
{
    enum period period = due_digest_period(edition->digest);
    int64_t last = last_ms > 0 ? due_digest_start(edition->digest, last_ms) : 0;
    int64_t start = period_after(period, due_digest_start(edition->digest, edition->due_ms), -1);
    for (int i = 0; last > 0 && start > last && i < DIGEST_EARLIER_MOST; i++, start = period_after(period, start, -1)) {
        const struct summary *earlier;
        struct str id = period_id(period, start, edition->telling->arena);
        if (!board_read_summary(edition->telling->store, id, edition->telling->arena, &earlier, err))
            return false;
        if (earlier != NULL)
            news->earlier[news->earlier_count++] = earlier;
    }
    return true;
}

static bool differs(const struct summary *summary, const struct summary *before)
{
    return str_find(summary->analyser, ',', 0) < summary->analyser.len ||
           (before != NULL && before->analyser.len > 0 && summary->analyser.len > 0 &&
            !str_eq(before->analyser, summary->analyser));
}

/* Other rules move a temperature though nobody's mood changed. */
static bool compare_rules(struct store *store, struct arena *arena, struct digest_news *news, struct err *err)
{
    const struct summary *first = news->earlier_count > 0 ? news->earlier[news->earlier_count - 1] : news->summary, *before;
    enum period period = PERIOD_DAY;
    MUST(period_from(first->period, &period));
    if (!board_read_summary(store, period_id(period, period_after(period, first->from_ms, -1), arena), arena, &before, err))
        return false;
    news->rules_changed = differs(first, before) || differs(news->summary, first) ||
                          (before != NULL && before->rules.at_ms >= first->from_ms);
    return true;
}

bool edition_look(struct store *store, const struct council *council, struct arena *arena, struct digest_news *news,
                  struct err *err)
{
    return compare_rules(store, arena, news, err) && waiting_read(store, &council->place.accounts, arena, news, err);
}

static bool write_one(const struct edition *edition, const struct summary *summary, struct err *err)
{
    struct telling *telling = edition->telling;
    struct digest_news news = {.summary = summary};
    int64_t last_ms;
    bool got_one, added, today = clock_day_start(edition->due_ms) == clock_day_start(telling->board->now_ms);
    if (!find_last(edition, &last_ms, &got_one, err))
        return false;
    if (!today && !got_one)
        return true;
    struct envelope envelope = {.to = edition->to, .section = edition->digest->name};
    envelope.id = due_digest_letter(edition->digest, summary->id, envelope.to, telling->arena);
    envelope.unsubscribe = opt_out_link(telling->board->council->mail.public_url, "digest", edition->digest->name,
                                        envelope.to, telling->board->now_ms, telling->key, telling->arena);
    return read_earlier(edition, last_ms, &news, err) &&
           edition_look(telling->store, telling->board->council, telling->arena, &news, err) &&
           digest_write(telling->frame, telling->board, &news, &edition->digest->languages, telling->arena, &envelope,
                        err) &&
           records_letter_add(telling->store, envelope.id, envelope_to_json(&envelope, telling->arena), &added, err);
}

static bool write_all(struct edition *edition, const struct summary *summary, struct err *err)
{
    for (size_t i = 0; i < edition->digest->to.count; i++) {
        bool sent;
        edition->to = edition->digest->to.items[i];
        if (opt_out_has(edition->telling->opt_out, "digest", edition->digest->name, edition->to))
            continue;
        if (!was_sent(edition, edition->due_ms, &sent, err) || (!sent && !write_one(edition, summary, err)))
            return false;
    }
    return true;
}

bool edition_write_due(struct telling *telling, struct err *err)
{
    const struct board *board = telling->board;
    struct edition edition = {.telling = telling, .nation = holiday_nation_from(board->council->place.nation)};
    for (size_t i = 0; i < board->council->digest_count; i++) {
        const struct summary *summary;
        edition.digest = &board->council->digests[i];
        edition.due_ms = due_digest_time(edition.digest, edition.nation, board->now_ms);
        if (edition.due_ms == 0)
            continue;
        if (!board_read_summary(telling->store, summary_of(&edition, edition.due_ms), telling->arena, &summary, err))
            return false;
        if (summary != NULL && due_is_ready(summary, board->now_ms) && !write_all(&edition, summary, err))
            return false;
    }
    return true;
}
