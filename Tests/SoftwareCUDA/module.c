#include "module.h"

#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "image.h"
#include "parameters.h"

struct module {
  struct object object;
  cl_program program;
  struct function *functions;
};

struct function *function_find(CUfunction handle) { return object_find(handle, OBJECT_FUNCTION); }

struct function *function_share(struct function *function) {
  function->references++;
  return function;
}

void function_release(struct function *function) {
  if (--function->references > 0) return;
  clReleaseKernel(function->kernel);
  free(function->name);
  free(function->parameters);
  free(function);
}

static void destroy(struct module *module) {
  object_retire(&module->object);
  for (struct function *function = module->functions, *next; function; function = next) {
    next = function->next;
    object_retire(&function->object);
    function->isLoaded = false;
    function_release(function);
  }
  clReleaseProgram(module->program);
  free(module);
}

void modules_destroy_all(void) {
  for (struct module *module; (module = object_any(OBJECT_MODULE));) destroy(module);
}

EXPORTED CUresult cuModuleLoadDataEx(
  CUmodule *handle, const void *image, unsigned int optionCount, CUjit_option *options, void **optionValues) {
  ENTER(cuModuleLoadDataEx, NEEDS_DEVICE);
  if (!handle || !image || (optionCount > 0 && (!options || !optionValues))) return CUDA_ERROR_INVALID_VALUE;
  struct jit_options jit = jit_options(optionCount, options, optionValues);
  const char *text;
  CUresult result = image_text(image, &text);
  cl_program program = NULL;
  if (result == CUDA_SUCCESS) result = image_build(text, &program, &jit);
  jit_options_end(&jit);
  if (result != CUDA_SUCCESS) return result;
  struct module *module = object_create(OBJECT_MODULE, sizeof *module);
  module->program = program;
  *handle = module->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuModuleUnload(CUmodule handle) {
  ENTER(cuModuleUnload, NEEDS_CONTEXT);
  struct module *module = object_find(handle, OBJECT_MODULE);
  if (!module) return CUDA_ERROR_INVALID_HANDLE;
  destroy(module);
  return deviceFailure;
}

EXPORTED CUresult cuModuleGetFunction(CUfunction *handle, CUmodule moduleHandle, const char *name) {
  ENTER(cuModuleGetFunction, NEEDS_DEVICE);
  if (!handle || !name) return CUDA_ERROR_INVALID_VALUE;
  struct module *module = object_find(moduleHandle, OBJECT_MODULE);
  if (!module) return CUDA_ERROR_INVALID_HANDLE;
  for (struct function *function = module->functions; function; function = function->next) {
    if (strcmp(function->name, name) == 0) {
      *handle = function->object.handle;
      return CUDA_SUCCESS;
    }
  }
  cl_kernel kernel = clCreateKernel(module->program, name, NULL);
  if (!kernel) return CUDA_ERROR_NOT_FOUND;
  struct function *function = object_create(OBJECT_FUNCTION, sizeof *function);
  function->references = 1;
  function->isLoaded = true;
  function->kernel = kernel;
  function->name = strdup(name);
  function->localMemory = opencl_local_memory(kernel);
  opencl_demanded_size(kernel, function->demandedSize);
  parameters_describe(function);
  function->next = module->functions;
  module->functions = function;
  *handle = function->object.handle;
  return CUDA_SUCCESS;
}
