#pragma once

#include "work.h"

#pragma GCC visibility push(hidden)

/// A launch as the interface describes it.
struct launch {
  CUfunction function;
  unsigned int groups[3], groupSize[3];
  unsigned int sharedBytes;
  void **kernelParams;
  void **extra;
};

/// Checks a launch, copies its arguments, and makes a work of it.
CUresult launch_create(const struct launch *launch, struct work **work);

void launch_run(const struct work *work);

#pragma GCC visibility pop
