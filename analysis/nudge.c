/* SPDX-License-Identifier: MIT */
#include "nudge.h"

#include "base/buf.h"
#include "base/file.h"
#include "calibrate.h"

#include "base/banned.h"

enum { ROUNDS = 200, FILE_BYTES = 4096, CLASSES = 5, LABELS = 3 };
static const float pull_back = 10, step = 0.5f;

static void add_slope(const struct nudge_example *example, const float nudges[MODEL_LANES], int head, int count, int right,
                      float slopes[MODEL_LANES])
{
    float moved[CLASSES], chances[CLASSES];
    if (right < 0)
        return;
    for (int i = 0; i < count; i++)
        moved[i] = example->heads[head + i] + nudges[head + i];
    calibrate_softmax(moved, (size_t)count, 1, chances);
    for (int i = 0; i < count; i++)
        slopes[head + i] += (i == right ? 1.0f : 0.0f) - chances[i];
}

void nudge_learn(const struct nudge_example *examples, size_t count, float nudges[MODEL_LANES])
{
    memset(nudges, 0, MODEL_LANES * sizeof *nudges);
    for (int round = 0; round < ROUNDS; round++) {
        float slopes[MODEL_LANES] = {0};
        for (size_t i = 0; i < count; i++) {
            add_slope(&examples[i], nudges, MODEL_CLASS, CLASSES, examples[i].class_, slopes);
            add_slope(&examples[i], nudges, MODEL_COUNCIL, LABELS, examples[i].label, slopes);
        }
        for (int lane = 0; lane < MODEL_LANES; lane++)
            nudges[lane] += step * (slopes[lane] - pull_back * nudges[lane]) / ((float)count + pull_back);
    }
}

bool nudge_read(const char *path, float nudges[MODEL_LANES], struct err *err)
{
    struct arena arena = {0};
    struct str text, piece;
    memset(nudges, 0, MODEL_LANES * sizeof *nudges);
    bool ok = file_read(path, FILE_BYTES, &arena, &text, err);
    for (int lane = 0; ok && lane < MODEL_LANES; lane++) {
        double value = 0;
        ok = str_next(&text, ' ', &piece) && str_to_double(str_trim(piece), &value) && value > -10 && value < 10;
        if (!ok)
            err_set(err, ERR_CONFIG, "%s: %d numbers from -10 to 10 are needed", path, MODEL_LANES);
        nudges[lane] = (float)value;
    }
    arena_free(&arena);
    return ok;
}

bool nudge_write(const char *path, const float nudges[MODEL_LANES], struct err *err)
{
    struct buf buf = BUF("nudges", FILE_BYTES);
    for (int lane = 0; lane < MODEL_LANES; lane++)
        buf_printf(&buf, "%s%.6f", lane ? " " : "", (double)nudges[lane]);
    buf_char(&buf, '\n');
    bool ok = file_write(path, buf_str(&buf), err);
    buf_free(&buf);
    return ok;
}
