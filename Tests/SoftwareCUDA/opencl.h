#pragma once

// PoCL's CPU device, its one queue, in order, and what of it is used.

#define CL_TARGET_OPENCL_VERSION 200
#include <CL/cl.h>
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

/// Opens the device, once. False where there is none; the reason is printed.
bool opencl_open(void);

void *opencl_allocate(size_t byteCount);
void opencl_free(void *base);

/// A program of `text`, built; NULL where it does not build. `log` then has the compiler's words, for the caller to free.
cl_program opencl_build(const char *text, char **log);

/// The bytes of local memory that a kernel declares.
size_t opencl_local_memory(cl_kernel kernel);

/// The work-group size that a kernel demands, all 0 where it demands none.
void opencl_demanded_size(cl_kernel kernel, size_t size[3]);

/// Enqueues work without waiting for it. False where PoCL refuses.
bool opencl_launch(cl_kernel kernel, const size_t global[3], const size_t local[3]);
bool opencl_copy(void *destination, const void *source, size_t byteCount);
bool opencl_fill(void *destination, unsigned int value, size_t elementSize, size_t byteCount);

/// Waits for everything that was enqueued.
bool opencl_finish(void);

#pragma GCC visibility pop
