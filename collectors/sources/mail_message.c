/* SPDX-License-Identifier: MIT */
#include "sources/mail_message.h"

#include <gmime/gmime.h>

#include "base/hash.h"
#include "charset.h"
#include "feed_date.h"
#include "markup.h"
#include "sources/mail_reply.h"

#include "base/banned.h"

/* Parts still to look at, the next one last. */
struct parts {
    GMimeObject *waiting[MAIL_MESSAGE_PARTS];
    int depth[MAIL_MESSAGE_PARTS];
    size_t count;
};

/* What headers are read as that do not say what they are. */
static void start(void)
{
    static bool started;
    static const char *fallbacks[] = {"utf-8", "windows-1252", NULL};
    if (started)
        return;
    g_mime_init();
    g_mime_parser_options_set_fallback_charsets(g_mime_parser_options_get_default(), fallbacks);
    started = true;
}

static void push(struct parts *parts, GMimeObject *part, int depth)
{
    if (parts->count == MAIL_MESSAGE_PARTS || depth > MAIL_MESSAGE_DEPTH)
        return;
    parts->waiting[parts->count] = part;
    parts->depth[parts->count++] = depth;
}

static bool is_type(GMimeObject *part, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype);
}

static struct str raw_content(struct arena *arena, GMimeObject *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)part);
    GMimeStream *memory = g_mime_stream_mem_new();
    if (content != NULL)
        g_mime_data_wrapper_write_to_stream(content, memory);
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)memory);
    struct str copy = arena_str(arena, (struct str){(const char *)bytes->data, bytes->len});
    g_object_unref(memory);
    return copy;
}

/* A label is believed, unless it is the one that says nothing. */
static struct str decoded(struct arena *arena, GMimeObject *part)
{
    const char *label = g_mime_object_get_content_type_parameter(part, "charset");
    struct str name = str_from(label);
    bool vague = name.len == 0 || str_eq_nocase(name, STR("us-ascii")) || str_eq_nocase(name, STR("utf-8"));
    if (vague || !GMIME_IS_TEXT_PART(part))
        return charset_to_utf8(arena, raw_content(arena, part), STR_NONE);
    char *text = g_mime_text_part_get_text((GMimeTextPart *)part);
    struct str copy = arena_str(arena, str_from(text));
    g_free(text);
    return copy;
}

/* format=flowed (RFC 3676): a line that ends in a space goes on in the next one. */
static struct str unflowed(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    size_t len = 0;
    struct str line;
    while (str_next(&text, '\n', &line)) {
        line = str_ends(line, STR("\r")) ? str_cut(line, 0, line.len - 1) : line;
        line = str_starts(line, STR(" ")) ? str_cut(line, 1, line.len) : line;
        memcpy(out + len, line.ptr, line.len);
        len += line.len;
        if (!str_ends(line, STR(" ")) || str_eq(line, STR("-- ")))
            out[len++] = '\n';
    }
    return (struct str){out, len};
}

static struct str text_of(struct arena *arena, GMimeObject *part)
{
    struct str text = decoded(arena, part);
    if (is_type(part, "text", "html"))
        return markup_text(arena, text);
    const char *format = g_mime_object_get_content_type_parameter(part, "format");
    return format != NULL && str_eq_nocase(str_from(format), STR("flowed")) ? unflowed(arena, text) : text;
}

static bool is_attached(GMimeObject *part)
{
    const char *disposition = g_mime_object_get_disposition(part);
    return disposition != NULL && str_eq_nocase(str_from(disposition), STR("attachment"));
}

/* Of alternatives the plain one, if it says anything; else the last, which is the fullest. */
static void push_alternative(struct arena *arena, struct parts *parts, GMimeMultipart *multipart, int depth)
{
    int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < count; i++) {
        GMimeObject *part = g_mime_multipart_get_part(multipart, i);
        if (is_type(part, "text", "plain") && !is_attached(part) && str_trim(text_of(arena, part)).len > 0) {
            push(parts, part, depth);
            return;
        }
    }
    for (int i = 0; i < count; i++) {
        GMimeObject *part = g_mime_multipart_get_part(multipart, i);
        if (is_type(part, "text", "html") || GMIME_IS_MULTIPART(part)) {
            push(parts, part, depth);
            return;
        }
    }
}

static void push_children(struct arena *arena, struct parts *parts, GMimeObject *part, int depth)
{
    GMimeMultipart *multipart = (GMimeMultipart *)part;
    int count = g_mime_multipart_get_count(multipart);
    if (is_type(part, "multipart", "alternative")) {
        push_alternative(arena, parts, multipart, depth);
        return;
    }
    if (is_type(part, "multipart", "encrypted"))
        return;
    if (count > 0 && (is_type(part, "multipart", "related") || is_type(part, "multipart", "signed")))
        count = 1;
    for (int i = count; i-- > 0;)
        push(parts, g_mime_multipart_get_part(multipart, i), depth);
}

