/* SPDX-License-Identifier: MIT */
#include "places.h"

#include <math.h>

#include "place_code.h"
#include "place_match.h"

#include "base/banned.h"

enum { BESIDE_WORDS = 4, SOURCE_NEAR_KM = 2 };

/* What is found, while it is being decided. */
struct finding {
    const struct gazetteer *gazetteer;
    const struct words *words;
    const struct places_hint *hint;
    struct place_match matches[PLACE_MATCHES_MOST];
    uint32_t places[PLACE_MATCHES_MOST]; /* GAZETTEER_NONE: not decided, or a code */
    struct place_code codes[PLACE_MATCHES_MOST];
    size_t count;
};

static bool code_at(struct finding *finding, size_t at)
{
    struct place_code *code = &finding->codes[finding->count];
    if (!place_code_at(finding->words, at, code))
        return false;
    finding->matches[finding->count] = (struct place_match){at, at + code->words - 1, GAZETTEER_NONE, false};
    return true;
}

static void find_matches(struct finding *finding)
{
    for (size_t at = 0; at < finding->words->count && finding->count < PLACE_MATCHES_MOST;) {
        struct place_match *match = &finding->matches[finding->count];
        bool found = finding->words->items[at].flags & WORD_DIGITS && code_at(finding, at);
        if (!found && finding->gazetteer != NULL)
            found = place_match_at(finding->gazetteer, finding->words, at, match);
        at = found ? match->last + 1 : at + 1;
        finding->places[finding->count] = GAZETTEER_NONE;
        finding->count += found;
    }
}

static bool is_beside(const struct place_match *a, const struct place_match *b)
{
    return a->first > b->last ? a->first - b->last <= BESIDE_WORDS : b->first - a->last <= BESIDE_WORDS;
}

/* What needs another place beside it and has none goes. */
static void drop_unsure(struct finding *finding)
{
    bool stays[PLACE_MATCHES_MOST];
    for (size_t i = 0; i < finding->count; i++) {
        stays[i] = !finding->matches[i].unsure;
        for (size_t j = 0; j < finding->count && !stays[i]; j++)
            stays[i] = !finding->matches[j].unsure && is_beside(&finding->matches[i], &finding->matches[j]);
    }
    size_t kept = 0;
    for (size_t i = 0; i < finding->count; i++) {
        if (!stays[i])
            continue;
        finding->codes[kept] = finding->codes[i];
        finding->matches[kept++] = finding->matches[i];
    }
    finding->count = kept;
}

static double distance_km(const struct places_hint *hint, const struct place *place)
{
    double north = (hint->lat - (double)place->lat) * 111.2;
    double east = (hint->lon - (double)place->lon) * 111.2 * cos(hint->lat * 0.017453292519943295);
    return sqrt(north * north + east * east);
}

static bool is_hinted(const struct finding *finding, uint32_t place)
{
    struct str ward = finding->hint->ward;
    for (int step = 0; ward.len > 0 && step < 8 && place != GAZETTEER_NONE; step++) {
        const struct place *one = &finding->gazetteer->places[place];
        if (str_eq(one->id, ward) || str_eq_nocase(one->name, ward))
            return true;
        place = one->parent;
    }
    return false;
}

/* How much else in the post, and its source, speaks for one of several places of a name. */
static double support(const struct finding *finding, size_t self, uint32_t place)
{
    const struct gazetteer *gazetteer = finding->gazetteer;
    double sum = is_hinted(finding, place) ? 4 : 0;
    for (size_t i = 0; i < finding->count; i++) {
        uint32_t other = finding->places[i];
        if (i == self || other == GAZETTEER_NONE)
            continue;
        if (gazetteer_is_in(gazetteer, place, other) || gazetteer_is_in(gazetteer, other, place))
            sum += 5;
        else if (gazetteer->places[place].parent == gazetteer->places[other].parent &&
                 gazetteer->places[place].parent != GAZETTEER_NONE)
            sum += 2;
    }
    const struct place *one = &gazetteer->places[place];
    if (finding->hint->has_point && one->has_point)
        sum += 3 / (1 + distance_km(finding->hint, one));
    return sum;
}

static bool is_street(const struct gazetteer *gazetteer, uint32_t place)
{
    return str_eq(gazetteer->places[place].kind, STR("street"));
}

/* Of the places of one name, the one with most support. Without any, a town wins over a street, and the first of the
 * file over later ones; but which of several streets is meant nobody can know. */
static uint32_t choose(const struct finding *finding, size_t at)
{
    const struct gazetteer *gazetteer = finding->gazetteer;
    uint32_t best = GAZETTEER_NONE;
    double best_support = -1;
    bool tied = false;
    for (uint32_t name = finding->matches[at].name; name != GAZETTEER_NONE; name = gazetteer->names[name].next) {
        uint32_t place = gazetteer->names[name].place;
        double sum = support(finding, at, place) + (is_street(gazetteer, place) ? 0 : 1) - (gazetteer->names[name].joined ? 0.5 : 0);
        if (sum == best_support)
            tied = true;
        if (sum > best_support || (sum == best_support && place < best)) {
            tied = tied && sum == best_support;
            best = place;
            best_support = sum;
        }
    }
    return tied && is_street(gazetteer, best) ? GAZETTEER_NONE : best;
}

