// Returns memory to the system that a long-running program does not need at the moment.
#ifndef CMEMORY_H
#define CMEMORY_H

/// Limits the allocator to few arenas, and makes it map large blocks from the system and unmap them when freed. Each arena
/// keeps its freed memory, and by default there are eight for each processor.
///
/// Call at the start of the program, before threads allocate. Does nothing if the C library is not glibc.
void cmemory_bound(void);

/// Returns freed heap, which the allocator would keep after hundreds of megabytes of answers, and the pages of code and
/// constants that start-up and a poll have touched. The kernel maps a page again, from its cache, when it is used again.
///
/// Call after a poll. Does nothing if the C library is not glibc.
void cmemory_give_back(void);

#endif
