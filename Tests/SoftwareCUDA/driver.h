#pragma once

// What the files of the driver share: its state, and how a call enters and leaves it.

#include <stdbool.h>
#include <stdint.h>

#include "CCUDA.h"

#pragma GCC visibility push(hidden)

#define EXPORTED __attribute__((visibility("default")))

/// The functions, numbered.
enum function_index {
#define NUMBER(name, symbol, parameters) INDEX_##symbol,
  CUDA_FUNCTIONS(NUMBER)
#undef NUMBER
    FUNCTION_COUNT
};

/// What a function needs before it does anything.
enum needs {
  NEEDS_NOTHING,
  /// A call of cuInit.
  NEEDS_INITIALIZED,
  /// And a living context that is the thread's current one.
  NEEDS_CONTEXT,
  /// And a device that is not lost.
  NEEDS_DEVICE,
};

/// A call in progress. While there is one, its thread holds the driver's lock.
struct call {
  /// Where it is not 0, the call returns it at once.
  CUresult result;
  /// The fault that the submitted work shall meet.
  CUresult later;
};

struct call enter(enum function_index function, enum needs needs);
void leave(struct call *call);

/// Opens an exported function: takes the lock until its end, counts the call, and returns where it must fail.
#define ENTER(symbol, needs) \
  struct call call __attribute__((cleanup(leave))) = enter(INDEX_##symbol, needs); \
  if (call.result != CUDA_SUCCESS) return call.result

/// The lock of everything, also taken by the functions that control the driver.
void lock(void);
void unlock(void);

/// The failure that lost the device, and that every later call returns; 0 while there is none.
extern CUresult deviceFailure;

/// Loses the device: drops all pending work, and remembers why.
CUresult lose_device(CUresult result, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// The next number of the seeded sequence, below `bound`.
uint32_t random_below(uint32_t bound);

/// What work has run since the last reset.
extern long executedWorks;

#pragma GCC visibility pop
