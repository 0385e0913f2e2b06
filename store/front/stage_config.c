/* SPDX-License-Identifier: MIT */
#include "front/stage_config.h"

#include "base/buf.h"
#include "base/file.h"

#include "base/banned.h"

enum { FILE_BYTES = 16 << 10 };

static void write_sources(const struct stage_config *config, struct buf *out)
{
    struct str origin = config->town_origin;
    buf_printf(out, "mastodon \"aberwen.social #Aberwen\" { server = \"" STR_FMT "\" hashtags = {\"Aberwen\"} "
                    "every = \"2m\" }\n", STR_ARG(origin));
    buf_printf(out, "mastodon \"aberwen.social\" { server = \"" STR_FMT "\" public = true every = \"2m\" }\n",
               STR_ARG(origin));
    buf_printf(out, "mastodon \"@cyngor\" { server = \"" STR_FMT "\" mentions = true token_file = \"" STR_FMT
                    "/token\" every = \"2m\" }\n", STR_ARG(origin), STR_ARG(config->dir));
    buf_printf(out, "rss \"Papur Aberwen\" { url = \"" STR_FMT "/papur/feed.xml\" every = \"10m\" }\n", STR_ARG(origin));
    buf_printf(out, "rss \"Fforwm Aberwen\" { url = \"" STR_FMT "/fforwm/atom.xml\" every = \"10m\" }\n",
               STR_ARG(origin));
    buf_printf(out, "file \"call centre\" { path = \"" STR_FMT "/calls-*.csv\" settle = \"0s\" columns = {\"time=time\", \"id=ref\", "
                    "\"author=caller_ref\", \"text=note\", \"ward=ward\"} }\n", STR_ARG(config->drop));
    buf_printf(out, "manual \"heard in a group\" { spool = \"" STR_FMT "/heard\" }\n", STR_ARG(config->dir));
    buf_printf(out, "file \"survey\" { path = \"" STR_FMT "/survey-*.jsonl\" settle = \"0s\" }\n", STR_ARG(config->drop));
}

bool stage_config_write(const struct stage_config *config, const char *path, struct err *err)
{
    struct buf out = BUF("configuration", FILE_BYTES);
    struct arena scratch = {0};
    buf_printf(&out, "# The sample town, a fictional borough.\n"
                     "council { name = \"Aberwen Borough Council\" name_cy = \"Cyngor Bwrdeistref Aberwen\" "
                     "places = \"" STR_FMT "/places.csv\" contact_url = \"https://www.aberwen.example/gwrando\" "
                     "accounts = {\"@cyngor@aberwen.social\"} }\n",
               STR_ARG(config->data));
    buf_printf(&out, "store { state_dir = \"" STR_FMT "/state\" }\n", STR_ARG(config->dir));
    write_sources(config, &out);
    buf_printf(&out, "mail { outbox = \"" STR_FMT "\" from = \"earshot@aberwen.example\" "
                     "public_url = \"http://127.0.0.1:%d\" }\n", STR_ARG(config->out), config->page_port);
    buf_printf(&out, "digest \"morning\" { to = {\"comms@aberwen.example\"} at = \"07:30\" days = \"daily\" }\n"
                     "alert \"duty\" { to = {\"duty@aberwen.example\"} updates = false }\n"
                     "detect { budget = 0.25 }\n"
                     "serve { listen = \"127.0.0.1:%d\" }\n"
                     "privacy { keep_posts = \"60d\" }\n"
                     "network { allow_private_addresses = true }\n", config->page_port);
    struct str token = arena_printf(&scratch, STR_FMT "/token", STR_ARG(config->dir));
    bool ok = buf_ok(&out, err) && file_write(token.ptr, STR("the-town-asks-for-none\n"), err) &&
              file_write(path, buf_str(&out), err);
    arena_free(&scratch);
    buf_free(&out);
    return ok;
}
