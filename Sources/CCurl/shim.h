/// libcurl as Swift sees it.
///
/// `curl_easy_setopt`, `curl_easy_getinfo` and `curl_multi_setopt` are variadic, which Swift cannot call: each option
/// in use has its own function here, with the type from its manual page. libcurl copies strings before the call
/// returns, unless a comment says otherwise.
///
/// A program often runs with another libcurl than it was compiled with: an option that the oldest one lacks is tried, and
/// skipped if libcurl answers that it is unknown. Compiles and runs with libcurl 7.76 (RHEL 9) and newer.
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#if LIBCURL_VERSION_NUM >= 0x075000
/// Weak: null if the libcurl in use does not have it.
#pragma weak curl_url_strerror
#else
static const char *(*const curl_url_strerror)(CURLUcode) = NULL;
#endif

/// The oldest libcurl that works: 7.76.
#define CCURL_OLDEST_VERSION 0x074C00

#if LIBCURL_VERSION_NUM < CCURL_OLDEST_VERSION
#error "libcurl 7.76 or newer is needed"
#endif

/// Returns true if the libcurl in use is new enough, and stores its version in `version`.
static inline bool ccurl_is_new_enough(const char *_Nullable *_Nonnull version) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    *version = info->version;
    return info->version_num >= CCURL_OLDEST_VERSION;
}

/// Ignores the failure of an option that only newer versions have.
static inline CURLcode ccurl_if_known(CURLcode code) { return code == CURLE_UNKNOWN_OPTION ? CURLE_OK : code; }

/// Called by libcurl with a part of the head or body: `size * count` bytes at `bytes`. Returning any other number ends
/// the transfer with `CURLE_WRITE_ERROR`.
typedef size_t (*ccurl_receive)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);

// MARK: The request

static inline CURLcode ccurl_set_url(CURL *_Nonnull handle, const char *_Nonnull url) {
    return curl_easy_setopt(handle, CURLOPT_URL, url);
}

static inline CURLcode ccurl_set_get(CURL *_Nonnull handle) { return curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L); }

static inline CURLcode ccurl_set_post(CURL *_Nonnull handle) { return curl_easy_setopt(handle, CURLOPT_POST, 1L); }

/// Must be called before `ccurl_set_copied_post_fields`, which copies this many bytes.
static inline CURLcode ccurl_set_post_field_size(CURL *_Nonnull handle, curl_off_t size) {
    return curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, size);
}

/// The bytes are copied before the call returns.
static inline CURLcode ccurl_set_copied_post_fields(CURL *_Nonnull handle, const void *_Nonnull bytes) {
    return curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, (const char *)bytes);
}

/// Not copied: `list` must live until the handle is reset or cleaned up.
static inline CURLcode ccurl_set_headers(CURL *_Nonnull handle, struct curl_slist *_Nullable list) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
}

/// True hides the request's headers from a proxy's CONNECT.
static inline CURLcode ccurl_set_headers_separate(CURL *_Nonnull handle, bool separate) {
    return curl_easy_setopt(handle, CURLOPT_HEADEROPT, (long)(separate ? CURLHEADER_SEPARATE : CURLHEADER_UNIFIED));
}

static inline CURLcode ccurl_set_user_agent(CURL *_Nonnull handle, const char *_Nonnull name) {
    return curl_easy_setopt(handle, CURLOPT_USERAGENT, name);
}

/// "" means all encodings that this libcurl can decode.
static inline CURLcode ccurl_set_accept_encoding(CURL *_Nonnull handle, const char *_Nonnull encodings) {
    return curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, encodings);
}

/// HTTP/2 over TLS if the server offers it, else HTTP/1.1.
static inline CURLcode ccurl_set_http2_over_tls(CURL *_Nonnull handle) {
    return curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
}

static inline CURLcode ccurl_set_http1(CURL *_Nonnull handle) {
    return curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static inline CURLcode ccurl_set_fresh_connect(CURL *_Nonnull handle, bool fresh) {
    return curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
}

static inline CURLcode ccurl_set_follow_location(CURL *_Nonnull handle, bool follow) {
    return curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, follow ? 1L : 0L);
}

static inline CURLcode ccurl_set_http_and_https_only(CURL *_Nonnull handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code != CURLE_UNKNOWN_OPTION) return code;
#endif
    // Deprecated by 7.85, which has CURLOPT_PROTOCOLS_STR.
    return curl_easy_setopt(handle, (CURLoption)181 /* CURLOPT_PROTOCOLS */, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
}

static inline CURLcode ccurl_set_netrc_ignored(CURL *_Nonnull handle) {
    return curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
}

