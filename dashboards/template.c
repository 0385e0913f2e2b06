/* SPDX-License-Identifier: MIT */
#include "template.h"

#include "base/file.h"

#include "base/banned.h"

enum node_type { NODE_TEXT, NODE_VALUE, NODE_SENTENCE, NODE_IF, NODE_UNLESS, NODE_END };

struct template_node {
    enum node_type type;
    struct str text; /* the text, or the name */
    struct str number_name;
    const struct catalogue_row *row;
    size_t jump; /* of IF and UNLESS: their END; of END: its opening */
};

/* A file being read; the files that include it are under it. */
struct reading {
    struct str path, text;
    size_t at;
};

struct compiler {
    struct template *template;
    const struct catalogue *catalogue;
    struct arena *arena;
    struct reading files[TEMPLATE_DEPTH_MOST];
    size_t file_count;
    size_t open[TEMPLATE_DEPTH_MOST];
    size_t open_count;
};

static bool fail(const struct compiler *compiler, struct err *err, const char *what, struct str detail)
{
    const struct reading *file = &compiler->files[compiler->file_count - 1];
    int line = 1;
    for (size_t at = 0; at < file->at && at < file->text.len; at++)
        line += file->text.ptr[at] == '\n';
    return err_set(err, ERR_CONFIG, STR_FMT ":%d: %s " STR_FMT, STR_ARG(file->path), line, what, STR_ARG(detail));
}

static bool open_file(struct compiler *compiler, struct str path, struct err *err)
{
    if (compiler->file_count == TEMPLATE_DEPTH_MOST)
        return fail(compiler, err, "includes nest too deep:", path);
    struct str text;
    if (!file_read(path.ptr, TEMPLATE_BYTES_MOST, compiler->arena, &text, err))
        return false;
    compiler->files[compiler->file_count++] = (struct reading){path, text, 0};
    return true;
}

static struct template_node *add_node(struct compiler *compiler, enum node_type type, struct str text)
{
    struct template *template = compiler->template;
    MUST(template->count < TEMPLATE_NODES_MOST);
    struct template_node *node = &template->nodes[template->count++];
    *node = (struct template_node){.type = type, .text = text};
    return node;
}

static bool add_sentence(struct compiler *compiler, struct str words, struct err *err)
{
    struct str key, number = STR_NONE;
    words = str_trim(words);
    if (!str_next(&words, ' ', &key))
        return fail(compiler, err, "a sentence without key", key);
    number = str_trim(words);
    const struct catalogue_row *row = catalogue_find(compiler->catalogue, key);
    if (row == NULL)
        return fail(compiler, err, "not in the catalogue:", key);
    if (row->plural != (number.len > 0))
        return fail(compiler, err, "a number belongs to a plural, and only there:", key);
    struct template_node *node = add_node(compiler, NODE_SENTENCE, key);
    node->row = row;
    node->number_name = number;
    return true;
}

static bool open_section(struct compiler *compiler, enum node_type type, struct str name, struct err *err)
{
    if (compiler->open_count == TEMPLATE_DEPTH_MOST)
        return fail(compiler, err, "sections nest too deep:", name);
    compiler->open[compiler->open_count++] = compiler->template->count;
    add_node(compiler, type, name);
    return true;
}

static bool close_section(struct compiler *compiler, struct str name, struct err *err)
{
    struct template *template = compiler->template;
    if (compiler->open_count == 0)
        return fail(compiler, err, "nothing is open to close:", name);
    size_t opening = compiler->open[--compiler->open_count];
    if (!str_eq(template->nodes[opening].text, name))
        return fail(compiler, err, "closes another section:", name);
    template->nodes[opening].jump = template->count;
    add_node(compiler, NODE_END, name)->jump = opening;
    return true;
}

static bool add_tag(struct compiler *compiler, struct str tag, struct err *err)
{
    if (tag.len == 0)
        return fail(compiler, err, "an empty tag", tag);
    struct str rest = str_trim(str_cut(tag, 1, tag.len));
    switch (tag.ptr[0]) {
    case '!':
        return true;
    case '#':
        return open_section(compiler, NODE_IF, rest, err);
    case '^':
        return open_section(compiler, NODE_UNLESS, rest, err);
    case '/':
        return close_section(compiler, rest, err);
    case '>':
        return open_file(compiler, file_beside(compiler->arena, compiler->files[0].path.ptr, rest), err);
    default:
        break;
    }
    if (str_starts(tag, STR("t ")))
        return add_sentence(compiler, str_cut(tag, 2, tag.len), err);
    add_node(compiler, NODE_VALUE, str_trim(tag));
    return true;
}

/* A line that holds one tag, not of a value, and white space goes as a whole. */
static bool is_standalone(struct str text, size_t open, size_t close, size_t *line_start, size_t *line_end)
{
    if (open + 2 >= text.len || strchr("#^/>!", text.ptr[open + 2]) == NULL)
        return false;
    for (*line_start = open; *line_start > 0 && text.ptr[*line_start - 1] == ' ';)
        (*line_start)--;
    *line_end = close;
    while (*line_end < text.len && text.ptr[*line_end] == ' ')
        (*line_end)++;
    if (*line_end < text.len && text.ptr[*line_end] != '\n')
        return false;
    *line_end += *line_end < text.len;
    return *line_start == 0 || text.ptr[*line_start - 1] == '\n';
}

