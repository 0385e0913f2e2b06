/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "base/signature.h"
#include "record/hook.h"

static const int64_t NOW = INT64_C(1795334400000);
static char folder[32];
static struct arena arena;

static int begin(void **state)
{
    struct err err;
    (void)state;
    memcpy(folder, "/tmp/earshot-hook-XXXXXX", 25);
    if (mkdtemp(folder) == NULL)
        return 1;
    struct str key = arena_printf(&arena, "%s/key", folder), config = arena_printf(&arena, "%s/conf", folder);
    assert_true(file_write(key.ptr, STR("sixteen or more bytes\n"), &err));
    assert_true(file_write(config.ptr,
                           STR("webhook \"forms\" { spool = \"s/forms\" key_file = \"key\" }\n"
                               "webhook \"off\" { spool = \"s/off\" key_file = \"missing\" enabled = false }\n"
                               "manual \"desk\" { spool = \"s/desk\" }\nmastodon \"x\" { server = \"https://x\" }\n"),
                           &err));
    return chmod(key.ptr, 0600);
}

static int end(void **state)
{
    (void)state;
    file_remove_tree(folder);
    arena_free(&arena);
    return 0;
}

static void read_hooks(struct hooks *hooks)
{
    struct err err;
    if (!hook_read(arena_printf(&arena, "%s/conf", folder).ptr, &arena, hooks, &err))
        fail_msg("%s", err.text);
}

static void test_signed_message_waits_once(void **state)
{
    (void)state;
    struct hooks hooks;
    struct err err;
    bool repeated;
    read_hooks(&hooks);
    assert_int_equal(hooks.count, 2);
    assert_null(hook_find(&hooks, false, STR("off")));
    const struct hook *hook = hook_find(&hooks, false, STR("forms"));
    struct str signature = signature_make(&arena, hook->key, NOW, STR("text=hi"));
    assert_true(hook_accept(hook, signature, STR("text=hi"), NOW, &repeated, &err));
    assert_false(hook_accept(hook, signature, STR("text=hi"), NOW + 60000, &repeated, &err));
    assert_true(repeated);
    assert_false(hook_accept(hook, signature, STR("text=ho"), NOW, &repeated, &err));
    assert_false(repeated);
    struct str name = arena_printf(&arena, "%s/s/forms/1795334400000-%.32s.msg", folder, signature.ptr + 16), bytes;
    assert_true(file_read(name.ptr, 100, &arena, &bytes, &err));
    assert_str(bytes, "text=hi");
    char *big = arena_take(&arena, HOOK_BODY_BYTES_MOST + 1);
    assert_false(hook_accept(hook, signature, (struct str){big, HOOK_BODY_BYTES_MOST + 1}, NOW, &repeated, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_what_was_heard(void **state)
{
    (void)state;
    struct hooks hooks;
    struct err err;
    struct str id, bytes;
    struct json *root;
    read_hooks(&hooks);
    const struct hook *hook = hook_find(&hooks, true, STR_NONE);
    struct hook_heard heard = {.text = STR("Nobody tells us \"why\""), .group = STR("dog walkers"), .heard_by = STR("Siân")};
    assert_true(hook_enter(hook, &heard, NOW, &arena, &id, &err));
    struct str name = arena_printf(&arena, "%s/s/desk/1795334400000-%s.msg", folder, id.ptr);
    assert_true(file_read(name.ptr, 1000, &arena, &bytes, &err));
    assert_true(json_parse(bytes, &arena, &root, &err));
    assert_str(json_get_str(root, "text"), "Nobody tells us \"why\"");
    assert_str(json_get_str(root, "time"), "2026-11-22T08:00:00Z");
    assert_null(json_get(root, "ward"));
    heard.heard_by = STR(" ");
    assert_false(hook_enter(hook, &heard, NOW, &arena, &id, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_signed_message_waits_once, begin, end),
        cmocka_unit_test_setup_teardown(test_what_was_heard, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
