/* SPDX-License-Identifier: MIT */
#include "places_import.h"

#include <math.h>

#include "base/utf8.h"
#include "sheet.h"
#include "grid.h"

#include "base/banned.h"

static const char header[] = "id,name,lang,kind,parent,lat,lon,require\n";

static void put_field(struct buf *out, struct str field)
{
    bool plain = memchr(field.ptr, ',', field.len) == NULL && memchr(field.ptr, '"', field.len) == NULL;
    if (plain) {
        buf_add(out, field);
        return;
    }
    buf_char(out, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            buf_char(out, '"');
        buf_char(out, field.ptr[i]);
    }
    buf_char(out, '"');
}

struct row {
    struct str id, name, lang, kind;
    double lat, lon;
};

static void put_row(struct buf *out, const struct row *row)
{
    put_field(out, row->id);
    buf_char(out, ',');
    put_field(out, row->name);
    buf_printf(out, "," STR_FMT "," STR_FMT ",,%.5f,%.5f,\n", STR_ARG(row->lang), STR_ARG(row->kind), row->lat,
               row->lon);
}

struct kind {
    struct str theirs, ours;
};

static struct str kind_of(const struct kind *kinds, size_t count, struct str theirs)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(kinds[i].theirs, theirs))
            return kinds[i].ours;
    return STR_NONE;
}

/* Columns of OS Open Names; its files have no header row. */
enum { OS_ID = 0, OS_NAME1 = 2, OS_LANG1 = 3, OS_NAME2 = 4, OS_LANG2 = 5, OS_LOCAL_TYPE = 7, OS_X = 8, OS_Y = 9 };

static struct str os_kind(struct str local_type)
{
    static const struct kind kinds[] = {
        {STR_INIT("City"), STR_INIT("town")},
        {STR_INIT("Town"), STR_INIT("town")},
        {STR_INIT("Village"), STR_INIT("village")},
        {STR_INIT("Hamlet"), STR_INIT("village")},
        {STR_INIT("Other Settlement"), STR_INIT("village")},
        {STR_INIT("Suburban Area"), STR_INIT("area")},
        {STR_INIT("Named Road"), STR_INIT("street")},
        {STR_INIT("Section Of Named Road"), STR_INIT("street")},
        {STR_INIT("Railway Station"), STR_INIT("landmark")},
        {STR_INIT("Bus Station"), STR_INIT("landmark")},
        {STR_INIT("Hospital"), STR_INIT("landmark")},
        {STR_INIT("Primary Education"), STR_INIT("landmark")},
        {STR_INIT("Secondary Education"), STR_INIT("landmark")},
    };
    return kind_of(kinds, sizeof kinds / sizeof kinds[0], local_type);
}

static struct str os_lang(struct str lang)
{
    return str_eq(lang, STR("cym")) ? STR("cy") : str_eq(lang, STR("eng")) ? STR("en") : STR("");
}

static bool import_os_row(const struct sheet *sheet, struct buf *out, struct err *err)
{
    double x, y;
    if (sheet->count <= OS_Y)
        return sheet_fail(sheet, sheet->count, err, "%zu fields; OS Open Names has 34", sheet->count);
    struct str kind = os_kind(sheet->fields[OS_LOCAL_TYPE]);
    if (kind.len == 0 || sheet->fields[OS_NAME1].len == 0)
        return true;
    if (!str_to_double(sheet->fields[OS_X], &x) || !str_to_double(sheet->fields[OS_Y], &y) || fabs(x) > 1e6 || fabs(y) > 2e6)
        return sheet_fail(sheet, OS_X, err, "easting and northing must be metres");
    struct grid_degrees at = grid_degrees(x, y);
    struct row row = {sheet->fields[OS_ID], sheet->fields[OS_NAME1], os_lang(sheet->fields[OS_LANG1]), kind, at.lat, at.lon};
    put_row(out, &row);
    if (sheet->fields[OS_NAME2].len > 0) {
        row.name = sheet->fields[OS_NAME2];
        row.lang = os_lang(sheet->fields[OS_LANG2]);
        put_row(out, &row);
    }
    return true;
}

