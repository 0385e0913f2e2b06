/* SPDX-License-Identifier: MIT */

/* catalogue — every sentence a person reads, in English and Welsh, from one table.
 *
 * Takes   strings.tsv: key, English, Welsh, divided by tabs. A key that ends in # has plural forms divided by " | ":
 *         English one, other; Welsh zero, one, two, few (3), many (6), other. {name} is filled in later. A Welsh
 *         column of "=" says that it is the same on purpose
 * Gives   rows by key; the form for a number
 * Errors  CONFIG with file and line: a column missing or empty, a form missing, a {name} that one language lacks
 * Memory  owns its table until catalogue_free
 * Cost    one hash a look-up
 * After   Unicode CLDR plural rules for en and cy */
#ifndef STORE_RECORD_CATALOGUE_H
#define STORE_RECORD_CATALOGUE_H

#include "base/buf.h"
#include "base/table.h"

enum catalogue_lang { CATALOGUE_CY, CATALOGUE_EN, CATALOGUE_LANGS };
enum { CATALOGUE_FORMS_MOST = 6 };

struct catalogue_row {
    struct str key;
    struct str forms[CATALOGUE_LANGS][CATALOGUE_FORMS_MOST]; /* only the first, unless plural */
    bool plural, same;
};

struct catalogue {
    struct arena arena;
    struct table keys;
    struct catalogue_row *rows; /* by the key's number */
};

bool catalogue_load(struct catalogue *catalogue, const char *path, struct err *err);
void catalogue_free(struct catalogue *catalogue);

const struct catalogue_row *catalogue_find(const struct catalogue *catalogue, struct str key); /* or NULL */

/* Which form of a plural row speaks of n things. */
struct str catalogue_form(const struct catalogue_row *row, enum catalogue_lang lang, int64_t n);

/* "cy" or "en"; false for anything else. */
bool catalogue_lang_from(struct str code, enum catalogue_lang *lang);
const char *catalogue_lang_code(enum catalogue_lang lang);

/* key,English,Welsh (or the other way round), a form a row: what a translator reviews. */
void catalogue_csv(const struct catalogue *catalogue, enum catalogue_lang first, struct buf *out);

#endif