// MARK: Credentials

/// Basic only, so that libcurl sends the credentials with the first request.
static inline CURLcode
ccurl_set_basic_authentication(CURL *_Nonnull handle, const char *_Nonnull username, const char *_Nonnull password) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_USERNAME, username);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_PASSWORD, password);
    return code;
}

static inline CURLcode ccurl_set_bearer_authentication(CURL *_Nonnull handle, const char *_Nonnull token) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_XOAUTH2_BEARER, token);
}

// MARK: Limits

static inline CURLcode ccurl_set_connect_timeout_ms(CURL *_Nonnull handle, long milliseconds) {
    return curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
}

// MARK: The connection

static inline CURLcode ccurl_set_no_signal(CURL *_Nonnull handle, bool no_signal) {
    return curl_easy_setopt(handle, CURLOPT_NOSIGNAL, no_signal ? 1L : 0L);
}

/// Lets a resolver thread end on its own instead of waiting for it (libcurl 7.87 and newer).
static inline CURLcode ccurl_set_quick_exit(CURL *_Nonnull handle, bool quick) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return ccurl_if_known(curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, quick ? 1L : 0L));
#else
    (void)handle;
    (void)quick;
    return CURLE_OK;
#endif
}

static inline CURLcode ccurl_set_tcp_keep_alive(CURL *_Nonnull handle, bool keep_alive) {
    return curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, keep_alive ? 1L : 0L);
}

static inline CURLcode ccurl_set_tcp_keep_alive_idle(CURL *_Nonnull handle, long seconds) {
    return curl_easy_setopt(handle, CURLOPT_TCP_KEEPIDLE, seconds);
}

static inline CURLcode ccurl_set_tcp_keep_alive_interval(CURL *_Nonnull handle, long seconds) {
    return curl_easy_setopt(handle, CURLOPT_TCP_KEEPINTVL, seconds);
}

/// A Unix domain socket to connect to, whatever the URL's host is.
static inline CURLcode ccurl_set_unix_socket(CURL *_Nonnull handle, const char *_Nonnull path) {
    return curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, path);
}

/// Not copied: `list` must live until the handle is reset or cleaned up. `::host:port` means any host and port of a URL.
static inline CURLcode ccurl_set_connect_to(CURL *_Nonnull handle, struct curl_slist *_Nullable list) {
    return curl_easy_setopt(handle, CURLOPT_CONNECT_TO, list);
}

/// "" means no proxy, whatever the environment says.
static inline CURLcode ccurl_set_proxy(CURL *_Nonnull handle, const char *_Nonnull proxy) {
    return curl_easy_setopt(handle, CURLOPT_PROXY, proxy);
}

static inline CURLcode ccurl_set_connect_headers_suppressed(CURL *_Nonnull handle, bool suppressed) {
    return curl_easy_setopt(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, suppressed ? 1L : 0L);
}

// MARK: TLS, to the server and to a proxy

static inline CURLcode ccurl_set_verify_peer(CURL *_Nonnull handle, bool verify) {
    return curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
}

static inline CURLcode ccurl_set_verify_host(CURL *_Nonnull handle, bool verify) {
    return curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
}

/// Certificate and host name of a proxy that is spoken to over TLS.
static inline CURLcode ccurl_set_verify_proxy(CURL *_Nonnull handle) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
}

static inline CURLcode ccurl_set_tls_1_2_or_newer(CURL *_Nonnull handle) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
}

/// The certificates in `path` (PEM), in place of the file that libcurl was built with.
static inline CURLcode ccurl_set_ca_file(CURL *_Nonnull handle, const char *_Nonnull path) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_CAINFO, path);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_PROXY_CAINFO, path);
}

/// The certificates in the folder `path` by their hashes, in place of the folder that libcurl was built with.
static inline CURLcode ccurl_set_ca_folder(CURL *_Nonnull handle, const char *_Nonnull path) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_CAPATH, path);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_PROXY_CAPATH, path);
}

/// Only the certificates in `path` (PEM), without those of the folder that libcurl was built with.
static inline CURLcode ccurl_set_only_ca_file(CURL *_Nonnull handle, const char *_Nonnull path) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_CAINFO, path);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_CAPATH, (char *)NULL);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_PROXY_CAINFO, path);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_PROXY_CAPATH, (char *)NULL);
    return code;
}

/// The time for which a CA file is cached for new connections (7.87 and newer; older ones read it each time).
static inline CURLcode ccurl_set_ca_cache_timeout(CURL *_Nonnull handle, long seconds) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return ccurl_if_known(curl_easy_setopt(handle, CURLOPT_CA_CACHE_TIMEOUT, seconds));
#else
    (void)handle;
    (void)seconds;
    return CURLE_OK;
