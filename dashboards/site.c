/* SPDX-License-Identifier: MIT */
#include "site.h"

#include "api.h"
#include "base/clock.h"
#include "calendar.h"
#include "feed_json.h"
#include "intake.h"
#include "metrics.h"
#include "page.h"
#include "page_act.h"
#include "page_done.h"
#include "page_posts.h"
#include "page_stop.h"

#include "base/banned.h"

/* `path` that ends in "/" stands for what follows it. A machine gets problem documents, a person pages. */
struct route {
    const char *method, *path;
    enum door_role role;
    bool machine, always; /* always: also while nothing is there to be shown */
    void (*answer)(struct visit *visit);
};

static const struct route routes[] = {
    {"GET", "/", DOOR_READER, false, false, page_overview},
    {"GET", "/incidents", DOOR_READER, false, false, page_incidents},
    {"GET", "/incidents/", DOOR_READER, false, false, page_incident},
    {"POST", "/incidents/", DOOR_OFFICER, false, false, page_act_incident},
    {"GET", "/issues", DOOR_READER, false, false, page_issues},
    {"GET", "/issues/", DOOR_READER, false, false, page_issue},
    {"GET", "/places", DOOR_READER, false, false, page_places},
    {"GET", "/places/", DOOR_READER, false, false, page_place},
    {"GET", "/posts", DOOR_READER, false, false, page_posts},
    {"GET", "/posts/", DOOR_READER, false, false, page_post},
    {"POST", "/posts/", DOOR_OFFICER, false, false, page_post_correct},
    {"POST", "/done", DOOR_OFFICER, false, false, page_done_record},
    {"POST", "/done/", DOOR_OFFICER, false, false, page_done_undo},
    {"GET", "/looks", DOOR_ADMINISTRATOR, false, false, looks_page},
    {"GET", "/days", DOOR_READER, false, false, page_days},
    {"GET", "/days/", DOOR_READER, false, false, page_day},
    {"GET", "/sources", DOOR_READER, false, false, page_sources},
    {"GET", "/unheard", DOOR_READER, false, false, page_unheard},
    {"GET", "/heard", DOOR_OFFICER, false, true, intake_ask},
    {"POST", "/heard", DOOR_OFFICER, false, true, intake_enter},
    {"POST", "/hooks/", DOOR_NOBODY, true, true, intake_hook},
    {"GET", "/act", DOOR_NOBODY, false, false, page_act_ask},
    {"POST", "/act", DOOR_NOBODY, false, false, page_act_do},
    {"GET", "/unsubscribe", DOOR_NOBODY, false, true, page_stop_ask},
    {"POST", "/unsubscribe", DOOR_NOBODY, true, true, page_stop_do}, /* mail programs send no Origin that we know */
    {"GET", "/sign-in", DOOR_NOBODY, false, true, page_act_sign_in},
    {"POST", "/sign-in", DOOR_NOBODY, false, true, page_act_enter},
    {"POST", "/sign-out", DOOR_NOBODY, false, true, page_act_leave},
    {"GET", "/style.css", DOOR_NOBODY, true, true, page_style},
    {"GET", "/page.js", DOOR_NOBODY, true, true, page_script},
    {"GET", "/uplot.js", DOOR_NOBODY, true, true, page_plotter},
    {"GET", "/live", DOOR_READER, true, false, live_answer},
    {"GET", "/feed.json", DOOR_READER, true, false, feed_json_answer},
    {"GET", "/feed.atom", DOOR_READER, true, false, feed_json_answer_atom},
    {"GET", "/calendar.ics", DOOR_READER, true, false, calendar_answer},
    {"GET", "/api/v1/temperature", DOOR_READER, true, false, api_temperature},
    {"GET", "/api/v1/incidents", DOOR_READER, true, false, api_incidents},
    {"GET", "/api/v1/issues", DOOR_READER, true, false, api_issues},
    {"GET", "/api/v1/places", DOOR_READER, true, false, api_places},
    {"GET", "/api/v1/sources", DOOR_READER, true, false, api_sources},
    {"GET", "/api/v1/posts", DOOR_READER, true, false, api_posts},
    {"GET", "/api/v1/digests/", DOOR_READER, true, false, api_digest},
    {"GET", "/api/v1/openapi.json", DOOR_NOBODY, true, true, api_openapi},
    {"GET", "/metrics", DOOR_READER, true, true, metrics_answer},
    {"GET", "/healthz", DOOR_NOBODY, true, true, metrics_health},
    {"GET", "/readyz", DOOR_NOBODY, true, true, metrics_ready},
};

