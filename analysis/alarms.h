/* SPDX-License-Identifier: MIT */

/* alarms — between what was read and the incidents: posts in, changed incidents and letters out.
 *
 * Takes   posts with readings in order of time, ticks of time, officers' actions as JSON
 * Gives   the blobs of changed incidents and the letters to be told, for one fold
 * Errors  INPUT: the kept state does not read back
 * Memory  owns the incidents; what one fold writes is in an arena of its own until alarms_written
 * Cost    the detector's, about a microsecond an issue of a post */
#ifndef ANALYSIS_ALARMS_H
#define ANALYSIS_ALARMS_H

#include "incidents.h"
#include "record/council.h"
#include "record/place_names.h"
#include "record/reading.h"
#include "redis/records.h"

struct alarms {
    struct incidents *incidents;
    struct arena arena;
    const struct place_names *places;
    int64_t now_ms, keep_ms;
    struct records_blob *blobs; /* the newest of each incident */
    size_t blob_count, blob_cap;
    struct records_letter *letters;
    size_t letter_count, letter_cap;
};

/* `keep_ms`: how long an incident is kept after it last changed. */
void alarms_open(struct alarms *alarms, const struct council *council, double budget_a_week,
                 const struct place_names *places, int64_t keep_ms);
bool alarms_load(struct alarms *alarms, struct str bytes, struct err *err);
struct str alarms_save(const struct alarms *alarms, struct arena *arena);

void alarms_add(struct alarms *alarms, const struct post *post, const struct reading *reading, int64_t at_ms);
void alarms_tick(struct alarms *alarms, int64_t now_ms);

/* An action that is none of ours, or of an incident long gone, is passed over. */
void alarms_obey(struct alarms *alarms, struct str action, int64_t now_ms);

/* An incident as it is kept. */
struct records_blob alarms_blob(const struct alarms *alarms, const struct incident *incident, struct arena *arena);

/* What this fold will write of an incident; absent if it did not change. To write something else of it. */
struct str alarms_value(const struct alarms *alarms, struct str id);
void alarms_put(struct alarms *alarms, struct records_blob blob);

/* The blobs and letters are safely kept. */
void alarms_written(struct alarms *alarms);
void alarms_close(struct alarms *alarms);

#endif
