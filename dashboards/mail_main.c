/* SPDX-License-Identifier: MIT */
#include "base/args.h"
#include "post_office.h"
#include "record/help.h"

#include "base/banned.h"

int main(int argc, char **argv)
{
    static const struct args_command commands[] = {
        {"mail", "", "sends the letters that are due (--once)", post_office_mail_options, post_office_mail},
        {"digest", "", "prints the letter of a day, or sends it", post_office_digest_options, post_office_digest},
        {"strings", "", "prints every sentence that people read, in both languages", post_office_strings_options,
         post_office_strings},
        {NULL, NULL, NULL, NULL, NULL},
    };
    help_speak();
    return args_run(argc, argv, commands);
}