#endif
}

static inline CURLcode ccurl_set_certificate_file(CURL *_Nonnull handle, const char *_Nonnull path) {
    return curl_easy_setopt(handle, CURLOPT_SSLCERT, path);
}

static inline CURLcode ccurl_set_key_file(CURL *_Nonnull handle, const char *_Nonnull path) {
    return curl_easy_setopt(handle, CURLOPT_SSLKEY, path);
}

static inline CURLcode ccurl_set_key_password(CURL *_Nonnull handle, const char *_Nonnull password) {
    return curl_easy_setopt(handle, CURLOPT_KEYPASSWD, password);
}

// MARK: The response

/// Not copied: `CURL_ERROR_SIZE` bytes that must live until the handle is reset or cleaned up.
static inline CURLcode ccurl_set_error_buffer(CURL *_Nonnull handle, char *_Nonnull buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

/// `context` is not owned: it must live until the transfer has ended or is removed from its multi handle.
static inline CURLcode ccurl_set_receive_head(CURL *_Nonnull handle, ccurl_receive _Nonnull receive, void *_Nonnull context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, receive);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

/// `context` is not owned: it must live until the transfer has ended or is removed from its multi handle.
static inline CURLcode ccurl_set_receive_body(CURL *_Nonnull handle, ccurl_receive _Nonnull receive, void *_Nonnull context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

/// Returns the reason for which a URL is refused, in libcurl's words if it has them (7.80).
static inline const char *_Nonnull ccurl_url_error(CURLUcode code) {
    return curl_url_strerror != NULL ? curl_url_strerror(code) : "not of a URL's form";
}

static inline long ccurl_status(CURL *_Nonnull handle) {
    long value = 0;
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &value) == CURLE_OK ? value : 0;
}

/// The system's error code of a failed connection attempt; 0 if there is none.
static inline long ccurl_system_error(CURL *_Nonnull handle) {
    long value = 0;
    return curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &value) == CURLE_OK ? value : 0;
}

/// One of `CURL_HTTP_VERSION_1_0`, `CURL_HTTP_VERSION_1_1`, `CURL_HTTP_VERSION_2_0`.
static inline long ccurl_http_version(CURL *_Nonnull handle) {
    long value = 0;
    return curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &value) == CURLE_OK ? value : 0;
}

/// The seconds of `Retry-After`; 0 without one. Some versions (7.88) return a negative number for a date in
/// the past, newer ones (8.12) at most six hours.
static inline curl_off_t ccurl_retry_after(CURL *_Nonnull handle) {
    curl_off_t value = 0;
    return curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &value) == CURLE_OK ? value : 0;
}

/// Bytes of the response's body so far, as they are on the wire.
static inline curl_off_t ccurl_body_bytes_received(CURL *_Nonnull handle) {
    curl_off_t received = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_DOWNLOAD_T, &received);
    return received;
}

/// Bytes of the bodies sent and received so far, as they are on the wire.
static inline curl_off_t ccurl_body_bytes_moved(CURL *_Nonnull handle) {
    curl_off_t sent = 0, received = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_easy_getinfo(handle, CURLINFO_SIZE_DOWNLOAD_T, &received);
    return sent + received;
}

/// Microseconds from the start until the request could be sent; 0 while it cannot.
static inline curl_off_t ccurl_connected_after(CURL *_Nonnull handle) {
    curl_off_t value = 0;
    return curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &value) == CURLE_OK ? value : 0;
}

// MARK: The share handle

/// Shares something among the easy handles of a share handle: connections, resolved names.
static inline CURLSHcode ccurl_share(CURLSH *_Nonnull share, curl_lock_data data) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, data);
}

/// Not owned: `share` must live until it is replaced by null here, or the handle is cleaned up. A reset keeps it.
static inline CURLcode ccurl_set_share(CURL *_Nonnull handle, CURLSH *_Nullable share) {
    return curl_easy_setopt(handle, CURLOPT_SHARE, share);
}

// MARK: The multi handle

/// The most connections of a pool that stay open, including idle ones.
static inline CURLMcode ccurl_multi_set_max_kept_connections(CURLM *_Nonnull multi, long connections) {
    return curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
}

/// Takes the next ended transfer off the queue: its handle and its result. Returns false if none is left.
static inline bool ccurl_multi_next_ended(CURLM *_Nonnull multi, CURL *_Nullable *_Nonnull handle, CURLcode *_Nonnull code) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *handle = message->easy_handle;
        *code = message->data.result;
        return true;
    }
    return false;
}

#endif
