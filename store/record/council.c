/* SPDX-License-Identifier: MIT */
#include "record/council.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "record/council_check.h"

#include "base/banned.h"

#define DAY (24.0 * 3600 * 1000)
#define AT(type, field) offsetof(struct type, field)
#define END {.name = NULL}

static const struct settings_row place_rows[] = {
    {"name", SETTINGS_TEXT, "The council", AT(council_place_settings, name), 0, 0, NULL, "the council's English name"},
    {"name_cy", SETTINGS_TEXT, "Y cyngor", AT(council_place_settings, name_cy), 0, 0, NULL, "its Welsh name"},
    {"timezone", SETTINGS_TEXT, "Europe/London", AT(council_place_settings, timezone), 0, 0, NULL,
     "the zone of its days and hours"},
    {"languages", SETTINGS_LIST, "cy,en", AT(council_place_settings, languages), 0, 0, "cy|en",
     "the languages of letters and pages, the first first"},
    {"accounts", SETTINGS_LIST, "", AT(council_place_settings, accounts), 0, 0, NULL,
     "its own accounts, such as @cyngor@toot.wales or https://toot.wales/@cyngor: what they reply is an answer"},
    {"nation", SETTINGS_TEXT, "wales", AT(council_place_settings, nation), 0, 0, "wales|england|scotland|northern-ireland",
     "whose bank holidays it keeps"},
    {"issues", SETTINGS_PATH, "", AT(council_place_settings, issues), 0, 0, NULL,
     "the council's issue list; empty: the built-in one"},
    {"places", SETTINGS_PATH, "", AT(council_place_settings, places), 0, 0, NULL, "the gazetteer, a CSV file"},
    {"welsh_lexicon", SETTINGS_PATH, "", AT(council_place_settings, welsh_lexicon), 0, 0, NULL,
     "a table of Welsh word forms in the Lecsicon format, if there is one"},
    {"contact_url", SETTINGS_TEXT, "", AT(council_place_settings, contact_url), 0, 0, NULL,
     "the page that tells residents of this listening; sources see it in each request"},
    END,
};

static const struct settings_row store_rows[] = {
    {"url", SETTINGS_TEXT, "", AT(council_store, url), 0, 0, NULL,
     "a Redis of your own (redis://, unix://, redis+cluster://); empty: a private one"},
    {"state_dir", SETTINGS_PATH, "", AT(council_store, state_dir), 0, 0, NULL,
     "where the private Redis and the outbox are kept; empty: the usual place of this machine"},
    {"password_file", SETTINGS_PATH, "", AT(council_store, password_file), 0, 0, NULL,
     "a file with the password of store.url"},
    {"redis_server", SETTINGS_TEXT, "redis-server", AT(council_store, redis_server), 0, 0, NULL,
     "the program that the private Redis runs"},
    {"memory", SETTINGS_BYTES, "512MB", AT(council_store, memory_bytes), 16e6, 1e12, NULL,
     "the most memory that the private Redis may use"},
    {"shards", SETTINGS_INTEGER, "1", AT(council_store, shards), 1, 64, NULL,
     "into how many parts the posts are divided; fixed once there are posts"},
    END,
};

static const struct settings_row mail_rows[] = {
    {"smtp", SETTINGS_TEXT, "smtp://127.0.0.1:25", AT(council_mail, smtp), 0, 0, NULL, "the mail server"},
    {"from", SETTINGS_TEXT, "earshot@localhost", AT(council_mail, from), 0, 0, NULL, "the sender of letters"},
    {"user", SETTINGS_TEXT, "", AT(council_mail, user), 0, 0, NULL, "the mail server's user, if it asks for one"},
    {"password_file", SETTINGS_PATH, "", AT(council_mail, password_file), 0, 0, NULL, "a file with its password"},
    {"outbox", SETTINGS_PATH, "", AT(council_mail, outbox), 0, 0, NULL,
     "a folder that gets each letter as a file instead of the mail server"},
    {"public_url", SETTINGS_TEXT, "http://127.0.0.1:8311", AT(council_mail, public_url), 0, 0, NULL,
     "the page's address as the readers of letters reach it"},
    END,
};

