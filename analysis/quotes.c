/* SPDX-License-Identifier: MIT */
#include "quotes.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/utf8.h"
#include "record/people.h"

#include "base/banned.h"

enum { TEXT_MOST = 280, SHORT = 40, LONG = 240, SCORE_MOST = 1000000, BOOK_BYTES_MOST = 4 << 20, BOOKS_MOST = 16 };

static const struct str FAMILY = STR_INIT("quotes");

static void read_item(struct quotes_book *book, const struct json *node)
{
    struct quote quote = {.cell = {.issue = json_get_str(node, "issue"), .place = json_get_str(node, "place")},
                          .author = (uint32_t)json_get_i64(node, "author", 0),
                          .score = json_get_i64(node, "score", 0),
                          .said = {.id = json_get_str(node, "id"),
                                   .url = json_get_str(node, "url"),
                                   .text = json_get_str(node, "text"),
                                   .language = json_get_str(node, "language"),
                                   .source = json_get_str(node, "source"),
                                   .at_ms = json_get_i64(node, "at_ms", 0)}};
    if (book->count < QUOTES_MOST && quote.said.id.len > 0 &&
        reading_class_from(json_get_str(node, "class"), &quote.cell.class_))
        book->items[book->count++] = quote;
}

static void read_book(struct quotes_book *book, struct str json)
{
    struct json *root;
    struct err bad;
    if (!json_parse(json, &book->arena, &root, &bad)) {
        log_event(LOG_ERROR, "a book of quotes does not read back and is begun anew", "why", bad.text, NULL);
        return;
    }
    JSON_EACH(item, root)
        read_item(book, item);
}

static struct quotes_book *add_book(struct quotes *quotes, enum period period, int64_t start_ms)
{
    quotes->books = realloc(quotes->books, (quotes->count + 1) * sizeof(struct quotes_book *));
    struct quotes_book *book = calloc(1, sizeof *book);
    MUST(quotes->books != NULL && book != NULL);
    *book = (struct quotes_book){.period = period, .start_ms = start_ms};
    book->items = ARENA_ARRAY(&book->arena, struct quote, QUOTES_MOST);
    quotes->books[quotes->count++] = book;
    return book;
}

bool quotes_get(struct quotes *quotes, enum period period, int64_t at_ms, struct quotes_book **book, struct err *err)
{
    int64_t start_ms = period_start(period, at_ms);
    for (size_t i = 0; i < quotes->count; i++)
        if (quotes->books[i]->period == period && quotes->books[i]->start_ms == start_ms) {
            *book = quotes->books[i];
            return true;
        }
    struct arena scratch = {0};
    struct str json;
    bool ok = records_get(quotes->store, 0, FAMILY, period_id(period, start_ms, &scratch), &scratch, &json, err);
    if (ok) {
        *book = add_book(quotes, period, start_ms);
        if (json.ptr != NULL)
            read_book(*book, json);
    }
    arena_free(&scratch);
    return ok;
}

static bool in_cell(const struct quote *quote, const struct quotes_cell *cell)
{
    return quote->cell.class_ == cell->class_ && str_eq(quote->cell.issue, cell->issue) &&
           str_eq(quote->cell.place, cell->place);
}

/* The later id breaks a tie, so that the order of arrival does not. */
static bool better(const struct quote *a, const struct quote *b)
{
    return a->score != b->score ? a->score > b->score : str_compare(a->said.id, b->said.id) > 0;
}

static void put(struct quotes_book *book, struct quote *slot, const struct quote *quote)
{
    *slot = *quote;
    slot->cell.issue = arena_str(&book->arena, quote->cell.issue);
    if (quote->cell.place.len > 0)
        slot->cell.place = arena_str(&book->arena, quote->cell.place);
    struct str *texts[] = {&slot->said.id, &slot->said.url, &slot->said.text, &slot->said.language,
                           &slot->said.source};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i]->ptr != NULL)
            *texts[i] = arena_str(&book->arena, *texts[i]);
    book->changed = true;
}

static void offer(struct quotes_book *book, const struct quote *quote)
{
    struct quote *worst = NULL;
    size_t held = 0;
    for (size_t i = 0; i < book->count; i++) {
        struct quote *one = &book->items[i];
        if (!in_cell(one, &quote->cell))
            continue;
        if (one->author == quote->author) {
            if (better(quote, one))
                put(book, one, quote);
            return;
        }
        worst = worst == NULL || better(worst, one) ? one : worst;
        held++;
    }
    if (held == SUMMARY_QUOTES_MOST) {
        if (better(quote, worst))
            put(book, worst, quote);
    } else if (book->count < QUOTES_MOST) {
        put(book, &book->items[book->count++], quote);
    }
}

/* Full marks between SHORT and LONG letters, falling off on both sides. */
static double length_mark(struct str text)
{
    double length = (double)utf8_length(text);
    return length < SHORT ? length / SHORT : length > LONG ? LONG / length : 1;
}

