/* SPDX-License-Identifier: MIT */

/* visit — one request to the site: who asks, in which language, for what; and the page that answers.
 *
 * Takes   a request that a route was found for
 * Gives   what pages have in common: their view, their rendering, errors as pages or as problem documents
 * Errors  none
 * Memory  the request's arena
 * Cost    O(page) */
#ifndef VISIT_H
#define VISIT_H

#include "door.h"
#include "figure.h"
#include "http.h"
#include "record/hook.h"
#include "letters.h"
#include "live.h"
#include "looks.h"
#include "redis/store.h"
#include "shelf.h"
#include "show.h"
#include "signed_link.h"
#include "template.h"
#include "warm.h"

enum visit_page {
    VISIT_OVERVIEW,
    VISIT_INCIDENTS,
    VISIT_INCIDENT,
    VISIT_ISSUES,
    VISIT_ISSUE,
    VISIT_PLACES,
    VISIT_POSTS,
    VISIT_POST,
    VISIT_DAYS,
    VISIT_DAY,
    VISIT_SOURCES,
    VISIT_UNHEARD,
    VISIT_HEARD,
    VISIT_LOOKS,
    VISIT_ACT,
    VISIT_STOP,
    VISIT_SIGN_IN,
    VISIT_ERROR,
    VISIT_PAGES
};

enum { VISIT_CHARTS_MOST = 2 };

/* What all visits see. */
struct site {
    const struct council *council;
    struct board board;
    struct shelf *shelf;
    struct store *store; /* NULL: nothing can be written to it */
    struct template pages[VISIT_PAGES];
    struct str style, script;
    struct letters letters;
    struct str plotter; /* the script that charts are looked into with; absent: the build had none */
    struct live *live; /* NULL: the pages are read without a server */
    struct door door;
    struct hooks hooks;
    unsigned char key[32];
    struct warm warm;
    struct looks looks;
    bool ready;
    size_t listeners;
    int64_t answers, refusals, reads; /* for /metrics */
    int64_t refused_told_ms;                 /* when the log last heard of a refused message */
};

struct visit {
    struct site *site;
    const struct http_request *request;
    struct http_answer *answer;
    struct show show;
    struct str id; /* what follows the route's path */
    struct door_person person;
    bool machine; /* asks for data, not a page */
    const struct chart *charts[VISIT_CHARTS_MOST];
    size_t chart_count;
};

/* The view of a page: lang, council, title, other_link, at_NAME and so on. */
struct view *visit_view(struct visit *visit, struct str title, const char *at);
void visit_chart(struct visit *visit, struct view *view, const char *name, const struct chart *chart); /* or NULL */

/* The page; or, asked for by format=csv|json|png and table=NAME, one of its tables or charts. */
void visit_render(struct visit *visit, enum visit_page page, const struct view *view);

/* An honest answer in the form that was asked for; `key` is a sentence of the catalogue. */
void visit_error(struct visit *visit, int status, const char *key);
void visit_redirect(struct visit *visit, struct str location);

/* path?name=value… with the fields of the query but `without`, and room for more: ends in ? or &. */
struct str visit_link(const struct visit *visit, struct str path, const char *const *without);
bool visit_wants_csv(const struct visit *visit);

/* A whole number of the query; false and a 400 if it is none or out of range. */
bool visit_number(struct visit *visit, const char *name, int64_t least, int64_t most, int64_t *number);

/* The signed link that was asked for, and whose deed is such a one; false and a 403 where it is not good. */
bool visit_signed(struct visit *visit, bool (*is_deed)(struct str deed), struct signed_link *link);

bool visit_load(struct site *site, struct arena *arena, struct err *err); /* templates and style */

#endif
