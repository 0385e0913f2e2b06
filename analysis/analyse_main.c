/* SPDX-License-Identifier: MIT */
#include "base/args.h"
#include "accuracy_command.h"
#include "analyse_command.h"
#include "correct_command.h"
#include "explain_command.h"
#include "features_command.h"
#include "issues_command.h"
#include "places_command.h"
#include "rescore_command.h"
#include "score_command.h"
#include "words_command.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"words", "", "the words of a text a line, as keywords meet them", words_command_options, words_command_run},
        {"analyse", "", "posts from the stream to readings", analyse_command_options, analyse_command_run},
        {"score", "", "posts as JSON Lines, or texts, to readings", score_command_options, score_command_run},
        {"explain", "TEXT", "which words decided what about a text", explain_command_options, explain_command_run},
        {"places", "import|check|find [FILE]", "a gazetteer made, checked, or tried on texts", places_command_options,
         places_command_run},
        {"issues", "[test FILE]", "the issue list, its words, and what another would catch", issues_command_options,
         issues_command_run},
        {"accuracy", "", "how often officers agreed, and learning from where not", accuracy_command_options,
         accuracy_command_run},
        {"correct", "POST", "what a post really is, as an officer says", correct_command_options, correct_command_run},
        {"rescore", "", "kept posts read again under today's rules: what would differ, or with --write does",
         rescore_command_options, rescore_command_run},
        {"features", "", "what the model is given of each text, for training it", NULL, features_command_run},
        {NULL, NULL, NULL, NULL, NULL},
    };
    return args_run(argc, argv, commands);
}
