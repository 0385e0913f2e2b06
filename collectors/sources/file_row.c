/* SPDX-License-Identifier: MIT */
#include "sources/file_row.h"

#include "base/clock.h"
#include "base/hash.h"
#include "charset.h"
#include "feed_date.h"

#include "base/banned.h"

/* What each field is called here, and in the files of people who have not asked us. */
static const struct {
    const char *name, *usual;
} fields[FILE_ROW_FIELDS] = {
    [FILE_ROW_TEXT] = {"text", "text,content_text,comment,comments,message,note,notes,description,details,body,sylw,"
                               "sylwadau,neges,nodyn,disgrifiad"},
    [FILE_ROW_TIME] = {"time", "time,date_published,date,datetime,timestamp,created,created_at,received,when,dyddiad,amser"},
    [FILE_ROW_ID] = {"id", "id,ref,reference,case,case_ref,number,cyfeirnod,rhif"},
    [FILE_ROW_AUTHOR] = {"author", "author,caller,caller_ref,customer,respondent,contact,name,email,phone,awdur,enw"},
    [FILE_ROW_WARD] = {"ward", "ward,area,location,place,lleoliad,ardal"},
    [FILE_ROW_TITLE] = {"title", "title,subject,pwnc,teitl"},
    [FILE_ROW_LANGUAGE] = {"language", "language,lang,iaith"},
    [FILE_ROW_URL] = {"url", "url,link,dolen"},
    [FILE_ROW_LAT] = {"lat", "lat,latitude,lledred"},
    [FILE_ROW_LON] = {"lon", "lon,long,lng,longitude,hydred"},
};

bool file_row_pair(struct str pair, enum file_row_field *field, struct str *name)
{
    size_t equals = str_find(pair, '=', 0);
    if (equals == pair.len)
        return false;
    *name = str_trim(str_cut(pair, equals + 1, pair.len));
    for (int i = 0; i < FILE_ROW_FIELDS; i++)
        if (str_eq(str_trim(str_cut(pair, 0, equals)), str_from(fields[i].name))) {
            *field = (enum file_row_field)i;
            return name->len > 0;
        }
    return false;
}

static int find_name(const struct str *names, size_t count, struct str wanted)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(str_trim(names[i]), wanted))
            return (int)i;
    return -1;
}

static bool no_text(const struct str *names, size_t count, struct err *err)
{
    struct buf list = BUF("columns", 4096);
    for (size_t i = 0; i < count && i < 12; i++)
        buf_printf(&list, "%s" STR_FMT, i > 0 ? ", " : "", (int)(names[i].len < 30 ? names[i].len : 30), names[i].ptr);
    err_set(err, ERR_CONFIG, "no column holds the text (there are: " STR_FMT "); say columns = {\"text=…\"}",
            STR_ARG(buf_str(&list)));
    buf_free(&list);
    return false;
}

bool file_row_columns(const struct settings_list *pairs, const struct str *names, size_t count,
                      struct file_row_columns *columns, struct err *err)
{
    for (int field = 0; field < FILE_ROW_FIELDS; field++) {
        struct str usual = str_from(fields[field].usual), name;
        columns->at[field] = -1;
        while (columns->at[field] < 0 && str_next(&usual, ',', &name))
            columns->at[field] = find_name(names, count, name);
    }
    for (size_t i = 0; i < pairs->count; i++) {
        enum file_row_field field;
        struct str name;
        if (file_row_pair(pairs->items[i], &field, &name))
            columns->at[field] = find_name(names, count, name);
    }
    return columns->at[FILE_ROW_TEXT] >= 0 || no_text(names, count, err);
}

static void set_id(const struct source *source, struct str id, struct str whole, struct post *post)
{
    struct hash_id hash = hash_plain(whole);
    post->native_id = id.len > 0 ? id : hash_hex(source->arena, (struct str){(const char *)hash.bytes, HASH_ID_BYTES});
    if (source->name.len > 0)
        post->id = arena_printf(source->arena, STR_FMT "/" STR_FMT, STR_ARG(source->name), STR_ARG(post->native_id));
}

