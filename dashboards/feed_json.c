/* SPDX-License-Identifier: MIT */
#include "feed_json.h"

#include <stdlib.h>

#include "base/clock.h"
#include "digest.h"
#include "digest_json.h"

#include "base/banned.h"


/* An incident or a digest. */
struct item {
    int64_t at_ms, changed_ms;
    const struct incident *incident;
    const struct summary *summary;
};

static int newest_first(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    if (left->at_ms != right->at_ms)
        return left->at_ms < right->at_ms ? 1 : -1;
    struct str left_id = left->incident ? left->incident->id : left->summary->id;
    struct str right_id = right->incident ? right->incident->id : right->summary->id;
    return str_compare(left_id, right_id);
}

/* A digest is news when its period is over; an emerging complaint when it opens. Praise is told in the digest. */
static struct item *collect(const struct show *show, size_t *count)
{
    const struct board *board = show->board;
    struct item *items = ARENA_ARRAY(show->tongue.arena, struct item, board->incident_count + board->summary_count + 1);
    *count = 0;
    for (size_t i = 0; i < board->incident_count; i++) {
        const struct incident *incident = board->incidents[i];
        bool praise = str_eq(incident->kind, STR("compliment"));
        if (incident->opened_ms > 0 && incident->state != INCIDENT_CANDIDATE && !praise)
            items[(*count)++] = (struct item){incident->opened_ms, incident->updated_ms, incident, NULL};
    }
    for (size_t i = 0; i < board->summary_count; i++)
        if (board->summaries[i]->to_ms <= board->now_ms)
            items[(*count)++] = (struct item){board->summaries[i]->to_ms, 0, NULL, board->summaries[i]};
    qsort(items, *count, sizeof *items, newest_first);
    return items;
}

struct str feed_json_incident_title(const struct show *show, const struct incident *incident)
{
    return tongue_say(&show->tongue, incident->urgent ? "feed.danger" : "feed.incident",
                      {"issue", show_issue(show, incident->issue)},
                      {"place", show_place(show, incident->place, incident->place_name, incident->place_name_cy)},
                      {"people", show_people(show, incident->people)});
}

struct str feed_json_incident_text(const struct show *show, const struct incident *incident)
{
    struct arena *arena = show->tongue.arena;
    struct view *view = view_new(arena);
    struct str text = tongue_say(
        &show->tongue, "feed.incident.text", {"people", show_people(show, incident->people)},
        {"since", tongue_when(&show->tongue, incident->first_seen_ms, show->board->now_ms)},
        {"usual", tongue_usual(&show->tongue, incident->expected)});
    show_evidence(show, view, incident, 3);
    const struct view *quotes = view_get(view, STR("quotes"));
    for (const struct view *quote = quotes->first; quote != NULL; quote = quote->next)
        text = arena_printf(arena, STR_FMT "\n“" STR_FMT "”", STR_ARG(text), STR_ARG(view_get(quote, STR("quote"))->text));
    return text;
}

static struct str digest_title(const struct show *show, const struct summary *summary)
{
    return tongue_say(&show->tongue, "digest.subject", {"council", show_council(show)},
                      {"day", digest_when(show, summary)},
                      {"headline", digest_headline(show, summary)});
}

static struct str page_of(const struct show *show, const struct item *item)
{
    if (item->incident != NULL)
        return show_link(show, "incidents", item->incident->id);
    size_t colon = str_find(item->summary->id, ':', 0);
    return show_link(show, "days", str_cut(item->summary->id, colon + 1, item->summary->id.len));
}

static struct str id_of(const struct show *show, const struct item *item)
{
    return arena_printf(show->tongue.arena, "earshot:%s:" STR_FMT, item->incident ? "incident" : "digest",
                        STR_ARG(item->incident ? item->incident->id : item->summary->id));
}

static void put_tags(const struct item *item, struct json_out *out)
{
    json_out_key(out, "tags");
    json_out_open(out, '[');
    json_out_str(out, item->incident ? STR("incident") : STR("digest"));
    if (item->incident != NULL)
        json_out_str(out, item->incident->issue);
    if (item->incident != NULL && item->incident->urgent)
        json_out_str(out, STR("urgent"));
    json_out_close(out, ']');
}

