// Gives memory back to the system that a long-running program does not need at the moment.
#ifndef CMEMORY_H
#define CMEMORY_H

/// Gives back freed heap, which the allocator would keep after hundreds of megabytes of answers, and the pages of code and
/// constants that start-up and a poll have touched: the kernel maps again, from its cache, what is used again.
///
/// For when a poll has ended. Does nothing where the C library is not glibc.
void cmemory_give_back(void);

#endif
