/* SPDX-License-Identifier: MIT */
#include "page_posts.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "percent.h"
#include "record/action.h"
#include "redis/records.h"

#include "base/banned.h"

enum { PAGE = 25, TEXT_LETTERS = 600, OPTIONS_MOST = 400 };

struct str page_posts_cursor(const struct shelf_row *row, struct arena *arena)
{
    return arena_printf(arena, "%" PRId64 "-%016" PRIx64, row->at_ms, row->key);
}

static bool read_cursor(struct str text, struct shelf_filter *filter)
{
    size_t dash = str_find(text, '-', 1);
    if (dash == text.len || !str_to_i64(str_cut(text, 0, dash), &filter->before_ms) || text.len - dash - 1 > 16)
        return false;
    for (size_t i = dash + 1; i < text.len; i++) {
        int c = text.ptr[i], digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        filter->before_key = filter->before_key << 4 | (uint64_t)digit;
    }
    return true;
}

/* A day means its local midnight; the end of a span is the midnight after it. A time is that time. */
static bool read_time(struct str text, bool end, int64_t *ms)
{
    if (text.len == 0)
        return true;
    if (clock_parse_iso(text, ms))
        return true;
    if (!clock_parse_day(text, ms))
        return false;
    if (end)
        *ms = clock_days_after(*ms, 1);
    return true;
}

bool page_posts_filter(struct visit *visit, struct shelf_filter *filter)
{
    const struct http_request *request = visit->request;
    struct str class_ = http_query(request, "class"), label = http_query(request, "label");
    struct str before = http_query(request, "before");
    *filter = shelf_filter_any();
    filter->words = http_query(request, "q");
    filter->issue = http_query(request, "issue");
    filter->place = http_query(request, "place");
    filter->language = http_query(request, "language");
    filter->kind = http_query(request, "kind");
    filter->source = http_query(request, "source");
    filter->asks = str_eq(http_query(request, "asks"), STR("1"));
    filter->urgent = str_eq(http_query(request, "urgent"), STR("1"));
    bool fine = (class_.len == 0 || reading_class_from(class_, &filter->class_)) &&
                (label.len == 0 || reading_label_from(label, &filter->label)) &&
                (before.len == 0 || read_cursor(before, filter)) &&
                read_time(http_query(request, "since"), false, &filter->from_ms) &&
                read_time(http_query(request, "until"), true, &filter->to_ms);
    if (!fine)
        visit_error(visit, 400, "error.400");
    return fine;
}

static struct str word_of(const struct visit *visit, const char *family, struct str name)
{
    const struct tongue *tongue = &visit->show.tongue;
    struct str key = arena_printf(tongue->arena, "%s." STR_FMT, family, STR_ARG(name));
    return catalogue_find(tongue->catalogue, key) ? tongue_get(tongue, key.ptr) : name;
}

static void put_post(const struct visit *visit, struct view *view, const struct shelf_row *row)
{
    const struct show *show = &visit->show;
    const struct reading *reading = row->reading;
    struct str label = str_from(reading_label_name(reading->label));
    bool spoken = str_eq(reading->language, STR("cy")) || str_eq(reading->language, STR("en"));
    view_text(view, "post_lang", spoken ? reading->language : STR_NONE);
    view_text(view, "when", tongue_when(&show->tongue, row->at_ms, show->board->now_ms));
    view_text(view, "source", row->post->source.len > 0 ? row->post->source : show_kind(show, row->post->kind));
    view_text(view, "class", word_of(visit, "class", str_from(reading_class_name(reading->class_))));
    view_text(view, "label", label);
    view_text(view, "label_word", word_of(visit, "label", label));
    view_text(view, "language", show_language(show, reading->language));
    view_flag(view, "post_urgent", reading->urgent);
    view_text(view, "post_link", show_link(show, "posts", row->post->id));
    view_address(view, "url", row->post->url);
    struct view *issues = view_list(view, "post_issues"), *places = view_list(view, "post_places");
    for (size_t i = 0; i < reading->issue_count; i++)
        view_text(view_item(issues), "post_issue", show_issue(show, reading->issues[i].id));
    for (size_t i = 0; i < reading->place_count; i++)
        view_text(view_item(places), "post_place", reading->places[i].name);
}

