/* SPDX-License-Identifier: MIT */

/* view — what a template shows: names and values, made ready for the eye.
 *
 * Takes   text as it is (the template escapes it), numbers with their wording, addresses, lists
 * Gives   a tree that template_render reads
 * Errors  none; an address that is not http, https, mailto or our own path is left out, so that it is never a link
 * Memory  the arena it was made with; texts are borrowed
 * Cost    a walk over the names of one level a look-up: tens
 *
 * Markup goes in only through view_markup, for charts and for the marks around quotes: everything else is escaped. */
#ifndef VIEW_H
#define VIEW_H

#include "base/arena.h"

enum view_type { VIEW_TEXT, VIEW_NUMBER, VIEW_MARKUP, VIEW_FLAG, VIEW_MAP, VIEW_LIST };

struct view {
    const char *name;
    enum view_type type;
    struct str text;
    int64_t number;
    struct arena *arena;
    struct view *first, *last, *next; /* of a map its values, of a list its items */
};

struct view *view_new(struct arena *arena);

/* One line, cleaned of what is no text: control characters, escapes, bidirectional overrides. An absent or empty text
 * is not put in: {{#name}} then asks whether it is there. */
void view_text(struct view *map, const char *name, struct str text);
void view_lines(struct view *map, const char *name, struct str text); /* keeps its lines */
void view_number(struct view *map, const char *name, int64_t number, struct str wording);
void view_flag(struct view *map, const char *name, bool value);
void view_address(struct view *map, const char *name, struct str address);
void view_markup(struct view *map, const char *name, struct str markup);
struct view *view_map(struct view *map, const char *name);
struct view *view_list(struct view *map, const char *name);
struct view *view_item(struct view *list); /* a new map at its end */

const struct view *view_get(const struct view *map, struct str name); /* or NULL */
bool view_is_address(struct str address);

#endif
