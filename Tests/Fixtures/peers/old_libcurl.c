// Stands before libcurl (LD_PRELOAD) and makes it an older one: OLD_LIBCURL names its version, as 7.76.1. Options that it does not have are
// unknown to it.
#define _GNU_SOURCE
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned version(void) {
    unsigned major = 0, minor = 0, patch = 0;
    const char *text = getenv("OLD_LIBCURL");
    if (text == NULL || sscanf(text, "%u.%u.%u", &major, &minor, &patch) != 3) abort();
    return major << 16 | minor << 8 | patch;
}

curl_version_info_data *curl_version_info(CURLversion age) {
    static curl_version_info_data data;
    curl_version_info_data *(*original)(CURLversion) = dlsym(RTLD_NEXT, "curl_version_info");
    data = *original(age);
    data.version = getenv("OLD_LIBCURL");
    data.version_num = version();
    return &data;
}

#undef curl_easy_setopt
CURLcode curl_easy_setopt(CURL *handle, CURLoption option, ...) {
    CURLcode (*original)(CURL *, CURLoption, ...) = dlsym(RTLD_NEXT, "curl_easy_setopt");
    // The newest option of each version, as <curl/curl.h> numbers them.
    unsigned newest = version() < 0x074D00 ? 308 : version() < 0x075500 ? 317 : version() < 0x075700 ? 319 : 9999;
    if ((unsigned)option % 10000 > newest) return CURLE_UNKNOWN_OPTION;
    va_list arguments;
    va_start(arguments, option);
    // Each kind of option is one word.
    void *value = va_arg(arguments, void *);
    va_end(arguments);
    return original(handle, option, value);
}
