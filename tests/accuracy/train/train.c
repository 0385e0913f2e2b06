/* SPDX-License-Identifier: MIT */
/* Trains the model of analysis/model.h from files that train.py prepares; prints what it reaches on those
 * held back.
 *
 *   train OUT SEED LIST…   where each LIST is a file of lines: NAME WEIGHT EPOCHS FEATURES LABELS ROLE
 *
 * Not installed. Written for clearness and single-threaded speed: a run takes about a minute. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "model_file.h"

enum {
    ROWS = 1 << GRAMS_ROW_BITS,
    OUTS = MODEL_HEADS,
    FIRST = 3,
    DIM = MODEL_VECTOR,
    HIDDEN = MODEL_HIDDEN,
    INPUT = MODEL_INPUT,
    ISSUES = MODEL_ISSUES
};

struct pair {
    unsigned number;
    float weight;
};
struct example {
    unsigned row_count, issue_count;
    struct pair *rows, *issues;
    float *input; /* INPUT: vector and traits */
    signed char sentiment, class_, urgent, dp;
    short issue[3];
    float weight, soft;
    int council; /* soft: a rating in place of a label, or 99 */
};
struct set {
    char name[64];
    float weight;
    int test;
    struct example *items;
    size_t count;
};

static float sparse[ROWS][OUTS], sparse_g[ROWS][OUTS];
static float dense[OUTS][INPUT + 1], dense_g[OUTS][INPUT + 1];
static float w1[HIDDEN][INPUT + 1], w1_g[HIDDEN][INPUT + 1], w2[OUTS][HIDDEN], w2_g[OUTS][HIDDEN];
static float issue_dense[ISSUES][INPUT + 1], issue_dense_g[ISSUES][INPUT + 1];
static int issue_cues_only;
static float issue_cue[2] = {5, 1}, issue_cue_g[2];
static struct set sets[64];
static size_t set_count;
static float lr = 0.1f, l2 = 1e-7f, lr_issue = 0.1f, dense_scale = 1, issue_ds = 1;
static int use_mlp = 1, use_sparse = 1, second_epochs = 6;

static float *vectors;
static char **vocab;
static unsigned *slots;
static size_t vocab_count, slot_count = 1 << 18;

