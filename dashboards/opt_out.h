/* SPDX-License-Identifier: MIT */

/* opt_out — who stopped which letters, by the link that each letter carries.
 *
 * The link is signed for one reader of one section, "digest:morning" or "alert:duty". POST stops at once, as mail
 * programs do it (RFC 8058); a GET only asks. It is kept as an officer's action, "unsubscribe" or "subscribe", with the
 * section in "text". Danger to life is written all the same.
 *
 * Takes   the actions of the store, from where the last reading ended
 * Gives   whether a reader stopped a section; links
 * Errors  AGAIN: the store
 * Memory  owns its names until opt_out_free; OPT_OUT_MOST readers
 * Cost    one round trip a reading; one hash a look
 * After   RFC 2369, RFC 8058 */
#ifndef OPT_OUT_H
#define OPT_OUT_H

#include "base/table.h"
#include "redis/records.h"
#include "signed_link.h"

enum { OPT_OUT_MOST = 4096, OPT_OUT_LINK_DAYS = 400 };

struct opt_out {
    struct table readers; /* "digest:morning\ncomms@…" */
    bool stopped[OPT_OUT_MOST];
    struct arena arena;
    struct str position;
};

bool opt_out_read(struct opt_out *opt_out, struct store *store, struct err *err);
bool opt_out_has(const struct opt_out *opt_out, const char *kind, struct str section, struct str to);
void opt_out_free(struct opt_out *opt_out);

/* https://…/unsubscribe?…: what stands in List-Unsubscribe. */
struct str opt_out_link(struct str base_url, const char *kind, struct str section, struct str to, int64_t now_ms,
                        const unsigned char key[HASH_KEY_BYTES], struct arena *arena);

/* A deed of such a link: "unsubscribe" or "subscribe". */
bool opt_out_is_deed(struct str deed);
bool opt_out_keep(struct store *store, const struct signed_link *link, int64_t now_ms, struct arena *arena,
                  struct err *err);

#endif
