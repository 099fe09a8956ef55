#include "event.h"

#include <stdlib.h>

#include "stream.h"

struct event *event_find(CUevent handle) { return object_find(handle, OBJECT_EVENT); }

/// Records that are pending go on without it.
static void destroy(struct event *event) {
  object_retire(&event->object);
  if (event->record) record_release(event->record);
  free(event);
}

void events_destroy_all(void) {
  for (struct event *event; (event = object_any(OBJECT_EVENT));) destroy(event);
}

EXPORTED CUresult cuEventCreate(CUevent *handle, unsigned int flags) {
  ENTER(cuEventCreate, NEEDS_DEVICE);
  if (!handle || (flags & ~(CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING))) return CUDA_ERROR_INVALID_VALUE;
  struct event *event = object_create(OBJECT_EVENT, sizeof *event);
  event->flags = flags;
  *handle = event->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuEventDestroy_v2(CUevent handle) {
  ENTER(cuEventDestroy_v2, NEEDS_CONTEXT);
  struct event *event = event_find(handle);
  if (!event) return CUDA_ERROR_INVALID_HANDLE;
  destroy(event);
  return deviceFailure;
}

EXPORTED CUresult cuEventRecord(CUevent handle, CUstream streamHandle) {
  ENTER(cuEventRecord, NEEDS_DEVICE);
  struct event *event = event_find(handle);
  struct stream *stream = stream_find(streamHandle);
  if (!event || !stream) return CUDA_ERROR_INVALID_HANDLE;
  if (event->record) record_release(event->record);
  event->record = record_create(!(event->flags & CU_EVENT_DISABLE_TIMING));
  submit_record(stream, event->record, call.later);
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuEventSynchronize(CUevent handle) {
  ENTER(cuEventSynchronize, NEEDS_DEVICE);
  struct event *event = event_find(handle);
  if (!event) return CUDA_ERROR_INVALID_HANDLE;
  return event->record ? schedule_until(event->record) : CUDA_SUCCESS;
}

EXPORTED CUresult cuEventQuery(CUevent handle) {
  ENTER(cuEventQuery, NEEDS_DEVICE);
  struct event *event = event_find(handle);
  if (!event) return CUDA_ERROR_INVALID_HANDLE;
  CUresult result = schedule_some();
  if (result != CUDA_SUCCESS) return result;
  return event->record && !event->record->isDone ? CUDA_ERROR_NOT_READY : CUDA_SUCCESS;
}

EXPORTED CUresult cuEventElapsedTime(float *milliseconds, CUevent startHandle, CUevent endHandle) {
  ENTER(cuEventElapsedTime, NEEDS_DEVICE);
  if (!milliseconds) return CUDA_ERROR_INVALID_VALUE;
  struct event *start = event_find(startHandle), *end = event_find(endHandle);
  if (!start || !end || !start->record || !end->record) return CUDA_ERROR_INVALID_HANDLE;
  if (!start->record->isTimed || !end->record->isTimed) return CUDA_ERROR_INVALID_HANDLE;
  if (!start->record->isDone || !end->record->isDone) return CUDA_ERROR_NOT_READY;
  *milliseconds = (float)(end->record->milliseconds - start->record->milliseconds);
  return CUDA_SUCCESS;
}
