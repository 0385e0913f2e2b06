/* SPDX-License-Identifier: MIT */

/* letter_reader — reads letters as gmime does, for test_letters.py: a line a part and a line a header that matters. */
#include <gmime/gmime.h>
#include <stdio.h>

static void show_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    (void)parent, (void)data;
    char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
    if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        printf("part %s %zu %s\n", type, text ? strlen(text) : 0, text && g_utf8_validate(text, -1, NULL) ? "utf-8" : "broken");
        g_free(text);
    } else
        printf("part %s\n", type);
    g_free(type);
}

static int show(const char *path)
{
    GError *error = NULL;
    GMimeStream *stream = g_mime_stream_file_open(path, "rb", &error);
    if (stream == NULL) {
        fprintf(stderr, "%s: %s\n", path, error->message);
        return 1;
    }
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message != NULL) {
        printf("letter %s\nsubject %s\nid %s\n", path, g_mime_message_get_subject(message), g_mime_message_get_message_id(message));
        g_mime_message_foreach(message, show_part, NULL);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    return message == NULL;
}

int main(int argc, char **argv)
{
    int code = 0;
    g_mime_init();
    for (int i = 1; i < argc; i++)
        code |= show(argv[i]);
    g_mime_shutdown();
    return code;
}
