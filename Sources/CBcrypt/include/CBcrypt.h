#ifndef CBCRYPT_H
#define CBCRYPT_H

#include <stdbool.h>

/// Returns true if the system's libcrypt was found. The first call loads it.
bool bcrypt_is_available(void);

/// Hashes a password by a setting: the hash to compare with, or its beginning up to the salt.
///
/// @param hash Takes 60 characters and a NUL.
/// @return False if the library is missing, does not know this kind of hash, or has no memory.
bool bcrypt_hash(const char *password, const char *setting, char hash[61]);

#endif