static bool fill(const struct source *source, const struct str values[FILE_ROW_FIELDS], struct str whole,
                 struct post *post, struct err *err)
{
    double lat, lon;
    struct str time = values[FILE_ROW_TIME];
    post->text = values[FILE_ROW_TEXT];
    post->title = values[FILE_ROW_TITLE];
    post->url = values[FILE_ROW_URL];
    post->language = values[FILE_ROW_LANGUAGE];
    post->ward = values[FILE_ROW_WARD];
    post->author_key = str_trim(values[FILE_ROW_AUTHOR]);
    if (str_to_double(values[FILE_ROW_LAT], &lat) && str_to_double(values[FILE_ROW_LON], &lon)) {
        post->has_place = lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180;
        post->lat = lat;
        post->lon = lon;
    }
    set_id(source, str_trim(values[FILE_ROW_ID]), whole, post);
    if (str_trim(time).len > 0 && !feed_date_local(time, &post->published_ms))
        return err_set(err, ERR_INPUT, "\"" STR_FMT "\" is no time", (int)(time.len < 40 ? time.len : 40), time.ptr);
    return true;
}

bool file_row_csv(const struct source *source, const struct file_row_columns *columns, const struct str *row,
                  size_t count, struct post *post, struct err *err)
{
    struct str values[FILE_ROW_FIELDS] = {0};
    struct buf whole = BUF("row", 1 << 20);
    for (size_t i = 0; i < count; i++)
        buf_printf(&whole, STR_FMT "\x1F", STR_ARG(row[i]));
    for (int i = 0; i < FILE_ROW_FIELDS; i++)
        if (columns->at[i] >= 0 && (size_t)columns->at[i] < count)
            values[i] = charset_to_utf8(source->arena, row[columns->at[i]], STR_NONE);
    bool ok = fill(source, values, buf_str(&whole), post, err);
    buf_free(&whole);
    return ok;
}

static struct str value_of(const struct json *object, enum file_row_field field, struct str own_name)
{
    if (own_name.len > 0) {
        JSON_EACH(child, object)
            if (str_eq(child->key, own_name))
                return json_str(child);
        return STR_NONE;
    }
    struct str usual = str_from(fields[field].usual), name;
    while (str_next(&usual, ',', &name))
        JSON_EACH(child, object)
            if (str_eq_nocase(child->key, name) && json_str(child).len > 0)
                return json_str(child);
    return STR_NONE;
}

bool file_row_json(const struct source *source, const struct settings_list *pairs, struct str line, struct post *post,
                   struct err *err)
{
    struct json *root;
    struct str values[FILE_ROW_FIELDS], own[FILE_ROW_FIELDS] = {0}, name;
    enum file_row_field field;
    if (!json_parse(charset_to_utf8(source->arena, line, STR_NONE), source->arena, &root, err))
        return false;
    if (root->type != JSON_OBJECT)
        return err_set(err, ERR_INPUT, "no JSON object");
    for (size_t i = 0; i < pairs->count; i++)
        if (file_row_pair(pairs->items[i], &field, &name))
            own[field] = name;
    for (int i = 0; i < FILE_ROW_FIELDS; i++)
        values[i] = value_of(root, (enum file_row_field)i, own[i]);
    if (values[FILE_ROW_AUTHOR].len == 0)
        values[FILE_ROW_AUTHOR] = json_get_str(json_at(json_get(root, "authors"), 0), "name");
    if (values[FILE_ROW_WARD].len == 0)
        values[FILE_ROW_WARD] = json_get_str(root, "_earshot.ward");
    post->deleted = json_get_bool(root, "deleted", false) || json_get_bool(root, "_earshot.deleted", false);
    if (post->deleted && str_trim(values[FILE_ROW_ID]).len == 0)
        return err_set(err, ERR_INPUT, "deleted, but no id of what");
    if (values[FILE_ROW_TEXT].len == 0 && !post->deleted)
        return err_set(err, ERR_INPUT, "no text in this line");
    JSON_EACH(tag, json_get(root, "tags"))
        if (post->tag_count < POST_TAGS_MOST && json_str(tag).len > 0)
            post->tags[post->tag_count++] = json_str(tag);
    if (!clock_parse_iso(json_get_str(root, "date_modified"), &post->modified_ms))
        post->modified_ms = 0; /* no edit, or none that can be told from the one before */
    return fill(source, values, line, post, err);
}