static unsigned hash_of(const char *s, size_t n) {
    unsigned h = 2166136261u;
    while (n--)
        h = (h ^ (unsigned char)*s++) * 16777619u;
    return h;
}
static int find_word(const char *s, size_t n) {
    for (unsigned h = hash_of(s, n) & (unsigned)(slot_count - 1); slots[h];
         h = (h + 1) & (unsigned)(slot_count - 1))
        if (strlen(vocab[slots[h] - 1]) == n && memcmp(vocab[slots[h] - 1], s, n) == 0)
            return (int)slots[h] - 1;
    return -1;
}
static void load_vectors(const char *words, const char *path) {
    slots = calloc(slot_count, sizeof *slots);
    FILE *f = fopen(words, "r");
    char line[512];
    vocab = malloc(200000 * sizeof *vocab);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        vocab[vocab_count] = strdup(line);
        unsigned h = hash_of(line, strlen(line)) & (unsigned)(slot_count - 1);
        while (slots[h])
            h = (h + 1) & (unsigned)(slot_count - 1);
        slots[h] = (unsigned)++vocab_count;
    }
    fclose(f);
    vectors = malloc(vocab_count * DIM * sizeof *vectors);
    f = fopen(path, "rb");
    if (fread(vectors, sizeof(float) * DIM, vocab_count, f) != vocab_count)
        exit(3);
    fclose(f);
}
static void pool(char *forms, float *out) {
    size_t n = 0;
    char *save = NULL;
    for (char *w = strtok_r(forms, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
        int i = find_word(w, strlen(w));
        if (i < 0)
            continue;
        n++;
        for (int d = 0; d < DIM; d++)
            out[d] += vectors[(size_t)i * DIM + (size_t)d];
    }
    for (int d = 0; d < DIM && n; d++)
        out[d] /= (float)n;
}

static void load(struct set *set, const char *features, const char *labels) {
    FILE *f = fopen(features, "rb"), *l = fopen(labels, "r");
    unsigned counts[3];
    size_t cap = 0;
    char line[256];
    if (!f || !l) {
        fprintf(stderr, "%s?\n", features);
        exit(2);
    }
    while (fread(counts, sizeof counts, 1, f) == 1 && fgets(line, sizeof line, l)) {
        if (set->count == cap) {
            cap = cap ? cap * 2 : 1024;
            set->items = realloc(set->items, cap * sizeof *set->items);
        }
        struct example *e = &set->items[set->count++];
        memset(e, 0, sizeof *e);
        e->row_count = counts[0];
        e->issue_count = counts[2];
        e->rows = malloc(sizeof(struct pair) * (counts[0] + 1));
        e->issues = malloc(sizeof(struct pair) * (counts[2] + 1));
        e->input = calloc(INPUT, sizeof(float));
        char *forms = malloc(counts[1] + 1);
        size_t ok = fread(e->rows, sizeof(struct pair), counts[0], f) + fread(forms, 1, counts[1], f) +
                    fread(e->input + DIM, sizeof(float), TRAITS, f) +
                    fread(e->issues, sizeof(struct pair), counts[2], f);
        (void)ok;
        forms[counts[1]] = 0;
        pool(forms, e->input);
        free(forms);
        int s, c, u, d, i0, i1, i2;
        float w, soft;
        if (sscanf(line, "%d %d %d %d %d %d %d %f %f", &s, &c, &u, &d, &i0, &i1, &i2, &w, &soft) != 9)
            exit(4);
        e->sentiment = (signed char)s;
        e->class_ = (signed char)c;
        e->urgent = (signed char)u;
        e->dp = (signed char)d;
        e->issue[0] = (short)i0;
        e->issue[1] = (short)i1;
        e->issue[2] = (short)i2;
        e->weight = w * set->weight;
        e->soft = soft;
        e->council = i0 >= 0;
    }
    fclose(f);
    fclose(l);
}

static float hid[HIDDEN];
static int from = 0, to = FIRST; /* the outputs that are being trained */
static void forward(const struct example *e, float out[OUTS]) {
    for (int o = 0; o < OUTS; o++)
        out[o] = dense[o][INPUT];
    for (unsigned i = 0; i < e->row_count; i++)
        for (int o = 0; o < OUTS; o++)
            out[o] += sparse[e->rows[i].number][o] * e->rows[i].weight;
    for (int o = 0; o < OUTS; o++) {
        float s = 0;
        for (int k = 0; k < INPUT; k++)
            s += dense[o][k] * e->input[k];
        out[o] += s;
    }
    if (use_mlp && to > FIRST) {
        for (int h = 0; h < HIDDEN; h++) {
            float s = w1[h][INPUT];
            for (int k = 0; k < INPUT; k++)
                s += w1[h][k] * e->input[k];
            hid[h] = s > 0 ? s : 0;
        }
        for (int o = FIRST; o < OUTS; o++)
            for (int h = 0; h < HIDDEN; h++)
                out[o] += w2[o][h] * hid[h];
    }
}
static void softmax(const float *in, float *p, int n) {
    float m = in[0], s = 0;
    for (int i = 1; i < n; i++)
        if (in[i] > m)
            m = in[i];
    for (int i = 0; i < n; i++)
        s += p[i] = expf(in[i] - m);
    for (int i = 0; i < n; i++)
        p[i] /= s;
}
static float sig(float x) {
    return 1 / (1 + expf(-x));
}
static float class_bias[3] = {1, 1, 1}, gate_weight = 0.2f;
static void gradient(const struct example *e, const float out[OUTS], float g[OUTS]) {
    float p[5];
    memset(g, 0, OUTS * sizeof *g);
    if (to == FIRST) {
        if (e->sentiment >= 0 && !e->council) {
            softmax(out, p, 3);
            for (int i = 0; i < 3; i++)
                g[i] = (p[i] - (i == e->sentiment)) * class_bias[(int)e->sentiment];
        }
        return;
    }
    if (e->council) {
        softmax(out + 10, p, 3);
        for (int i = 0; i < 3; i++)
            g[10 + i] = p[i] - (i == e->sentiment);
        softmax(out + 3, p, 5);
        for (int i = 0; i < 5; i++)
            g[3 + i] = p[i] - (i == e->class_);
        g[8] = (sig(out[8]) - (float)e->urgent) * (e->urgent ? 2.0f : 1);
        g[9] = (sig(out[9]) - (float)e->dp) * (e->dp ? 2.0f : 1);
    }
    if (e->class_ >= 0)
        g[13] = sig(out[13]) - (e->class_ == 0);
    g[14] = (sig(out[14]) - (float)e->council) * gate_weight * (e->council ? 4 : 0.5f);
}
static void step(float *w, float *acc, float g, float rate) {
    g += l2 * *w;
    *acc += g * g;
    *w -= rate * g / (sqrtf(*acc) + 1e-4f);
}
static void learn(const struct example *e) {
    float out[OUTS], g[OUTS], gh[HIDDEN] = {0};
    if (to == FIRST && (e->council || e->sentiment < 0))
        return;
    forward(e, out);
    gradient(e, out, g);
    for (int o = 0; o < OUTS; o++)
        g[o] *= e->weight;
    int mlp = use_mlp && to > FIRST;
    if (mlp)
        for (int h = 0; h < HIDDEN; h++) {
            if (hid[h] <= 0)
                continue;
            for (int o = from; o < to; o++)
                gh[h] += g[o] * w2[o][h];
        }
    for (unsigned i = 0; i < e->row_count; i++)
        for (int o = from; o < to; o++)
            if (g[o] != 0)
                step(&sparse[e->rows[i].number][o], &sparse_g[e->rows[i].number][o], g[o] * e->rows[i].weight,
                     lr);
    for (int o = from; o < to; o++)
        if (g[o] != 0) {
            for (int k = 0; k < INPUT; k++)
                if (e->input[k] != 0)
                    step(&dense[o][k], &dense_g[o][k], g[o] * e->input[k], lr * 0.3f * dense_scale);
            step(&dense[o][INPUT], &dense_g[o][INPUT], g[o], lr * 0.3f);
            if (mlp)
                for (int h = 0; h < HIDDEN; h++)
                    if (hid[h] > 0)
                        step(&w2[o][h], &w2_g[o][h], g[o] * hid[h], lr * 0.15f);
        }
    if (mlp)
        for (int h = 0; h < HIDDEN; h++)
            if (gh[h] != 0) {
                for (int k = 0; k < INPUT; k++)
                    if (e->input[k] != 0)
                        step(&w1[h][k], &w1_g[h][k], gh[h] * e->input[k], lr * 0.15f);
                step(&w1[h][INPUT], &w1_g[h][INPUT], gh[h], lr * 0.15f);
            }
}
/* What is said in the end: the council's heads where a text looks like a message to a council, else the
 * general ones. */
static void decide(const float out[OUTS], float sent[3], float cls[5], float *gate) {
    float t[3], c[3];
    *gate = sig(out[14]);
    softmax(out, t, 3);
    softmax(out + 10, c, 3);
    softmax(out + 3, cls, 5);
    for (int i = 0; i < 3; i++)
        sent[i] = *gate * c[i] + (1 - *gate) * t[i];
    float complaint = *gate * cls[0] + (1 - *gate) * sig(out[13]), rest = 1 - cls[0] + 1e-6f;
    for (int i = 1; i < 5; i++)
        cls[i] *= (1 - complaint) / rest;
    cls[0] = complaint;
}

static void issue_forward(const struct example *e, float out[ISSUES]) {
    for (int o = 0; o < ISSUES; o++) {
        float s = issue_dense[o][INPUT];
        for (int k = 0; k < INPUT; k++)
            s += issue_dense[o][k] * e->input[k];
        out[o] = s;
    }
    for (unsigned i = 0; i < e->issue_count; i++)
        out[e->issues[i].number] +=
            issue_cue[0] * e->issues[i].weight + issue_cue[1] * (e->issues[i].weight > 0.75f);
}
static void issue_learn(const struct example *e) {
    if (e->issue[0] < 0)
        return;
    float out[ISSUES], p[ISSUES];
    issue_forward(e, out);
    softmax(out, p, ISSUES);
    int n = 0;
    while (n < 3 && e->issue[n] >= 0)
        n++;
    for (int i = 0; i < n; i++)
        p[e->issue[i]] -= 1.0f / (float)n;
    if (!issue_cues_only)
        for (int o = 0; o < ISSUES; o++) {
            float g = p[o];
            if (fabsf(g) < 1e-4f)
                continue;
            for (int k = 0; k < INPUT; k++)
                if (e->input[k] != 0)
                    step(&issue_dense[o][k], &issue_dense_g[o][k], g * e->input[k],
                         lr_issue * 0.3f * issue_ds);
            step(&issue_dense[o][INPUT], &issue_dense_g[o][INPUT], g, lr_issue * 0.1f);
        }
    if (issue_cues_only) {
        float g = p[130];
        step(&issue_dense[130][INPUT], &issue_dense_g[130][INPUT], g, 0.1f);
    }
    if (issue_cues_only)
        for (unsigned i = 0; i < e->issue_count; i++) {
            float g = p[e->issues[i].number];
            step(&issue_cue[0], &issue_cue_g[0], g * e->issues[i].weight, 0.2f);
            if (e->issues[i].weight > 0.75f)
                step(&issue_cue[1], &issue_cue_g[1], g, 0.2f);
        }
}

static double f1(double tp, double fp, double fn) {
    return tp > 0 ? 2 * tp / (2 * tp + fp + fn) : 0;
}
static int argmax(const float *v, int n) {
    int b = 0;
    for (int i = 1; i < n; i++)
        if (v[i] > v[b])
            b = i;
    return b;
}
static void measure(const struct set *set) {
    double sm[3][3] = {{0}}, cm[5][5] = {{0}}, cc[2][2] = {{0}}, u[2][2] = {{0}}, d[2][2] = {{0}}, top = 0,
           tot = 0, any = 0, gates = 0, gc[2][2] = {{0}};
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0, n = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->items[i];
        float out[OUTS], sp[3], cp[5], gt;
        forward(e, out);
        decide(out, sp, cp, &gt);
        gates += gt;
        if (e->class_ >= 0) {
            gc[e->class_ == 0][out[13] > 0]++;
        }
        if (e->sentiment >= 0)
            sm[(int)e->sentiment][argmax(sp, 3)]++;
        if (e->class_ >= 0 && e->class_ < 5)
            cm[(int)e->class_][argmax(cp, 5)]++;
        if (e->class_ >= 0)
            cc[e->class_ == 0][argmax(cp, 5) == 0]++;
        if (e->urgent >= 0)
            u[(int)e->urgent][out[8] > 0]++;
        if (e->dp >= 0)
            d[(int)e->dp][out[9] > 0]++;
        if (e->soft < 50) {
            double x = sp[2] - sp[0], y = e->soft;
            n++;
            sx += x;
            sy += y;
            sxx += x * x;
            syy += y * y;
            sxy += x * y;
        }
        if (e->issue[0] >= 0) {
            float io[ISSUES];
            issue_forward(e, io);
            int b = argmax(io, ISSUES);
            tot++;
            top += b == e->issue[0] || b == e->issue[1] || b == e->issue[2];
            any += b == 130;
        }
    }
    printf("%-14s", set->name);
    double all =
        sm[0][0] + sm[0][1] + sm[0][2] + sm[1][0] + sm[1][1] + sm[1][2] + sm[2][0] + sm[2][1] + sm[2][2];
    if (all > 0) {
        double r[3], f = 0;
        for (int k = 0; k < 3; k++) {
            r[k] = sm[k][k] / (sm[k][0] + sm[k][1] + sm[k][2] + 1e-9);
            double fp = 0, fn = 0;
            for (int j = 0; j < 3; j++)
                if (j != k)
                    fp += sm[j][k], fn += sm[k][j];
            f += f1(sm[k][k], fp, fn) / 3;
        }
        printf(" sent recall %.3f (%.2f %.2f %.2f) f1 %.3f", (r[0] + r[1] + r[2]) / 3, r[0], r[1], r[2], f);
    }
    printf(" gate %.2f", gates / (double)set->count);
    if (n > 0 && syy > 0)
        printf(" r %.3f", (sxy - sx * sy / n) / sqrt((sxx - sx * sx / n) * (syy - sy * sy / n)));
    double ca = 0, f = 0;
    for (int k = 0; k < 5; k++) {
        double fp = 0, fn = 0;
        for (int j = 0; j < 5; j++) {
            ca += cm[k][j];
            if (j != k)
                fp += cm[j][k], fn += cm[k][j];
        }
        f += f1(cm[k][k], fp, fn) / 5;
    }
    if (ca > 0) {
        printf(" class f1 %.3f", f);
    }
    if (cc[0][0] + cc[0][1] + cc[1][0] + cc[1][1] > 0)
        printf(" complaint f1 %.3f",
               (f1(cc[1][1], cc[0][1], cc[1][0]) + f1(cc[0][0], cc[1][0], cc[0][1])) / 2),
            printf(" G %.3f", (f1(gc[1][1], gc[0][1], gc[1][0]) + f1(gc[0][0], gc[1][0], gc[0][1])) / 2);
    if (u[1][0] + u[1][1] > 0)
        printf(" urgent r %.3f p %.3f", u[1][1] / (u[1][0] + u[1][1]), u[1][1] / (u[0][1] + u[1][1] + 1e-9));
    if (d[1][0] + d[1][1] > 0)
        printf(" dp r %.3f p %.3f", d[1][1] / (d[1][0] + d[1][1]), d[1][1] / (d[0][1] + d[1][1] + 1e-9));
    if (tot > 0)
        printf(" issue top1 %.3f none %.2f", top / tot, any / tot);
    printf("\n");
}