static const struct settings_row digest_rows[] = {
    {"to", SETTINGS_LIST, NULL, AT(council_digest, to), 0, 0, NULL, "who gets it"},
    {"at", SETTINGS_TIME, "07:30", AT(council_digest, at_minutes), 0, 0, NULL, "when, in the council's time"},
    {"days", SETTINGS_TEXT, "daily", AT(council_digest, days), 0, 0, "daily|weekdays|mondays", "on which days"},
    {"edition", SETTINGS_TEXT, "day", AT(council_digest, edition), 0, 0, "day|week|month", "what it tells of"},
    {"languages", SETTINGS_LIST, "cy,en", AT(council_digest, languages), 0, 0, "cy|en", "its languages in order"},
    END,
};

static const struct settings_row alert_rows[] = {
    {"to", SETTINGS_LIST, "", AT(council_alert, to), 0, 0, NULL,
     "who gets it: addresses, telephone numbers such as +447700900123, or rota:NAME for whoever is on duty then"},
    {"hours", SETTINGS_TEXT, "always", AT(council_alert, hours), 0, 0, NULL,
     "always, or hours of delivery such as 08:00-18:00 or mon-fri 08:00-18:00; danger passes at any hour, and what "
     "came at another is told when they begin"},
    {"urgent_only", SETTINGS_BOOL, "false", AT(council_alert, urgent_only), 0, 0, NULL,
     "only what is a danger to life, health or property"},
    {"updates", SETTINGS_BOOL, "true", AT(council_alert, updates), 0, 0, NULL,
     "news of an incident already told: growing, easing, resolved"},
    {"escalate_after", SETTINGS_SPAN, "60m", AT(council_alert, escalate_after_ms), 6e4, DAY, NULL,
     "danger that nobody acknowledges goes to escalate_to after this"},
    {"escalate_to", SETTINGS_LIST, "", AT(council_alert, escalate_to), 0, 0, NULL, "who then gets it"},
    {"webhook", SETTINGS_TEXT, "", AT(council_alert, webhook), 0, 0, NULL,
     "an address that gets a signed POST of each step of an incident, at any hour"},
    {"webhook_key_file", SETTINGS_PATH, "", AT(council_alert, webhook_key_file), 0, 0, NULL,
     "a file with the key that signs it"},
    {"sms_to", SETTINGS_LIST, "", AT(council_alert, sms_to), 0, 0, NULL, "telephone numbers, through GOV.UK Notify"},
    {"sms_key_file", SETTINGS_PATH, "", AT(council_alert, sms_key_file), 0, 0, NULL, "a file with the Notify key"},
    {"sms_template", SETTINGS_TEXT, "", AT(council_alert, sms_template), 0, 0, NULL,
     "the id of a Notify template whose whole text is ((message))"},
    {"sms_server", SETTINGS_TEXT, "https://api.notifications.service.gov.uk", AT(council_alert, sms_server), 0, 0, NULL,
     "the server of Notify's API"},
    END,
};

static const struct settings_row rota_rows[] = {
    {"turns", SETTINGS_LIST, NULL, AT(council_rota, turns), 0, 0, NULL,
     "a week's turns, such as \"mon-fri 08:00-18:00 = comms@example.org\" and \"sat-sun,holiday 00:00-24:00 = +447700900123\""},
    END,
};

static const struct settings_row silence_rows[] = {
    {"issue", SETTINGS_TEXT, "*", AT(council_silence, issue), 0, 0, NULL, "an issue, or a service such as roads.*"},
    {"place", SETTINGS_TEXT, "", AT(council_silence, place), 0, 0, NULL, "a place's id; empty: everywhere"},
    {"until", SETTINGS_TEXT, NULL, AT(council_silence, until), 0, 0, NULL, "the first day that it is told again, such as 2026-10-01"},
    END,
};

static const struct settings_row detect_rows[] = {
    {"budget", SETTINGS_NUMBER, "0.25", AT(council_detect, budget), 0.01, 50, NULL, "false alerts a week, at most"},
    END,
};