/* Every part that is shown as text, one after the other. */
static struct str body_of(struct arena *arena, GMimeObject *root)
{
    struct parts *parts = ARENA_NEW(arena, struct parts);
    struct buf text = BUF("a message's text", 4 << 20);
    if (root != NULL)
        push(parts, root, 0);
    while (parts->count > 0) {
        GMimeObject *part = parts->waiting[--parts->count];
        if (GMIME_IS_MULTIPART(part)) {
            push_children(arena, parts, part, parts->depth[parts->count] + 1);
        } else if (GMIME_IS_PART(part) && !is_attached(part) &&
                   (is_type(part, "text", "plain") || is_type(part, "text", "html"))) {
            if (text.len > 0)
                buf_char(&text, '\n');
            buf_add(&text, text_of(arena, part));
        }
    }
    struct str result = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return result;
}

static struct str header(struct arena *arena, GMimeMessage *message, const char *name)
{
    const char *value = g_mime_object_get_header((GMimeObject *)message, name);
    return value != NULL ? str_trim(arena_str(arena, str_from(value))) : STR_NONE;
}

static bool is_one_of(struct str value, const char *list)
{
    struct str names = str_from(list), name;
    struct str first = str_trim(str_cut(value, 0, str_find(value, ';', 0)));
    while (str_next(&names, ',', &name))
        if (str_eq_nocase(first, name))
            return true;
    return false;
}

static bool is_automatic(struct arena *arena, GMimeMessage *message, struct str from)
{
    struct str submitted = header(arena, message, "Auto-Submitted");
    if (submitted.len > 0 && !is_one_of(submitted, "no"))
        return true;
    if (is_one_of(header(arena, message, "Precedence"), "bulk,list,junk,auto_reply"))
        return true;
    static const char *const signs[] = {"List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Autoresponder"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (header(arena, message, signs[i]).len > 0)
            return true;
    struct str user = str_cut(from, 0, str_find(from, '@', 0));
    if (mail_reply_is_automatic(arena_str(arena, str_from(g_mime_message_get_subject(message)))))
        return true;
    return str_eq(header(arena, message, "Return-Path"), STR("<>")) || is_one_of(user, "mailer-daemon,postmaster") ||
           is_one_of(header(arena, message, "Content-Type"), "multipart/report");
}

static void read_author(struct arena *arena, GMimeMessage *message, struct post *post)
{
    InternetAddressList *list = g_mime_message_get_from(message);
    InternetAddress *first = list ? internet_address_list_get_address(list, 0) : NULL;
    if (first == NULL)
        return;
    const char *name = internet_address_get_name(first), *address = NULL;
    if (INTERNET_ADDRESS_IS_MAILBOX(first))
        address = internet_address_mailbox_get_addr((InternetAddressMailbox *)first);
    post->author_name = arena_str(arena, str_trim(str_from(name != NULL && name[0] != '\0' ? name : address)));
    char *lower = address != NULL ? g_ascii_strdown(address, -1) : NULL;
    post->author_key = lower != NULL ? arena_str(arena, str_from(lower)) : post->author_name;
    g_free(lower);
}

static int64_t read_date(struct arena *arena, GMimeMessage *message)
{
    int64_t ms;
    struct str text = header(arena, message, "Date");
    GDateTime *date = text.len > 0 ? g_mime_utils_header_decode_date(text.ptr) : NULL;
    if (date != NULL) {
        ms = g_date_time_to_unix(date) * 1000;
        g_date_time_unref(date);
        return ms;
    }
    return feed_date(text, &ms) ? ms : 0;
}

/* "<a@b>" -> "a@b"; of several the first. */
static struct str bare_id(struct str text)
{
    size_t open = str_find(text, '<', 0), close = str_find(text, '>', open);
    return close < text.len ? str_trim(str_cut(text, open + 1, close)) : str_trim(str_cut(text, 0, str_find(text, ' ', 0)));
}

static struct str made_id(struct arena *arena, struct str bytes)
{
    struct hash_id hash = hash_plain(bytes);
    return hash_hex(arena, (struct str){(const char *)hash.bytes, HASH_ID_BYTES});
}

static void read_message(const struct source *source, GMimeMessage *message, struct str bytes, bool whole,
                         struct post *post)
{
    struct arena *arena = source->arena;
    post->native_id = bare_id(header(arena, message, "Message-ID"));
    if (post->native_id.len == 0)
        post->native_id = made_id(arena, bytes);
    post->title = arena_str(arena, str_from(g_mime_message_get_subject(message)));
    post->reply_to = bare_id(header(arena, message, "In-Reply-To"));
    post->published_ms = read_date(arena, message);
    post->visibility = STR("inbox");
    read_author(arena, message, post);
    bool reply = post->reply_to.len > 0 || mail_reply_is_subject(post->title);
    post->text = body_of(arena, g_mime_message_get_mime_part(message));
    if (!whole)
        post->text = mail_reply_own_words(arena, post->text, reply);
}

void mail_message_read(const struct source *source, struct str bytes, bool whole, struct post *post, bool *automatic)
{
    start();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.ptr, bytes.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    *automatic = false;
    if (message != NULL) {
        read_message(source, message, bytes, whole, post);
        *automatic = is_automatic(source->arena, message, post->author_key);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
}
