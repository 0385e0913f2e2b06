/* SPDX-License-Identifier: MIT */
#include "fetch_address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

static bool is_public_v4(uint32_t address)
{
    static const struct {
        uint32_t net;
        int bits;
    } kept[] = {
        {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16}, {0xAC100000, 12},
        {0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24},
        {0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4},
    };
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (address >> (32 - kept[i].bits) == kept[i].net >> (32 - kept[i].bits))
            return false;
    return true;
}

static uint32_t v4_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool is_public_v6(const uint8_t bytes[16])
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t nat64[12] = {0, 0x64, 0xFF, 0x9B};
    if (memcmp(bytes, mapped, sizeof mapped) == 0 || memcmp(bytes, nat64, sizeof nat64) == 0)
        return is_public_v4(v4_at(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02)
        return is_public_v4(v4_at(bytes + 2));
    bool documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8;
    bool special = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2; /* Teredo and its neighbours */
    return bytes[0] >> 5 == 1 && !documentation && !special; /* 2000::/3 is all that is handed out */
}

bool fetch_address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        return is_public_v6(v6.sin6_addr.s6_addr);
    }
    return false;
}

bool fetch_address_is_named_private(const char *host)
{
    struct addrinfo *found = NULL, hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    if (strcasecmp(host, "localhost") == 0)
        return true;
    if (getaddrinfo(host, NULL, &hints, &found) != 0)
        return false;
    bool public_ = fetch_address_is_public(found->ai_addr);
    freeaddrinfo(found);
    return !public_;
}
