/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <sodium.h>

#include "base/err.h"

#include "base/banned.h"

#define CRC32C_POLYNOMIAL 0x82F63B78u

static uint32_t crc_table[256];

static void crc_table_make(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (crc & 1 ? CRC32C_POLYNOMIAL : 0);
        crc_table[i] = crc;
    }
}

static uint32_t crc_by_table(uint32_t crc, struct str bytes)
{
    if (crc_table[1] == 0)
        crc_table_make();
    for (size_t i = 0; i < bytes.len; i++)
        crc = crc_table[(crc ^ (unsigned char)bytes.ptr[i]) & 0xFF] ^ (crc >> 8);
    return crc;
}

#ifdef __x86_64__
/* Eight bytes at a time, by the machine's own instruction; 20 times faster. */
__attribute__((target("sse4.2"))) static uint32_t crc_by_machine(uint32_t crc, struct str bytes, size_t *done)
{
    uint64_t wide = crc, eight;
    for (; bytes.len - *done >= sizeof eight; *done += sizeof eight) {
        memcpy(&eight, bytes.ptr + *done, sizeof eight);
        wide = __builtin_ia32_crc32di(wide, eight);
    }
    return (uint32_t)wide;
}
#endif

uint32_t hash_crc32c(struct str bytes)
{
    uint32_t crc = 0xFFFFFFFF;
    size_t done = 0;
#ifdef __x86_64__
    if (__builtin_cpu_supports("sse4.2"))
        crc = crc_by_machine(crc, bytes, &done);
#endif
    return crc_by_table(crc, str_cut(bytes, done, bytes.len)) ^ 0xFFFFFFFF;
}

static struct hash_id blake2b(const unsigned char *key, size_t key_bytes, struct str bytes)
{
    struct hash_id id;
    int failed = crypto_generichash(id.bytes, sizeof id.bytes, (const unsigned char *)(bytes.ptr ? bytes.ptr : ""),
                                    bytes.len, key, key_bytes);
    MUST(failed == 0);
    return id;
}

struct hash_id hash_keyed(const unsigned char key[HASH_KEY_BYTES], struct str bytes)
{
    return blake2b(key, HASH_KEY_BYTES, bytes);
}

struct hash_id hash_plain(struct str bytes)
{
    return blake2b(NULL, 0, bytes);
}

uint64_t hash_u64(struct hash_id id)
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | id.bytes[i];
    return value;
}

struct str hash_hex(struct arena *arena, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *out = arena_take(arena, bytes.len * 2 + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        out[i * 2] = digits[(unsigned char)bytes.ptr[i] >> 4];
        out[i * 2 + 1] = digits[(unsigned char)bytes.ptr[i] & 15];
    }
    return (struct str){out, bytes.len * 2};
}

void hash_random(void *out, size_t bytes)
{
    MUST(sodium_init() >= 0);
    randombytes_buf(out, bytes);
}
