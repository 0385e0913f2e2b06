/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <math.h>

#include "agreement.h"
#include "calibrate.h"
#include "nudge.h"

static void check_wilson(void **state)
{
    (void)state;
    struct agreement half = agreement_of(5, 10), all = agreement_of(10, 10), none = agreement_of(0, 0);
    assert_true(fabs(half.low - 0.2366) < 0.0005 && fabs(half.high - 0.7634) < 0.0005);
    assert_true(all.share == 1 && all.low > 0.72 && all.low < 0.723 && all.high > 0.9999);
    assert_true(none.low == 0 && none.high == 1);
}

static void check_calibrate(void **state)
{
    (void)state;
    for (double x = -30; x < 30; x += 0.37)
        assert_true(fabs(calibrate_exp(x) / exp(x) - 1) < 1e-6);
    float logits[] = {1, 1, 1}, chances[3];
    calibrate_softmax(logits, 3, 1, chances);
    assert_true(fabsf(chances[0] - 1.0f / 3) < 1e-6f);
}

/* A class that officers always change to another gives way to it; a few corrections hardly move anything. */
static void check_nudge(void **state)
{
    (void)state;
    static struct nudge_example examples[500];
    float few[MODEL_LANES], many[MODEL_LANES], back[MODEL_LANES];
    struct err err;
    for (size_t i = 0; i < 500; i++) {
        examples[i] = (struct nudge_example){.class_ = 2, .label = -1};
        examples[i].heads[MODEL_CLASS] = 1;
    }
    nudge_learn(examples, 3, few);
    nudge_learn(examples, 500, many);
    assert_true(few[MODEL_CLASS + 2] > 0 && few[MODEL_CLASS + 2] < 0.3f);
    assert_true(many[MODEL_CLASS + 2] - many[MODEL_CLASS] > 1);
    assert_true(many[MODEL_COUNCIL] == 0 && many[MODEL_URGENT] == 0);
    char path[] = "/tmp/nudges-XXXXXX";
    assert_true(mkstemp(path) >= 0);
    assert_true(nudge_write(path, many, &err) && nudge_read(path, back, &err));
    assert_true(fabsf(back[MODEL_CLASS] - many[MODEL_CLASS]) < 1e-5f);
    remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_wilson),
        cmocka_unit_test(check_calibrate),
        cmocka_unit_test(check_nudge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
