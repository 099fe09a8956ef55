// Copies and fills in streams.

#include "copy.h"

#include <string.h>

#include "stream.h"

enum place host_place(const void *address) {
  return memory_holds(MEMORY_PINNED, (uintptr_t)address, 1) ? PLACE_PINNED : PLACE_PAGEABLE;
}

static struct work *copy_work(
  uintptr_t destination, enum place destinationPlace, uintptr_t source, enum place sourcePlace, size_t byteCount) {
  struct work *work = work_create(WORK_COPY, 0);
  work->destination = destination;
  work->destinationPlace = destinationPlace;
  work->source = source;
  work->sourcePlace = sourcePlace;
  work->byteCount = byteCount;
  return work;
}

/// Whether memory that should be the host's is the device's.
static bool is_device(const void *address) { return memory_holds(MEMORY_DEVICE, (uintptr_t)address, 1); }

EXPORTED CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr destination, const void *source, size_t byteCount, CUstream handle) {
  ENTER(cuMemcpyHtoDAsync_v2, NEEDS_DEVICE);
  struct stream *stream = stream_find(handle);
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  if (byteCount == 0) return CUDA_SUCCESS;
  if (!source || !destination || is_device(source)) return CUDA_ERROR_INVALID_VALUE;
  if (host_place(source) == PLACE_PINNED) {
    // Read when it runs: what the host writes there meanwhile is seen.
    submit_work(stream, copy_work(destination, PLACE_DEVICE, (uintptr_t)source, PLACE_PINNED, byteCount), call.later);
    return CUDA_SUCCESS;
  }
  struct work *work = work_create(WORK_COPY, byteCount);
  memcpy(work->bytes, source, byteCount);
  work->destination = destination;
  work->destinationPlace = PLACE_DEVICE;
  work->source = (uintptr_t)work->bytes;
  work->sourcePlace = PLACE_PAGEABLE;
  work->byteCount = byteCount;
  submit_work(stream, work, call.later);
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuMemcpyDtoHAsync_v2(void *destination, CUdeviceptr source, size_t byteCount, CUstream handle) {
  ENTER(cuMemcpyDtoHAsync_v2, NEEDS_DEVICE);
  struct stream *stream = stream_find(handle);
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  if (byteCount == 0) return CUDA_SUCCESS;
  if (!source || !destination || is_device(destination)) return CUDA_ERROR_INVALID_VALUE;
  enum place place = host_place(destination);
  submit_work(stream, copy_work((uintptr_t)destination, place, source, PLACE_DEVICE, byteCount), call.later);
  // Pageable memory has the bytes when the call returns.
  return place == PLACE_PAGEABLE ? schedule_drain(stream) : CUDA_SUCCESS;
}

EXPORTED CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr destination, CUdeviceptr source, size_t byteCount, CUstream handle) {
  ENTER(cuMemcpyDtoDAsync_v2, NEEDS_DEVICE);
  struct stream *stream = stream_find(handle);
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  if (byteCount == 0) return CUDA_SUCCESS;
  if (!source || !destination) return CUDA_ERROR_INVALID_VALUE;
  submit_work(stream, copy_work(destination, PLACE_DEVICE, source, PLACE_DEVICE, byteCount), call.later);
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuMemsetD32Async(CUdeviceptr destination, unsigned int value, size_t count, CUstream handle) {
  ENTER(cuMemsetD32Async, NEEDS_DEVICE);
  struct stream *stream = stream_find(handle);
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  if (count == 0) return CUDA_SUCCESS;
  if (!destination || destination % sizeof value != 0 || count > SIZE_MAX / sizeof value) return CUDA_ERROR_INVALID_VALUE;
  struct work *work = work_create(WORK_FILL, 0);
  work->destination = destination;
  work->value = value;
  work->elementSize = sizeof value;
  work->byteCount = count * sizeof value;
  submit_work(stream, work, call.later);
  return CUDA_SUCCESS;
}
