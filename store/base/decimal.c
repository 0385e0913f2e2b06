/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include <math.h>
#include <stdio.h>

#include "base/err.h"

#include "base/banned.h"

enum { EXACT_MOST = 3, MANTISSA_BITS = 52, EXPONENT_OF_ONE = 1075, WORD_BITS = 64, THOUSAND = 1000 };

/* A number under a thousand, and as many thousandths: most numbers that are written are one of these. */
struct three {
    char point[6];           /* ".042", and room to be copied from anywhere in it */
    uint8_t fraction, zeros; /* bytes of it without the zeros at its end; zeros before the number */
};

static struct three threes[THOUSAND];

static __attribute__((noinline)) void threes_make(void)
{
    for (unsigned i = 0; i < THOUSAND; i++)
        threes[i] = (struct three){.point = {'.', (char)('0' + i / 100), (char)('0' + i / 10 % 10), (char)('0' + i % 10)},
                                   .fraction = i == 0 ? 0 : i % 100 == 0 ? 2 : i % 10 == 0 ? 3 : 4,
                                   .zeros = i < 10 ? 2 : i < 100 ? 1 : 0};
}

static inline const struct three *three_of(uint64_t number)
{
    if (threes[1].fraction == 0)
        threes_make();
    return &threes[number];
}

/* The digits of `value`, and its sign, before `end`. */
static char *put_before(char *end, uint64_t value, bool minus)
{
    do
        *--end = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    if (minus)
        *--end = '-';
    return end;
}

struct str decimal_i64(char room[DECIMAL_BYTES], int64_t value)
{
    if (value >= 0 && value < THOUSAND) {
        const struct three *three = three_of((uint64_t)value);
        memcpy(room, three->point + 1 + three->zeros, 3); /* whatever comes after it */
        return (struct str){room, 3u - three->zeros};
    }
    char *end = room + DECIMAL_BYTES, *start = put_before(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0);
    return (struct str){start, (size_t)(end - start)};
}

/* |value| times `power`, rounded; false if that takes more than 64 bits. */
static bool scale(double value, uint64_t power, uint64_t *scaled)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> MANTISSA_BITS & 0x7ff), shift = EXPONENT_OF_ONE - (exponent ? exponent : 1);
    uint64_t mantissa = (bits & (((uint64_t)1 << MANTISSA_BITS) - 1)) | (uint64_t)(exponent > 0) << MANTISSA_BITS;
    if (shift <= 0)
        return false;
    *scaled = 0;
    if (shift >= WORD_BITS) /* of 63 bits nothing is left but less than a half */
        return true;
    uint64_t product = mantissa * power, half = (uint64_t)1 << (shift - 1), rest = product & (half * 2 - 1);
    *scaled = product >> shift;
    *scaled += rest > half || (rest == half && *scaled % 2 == 1);
    return true;
}

static struct str as_printf(char room[DECIMAL_BYTES], double value, int decimals)
{
    struct str text = {room, (size_t)snprintf(room, DECIMAL_BYTES, "%.*f", decimals, value)};
    if (decimals > 0) {
        while (room[text.len - 1] == '0')
            text.len--;
        text.len -= room[text.len - 1] == '.';
    }
    return str_eq(text, STR("-0")) ? STR("0") : text;
}

/* Thousandths, of less than ten; as the sign, the whole and the fraction are always there, no step hangs on what they are. */
static struct str put_thousandths(char room[DECIMAL_BYTES], unsigned thousandths, bool minus)
{
    const struct three *three = three_of(thousandths % THOUSAND);
    size_t sign = minus && thousandths > 0;
    room[0] = '-';
    room[sign] = (char)('0' + thousandths / THOUSAND);
    memcpy(room + sign + 1, three->point, 4);
    return (struct str){room, sign + 1 + three->fraction};
}

/* To the nearest, of a value under ten; false if it lies so near between two that a double's product cannot tell. */
static bool to_thousandths(double value, unsigned *thousandths)
{
    double exact = fabs(value) * THOUSAND;
    *thousandths = (unsigned)(exact + 0.5);
    return fabs(fabs(exact - *thousandths) - 0.5) > 1e-9;
}

/* Apart, so that what is most often asked has little to save. */
static __attribute__((noinline)) struct str put_any(char room[DECIMAL_BYTES], double value, int decimals)
{
    static const unsigned powers[EXACT_MOST + 1] = {1, 10, 100, 1000};
    uint64_t scaled;
    MUST(isfinite(value) && fabs(value) < 1e18 && decimals >= 0 && decimals <= 17);
    if (decimals > EXACT_MOST || !scale(value, powers[decimals], &scaled))
        return as_printf(room, value, decimals);
    bool minus = value < 0 && scaled > 0;
    for (; decimals > 0 && scaled % 10 == 0; decimals--)
        scaled /= 10;
    if (decimals == 0)
        return decimal_i64(room, minus ? -(int64_t)scaled : (int64_t)scaled);
    char *end = room + DECIMAL_BYTES, *start = end;
    for (int i = 0; i < decimals; i++, scaled /= 10)
        *--start = (char)('0' + scaled % 10);
    *--start = '.';
    start = put_before(start, scaled, minus);
    return (struct str){start, (size_t)(end - start)};
}

struct str decimal_double(char room[DECIMAL_BYTES], double value, int decimals)
{
    unsigned thousandths;
    if (decimals == 3 && fabs(value) < 9.999 && to_thousandths(value, &thousandths))
        return put_thousandths(room, thousandths, value < 0);
    return put_any(room, value, decimals);
}
