/* SPDX-License-Identifier: MIT */
#include "analyse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct analyse *opened(void)
{
    static struct arena arena; /* the analyser's, as long as the process lives */
    struct council council;
    struct err err;
    MUST(council_read(NULL, &arena, &council, &err));
    struct analyse *analyse = analyse_new(&council, &err);
    MUST(analyse != NULL);
    return analyse;
}

/* Any bytes have a reading whose evidence lies inside them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct analyse *analyse;
    if (analyse == NULL)
        analyse = opened();
    struct arena arena = {0};
    struct post post = {.id = STR("fuzz"), .text = {(const char *)data, size}};
    struct reading reading;
    analyse_posts(analyse, &post, 1, &arena, &reading);
    MUST(reading.sentiment >= -1 && reading.sentiment <= 1);
    MUST(reading.sentiment_confidence >= 0 && reading.sentiment_confidence <= 1.0001);
    MUST(reading.class_confidence >= 0 && reading.class_confidence <= 1.0001);
    for (size_t i = 0; i < reading.evidence_count; i++)
        MUST(reading.evidence[i].start <= reading.evidence[i].end && reading.evidence[i].end <= size);
    arena_free(&arena);
    return 0;
}
