#pragma once

// Modules and their functions: programs and kernels of PoCL.

#include "driver.h"
#include "objects.h"
#include "opencl.h"

#pragma GCC visibility push(hidden)

struct parameter {
  bool isPointer;
  size_t byteCount;
  /// Where it lies among the packed arguments: at the next multiple of its size.
  size_t offset;
};

struct function {
  struct object object;
  /// One of the module, one of each work.
  int references;
  struct function *next;
  /// False once the module is unloaded.
  bool isLoaded;
  cl_kernel kernel;
  char *name;
  int parameterCount;
  struct parameter *parameters;
  /// The size of all arguments, packed.
  size_t argumentBytes;
  /// The group size that it demands, all 0 where it demands none.
  size_t demandedSize[3];
  size_t localMemory;
};

struct function *function_find(CUfunction handle);
struct function *function_share(struct function *function);
void function_release(struct function *function);

void modules_destroy_all(void);

#pragma GCC visibility pop
