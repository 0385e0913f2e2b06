/* SPDX-License-Identifier: MIT */

/* hash — checksums and keyed hashes.
 *
 * Takes   bytes; a key of HASH_KEY_BYTES where it says so
 * Gives   the same value on every machine
 * Errors  none
 * Memory  none
 * Cost    O(bytes)
 * After   CRC-32C (Castagnoli 1993); BLAKE2b through libsodium */
#ifndef STORE_BASE_HASH_H
#define STORE_BASE_HASH_H

#include "base/arena.h"

enum { HASH_KEY_BYTES = 32, HASH_ID_BYTES = 16 };

uint32_t hash_crc32c(struct str bytes);

/* 16 bytes under a key: what stands for a post's id or an author where the thing itself must not be kept. */
struct hash_id {
    unsigned char bytes[HASH_ID_BYTES];
};
struct hash_id hash_keyed(const unsigned char key[HASH_KEY_BYTES], struct str bytes);
struct hash_id hash_plain(struct str bytes);
uint64_t hash_u64(struct hash_id id);
struct str hash_hex(struct arena *arena, struct str bytes);

void hash_random(void *out, size_t bytes);

#endif
