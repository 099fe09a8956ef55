#pragma once

// A CUDA driver in software, for tests: the functions of `CUDA_FUNCTIONS` under their symbols, over PoCL's CPU device. A
// "PTX" is OpenCL C. Streams run as late as CUDA's documentation allows and in a seeded random order, so that a missing wait
// or a missing edge of a graph gives wrong values for some seed. What follows controls and observes it; every function
// may be called at any time, from any thread.
//
// The environment says the same for whole programs: SOFTWARE_CUDA_SEED, SOFTWARE_CUDA_FAIL=function:call:result (with
// `:later` for an asynchronous fault; several with commas), SOFTWARE_CUDA_MEMORY (bytes), SOFTWARE_CUDA_VERSION, and
// SOFTWARE_CUDA_REPORT=1, which prints calls, living objects and failures to standard error.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Back to the start, or to what the environment says: seed, attributes, memory, version, faults, counted calls, and the
/// failure that sticks. Living objects stay.
void software_cuda_reset(void);

/// Seeds the order in which work runs.
void software_cuda_set_seed(uint64_t seed);

/// Sets one of the device's attributes.
void software_cuda_set_attribute(int attribute, int value);

/// Sets the device's memory in bytes.
void software_cuda_set_memory(size_t byteCount);

/// Sets the driver's version: 1000 times the major one, 10 times the minor one.
void software_cuda_set_version(int version);

/// Sets the number of devices, 0 or 1.
void software_cuda_set_device_count(int count);

/// Lets a function, named by its symbol, return `result` and do nothing, on its call number `call` from now on (the next one
/// is 1), or on each call where `call` is 0. Results after which a device is lost, such as 700 and 719, stick. False for an
/// unknown function.
bool software_cuda_fail(const char *function, long call, int result);

/// The same, asynchronously: the call returns 0, and the device is lost with `result` once the work runs. Where a function
/// submits nothing, it fails at once.
bool software_cuda_fail_later(const char *function, long call, int result);

/// Calls of a function, named by its symbol, since the last reset; -1 for an unknown one.
long software_cuda_calls(const char *function);

/// Calls that submit work, since the last reset: cuLaunchKernel, the asynchronous copies and fills, cuGraphLaunch.
long software_cuda_submissions(void);

/// Launches, copies and fills that have run since the last reset, those of graphs among them.
long software_cuda_executed(void);

/// Launches, copies, fills, records and launches of graphs that were submitted and have not run to their end yet.
long software_cuda_pending(void);

/// Living objects of a kind: "context", "stream", "event", "module", "function", "link", "graph", "node", "executable",
/// "memory" (allocations on the device) or "pinned" (of the host); -1 for an unknown kind.
long software_cuda_living(const char *kind);

/// Bytes that are allocated on the device.
size_t software_cuda_memory_used(void);

/// What the device was lost to, in words; empty where it was not. Belongs to the library, until the next reset.
const char *software_cuda_failure(void);

/// Prints calls, living objects and the failure to standard error.
void software_cuda_report(void);
