/* SPDX-License-Identifier: MIT */
#include "intake.h"

#include "base/clock.h"
#include "base/log.h"

#include "base/banned.h"

enum { TELL_EVERY_MS = 60000 };

/* Whoever can reach the port can be refused as often as he likes: the log hears of it once a minute, the metrics always. */
static void refuse(struct visit *visit, const struct hook *hook, bool repeated, const struct err *err)
{
    int64_t now_ms = clock_monotonic_ms();
    struct site *site = visit->site;
    site->refusals++;
    if (site->refused_told_ms == 0 || now_ms - site->refused_told_ms >= TELL_EVERY_MS) {
        log_event(LOG_WARN, "a message was refused", "webhook", arena_str(visit->request->arena, hook->name).ptr, "from",
                  visit->request->client.ptr, "why", err->text, NULL);
        site->refused_told_ms = now_ms;
    }
    http_problem(visit->answer, repeated ? 409 : err->kind == ERR_INPUT ? 401 : 503, str_from(err->text));
}

void intake_hook(struct visit *visit)
{
    const struct http_request *request = visit->request;
    const struct hook *hook = hook_find(&visit->site->hooks, false, visit->id);
    struct err err;
    bool repeated;
    if (hook == NULL) {
        http_problem(visit->answer, 404, STR("The configuration has no webhook section of this name."));
    } else if (hook_accept(hook, http_header(request, "X-Earshot-Signature"), request->body, clock_now_ms(), &repeated,
                           &err)) {
        visit->answer->status = 202;
        visit->answer->type = "application/json";
        visit->answer->private_ = true;
        buf_add(&visit->answer->body, STR("{\"kept\":true}\n"));
    } else {
        refuse(visit, hook, repeated, &err);
    }
}

static void put_languages(const struct visit *visit, struct view *view, struct str chosen)
{
    static const char *const codes[] = {"", "cy", "en"};
    struct view *options = view_list(view, "options");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct view *option = view_item(options);
        struct str code = str_from(codes[i]);
        view_text(option, "option_value", code);
        view_text(option, "option", i == 0 ? tongue_get(&visit->show.tongue, "heard.language.any")
                                           : show_language(&visit->show, code));
        view_flag(option, "option_chosen", i > 0 && str_eq(code, chosen));
    }
}

/* The page with what was typed so far; `wrong` is a sentence of the catalogue, or NULL. */
static void show_form(struct visit *visit, const char *wrong)
{
    const struct http_request *request = visit->request;
    struct view *view = visit_view(visit, tongue_get(&visit->show.tongue, "heard.title"), "at_heard");
    struct str by = http_form(request, "by");
    view_flag(view, "done", wrong == NULL && str_eq(http_query(request, "done"), STR("1")));
    view_text(view, "wrong", wrong ? tongue_get(&visit->show.tongue, wrong) : STR_NONE);
    view_lines(view, "text", http_form(request, "text"));
    view_text(view, "group", http_form(request, "group"));
    view_text(view, "by", by.len > 0 || visit->site->door.open ? by : visit->person.name);
    view_text(view, "when", http_form(request, "when"));
    view_text(view, "place", http_form(request, "place"));
    put_languages(visit, view, http_form(request, "language"));
    visit->answer->status = wrong ? 400 : 200;
    visit->answer->private_ = true;
    visit_render(visit, VISIT_HEARD, view);
}

void intake_ask(struct visit *visit)
{
    show_form(visit, NULL);
}

/* "2026-11-20T08:15", as the council's clocks show it. */
static bool read_local(struct str text, struct arena *arena, int64_t *ms)
{
    if (text.len != sizeof "2026-11-20T08:15" - 1 || !clock_parse_iso(arena_printf(arena, STR_FMT ":00Z", STR_ARG(text)), ms))
        return false;
    *ms = clock_from_local(clock_utc(*ms));
    return true;
}

/* What is wrong with it, a sentence of the catalogue, or NULL. */
static const char *read_form(const struct http_request *request, struct hook_heard *heard)
{
    struct str when = http_form(request, "when");
    *heard = (struct hook_heard){str_trim(http_form(request, "text")), str_trim(http_form(request, "group")),
                                 str_trim(http_form(request, "by")), str_trim(http_form(request, "place")),
                                 http_form(request, "language"), 0};
    if (heard->text.len == 0 || heard->group.len == 0 || heard->heard_by.len == 0)
        return "heard.missing";
    if (heard->group.len > HOOK_NAME_BYTES_MOST || heard->heard_by.len > HOOK_NAME_BYTES_MOST ||
        heard->ward.len > HOOK_NAME_BYTES_MOST)
        return "heard.long";
    if (when.len > 0 && (!read_local(when, request->arena, &heard->when_ms) || heard->when_ms > clock_now_ms()))
        return "heard.wrong-time";
    return NULL;
}

void intake_enter(struct visit *visit)
{
    struct arena *arena = visit->request->arena;
    const struct hook *hook = hook_find(&visit->site->hooks, true, STR_NONE);
    struct hook_heard heard;
    struct str id;
    struct err err;
    const char *wrong = hook == NULL ? "heard.none" : read_form(visit->request, &heard);
    if (wrong != NULL) {
        show_form(visit, wrong);
    } else if (!hook_enter(hook, &heard, clock_now_ms(), arena, &id, &err)) {
        log_event(LOG_WARN, "what was heard cannot be kept", "why", err.text, NULL);
        visit_error(visit, 503, "error.503");
    } else {
        log_event(LOG_INFO, "heard in a group", "by", arena_str(arena, visit->person.name).ptr, "post", id.ptr, NULL);
        visit_redirect(visit, arena_printf(arena, "/heard?lang=%s&done=1", catalogue_lang_code(visit->show.tongue.lang)));
    }
}
