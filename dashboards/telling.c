/* SPDX-License-Identifier: MIT */
#include "telling.h"

#include <inttypes.h>
#include <stdlib.h>

#include "alert.h"
#include "base/clock.h"
#include "base/log.h"
#include "due.h"
#include "gather.h"
#include "held.h"
#include "text_message.h"
#include "webhook.h"

#include "base/banned.h"

/* A step that waits in the outbox, and whether some reader still waits for it. */
struct step {
    struct str id;
    struct tell tell;
    enum due_alert due; /* to the section in hand */
    bool waits;
};

struct steps {
    struct step *items;
    size_t count;
};

static bool add(struct telling *telling, const struct envelope *envelope, struct err *err)
{
    bool added;
    return records_letter_add(telling->store, envelope->id, envelope_to_json(envelope, telling->arena), &added, err);
}

/* A letter refers to the first one of its incident only where its reader was written that. */
static bool was_written(struct telling *telling, struct str id, bool *written, struct err *err)
{
    struct records_letter *letters;
    size_t count;
    if (!records_letter_was_sent(telling->store, id, written, err) ||
        !records_letters_due(telling->store, telling->arena, &letters, &count, err))
        return false;
    for (size_t i = 0; i < count && !*written; i++)
        *written = str_eq(letters[i].id, id);
    return true;
}

static struct str stop_link(const struct telling *telling, const struct council_alert *alert, struct str to)
{
    return opt_out_link(telling->board->council->mail.public_url, "alert", alert->name, to, telling->board->now_ms,
                        telling->key, telling->arena);
}

static bool add_mail(struct telling *telling, const struct council_alert *alert, struct str to,
                     const struct tell *tell, struct err *err)
{
    if (opt_out_has(telling->opt_out, "alert", alert->name, to) && !alert_is_danger(tell))
        return true;
    struct envelope envelope = {.to = to, .section = alert->name};
    envelope.unsubscribe = stop_link(telling, alert, to);
    envelope.id = due_alert_letter(alert, tell, to, telling->arena);
    struct str first = due_alert_thread(alert, tell, to, telling->arena);
    bool written = false;
    if (!str_eq(first, envelope.id) && !was_written(telling, first, &written, err))
        return false;
    envelope.thread = written ? first : STR_NONE;
    return alert_write(telling->frame, telling->board, tell, telling->key, telling->arena, &envelope, err) &&
           add(telling, &envelope, err);
}

static bool add_text(struct telling *telling, const struct council_alert *alert, struct str to,
                     const struct tell *tell, size_t more, struct err *err)
{
    if (!due_is_loud(tell))
        return true;
    struct envelope envelope = {.way = ENVELOPE_TEXT, .to = to, .section = alert->name, .date_ms = tell->at_ms};
    envelope.id = arena_printf(telling->arena, "text:" STR_FMT,
                               STR_ARG(due_alert_letter(alert, tell, to, telling->arena)));
    envelope.text = text_message_write(telling->board, tell, more, telling->arena);
    return add(telling, &envelope, err);
}

static bool add_webhook(struct telling *telling, const struct council_alert *alert, const struct tell *tell,
                        struct err *err)
{
    if (alert->webhook.len == 0 || due_webhook(alert, tell, telling->board) != DUE_NOW)
        return true;
    struct envelope envelope = {.way = ENVELOPE_WEBHOOK, .to = alert->name, .section = alert->name};
    envelope.id = arena_printf(telling->arena, "webhook:" STR_FMT ":%014" PRId64 ":" STR_FMT ":" STR_FMT,
                               STR_ARG(alert->name), tell->at_ms, STR_ARG(tell->what), STR_ARG(tell->incident.id));
    return webhook_write(telling->board, tell, telling->arena, &envelope, err) && add(telling, &envelope, err);
}

static bool add_to(struct telling *telling, const struct council_alert *alert, const struct settings_list *list,
                   const struct tell *tell, struct err *err)
{
    const struct settings_list to = due_readers(telling->board->council, list, telling->board->now_ms, telling->arena);
    bool fine = true;
    for (size_t i = 0; fine && i < to.count; i++)
        fine = text_message_is_number(to.items[i]) ? add_text(telling, alert, to.items[i], tell, 0, err)
                                                   : add_mail(telling, alert, to.items[i], tell, err);
    return fine;
}