static void put_item(const struct show *show, const struct item *item, struct json_out *out)
{
    struct arena *arena = show->tongue.arena;
    json_out_open(out, '{');
    json_out_member_str(out, "id", id_of(show, item));
    json_out_member_str(out, "url", page_of(show, item));
    json_out_member_str(out, "title", item->incident ? feed_json_incident_title(show, item->incident)
                                                     : digest_title(show, item->summary));
    json_out_member_str(out, "content_text", item->incident ? feed_json_incident_text(show, item->incident)
                                                            : digest_headline(show, item->summary));
    json_out_member_str(out, "date_published", clock_iso(arena, item->at_ms));
    if (item->changed_ms > item->at_ms)
        json_out_member_str(out, "date_modified", clock_iso(arena, item->changed_ms));
    json_out_member_str(out, "language", str_from(catalogue_lang_code(show->tongue.lang)));
    put_tags(item, out);
    json_out_key(out, "_earshot");
    json_out_open(out, '{');
    json_out_key(out, item->incident ? "incident" : "digest");
    if (item->incident != NULL)
        digest_json_incident(show, item->incident, out);
    else
        digest_json_summary(show, item->summary, FEED_CELLS, out);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static struct str feed_address(const struct show *show, const char *file, size_t from)
{
    struct str address = arena_printf(show->tongue.arena, STR_FMT "/%s?lang=%s", STR_ARG(show->base_url), file,
                                      catalogue_lang_code(show->tongue.lang));
    return from == 0 ? address : arena_printf(show->tongue.arena, STR_FMT "&from=%zu", STR_ARG(address), from);
}

void feed_json_write(const struct show *show, size_t from, size_t most, struct buf *buf)
{
    size_t count;
    struct item *items = collect(show, &count);
    struct arena *arena = show->tongue.arena;
    struct json_out out = json_out_new(buf, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "version", STR("https://jsonfeed.org/version/1.1"));
    json_out_member_str(&out, "title", tongue_say(&show->tongue, "feed.title", {"council", show_council(show)}));
    json_out_member_str(&out, "home_page_url", arena_printf(arena, STR_FMT "/?lang=%s", STR_ARG(show->base_url),
                                                            catalogue_lang_code(show->tongue.lang)));
    json_out_member_str(&out, "feed_url", feed_address(show, "feed.json", from));
    json_out_member_str(&out, "description", tongue_get(&show->tongue, "page.caution"));
    if (from + most < count)
        json_out_member_str(&out, "next_url", feed_address(show, "feed.json", from + most));
    json_out_member_str(&out, "language", str_from(catalogue_lang_code(show->tongue.lang)));
    json_out_key(&out, "items");
    json_out_open(&out, '[');
    for (size_t i = from; i < count && i < from + most; i++)
        put_item(show, &items[i], &out);
    json_out_close(&out, ']');
    json_out_close(&out, '}');
}

static void put_element(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "<%s>", name);
    template_escape(text, out);
    buf_printf(out, "</%s>\n", name);
}

static void put_entry(const struct show *show, const struct item *item, struct buf *out)
{
    struct arena *arena = show->tongue.arena;
    buf_add(out, STR("<entry>\n"));
    put_element(out, "id", arena_printf(arena, "urn:" STR_FMT, STR_ARG(id_of(show, item))));
    put_element(out, "title", item->incident ? feed_json_incident_title(show, item->incident) : digest_title(show, item->summary));
    buf_add(out, STR("<link rel=\"alternate\" href=\""));
    template_escape(page_of(show, item), out);
    buf_add(out, STR("\"/>\n"));
    put_element(out, "published", clock_iso(arena, item->at_ms));
    put_element(out, "updated", clock_iso(arena, item->changed_ms > item->at_ms ? item->changed_ms : item->at_ms));
    put_element(out, "content", item->incident ? feed_json_incident_text(show, item->incident)
                                               : digest_headline(show, item->summary));
    buf_add(out, STR("</entry>\n"));
}

void feed_json_atom(const struct show *show, struct buf *out)
{
    size_t count;
    struct item *items = collect(show, &count);
    struct arena *arena = show->tongue.arena;
    int64_t updated_ms = count > 0 ? items[0].at_ms : show->board->now_ms;
    for (size_t i = 0; i < count; i++)
        updated_ms = items[i].changed_ms > updated_ms ? items[i].changed_ms : updated_ms;
    buf_printf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                    "xml:lang=\"%s\">\n", catalogue_lang_code(show->tongue.lang));
    put_element(out, "id", feed_address(show, "feed.atom", 0));
    put_element(out, "title", tongue_say(&show->tongue, "feed.title", {"council", show_council(show)}));
    put_element(out, "updated", clock_iso(arena, updated_ms));
    buf_add(out, STR("<author><name>"));
    template_escape(show_council(show), out);
    buf_add(out, STR("</name></author>\n<link rel=\"self\" href=\""));
    template_escape(feed_address(show, "feed.atom", 0), out);
    buf_add(out, STR("\"/>\n"));
    for (size_t i = 0; i < count && i < FEED_ITEMS; i++)
        put_entry(show, &items[i], out);
    buf_add(out, STR("</feed>\n"));
}

/* Feeds are read elsewhere: their links are whole. */
static struct show outward(const struct visit *visit)
{
    struct show show = visit->show;
    show.base_url = visit->site->council->mail.public_url;
    return show;
}

void feed_json_answer(struct visit *visit)
{
    int64_t from = 0;
    struct show show = outward(visit);
    if (!visit_number(visit, "from", 0, 1000000, &from))
        return;
    visit->answer->type = "application/feed+json";
    feed_json_write(&show, (size_t)from, FEED_ITEMS, &visit->answer->body);
}

void feed_json_answer_atom(struct visit *visit)
{
    struct show show = outward(visit);
    visit->answer->type = "application/atom+xml; charset=utf-8";
    feed_json_atom(&show, &visit->answer->body);
}