/* The text up to the next tag, and the tag. */
static bool step(struct compiler *compiler, struct err *err)
{
    struct reading *file = &compiler->files[compiler->file_count - 1];
    struct str text = file->text;
    size_t open = str_find_str(text, STR("{{"), file->at), from = file->at;
    if (open == text.len) {
        add_node(compiler, NODE_TEXT, str_cut(text, from, text.len));
        compiler->file_count--;
        return true;
    }
    size_t close = str_find_str(text, STR("}}"), open);
    if (close == text.len)
        return fail(compiler, err, "a tag is not closed", STR(""));
    size_t start = open, end = close + 2, line_start, line_end;
    if (is_standalone(text, open, end, &line_start, &line_end) && line_start >= from) {
        start = line_start;
        end = line_end;
    }
    add_node(compiler, NODE_TEXT, str_cut(text, from, start));
    file->at = end;
    return add_tag(compiler, str_cut(text, open + 2, close), err);
}

bool template_load(struct template *template, const char *path, const struct catalogue *catalogue,
                   struct arena *arena, struct err *err)
{
    struct compiler compiler = {.template = template, .catalogue = catalogue, .arena = arena};
    *template = (struct template){.name = arena_str(arena, str_from(path))};
    template->html = str_ends(template->name, STR(".html"));
    template->nodes = ARENA_ARRAY(arena, struct template_node, TEMPLATE_NODES_MOST);
    if (!open_file(&compiler, template->name, err))
        return false;
    while (compiler.file_count > 0)
        if (!step(&compiler, err))
            return false;
    return compiler.open_count == 0 ||
           err_set(err, ERR_CONFIG, "%s: section " STR_FMT " is not closed", path,
                   STR_ARG(template->nodes[compiler.open[compiler.open_count - 1]].text));
}

void template_escape(struct str text, struct buf *out)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        struct str safe = STR_NONE;
        switch (text.ptr[i]) {
        case '&': safe = STR("&amp;"); break;
        case '<': safe = STR("&lt;"); break;
        case '>': safe = STR("&gt;"); break;
        case '"': safe = STR("&quot;"); break;
        case '\'': safe = STR("&#39;"); break;
        default: continue;
        }
        buf_add(out, str_cut(text, from, i));
        buf_add(out, safe);
        from = i + 1;
    }
    buf_add(out, str_cut(text, from, text.len));
}

/* The maps that names are looked for in, innermost last, and the sections they belong to. */
struct scope {
    const struct view *map;
    const struct view *item; /* of a list being gone through */
    size_t opening;
};

struct renderer {
    const struct template *template;
    const struct tongue *tongue;
    struct buf *out;
    struct scope scopes[TEMPLATE_DEPTH_MOST + 1];
    size_t depth;
};

static const struct view *look_up(const struct renderer *renderer, struct str name)
{
    for (size_t i = renderer->depth; i-- > 0;) {
        const struct view *found = view_get(renderer->scopes[i].map, name);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static void write_text(const struct renderer *renderer, struct str text)
{
    if (renderer->template->html)
        template_escape(text, renderer->out);
    else
        buf_add(renderer->out, text);
}

static void write_value(const struct renderer *renderer, const struct view *value)
{
    if (value == NULL)
        return;
    if (value->type == VIEW_MARKUP)
        buf_add(renderer->out, value->text);
    else
        write_text(renderer, value->text);
}

static void write_sentence(const struct renderer *renderer, const struct template_node *node)
{
    const struct view *number = node->number_name.len > 0 ? look_up(renderer, node->number_name) : NULL;
    struct str form = catalogue_form(node->row, renderer->tongue->lang, number ? number->number : 0);
    for (size_t at = 0; at < form.len;) {
        size_t open = str_find(form, '{', at), close = str_find(form, '}', open);
        write_text(renderer, str_cut(form, at, open));
        if (close >= form.len)
            return;
        struct str name = str_cut(form, open + 1, close);
        write_value(renderer, number && str_eq(name, STR("n")) ? number : look_up(renderer, name));
        at = close + 1;
    }
}

static bool is_there(const struct view *value)
{
    if (value == NULL)
        return false;
    if (value->type == VIEW_LIST)
        return value->first != NULL;
    return value->type != VIEW_NUMBER || value->number != 0;
}

/* Where to go on after an opening: into the section, or to its end. */
static size_t enter(struct renderer *renderer, size_t at)
{
    const struct template_node *node = &renderer->template->nodes[at];
    const struct view *value = look_up(renderer, node->text);
    if (is_there(value) != (node->type == NODE_IF))
        return node->jump + 1;
    const struct view *outer = renderer->scopes[renderer->depth - 1].map, *item = NULL, *map = outer;
    if (value != NULL && value->type == VIEW_LIST && value->first != NULL)
        map = item = value->first;
    else if (value != NULL && value->type == VIEW_MAP)
        map = value;
    renderer->scopes[renderer->depth++] = (struct scope){map, item, at};
    return at + 1;
}

static size_t leave(struct renderer *renderer, size_t at)
{
    struct scope *scope = &renderer->scopes[renderer->depth - 1];
    if (scope->item != NULL && scope->item->next != NULL) {
        scope->map = scope->item = scope->item->next;
        return scope->opening + 1;
    }
    renderer->depth--;
    return at + 1;
}

void template_render(const struct template *template, const struct tongue *tongue, const struct view *view,
                     struct buf *out)
{
    struct renderer renderer = {.template = template, .tongue = tongue, .out = out, .depth = 1};
    renderer.scopes[0] = (struct scope){view, NULL, 0};
    for (size_t at = 0; at < template->count;) {
        const struct template_node *node = &template->nodes[at];
        switch (node->type) {
        case NODE_TEXT: buf_add(out, node->text); break;
        case NODE_VALUE: write_value(&renderer, look_up(&renderer, node->text)); break;
        case NODE_SENTENCE: write_sentence(&renderer, node); break;
        case NODE_IF:
        case NODE_UNLESS: at = enter(&renderer, at); continue;
        case NODE_END: at = leave(&renderer, at); continue;
        }
        at++;
    }
}
