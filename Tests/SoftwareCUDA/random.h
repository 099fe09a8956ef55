#pragma once

#include <stdint.h>

#pragma GCC visibility push(hidden)

/// Seeds the sequence with 1, or with what SOFTWARE_CUDA_SEED says.
void random_reset(void);

void random_seed(uint64_t seed);

#pragma GCC visibility pop
