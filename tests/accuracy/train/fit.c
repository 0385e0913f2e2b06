/* SPDX-License-Identifier: MIT */
#include "fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "calibrate.h"
#include "danger.h"
#include "heads.h"
#include "judge.h"
#include "topics.h"

#include "base/banned.h"

/* Whoever is woken is to be woken rightly so often; from there on, every danger found is one more. */
static const double urgent_precision = 0.8, personal_beta = 1, issue_beta = 1.4;

struct said {
    const struct sets_example *example;
    float heads[MODEL_LANES], points[MODEL_ISSUES];
    float danger; /* what all heads say of it, when that is learnt */
};

static struct said *all;
static size_t count, cap;

void fit_see(const struct sets_example *example)
{
    if (count == cap) {
        cap = cap > 0 ? cap * 2 : 1024;
        all = realloc(all, cap * sizeof *all);
        MUST(all != NULL);
    }
    all[count].example = example;
    heads_run(example, all[count].heads);
    topics_run(example, all[count].points);
    count++;
}

static int label_of(const struct sets_example *example, int head)
{
    return head == MODEL_CLASS ? example->class_ : example->sentiment;
}

/* How much is to be multiplied for the least surprise. */
static float fit_warmth(int head, int labels, bool council)
{
    float best = 1, chances[5];
    double least = INFINITY;
    for (float warmth = 0.3f; warmth < 2.5f; warmth += 0.05f) {
        double surprise = 0;
        for (size_t i = 0; i < count; i++) {
            int label = label_of(all[i].example, head);
            bool asked = council ? all[i].example->council : all[i].example->role == SETS_TEST;
            if (label < 0 || label >= labels || !asked || all[i].example->rating < SETS_NOT_RATED)
                continue;
            heads_softmax(all[i].heads + head, warmth, chances, labels);
            surprise -= log((double)chances[label] + 1e-9);
        }
        if (surprise < least)
            least = surprise, best = warmth;
    }
    return best;
}

struct counts {
    double right, said, true_;
};

static double f_beta(struct counts counts, double beta)
{
    double squared = beta * beta;
    return (1 + squared) * counts.right / (counts.said + squared * counts.true_ + 1e-9);
}

enum flag { PERSONAL, URGENT_ENGLISH, URGENT_WELSH };

/* Whether it is one; -1: not said, or in the other language. */
static int flag_of(const struct sets_example *example, enum flag flag)
{
    if (flag == PERSONAL)
        return example->data_protection;
    return example->welsh == (flag == URGENT_WELSH) ? example->urgent : -1;
}

static struct counts count_flag(enum flag flag, float least)
{
    struct counts counts = {0};
    for (size_t i = 0; i < count; i++) {
        int is = flag_of(all[i].example, flag);
        if (is < 0)
            continue;
        bool said = (flag == PERSONAL ? all[i].heads[MODEL_DATA_PROTECTION] : all[i].danger) > least;
        counts.true_ += is;
        counts.said += said;
        counts.right += is == 1 && said;
    }
    return counts;
}

static float said_from(enum flag flag, float least)
{
    static const char *const names[] = {"data protection", "urgent in English", "urgent in Welsh"};
    struct counts counts = count_flag(flag, least);
    printf("%s: from %.2f, recall %.3f, precision %.3f\n", names[flag], (double)least, counts.right / counts.true_,
           counts.right / counts.said);
    return least;
}

static float fit_least(enum flag flag, double beta)
{
    float best = 0;
    double most = -1;
    for (float least = -5; least < 3; least += 0.05f) {
        double now = f_beta(count_flag(flag, least), beta);
        if (now > most)
            most = now, best = least;
    }
    return said_from(flag, best);
}

/* The lowest from which so much of what is said is right. */
static float fit_precision(enum flag flag, double precision)
{
    float least = -5;
    for (struct counts counts = count_flag(flag, least); counts.right < precision * counts.said && least < 3;)
        counts = count_flag(flag, least += 0.05f);
    return said_from(flag, least);
}

/* How words and rules are weighed against each other: what was learnt trusts the words too much, because they fit what they
 * learnt from better than what they have not seen. */
struct weighing {
    float warmth, cues;
};

static void issue_chances(const struct said *said, struct weighing weighing, float chances[MODEL_ISSUES])
{
    float points[MODEL_ISSUES];
    memcpy(points, said->points, sizeof points);
    topics_add_cues(said->example, weighing.cues, points);
    heads_softmax(points, weighing.warmth, chances, MODEL_ISSUES);
}

static int first_issue(const struct said *said, struct weighing weighing, float *chance)
{
    float chances[MODEL_ISSUES];
    int best = 0;
    issue_chances(said, weighing, chances);
    for (int i = 1; i < SETS_NONE; i++)
        if (chances[i] > chances[best])
            best = i;
    *chance = chances[best];
    return best;
}