static bool fit_to_quote(const struct post *post, const struct reading *reading)
{
    return post->repost_of.len == 0 && !post->sensitive && !reading->data_protection && reading->issue_count > 0 &&
           post->text.len > 0 && reading->class_ != READING_UNSURE;
}

static void offer_issue(struct quotes_book *book, struct quote *quote, const struct whereabouts *places)
{
    quote->cell.place = STR_NONE;
    offer(book, quote);
    for (size_t p = 0; book->period == PERIOD_DAY && p < places->count; p++) {
        quote->cell.place = places->ids[p];
        offer(book, quote);
    }
}

bool quotes_offer(struct quotes *quotes, const struct post *post, const struct reading *reading, int64_t at_ms,
                  const struct whereabouts *places, struct err *err)
{
    if (!fit_to_quote(post, reading))
        return true;
    struct arena scratch = {0};
    struct quote quote = {.cell.class_ = reading->class_,
                          .author = people_hash(post_voice(post)),
                          .said = {.id = post->id,
                                   .url = post->url,
                                   .text = utf8_shorten(&scratch, post->text, TEXT_MOST),
                                   .language = reading->language,
                                   .source = post->source,
                                   .at_ms = at_ms}};
    bool ok = true;
    for (int period = PERIOD_DAY; ok && period < PERIODS; period++) {
        struct quotes_book *book;
        ok = quotes_get(quotes, (enum period)period, at_ms, &book, err);
        for (size_t i = 0; ok && i < reading->issue_count; i++) {
            quote.cell.issue = reading->issues[i].id;
            quote.score = (int64_t)(SCORE_MOST * reading->class_confidence * reading->issues[i].confidence *
                                    length_mark(post->text));
            offer_issue(book, &quote, places);
        }
    }
    arena_free(&scratch);
    return ok;
}

size_t quotes_of(const struct quotes_book *book, const struct quotes_cell *cell,
                 struct summary_quote out[SUMMARY_QUOTES_MOST])
{
    const struct quote *found[SUMMARY_QUOTES_MOST];
    size_t count = 0;
    for (size_t i = 0; i < book->count && count < SUMMARY_QUOTES_MOST; i++)
        if (in_cell(&book->items[i], cell))
            found[count++] = &book->items[i];
    if (count == SUMMARY_QUOTES_MOST && better(found[1], found[0])) {
        const struct quote *first = found[0];
        found[0] = found[1];
        found[1] = first;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = found[i]->said;
    return count;
}

void quotes_clear(struct quotes_book *book)
{
    book->count = 0;
    book->changed = true;
}

void quotes_strip(struct quotes_book *book, int64_t before_ms)
{
    size_t kept = 0, had = book->count;
    for (size_t i = 0; i < had; i++)
        if (book->items[i].said.at_ms >= before_ms)
            book->items[kept++] = book->items[i];
    book->count = kept;
    book->changed = book->changed || kept < had;
}

static void write_item(const struct quote *quote, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_str(out, "id", quote->said.id);
    json_out_member_str(out, "issue", quote->cell.issue);
    json_out_member_str(out, "place", quote->cell.place);
    json_out_member_str(out, "class", str_from(reading_class_name(quote->cell.class_)));
    json_out_member_i64(out, "author", quote->author);
    json_out_member_i64(out, "score", quote->score);
    json_out_member_str(out, "url", quote->said.url);
    json_out_member_str(out, "text", quote->said.text);
    json_out_member_str(out, "language", quote->said.language);
    json_out_member_str(out, "source", quote->said.source);
    json_out_member_i64(out, "at_ms", quote->said.at_ms);
    json_out_close(out, '}');
}

void quotes_blobs(const struct quotes *quotes, int64_t keep_ms, struct arena *arena, struct records_blob *blobs,
                  size_t *count)
{
    for (size_t i = 0; i < quotes->count; i++) {
        const struct quotes_book *book = quotes->books[i];
        if (!book->changed)
            continue;
        struct buf buf = BUF("a book of quotes", BOOK_BYTES_MOST);
        struct json_out out = json_out_new(&buf, false);
        json_out_open(&out, '[');
        for (size_t k = 0; k < book->count; k++)
            write_item(&book->items[k], &out);
        json_out_close(&out, ']');
        blobs[(*count)++] = (struct records_blob){.family = FAMILY,
                                                  .name = period_id(book->period, book->start_ms, arena),
                                                  .value = arena_str(arena, buf_str(&buf)),
                                                  .expires_at_ms = period_after(book->period, book->start_ms, 1) + keep_ms};
        buf_free(&buf);
    }
}

void quotes_written(struct quotes *quotes)
{
    for (size_t i = 0; i < quotes->count; i++)
        quotes->books[i]->changed = false;
    if (quotes->count > BOOKS_MOST)
        quotes_free(quotes);
}

void quotes_free(struct quotes *quotes)
{
    for (size_t i = 0; i < quotes->count; i++) {
        arena_free(&quotes->books[i]->arena);
        free(quotes->books[i]);
    }
    free(quotes->books);
    quotes->books = NULL;
    quotes->count = 0;
}