static bool add_alert(struct telling *telling, const struct council_alert *alert, const struct tell *tell,
                      struct err *err)
{
    return add_to(telling, alert, &alert->to, tell, err) && add_to(telling, alert, &alert->sms_to, tell, err);
}

/* One letter for several incidents, and one text where they began just now. */
static bool add_several(struct telling *telling, const struct council_alert *alert, const struct settings_list *list,
                        const struct held *held, struct err *err)
{
    const struct settings_list to = due_readers(telling->board->council, list, telling->board->now_ms, telling->arena);
    bool fine = true;
    for (size_t i = 0; fine && i < to.count; i++) {
        struct envelope envelope = {.to = to.items[i], .section = alert->name};
        if (text_message_is_number(to.items[i])) {
            fine = !held->together ||
                   add_text(telling, alert, to.items[i], &held->items[0].first, held->count - 1, err);
            continue;
        }
        if (opt_out_has(telling->opt_out, "alert", alert->name, to.items[i]))
            continue;
        envelope.unsubscribe = stop_link(telling, alert, envelope.to);
        envelope.id = arena_printf(telling->arena, "held:" STR_FMT ":%" PRId64 ":%zu:" STR_FMT, STR_ARG(alert->name),
                                   held->newest_ms, held->count, STR_ARG(to.items[i]));
        fine = held_write(telling->frame, telling->board, held, telling->key, telling->arena, &envelope, err) &&
               add(telling, &envelope, err);
    }
    return fine;
}

/* What was held back; but one complaint that is still there gets the letter it would have had. */
static bool add_held(struct telling *telling, const struct council_alert *alert, const struct held *held,
                     struct err *err)
{
    if (held->count == 0)
        return true;
    if (held->count == 1 && board_is_live(held->items[0].incident))
        return add_alert(telling, alert, &held->items[0].first, err);
    return add_several(telling, alert, &alert->to, held, err);
}

/* A beginning that its section has told is not told again while another section's readers sleep. */
static struct str told_id(const struct telling *telling, const struct council_alert *alert, const struct tell *tell)
{
    return arena_printf(telling->arena, "told:" STR_FMT ":" STR_FMT, STR_ARG(alert->name),
                        STR_ARG(tell_id(tell, telling->arena)));
}

static bool gather_steps(struct telling *telling, const struct council_alert *alert, const struct steps *steps,
                         struct gather *gather, struct err *err)
{
    for (size_t i = 0; i < steps->count; i++) {
        struct step *step = &steps->items[i];
        bool told = false, begins = str_eq(step->tell.what, STR("opened")) && !step->tell.incident.urgent;
        step->due = due_alert(alert, &step->tell, telling->board);
        if (step->due != DUE_NOW || !begins)
            continue;
        if (!records_letter_was_sent(telling->store, told_id(telling, alert, &step->tell), &told, err))
            return false;
        if (told)
            step->due = DUE_NEVER;
        else
            gather_add(gather, &step->tell);
    }
    gather_decide(gather, telling->board);
    return true;
}

/* The first of a group is told with the others. */
static bool add_gathered(struct telling *telling, const struct council_alert *alert, const struct gather *gather,
                         const struct gather_item *item, struct err *err)
{
    struct held *held = ARENA_NEW(telling->arena, struct held);
    *held = (struct held){.together = true};
    for (size_t i = 0; i < gather->count; i++)
        if (gather->items[i].group == item->group)
            held_add(held, gather->items[i].tell, telling->board, telling->arena);
    bool fine = held->count == 1 ? add_alert(telling, alert, item->tell, err)
                                 : add_several(telling, alert, &alert->to, held, err) &&
                                       add_several(telling, alert, &alert->sms_to, held, err);
    for (size_t i = 0; fine && i < gather->count; i++)
        if (gather->items[i].group == item->group)
            fine = records_letter_sent(telling->store, told_id(telling, alert, gather->items[i].tell), err);
    return fine;
}