static bool is_single(const struct finding *finding, size_t at)
{
    uint32_t name = finding->matches[at].name;
    return name != GAZETTEER_NONE && finding->gazetteer->names[name].next == GAZETTEER_NONE;
}

/* Names of one place first, as they help to tell which the others are. */
static void decide(struct finding *finding)
{
    for (size_t i = 0; i < finding->count; i++)
        if (is_single(finding, i))
            finding->places[i] = finding->gazetteer->names[finding->matches[i].name].place;
    for (size_t i = 0; i < finding->count; i++)
        if (finding->matches[i].name != GAZETTEER_NONE && !is_single(finding, i))
            finding->places[i] = choose(finding, i);
}

static struct reading_place place_of(const struct gazetteer *gazetteer, uint32_t number)
{
    const struct place *place = &gazetteer->places[number];
    uint32_t ward = gazetteer_within(gazetteer, number, STR("ward"));
    struct str ward_id = ward == GAZETTEER_NONE ? STR_NONE : gazetteer->places[ward].id;
    return (struct reading_place){place->id, place->name, place->kind.len > 0 ? place->kind : STR_NONE, ward_id};
}

static struct reading_place code_place(const struct finding *finding, size_t at, struct arena *arena)
{
    const struct place_code *code = &finding->codes[at];
    struct str text = arena_str(arena, str_from(code->text));
    uint32_t known = finding->gazetteer ? gazetteer_place(finding->gazetteer, text) : GAZETTEER_NONE;
    if (known != GAZETTEER_NONE)
        return place_of(finding->gazetteer, known);
    return (struct reading_place){text, text, str_from(code->kind), STR_NONE};
}

static bool is_listed(const struct place_found *found, size_t count, struct str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(found[i].place.id, id))
            return true;
    return false;
}

static size_t write_found(const struct finding *finding, struct arena *arena, struct place_found *found)
{
    size_t count = 0;
    for (size_t i = 0; i < finding->count && count < READING_PLACES_MOST; i++) {
        const struct place_match *match = &finding->matches[i];
        bool code = match->name == GAZETTEER_NONE;
        if (!code && finding->places[i] == GAZETTEER_NONE)
            continue;
        struct reading_place place =
            code ? code_place(finding, i, arena) : place_of(finding->gazetteer, finding->places[i]);
        if (is_listed(found, count, place.id))
            continue;
        found[count++] = (struct place_found){place, finding->words->items[match->first].start,
                                              finding->words->items[match->last].end};
    }
    return count;
}

/* The place the source names, or the nearest settlement or ward to its coordinates. */
static uint32_t source_place(const struct gazetteer *gazetteer, const struct places_hint *hint)
{
    uint32_t best = GAZETTEER_NONE;
    double nearest = SOURCE_NEAR_KM;
    for (uint32_t i = 0; i < gazetteer->place_count; i++) {
        const struct place *place = &gazetteer->places[i];
        if (hint->ward.len > 0 && (str_eq(place->id, hint->ward) || str_eq_nocase(place->name, hint->ward)))
            return i;
        if (hint->has_point && place->has_point && !is_street(gazetteer, i) && distance_km(hint, place) < nearest) {
            nearest = distance_km(hint, place);
            best = i;
        }
    }
    return best;
}

size_t places_find(const struct gazetteer *gazetteer, const struct words *words, const struct places_hint *hint,
                   struct arena *arena, struct place_found found[READING_PLACES_MOST])
{
    static const struct places_hint no_hint = {0};
    struct finding finding;
    finding.gazetteer = gazetteer;
    finding.words = words;
    finding.hint = hint ? hint : &no_hint;
    finding.count = 0;
    find_matches(&finding);
    drop_unsure(&finding);
    decide(&finding);
    size_t count = write_found(&finding, arena, found);
    bool hinted = finding.hint->has_point || finding.hint->ward.len > 0;
    uint32_t source = count == 0 && gazetteer && hinted ? source_place(gazetteer, finding.hint) : GAZETTEER_NONE;
    if (source != GAZETTEER_NONE)
        found[count++] = (struct place_found){place_of(gazetteer, source), 0, 0};
    return count;
}

static void add_evidence(struct reading *reading, const struct place_found *found, struct arena *arena)
{
    if (found->end == 0 || reading->evidence_count == READING_EVIDENCE_MOST)
        return;
    reading->evidence[reading->evidence_count++] =
        (struct reading_evidence){.what = arena_printf(arena, "place:" STR_FMT, STR_ARG(found->place.id)).ptr,
                                  .start = found->start,
                                  .end = found->end,
                                  .weight = 1};
}

void places_read(const struct gazetteer *gazetteer, const struct words *words, const struct post *post,
                 struct arena *arena, struct reading *reading)
{
    struct place_found found[READING_PLACES_MOST];
    struct places_hint hint = {.has_point = post->has_place, .lat = post->lat, .lon = post->lon, .ward = post->ward};
    size_t count = places_find(gazetteer, words, &hint, arena, found);
    reading->place_count = count;
    for (size_t i = 0; i < count; i++) {
        reading->places[i] = found[i].place;
        add_evidence(reading, &found[i], arena);
    }
}
