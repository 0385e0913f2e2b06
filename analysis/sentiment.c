/* SPDX-License-Identifier: MIT */
#include "sentiment.h"

#include <math.h>

#include "base/banned.h"

/* VADER's constants, but for the last line. */
static const double turned = -0.74, shouted_more = 0.733, exclamation_more = 0.292, question_more = 0.18;
static const double before_but = 0.5, after_but = 1.5, squash_by = 15;
static const double drawn_out_more = 0.3, denied = -0.8;
enum { EXCLAMATIONS_MOST = 4, QUESTIONS_MOST = 4, BACK = 3 };

double sentiment_squash(double sum)
{
    return sum / sqrt(sum * sum + squash_by);
}

static bool better(const struct lexicon *lexicon, const struct phrases_hit *hit, const struct phrases_hit *best)
{
    if (hit->last != best->last)
        return hit->last > best->last;
    return lexicon_of(lexicon, hit->phrase)->exact && !lexicon_of(lexicon, best->phrase)->exact;
}

/* The hits that feel, in order: most do not, and no machine guesses which. */
static size_t list_felt(const struct lexicon *lexicon, const struct phrases_text *text, uint16_t felt[PHRASES_HITS_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < text->hit_count; i++) {
        felt[count] = (uint16_t)i;
        count += (text->hits[i].marks & lexicon->mark) != 0;
    }
    return count;
}

/* The longest keyword that begins where a hit does; `at` moves past the others. */
static const struct phrases_hit *longest(const struct lexicon *lexicon, const struct phrases_text *text,
                                         const uint16_t felt[], size_t count, size_t *at)
{
    const struct phrases_hit *best = &text->hits[felt[*at]];
    for (++*at; *at < count && text->hits[felt[*at]].first == best->first; ++*at)
        if (better(lexicon, &text->hits[felt[*at]], best))
            best = &text->hits[felt[*at]];
    return best;
}

static void lay(struct sentiment *s, struct sentiment_mark mark)
{
    if (s->mark_count < SENTIMENT_MARKS_MOST)
        s->marks[s->mark_count++] = mark;
}

/* Words that end in n't turn what follows, keyword or not. */
static void lay_negations(const struct words *words, const struct phrases_text *text, uint32_t from, uint32_t to,
                          struct sentiment *s)
{
    for (uint32_t token = from; token < to; token++)
        if (words->items[text->tokens[token].word].flags & WORD_NEGATED)
            lay(s, (struct sentiment_mark){.first = token, .last = token, .role = LEXICON_NOT});
}

/* What is inside a keyword that counts does not. */
static void lay_marks(const struct lexicon *lexicon, const struct words *words, const struct phrases_text *text,
                      struct sentiment *s)
{
    uint16_t felt[PHRASES_HITS_MOST];
    size_t count = list_felt(lexicon, text, felt), at = 0;
    uint32_t next = 0;
    while (at < count) {
        const struct phrases_hit *best = longest(lexicon, text, felt, count, &at);
        if (best->first < next)
            continue;
        const struct lexicon_entry *entry = lexicon_of(lexicon, best->phrase);
        lay_negations(words, text, next, best->first, s);
        lay(s, (struct sentiment_mark){.first = best->first, .last = best->last, .role = entry->role, .value = entry->value});
        next = best->last + 1;
    }
    lay_negations(words, text, next, (uint32_t)text->count, s);
}

static void count_signs(const struct words *words, struct sentiment *s)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->items[i];
        if (word->kind == WORD_TEXT && word->flags & WORD_SHOUTED)
            s->shouted++;
        if (word->kind != WORD_SIGN)
            continue;
        for (size_t c = 0; c < word->form.len && c < 8; c++) {
            s->exclamations += word->form.ptr[c] == '!';
            s->questions += word->form.ptr[c] == '?';
        }
        s->ellipses += str_starts(word->form, STR("..")) || str_starts(word->form, STR("…"));
    }
}

/* Whether a sentence or clause ends between two marks. */
static bool apart(const struct phrases_text *text, const struct sentiment_mark *before,
                  const struct sentiment_mark *after, uint32_t most)
{
    return text->tokens[after->first].place - text->tokens[before->last].place > most;
}

static double boost_before(const struct phrases_text *text, const struct sentiment *s, size_t at)
{
    static const double fade[] = {1, 0.95, 0.9};
    double boost = 0;
    const struct sentiment_mark *mark = &s->marks[at];
    for (size_t i = at; i-- > 0 && !apart(text, &s->marks[i], mark, BACK);)
        if (s->marks[i].role == LEXICON_BOOSTER) {
            uint32_t far = mark->first - s->marks[i].last - 1;
            boost += s->marks[i].value * fade[far < 2 ? far : 2];
        }
    return boost;
}