static struct view *put_select(struct view *selects, const char *name, struct str title)
{
    struct view *select = view_item(selects);
    view_text(select, "select_name", str_from(name));
    view_text(select, "select_title", title);
    return view_list(select, "options");
}

static void put_option(struct view *options, struct str value, struct str word, struct str chosen)
{
    struct view *option = view_item(options);
    view_text(option, "option_value", value);
    view_text(option, "option", word);
    view_flag(option, "option_chosen", str_eq(value, chosen));
}

static void put_fixed_selects(const struct visit *visit, struct view *selects, struct str class_, struct str label)
{
    struct view *classes = put_select(selects, "class", tongue_get(&visit->show.tongue, "table.class"));
    for (int i = 0; i < READING_CLASSES; i++) {
        struct str name = str_from(reading_class_name((enum reading_class)i));
        put_option(classes, name, word_of(visit, "class", name), class_);
    }
    struct view *labels = put_select(selects, "label", tongue_get(&visit->show.tongue, "table.mood"));
    for (int i = 0; i < READING_LABELS; i++) {
        struct str name = str_from(reading_label_name((enum reading_label)i));
        put_option(labels, name, word_of(visit, "label", name), label);
    }
}

static void put_issue_select(const struct visit *visit, struct view *selects, struct str chosen)
{
    struct view *options = put_select(selects, "issue", tongue_get(&visit->show.tongue, "table.issue"));
    const struct table *ids = visit->show.board->issues ? &visit->show.board->issues->ids : NULL;
    bool seen = chosen.len == 0;
    for (uint32_t i = 0; ids != NULL && i < ids->count && i < OPTIONS_MOST; i++) {
        put_option(options, table_name(ids, i), show_issue(&visit->show, table_name(ids, i)), chosen);
        seen = seen || str_eq(table_name(ids, i), chosen);
    }
    if (!seen)
        put_option(options, chosen, show_issue(&visit->show, chosen), chosen);
}

static void put_place_select(const struct visit *visit, struct view *selects, struct str chosen)
{
    struct view *options = put_select(selects, "place", tongue_get(&visit->show.tongue, "table.place"));
    const struct table *places = shelf_places(visit->site->shelf);
    bool seen = chosen.len == 0;
    for (uint32_t i = 0; i < places->count && i < OPTIONS_MOST; i++) {
        struct str id = table_name(places, i);
        put_option(options, id, shelf_place_name(visit->site->shelf, id), chosen);
        seen = seen || str_eq(id, chosen);
    }
    if (!seen)
        put_option(options, chosen, chosen, chosen);
}

