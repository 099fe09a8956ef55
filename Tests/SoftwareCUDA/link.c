// Linking: texts go in, an image comes out.

#include "link.h"

#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "objects.h"

struct link {
  struct object object;
  struct jit_options options;
  char *text;
  void *image;
};

static void destroy(struct link *link) {
  object_retire(&link->object);
  free(link->text);
  free(link->image);
  free(link);
}

void links_destroy_all(void) {
  for (struct link *link; (link = object_any(OBJECT_LINK));) destroy(link);
}

EXPORTED CUresult cuLinkCreate_v2(
  unsigned int optionCount, CUjit_option *options, void **optionValues, CUlinkState *handle) {
  ENTER(cuLinkCreate_v2, NEEDS_DEVICE);
  if (!handle || (optionCount > 0 && (!options || !optionValues))) return CUDA_ERROR_INVALID_VALUE;
  struct link *link = object_create(OBJECT_LINK, sizeof *link);
  // The options' memory must outlive the link.
  link->options = jit_options(optionCount, options, optionValues);
  *handle = link->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuLinkAddData_v2(CUlinkState handle, CUjitInputType type, void *data, size_t byteCount, const char *name,
  unsigned int optionCount, CUjit_option *options, void **optionValues) {
  ENTER(cuLinkAddData_v2, NEEDS_DEVICE);
  (void)name, (void)options, (void)optionValues;
  struct link *link = object_find(handle, OBJECT_LINK);
  if (!link) return CUDA_ERROR_INVALID_HANDLE;
  if (!data || byteCount == 0 || optionCount > 0) return CUDA_ERROR_INVALID_VALUE;
  if (type != CU_JIT_INPUT_PTX) return CUDA_ERROR_NOT_SUPPORTED;
  // As for PTX, the text may end with a zero or with its size.
  char *text = strndup(data, byteCount);
  const char *checked;
  CUresult result = image_text(text, &checked);
  cl_program program;
  if (result == CUDA_SUCCESS) result = image_build(text, &program, &link->options);
  jit_options_end(&link->options);
  if (result != CUDA_SUCCESS) {
    free(text);
    return result;
  }
  clReleaseProgram(program);
  if (!link->text) {
    link->text = text;
    return CUDA_SUCCESS;
  }
  size_t before = strlen(link->text), added = strlen(text);
  link->text = realloc(link->text, before + added + 2);
  link->text[before] = '\n';
  memcpy(link->text + before + 1, text, added + 1);
  free(text);
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuLinkComplete(CUlinkState handle, void **image, size_t *byteCount) {
  ENTER(cuLinkComplete, NEEDS_DEVICE);
  struct link *link = object_find(handle, OBJECT_LINK);
  if (!link) return CUDA_ERROR_INVALID_HANDLE;
  if (!image || !byteCount || !link->text) return CUDA_ERROR_INVALID_VALUE;
  free(link->image);
  link->image = image_create(link->text, byteCount);
  *image = link->image;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuLinkDestroy(CUlinkState handle) {
  ENTER(cuLinkDestroy, NEEDS_CONTEXT);
  struct link *link = object_find(handle, OBJECT_LINK);
  if (!link) return CUDA_ERROR_INVALID_HANDLE;
  destroy(link);
  return deviceFailure;
}
