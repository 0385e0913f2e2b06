/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <math.h>

#include "grid.h"
#include "places_import.h"

/* The worked example of the Ordnance Survey's guide, and its place on WGS 84. */
static void test_grid(void **state)
{
    (void)state;
    struct grid_degrees caister = grid_degrees(651409.903, 313177.270);
    assert_true(fabs(caister.lat - 52.657977) < 1e-4 && fabs(caister.lon - 1.716051) < 1e-4);
}

static const char header[] = "id,name,lang,kind,parent,lat,lon,require\n";

static void check(bool os, const char *rows, const char *want, const char *error)
{
    struct err err;
    struct arena arena = {0};
    struct buf out = BUF("gazetteer", 1 << 16);
    struct str text = arena_str(&arena, str_from(rows));
    char *bytes = (char *)(uintptr_t)text.ptr;
    bool ok = os ? places_import_os("f", bytes, text.len, &out, &err)
                 : places_import_geonames("f", bytes, text.len, NULL, &out, &err);
    assert_int_equal(ok, error == NULL);
    if (ok)
        assert_str(buf_str(&out), arena_printf(&arena, "%s%s", header, want).ptr);
    else
        assert_string_equal(err.text, error);
    buf_free(&out);
    arena_free(&arena);
}

static void test_os(void **state)
{
    (void)state;
    check(true,
          "ID,NAMES_URI,NAME1,NAME1_LANG,NAME2,NAME2_LANG,TYPE,LOCAL_TYPE,GEOMETRY_X,GEOMETRY_Y\r\n"
          "o1,u,Caerdydd,cym,Cardiff,eng,populatedPlace,City,318000,176000\r\n"
          "o2,u,\"Heol \"\"y\"\" Bont, Isaf\",,,,transportNetwork,Named Road,318000,176000\r\n"
          "o3,u,Pen y Fan,cym,,,landform,Hill Or Mountain,301200,221500\r\n",
          "o1,Caerdydd,cy,town,,51.47699,-3.18212,\no1,Cardiff,en,town,,51.47699,-3.18212,\n"
          "o2,\"Heol \"\"y\"\" Bont, Isaf\",,street,,51.47699,-3.18212,\n",
          NULL);
    check(true, "o3,u,Pen y Fan,cym,,,landform,Hill Or Mountain,301200,221500\r\n", "", "f: no place in it");
    check(true, "o1,u,X\n", "", "f:1:1: 3 fields; OS Open Names has 34");
    check(true, "o1,u,X,,,,t,Town,here,1\n", "", "f:1:18: easting and northing must be metres");
}

static void test_geonames(void **state)
{
    (void)state;
    check(false, "1\tMold\tMold\t\t53.1\t-3.1\tP\tPPL\tGB\t\tWLS\t\t\t\t0\t\t1\tEurope/London\t2020-01-01\n",
          "1,Mold,,town,,53.10000,-3.10000,\n", NULL);
    check(false, "", "", "f: no place in it");
    check(false, "1\tMold\n", "", "f:1:1: 2 fields; GeoNames has 19");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid),
        cmocka_unit_test(test_os),
        cmocka_unit_test(test_geonames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
