/* SPDX-License-Identifier: MIT */

/* council — the configuration that every program knows: who the council is, where things are kept, who is told.
 *
 * Takes   a configuration file; the sections of source kinds belong to collectors/sources and are read there
 * Gives   one struct; every list is an array with its count
 * Errors  CONFIG with file, line and setting
 * Memory  the arena given
 * Cost    one read of the file */
#ifndef STORE_RECORD_COUNCIL_H
#define STORE_RECORD_COUNCIL_H

#include "base/settings.h"

struct council_place_settings {
    struct str name, name_cy, timezone;
    struct settings_list languages, accounts;
    struct str issues, places; /* files; empty: the built-in issue list, no gazetteer */
    struct str welsh_lexicon, nation, contact_url;
};

struct council_store {
    struct str url, state_dir, redis_server, password_file;
    int64_t memory_bytes, shards;
};

struct council_mail {
    struct str smtp, from, outbox, user, password_file, public_url;
};

struct council_digest {
    struct str name;
    struct settings_list to, languages;
    int64_t at_minutes;
    struct str days, edition;
};

struct council_alert {
    struct str name;
    int line;
    struct settings_list to, escalate_to, sms_to; /* addresses, telephone numbers, "rota:NAME" */
    struct str hours, webhook, webhook_key_file, sms_key_file, sms_template, sms_server;
    bool urgent_only, updates;
    int64_t escalate_after_ms;
};

struct council_rota {
    struct str name;
    int line;
    struct settings_list turns; /* as store/record/duty.h reads them */
};

/* What is known and planned: no letters about it until then, unless it is a danger. */
struct council_silence {
    struct str name;
    int line;
    struct str issue, place, until; /* "roads.*"; a place's id, or all; a day */
    int64_t until_ms;
};

struct council_detect {
    double budget;
    struct str wards_nation;
};

struct council_serve {
    struct str listen, token_file, users_file, proxy_header;
    struct settings_list proxies;
};

struct council_privacy {
    int64_t keep_posts_ms, keep_counts_ms, keep_looks_ms;
    struct str author_key_file;
};

struct council_network {
    bool allow_private_addresses, proxy_mailboxes;
    struct str ca_file, proxy;
};

struct council {
    struct str path; /* of the file, or absent */
    struct council_place_settings place;
    struct council_store store;
    struct council_mail mail;
    struct council_digest *digests;
    size_t digest_count;
    struct council_alert *alerts;
    size_t alert_count;
    struct council_rota *rotas;
    size_t rota_count;
    struct council_silence *silences;
    size_t silence_count;
    struct council_detect detect;
    struct council_serve serve;
    struct council_privacy privacy;
    struct council_network network;
};

/* The sections below, for whoever reads or prints the whole file; ends with NULL. */
extern const struct settings_section *const council_sections[];
enum { COUNCIL_SECTIONS = 11 };

/* Reads the file (NULL: all defaults), passing over what belongs to others, and sets the clock's zone. */
bool council_read(const char *path, struct arena *arena, struct council *council, struct err *err);

const struct council_rota *council_rota(const struct council *council, struct str name); /* or NULL */

/* state_dir, made if it is missing: what was set, or $XDG_STATE_HOME/earshot, ~/.local/state/earshot,
 * /var/lib/earshot for root. */
bool council_state_dir(const struct council *council, struct arena *arena, struct str *path, struct err *err);

/* The key that makes pseudonyms of authors: from privacy.author_key_file, else state_dir/author.key, which is made
 * at first use, readable by its owner alone. */
bool council_author_key(const struct council *council, struct arena *arena, unsigned char key[32], struct err *err);

#endif