static struct model_file *made;
static struct model_fit fit = {
    .warmth_general = 1, .warmth_council = 1, .warmth_class = 1, .issue_warmth = 1};
static signed char small(float x, float scale) {
    float v = roundf(x / scale);
    return (signed char)(v > 127 ? 127 : v < -127 ? -127 : v);
}
/* Everything as the program will have it: the measures that follow are of the int8 model. */
static void pack(void) {
    for (int o = 0; o < OUTS; o++) {
        float most = 1e-9f;
        for (int r = 0; r < ROWS; r++)
            if (fabsf(sparse[r][o]) > most)
                most = fabsf(sparse[r][o]);
        float scale = made->row_scale[o] = most / 127;
        for (int r = 0; r < ROWS; r++)
            sparse[r][o] = (float)(made->rows[r][o] = small(sparse[r][o], scale)) * scale;
        for (int k = 0; k <= INPUT; k++)
            made->dense[k][o] = dense[o][k];
        for (int h = 0; h < HIDDEN; h++)
            made->second[h][o] = o < FIRST ? 0 : w2[o][h];
    }
    for (int h = 0; h < HIDDEN; h++)
        for (int k = 0; k <= INPUT; k++)
            made->first[k][h] = w1[h][k];
    for (int i = 0; i < ISSUES; i++)
        for (int k = 0; k <= INPUT; k++)
            made->issues[i][k] = issue_dense[i][k];
    fit.issue_cue[0] = issue_cue[0];
    fit.issue_cue[1] = issue_cue[1];
    made->fit = fit;
}
/* Vectors are rounded before training, so that training sees what the program will. */
static void pack_vectors(const char *ids) {
    made = calloc(1, sizeof *made + vocab_count * MODEL_VECTOR);
    memcpy(made->magic, "earshot1", 8);
    made->words = (unsigned)vocab_count;
    float most = 0;
    for (size_t i = 0; i < vocab_count * DIM; i++)
        if (fabsf(vectors[i]) > most)
            most = fabsf(vectors[i]);
    most = most > 6 ? 6 : most;
    made->vector_scale = most / 127;
    for (size_t i = 0; i < vocab_count; i++)
        for (int d = 0; d < DIM; d++)
            vectors[i * DIM + (size_t)d] =
                made->vector_scale *
                (float)(made->vectors[i][d] = small(vectors[i * DIM + (size_t)d], made->vector_scale));
    memset(made->places, 0xff, sizeof made->places);
    for (size_t i = 0; i < vocab_count; i++) {
        unsigned long long key = str_hash(str_from(vocab[i]));
        size_t slot = key % MODEL_SLOTS;
        while (made->places[slot] != MODEL_NO_PLACE)
            slot = (slot + 1) % MODEL_SLOTS;
        made->places[slot] = (unsigned short)i;
        made->checks[slot] = (unsigned)(key >> 32);
    }
    FILE *f = fopen(ids, "r");
    char line[128];
    for (int i = 0; i < ISSUES && fgets(line, sizeof line, f); i++) {
        line[strcspn(line, "\n")] = 0;
        snprintf(made->issue_ids[i], MODEL_ISSUE_BYTES, "%.47s", line);
    }
    fclose(f);
}
static void write_model(const char *path) {
    made->fit = fit;
    FILE *f = fopen(path, "wb");
    fwrite(made, sizeof *made + vocab_count * MODEL_VECTOR, 1, f);
    fclose(f);
    printf("%s: %zu bytes\n", path, sizeof *made + vocab_count * MODEL_VECTOR);
}

