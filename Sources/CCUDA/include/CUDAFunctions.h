#pragma once

#include "CUDATypes.h"

// Every function that Foresight uses: FUNCTION(name, symbol, parameters). The symbol is what a driver's library exports for
// that name (the plain name of some is an older, incompatible function). Every driver from CUDA 12.0 on has them all.
#define CUDA_FUNCTIONS(FUNCTION) \
  FUNCTION(cuInit, cuInit, (unsigned int flags)) \
  FUNCTION(cuDriverGetVersion, cuDriverGetVersion, (int *version)) \
  FUNCTION(cuGetErrorName, cuGetErrorName, (CUresult result, const char **text)) \
  FUNCTION(cuGetErrorString, cuGetErrorString, (CUresult result, const char **text)) \
  FUNCTION(cuDeviceGetCount, cuDeviceGetCount, (int *count)) \
  FUNCTION(cuDeviceGet, cuDeviceGet, (CUdevice *device, int index)) \
  FUNCTION(cuDeviceGetName, cuDeviceGetName, (char *text, int capacity, CUdevice device)) \
  FUNCTION(cuDeviceTotalMem, cuDeviceTotalMem_v2, (size_t *byteCount, CUdevice device)) \
  FUNCTION(cuDeviceGetAttribute, cuDeviceGetAttribute, (int *value, CUdevice_attribute attribute, CUdevice device)) \
  FUNCTION(cuDevicePrimaryCtxRetain, cuDevicePrimaryCtxRetain, (CUcontext *context, CUdevice device)) \
  FUNCTION(cuDevicePrimaryCtxRelease, cuDevicePrimaryCtxRelease_v2, (CUdevice device)) \
  FUNCTION(cuCtxSetCurrent, cuCtxSetCurrent, (CUcontext context)) \
  FUNCTION(cuCtxGetStreamPriorityRange, cuCtxGetStreamPriorityRange, (int *least, int *greatest)) \
  FUNCTION(cuStreamCreateWithPriority, cuStreamCreateWithPriority, (CUstream *stream, unsigned int flags, int priority)) \
  FUNCTION(cuStreamDestroy, cuStreamDestroy_v2, (CUstream stream)) \
  FUNCTION(cuEventCreate, cuEventCreate, (CUevent *event, unsigned int flags)) \
  FUNCTION(cuEventDestroy, cuEventDestroy_v2, (CUevent event)) \
  FUNCTION(cuEventRecord, cuEventRecord, (CUevent event, CUstream stream)) \
  FUNCTION(cuEventSynchronize, cuEventSynchronize, (CUevent event)) \
  FUNCTION(cuEventQuery, cuEventQuery, (CUevent event)) \
  FUNCTION(cuEventElapsedTime, cuEventElapsedTime, (float *milliseconds, CUevent start, CUevent end)) \
  FUNCTION(cuMemGetInfo, cuMemGetInfo_v2, (size_t *freeBytes, size_t *totalBytes)) \
  FUNCTION(cuMemAlloc, cuMemAlloc_v2, (CUdeviceptr *pointer, size_t byteCount)) \
  FUNCTION(cuMemFree, cuMemFree_v2, (CUdeviceptr pointer)) \
  FUNCTION(cuMemHostAlloc, cuMemHostAlloc, (void **pointer, size_t byteCount, unsigned int flags)) \
  FUNCTION(cuMemFreeHost, cuMemFreeHost, (void *pointer)) \
  FUNCTION(cuMemcpyHtoDAsync, cuMemcpyHtoDAsync_v2, \
    (CUdeviceptr destination, const void *source, size_t byteCount, CUstream stream)) \
  FUNCTION(cuMemcpyDtoHAsync, cuMemcpyDtoHAsync_v2, \
    (void *destination, CUdeviceptr source, size_t byteCount, CUstream stream)) \
  FUNCTION(cuMemcpyDtoDAsync, cuMemcpyDtoDAsync_v2, \
    (CUdeviceptr destination, CUdeviceptr source, size_t byteCount, CUstream stream)) \
  FUNCTION(cuMemsetD32Async, cuMemsetD32Async, \
    (CUdeviceptr destination, unsigned int value, size_t count, CUstream stream)) \
  FUNCTION(cuModuleLoadDataEx, cuModuleLoadDataEx, \
    (CUmodule *module, const void *image, unsigned int optionCount, CUjit_option *options, void **optionValues)) \
  FUNCTION(cuModuleUnload, cuModuleUnload, (CUmodule module)) \
  FUNCTION(cuModuleGetFunction, cuModuleGetFunction, (CUfunction *function, CUmodule module, const char *name)) \
  FUNCTION(cuLinkCreate, cuLinkCreate_v2, \
    (unsigned int optionCount, CUjit_option *options, void **optionValues, CUlinkState *state)) \
  FUNCTION(cuLinkAddData, cuLinkAddData_v2, \
    (CUlinkState state, CUjitInputType type, void *data, size_t byteCount, const char *name, unsigned int optionCount, \
      CUjit_option *options, void **optionValues)) \
  FUNCTION(cuLinkComplete, cuLinkComplete, (CUlinkState state, void **image, size_t *byteCount)) \
  FUNCTION(cuLinkDestroy, cuLinkDestroy, (CUlinkState state)) \
  FUNCTION(cuLaunchKernel, cuLaunchKernel, \
    (CUfunction function, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, \
      unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream stream, void **kernelParams, \
      void **extra)) \
  FUNCTION(cuGraphCreate, cuGraphCreate, (CUgraph *graph, unsigned int flags)) \
  FUNCTION(cuGraphDestroy, cuGraphDestroy, (CUgraph graph)) \
  FUNCTION(cuGraphAddKernelNode, cuGraphAddKernelNode_v2, \
    (CUgraphNode *node, CUgraph graph, const CUgraphNode *dependencies, size_t dependencyCount, \
      const CUDA_KERNEL_NODE_PARAMS *parameters)) \
  FUNCTION(cuGraphKernelNodeSetAttribute, cuGraphKernelNodeSetAttribute, \
    (CUgraphNode node, CUlaunchAttributeID attribute, const CUlaunchAttributeValue *value)) \
  FUNCTION(cuGraphAddMemcpyNode, cuGraphAddMemcpyNode, \
    (CUgraphNode *node, CUgraph graph, const CUgraphNode *dependencies, size_t dependencyCount, \
      const CUDA_MEMCPY3D *parameters, CUcontext context)) \
  FUNCTION(cuGraphAddMemsetNode, cuGraphAddMemsetNode, \
    (CUgraphNode *node, CUgraph graph, const CUgraphNode *dependencies, size_t dependencyCount, \
      const CUDA_MEMSET_NODE_PARAMS *parameters, CUcontext context)) \
  FUNCTION(cuGraphInstantiateWithFlags, cuGraphInstantiateWithFlags, \
    (CUgraphExec *executable, CUgraph graph, unsigned long long flags)) \
  FUNCTION(cuGraphExecMemcpyNodeSetParams, cuGraphExecMemcpyNodeSetParams, \
    (CUgraphExec executable, CUgraphNode node, const CUDA_MEMCPY3D *parameters, CUcontext context)) \
  FUNCTION(cuGraphExecDestroy, cuGraphExecDestroy, (CUgraphExec executable)) \
  FUNCTION(cuGraphLaunch, cuGraphLaunch, (CUgraphExec executable, CUstream stream))

/// A driver's functions, once its library is loaded.
struct CUDAFunctions {
#define DECLARE_POINTER(name, symbol, parameters) CUresult(*name) parameters;
  CUDA_FUNCTIONS(DECLARE_POINTER)
#undef DECLARE_POINTER
};

/// Every function was found.
static const int CUDA_LOADED = 0;
/// There is no such library, or it cannot be loaded; the text is the loader's.
static const int CUDA_LIBRARY_MISSING = 1;
/// The library is older than Foresight needs, or is no CUDA driver; the text is the missing function's name.
static const int CUDA_FUNCTION_MISSING = 2;

/// Loads a driver's library, and leaves it loaded. What went wrong is written to `text`, which is cut at `capacity` bytes and
/// always ends with a zero.
int cuda_load(const char *path, struct CUDAFunctions *functions, char *text, size_t capacity);

/// The symbol of function number `index`, in the order of the list; NULL past its end.
const char *cuda_function_name(int index);
