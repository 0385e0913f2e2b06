/* SPDX-License-Identifier: MIT */
#include "frame.h"

#include "base/process.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { WRAP = 76, SUBJECT_LETTERS_MOST = 120 };

bool frame_load(struct frame *frame, const struct catalogue *catalogue, struct arena *arena, struct err *err)
{
    const struct {
        struct template *template;
        const char *file;
    } all[] = {{&frame->top, "templates/letter_top.html"},
               {&frame->end, "templates/letter_end.html"},
               {&frame->html[FRAME_DIGEST], "templates/digest.html"},
               {&frame->text[FRAME_DIGEST], "templates/digest.txt"},
               {&frame->html[FRAME_ALERT], "templates/alert.html"},
               {&frame->text[FRAME_ALERT], "templates/alert.txt"},
               {&frame->html[FRAME_HELD], "templates/held.html"},
               {&frame->text[FRAME_HELD], "templates/held.txt"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!template_load(all[i].template, process_data(arena, all[i].file).ptr, catalogue, arena, err))
            return false;
    return true;
}

struct frame_sheet frame_sheet(const struct frame *frame, enum frame_kind kind)
{
    return (struct frame_sheet){.frame = frame,
                                .kind = kind,
                                .html = BUF("letter in HTML", ENVELOPE_BYTES_MOST),
                                .text = BUF("letter in text", ENVELOPE_BYTES_MOST)};
}

void frame_add(struct frame_sheet *sheet, const struct tongue *tongue, const struct view *view)
{
    if (sheet->parts++ == 0)
        template_render(&sheet->frame->top, tongue, view, &sheet->html);
    else
        buf_add(&sheet->text, STR("\n----------------------------------------------------------------------------\n\n"));
    template_render(&sheet->frame->html[sheet->kind], tongue, view, &sheet->html);
    template_render(&sheet->frame->text[sheet->kind], tongue, view, &sheet->text);
    sheet->last = *tongue;
}

bool frame_finish(struct frame_sheet *sheet, const struct settings_list *languages, struct arena *arena,
                  struct envelope *envelope, struct err *err)
{
    template_render(&sheet->frame->end, &sheet->last, view_new(arena), &sheet->html);
    bool fine = buf_ok(&sheet->html, err) && buf_ok(&sheet->text, err);
    if (fine) {
        envelope->html = arena_str(arena, buf_str(&sheet->html));
        envelope->text = envelope_wrap(arena, buf_str(&sheet->text), WRAP);
        envelope->quoted_count = sheet->quotes.count;
        envelope->quoted = ARENA_ARRAY(arena, struct str, sheet->quotes.count + 1);
        memcpy(envelope->quoted, sheet->quotes.ids, sheet->quotes.count * sizeof *envelope->quoted);
    }
    buf_free(&sheet->html);
    buf_free(&sheet->text);
    for (size_t i = 0; i < languages->count; i++)
        envelope->language = i == 0 ? languages->items[i] : arena_printf(arena, STR_FMT ", " STR_FMT,
                                                                         STR_ARG(envelope->language),
                                                                         STR_ARG(languages->items[i]));
    return fine;
}

void frame_stop_link(const struct envelope *envelope, const struct tongue *tongue, struct view *view)
{
    if (envelope->unsubscribe.len > 0)
        view_address(view, "stop_link", arena_printf(tongue->arena, STR_FMT "&lang=%s", STR_ARG(envelope->unsubscribe),
                                                     catalogue_lang_code(tongue->lang)));
}

enum catalogue_lang frame_language(const struct settings_list *languages, size_t i)
{
    enum catalogue_lang lang = CATALOGUE_EN;
    MUST(i < languages->count && catalogue_lang_from(languages->items[i], &lang));
    return lang;
}

struct str frame_subject(struct arena *arena, struct str before, struct str line)
{
    line = utf8_shorten(arena, envelope_line(arena, line), SUBJECT_LETTERS_MOST);
    return before.len == 0 ? line : arena_printf(arena, STR_FMT " | " STR_FMT, STR_ARG(before), STR_ARG(line));
}
