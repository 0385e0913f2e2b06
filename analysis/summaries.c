/* SPDX-License-Identifier: MIT */
#include "summaries.h"

#include <stdlib.h>

#include "base/log.h"

#include "base/banned.h"

enum { SUMMARY_BYTES_MOST = 8 << 20, SOURCES_MOST = sizeof((struct summary){0}).sources / sizeof(struct hearing) };

static const struct str FAMILY = STR_INIT("summaries");

/* What one summary is made of. */
struct making {
    const struct summaries *summaries;
    enum period period;
    int64_t start_ms;
    const struct tally *now;
    const struct tally *earlier[SUMMARY_WEEKS]; /* newest first */
    size_t earlier_count;
    const struct quotes_book *book;
    struct arena *arena;
    struct summary *out;
};

static const struct tally_cell *whole(const struct tally *tally, int class_)
{
    return tally_find(tally, &(struct tally_key){.class_ = class_});
}

static int64_t people_in(const struct tally_cell *cell)
{
    return cell != NULL ? people_count(&cell->people) : 0;
}

static struct mood_sums sums_of(const struct tally_cell *cell)
{
    if (cell == NULL)
        return (struct mood_sums){0};
    struct tally_sum sum = {.people = cell->people, .posts = cell->posts, .milli = cell->milli, .micro = cell->micro};
    return tally_mood_sums(&sum);
}

/* How far cells of one kind lie apart: issues of the council, or places of an issue. */
static double spread_of(const struct making *making, bool places, int class_)
{
    struct mood_sums *sums = ARENA_ARRAY(making->arena, struct mood_sums, making->now->count);
    size_t count = 0;
    for (size_t i = 0; i < making->now->count; i++) {
        const struct tally_cell *cell = &making->now->cells[i];
        bool has_place = cell->place != TABLE_NONE, has_issue = cell->issue != TABLE_NONE;
        if (cell->class_ == class_ && (places ? has_place : has_issue && !has_place))
            sums[count++] = sums_of(cell);
    }
    return mood_spread(sums, count);
}

static bool wanted(const struct tally_cell *cell)
{
    return cell->class_ != TALLY_REPOST && cell->class_ != TALLY_LATE &&
           (cell->issue != TABLE_NONE || cell->place != TABLE_NONE);
}

static struct str name_of(const struct making *making, uint32_t number)
{
    return number == TABLE_NONE ? STR_NONE : table_name(&making->now->names, number);
}

static struct tally_key key_of(const struct making *making, const struct tally_cell *cell)
{
    return (struct tally_key){.issue = name_of(making, cell->issue),
                              .place = name_of(making, cell->place),
                              .class_ = cell->class_};
}

/* People on this weekday, from the earlier weeks in which we listened. */
static double usual_of(const struct making *making, const struct tally_key *key)
{
    double sum = 0;
    for (size_t i = 0; i < making->earlier_count; i++)
        sum += (double)people_in(tally_find(making->earlier[i], key));
    return making->earlier_count > 0 ? sum / (double)making->earlier_count : -1;
}

struct candidate {
    const struct tally_cell *cell;
    struct tally_key key;
    int64_t people;
};

static int most_people_first(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    if (left->people != right->people)
        return left->people < right->people ? 1 : -1;
    int by_issue = str_compare(left->key.issue, right->key.issue);
    int by_place = str_compare(left->key.place, right->key.place);
    return by_issue != 0 ? by_issue : by_place != 0 ? by_place : left->key.class_ - right->key.class_;
}

static struct candidate *busiest(const struct making *making, size_t *count)
{
    struct candidate *all = ARENA_ARRAY(making->arena, struct candidate, making->now->count);
    *count = 0;
    for (size_t i = 0; i < making->now->count; i++) {
        const struct tally_cell *cell = &making->now->cells[i];
        if (wanted(cell))
            all[(*count)++] = (struct candidate){cell, key_of(making, cell), people_count(&cell->people)};
    }
    qsort(all, *count, sizeof *all, most_people_first);
    return all;
}

/* The issue of an issue in a place, the council of anything else. */
static struct tally_key parent_of(const struct candidate *one)
{
    struct tally_key key = {.class_ = one->key.class_};
    if (one->key.place.len > 0)
        key.issue = one->key.issue;
    return key;
}

/* How the earlier weeks felt, taken together: a person counts once a week. */
static struct mood_sums earlier_sums(const struct making *making, const struct tally_key *key)
{
    struct mood_sums all = {0};
    for (size_t i = 0; i < making->earlier_count; i++) {
        struct mood_sums week = sums_of(tally_find(making->earlier[i], key));
        all.people += week.people;
        all.posts += week.posts;
        all.sum += week.sum;
        all.squares += week.squares;
    }
    return all;
}

