#include "CCUDA.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

// Each function's symbol, and where its pointer lies in the struct.
static const struct {
  const char *symbol;
  size_t offset;
} functionTable[] = {
#define ENTRY(name, symbol, parameters) {#symbol, offsetof(struct CUDAFunctions, name)},
  CUDA_FUNCTIONS(ENTRY)
#undef ENTRY
};
static const int functionCount = sizeof functionTable / sizeof functionTable[0];

_Static_assert(sizeof(struct CUDAFunctions) == sizeof functionTable / sizeof functionTable[0] * sizeof(void *),
  "the struct holds pointers alone");

static int failure(int result, const char *reason, char *text, size_t capacity) {
  if (capacity > 0) snprintf(text, capacity, "%s", reason ? reason : "unknown reason");
  return result;
}

int cuda_load(const char *path, struct CUDAFunctions *functions, char *text, size_t capacity) {
  memset(functions, 0, sizeof *functions);
  if (capacity > 0) text[0] = 0;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) return failure(CUDA_LIBRARY_MISSING, dlerror(), text, capacity);
  for (int index = 0; index < functionCount; index++) {
    void *function = dlsym(library, functionTable[index].symbol);
    if (!function) {
      memset(functions, 0, sizeof *functions);
      dlclose(library);
      return failure(CUDA_FUNCTION_MISSING, functionTable[index].symbol, text, capacity);
    }
    memcpy((char *)functions + functionTable[index].offset, &function, sizeof function);
  }
  return CUDA_LOADED;
}

const char *cuda_function_name(int index) {
  return index >= 0 && index < functionCount ? functionTable[index].symbol : NULL;
}
