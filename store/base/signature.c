/* SPDX-License-Identifier: MIT */
#include "base/signature.h"

#include <sodium.h>

#include "base/hash.h"

#include "base/banned.h"

enum { PARTS_MOST = 16, NAME_CHARACTERS = 32 };

static struct str hmac(struct arena *arena, struct str key, struct str time, struct str body)
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.ptr, key.len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)time.ptr, time.len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body.ptr, body.len);
    crypto_auth_hmacsha256_final(&state, mac);
    return hash_hex(arena, (struct str){(const char *)mac, sizeof mac});
}

struct str signature_make(struct arena *arena, struct str key, int64_t now_ms, struct str body)
{
    struct str time = arena_printf(arena, "%lld", (long long)(now_ms / 1000));
    struct str hex = hmac(arena, key, time, body);
    return arena_printf(arena, "t=" STR_FMT ",v1=" STR_FMT, STR_ARG(time), STR_ARG(hex));
}

/* The time as it was signed, digit for digit. */
static bool read_time(struct str signature, struct str *time, int64_t *seconds)
{
    struct str part;
    while (str_next(&signature, ',', &part)) {
        part = str_trim(part);
        if (str_starts(part, STR("t="))) {
            *time = str_cut(part, 2, part.len);
            return str_to_i64(*time, seconds) && *seconds > 0 && *seconds < INT64_C(100000000000);
        }
    }
    return false;
}

/* Every part is compared, and each in the same time. */
static bool has_part(struct str signature, struct str hex)
{
    struct str part;
    bool found = false;
    for (size_t i = 0; i < PARTS_MOST && str_next(&signature, ',', &part); i++) {
        part = str_trim(part);
        if (part.len == hex.len + 3 && str_starts(part, STR("v1=")))
            found |= sodium_memcmp(part.ptr + 3, hex.ptr, hex.len) == 0;
    }
    return found;
}

bool signature_check(struct arena *arena, struct str key, struct str signature, struct str body, int64_t now_ms,
                     struct signature_seen *seen, struct err *err)
{
    struct str time;
    int64_t seconds;
    if (key.len < SIGNATURE_KEY_BYTES_LEAST)
        return err_set(err, ERR_CONFIG, "the key must have at least %d characters", SIGNATURE_KEY_BYTES_LEAST);
    if (signature.len == 0)
        return err_set(err, ERR_INPUT, "no signature");
    if (!read_time(signature, &time, &seconds))
        return err_set(err, ERR_INPUT, "a signature must be written t=SECONDS,v1=HEX");
    struct str hex = hmac(arena, key, time, body);
    if (!has_part(signature, hex))
        return err_set(err, ERR_INPUT, "the signature does not fit");
    int64_t age_s = now_ms / 1000 - seconds;
    if (age_s > SIGNATURE_AGE_MOST_S || age_s < -SIGNATURE_AGE_MOST_S)
        return err_set(err, ERR_INPUT, "signed more than %d minutes ago or ahead", SIGNATURE_AGE_MOST_S / 60);
    *seen = (struct signature_seen){seconds * 1000, str_cut(hex, 0, NAME_CHARACTERS)};
    return true;
}
