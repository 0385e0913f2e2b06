/* SPDX-License-Identifier: MIT */

/* frame — the paper that letters are written on: a top, a part for each language, an end.
 *
 * Takes   the views of the languages, in their order
 * Gives   the HTML and plain text of an envelope, of the same content
 * Errors  LIMIT: a letter over its ceiling
 * Memory  a sheet owns its bodies until frame_finish
 * Cost    O(letter) */
#ifndef FRAME_H
#define FRAME_H

#include "base/settings.h"
#include "envelope.h"
#include "show.h"
#include "template.h"

enum frame_kind { FRAME_DIGEST, FRAME_ALERT, FRAME_HELD, FRAME_KINDS };

struct frame {
    struct template top, end, html[FRAME_KINDS], text[FRAME_KINDS];
};

bool frame_load(struct frame *frame, const struct catalogue *catalogue, struct arena *arena, struct err *err);

struct frame_sheet {
    const struct frame *frame;
    enum frame_kind kind;
    struct buf html, text;
    size_t parts;
    struct tongue last;
    struct show_quotes quotes;
};

struct frame_sheet frame_sheet(const struct frame *frame, enum frame_kind kind);
void frame_add(struct frame_sheet *sheet, const struct tongue *tongue, const struct view *view);
bool frame_finish(struct frame_sheet *sheet, const struct settings_list *languages, struct arena *arena,
                  struct envelope *envelope, struct err *err);

/* stop_link: the address that stops such letters, in the view's language. */
void frame_stop_link(const struct envelope *envelope, const struct tongue *tongue, struct view *view);

enum catalogue_lang frame_language(const struct settings_list *languages, size_t i);

/* "Welsh line | English line" */
struct str frame_subject(struct arena *arena, struct str before, struct str line);

#endif
