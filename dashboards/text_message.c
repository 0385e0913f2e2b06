/* SPDX-License-Identifier: MIT */
#include "text_message.h"

#include "base/utf8.h"
#include "alert.h"
#include "frame.h"
#include "percent.h"

#include "base/banned.h"

enum { GSM_ONE = 160, GSM_MANY = 153, UCS_ONE = 70, UCS_MANY = 67, NUMBER_DIGITS_LEAST = 8, NUMBER_DIGITS_MOST = 15 };

/* The GSM 7-bit alphabet beyond ASCII; of ASCII it lacks the grave accent, and these count twice: ^{}\[~]| and €. */
static bool is_gsm(uint32_t point, size_t *septets)
{
    static const uint32_t more[] = {0xA3, 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, 0xD8, 0xF8, 0xC5, 0xE5, 0x394, 0x3A6,
                                    0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0xC6, 0xE6, 0xDF, 0xC9, 0xA4,
                                    0xA1, 0xC4, 0xD6, 0xD1, 0xDC, 0xA7, 0xBF, 0xE4, 0xF6, 0xF1, 0xFC, 0xE0};
    bool twice = point == 0x20AC || (point < 0x80 && point != 0 && strchr("^{}\\[~]|", (int)point) != NULL);
    *septets = twice ? 2 : 1;
    if (twice || point == '\n' || (point >= ' ' && point <= '~' && point != '`'))
        return true;
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (more[i] == point)
            return true;
    return false;
}

size_t text_message_segments(struct str text)
{
    size_t gsm = 0, ucs = 0, septets;
    bool fits_gsm = true;
    for (size_t at = 0; at < text.len;) {
        uint32_t point = utf8_next(text, &at);
        fits_gsm = is_gsm(point, &septets) && fits_gsm;
        gsm += septets;
        ucs += point > 0xFFFF ? 2 : 1;
    }
    size_t len = fits_gsm ? gsm : ucs, one = fits_gsm ? GSM_ONE : UCS_ONE, many = fits_gsm ? GSM_MANY : UCS_MANY;
    return len <= one ? 1 : (len + many - 1) / many;
}

bool text_message_is_number(struct str to)
{
    if (to.len < 1 + NUMBER_DIGITS_LEAST || to.len > 1 + NUMBER_DIGITS_MOST || to.ptr[0] != '+')
        return false;
    for (size_t i = 1; i < to.len; i++)
        if (to.ptr[i] < '0' || to.ptr[i] > '9')
            return false;
    return true;
}

static struct str sentence(const struct show *show, const struct tell *tell, size_t more, size_t letters)
{
    const struct incident *incident = &tell->incident;
    struct arena *arena = show->tongue.arena;
    struct str place = show_place(show, incident->place, incident->place_name, incident->place_name_cy);
    struct str text = tongue_say(&show->tongue, alert_is_danger(tell) ? "text.danger" : "text.alert",
                                 {"what", alert_step(show, tell->what)},
                                 {"issue", utf8_shorten(arena, show_issue(show, incident->issue), letters)},
                                 {"place", utf8_shorten(arena, place, letters)},
                                 {"people", show_people(show, incident->people)},
                                 {"since", tongue_when(&show->tongue, incident->first_seen_ms, tell->at_ms)});
    if (more > 0)
        text = arena_printf(arena, STR_FMT " " STR_FMT, STR_ARG(text),
                            STR_ARG(tongue_count(&show->tongue, "text.more#", (int64_t)more)));
    return envelope_line(arena, text);
}

static struct str compose(const struct board *board, const struct tell *tell, size_t more, size_t letters,
                          bool with_link, struct arena *arena)
{
    const struct settings_list *languages = &board->council->place.languages;
    struct str text = STR("");
    for (size_t i = 0; i < languages->count; i++) {
        struct show show = show_new(board, frame_language(languages, i), board->council->mail.public_url, arena);
        text = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), i > 0 ? "\n" : "",
                            STR_ARG(sentence(&show, tell, more, letters)));
    }
    if (!with_link)
        return text;
    return arena_printf(arena, STR_FMT "\n" STR_FMT "/incidents/" STR_FMT, STR_ARG(text),
                        STR_ARG(board->council->mail.public_url),
                        STR_ARG(percent_escape(arena, tell->incident.id)));
}

struct str text_message_write(const struct board *board, const struct tell *tell, size_t more, struct arena *arena)
{
    static const struct {
        size_t letters;
        bool with_link;
    } tries[] = {{80, true}, {24, true}, {80, false}, {24, false}, {12, false}};
    struct str text = STR("");
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        text = compose(board, tell, more, tries[i].letters, tries[i].with_link, arena);
        if (text_message_segments(text) <= TEXT_MESSAGE_SEGMENTS)
            return text;
    }
    return utf8_shorten(arena, text, TEXT_MESSAGE_SEGMENTS * UCS_MANY);
}