static void put_source_selects(const struct visit *visit, struct view *selects)
{
    const struct board *board = visit->show.board;
    struct str language = http_query(visit->request, "language"), source = http_query(visit->request, "source");
    struct view *languages = put_select(selects, "language", tongue_get(&visit->show.tongue, "table.language"));
    static const char *const codes[] = {"cy", "en", "mixed", "und"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        put_option(languages, str_from(codes[i]), show_language(&visit->show, str_from(codes[i])), language);
    struct view *sources = put_select(selects, "source", tongue_get(&visit->show.tongue, "table.source"));
    for (size_t i = 0; i < board->source_count; i++)
        put_option(sources, board->sources[i].name, board->sources[i].name, source);
}

/* Whether more than words was asked for: those fields are then open. */
static bool is_narrowed(const struct http_request *request)
{
    static const char *const fields[] = {"issue", "place", "class", "label", "language", "source", "since", "until"};
    bool narrowed = false;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        narrowed = narrowed || http_query(request, fields[i]).len > 0;
    return narrowed;
}

void page_posts(struct visit *visit)
{
    struct shelf_filter filter;
    const struct shelf_row *rows[PAGE];
    bool more;
    if (!page_posts_filter(visit, &filter))
        return;
    struct view *view = visit_view(visit, tongue_get(&visit->show.tongue, "posts.title"), "at_posts");
    struct view *selects = view_list(view, "selects"), *list = view_list(view, "posts");
    put_issue_select(visit, selects, filter.issue);
    put_place_select(visit, selects, filter.place);
    put_fixed_selects(visit, selects, http_query(visit->request, "class"), http_query(visit->request, "label"));
    put_source_selects(visit, selects);
    view_flag(view, "filtered", is_narrowed(visit->request));
    view_text(view, "q", filter.words);
    view_text(view, "since_day", http_query(visit->request, "since"));
    view_text(view, "until_day", http_query(visit->request, "until"));
    size_t count = shelf_search(visit->site->shelf, &filter, PAGE, rows, &more);
    for (size_t i = 0; i < count; i++) {
        struct view *item = view_item(list);
        put_post(visit, item, rows[i]);
        view_lines(item, "text", utf8_shorten(visit->request->arena, utf8_repair(visit->request->arena,
                                                                                 rows[i]->post->text), TEXT_LETTERS));
    }
    const char *const paging[] = {"before", "format", NULL};
    struct arena *arena = visit->request->arena;
    if (more)
        view_address(view, "more_link", arena_printf(arena, STR_FMT "before=" STR_FMT,
                                                     STR_ARG(visit_link(visit, STR("/posts"), paging)),
                                                     STR_ARG(page_posts_cursor(rows[count - 1], arena))));
    view_address(view, "csv_link", arena_printf(arena, STR_FMT "format=csv",
                                                STR_ARG(visit_link(visit, STR("/api/v1/posts"), paging))));
    visit_render(visit, VISIT_POSTS, view);
}

/* What can be decided, in the order it is told; of a language every word tells a little, so none is marked. */
static const struct {
    struct str name;
    bool marked;
} families[] = {{STR_INIT("sentiment"), true}, {STR_INIT("class"), true}, {STR_INIT("issue"), true},
                {STR_INIT("place"), true},     {STR_INIT("urgent"), true}, {STR_INIT("data_protection"), true},
                {STR_INIT("language"), false}};
enum { FAMILIES = sizeof families / sizeof families[0] };

static size_t family_of(const struct reading_evidence *evidence)
{
    struct str what = str_from(evidence->what), name = str_cut(what, 0, str_find(what, ':', 0));
    size_t family = 0;
    while (family < FAMILIES && !str_eq(name, families[family].name))
        family++;
    return family;
}

static int by_start(const void *a, const void *b)
{
    const struct reading_evidence *left = a, *right = b;
    return (left->start > right->start) - (left->start < right->start);
}

/* By family, the strongest of each first. */
static int by_strength(const void *a, const void *b)
{
    const struct reading_evidence *left = a, *right = b;
    size_t first = family_of(left), second = family_of(right);
    if (first != second)
        return first < second ? -1 : 1;
    double strength = fabs(right->weight) - fabs(left->weight);
    return strength != 0 ? (strength > 0) - (strength < 0) : by_start(a, b);
}

static bool is_sound(const struct reading_evidence *evidence, struct str text)
{
    return evidence->start < evidence->end && evidence->end <= text.len;
}

/* The text in pieces, those that decided marked. */
static void put_pieces(struct view *view, struct str text, const struct reading_evidence *sorted, size_t count)
{
    struct view *pieces = view_list(view, "pieces");
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t family = family_of(&sorted[i]);
        if (!is_sound(&sorted[i], text) || sorted[i].start < at || family == FAMILIES || !families[family].marked)
            continue;
        view_lines(view_item(pieces), "piece", str_cut(text, at, sorted[i].start));
        struct view *marked = view_item(pieces);
        view_lines(marked, "piece", str_cut(text, sorted[i].start, sorted[i].end));
        view_flag(marked, "piece_marked", true);
        at = sorted[i].end;
    }
    view_lines(view_item(pieces), "piece", str_cut(text, at, text.len));
}

/* "Issue: Missed bin collections" */
static struct str decided(const struct visit *visit, struct str what)
{
    size_t colon = str_find(what, ':', 0);
    struct str word = word_of(visit, "evidence", str_cut(what, 0, colon)), of = STR_NONE;
    if (colon == what.len)
        return word;
    struct str id = str_cut(what, colon + 1, what.len);
    of = what.ptr[0] == 'i' ? show_issue(&visit->show, id) : show_place(&visit->show, id, STR_NONE, STR_NONE);
    return arena_printf(visit->request->arena, STR_FMT ": " STR_FMT, STR_ARG(word), STR_ARG(of));
}

