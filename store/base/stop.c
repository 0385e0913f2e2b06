/* SPDX-License-Identifier: MIT */
#include "base/stop.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "base/banned.h"

static volatile sig_atomic_t asked;

static void on_signal(int signal_number)
{
    (void)signal_number;
    asked = 1;
}

void stop_watch(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
}

bool stop_asked(void)
{
    return asked != 0;
}

void stop_ask(void)
{
    asked = 1;
}

bool stop_sleep_ms(int64_t ms)
{
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    while (!stop_asked() && nanosleep(&left, &left) != 0)
        continue;
    return !stop_asked();
}
