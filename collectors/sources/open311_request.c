/* SPDX-License-Identifier: MIT */
#include "sources/open311_request.h"

#include <libxml/xmlreader.h>

#include "base/buf.h"
#include "base/clock.h"
#include "walk.h"

#include "base/banned.h"

enum { FIELD_BYTES_MOST = 256 << 10 };

/* What is read of a request. requestor_name, email, phone and device ids are not in this list, and so never kept. */
enum field {
    ID, STATUS, SERVICE, TITLE, DESCRIPTION, DETAIL, REQUESTED, UPDATED, ADDRESS, LAT, LONG, FIELDS,
};
static const char *const names[FIELDS] = {
    "service_request_id", "status", "service_name", "title", "description", "detail", "requested_datetime",
    "updated_datetime", "address", "lat", "long",
};

static int64_t read_time(struct arena *arena, struct str text)
{
    int64_t ms;
    if (clock_parse_iso(text, &ms))
        return ms;
    if (text.len > 0 && text.len < 40 && clock_parse_iso(arena_printf(arena, STR_FMT "Z", STR_ARG(text)), &ms))
        return clock_from_local(clock_utc(ms));
    return 0;
}

static void read_place(const struct str fields[FIELDS], struct post *post)
{
    post->has_place = str_to_double(fields[LAT], &post->lat) && str_to_double(fields[LONG], &post->lon) &&
                      post->lat >= -90 && post->lat <= 90 && post->lon >= -180 && post->lon <= 180 &&
                      (post->lat != 0 || post->lon != 0);
    if (!post->has_place)
        post->ward = fields[ADDRESS];
}

static void add_post(const struct source *source, struct str fields[FIELDS], struct str page_prefix,
                     struct source_answer *answer)
{
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = str_trim(fields[i]);
    struct post *post = fields[ID].len > 0 ? source_post(source, answer) : NULL;
    if (post == NULL)
        return;
    post->native_id = fields[ID];
    post->title = fields[TITLE].len > 0 ? fields[TITLE] : fields[SERVICE];
    post->text = fields[DESCRIPTION].len > 0 ? fields[DESCRIPTION] : fields[DETAIL];
    post->published_ms = read_time(source->arena, fields[REQUESTED]);
    post->modified_ms = read_time(source->arena, fields[UPDATED]);
    if (page_prefix.len > 0)
        post->url = arena_printf(source->arena, STR_FMT STR_FMT, STR_ARG(page_prefix), STR_ARG(fields[ID]));
    post->tags[0] = fields[SERVICE];
    post->tags[1] = fields[STATUS];
    post->tag_count = 2;
    post->visibility = STR("public");
    read_place(fields, post);
}

bool open311_request_is_closed(const struct post *post)
{
    return post->tag_count > 0 && str_eq_nocase(post->tags[post->tag_count - 1], STR("closed"));
}

static bool server_says(struct str text, struct err *err)
{
    text = str_trim(text);
    return err_set(err, ERR_INPUT, "the server says: " STR_FMT, STR_ARG(str_cut(text, 0, text.len < 200 ? text.len : 200)));
}

static bool read_json(const struct source *source, const struct source_reply *reply, struct str page_prefix,
                      struct source_answer *answer, struct err *err)
{
    struct json *root;
    if (!source_reply_json(source, reply, &root, err))
        return false;
    struct walk walk = walk_from(root);
    for (const struct json *node = walk_next(&walk); node != NULL; node = walk_next(&walk)) {
        struct str fields[FIELDS];
        if (json_get(node, names[ID]) != NULL) {
            for (size_t i = 0; i < FIELDS; i++)
                fields[i] = json_get_str(node, names[i]);
            add_post(source, fields, page_prefix, answer);
            walk_over(&walk);
        } else if (json_get_str(node, "code").len > 0 && json_get_str(node, "description").len > 0) {
            return server_says(json_get_str(node, "description"), err);
        }
    }
    return true;
}

