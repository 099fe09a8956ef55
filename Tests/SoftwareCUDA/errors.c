// Results in words.

#include <stddef.h>

#include "driver.h"

static const struct {
  CUresult result;
  const char *name, *meaning;
} results[] = {
#define ENTRY(name, value, meaning) {value, #name, meaning},
  CUDA_RESULTS(ENTRY)
#undef ENTRY
};
static const size_t resultCount = sizeof results / sizeof *results;

static CUresult describe(CUresult result, bool byName, const char **text) {
  if (!text) return CUDA_ERROR_INVALID_VALUE;
  *text = NULL;
  for (size_t index = 0; index < resultCount && !*text; index++) {
    if (results[index].result == result) *text = byName ? results[index].name : results[index].meaning;
  }
  return *text ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

EXPORTED CUresult cuGetErrorName(CUresult result, const char **text) {
  ENTER(cuGetErrorName, NEEDS_NOTHING);
  return describe(result, true, text);
}

EXPORTED CUresult cuGetErrorString(CUresult result, const char **text) {
  ENTER(cuGetErrorString, NEEDS_NOTHING);
  return describe(result, false, text);
}
