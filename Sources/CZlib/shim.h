// zlib's entry points for Swift: deflateInit2 is a macro, which Swift does not import.
#ifndef ORESUNDSKRAFT_CZLIB_SHIM_H
#define ORESUNDSKRAFT_CZLIB_SHIM_H

#include <zlib.h>

static inline int czlib_deflateInit2(z_streamp stream, int level, int windowBits, int memLevel) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, memLevel, Z_DEFAULT_STRATEGY);
}

#endif
