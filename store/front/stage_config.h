/* SPDX-License-Identifier: MIT */

/* stage_config — the configuration that the sample town would have.
 *
 * Takes   the folders and addresses of the stage
 * Gives   a configuration file like any council's
 * Errors  AGAIN: it cannot be written
 * Memory  none */
#ifndef STORE_FRONT_STAGE_CONFIG_H
#define STORE_FRONT_STAGE_CONFIG_H

#include "base/err.h"
#include "base/str.h"

struct stage_config {
    struct str dir, out, data, drop, town_origin;
    int page_port;
};

bool stage_config_write(const struct stage_config *config, const char *path, struct err *err);

#endif
