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

EXPORTED CUresult cuStreamSynchronize(CUstream handle) {
  ENTER(cuStreamSynchronize, NEEDS_DEVICE);
  struct stream *stream = stream_find(handle);
  return stream ? schedule_drain(stream) : CUDA_ERROR_INVALID_HANDLE;
}

EXPORTED CUresult cuStreamQuery(CUstream handle) {
  ENTER(cuStreamQuery, NEEDS_DEVICE);
  struct stream *stream = stream_find(handle);
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  CUresult result = schedule_some();
  return result != CUDA_SUCCESS ? result : stream->first ? CUDA_ERROR_NOT_READY : CUDA_SUCCESS;
}

EXPORTED CUresult cuStreamWaitEvent(CUstream handle, CUevent eventHandle, unsigned int flags) {
  ENTER(cuStreamWaitEvent, NEEDS_DEVICE);
  struct stream *stream = stream_find(handle);
  struct event *event = event_find(eventHandle);
  if (!stream || !event) return CUDA_ERROR_INVALID_HANDLE;
  if (flags != 0) return CUDA_ERROR_INVALID_VALUE;
  // Only the most recent record matters, and none is as good as a complete one.
  if (event->record) submit_wait(stream, event->record, call.later);
  return CUDA_SUCCESS;
}
