/* SPDX-License-Identifier: MIT */
#include "burst_save.h"

#include <stdlib.h>

#include "base/packed.h"
#include "burst_inside.h"

#include "base/banned.h"

/* Raise with every change of a struct's meaning; a change of its size is noticed by itself. */
enum { STATE_VERSION = 12, STATE_BYTES_MOST = 256 << 20 };

static void put_raw(struct buf *out, const void *bytes, size_t size)
{
    buf_add(out, (struct str){bytes, size});
}

static bool take_raw(struct packed *in, void *bytes, size_t size)
{
    struct str taken = packed_take_bytes(in, size);
    if (!in->bad && size > 0)
        memcpy(bytes, taken.ptr, size);
    return !in->bad;
}

static void save_seen(const struct burst_seen *seen, struct buf *out)
{
    uint64_t key;
    uint32_t until_s;
    size_t count = 0;
    for (size_t i = 0; i < seen->slot_count; i++)
        count += burst_seen_at(seen, i, &key, &until_s);
    packed_put(out, count);
    for (size_t i = 0; i < seen->slot_count; i++)
        if (burst_seen_at(seen, i, &key, &until_s)) {
            put_raw(out, &key, sizeof key);
            put_raw(out, &until_s, sizeof until_s);
        }
    put_raw(out, &seen->noted_s, sizeof seen->noted_s);
}

static void load_seen(struct packed *in, struct burst_seen *seen)
{
    uint64_t key;
    uint32_t until_s, noted_s = 0;
    size_t count = packed_take_count(in, sizeof key + sizeof until_s);
    *seen = (struct burst_seen){0};
    for (size_t i = 0; i < count; i++)
        if (take_raw(in, &key, sizeof key) && take_raw(in, &until_s, sizeof until_s))
            burst_seen_note(seen, key, until_s - BURST_SEEN_KEEP_S, BURST_SEEN_KEEP_S);
    if (take_raw(in, &noted_s, sizeof noted_s))
        seen->noted_s = noted_s;
}

static void save_cell(const struct burst_cell *cell, struct buf *out)
{
    struct burst_cell plain = *cell;
    plain.marks = NULL;
    put_raw(out, &plain, sizeof plain);
    put_raw(out, cell->marks, burst_cell_mark_bytes(cell, cell->mark_cap));
}

static bool load_cell(struct packed *in, struct burst_cell *cell)
{
    if (!take_raw(in, cell, sizeof *cell))
        return false;
    cell->marks = NULL;
    bool fits = cell->mark_cap <= BURST_MARKS_MOST && cell->mark_count <= cell->mark_cap;
    if (!fits || (cell->mark_cap > 0 && cell->mark_first >= cell->mark_cap))
        return false;
    if (cell->mark_cap == 0)
        return true;
    size_t bytes = burst_cell_mark_bytes(cell, cell->mark_cap);
    cell->marks = calloc(1, bytes);
    MUST(cell->marks != NULL);
    return take_raw(in, cell->marks, bytes);
}

static void save_issue(const struct burst_issue *issue, struct buf *out)
{
    struct burst_issue plain = *issue;
    plain.cells = NULL;
    plain.slots = NULL;
    plain.wards = plain.awake = (struct burst_list){0};
    plain.seen = (struct burst_seen){0};
    put_raw(out, &plain, sizeof plain);
    for (uint32_t i = 0; i < issue->cell_count; i++)
        save_cell(&issue->cells[i], out);
    save_seen(&issue->seen, out);
}

static bool load_issue(struct packed *in, struct burst_issue *issue)
{
    bool ok = take_raw(in, issue, sizeof *issue);
    uint32_t count = ok ? issue->cell_count : 0;
    issue->slots = NULL;
    issue->slot_count = 0;
    issue->wards = issue->awake = (struct burst_list){0};
    issue->seen = (struct burst_seen){0};
    issue->cells = NULL;
    issue->cell_count = issue->cell_cap = 0;
    if (!ok || count == 0 || count > BURST_CELLS_MOST)
        return false;
    issue->cells = calloc(count, sizeof *issue->cells);
    MUST(issue->cells != NULL);
    issue->cell_cap = count;
    for (; ok && issue->cell_count < count; issue->cell_count++)
        ok = load_cell(in, &issue->cells[issue->cell_count]);
    if (ok) {
        burst_issue_index(issue);
        load_seen(in, &issue->seen);
    }
    return ok && !in->bad;
}

