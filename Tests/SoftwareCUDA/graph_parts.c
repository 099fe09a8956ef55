#include "graph_parts.h"

#include "copy.h"

/// One side of a copy: its address, and where that lies.
static CUresult side(
  CUmemorytype type, const void *host, CUdeviceptr device, size_t offset, uintptr_t *address, enum place *place) {
  if (type == CU_MEMORYTYPE_DEVICE && device) {
    *address = device + offset;
    *place = PLACE_DEVICE;
  } else if (type == CU_MEMORYTYPE_HOST && host) {
    *address = (uintptr_t)host + offset;
    *place = host_place((const void *)*address);
  } else {
    return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

CUresult node_copy_create(const CUDA_MEMCPY3D *parameters, struct work **work) {
  const CUDA_MEMCPY3D *p = parameters;
  if (!p || p->WidthInBytes == 0 || p->reserved0 || p->reserved1) return CUDA_ERROR_INVALID_VALUE;
  if (p->Height != 1 || p->Depth != 1 || p->srcY || p->srcZ || p->srcLOD || p->dstY || p->dstZ || p->dstLOD) {
    return CUDA_ERROR_NOT_SUPPORTED;
  }
  uintptr_t source, destination;
  enum place sourcePlace, destinationPlace;
  CUresult result = side(p->srcMemoryType, p->srcHost, p->srcDevice, p->srcXInBytes, &source, &sourcePlace);
  if (result != CUDA_SUCCESS) return result;
  result = side(p->dstMemoryType, p->dstHost, p->dstDevice, p->dstXInBytes, &destination, &destinationPlace);
  if (result != CUDA_SUCCESS) return result;
  *work = work_create(WORK_COPY, 0);
  (*work)->source = source;
  (*work)->sourcePlace = sourcePlace;
  (*work)->destination = destination;
  (*work)->destinationPlace = destinationPlace;
  (*work)->byteCount = p->WidthInBytes;
  return CUDA_SUCCESS;
}

CUresult node_fill_create(const CUDA_MEMSET_NODE_PARAMS *parameters, struct work **work) {
  const CUDA_MEMSET_NODE_PARAMS *p = parameters;
  if (!p || !p->dst || p->width == 0) return CUDA_ERROR_INVALID_VALUE;
  if (p->elementSize != 1 && p->elementSize != 2 && p->elementSize != 4) return CUDA_ERROR_INVALID_VALUE;
  if (p->dst % p->elementSize != 0 || p->width > SIZE_MAX / p->elementSize) return CUDA_ERROR_INVALID_VALUE;
  if (p->height != 1) return CUDA_ERROR_NOT_SUPPORTED;
  *work = work_create(WORK_FILL, 0);
  (*work)->destination = p->dst;
  (*work)->value = p->value;
  (*work)->elementSize = p->elementSize;
  (*work)->byteCount = p->width * p->elementSize;
  return CUDA_SUCCESS;
}
