/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <math.h>

#include "danger.h"

/* Where chances stand is what a model's weights were learnt by. */
static void check_said(void **state)
{
    (void)state;
    float heads[MODEL_LANES] = {[MODEL_CLASS + 1] = 9, [MODEL_URGENT] = 2, [MODEL_COMPLAINT] = 7},
          said[MODEL_SAID];
    danger_said(heads, said);
    assert_true(said[MODEL_URGENT] == 2.0f);
    assert_true(said[MODEL_COMPLAINT] == 1.0f);
    for (int feeling = 0; feeling < 3; feeling++)
        assert_true(fabsf(said[MODEL_HEADS + feeling] - 1.0f / 3) < 1e-6f);
    assert_true(said[MODEL_HEADS + 3 + 1] > 0.99f && said[MODEL_HEADS + 3] < 0.01f);
}

/* The same words are a danger to one who reports them, and none to one who praises. */
static void check_weighed(void **state)
{
    (void)state;
    struct model_fit fit = {0};
    float reported[MODEL_LANES] = {[MODEL_URGENT] = 1, [MODEL_CLASS + 3] = 5},
          praised[MODEL_LANES] = {[MODEL_URGENT] = 1, [MODEL_CLASS + 1] = 5};
    fit.danger[MODEL_URGENT] = 1;
    fit.danger[MODEL_HEADS + 3 + 1] = -4;
    fit.danger[MODEL_COMPLAINT] = 0.5f;
    assert_true(fabsf(danger_of(&fit, reported) - 1.5f) < 0.1f);
    assert_true(danger_of(&fit, praised) < -2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_said), cmocka_unit_test(check_weighed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
