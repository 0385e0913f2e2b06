/* SPDX-License-Identifier: MIT */

/* post_office — the commands mail, digest and strings.
 *
 * Takes   the command line
 * Gives   letters sent; a digest on standard output; the catalogue as CSV
 * Errors  exit code and one line on stderr
 * Memory  an arena of the command */
#ifndef POST_OFFICE_H
#define POST_OFFICE_H

#include "base/args.h"

extern const struct args_option post_office_mail_options[], post_office_digest_options[],
    post_office_strings_options[];

int post_office_mail(const struct args *args);
int post_office_digest(const struct args *args);
int post_office_strings(const struct args *args);

#endif
