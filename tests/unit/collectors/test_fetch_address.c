/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <arpa/inet.h>

#include "fetch_address.h"

static bool is_public(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return fetch_address_is_public((const struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return fetch_address_is_public((const struct sockaddr *)&v6);
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const open[] = {"8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:4860:4860::8888",
                                       "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"};
    static const char *const closed[] = {
        "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "2001:db8::1", "::127.0.0.1",
    };
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        if (!is_public(open[i]))
            fail_msg("%s is public", open[i]);
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (is_public(closed[i]))
            fail_msg("%s is not public", closed[i]);
    struct sockaddr other = {.sa_family = AF_UNIX};
    assert_false(fetch_address_is_public(&other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
