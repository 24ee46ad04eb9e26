// Limits the program to functions of glibc 2.34 (RHEL 9), even if it is linked with a newer glibc: libraries in the program
// that call newer functions find them here.

// Any header of the C library defines a macro with its name.
#include <unistd.h>

#if defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__))
#include <stdint.h>
#include <stdlib.h>

#define HIDDEN __attribute__((visibility("hidden")))

#ifdef __x86_64__
#define FIRST_VERSION "GLIBC_2.2.5"
#else
#define FIRST_VERSION "GLIBC_2.17"
#endif

// 2.35 has new versions of these two, which differ only in errno; the linker would choose the newest. Swift's runtime calls them.
extern double first_hypot(double x, double y);
extern float first_hypotf(float x, float y);
__asm__(".symver first_hypot, hypot@" FIRST_VERSION);
__asm__(".symver first_hypotf, hypotf@" FIRST_VERSION);

HIDDEN double hypot(double x, double y) { return first_hypot(x, y); }
HIDDEN float hypotf(float x, float y) { return first_hypotf(x, y); }

// New in 2.36; GCC's C++ library calls it for std::random_device. Without random bytes the program cannot continue.
HIDDEN uint32_t arc4random(void) {
    uint32_t value;
    if (getentropy(&value, sizeof value) != 0) abort();
    return value;
}
#endif