static bool is_issue(const struct sets_example *example, int issue)
{
    return issue == example->issues[0] || issue == example->issues[1] || issue == example->issues[2];
}

static struct counts count_issues(struct weighing weighing, float least)
{
    struct counts counts = {0};
    float chance;
    for (size_t i = 0; i < count; i++) {
        if (all[i].example->issues[0] < 0)
            continue;
        int issue = first_issue(&all[i], weighing, &chance);
        counts.true_ += all[i].example->issues[0] != SETS_NONE;
        counts.said += chance >= least;
        counts.right += chance >= least && is_issue(all[i].example, issue);
    }
    return counts;
}

static double issue_surprise(struct weighing weighing)
{
    float chances[MODEL_ISSUES];
    double surprise = 0;
    for (size_t i = 0; i < count; i++) {
        const struct sets_example *example = all[i].example;
        if (example->issues[0] < 0)
            continue;
        issue_chances(&all[i], weighing, chances);
        surprise -= log((double)chances[example->issues[0]] + 1e-9);
    }
    return surprise;
}

static void fit_issues(struct model_fit *fit)
{
    double least = INFINITY, most = -1;
    struct weighing best = {1, 1};
    for (struct weighing at = {.warmth = 0.4f}; at.warmth < 1.6f; at.warmth += 0.05f)
        for (at.cues = 0.6f; at.cues < 3; at.cues += 0.2f) {
            double surprise = issue_surprise(at);
            if (surprise < least)
                least = surprise, best = at;
        }
    fit->issue_warmth = best.warmth;
    for (int c = 0; c < 3; c++)
        fit->issue_cue[c] = best.cues; /* topics_pack multiplies by what was learnt */
    for (float from = 0.1f; from < 0.6f; from += 0.02f) {
        double now = f_beta(count_issues(best, from), issue_beta);
        if (now > most)
            most = now, fit->issue_least = from;
    }
    struct counts counts = count_issues(best, fit->issue_least);
    printf("issues: from %.2f, recall %.3f, precision %.3f\n", (double)fit->issue_least, counts.right / counts.true_,
           counts.right / counts.said);
}

/* What one step of Newton's is made of: how the surprise at all that was left out slopes, and how it bends. */
struct slope {
    double down[MODEL_SAID], bend[MODEL_SAID][MODEL_SAID];
};

static void add_slope(const struct said *one, double chance, struct slope *slope)
{
    float said[MODEL_SAID];
    danger_said(one->heads, said);
    for (int s = 0; s < MODEL_SAID; s++) {
        slope->down[s] += (one->example->urgent - chance) * (double)said[s];
        for (int t = 0; t < MODEL_SAID; t++)
            slope->bend[s][t] += chance * (1 - chance) * (double)said[s] * (double)said[t];
    }
}

/* By Gauss and Jordan, into `down`: the bend and what holds the weights back leave no pivot near 0. */
static void solve(struct slope *slope)
{
    for (int p = 0; p < MODEL_SAID; p++)
        for (int row = 0; row < MODEL_SAID; row++) {
            double times = slope->bend[row][p] / slope->bend[p][p];
            for (int t = p; t < MODEL_SAID && row != p; t++)
                slope->bend[row][t] -= times * slope->bend[p][t];
            slope->down[row] -= row != p ? times * slope->down[p] : 0;
        }
    for (int s = 0; s < MODEL_SAID; s++)
        slope->down[s] /= slope->bend[s][s];
}

static void step_danger(struct model_fit *fit)
{
    struct slope slope = {0};
    for (size_t i = 0; i < count; i++)
        if (all[i].example->urgent >= 0)
            add_slope(&all[i], calibrate_sigmoid((double)danger_of(fit, all[i].heads)), &slope);
    for (int s = 0; s < MODEL_SAID; s++) {
        slope.down[s] -= (double)fit->danger[s];
        slope.bend[s][s] += 1;
    }
    solve(&slope);
    for (int s = 0; s < MODEL_SAID; s++)
        fit->danger[s] += (float)slope.down[s];
}

static void fit_danger(struct model_fit *fit)
{
    enum { STEPS = 12 };
    memset(fit->danger, 0, sizeof fit->danger);
    for (int step = 0; step < STEPS; step++)
        step_danger(fit);
    for (size_t i = 0; i < count; i++)
        all[i].danger = danger_of(fit, all[i].heads);
}

/* Companies of the corpus, or those of the public set. */
static double complaint_f1(const struct model_fit *fit, bool of_corpus)
{
    struct judge judge = {0};
    for (size_t i = 0; i < count; i++)
        if (sets_complaint(all[i].example) >= 0 && (all[i].example->role == SETS_CORPUS) == of_corpus)
            judge_complaint(&judge, fit, all[i].example, all[i].heads);
    return judge_f1(&judge, 2);
}

