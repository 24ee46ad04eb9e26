#ifndef CBCRYPT_H
#define CBCRYPT_H

#include <stdbool.h>

/// Tells whether the system's libcrypt was found. The first call loads it.
bool bcrypt_is_available(void);

/// Hashes a password as `setting` says: the hash to compare with, or its beginning up to the salt.
///
/// @param hash Takes 60 characters and a NUL.
/// @return False where the library is missing, knows no such hash, or has no memory.
bool bcrypt_hash(const char *password, const char *setting, char hash[61]);

#endif
