/* SPDX-License-Identifier: MIT */

/* template — a page or letter with holes, filled from a view; what fills them is escaped by construction.
 *
 * Takes   {{name}} a value; {{#name}} … {{/name}} if it is there, for each if it is a list; {{^name}} … {{/name}} if
 *         not; {{t key}} a sentence of the catalogue, whose {places} are filled from the view; {{t key# name}} its
 *         form for that number; {{>file}} another template; {{!remark}}. Names are looked for inwards out.
 * Gives   text. A name that ends in .html escapes & < > " '; any other writes values as they are
 * Errors  CONFIG with file and line: a tag not closed, a key not in the catalogue, a file that includes itself
 * Memory  the arena it was loaded into
 * Cost    O(output) times the names of a level
 * After   Mustache (Wanstrath 2009), with its standalone lines; no logic beyond there-or-not */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "record/tongue.h"
#include "view.h"

enum { TEMPLATE_NODES_MOST = 2048, TEMPLATE_DEPTH_MOST = 16, TEMPLATE_BYTES_MOST = 256 << 10 };

struct template_node;

struct template {
    struct str name;
    bool html;
    struct template_node *nodes;
    size_t count;
};

bool template_load(struct template *template, const char *path, const struct catalogue *catalogue,
                   struct arena *arena, struct err *err);
void template_render(const struct template *template, const struct tongue *tongue, const struct view *view,
                     struct buf *out);

void template_escape(struct str text, struct buf *out);

#endif
