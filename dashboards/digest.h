/* SPDX-License-Identifier: MIT */

/* digest — the daily, weekly or monthly letter: what was heard, and how the borough is.
 *
 * Takes   a board and a summary of it; the languages in their order
 * Gives   subject, HTML and plain text of the same content, and the chart that the HTML shows. The order is fixed:
 *         what we heard and could not, temperature, rising and easing, incidents, complaints, compliments, Welsh
 *         replies waiting, what was done, how to read this
 * Errors  LIMIT: a letter over its ceiling
 * Memory  the arena given
 * Cost    O(cells), up to four times; what would weigh more than DIGEST_BYTES_MOST shows fewer quotes and rows */
#ifndef DIGEST_H
#define DIGEST_H

#include "figure.h"
#include "frame.h"
#include "show.h"

enum { DIGEST_EARLIER_MOST = 10, DIGEST_BYTES_MOST = 95 << 10 };

/* What a letter tells of. */
struct digest_news {
    const struct summary *summary;
    const struct summary *earlier[DIGEST_EARLIER_MOST]; /* since the last letter, newest first */
    size_t earlier_count;
    bool rules_changed; /* posts are read by other rules than before */
    int64_t welsh_unanswered, welsh_oldest_ms; /* Welsh questions and requests that nobody seems to have answered */
};

/* What one language of the letter shows; the page's overview shows it too. */
struct view *digest_view(const struct show *show, const struct summary *summary);

/* Its temperature beside that of the weeks before. */
struct chart digest_chart(const struct show *show, const struct summary *summary);

bool digest_write(const struct frame *frame, const struct board *board, const struct digest_news *news,
                  const struct settings_list *languages, struct arena *arena, struct envelope *envelope,
                  struct err *err);

/* Its time as a subject line says it: "26 September", "the week from 14 September". */
struct str digest_when(const struct show *show, const struct summary *summary);

/* The one line that carries the news, of one language. */
struct str digest_headline(const struct show *show, const struct summary *summary);

#endif