static bool fits(const struct route *route, struct str path, struct str *id)
{
    struct str wanted = str_from(route->path);
    if (wanted.len > 1 && wanted.ptr[wanted.len - 1] == '/') {
        *id = str_starts(path, wanted) ? str_cut(path, wanted.len, path.len) : STR_NONE;
        return id->len > 0;
    }
    *id = STR_NONE;
    return str_eq(path, wanted);
}

/* NULL: there is no such path; *allowed: it has this method. */
static const struct route *find(const struct http_request *request, struct str *id, bool *allowed)
{
    struct str method = str_eq(request->method, STR("HEAD")) ? STR("GET") : request->method;
    const struct route *found = NULL;
    *allowed = false;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0] && !*allowed; i++) {
        if (!fits(&routes[i], request->path, id))
            continue;
        found = &routes[i];
        *allowed = str_eq(method, str_from(routes[i].method));
    }
    return found;
}

static enum catalogue_lang language_of(const struct site *site, const struct http_request *request)
{
    enum catalogue_lang lang = CATALOGUE_CY;
    struct str wanted = http_query(request, "lang");
    if (catalogue_lang_from(wanted, &lang))
        return lang;
    if (site->council->place.languages.count > 0)
        catalogue_lang_from(site->council->place.languages.items[0], &lang);
    return lang;
}

/* Whether it shows posts, which are somebody's words. */
static bool shows_posts(const struct route *route)
{
    return strcmp(route->path, "/posts") == 0 || strcmp(route->path, "/posts/") == 0 ||
           strcmp(route->path, "/api/v1/posts") == 0;
}

/* Answers whoever may not come in; false if they may. */
static bool refuse(struct visit *visit, const struct route *route)
{
    if (route->role <= visit->person.role)
        return false;
    visit->site->refusals++;
    if (visit->person.role == DOOR_NOBODY && !visit->machine)
        visit_redirect(visit, arena_printf(visit->request->arena, "/sign-in?lang=%s",
                                           catalogue_lang_code(visit->show.tongue.lang)));
    else
        visit_error(visit, visit->person.role == DOOR_NOBODY ? 401 : 403, "error.403");
    return true;
}

/* What needs nobody's leave is cheap, or about one letter; the rest is the same for the same person for a while. */
static void answer_warm(struct visit *visit, const struct route *route)
{
    bool lasting = route->role > DOOR_NOBODY && !route->always && !str_eq(visit->request->method, STR("POST"));
    struct str asked = lasting ? warm_asked(visit->request, visit->person.name, (int)visit->person.role) : STR_NONE;
    if (warm_give(&visit->site->warm, asked, visit->answer))
        return;
    route->answer(visit);
    warm_keep(&visit->site->warm, asked, visit->answer);
}

void site_answer(void *context, const struct http_request *request, struct http_answer *answer)
{
    struct site *site = context;
    struct visit visit = {.site = site, .request = request, .answer = answer};
    bool allowed;
    const struct route *route = find(request, &visit.id, &allowed);
    site->answers++;
    site->board.now_ms = clock_now_ms();
    visit.show = show_new(&site->board, language_of(site, request), STR(""), request->arena);
    visit.machine = route ? route->machine : str_starts(request->path, STR("/api/"));
    visit.person = door_who(&site->door, request);
    if (route == NULL)
        visit_error(&visit, 404, "error.404");
    else if (!allowed)
        visit_error(&visit, 405, "error.400");
    else if (refuse(&visit, route))
        return;
    else if (!site->ready && !route->always)
        visit_error(&visit, 503, "error.503");
    else if (str_eq(request->method, STR("POST")) && !route->machine && !door_same_origin(request))
        visit_error(&visit, 403, "error.403");
    else {
        if (shows_posts(route))
            looks_note(&visit);
        answer_warm(&visit, route);
    }
}
