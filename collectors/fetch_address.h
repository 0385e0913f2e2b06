/* SPDX-License-Identifier: MIT */

/* fetch_address — which network addresses a stranger's redirect may lead to.
 *
 * Takes   a socket address, as it is about to be connected
 * Gives   whether it is public: not this machine, a private network, a link, a group or a reserved range, also where
 *         IPv6 only wraps such an IPv4 address
 * Errors  none: what is not understood is not public
 * Memory  none
 * After   RFC 6890, and the IANA special-purpose registries */
#ifndef COLLECTORS_FETCH_ADDRESS_H
#define COLLECTORS_FETCH_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

bool fetch_address_is_public(const struct sockaddr *address);

/* Whether a host, as written, is this machine or an address that is not public: all that is known of it where a proxy
 * looks names up. */
bool fetch_address_is_named_private(const char *host);

#endif
