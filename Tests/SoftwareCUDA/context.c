// The device's primary context, and each thread's current one.

#include "context.h"

#include <stdlib.h>

#include "event.h"
#include "graph.h"
#include "link.h"
#include "memory.h"
#include "module.h"
#include "objects.h"
#include "schedule.h"
#include "stream.h"

struct context {
  struct object object;
};

static struct context *primary;
static int retains;
static _Thread_local CUcontext current;

CUresult context_check(void) {
  if (!current) return CUDA_ERROR_INVALID_CONTEXT;
  return object_find(current, OBJECT_CONTEXT) ? CUDA_SUCCESS : CUDA_ERROR_CONTEXT_IS_DESTROYED;
}

/// Destroys all that lives in the context. Work that is still pending never runs.
static void end_context(void) {
  schedule_drop();
  executables_destroy_all();
  graphs_destroy_all();
  links_destroy_all();
  modules_destroy_all();
  events_destroy_all();
  streams_destroy_all();
  memory_free_all();
  object_retire(&primary->object);
  free(primary);
  primary = NULL;
}

EXPORTED CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
  ENTER(cuDevicePrimaryCtxRetain, NEEDS_INITIALIZED);
  if (!context) return CUDA_ERROR_INVALID_VALUE;
  if (device != 0) return CUDA_ERROR_INVALID_DEVICE;
  if (deviceFailure != CUDA_SUCCESS) return deviceFailure;
  if (retains++ == 0) primary = object_create(OBJECT_CONTEXT, sizeof *primary);
  *context = primary->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
  ENTER(cuDevicePrimaryCtxRelease_v2, NEEDS_INITIALIZED);
  if (device != 0) return CUDA_ERROR_INVALID_DEVICE;
  if (retains == 0) return CUDA_ERROR_INVALID_CONTEXT;
  if (--retains == 0) end_context();
  return deviceFailure;
}

EXPORTED CUresult cuCtxSetCurrent(CUcontext context) {
  ENTER(cuCtxSetCurrent, NEEDS_INITIALIZED);
  if (context && !object_find(context, OBJECT_CONTEXT)) return CUDA_ERROR_INVALID_CONTEXT;
  current = context;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest) {
  ENTER(cuCtxGetStreamPriorityRange, NEEDS_DEVICE);
  if (least) *least = 0;
  if (greatest) *greatest = STREAM_PRIORITY_GREATEST;
  return CUDA_SUCCESS;
}
