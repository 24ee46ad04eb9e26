#define _GNU_SOURCE
#include "CMemory.h"

// Any header of the C library defines a macro with its name.
#include <unistd.h>

#ifdef __GLIBC__
#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

/// Drops the resident pages of a library's or the program's own read-only segments. They are clean copies of the file, so
/// nothing is lost (madvise(2), MADV_DONTNEED); writable segments, which hold relocated pointers, are left alone.
static int drop_read_only(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size;
    (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0) continue;
        // Inward to whole pages: the next segment may begin on the last one.
        uintptr_t start = ((uintptr_t)object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
        uintptr_t end = ((uintptr_t)object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
        // A failure leaves the pages resident, which is harmless.
        if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void cmemory_bound(void) {
    mallopt(M_ARENA_MAX, 2);
    // Once set, the threshold no longer grows with freed blocks (mallopt(3)), after which up to 32 MB would stay on the heap.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

void cmemory_give_back(void) {
    malloc_trim(0);
    dl_iterate_phdr(drop_read_only, NULL);
}
#else
void cmemory_bound(void) {}
void cmemory_give_back(void) {}
#endif
