/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#include "base/signature.h"
#include "drop.h"
#include "record/hook.h"

/* What the collector does with a request for a folder. */
static void run(struct play *play)
{
    struct source_reply reply = {.url = play_ask(play)};
    struct err err = {0};
    drop_read(&play->request, &play->arena, &reply, &err);
    assert_true(play_reply_headers(play, reply.status, reply.bytes, NULL, 0));
}

static void leave(struct play *play, const char *body)
{
    struct hooks hooks;
    bool repeated;
    struct str config = arena_printf(&play->arena, "%s/earshot.conf", play->folder);
    assert_true(hook_read(config.ptr, &play->arena, &hooks, &play->err));
    struct str signature = signature_make(&play->arena, hooks.items[0].key, PLAY_NOW, str_from(body));
    if (!hook_accept(&hooks.items[0], signature, str_from(body), PLAY_NOW, &repeated, &play->err))
        fail_msg("%s", play->err.text);
}

#define SECTION "webhook \"sms\" { key_file = \"secret\" spool = \"spool\" fields = {\"text=Neges\", \"author=From\"} }\n"

static void test_messages_come_in_once(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION, "a key of twenty-one b");
    leave(&play, "{\"Neges\":\"Dim bws eto\",\"From\":\"+447700900123\"}");
    run(&play);
    assert_true(play.answer.more);
    run(&play);
    const struct post *post = play_post(&play, 0);
    assert_str(post->text, "Dim bws eto");
    assert_str(post->visibility, "inbox");
    assert_int_equal(post->published_ms, PLAY_NOW);
    assert_int_equal(post->author_key.len, 32);
    assert_null(post->author_name.ptr);
    run(&play); /* its posts are kept: away with it */
    assert_false(play.answer.more);
    run(&play);
    assert_false(play.answer.more);
    assert_int_equal(play.answer.count, 0);
    play_end(&play);
}

static void test_forms_and_bad_ones(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION, "a key of twenty-one b");
    leave(&play, "Neges=Bins+are+late%21%0A%C3%B4l&From=7%&id=42");
    run(&play);
    run(&play);
    assert_str(play_post(&play, 0)->text, "Bins are late!\nôl");
    assert_str(play_post(&play, 0)->native_id, "42");
    run(&play);
    leave(&play, "{\"Neges\":");
    run(&play);
    run(&play);
    assert_int_equal(play.answer.count, 0);
    assert_non_null(play.answer.notice.ptr);
    run(&play);
    assert_false(play.answer.more);
    play_refused("webhook \"x\" { key_file = \"secret\" spool = \"s\" fields = {\"nonsense\"} }\n", "must be FIELD=NAME");
    play_end(&play);
}

static void test_what_was_heard(void **state)
{
    (void)state;
    struct play play;
    struct hooks hooks;
    struct str id;
    play_begin(&play, "manual \"desk\" { spool = \"spool\" }\n", "");
    struct str config = arena_printf(&play.arena, "%s/earshot.conf", play.folder);
    assert_true(hook_read(config.ptr, &play.arena, &hooks, &play.err));
    struct hook_heard heard = {STR("The park gate is broken"), STR("Dog walkers"), STR("Siân"), STR("Castle"), STR_NONE, 0};
    assert_true(hook_enter(&hooks.items[0], &heard, PLAY_NOW, &play.arena, &id, &play.err));
    run(&play);
    run(&play);
    const struct post *post = play_post(&play, 0);
    assert_str(post->visibility, "manual");
    assert_str(post->title, "Heard in Dog walkers by Siân");
    assert_str(post->tags[0], "Dog walkers");
    assert_str(post->ward, "Castle");
    assert_true(str_eq(post->native_id, id));
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_come_in_once),
        cmocka_unit_test(test_forms_and_bad_ones),
        cmocka_unit_test(test_what_was_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