/* The warmth with the least surprise on data held back. */
static float fit_warmth(int head, int count, int council) {
    float best = 1;
    double least = 1e30;
    for (float warmth = 0.3f; warmth < 2.5f; warmth += 0.05f) {
        double loss = 0;
        for (size_t s = 0; s < set_count; s++)
            if (sets[s].test)
                for (size_t i = 0; i < sets[s].count; i++) {
                    const struct example *e = &sets[s].items[i];
                    float out[OUTS], p[5];
                    int label = count == 5 ? e->class_ : e->sentiment;
                    if (label < 0 || label >= count || e->council != council || e->soft < 50)
                        continue;
                    forward(e, out);
                    for (int k = 0; k < count; k++)
                        out[head + k] *= warmth;
                    softmax(out + head, p, count);
                    loss -= log(p[label] + 1e-9);
                }
        if (loss < least)
            least = loss, best = warmth;
    }
    return best;
}
/* The threshold with the best F-beta. */
static float fit_least(int head, double beta) {
    float best = 0;
    double most = -1;
    for (float least = -5; least < 2; least += 0.05f) {
        double tp = 0, fp = 0, fn = 0;
        for (size_t s = 0; s < set_count; s++)
            if (sets[s].test)
                for (size_t i = 0; i < sets[s].count; i++) {
                    const struct example *e = &sets[s].items[i];
                    float out[OUTS];
                    if (!e->council)
                        continue;
                    forward(e, out);
                    int yes = head == MODEL_URGENT ? e->urgent : e->dp, said = out[head] > least;
                    tp += yes && said;
                    fp += !yes && said;
                    fn += yes && !said;
                }
        double f = (1 + beta * beta) * tp / ((1 + beta * beta) * tp + beta * beta * fn + fp + 1e-9);
        if (f > most)
            most = f, best = least;
    }
    printf("head %d least %.2f F %.3f\n", head, best, most);
    return best;
}
static void fit_all(void) {
    fit.warmth_general = fit_warmth(MODEL_GENERAL, 3, 0);
    fit.warmth_council = fit_warmth(MODEL_COUNCIL, 3, 1);
    fit.warmth_class = fit_warmth(MODEL_CLASS, 5, 1);
    fit.urgent_least = fit_least(MODEL_URGENT, 3);
    fit.data_protection_least = fit_least(MODEL_DATA_PROTECTION, 2);
    fit.unsure_under = 0.36f;
    fit.issue_warmth = 1;
    fit.issue_least = 0.3f;
    printf("warmth %.2f %.2f %.2f\n", fit.warmth_general, fit.warmth_council, fit.warmth_class);
    double aa = 0, ab = 0, bb = 0, ay = 0, by = 0; /* the number of sentiment against people's ratings */
    for (size_t s = 0; s < set_count; s++)
        if (sets[s].test)
            for (size_t i = 0; i < sets[s].count; i++) {
                const struct example *e = &sets[s].items[i];
                float out[OUTS], p[3];
                if (e->soft > 50)
                    continue;
                forward(e, out);
                for (int k = 0; k < 3; k++)
                    out[k] *= fit.warmth_general;
                softmax(out, p, 3);
                double a = p[2] - p[0], b = e->input[DIM], y = e->soft / 4;
                aa += a * a;
                ab += a * b;
                bb += b * b;
                ay += a * y;
                by += b * y;
            }
    double det = aa * bb - ab * ab + 1e-9, m = (ay * bb - by * ab) / det, r = (by * aa - ay * ab) / det;
    fit.score_model = (float)(m / (m + r));
    fit.score_rules = (float)(r / (m + r));
    printf("score %.2f model %.2f rules\n", fit.score_model, fit.score_rules);
}

