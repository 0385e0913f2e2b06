/* SPDX-License-Identifier: MIT */
#include "base/args.h"
#include "base/heap.h"
#include "accuracy_command.h"
#include "analyse_command.h"
#include "correct_command.h"
#include "explain_command.h"
#include "features_command.h"
#include "issues_command.h"
#include "places_command.h"
#include "record/help.h"
#include "rescore_command.h"
#include "score_command.h"
#include "words_command.h"

#include "base/banned.h"

enum { HEAP_BYTES = 16 << 20 }; /* what lists take when read */

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"words", "", "a text a line -> its tokens, JSON Lines", words_command_options, words_command_run},
        {"analyse", "", "reads what the posts mean (--once: what waits)", analyse_command_options, analyse_command_run},
        {"score", "", "posts or texts -> readings, JSON Lines", score_command_options, score_command_run},
        {"explain", "TEXT", "which words and rules decided what about a text", explain_command_options,
         explain_command_run},
        {"places", "import|check|find [FILE]", "makes a gazetteer from public lists, checks it, tries it on texts",
         places_command_options, places_command_run},
        {"issues", "[test FILE]", "prints the issue list, or tests one over kept posts", issues_command_options,
         issues_command_run},
        {"accuracy", "", "how often officers agreed with the readings", accuracy_command_options,
         accuracy_command_run},
        {"correct", "POST", "says what a post really is", correct_command_options, correct_command_run},
        {"rescore", "", "reads kept posts again under today's rules",
         rescore_command_options, rescore_command_run},
        {"features", "", "what the model is given of each text, for training it", NULL, features_command_run},
        {NULL, NULL, NULL, NULL, NULL},
    };
    heap_on_large_pages(HEAP_BYTES);
    help_speak();
    return args_run(argc, argv, commands);
}
