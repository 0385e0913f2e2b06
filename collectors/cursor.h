/* SPDX-License-Identifier: MIT */

/* cursor — what a source remembers from request to request: whose turn it is, pages, marks, ids to look at again.
 *
 * A kind with several things to ask (queries, accounts, pages of a town) takes them as steps, one after the other.
 * After the last one, if it is time, comes a share of the sweep: ids known from before are asked for again, and those
 * that are gone go out as deleted posts. Each share is as large as the time since the last one, so that each id has its
 * turn in `every_ms`, and no larger than what a poll can ask without being late for what is new.
 *
 * Takes   the cursor's text as the kind last gave it; anything else reads as a new one
 * Gives   the text to keep
 * Errors  none
 * Memory  source->arena; the text stays under CURSOR_TEXT_BYTES: CURSOR_KNOWN_MOST ids in CURSOR_KNOWN_BYTES, the
 *         oldest forgotten first, and each when its post is no longer kept
 * Cost    O(bytes); remembering is O(posts × known) */
#ifndef COLLECTORS_CURSOR_H
#define COLLECTORS_CURSOR_H

#include "base/buf.h"
#include "source.h"

enum { CURSOR_MARKS_MOST = 256, CURSOR_KNOWN_MOST = 5000, CURSOR_KNOWN_BYTES = 512 << 10, CURSOR_TEXT_BYTES = 4 << 20 };
enum { CURSOR_SHARES = 8, CURSOR_SWEEPS_MOST = 40, CURSOR_LIST_MOST = 100 }; /* of a sweep; its requests in a poll */

struct cursor {
    struct arena *arena;
    size_t step;
    struct str page;   /* of this step; absent: the first */
    struct str newest; /* of this step, seen on its pages so far */
    struct {
        struct str key, value;
    } marks[CURSOR_MARKS_MOST];
    size_t mark_count;
    struct str known[CURSOR_KNOWN_MOST]; /* native ids, the oldest first, … */
    int32_t known_day[CURSOR_KNOWN_MOST]; /* … and since when, in days since 1970 */
    size_t known_count, known_bytes;
    size_t sweep_at, sweep_left, sweeps; /* the next one; how many more; requests for them in this poll */
    int64_t now_ms, swept_ms; /* when the last share began */
};

/* `steps`: how many the settings make now, so that a cursor of other settings begins anew; 0: there are none. */
struct cursor *cursor_read(const struct source *source, struct str text, size_t steps);
struct str cursor_write(const struct cursor *cursor);

/* Named texts; absent where there is none. Setting an absent value takes the mark away. */
struct str cursor_get(const struct cursor *cursor, struct str key);
int64_t cursor_get_i64(const struct cursor *cursor, struct str key);
void cursor_set(struct cursor *cursor, struct str key, struct str value);
void cursor_set_i64(struct cursor *cursor, struct str key, int64_t value);

/* Ends this step: its mark becomes `newest`, if there was any. The next of `steps` takes its turn; after the last,
 * the sweep (every_ms 0: never) if a share of it is due, else the poll is over. */
void cursor_step_done(struct cursor *cursor, struct source_answer *answer, const struct source *source,
                      struct str mark, size_t steps, int64_t every_ms);

/* The ids of this answer's posts will be swept, and of a repost that of its original, whose words it has. */
void cursor_remember(struct cursor *cursor, const struct source_answer *answer);
void cursor_know(struct cursor *cursor, struct str id);

/* The next ids to look at again; 0: there are none. */
size_t cursor_sweep(const struct cursor *cursor, struct str ids[], size_t most);
/* The same as a parameter "name=id,id,id", CURSOR_LIST_MOST at most. */
void cursor_sweep_add(const struct cursor *cursor, struct buf *url, const char *name, size_t most);

/* After a reply to the question for at most `most` ids: those not among its posts are deleted posts now; posts that
 * were never edited are left out; then the next ones, or the end of the poll. */
void cursor_swept(struct cursor *cursor, struct source_answer *answer, const struct source *source, size_t most);

/* After a reply to what the tag "sweep" asked, as above; else its posts are remembered, and true if it was asked for a
 * page, and not by `parse`. */
bool cursor_takes_page(struct cursor *cursor, struct source_answer *answer, const struct source *source,
                       const struct source_request *request, size_t most);

/* For kinds that ask for one id at a time: whether the reply was a refusal that concerns this id alone, and is dealt
 * with. 404 and 410: it is gone. Another: nothing is known of it now, and the next one has its turn.
 * cursor_sweep_kept: the one asked for is still there. */
bool cursor_sweep_refused(struct cursor *cursor, struct source_answer *answer, const struct source *source,
                          const struct source_reply *reply);
void cursor_sweep_kept(struct cursor *cursor, struct source_answer *answer);
void cursor_forget(struct cursor *cursor, struct str id);

/* This one is asked for next, before its turn. */
void cursor_sweep_first(struct cursor *cursor, struct str id);

/* A list told that it is still there: the sweep need not ask for it. */
void cursor_sweep_found(struct cursor *cursor, struct str id);

#endif