static const struct settings_row serve_rows[] = {
    {"listen", SETTINGS_TEXT, "127.0.0.1:8311", AT(council_serve, listen), 0, 0, NULL, "the page's address and port"},
    {"token_file", SETTINGS_PATH, "", AT(council_serve, token_file), 0, 0, NULL,
     "a file with one administrator's token; with users_file empty too, anyone on this machine is let in"},
    {"users_file", SETTINGS_PATH, "", AT(council_serve, users_file), 0, 0, NULL,
     "a file of lines `name role token`, roles reader, officer and administrator; the token of who only comes through a "
     "proxy is -"},
    {"proxy_header", SETTINGS_TEXT, "", AT(council_serve, proxy_header), 0, 0, NULL,
     "the header in which a reverse proxy names who signed in, as users_file calls them"},
    {"proxies", SETTINGS_LIST, "127.0.0.1,::1", AT(council_serve, proxies), 0, 0, NULL,
     "the addresses of the proxies whose header is believed; nobody else's is"},
    END,
};

static const struct settings_row privacy_rows[] = {
    {"keep_posts", SETTINGS_SPAN, "30d", AT(council_privacy, keep_posts_ms), DAY, 3660 * DAY, NULL,
     "how long words and handles are kept"},
    {"keep_counts", SETTINGS_SPAN, "800d", AT(council_privacy, keep_counts_ms), 30 * DAY, 7320 * DAY, NULL,
     "how long counts are kept; they hold no personal data"},
    {"keep_looks", SETTINGS_SPAN, "365d", AT(council_privacy, keep_looks_ms), DAY, 3660 * DAY, NULL,
     "how long it is kept who looked at whose words"},
    {"author_key_file", SETTINGS_PATH, "", AT(council_privacy, author_key_file), 0, 0, NULL,
     "a file with the key that makes pseudonyms; empty: one is made in state_dir"},
    END,
};

static const struct settings_row network_rows[] = {
    {"allow_private_addresses", SETTINGS_BOOL, "false", AT(council_network, allow_private_addresses), 0, 0, NULL,
     "whether a source may be on this machine or a private network"},
    {"ca_file", SETTINGS_PATH, "", AT(council_network, ca_file), 0, 0, NULL,
     "certificates to trust instead of the system's"},
    {"proxy", SETTINGS_TEXT, "", AT(council_network, proxy), 0, 0, NULL,
     "the web proxy, such as http://proxy.council:3128, that sources are asked and webhooks and texts are sent through; "
     "letters are sent without it"},
    {"proxy_mailboxes", SETTINGS_BOOL, "false", AT(council_network, proxy_mailboxes), 0, 0, NULL,
     "whether mailboxes too are asked through the proxy, by CONNECT to their port: for one in the cloud"},
    END,
};

static const struct settings_section place_section = {"council", "Who the council is", place_rows,
                                                      sizeof(struct council_place_settings), false};
static const struct settings_section store_section = {"store", "Where posts and counts are kept", store_rows,
                                                      sizeof(struct council_store), false};
static const struct settings_section mail_section = {"mail", "How letters leave", mail_rows,
                                                     sizeof(struct council_mail), false};
static const struct settings_section digest_section = {"digest", "A daily, weekly or monthly letter", digest_rows,
                                                       sizeof(struct council_digest), true};
static const struct settings_section alert_section = {"alert", "Who is told of an emerging complaint", alert_rows,
                                                      sizeof(struct council_alert), true};
static const struct settings_section rota_section = {"rota", "Who is on duty when", rota_rows,
                                                     sizeof(struct council_rota), true};
static const struct settings_section silence_section = {"silence", "What is planned, and needs no letter until a day",
                                                        silence_rows, sizeof(struct council_silence), true};
static const struct settings_section detect_section = {"detect", "When a complaint is emerging", detect_rows,
                                                       sizeof(struct council_detect), false};
static const struct settings_section serve_section = {"serve", "The page and the feeds", serve_rows,
                                                      sizeof(struct council_serve), false};
static const struct settings_section privacy_section = {"privacy", "What is kept, and how long", privacy_rows,
                                                        sizeof(struct council_privacy), false};
static const struct settings_section network_section = {"network", "Where requests may go", network_rows,
                                                        sizeof(struct council_network), false};

const struct settings_section *const council_sections[] = {
    &place_section, &store_section, &mail_section,    &digest_section,  &alert_section,
    &rota_section,   &silence_section, &detect_section, &serve_section,  &privacy_section,
    &network_section, NULL,
};

/* A list one longer, its last item of this section; the name comes first in each struct. */
#define GROW(list, count, type)                                            \
    do {                                                                   \
        struct type *grown_ = ARENA_ARRAY(arena, struct type, (count) + 1); \
        if ((count) > 0)                                                   \
            memcpy(grown_, (list), (count) * sizeof *grown_);              \
        grown_[count] = *(const struct type *)found->values;               \
        grown_[(count)++].name = found->title;                             \
        (list) = grown_;                                                   \
    } while (0)