void burst_save(const struct burst *burst, struct buf *out)
{
    struct burst plain = *burst;
    plain.issues = NULL;
    plain.wards = NULL;
    plain.bar = NULL;
    plain.calendar = (struct burst_calendar){0};
    plain.index = plain.ward_index = (struct burst_map){0};
    packed_put(out, STATE_VERSION);
    packed_put(out, sizeof(struct burst));
    packed_put(out, sizeof(struct burst_issue));
    packed_put(out, sizeof(struct burst_cell));
    put_raw(out, &plain, sizeof plain);
    put_raw(out, burst->wards, burst->ward_count * sizeof *burst->wards);
    for (uint32_t i = 0; i < burst->issue_count; i++)
        save_issue(&burst->issues[i], out);
}

static void forget_contents(struct burst *burst)
{
    struct burst *emptied = burst_new(burst->budget, burst->calendar), old = *burst;
    *burst = *emptied;
    *emptied = old;
    burst_free(emptied);
}

static bool load_wards(struct packed *in, struct burst *burst, uint32_t count)
{
    if (count == 0)
        return true;
    if (count > BURST_CELLS_MOST)
        return false;
    burst->wards = calloc(count, sizeof *burst->wards);
    MUST(burst->wards != NULL);
    burst->ward_count = burst->ward_cap = count;
    bool ok = take_raw(in, burst->wards, count * sizeof *burst->wards);
    for (uint32_t i = 0; ok && i < count; i++)
        burst_map_put(&burst->ward_index, burst->wards[i].key, i);
    return ok;
}

static bool load(struct packed *in, struct burst *burst)
{
    struct burst plain;
    if (!take_raw(in, &plain, sizeof plain) || plain.issue_count > BURST_ISSUES_MOST)
        return false;
    uint32_t issues = plain.issue_count, wards = plain.ward_count;
    plain.budget = burst->budget;
    plain.calendar = burst->calendar;
    plain.issues = NULL;
    plain.wards = NULL;
    plain.index = plain.ward_index = (struct burst_map){0};
    plain.bar = burst->bar;
    plain.issue_count = plain.issue_cap = plain.ward_count = plain.ward_cap = 0;
    *burst = plain;
    burst_price(burst);
    bool ok = load_wards(in, burst, wards);
    if (issues > 0) {
        burst->issues = calloc(issues, sizeof *burst->issues);
        MUST(burst->issues != NULL);
        burst->issue_cap = issues;
    }
    for (uint32_t i = 0; ok && i < issues; i++) {
        ok = load_issue(in, &burst->issues[burst->issue_count++]);
        burst_map_put(&burst->index, burst->issues[i].key, i);
    }
    return ok && !in->bad;
}

bool burst_load(struct burst *burst, struct str bytes, struct err *err)
{
    struct packed in = {.rest = bytes};
    forget_contents(burst);
    bool same = packed_take(&in) == STATE_VERSION && packed_take(&in) == sizeof(struct burst) &&
                packed_take(&in) == sizeof(struct burst_issue) && packed_take(&in) == sizeof(struct burst_cell);
    if (!same)
        return err_set(err, ERR_INPUT, "a detector's state of another version");
    if (load(&in, burst) && in.rest.len == 0)
        return true;
    forget_contents(burst);
    return err_set(err, ERR_INPUT, "a detector's state is cut off");
}

void burst_copy(struct burst *to, const struct burst *from)
{
    struct buf bytes = BUF("the detector's state", STATE_BYTES_MOST);
    struct err err;
    burst_save(from, &bytes);
    MUST(!bytes.over && burst_load(to, buf_str(&bytes), &err));
    buf_free(&bytes);
}
