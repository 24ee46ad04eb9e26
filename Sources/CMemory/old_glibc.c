// Keeps the program to functions of glibc 2.34 (RHEL 9), however new the glibc is that it is linked with: what other libraries in
// the program call of newer versions, they find here.

// Any header of the C library tells which one it is.
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

// 2.35 has new versions of these two, which differ in errno alone; the linker would take the newest. Swift's runtime calls them.
extern double first_hypot(double x, double y);
extern float first_hypotf(float x, float y);
__asm__(".symver first_hypot, hypot@" FIRST_VERSION);
__asm__(".symver first_hypotf, hypotf@" FIRST_VERSION);

HIDDEN double hypot(double x, double y) { return first_hypot(x, y); }
HIDDEN float hypotf(float x, float y) { return first_hypotf(x, y); }

// 2.36 has this one, and GCC's C++ library calls it for std::random_device. Without random bytes there is nothing to go on with.
HIDDEN uint32_t arc4random(void) {
    uint32_t value;
    if (getentropy(&value, sizeof value) != 0) abort();
    return value;
}
#endif
