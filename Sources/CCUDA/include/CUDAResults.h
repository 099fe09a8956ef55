#pragma once

#include "CUDATypes.h"

// What a call of the driver may answer: RESULT(name, value, what it means).
#define CUDA_RESULTS(RESULT) \
  RESULT(CUDA_SUCCESS, 0, "no error") \
  RESULT(CUDA_ERROR_INVALID_VALUE, 1, "an argument is out of its range") \
  RESULT(CUDA_ERROR_OUT_OF_MEMORY, 2, "out of memory") \
  RESULT(CUDA_ERROR_NOT_INITIALIZED, 3, "the driver has not been initialized") \
  RESULT(CUDA_ERROR_DEINITIALIZED, 4, "the driver is shutting down") \
  RESULT(CUDA_ERROR_STUB_LIBRARY, 34, "the library is a stub for linking, not a driver") \
  RESULT(CUDA_ERROR_DEVICE_UNAVAILABLE, 46, "the device is busy or unavailable") \
  RESULT(CUDA_ERROR_NO_DEVICE, 100, "there is no CUDA device") \
  RESULT(CUDA_ERROR_INVALID_DEVICE, 101, "there is no device of this number") \
  RESULT(CUDA_ERROR_INVALID_IMAGE, 200, "the program's image is not valid") \
  RESULT(CUDA_ERROR_INVALID_CONTEXT, 201, "the thread has no valid context") \
  RESULT(CUDA_ERROR_MAP_FAILED, 205, "memory could not be mapped") \
  RESULT(CUDA_ERROR_NO_BINARY_FOR_GPU, 209, "the program's image does not fit this device") \
  RESULT(CUDA_ERROR_ECC_UNCORRECTABLE, 214, "the device's memory has an error that cannot be corrected") \
  RESULT(CUDA_ERROR_INVALID_PTX, 218, "the program's PTX does not compile") \
  RESULT(CUDA_ERROR_JIT_COMPILER_NOT_FOUND, 221, "the driver's PTX compiler was not found") \
  RESULT(CUDA_ERROR_UNSUPPORTED_PTX_VERSION, 222, "the program's PTX is newer than the driver") \
  RESULT(CUDA_ERROR_JIT_COMPILATION_DISABLED, 223, "compiling PTX is disabled") \
  RESULT(CUDA_ERROR_SHARED_OBJECT_INIT_FAILED, 303, "a library of the driver could not start") \
  RESULT(CUDA_ERROR_OPERATING_SYSTEM, 304, "a call of the operating system failed") \
  RESULT(CUDA_ERROR_INVALID_HANDLE, 400, "a handle is not valid") \
  RESULT(CUDA_ERROR_ILLEGAL_STATE, 401, "a resource is not in a valid state") \
  RESULT(CUDA_ERROR_NOT_FOUND, 500, "the name was not found") \
  RESULT(CUDA_ERROR_NOT_READY, 600, "not yet complete") \
  RESULT(CUDA_ERROR_ILLEGAL_ADDRESS, 700, "the device met an illegal address") \
  RESULT(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, 701, "a launch needs more registers or memory than there are") \
  RESULT(CUDA_ERROR_LAUNCH_TIMEOUT, 702, "a kernel ran longer than the system allows") \
  RESULT(CUDA_ERROR_CONTEXT_IS_DESTROYED, 709, "the thread's context has been destroyed") \
  RESULT(CUDA_ERROR_ASSERT, 710, "an assertion failed on the device") \
  RESULT(CUDA_ERROR_HARDWARE_STACK_ERROR, 714, "the device's stack is damaged") \
  RESULT(CUDA_ERROR_ILLEGAL_INSTRUCTION, 715, "the device met an illegal instruction") \
  RESULT(CUDA_ERROR_MISALIGNED_ADDRESS, 716, "the device met a misaligned address") \
  RESULT(CUDA_ERROR_INVALID_ADDRESS_SPACE, 717, "the device met an address of the wrong kind of memory") \
  RESULT(CUDA_ERROR_INVALID_PC, 718, "the device's program counter went astray") \
  RESULT(CUDA_ERROR_LAUNCH_FAILED, 719, "a kernel failed on the device") \
  RESULT(CUDA_ERROR_NOT_PERMITTED, 800, "not permitted") \
  RESULT(CUDA_ERROR_NOT_SUPPORTED, 801, "not supported") \
  RESULT(CUDA_ERROR_SYSTEM_NOT_READY, 802, "the system's services for the device do not run") \
  RESULT(CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, 803, "the driver's library and its kernel module differ in version") \
  RESULT(CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE, 804, "the driver's library is too new for this device") \
  RESULT(CUDA_ERROR_UNKNOWN, 999, "an unknown error")

#define DECLARE_RESULT(name, value, meaning) static const CUresult name = value;
CUDA_RESULTS(DECLARE_RESULT)
#undef DECLARE_RESULT
