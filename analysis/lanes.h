/* SPDX-License-Identifier: MIT */

/* lanes — sums of many rows of numbers, eight numbers at a time.
 *
 * Takes   rows of floats, int16 or int8, whose length is a multiple of LANES
 * Gives   sums in lanes: each number is added in the order of the rows, and nothing is fused, so that every machine gives
 *         the same
 * Errors  none
 * Memory  the sums are the caller's; kept small, they stay in registers
 * Cost    two instructions for eight floats, three for eight int8
 * After   GCC's vectors, which fit whatever the machine has. A function over lanes is marked LANES_WIDE: it is built for
 *         wider machines too, and which is taken shows when the program is loaded. Clang 14 gives such a function a name that
 *         no other file finds */
#ifndef ANALYSIS_LANES_H
#define ANALYSIS_LANES_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__clang__)
#define LANES_WIDE __attribute__((target_clones("default", "avx2")))
#else
#define LANES_WIDE
#endif
#define LANES_INLINE static inline __attribute__((always_inline))

enum { LANES = 8 };

typedef float lanes_floats __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t lanes_ints __attribute__((vector_size(32), aligned(4), may_alias));
typedef int16_t lanes_shorts __attribute__((vector_size(32), aligned(2), may_alias));
typedef int16_t lanes_shorts __attribute__((vector_size(32), aligned(2), may_alias));
typedef double lanes_doubles __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t lanes_longs __attribute__((vector_size(32), aligned(8), may_alias));

/* Of doubles, by the lanes of a comparison: one or the other. A macro, as lanes are given to no function. */
#define LANES_CHOOSE(which, yes, no) ((lanes_doubles)(((which) & (lanes_longs)(yes)) | (~(which) & (lanes_longs)(no))))

/* Loops, as GCC finds the one instruction for eight at once in them, and not in a conversion of vectors. */
LANES_INLINE void lanes_widen_bytes(const int8_t *row, lanes_ints *wide)
{
    int32_t ints[LANES];
    for (size_t i = 0; i < LANES; i++)
        ints[i] = row[i];
    *wide = *(const lanes_ints *)ints;
}

LANES_INLINE void lanes_widen_bytes_little(const int8_t *row, lanes_shorts *wide)
{
    int16_t shorts[2 * LANES];
    for (size_t i = 0; i < 2 * LANES; i++)
        shorts[i] = row[i];
    *wide = *(const lanes_shorts *)shorts;
}

LANES_INLINE void lanes_widen_shorts(const int16_t *row, lanes_ints *wide)
{
    int32_t ints[LANES];
    for (size_t i = 0; i < LANES; i++)
        ints[i] = row[i];
    *wide = *(const lanes_ints *)ints;
}

LANES_INLINE void lanes_load(lanes_floats sum[], const float *row, size_t count)
{
    for (size_t i = 0; i < count / LANES; i++)
        sum[i] = ((const lanes_floats *)row)[i];
}

LANES_INLINE void lanes_store(const lanes_floats sum[], float *row, size_t count)
{
    for (size_t i = 0; i < count / LANES; i++)
        ((lanes_floats *)row)[i] = sum[i];
}

LANES_INLINE void lanes_add(lanes_floats sum[], const float *row, size_t count)
{
    for (size_t i = 0; i < count / LANES; i++)
        sum[i] += ((const lanes_floats *)row)[i];
}

LANES_INLINE void lanes_add_times(lanes_floats sum[], const float *row, float times, size_t count)
{
    for (size_t i = 0; i < count / LANES; i++)
        sum[i] += ((const lanes_floats *)row)[i] * times;
}

LANES_INLINE void lanes_add_bytes(lanes_floats sum[], const int8_t *row, float times, size_t count)
{
    for (size_t i = 0; i < count / LANES; i++) {
        lanes_ints wide;
        lanes_widen_bytes(row + i * LANES, &wide);
        sum[i] += __builtin_convertvector(wide, lanes_floats) * times;
    }
}

LANES_INLINE void lanes_count_bytes(lanes_ints sum[], const int8_t *row, size_t count)
{
    for (size_t i = 0; i < count / LANES; i++) {
        lanes_ints wide;
        lanes_widen_bytes(row + i * LANES, &wide);
        sum[i] += wide;
    }
}

LANES_INLINE void lanes_count_times(lanes_ints sum[], const int16_t *row, int times, size_t count)
{
    for (size_t i = 0; i < count / LANES; i++) {
        lanes_ints wide;
        lanes_widen_shorts(row + i * LANES, &wide);
        sum[i] += wide * times;
    }
}

#endif