/* Weights of two families have nothing in common: words are compared with the strongest that decided the same. */
static struct str strength(const struct visit *visit, const struct reading_evidence *evidence, double most)
{
    double part = most > 0 ? fabs(evidence->weight) / most : 1;
    const char *how = part > 2. / 3 ? "evidence.strongly" : part > 1. / 3 ? "evidence.clearly" : "evidence.a-little";
    struct str words = tongue_get(&visit->show.tongue, how);
    if (!str_eq(str_from(evidence->what), STR("sentiment")))
        return words;
    struct str label = str_from(reading_label_name(evidence->weight < 0 ? READING_NEGATIVE : READING_POSITIVE));
    return arena_printf(visit->request->arena, STR_FMT ", " STR_FMT, STR_ARG(words),
                        STR_ARG(word_of(visit, "label", label)));
}

static void put_evidence(const struct visit *visit, struct view *view, struct str text,
                         const struct reading *reading)
{
    struct view *list = view_list(view, "evidence");
    struct reading_evidence sorted[READING_EVIDENCE_MOST];
    size_t family = FAMILIES;
    double most = 0;
    memcpy(sorted, reading->evidence, reading->evidence_count * sizeof sorted[0]);
    qsort(sorted, reading->evidence_count, sizeof sorted[0], by_start);
    put_pieces(view, text, sorted, reading->evidence_count);
    qsort(sorted, reading->evidence_count, sizeof sorted[0], by_strength);
    for (size_t i = 0; i < reading->evidence_count; i++) {
        if (!is_sound(&sorted[i], text))
            continue;
        if (family_of(&sorted[i]) != family)
            most = fabs(sorted[i].weight);
        family = family_of(&sorted[i]);
        struct view *item = view_item(list);
        view_text(item, "evidence_words", str_cut(text, sorted[i].start, sorted[i].end));
        view_text(item, "evidence_for", decided(visit, str_from(sorted[i].what)));
        view_text(item, "evidence_weight", strength(visit, &sorted[i], most));
    }
    view_flag(view, "evidence_any", list->first != NULL);
}

static struct str sure(const struct visit *visit, double confidence)
{
    return tongue_say(&visit->show.tongue, "post.sure",
                      {"percent", tongue_number(&visit->show.tongue, confidence * 100, 0)});
}

void page_post(struct visit *visit)
{
    const struct shelf_row *row = shelf_find(visit->site->shelf, visit->id);
    if (row == NULL) {
        visit_error(visit, 404, "post.gone");
        return;
    }
    struct view *view = visit_view(visit, tongue_get(&visit->show.tongue, "post.title"), "at_posts");
    const struct reading *reading = row->reading;
    put_post(visit, view, row);
    put_evidence(visit, view, utf8_repair(visit->request->arena, row->post->text), reading);
    view_text(view, "class_sure", sure(visit, reading->class_confidence));
    view_text(view, "label_sure", sure(visit, reading->sentiment_confidence));
    view_flag(view, "kept", str_eq(http_query(visit->request, "kept"), STR("1")));
    struct view *selects = view_list(view, "selects");
    put_fixed_selects(visit, selects, str_from(reading_class_name(reading->class_)),
                      str_from(reading_label_name(reading->label)));
    put_issue_select(visit, selects, reading->issue_count > 0 ? reading->issues[0].id : STR_NONE);
    if (reading->issue_count == 0) /* else a correction of the mood would make it about the list's first */
        view_text(selects->last, "select_none", tongue_get(&visit->show.tongue, "post.no-issue"));
    view_address(view, "correct_path", show_link(&visit->show, "posts", row->post->id));
    visit_render(visit, VISIT_POST, view);
}

void page_post_correct(struct visit *visit)
{
    struct err err;
    enum reading_class class_;
    enum reading_label label;
    struct action action = {.what = STR("correct"), .by = visit->person.name, .post = visit->id,
                            .class_ = http_form(visit->request, "class"), .label = http_form(visit->request, "label"),
                            .issue = http_form(visit->request, "issue"), .at_ms = clock_now_ms()};
    if (shelf_find(visit->site->shelf, visit->id) == NULL)
        visit_error(visit, 404, "post.gone");
    else if (!reading_class_from(action.class_, &class_) ||
             !reading_label_from(action.label, &label))
        visit_error(visit, 400, "error.400");
    else if (!records_action_add(visit->site->store, action_to_json(&action, visit->request->arena), &err))
        visit_error(visit, 503, "error.503");
    else
        visit_redirect(visit, arena_printf(visit->request->arena, STR_FMT "&kept=1",
                                           STR_ARG(show_link(&visit->show, "posts", visit->id))));
}