static bool tell_step(struct telling *telling, const struct council_alert *alert, struct step *step,
                      const struct gather *gather, struct err *err)
{
    const struct gather_item *begun = step->tell.incident.urgent ? NULL : gather_find(gather, step->tell.incident.id);
    if (begun == NULL)
        return add_alert(telling, alert, &step->tell, err);
    if (!begun->ready) {
        step->waits = true;
        return true;
    }
    if (begun->tell != &step->tell) /* a letter about several tells them as they are now */
        return gather_together(gather, begun) > 1 || add_alert(telling, alert, &step->tell, err);
    return &gather->items[begun->group] != begun || add_gathered(telling, alert, gather, begun, err);
}

static bool tell_section(struct telling *telling, const struct council_alert *alert, struct steps *steps,
                         struct err *err)
{
    struct held *held = ARENA_NEW(telling->arena, struct held);
    struct gather *gather = ARENA_NEW(telling->arena, struct gather);
    *held = (struct held){0};
    *gather = (struct gather){0};
    if (!gather_steps(telling, alert, steps, gather, err))
        return false;
    for (size_t i = 0; i < steps->count; i++) {
        struct step *step = &steps->items[i];
        step->waits = step->waits || step->due == DUE_LATER;
        if (step->due == DUE_HELD)
            held_add(held, &step->tell, telling->board, telling->arena);
        if (!add_webhook(telling, alert, &step->tell, err) ||
            (step->due == DUE_NOW && !tell_step(telling, alert, step, gather, err)))
            return false;
    }
    return add_held(telling, alert, held, err);
}

/* As they happened, so that an incident's first letter is written first. */
static int oldest_first(const void *a, const void *b)
{
    const struct step *left = a, *right = b;
    if (left->tell.at_ms != right->tell.at_ms)
        return left->tell.at_ms < right->tell.at_ms ? -1 : 1;
    return str_compare(left->id, right->id);
}

static bool read_steps(struct telling *telling, struct steps *steps, struct err *err)
{
    struct records_letter *letters;
    size_t count;
    if (!records_letters_due(telling->store, telling->arena, &letters, &count, err))
        return false;
    steps->items = ARENA_ARRAY(telling->arena, struct step, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct step *step = &steps->items[steps->count];
        struct err bad;
        if (!due_is_tell(letters[i].id))
            continue;
        *step = (struct step){.id = letters[i].id};
        if (tell_from_json(letters[i].json, telling->arena, &step->tell, &bad)) {
            steps->count++;
            continue;
        }
        log_event(LOG_ERROR, "a step that does not read back is not told", "why", bad.text, NULL);
        if (!records_letter_sent(telling->store, letters[i].id, err))
            return false;
    }
    qsort(steps->items, steps->count, sizeof *steps->items, oldest_first);
    return true;
}

bool telling_steps(struct telling *telling, struct err *err)
{
    struct steps steps = {0};
    const struct council *council = telling->board->council;
    if (!read_steps(telling, &steps, err))
        return false;
    for (size_t i = 0; i < council->alert_count; i++)
        if (!tell_section(telling, &council->alerts[i], &steps, err))
            return false;
    for (size_t i = 0; i < steps.count; i++)
        if (!steps.items[i].waits && !records_letter_sent(telling->store, steps.items[i].id, err))
            return false;
    return true;
}

/* Danger that nobody took up goes to whoever comes next, once. */
bool telling_escalate(struct telling *telling, struct err *err)
{
    const struct board *board = telling->board;
    for (size_t i = 0; i < board->council->alert_count; i++)
        for (size_t k = 0; k < board->incident_count; k++) {
            const struct council_alert *alert = &board->council->alerts[i];
            const struct incident *incident = board->incidents[k];
            if (!due_escalation(alert, incident, board->now_ms))
                continue;
            struct tell tell = {STR("unanswered"), due_danger_since_ms(incident) + alert->escalate_after_ms, *incident};
            if (!add_to(telling, alert, &alert->escalate_to, &tell, err))
                return false;
        }
    return true;
}
