/* SPDX-License-Identifier: MIT */
#include "record/council_check.h"

#include "base/clock.h"
#include "record/duty.h"

#include "base/banned.h"

static bool at_line(const struct council *council, int line, const char *section, struct str name, struct err *err)
{
    return err_within(err, STR_FMT ":%d: %s \"" STR_FMT "\"", STR_ARG(council->path), line, section, STR_ARG(name));
}

static bool check_reader(const struct council *council, const char *setting, struct str to, struct err *err)
{
    if (str_starts(to, STR("rota:")))
        return council_rota(council, str_cut(to, 5, to.len)) != NULL ||
               err_set(err, ERR_CONFIG, "%s: \"" STR_FMT "\": there is no such rota section", setting, STR_ARG(to));
    if (str_find(to, '@', 0) < to.len || (to.len > 1 && to.ptr[0] == '+'))
        return true;
    return err_set(err, ERR_CONFIG, "%s: \"" STR_FMT "\" should be an address, a telephone number such as "
                   "+447700900123, or rota:NAME", setting, STR_ARG(to));
}

static bool check_readers(const struct council *council, const char *setting, const struct settings_list *list,
                          struct err *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (!check_reader(council, setting, list->items[i], err))
            return false;
    return true;
}

/* Whether a list leads to a telephone, itself or through a rota. */
static bool has_number(const struct council *council, const struct settings_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct str to = list->items[i];
        const struct council_rota *rota =
            str_starts(to, STR("rota:")) ? council_rota(council, str_cut(to, 5, to.len)) : NULL;
        if (to.len > 0 && to.ptr[0] == '+')
            return true;
        for (size_t k = 0; rota != NULL && k < rota->turns.count; k++)
            if (str_find(rota->turns.items[k], '+', 0) < rota->turns.items[k].len)
                return true;
    }
    return false;
}

static bool check_ways(const struct council *council, const struct council_alert *alert, struct err *err)
{
    if (alert->to.count + alert->sms_to.count == 0 && alert->webhook.len == 0)
        return err_set(err, ERR_CONFIG, "to: must be given: nobody would get it");
    if (alert->webhook.len > 0 && alert->webhook_key_file.len == 0)
        return err_set(err, ERR_CONFIG, "webhook_key_file: must be given where there is a webhook");
    if (alert->webhook.len > 0 && !str_starts(alert->webhook, STR("https://")) &&
        !str_starts(alert->webhook, STR("http://")))
        return err_set(err, ERR_CONFIG, "webhook: \"" STR_FMT "\" should be https://host/path", STR_ARG(alert->webhook));
    bool texts = has_number(council, &alert->to) || has_number(council, &alert->sms_to) ||
                 has_number(council, &alert->escalate_to);
    if (texts && (alert->sms_key_file.len == 0 || alert->sms_template.len == 0))
        return err_set(err, ERR_CONFIG, "sms_key_file, sms_template: must be given where a telephone number is");
    return true;
}

static bool check_alert(const struct council *council, const struct council_alert *alert, struct err *err)
{
    struct duty_hours hours;
    if (!duty_hours_read(alert->hours, holiday_nation_from(council->place.nation), &hours, err))
        return err_within(err, "hours");
    return check_readers(council, "to", &alert->to, err) && check_readers(council, "sms_to", &alert->sms_to, err) &&
           check_readers(council, "escalate_to", &alert->escalate_to, err) && check_ways(council, alert, err);
}

static bool check_silence(struct council_silence *silence, struct err *err)
{
    return clock_parse_day(silence->until, &silence->until_ms) ||
           err_set(err, ERR_CONFIG, "until: \"" STR_FMT "\" should be a day such as 2026-10-01", STR_ARG(silence->until));
}

bool council_check(struct council *council, struct err *err)
{
    enum holiday_nation nation = holiday_nation_from(council->place.nation);
    for (size_t i = 0; i < council->rota_count; i++)
        if (!duty_people(&council->rotas[i].turns, nation, 0, NULL, NULL, err))
            return at_line(council, council->rotas[i].line, "rota", council->rotas[i].name, err);
    for (size_t i = 0; i < council->alert_count; i++)
        if (!check_alert(council, &council->alerts[i], err))
            return at_line(council, council->alerts[i].line, "alert", council->alerts[i].name, err);
    for (size_t i = 0; i < council->silence_count; i++)
        if (!check_silence(&council->silences[i], err))
            return at_line(council, council->silences[i].line, "silence", council->silences[i].name, err);
    return true;
}
