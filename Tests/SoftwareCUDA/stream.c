#include "stream.h"

#include <stdlib.h>

#include "event.h"

struct stream *stream_find(CUstream handle) { return object_find(handle, OBJECT_STREAM); }

/// The handle goes at once; what the stream has still runs.
static void destroy(struct stream *stream) {
  object_retire(&stream->object);
  stream->isDestroyed = true;
  if (!stream->first) free(stream);
}

void streams_destroy_all(void) {
  for (struct stream *stream; (stream = object_any(OBJECT_STREAM));) destroy(stream);
}

EXPORTED CUresult cuStreamCreateWithPriority(CUstream *handle, unsigned int flags, int priority) {
  ENTER(cuStreamCreateWithPriority, NEEDS_DEVICE);
  if (!handle || (flags & ~CU_STREAM_NON_BLOCKING)) return CUDA_ERROR_INVALID_VALUE;
  struct stream *stream = object_create(OBJECT_STREAM, sizeof *stream);
  stream->priority = priority > 0 ? 0 : priority < STREAM_PRIORITY_GREATEST ? STREAM_PRIORITY_GREATEST : priority;
  *handle = stream->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuStreamDestroy_v2(CUstream handle) {
  ENTER(cuStreamDestroy_v2, NEEDS_CONTEXT);
  struct stream *stream = stream_find(handle);
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  destroy(stream);
  return deviceFailure;
}