/* Where both kinds of companies are read best. */
static void fit_complaint(struct model_fit *fit)
{
    struct model_fit at = *fit;
    double most = -1;
    for (at.complaint_least = -1; at.complaint_least < 1; at.complaint_least += 0.05f) {
        double now = complaint_f1(&at, true) + complaint_f1(&at, false);
        if (now > most)
            most = now, *fit = at;
    }
}

/* The model's number for a rated text, the rules', and what people said. */
struct rated {
    double model, rules, rating;
};

static struct rated rated(const struct model_fit *fit, const struct said *said)
{
    return (struct rated){judge_verdict(fit, said->heads).number, (double)said->example->input[MODEL_VECTOR],
                          (double)said->example->rating / 4};
}

/* The number of sentiment against people's ratings: how much of the model, how much of the rules, by least squares. */
static void blend(struct model_fit *fit)
{
    double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
    for (size_t i = 0; i < count; i++) {
        if (all[i].example->rating >= SETS_NOT_RATED)
            continue;
        struct rated of = rated(fit, &all[i]);
        aa += of.model * of.model, ab += of.model * of.rules, bb += of.rules * of.rules;
        ay += of.model * of.rating, by += of.rules * of.rating;
    }
    double of_model = ay * bb - by * ab, of_rules = by * aa - ay * ab, total = of_model + of_rules;
    fit->score_model = (float)(of_model / total);
    fit->score_rules = (float)(of_rules / total);
}

/* Of the corpus's sentences, or of the public set's tweets, each of which twenty people rated. */
static double correlation(const struct model_fit *fit, bool of_corpus)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (size_t i = 0; i < count; i++) {
        if (all[i].example->rating >= SETS_NOT_RATED || (all[i].example->role == SETS_CORPUS) != of_corpus)
            continue;
        struct rated of = rated(fit, &all[i]);
        double number = of.model * (double)fit->score_model + of.rules * (double)fit->score_rules;
        n++, x += number, y += of.rating, xx += number * number, xy += number * of.rating, yy += of.rating * of.rating;
    }
    return (n * xy - x * y) / sqrt((n * xx - x * x) * (n * yy - y * y));
}

/* How sure the model is of a feeling is not how strong the feeling is: the warmth is its own. */
static void fit_score(struct model_fit *fit)
{
    struct model_fit at = *fit;
    double most = -1;
    for (at.score_warmth = 0.3f; at.score_warmth < 1.2f; at.score_warmth += 0.05f) {
        blend(&at);
        double now = correlation(&at, false) + correlation(&at, true);
        if (now > most)
            most = now, *fit = at;
    }
}

void fit_all(struct model_fit *fit)
{
    fit->warmth_general = fit_warmth(MODEL_GENERAL, 3, false);
    fit->warmth_council = fit_warmth(MODEL_COUNCIL, 3, true);
    fit->warmth_class = fit_warmth(MODEL_CLASS, 5, true);
    fit_danger(fit);
    fit->urgent_least[0] = fit_precision(URGENT_ENGLISH, urgent_precision);
    fit->urgent_least[1] = fit_precision(URGENT_WELSH, urgent_precision);
    fit->data_protection_least = fit_least(PERSONAL, personal_beta);
    fit->unsure_under = 0.36f;
    fit_complaint(fit);
    fit_score(fit);
    fit_issues(fit);
}

/* Feeling of posts to a council, or to companies; and the class of the former. */
static void print_feelings(const struct model_fit *fit, bool council, const char *what)
{
    struct judge feeling = {0}, class_ = {0};
    for (size_t i = 0; i < count; i++) {
        const struct sets_example *example = all[i].example;
        if (council ? !example->council : !example->service)
            continue;
        judge_feeling(&feeling, fit, example, all[i].heads);
        judge_class(&class_, fit, example, all[i].heads);
    }
    printf("%s left out: feeling macro-recall %.3f, macro-F1 %.3f, class macro-F1 %.3f\n", what, judge_recall(&feeling, 3),
           judge_f1(&feeling, 3), judge_f1(&class_, 5));
}

void fit_print(const struct model_fit *fit)
{
    print_feelings(fit, true, "council");
    print_feelings(fit, false, "companies");
    printf("complaint or not, macro-F1: companies left out %.3f, public set's left out %.3f\n", complaint_f1(fit, true),
           complaint_f1(fit, false));
    printf("warmth %.2f %.2f %.2f, issues %.2f; complaints from %.2f; number: warmth %.2f, %.2f of the model, %.2f of the rules\n",
           (double)fit->warmth_general, (double)fit->warmth_council, (double)fit->warmth_class, (double)fit->issue_warmth,
           (double)fit->complaint_least, (double)fit->score_warmth, (double)fit->score_model, (double)fit->score_rules);
    printf("r with ratings left out: tweets' %.3f, our sentences' %.3f\n", correlation(fit, false), correlation(fit, true));
}