static void add(struct council *council, struct arena *arena, const struct settings_found *found)
{
    if (found->section == &digest_section)
        GROW(council->digests, council->digest_count, council_digest);
    if (found->section == &alert_section) {
        GROW(council->alerts, council->alert_count, council_alert);
        council->alerts[council->alert_count - 1].line = found->line;
    }
    if (found->section == &rota_section) {
        GROW(council->rotas, council->rota_count, council_rota);
        council->rotas[council->rota_count - 1].line = found->line;
    }
    if (found->section == &silence_section) {
        GROW(council->silences, council->silence_count, council_silence);
        council->silences[council->silence_count - 1].line = found->line;
    }
}

static void take(struct council *council, struct arena *arena, const struct settings_found *found)
{
    const struct {
        const struct settings_section *section;
        void *target;
    } single[] = {
        {&place_section, &council->place},     {&store_section, &council->store},
        {&mail_section, &council->mail},       {&detect_section, &council->detect},
        {&serve_section, &council->serve},     {&privacy_section, &council->privacy},
        {&network_section, &council->network},
    };
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
        if (found->section == single[i].section)
            memcpy(single[i].target, found->values, found->section->struct_bytes);
    add(council, arena, found);
}

const struct council_rota *council_rota(const struct council *council, struct str name)
{
    for (size_t i = 0; i < council->rota_count; i++)
        if (str_eq(council->rotas[i].name, name))
            return &council->rotas[i];
    return NULL;
}

bool council_read(const char *path, struct arena *arena, struct council *council, struct err *err)
{
    struct settings_found *first;
    *council = (struct council){.path = str_from(path)};
    if (!settings_read(path, council_sections, COUNCIL_SECTIONS, false, arena, &first, err))
        return false;
    for (const struct settings_found *found = first; found != NULL; found = found->next)
        take(council, arena, found);
    clock_zone_set(council->place.timezone.ptr);
    return council_check(council, err);
}

static struct str usual_state_dir(struct arena *arena)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state != NULL && state[0] == '/')
        return arena_printf(arena, "%s/earshot", state);
    if (geteuid() == 0 || home == NULL)
        return STR("/var/lib/earshot");
    return arena_printf(arena, "%s/.local/state/earshot", home);
}

bool council_state_dir(const struct council *council, struct arena *arena, struct str *path, struct err *err)
{
    *path = council->store.state_dir.len > 0 ? council->store.state_dir : usual_state_dir(arena);
    return file_make_dir(path->ptr, err);
}

/* Programs that start together each make one, and link(2) lets the first of them stay: a key that changed would let
 * in again every post that was seen under the old one. */
static bool make_key(const char *path, struct arena *arena, struct err *err)
{
    unsigned char fresh[HASH_KEY_BYTES];
    hash_random(fresh, sizeof fresh);
    struct str hex = hash_hex(arena, (struct str){(const char *)fresh, sizeof fresh});
    struct str mine = arena_printf(arena, "%s.%ld", path, (long)getpid());
    if (!file_write(mine.ptr, arena_printf(arena, STR_FMT "\n", STR_ARG(hex)), err))
        return false;
    bool ok = link(mine.ptr, path) == 0 || errno == EEXIST;
    if (!ok)
        err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
    unlink(mine.ptr);
    return ok;
}

bool council_author_key(const struct council *council, struct arena *arena, unsigned char key[32], struct err *err)
{
    struct str path = council->privacy.author_key_file, dir, secret;
    if (path.len == 0) {
        if (!council_state_dir(council, arena, &dir, err))
            return false;
        path = arena_printf(arena, STR_FMT "/author.key", STR_ARG(dir));
        if (!file_exists(path.ptr) && !make_key(path.ptr, arena, err))
            return false;
    }
    if (!file_read_secret(path.ptr, arena, &secret, err))
        return false;
    struct hash_id low = hash_plain(secret), high = hash_plain(arena_printf(arena, STR_FMT "+", STR_ARG(secret)));
    memcpy(key, low.bytes, HASH_ID_BYTES);
    memcpy(key + HASH_ID_BYTES, high.bytes, HASH_ID_BYTES);
    return true;
}
