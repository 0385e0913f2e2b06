/* SPDX-License-Identifier: MIT */
#include "base/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"

#include "base/banned.h"

enum { LARGE_PAGE = 2 << 20 };

/* What malloc would give out before the first whole large page: held, and never written to, it takes no memory. */
static void *before_first_page;

void heap_on_large_pages(size_t bytes)
{
    uintptr_t before = (uintptr_t)sbrk(0), first = (before + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    mallopt(M_MMAP_THRESHOLD, 2 * LARGE_PAGE);
    mallopt(M_TRIM_THRESHOLD, (int)bytes);
    mallopt(M_TOP_PAD, (int)bytes);
    before_first_page = malloc(first - before + LARGE_PAGE / 16);
    MUST(before_first_page != NULL);
    uintptr_t end = (uintptr_t)sbrk(0);
    if (end > first)
        madvise((void *)first, end - first, MADV_HUGEPAGE);
}
