/* SPDX-License-Identifier: MIT */
#include "lists.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"

#include "base/banned.h"

enum { FILE_BYTES_MOST = 16 << 20, MAGIC_BYTES = 8 };

/* Another form, or another way to split and stem, is another number. */
static const char magic[MAGIC_BYTES + 1] = "ESLISTS2";
static const char packed_name[] = "made/lists.bin";
static const char classes_name[] = "analysis/classes.conf", issues_name[] = "analysis/issues.conf";

static const struct {
    const char *name;
    enum word_language language;
} lexicons[] = {{"analysis/lexicon.en.txt", WORD_ENGLISH},
                {"analysis/lexicon.vader.txt", WORD_ENGLISH},
                {"analysis/lexicon.cy.txt", WORD_WELSH}};
enum { LEXICONS = sizeof lexicons / sizeof *lexicons };

void lists_init(struct lists *lists, struct stem *stem)
{
    *lists = (struct lists){0};
    phrases_init(&lists->phrases);
    rules_init(&lists->classes.rules, &lists->phrases, stem);
    rules_init(&lists->issues.rules, &lists->phrases, stem);
    lists->issues.rules.of_services = true;
}

void lists_free(struct lists *lists)
{
    rules_free(&lists->classes.rules);
    issues_free(&lists->issues);
    lexicon_free(&lists->lexicon);
    phrases_free(&lists->phrases);
    file_unmap(lists->packed);
    arena_free(&lists->arena);
    *lists = (struct lists){0};
}

static const char *data(struct lists *lists, const char *name)
{
    return process_data(&lists->arena, name).ptr;
}

bool lists_read(struct lists *lists, struct err *err)
{
    for (size_t i = 0; i < LEXICONS; i++)
        if (!lexicon_read(&lists->lexicon, &lists->phrases, lists->issues.rules.stem, lexicons[i].language,
                          data(lists, lexicons[i].name), err))
            return false;
    return rules_read(&lists->classes.rules, data(lists, classes_name), err) &&
           rules_read(&lists->issues.rules, data(lists, issues_name), err) &&
           classes_find(&lists->classes, data(lists, classes_name), err);
}

static bool add_hash(struct lists *lists, const char *name, struct buf *all, struct err *err)
{
    struct str file;
    if (!file_map(data(lists, name), FILE_BYTES_MOST, &file, err))
        return false;
    buf_printf(all, "%08x %zu ", hash_crc32c(file), file.len);
    file_unmap(file);
    return true;
}

/* What the lists are read from, and with: the files, the Welsh lemmas, and this version of us. */
static bool hash_sources(struct lists *lists, uint64_t *sources, struct err *err)
{
    struct buf all = BUF("sources", 1 << 10);
    buf_printf(&all, "%s ", EARSHOT_VERSION);
    bool ok = true;
    for (size_t i = 0; ok && i < LEXICONS; i++)
        ok = add_hash(lists, lexicons[i].name, &all, err);
    ok = ok && add_hash(lists, classes_name, &all, err) && add_hash(lists, issues_name, &all, err) &&
         add_hash(lists, "analysis/welsh.bin", &all, err);
    *sources = hash_u64(hash_plain(buf_str(&all)));
    buf_free(&all);
    return ok;
}

bool lists_pack(struct lists *lists, struct buf *out, struct err *err)
{
    struct buf body = BUF("packed lists", FILE_BYTES_MOST);
    uint64_t sources;
    phrases_pack(&lists->phrases, &body);
    lexicon_pack(&lists->lexicon, lists->phrases.count, &body);
    rules_pack(&lists->classes.rules, &body);
    rules_pack(&lists->issues.rules, &body);
    bool ok = hash_sources(lists, &sources, err) && buf_ok(&body, err);
    if (ok) {
        buf_add(out, (struct str){magic, MAGIC_BYTES});
        packed_put_fixed(out, sources);
        packed_put_fixed(out, hash_crc32c(buf_str(&body)));
        buf_add(out, buf_str(&body));
    }
    buf_free(&body);
    return ok && buf_ok(out, err);
}

bool lists_unpack(struct lists *lists, struct packed *in)
{
    phrases_unpack(&lists->phrases, in);
    lexicon_unpack(&lists->lexicon, lists->phrases.count, in);
    rules_unpack(&lists->classes.rules, in);
    rules_unpack(&lists->issues.rules, in);
    return !in->bad && in->rest.len == 0;
}

/* Whether there is a packed file of these sources; `in` is then before what it holds. */
static bool find_fresh(struct lists *lists, uint64_t sources, struct packed *in)
{
    struct err none;
    struct str mapped;
    const char *path = data(lists, packed_name);
    if (!file_exists(path) || !file_map(path, FILE_BYTES_MOST, &mapped, &none))
        return false;
    *in = (struct packed){.rest = mapped};
    struct str head = packed_take_bytes(in, MAGIC_BYTES);
    bool fresh = str_eq(head, str_from(magic)) && packed_take_fixed(in) == sources;
    if (fresh)
        lists->packed = mapped;
    else
        file_unmap(mapped);
    return fresh;
}

bool lists_open(struct lists *lists, struct err *err)
{
    uint64_t sources;
    struct packed in;
    if (!hash_sources(lists, &sources, err))
        return false;
    if (!find_fresh(lists, sources, &in))
        return lists_read(lists, err);
    uint64_t check = packed_take_fixed(&in);
    bool whole = hash_crc32c(in.rest) == check && lists_unpack(lists, &in);
    if (!whole)
        return err_set(err, ERR_CONFIG, "%s: damaged; install Earshot again", data(lists, packed_name));
    return classes_find(&lists->classes, data(lists, classes_name), err);
}
