#include "opencl.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cl_device_id device;
static cl_context context;
static cl_command_queue queue;
/// Whether the queue has work that may not be done.
static bool isBusy;

static bool is_serial(cl_device_id candidate) {
  char name[256] = "";
  clGetDeviceInfo(candidate, CL_DEVICE_NAME, sizeof name - 1, name, NULL);
  return strncmp(name, "basic", 5) == 0 || strncmp(name, "cpu-minimal", 11) == 0;
}

/// PoCL's first CPU device that works on threads of its own, or the first at all.
static cl_device_id find_device(void) {
  enum { CAPACITY = 16 };
  cl_platform_id platforms[CAPACITY];
  cl_uint platformCount = 0;
  if (clGetPlatformIDs(CAPACITY, platforms, &platformCount) != CL_SUCCESS) return NULL;
  for (cl_uint index = 0; index < platformCount && index < CAPACITY; index++) {
    char name[256] = "";
    clGetPlatformInfo(platforms[index], CL_PLATFORM_NAME, sizeof name - 1, name, NULL);
    if (strcmp(name, "Portable Computing Language") != 0) continue;
    cl_device_id devices[CAPACITY];
    cl_uint count = 0;
    if (clGetDeviceIDs(platforms[index], CL_DEVICE_TYPE_CPU, CAPACITY, devices, &count) != CL_SUCCESS) continue;
    if (count > CAPACITY) count = CAPACITY;
    for (cl_uint candidate = 0; candidate < count; candidate++) {
      if (!is_serial(devices[candidate])) return devices[candidate];
    }
    if (count > 0) return devices[0];
  }
  return NULL;
}

bool opencl_open(void) {
  if (queue) return true;
  device = find_device();
  cl_int result = CL_DEVICE_NOT_FOUND;
  if (device) context = clCreateContext(NULL, 1, &device, NULL, NULL, &result);
  if (context) queue = clCreateCommandQueueWithProperties(context, device, NULL, &result);
  if (!queue) fprintf(stderr, "SoftwareCUDA needs PoCL, whose CPU device does not open: OpenCL error %d\n", result);
  return queue != NULL;
}

void *opencl_allocate(size_t byteCount) { return clSVMAlloc(context, CL_MEM_READ_WRITE, byteCount, 0); }

void opencl_free(void *base) { clSVMFree(context, base); }

cl_program opencl_build(const char *text, char **log) {
  *log = NULL;
  cl_int result;
  cl_program program = clCreateProgramWithSource(context, 1, &text, NULL, &result);
  if (program) {
    const char *options = "-cl-std=CL1.2 -cl-mad-enable -cl-denorms-are-zero -cl-kernel-arg-info";
    result = clBuildProgram(program, 1, &device, options, NULL, NULL);
    if (result == CL_SUCCESS) return program;
    size_t count = 0;
    clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, NULL, &count);
    *log = calloc(count + 1, 1);
    clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, count, *log, NULL);
    clReleaseProgram(program);
  }
  if (!*log || !**log) {
    free(*log);
    *log = calloc(1, 64);
    snprintf(*log, 64, "OpenCL error %d", result);
  }
  return NULL;
}

size_t opencl_local_memory(cl_kernel kernel) {
  cl_ulong byteCount = 0;
  clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_LOCAL_MEM_SIZE, sizeof byteCount, &byteCount, NULL);
  return byteCount;
}

void opencl_demanded_size(cl_kernel kernel, size_t size[3]) {
  memset(size, 0, 3 * sizeof *size);
  clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_COMPILE_WORK_GROUP_SIZE, 3 * sizeof *size, size, NULL);
}

bool opencl_launch(cl_kernel kernel, const size_t global[3], const size_t local[3]) {
  isBusy = true;
  cl_uint dimensions = global[2] > 1 ? 3 : global[1] > 1 ? 2 : 1;
  return clEnqueueNDRangeKernel(queue, kernel, dimensions, NULL, global, local, 0, NULL, NULL) == CL_SUCCESS;
}

static bool overlap(uintptr_t first, uintptr_t second, size_t byteCount) {
  return (first < second ? second - first : first - second) < byteCount;
}

// Copies and fills join a busy queue; on an idle one, doing them here is faster.
bool opencl_copy(void *destination, const void *source, size_t byteCount) {
  if (byteCount == 0) return true;
  if (!isBusy || (overlap((uintptr_t)destination, (uintptr_t)source, byteCount) && opencl_finish())) {
    memmove(destination, source, byteCount);
    return true;
  }
  return clEnqueueSVMMemcpy(queue, CL_FALSE, destination, source, byteCount, 0, NULL, NULL) == CL_SUCCESS;
}

bool opencl_fill(void *destination, unsigned int value, size_t elementSize, size_t byteCount) {
  if (byteCount == 0) return true;
  if (isBusy) {
    return clEnqueueSVMMemFill(queue, destination, &value, elementSize, byteCount, 0, NULL, NULL) == CL_SUCCESS;
  }
  if (elementSize == 4) {
    for (size_t index = 0; index < byteCount / 4; index++) ((uint32_t *)destination)[index] = value;
  } else if (elementSize == 2) {
    for (size_t index = 0; index < byteCount / 2; index++) ((uint16_t *)destination)[index] = (uint16_t)value;
  } else {
    memset(destination, (int)(value & 0xFF), byteCount);
  }
  return true;
}

bool opencl_finish(void) {
  if (!isBusy) return true;
  isBusy = false;
  return clFinish(queue) == CL_SUCCESS;
}