/* Where in the XML we are: requests/request/FIELD, or errors/error/description. */
struct place {
    const struct source *source;
    struct str page_prefix;
    struct source_answer *answer;
    struct str fields[FIELDS + 1]; /* the last: the server's error */
    struct buf text;               /* of the field so far */
    int depth_of_request;          /* -1 outside */
    int field;                     /* -1 none */
    bool in_errors;
};

static int field_named(struct str name)
{
    for (int i = 0; i < FIELDS; i++)
        if (str_eq(name, str_from(names[i])))
            return i;
    return -1;
}

/* The field that ends here, whichever way. */
static void take_field(struct place *place)
{
    if (place->field >= 0)
        place->fields[place->field] = arena_str(place->source->arena, buf_str(&place->text));
    place->field = -1;
    buf_clear(&place->text);
}

static void take_start(struct place *place, xmlTextReaderPtr reader)
{
    struct str name = str_from((const char *)xmlTextReaderConstLocalName(reader));
    int depth = xmlTextReaderDepth(reader);
    take_field(place);
    if (str_eq(name, STR("errors")))
        place->in_errors = true;
    if (str_eq(name, STR("request")) && place->depth_of_request < 0) {
        memset(place->fields, 0, FIELDS * sizeof place->fields[0]);
        place->depth_of_request = depth;
    } else if (place->depth_of_request >= 0 && depth == place->depth_of_request + 1) {
        place->field = field_named(name);
    } else if (place->in_errors && str_eq(name, STR("description"))) {
        place->field = FIELDS;
    }
    if (xmlTextReaderIsEmptyElement(reader))
        place->field = -1;
}

static void take_end(struct place *place, xmlTextReaderPtr reader)
{
    take_field(place);
    if (xmlTextReaderDepth(reader) != place->depth_of_request)
        return;
    add_post(place->source, place->fields, place->page_prefix, place->answer);
    place->depth_of_request = -1;
}

static bool read_nodes(struct place *place, xmlTextReaderPtr reader)
{
    int more;
    while ((more = xmlTextReaderRead(reader)) == 1) {
        int type = xmlTextReaderNodeType(reader);
        if (type == XML_READER_TYPE_ELEMENT)
            take_start(place, reader);
        else if ((type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA) && place->field >= 0)
            buf_add(&place->text, str_from((const char *)xmlTextReaderConstValue(reader)));
        else if (type == XML_READER_TYPE_END_ELEMENT)
            take_end(place, reader);
    }
    return more == 0;
}

static bool read_xml(const struct source *source, const struct source_reply *reply, struct str page_prefix,
                     struct source_answer *answer, struct err *err)
{
    struct place place = {.source = source, .page_prefix = page_prefix, .answer = answer, .depth_of_request = -1,
                          .field = -1, .text = BUF("a field of a request", FIELD_BYTES_MOST)};
    xmlTextReaderPtr reader =
        xmlReaderForMemory(reply->bytes.ptr, (int)reply->bytes.len, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS);
    MUST(reader != NULL);
    bool whole = read_nodes(&place, reader);
    int line = xmlTextReaderGetParserLineNumber(reader);
    xmlFreeTextReader(reader);
    buf_free(&place.text);
    if (place.fields[FIELDS].len > 0)
        return server_says(place.fields[FIELDS], err);
    return whole || err_set(err, ERR_INPUT, "line %d: not well-formed XML", line);
}

bool open311_request_read(const struct source *source, const struct source_reply *reply, struct str page_prefix,
                          struct source_answer *answer, struct err *err)
{
    struct str start = str_trim(reply->bytes);
    if (start.len == 0 || start.len > INT32_MAX)
        return err_set(err, ERR_INPUT, "an empty reply");
    if (str_starts(start, STR("\xEF\xBB\xBF")))
        start = str_cut(start, 3, start.len);
    if (str_contains_nocase(str_cut(start, 0, start.len < 200 ? start.len : 200), STR("<html")))
        return err_set(err, ERR_INPUT, "a page of HTML where a list of requests belongs");
    return start.len > 0 && start.ptr[0] == '<' ? read_xml(source, reply, page_prefix, answer, err)
                                                : read_json(source, reply, page_prefix, answer, err);
}