static void fill_cell(const struct making *making, const struct candidate *one, double spread,
                      struct summary_cell *out)
{
    struct tally_key over = parent_of(one);
    struct mood_sums own = sums_of(one->cell), parent = sums_of(tally_find(making->now, &over)),
                     own_before = earlier_sums(making, &one->key), parent_before = earlier_sums(making, &over);
    enum reading_class class_ =
        one->key.class_ == TALLY_ANY_CLASS ? READING_CLASSES : (enum reading_class)one->key.class_;
    struct quotes_cell quotable = {one->key.issue, one->key.place, class_};
    *out = (struct summary_cell){.issue = one->key.issue,
                                 .place = one->key.place,
                                 .class_ = class_,
                                 .people = one->people,
                                 .posts = one->cell->posts,
                                 .usual = usual_of(making, &one->key),
                                 .temperature = mood_of(&own, &parent, spread),
                                 .usual_temperature = mood_of(&own_before, &parent_before, spread)};
    const struct place_name_row *place = place_names_find(making->summaries->places, one->key.place);
    if (one->key.place.len > 0 && place != NULL) {
        out->place_name = place->english.len > 0 ? place->english : place->welsh;
        out->place_name_cy = place->welsh.len > 0 ? place->welsh : STR_NONE;
    }
    out->quote_count = quotes_of(making->book, &quotable, out->quotes);
}

static void fill_cells(const struct making *making)
{
    size_t count;
    struct candidate *all = busiest(making, &count);
    double spreads[2][TALLY_ANY_CLASS + 1];
    for (int class_ = 0; class_ <= TALLY_ANY_CLASS; class_++) {
        spreads[0][class_] = spread_of(making, false, class_);
        spreads[1][class_] = spread_of(making, true, class_);
    }
    for (size_t i = 0; i < count && i < SUMMARY_CELLS_MOST; i++) {
        double spread = spreads[all[i].key.place.len > 0][all[i].key.class_];
        fill_cell(making, &all[i], spread, &making->out->cells[making->out->cell_count++]);
    }
}

static int64_t people_speaking(const struct making *making, const struct tally *tally, int class_, const char *language)
{
    struct tally_sum sum = {0};
    struct tally_filter filter = {.class_ = class_, .language = str_from(language)};
    tally_sum(tally, &filter, &sum, making->arena);
    return people_count(&sum.people);
}

/* Welsh is what is in Welsh, also in part. */
static int64_t welsh_people(const struct making *making, const struct tally *tally, const int *classes, size_t count)
{
    struct tally_sum sum = {0};
    for (size_t i = 0; i < count; i++) {
        struct tally_filter filter = {.class_ = classes[i], .language = STR("cy")};
        tally_sum(tally, &filter, &sum, making->arena);
        filter.language = STR("mixed");
        tally_sum(tally, &filter, &sum, making->arena);
    }
    return people_count(&sum.people);
}

static struct str analysers(const struct tally *tally, struct arena *arena)
{
    struct str all = STR_NONE;
    for (size_t i = 0; i < tally->reader_count; i++)
        all = i == 0 ? tally->readers[0]
                     : arena_printf(arena, STR_FMT ", " STR_FMT, STR_ARG(all), STR_ARG(tally->readers[i]));
    return all;
}

static void fill_whole(const struct making *making, const struct tally *tally)
{
    static const int any[] = {TALLY_ANY_CLASS}, answerable[] = {READING_REQUEST, READING_QUESTION};
    const struct tally_cell *all = whole(making->now, TALLY_ANY_CLASS), *reposts = whole(making->now, TALLY_REPOST),
                            *late = whole(making->now, TALLY_LATE);
    struct summary *out = making->out;
    struct mood_sums sums = sums_of(all);
    out->people = people_in(all);
    out->posts = all != NULL ? all->posts : 0;
    out->reposts = reposts != NULL ? reposts->posts : 0;
    out->late = late != NULL ? late->posts : 0;
    for (int i = 0; i < READING_CLASSES; i++)
        out->by_class[i] = people_in(whole(making->now, i));
    out->welsh_people = welsh_people(making, tally, any, 1);
    out->english_people = people_speaking(making, tally, TALLY_ANY_CLASS, "en");
    out->welsh_waiting = welsh_people(making, tally, answerable, 2);
    out->temperature = mood_of(&sums, NULL, 0);
    for (size_t i = 0; i < making->earlier_count; i++) {
        struct mood_sums before = sums_of(whole(making->earlier[i], TALLY_ANY_CLASS));
        out->earlier[out->earlier_count++] = mood_of(&before, NULL, 0);
    }
    out->analyser = analysers(tally, making->arena);
}

static bool gather_earlier(struct making *making, struct err *err)
{
    const struct summaries *s = making->summaries;
    for (int back = 1; back <= SUMMARY_WEEKS; back++) {
        struct bucket *bucket;
        int64_t start_ms = period_alike(making->period, making->start_ms, back);
        if (start_ms < s->first_ms)
            break; /* not, or only in part, listened to */
        if (!buckets_get(s->buckets, making->period, start_ms, &bucket, err))
            return false;
        making->earlier[making->earlier_count++] = buckets_rolled(bucket);
    }
    return true;
}

