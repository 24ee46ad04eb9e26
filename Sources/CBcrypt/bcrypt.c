// libcrypt is loaded when it is needed, so that a configuration without users does not depend on it. Its two versions
// have the same crypt_r, and a C library with its own bcrypt (musl) works too.

#include "CBcrypt.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef char *crypt_function(const char *phrase, const char *setting, void *data);

static crypt_function *crypt_r_found;

static void find(void) {
    static const char *const libraries[] = {"libcrypt.so.2", "libcrypt.so.1", NULL};
    for (int index = 0; index < 3 && !crypt_r_found; index++) {
        // No name means the program itself with its C library. A library is never unloaded.
        void *library = dlopen(libraries[index], RTLD_NOW | RTLD_LOCAL);
        if (library) crypt_r_found = (crypt_function *)dlsym(library, "crypt_r");
    }
}

bool bcrypt_is_available(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find);
    return crypt_r_found != NULL;
}

bool bcrypt_hash(const char *password, const char *setting, char hash[61]) {
    if (!bcrypt_is_available()) return false;
    // The largest struct crypt_data is that of the old libcrypt of glibc, of 131,232 bytes; it begins as zeros.
    const size_t size = 1 << 18;
    void *data = calloc(1, size);
    if (!data) return false;
    const char *made = crypt_r_found(password, setting, data);
    // crypt_r fails with NULL or with a text that begins with an asterisk.
    bool succeeded = made && strlen(made) == 60 && made[0] == '$';
    if (succeeded) memcpy(hash, made, 61);
    // Leave nothing in memory that the library derived from the password.
    memset(data, 0, size);
    __asm__ __volatile__("" : : "r"(data) : "memory");
    free(data);
    return succeeded;
}