/* The whole of a list is written, and it is one: a file of another kind has no place in it. */
static bool is_whole(const char *path, const struct buf *out, struct err *err)
{
    return err->kind == ERR_NONE && buf_ok(out, err) &&
           (out->len > strlen(header) || err_set(err, ERR_CONFIG, "%s: no place in it", path));
}

bool places_import_os(const char *path, char *text, size_t len, struct buf *out, struct err *err)
{
    struct sheet sheet = sheet_new(path, text, len, ',');
    buf_add(out, str_from(header));
    while (sheet_next(&sheet, err)) {
        bool is_header = sheet.count > 0 && str_eq_nocase(sheet.fields[OS_ID], STR("ID"));
        if (!is_header && !import_os_row(&sheet, out, err))
            return false;
    }
    return is_whole(path, out, err);
}

/* Columns of a GeoNames dump. */
enum { GN_ID = 0, GN_NAME = 1, GN_OTHERS = 3, GN_LAT = 4, GN_LON = 5, GN_CODE = 7, GN_COLUMNS = 19 };

static struct str geonames_kind(struct str code)
{
    static const struct kind kinds[] = {
        {STR_INIT("PPLX"), STR_INIT("area")},     {STR_INIT("PPLL"), STR_INIT("village")},
        {STR_INIT("ADM4"), STR_INIT("ward")},     {STR_INIT("RSTN"), STR_INIT("landmark")},
        {STR_INIT("HSP"), STR_INIT("landmark")},  {STR_INIT("SCH"), STR_INIT("landmark")},
        {STR_INIT("CSTL"), STR_INIT("landmark")}, {STR_INIT("BCH"), STR_INIT("landmark")},
        {STR_INIT("PRK"), STR_INIT("landmark")},
    };
    struct str kind = kind_of(kinds, sizeof kinds / sizeof kinds[0], code);
    return kind.len > 0 ? kind : str_starts(code, STR("PPL")) ? STR("town") : STR_NONE;
}

/* A name that is a Welsh word of its own, such as Caerdydd, is the place's Welsh name. */
static bool is_welsh(const struct welsh *welsh, struct str name, struct arena *arena)
{
    char room[WELSH_BYTES_MOST * 2];
    struct str form = utf8_fold(arena, name, false);
    return welsh != NULL && welsh_knows(welsh, form) && str_eq(welsh_lemma(welsh, form, room), form);
}

static bool import_geonames_row(const struct sheet *sheet, const struct welsh *welsh, struct arena *arena, struct buf *out,
                                struct err *err)
{
    if (sheet->count != GN_COLUMNS)
        return sheet_fail(sheet, sheet->count, err, "%zu fields; GeoNames has %d", sheet->count, GN_COLUMNS);
    struct row row = {sheet->fields[GN_ID], sheet->fields[GN_NAME], STR(""), geonames_kind(sheet->fields[GN_CODE]), 0, 0};
    if (row.kind.len == 0)
        return true;
    if (!str_to_double(sheet->fields[GN_LAT], &row.lat) || !str_to_double(sheet->fields[GN_LON], &row.lon))
        return sheet_fail(sheet, GN_LAT, err, "latitude and longitude must be degrees");
    put_row(out, &row);
    struct str others = sheet->fields[GN_OTHERS], other, first = row.name;
    while (str_next(&others, ',', &other)) {
        row.name = other;
        row.lang = STR("cy");
        if (!str_eq(other, first) && is_welsh(welsh, other, arena))
            put_row(out, &row);
    }
    return true;
}

bool places_import_geonames(const char *path, char *text, size_t len, const struct welsh *welsh, struct buf *out,
                            struct err *err)
{
    struct sheet sheet = sheet_new(path, text, len, '\t');
    struct arena arena = {0};
    bool ok = true;
    buf_add(out, str_from(header));
    while (ok && sheet_next(&sheet, err)) {
        ok = import_geonames_row(&sheet, welsh, &arena, out, err);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return ok && is_whole(path, out, err);
}
