// Gives memory back to the system that a long-running program does not need at the moment.
#ifndef CMEMORY_H
#define CMEMORY_H

/// Keeps the allocator to few arenas, and has it take large blocks from the system and give them back at once. Each arena keeps
/// what was freed in it, and by default there are eight for each processor.
///
/// For the start of the program, before threads allocate. Does nothing where the C library is not glibc.
void cmemory_bound(void);

/// Gives back freed heap, which the allocator would keep after hundreds of megabytes of answers, and the pages of code and
/// constants that start-up and a poll have touched: the kernel maps again, from its cache, what is used again.
///
/// For when a poll has ended. Does nothing where the C library is not glibc.
void cmemory_give_back(void);

#endif