bool summaries_make(const struct summaries *summaries, enum period period, int64_t at_ms, int64_t now_ms,
                    struct arena *arena, struct summary *summary, struct err *err)
{
    struct making making = {.summaries = summaries,
                            .period = period,
                            .start_ms = period_start(period, at_ms),
                            .arena = arena,
                            .out = summary};
    struct bucket *bucket;
    struct quotes_book *book;
    if (!buckets_get(summaries->buckets, period, at_ms, &bucket, err) ||
        !quotes_get(summaries->quotes, period, at_ms, &book, err) || !gather_earlier(&making, err))
        return false;
    memset(summary, 0, sizeof *summary);
    making.now = buckets_rolled(bucket);
    making.book = book;
    summary->id = period_id(period, making.start_ms, arena);
    summary->period = str_from(period_name(period));
    summary->from_ms = making.start_ms;
    summary->to_ms = period_after(period, making.start_ms, 1);
    summary->complete = now_ms >= summary->to_ms;
    fill_whole(&making, &bucket->tally);
    fill_cells(&making);
    return true;
}

static bool fill_sources_now(const struct summaries *summaries, struct arena *arena, struct summary *summary,
                             struct err *err)
{
    struct records_page page;
    if (!records_sources(summaries->store, arena, &page, err))
        return false;
    for (size_t i = 0; i < page.count && summary->source_count < SOURCES_MOST; i++) {
        struct json *root;
        struct err bad;
        if (!json_parse(page.values[i], arena, &root, &bad))
            continue;
        summary->sources[summary->source_count++] = hearing_from_json(root);
    }
    return true;
}

/* The summary as it is kept, or NULL. */
static bool read_kept(const struct summaries *summaries, struct str id, struct arena *arena, struct summary **kept,
                      struct err *err)
{
    struct str json;
    struct json *root;
    struct err bad;
    *kept = NULL;
    if (!records_get(summaries->store, 0, FAMILY, id, arena, &json, err))
        return false;
    if (json.ptr == NULL)
        return true;
    struct summary *summary = ARENA_NEW(arena, struct summary);
    if (json_parse(json, arena, &root, &bad) && summary_from_json(root, arena, summary, &bad))
        *kept = summary;
    else
        log_event(LOG_ERROR, "a summary does not read back and is made anew", "why", bad.text, NULL);
    return true;
}

static void fill_rules(const struct summaries *summaries, enum period period, const struct summary *kept,
                       struct summary *summary)
{
    if (kept != NULL)
        summary->rules = kept->rules;
    for (size_t i = 0; i < summaries->moved_count; i++)
        if (summaries->moved[i].period == period && summaries->moved[i].start_ms == summary->from_ms)
            summary->rules = summaries->moved[i].rules;
}

static bool fill_sources(const struct summaries *summaries, const struct summary *kept, struct arena *arena,
                         struct summary *summary, struct err *err)
{
    if (!summary->complete || kept == NULL || !kept->complete)
        return fill_sources_now(summaries, arena, summary, err);
    memcpy(summary->sources, kept->sources, sizeof summary->sources);
    summary->source_count = kept->source_count;
    return true;
}

static struct str to_json(const struct summary *summary, struct arena *arena)
{
    struct buf buf = BUF("a summary", SUMMARY_BYTES_MOST);
    struct json_out out = json_out_new(&buf, false);
    summary_to_json(summary, &out);
    struct str json = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return json;
}

bool summaries_blob(const struct summaries *summaries, enum period period, int64_t at_ms, int64_t now_ms,
                    int64_t keep_ms, struct arena *arena, struct records_blob *blob, struct err *err)
{
    struct summary *summary = ARENA_NEW(arena, struct summary);
    struct summary *kept;
    if (!summaries_make(summaries, period, at_ms, now_ms, arena, summary, err) ||
        !read_kept(summaries, summary->id, arena, &kept, err) ||
        !fill_sources(summaries, kept, arena, summary, err))
        return false;
    fill_rules(summaries, period, kept, summary);
    *blob = (struct records_blob){.family = FAMILY,
                                  .name = summary->id,
                                  .value = to_json(summary, arena),
                                  .expires_at_ms = summary->to_ms + keep_ms};
    return true;
}

static bool strip_cell(struct summary_cell *cell, int64_t before_ms)
{
    size_t kept = 0, had = cell->quote_count;
    for (size_t i = 0; i < had; i++)
        if (cell->quotes[i].at_ms >= before_ms)
            cell->quotes[kept++] = cell->quotes[i];
    cell->quote_count = kept;
    return kept < had;
}

bool summaries_strip(struct str json, int64_t before_ms, struct arena *arena, struct str *stripped)
{
    struct json *root;
    struct err bad;
    struct summary *summary = ARENA_NEW(arena, struct summary);
    bool changed = false;
    if (!json_parse(json, arena, &root, &bad) || !summary_from_json(root, arena, summary, &bad))
        return false;
    for (size_t i = 0; i < summary->cell_count; i++)
        changed = strip_cell(&summary->cells[i], before_ms) || changed;
    if (changed)
        *stripped = to_json(summary, arena);
    return changed;
}
