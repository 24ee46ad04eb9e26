// snappy's C interface.
#ifndef ORESUNDSKRAFT_CSNAPPY_SHIM_H
#define ORESUNDSKRAFT_CSNAPPY_SHIM_H

#include <snappy-c.h>

#endif
