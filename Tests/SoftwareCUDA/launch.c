#include "launch.h"

#include <string.h>

#include "device.h"
#include "module.h"
#include "opencl.h"
#include "stream.h"

/// Whether the grid and its groups are within the device's limits and the kernel's demands.
static bool sizes_are_valid(const struct launch *launch, const struct function *function) {
  const int groupLimits[3] = {CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y,
    CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z};
  const int gridLimits[3] = {CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y,
    CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z};
  uint64_t threads = 1;
  for (int axis = 0; axis < 3; axis++) {
    if (launch->groups[axis] == 0 || launch->groups[axis] > (unsigned int)device_attribute(gridLimits[axis])) return false;
    if (launch->groupSize[axis] == 0) return false;
    if (launch->groupSize[axis] > (unsigned int)device_attribute(groupLimits[axis])) return false;
    if (function->demandedSize[0] && launch->groupSize[axis] != function->demandedSize[axis]) return false;
    threads *= launch->groupSize[axis];
  }
  return threads <= (uint64_t)device_attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK)
    && function->localMemory + launch->sharedBytes
      <= (size_t)device_attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK);
}

/// The packed arguments that `extra` names, where their size is what the function needs; else NULL.
static const void *packed_arguments(void **extra, const struct function *function) {
  const void *arguments = NULL;
  const size_t *byteCount = NULL;
  for (; *extra != CU_LAUNCH_PARAM_END; extra += 2) {
    if (extra[0] == CU_LAUNCH_PARAM_BUFFER_POINTER) arguments = extra[1];
    else if (extra[0] == CU_LAUNCH_PARAM_BUFFER_SIZE) byteCount = extra[1];
    else return NULL;
  }
  return byteCount && *byteCount == function->argumentBytes ? arguments : NULL;
}

CUresult launch_create(const struct launch *launch, struct work **work) {
  struct function *function = function_find(launch->function);
  if (!function) return CUDA_ERROR_INVALID_HANDLE;
  for (int index = 0; index < function->parameterCount; index++) {
    if (function->parameters[index].byteCount == 0) return CUDA_ERROR_NOT_SUPPORTED;
  }
  if (!sizes_are_valid(launch, function) || (launch->kernelParams && launch->extra)) return CUDA_ERROR_INVALID_VALUE;
  const void *packed = NULL;
  if (launch->extra) {
    packed = packed_arguments(launch->extra, function);
    if (!packed) return CUDA_ERROR_INVALID_VALUE;
  } else if (!launch->kernelParams && function->parameterCount > 0) {
    return CUDA_ERROR_INVALID_VALUE;
  }
  struct work *made = work_create(WORK_LAUNCH, function->argumentBytes);
  made->function = function_share(function);
  for (int axis = 0; axis < 3; axis++) {
    made->groups[axis] = launch->groups[axis];
    made->groupSize[axis] = launch->groupSize[axis];
  }
  if (packed) memcpy(made->bytes, packed, function->argumentBytes);
  for (int index = 0; !packed && index < function->parameterCount; index++) {
    const struct parameter *parameter = &function->parameters[index];
    memcpy(made->bytes + parameter->offset, launch->kernelParams[index], parameter->byteCount);
  }
  *work = made;
  return CUDA_SUCCESS;
}

/// Sets one argument of PoCL's kernel. A pointer must lead into living memory; none of Foresight's may be NULL.
static bool set_argument(const struct function *function, int index, const unsigned char *bytes) {
  const struct parameter *parameter = &function->parameters[index];
  if (!parameter->isPointer) {
    return clSetKernelArg(function->kernel, (cl_uint)index, parameter->byteCount, bytes) == CL_SUCCESS;
  }
  CUdeviceptr address;
  memcpy(&address, bytes, sizeof address);
  if (!memory_holds(MEMORY_DEVICE, address, 0) && !memory_holds(MEMORY_PINNED, address, 0)) {
    lose_device(CUDA_ERROR_ILLEGAL_ADDRESS, "argument %d of %s is 0x%llx, which no living allocation holds", index,
      function->name, address);
    return false;
  }
  return clSetKernelArgSVMPointer(function->kernel, (cl_uint)index, (const void *)address) == CL_SUCCESS;
}

void launch_run(const struct work *work) {
  const struct function *function = work->function;
  if (!function->isLoaded) {
    lose_device(CUDA_ERROR_LAUNCH_FAILED, "the module of %s was unloaded before its launch ran", function->name);
    return;
  }
  for (int index = 0; index < function->parameterCount; index++) {
    if (set_argument(function, index, work->bytes + function->parameters[index].offset)) continue;
    if (deviceFailure == CUDA_SUCCESS) {
      lose_device(CUDA_ERROR_LAUNCH_FAILED, "PoCL refuses argument %d of %s", index, function->name);
    }
    return;
  }
  size_t global[3];
  for (int axis = 0; axis < 3; axis++) global[axis] = work->groups[axis] * work->groupSize[axis];
  if (!opencl_launch(function->kernel, global, work->groupSize)) {
    lose_device(CUDA_ERROR_LAUNCH_FAILED, "PoCL refuses a launch of %s", function->name);
  }
}

EXPORTED CUresult cuLaunchKernel(CUfunction function, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ,
  unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream streamHandle,
  void **kernelParams, void **extra) {
  ENTER(cuLaunchKernel, NEEDS_DEVICE);
  struct stream *stream = stream_find(streamHandle);
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  struct launch launch = {function, {gridDimX, gridDimY, gridDimZ}, {blockDimX, blockDimY, blockDimZ}, sharedMemBytes,
    kernelParams, extra};
  struct work *work;
  CUresult result = launch_create(&launch, &work);
  if (result == CUDA_SUCCESS) submit_work(stream, work, call.later);
  return result;
}
