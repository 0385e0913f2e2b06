/* SPDX-License-Identifier: MIT */
#include "signed_link.h"

#include <inttypes.h>
#include <sodium.h>

#include "percent.h"

#include "base/banned.h"

enum { FIELD_BYTES_MOST = 512 };

static struct hash_id sign(const struct signed_link *link, const unsigned char key[HASH_KEY_BYTES])
{
    struct arena arena = {0};
    struct str all = arena_printf(&arena, "signed-link\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n%" PRId64,
                                  STR_ARG(link->incident), STR_ARG(link->deed), STR_ARG(link->by), link->until_ms);
    struct hash_id id = hash_keyed(key, all);
    arena_free(&arena);
    return id;
}

static struct str signature_of(const struct signed_link *link, const unsigned char key[HASH_KEY_BYTES],
                               struct arena *arena)
{
    struct hash_id id = sign(link, key);
    return hash_hex(arena, (struct str){(const char *)id.bytes, sizeof id.bytes});
}

struct str signed_link_query(const struct signed_link *link, const unsigned char key[HASH_KEY_BYTES],
                             struct arena *arena)
{
    return arena_printf(arena, "incident=" STR_FMT "&do=" STR_FMT "&by=" STR_FMT "&until=%" PRId64 "&signature=" STR_FMT,
                        STR_ARG(percent_escape(arena, link->incident)), STR_ARG(percent_escape(arena, link->deed)),
                        STR_ARG(percent_escape(arena, link->by)), link->until_ms,
                        STR_ARG(signature_of(link, key, arena)));
}

bool signed_link_check(const struct signed_link *link, struct str signature, const unsigned char key[HASH_KEY_BYTES],
                       int64_t now_ms, struct err *err)
{
    if (link->incident.len > FIELD_BYTES_MOST || link->deed.len > FIELD_BYTES_MOST || link->by.len > FIELD_BYTES_MOST)
        return err_set(err, ERR_INPUT, "this link is too long to be ours");
    struct arena arena = {0};
    struct str right = signature_of(link, key, &arena);
    bool ours = signature.len == right.len && sodium_memcmp(signature.ptr, right.ptr, right.len) == 0;
    arena_free(&arena);
    if (!ours)
        return err_set(err, ERR_INPUT, "this link is not ours, or was changed");
    return now_ms < link->until_ms || err_set(err, ERR_INPUT, "this link is too old");
}