static double boost_after(const struct phrases_text *text, const struct sentiment *s, size_t at)
{
    if (at + 1 == s->mark_count || s->marks[at + 1].role != LEXICON_AFTER ||
        apart(text, &s->marks[at], &s->marks[at + 1], 2))
        return 0;
    return s->marks[at + 1].value;
}

static bool is_negated(const struct phrases_text *text, struct sentiment *s, size_t at)
{
    for (size_t i = at; i-- > 0 && !apart(text, &s->marks[i], &s->marks[at], BACK);) {
        if (s->marks[i].role == LEXICON_NOT)
            return s->marks[i].negated = true;
        if (s->marks[i].role == LEXICON_BUT)
            return false;
    }
    return false;
}

static double emphasis(const struct words *words, const struct phrases_text *text, const struct sentiment *s,
                       const struct sentiment_mark *mark)
{
    const struct word *word = &words->items[text->tokens[mark->first].word];
    double more = word->flags & WORD_DRAWN_OUT ? drawn_out_more : 0;
    if (word->flags & WORD_SHOUTED && s->shouted * 3 < text->count * 2)
        more += shouted_more;
    return more;
}

static void weigh_mark(const struct words *words, const struct phrases_text *text, struct sentiment *s, size_t at)
{
    struct sentiment_mark *mark = &s->marks[at];
    double more = boost_before(text, s, at) + boost_after(text, s, at) + emphasis(words, text, s, mark);
    mark->value += mark->value > 0 ? more : mark->value < 0 ? -more : 0;
    if (is_negated(text, s, at)) {
        mark->value *= turned;
        mark->negated = true;
        s->negations++;
    }
}

/* What is denied without a word of feeling to turn is felt as a lack: nobody came. */
static void weigh_denials(struct sentiment *s)
{
    for (size_t i = 0; i < s->mark_count; i++)
        if (s->marks[i].role == LEXICON_NOT && !s->marks[i].negated) {
            s->marks[i].role = LEXICON_VALENCE;
            s->marks[i].value = denied;
        }
}

static void weigh_contrast(struct sentiment *s)
{
    size_t but = s->mark_count;
    for (size_t i = 0; i < s->mark_count; i++)
        if (s->marks[i].role == LEXICON_BUT) {
            but = i;
            s->contrasts++;
        }
    if (but == s->mark_count || but + 1 == s->mark_count)
        return;
    for (size_t i = 0; i < s->mark_count; i++)
        if (s->marks[i].role == LEXICON_VALENCE)
            s->marks[i].value *= i < but ? before_but : after_but;
}

static void count_valence(struct sentiment *s, double value)
{
    if (value > 0) {
        s->positive += value;
        s->positives++;
        s->strongest_positive = fmax(s->strongest_positive, value);
    } else if (value < 0) {
        s->negative += value;
        s->negatives++;
        s->strongest_negative = fmin(s->strongest_negative, value);
    }
    if (s->positives + s->negatives == 1)
        s->first = value;
    s->final_ = value;
}

static void add_up(struct sentiment *s)
{
    for (size_t i = 0; i < s->mark_count; i++) {
        const struct sentiment_mark *mark = &s->marks[i];
        s->boosters += mark->role == LEXICON_BOOSTER || mark->role == LEXICON_AFTER;
        if (mark->role == LEXICON_POLITE)
            s->polite += mark->value;
        if (mark->role == LEXICON_VALENCE)
            count_valence(s, mark->value);
    }
    double sum = s->positive + s->negative;
    double more = exclamation_more * (s->exclamations < EXCLAMATIONS_MOST ? s->exclamations : EXCLAMATIONS_MOST);
    if (s->questions > 1)
        more += question_more * (s->questions < QUESTIONS_MOST ? s->questions : QUESTIONS_MOST);
    s->compound = sentiment_squash(sum + (sum > 0 ? more : sum < 0 ? -more : 0));
}

void sentiment_read(const struct lexicon *lexicon, const struct words *words, const struct phrases_text *text,
                    struct sentiment *sentiment)
{
    memset(sentiment, 0, offsetof(struct sentiment, marks));
    sentiment->mark_count = 0;
    lay_marks(lexicon, words, text, sentiment);
    count_signs(words, sentiment);
    for (size_t i = 0; i < sentiment->mark_count; i++)
        if (sentiment->marks[i].role == LEXICON_VALENCE)
            weigh_mark(words, text, sentiment, i);
    weigh_denials(sentiment);
    weigh_contrast(sentiment);
    add_up(sentiment);
}
