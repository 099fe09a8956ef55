#pragma once

// What a module is made of: text (the "PTX"), or the image that linking made of it (the "cubin").

#include "driver.h"
#include "opencl.h"

#pragma GCC visibility push(hidden)

/// Where a call's options want their logs.
struct jit_options {
  char *errorLog;
  size_t errorCapacity;
  void **errorWritten;
  void **infoWritten;
  size_t errorCount;
};

struct jit_options jit_options(unsigned int count, const CUjit_option *options, void **values);

/// Writes the sizes of the logs back, as the driver does.
void jit_options_end(struct jit_options *options);

/// The text in an image, or the text itself. CUDA_ERROR_INVALID_IMAGE for what is neither.
CUresult image_text(const void *image, const char **text);

/// A new image of a text, for the caller to free.
void *image_create(const char *text, size_t *byteCount);

/// Builds a program, or finds it among those that this process has built. The reference is the caller's. What fails is
/// written to the error log.
CUresult image_build(const char *text, cl_program *program, struct jit_options *options);

#pragma GCC visibility pop
