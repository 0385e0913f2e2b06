/* SPDX-License-Identifier: MIT */

/* heap — malloc's room on large pages, for programs that read from all over it.
 *
 * Takes   how many bytes the program will soon have taken; what it takes beyond comes as it always does
 * Gives   fewer faults at the start and fewer looks at the machine's tables of pages after it
 * Errors  none: where there are no large pages, or another malloc, nothing changes
 * Memory  only what is written to, but 2 MB at a time
 * After   madvise(2) MADV_HUGEPAGE; mallopt(3) */
#ifndef STORE_BASE_HEAP_H
#define STORE_BASE_HEAP_H

#include <stddef.h>

/* At the start of main: what was taken before stays where it is. */
void heap_on_large_pages(size_t bytes);

#endif
