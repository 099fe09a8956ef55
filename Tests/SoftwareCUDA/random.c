#include "random.h"

#include <stdlib.h>

#include "driver.h"

static uint64_t state;

/// Neighbouring seeds give sequences that have nothing in common (splitmix64's mixing).
void random_seed(uint64_t seed) {
  uint64_t mixed = (seed + 1) * 0x9E3779B97F4A7C15;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
  state = mixed ^ mixed >> 31;
  if (state == 0) state = 1;
}

void random_reset(void) {
  const char *seed = getenv("SOFTWARE_CUDA_SEED");
  random_seed(seed ? strtoull(seed, NULL, 10) : 1);
}

/// xorshift64*
uint32_t random_below(uint32_t bound) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  uint32_t upper = (uint32_t)(state * 0x2545F4914F6CDD1D >> 32);
  return (uint32_t)((uint64_t)upper * bound >> 32);
}
