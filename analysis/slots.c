/* SPDX-License-Identifier: MIT */
#include "slots.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/err.h"

#include "base/banned.h"

enum { LARGE_PAGE = 2 << 20 };

void slots_init(struct slots *slots, size_t count, size_t record_bytes)
{
    size_t bytes = (count * record_bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    *slots = (struct slots){.sets = count / SLOTS_WAYS, .record_bytes = record_bytes};
    slots->tags = calloc(slots->sets, sizeof *slots->tags);
    slots->turns = calloc(slots->sets, sizeof *slots->turns);
    slots->records = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(slots->tags != NULL && slots->turns != NULL && slots->records != MAP_FAILED);
    madvise(slots->records, bytes, MADV_HUGEPAGE); /* or a fault for each of thousands of pages */
}

void slots_free(struct slots *slots)
{
    size_t bytes = (slots->sets * SLOTS_WAYS * slots->record_bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    if (slots->records != NULL)
        munmap(slots->records, bytes);
    free(slots->tags);
    free(slots->turns);
    *slots = (struct slots){0};
}

void *slots_replace(struct slots *slots, uint64_t hash, bool (*may_go)(const void *record, uint32_t reading), uint32_t reading)
{
    size_t set = slots_set(slots, hash);
    for (int tried = 0; tried < SLOTS_WAYS; tried++) {
        size_t way = slots->turns[set]++ % SLOTS_WAYS;
        void *record = slots_record(slots, set * SLOTS_WAYS + way);
        if (may_go == NULL || may_go(record, reading)) {
            slots->tags[set][way] = slots_tag(hash);
            return record;
        }
    }
    return NULL;
}
