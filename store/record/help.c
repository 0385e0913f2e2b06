/* SPDX-License-Identifier: MIT */
#include "record/help.h"

#include "base/args.h"
#include "record/tongue.h"

#include "base/banned.h"

static struct catalogue catalogue;
static struct arena arena;

static const struct tongue *open_once(void)
{
    static struct tongue tongue;
    struct err err;
    if (tongue.catalogue == NULL && !tongue_open(&catalogue, NULL, &arena, &tongue, &err))
        tongue.lang = CATALOGUE_EN;
    return &tongue;
}

static const char *say(const char *english)
{
    const struct tongue *tongue = open_once();
    for (uint32_t i = 0; tongue->lang != CATALOGUE_EN && i < catalogue.keys.count; i++)
        if (str_starts(table_name(&catalogue.keys, i), STR("help.")) &&
            str_eq(catalogue.rows[i].forms[CATALOGUE_EN][0], str_from(english)))
            return arena_printf(&arena, STR_FMT, STR_ARG(catalogue.rows[i].forms[CATALOGUE_CY][0])).ptr;
    return english;
}

void help_speak(void)
{
    args_speak_by(say);
}
