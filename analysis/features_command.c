/* SPDX-License-Identifier: MIT */
#include "features_command.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "findings.h"
#include "lines.h"

#include "base/banned.h"

enum { LINE_BYTES_MOST = 1 << 20, OUTPUT_BYTES_MOST = 256 << 20 };

struct feature {
    uint32_t number;
    float weight;
};

static void add(struct buf *buf, const void *bytes, size_t len)
{
    buf_add(buf, (struct str){bytes, len});
}

static uint32_t add_feature(struct buf *buf, uint32_t number, double weight)
{
    if (number == GRAMS_NONE)
        return 0;
    struct feature feature = {number, (float)weight};
    add(buf, &feature, sizeof feature);
    return 1;
}

static uint32_t add_unit(struct buf *buf, const struct grams_unit *unit, double scale)
{
    uint32_t pieces[GRAMS_PIECES_MOST];
    struct grams_word word = grams_word(unit->word);
    size_t count = grams_pieces(&word, pieces);
    uint32_t added = add_feature(buf, grams_row(&word), scale);
    added += add_feature(buf, grams_term(&word), scale);
    added += add_feature(buf, unit->pair, scale);
    added += add_feature(buf, unit->negated, scale);
    for (size_t i = 0; i < count; i++)
        added += add_feature(buf, pieces[i], scale / sqrt((double)count));
    return added;
}

static uint32_t add_issues(struct buf *buf, const struct cues *cues)
{
    uint32_t added = 0;
    for (size_t i = 0; i < cues->touched_count; i++)
        if (cues->sections[cues->touched[i]].score > 0)
            added += add_feature(buf, cues->touched[i], cues->sections[cues->touched[i]].score);
    return added;
}

static void print_features(const struct finding *finding, struct buf *rows, struct buf *meanings, struct buf *issues)
{
    const struct grams *grams = &finding->grams;
    double scale = grams->count > 0 ? 1 / sqrt((double)grams->count) : 0;
    uint32_t counts[3] = {0};
    buf_clear(rows), buf_clear(meanings), buf_clear(issues);
    for (size_t i = 0; i < grams->count; i++) {
        counts[0] += add_unit(rows, &grams->units[i], scale);
        uint64_t meaning = grams_word(grams->units[i].word).meaning;
        add(meanings, &meaning, sizeof meaning);
    }
    counts[1] = (uint32_t)meanings->len;
    counts[2] = add_issues(issues, &finding->issue_cues);
    fwrite(counts, sizeof counts, 1, stdout);
    fwrite(rows->data, 1, rows->len, stdout);
    fwrite(meanings->data, 1, meanings->len, stdout);
    fwrite(finding->traits, sizeof finding->traits, 1, stdout);
    fwrite(issues->data, 1, issues->len, stdout);
}

static void print_all(struct findings *findings)
{
    struct buf rows = BUF("rows", OUTPUT_BYTES_MOST), meanings = BUF("meanings", OUTPUT_BYTES_MOST),
               issues = BUF("issues", OUTPUT_BYTES_MOST);
    struct lines lines = LINES(stdin, LINE_BYTES_MOST);
    for (struct str line; lines_next(&lines, &line);) {
        findings_read(findings, &line, 1);
        print_features(&findings->of[0], &rows, &meanings, &issues);
    }
    lines_free(&lines);
    buf_free(&rows), buf_free(&meanings), buf_free(&issues);
}

int features_command_run(const struct args *args)
{
    struct err err;
    struct arena arena = {0};
    struct council council;
    static struct findings findings;
    bool ok = council_read(args->config_path, &arena, &council, &err) && findings_open(&findings, &council, &err);
    if (ok)
        print_all(&findings);
    findings_free(&findings);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
