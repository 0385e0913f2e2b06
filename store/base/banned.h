/* SPDX-License-Identifier: MIT */

/* banned — functions that must not be written do not compile.
 *
 * Every .c includes this last, after the system's headers. Each name has a safe one in store/base: buf_printf
 * for sprintf, str_* for strtok and ato*, clock_* for the calendar functions that hide a static buffer.
 * After: git's banned.h. */
#ifndef STORE_BASE_BANNED_H
#define STORE_BASE_BANNED_H

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison atoi atol atoll atof localtime gmtime ctime asctime mktemp tmpnam system popen

#endif
