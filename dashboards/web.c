/* SPDX-License-Identifier: MIT */
#include "web.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/stop.h"

#include "base/banned.h"

struct web {
    const struct council *council;
    CURL *curl;
    struct web_answer *answer;
    char reason[CURL_ERROR_SIZE];
};

struct web *web_open(const struct council *council, struct err *err)
{
    struct web *web = calloc(1, sizeof *web);
    MUST(web != NULL);
    web->council = council;
    if ((web->curl = curl_easy_init()) != NULL)
        return web;
    free(web);
    return err_set(err, ERR_AGAIN, "curl has no memory"), NULL;
}

void web_close(struct web *web)
{
    if (web == NULL)
        return;
    curl_easy_cleanup(web->curl);
    free(web);
}

/* The start of the answer, as one line that is safe to show. */
static size_t hear(char *bytes, size_t size, size_t count, void *data)
{
    struct web *web = data;
    char *said = web->answer->said;
    size_t len = strlen(said);
    for (size_t i = 0; i < size * count && len + 1 < WEB_SAID_BYTES; i++)
        said[len++] = bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : ' ';
    return size * count;
}

static int until_stopped(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)data, (void)a, (void)b, (void)c, (void)d;
    return stop_asked();
}

void web_prepare(void *curl, const struct council *council, long connect_s, long total_s, char *reason)
{
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, until_stopped);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_s);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, total_s);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    reason[0] = '\0';
    if (council->network.ca_file.len > 0)
        curl_easy_setopt(curl, CURLOPT_CAINFO, council->network.ca_file.ptr);
}

static void set_up(struct web *web, const struct web_errand *errand, struct curl_slist *headers)
{
    CURL *curl = web->curl;
    web_prepare(curl, web->council, WEB_CONNECT_S, WEB_TOTAL_S, web->reason);
    curl_easy_setopt(curl, CURLOPT_URL, errand->address.ptr);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Earshot/" EARSHOT_VERSION);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, errand->body.ptr);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)errand->body.len);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hear);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, web);
    curl_easy_setopt(curl, CURLOPT_PROXY, web->council->network.proxy.ptr);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1"); /* this machine's own are not the proxy's */
}

static bool judge(const struct web *web, CURLcode code, struct str address, struct err *err)
{
    if (code == CURLE_OK)
        return true;
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" should be https://host/path", STR_ARG(address));
    return err_set(err, ERR_AGAIN, "%s", web->reason[0] ? web->reason : curl_easy_strerror(code));
}

bool web_post(struct web *web, const struct web_errand *errand, struct web_answer *answer, struct err *err)
{
    curl_off_t wait_s = 0;
    struct curl_slist *headers = NULL;
    *answer = (struct web_answer){0};
    web->answer = answer;
    for (size_t i = 0; i < errand->header_count; i++)
        headers = curl_slist_append(headers, errand->headers[i].ptr);
    headers = curl_slist_append(headers, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    set_up(web, errand, headers);
    CURLcode code = curl_easy_perform(web->curl);
    curl_slist_free_all(headers);
    curl_easy_getinfo(web->curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_easy_getinfo(web->curl, CURLINFO_RETRY_AFTER, &wait_s);
    answer->wait_ms = (int64_t)wait_s * CLOCK_SECOND_MS;
    return judge(web, code, errand->address, err);
}