/* Thresholds are fitted on what was held back; a last training on everything but the test split takes them over. */
static int use_fit;
static void save_fit(void) {
    FILE *f = fopen("fit.bin", "wb");
    fwrite(&fit, sizeof fit, 1, f);
    fclose(f);
}
static void load_fit(void) {
    FILE *f = fopen("fit.bin", "rb");
    if (f == NULL || fread(&fit, sizeof fit, 1, f) != 1)
        exit(5);
    fclose(f);
}

static unsigned long long rng = 88172645463325252ull;
static unsigned rnd(void) {
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (unsigned)(rng >> 16);
}

int main(int argc, char **argv) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    int epochs = atoi(argv[2]), issue_epochs = atoi(argv[3]);
    load_vectors(argv[4], argv[5]);
    pack_vectors("issue_ids");
    for (int i = 7; i < argc; i++) {
        char *eq = strchr(argv[i], '=');
        double v = atof(eq + 1);
        if (!strncmp(argv[i], "lr=", 3))
            lr = (float)v;
        else if (!strncmp(argv[i], "l2=", 3))
            l2 = (float)v;
        else if (!strncmp(argv[i], "mlp=", 4))
            use_mlp = (int)v;
        else if (!strncmp(argv[i], "sparse=", 7))
            use_sparse = (int)v;
        else if (!strncmp(argv[i], "lri=", 4))
            lr_issue = (float)v;
        else if (!strncmp(argv[i], "ds=", 3))
            dense_scale = (float)v;
        else if (!strncmp(argv[i], "usefit=", 7))
            use_fit = (int)v;
        else if (!strncmp(argv[i], "e2=", 3))
            second_epochs = (int)v;
        else if (!strncmp(argv[i], "ids=", 4))
            issue_ds = (float)v;
        else if (!strncmp(argv[i], "neu=", 4))
            class_bias[1] = (float)v;
        else if (!strncmp(argv[i], "neg=", 4))
            class_bias[0] = (float)v;
    }
    FILE *list = fopen(argv[6], "r");
    char f[256], l[256], role[16];
    while (fscanf(list, "%63s %f %255s %255s %15s", sets[set_count].name, &sets[set_count].weight, f, l,
                  role) == 5) {
        sets[set_count].test = !strcmp(role, "test");
        load(&sets[set_count], f, l);
        set_count++;
    }
    fclose(list);
    for (int h = 0; h < HIDDEN; h++)
        for (int k = 0; k < INPUT; k++)
            w1[h][k] = ((float)(rnd() % 2001) / 1000.0f - 1) * 0.08f;
    for (int o = 0; o < OUTS; o++)
        for (int h = 0; h < HIDDEN; h++)
            w2[o][h] = ((float)(rnd() % 2001) / 1000.0f - 1) * 0.08f;
    size_t total = 0;
    for (size_t s = 0; s < set_count; s++)
        if (!sets[s].test)
            total += sets[s].count;
    struct example **order = malloc(total * sizeof *order);
    size_t n = 0;
    for (size_t s = 0; s < set_count; s++)
        if (!sets[s].test)
            for (size_t i = 0; i < sets[s].count; i++)
                order[n++] = &sets[s].items[i];
    for (int stage = 0; stage < 2; stage++) {
        for (int e = 0; e < (stage ? second_epochs : epochs); e++) {
            for (size_t i = n; i > 1; i--) {
                size_t j = rnd() % i;
                struct example *t = order[i - 1];
                order[i - 1] = order[j];
                order[j] = t;
            }
            for (size_t i = 0; i < n; i++)
                if (to == FIRST || order[i]->class_ >= 0 || i % 4 == 0)
                    learn(order[i]);
            if (stage && e % 2 == 1) {
                printf("-- epoch %d\n", e + 1);
                for (size_t s = 0; s < set_count; s++)
                    if (sets[s].test)
                        measure(&sets[s]);
            }
        }
        if (stage == 0)
            for (size_t s = 0; s < set_count; s++)
                for (size_t i = 0; i < sets[s].count; i++) {
                    float out[OUTS];
                    forward(&sets[s].items[i], out);
                    softmax(out, sets[s].items[i].input + DIM + TRAITS, 3);
                }
        from = FIRST, to = OUTS;
    }
    for (int e = 0; e < issue_epochs; e++) {
        issue_cues_only = e < 3;
        for (size_t i = n; i > 1; i--) {
            size_t j = rnd() % i;
            struct example *t = order[i - 1];
            order[i - 1] = order[j];
            order[j] = t;
        }
        for (size_t i = 0; i < n; i++)
            issue_learn(order[i]);
        if (e % 5 == 2 || e + 1 == issue_epochs) {
            printf("cue %.2f %.2f\n", issue_cue[0], issue_cue[1]);
            for (size_t s = 0; s < set_count; s++)
                if (sets[s].count && sets[s].items[0].council)
                    measure(&sets[s]);
        }
    }
    if (issue_epochs)
        for (size_t s = 0; s < set_count; s++)
            if (sets[s].test)
                measure(&sets[s]);
    if (use_fit)
        load_fit();
    else
        fit_all(), save_fit();
    pack();
    printf("-- as packed\n");
    for (size_t s = 0; s < set_count; s++)
        if (sets[s].test)
            measure(&sets[s]);
    write_model(argv[1]);
    return 0;
}
