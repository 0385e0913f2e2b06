/* SPDX-License-Identifier: MIT */
#include "base/notify_token.h"

#include <sodium.h>

#include "base/banned.h"

enum { UUID_LENGTH = 36 };

static struct str base64(struct arena *arena, struct str bytes)
{
    size_t room = sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_take(arena, room);
    sodium_bin2base64(text, room, (const unsigned char *)bytes.ptr, bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_from(text);
}

static bool split_key(struct str key, struct str *service, struct str *secret)
{
    if (key.len < 2 * UUID_LENGTH + 2 || key.ptr[key.len - UUID_LENGTH - 1] != '-')
        return false;
    *secret = str_cut(key, key.len - UUID_LENGTH, key.len);
    *service = str_cut(key, key.len - 2 * UUID_LENGTH - 1, key.len - UUID_LENGTH - 1);
    return key.ptr[key.len - 2 * UUID_LENGTH - 2] == '-';
}

static struct str sign(struct arena *arena, struct str secret, struct str text)
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.ptr, secret.len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.ptr, text.len);
    crypto_auth_hmacsha256_final(&state, mac);
    return base64(arena, (struct str){(const char *)mac, sizeof mac});
}

bool notify_token_make(struct arena *arena, struct str key, int64_t now_ms, struct str *token, struct err *err)
{
    struct str service, secret;
    if (!split_key(key, &service, &secret))
        return err_set(err, ERR_CONFIG, "a key of Notify ends in two UUIDs, the service's and the secret");
    struct str claims = arena_printf(arena, "{\"iss\":\"" STR_FMT "\",\"iat\":%lld}", STR_ARG(service), (long long)(now_ms / 1000));
    struct str text = arena_printf(arena, STR_FMT "." STR_FMT, STR_ARG(base64(arena, STR("{\"typ\":\"JWT\",\"alg\":\"HS256\"}"))),
                                   STR_ARG(base64(arena, claims)));
    *token = arena_printf(arena, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(sign(arena, secret, text)));
    return true;
}
