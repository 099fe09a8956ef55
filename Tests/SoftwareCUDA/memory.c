#include "memory.h"

#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "driver.h"
#include "opencl.h"

// The alignment that CUDA promises, and never more of it than that.
enum { ALIGNMENT = 256 };
// Bytes before and after each allocation that nothing may write.
enum { EDGE = 256, EDGE_VALUE = 0x5A };
// Freed memory is kept for a while, so that its addresses are not given to another allocation at once.
enum { QUARANTINE_COUNT = 1024, QUARANTINE_BYTES = 64 << 20 };

struct block {
  uintptr_t start;
  size_t byteCount;
  void *base;
};

/// The living allocations of a kind, in the order of their addresses.
static struct table {
  struct block *blocks;
  size_t count, capacity, used;
} tables[MEMORY_KIND_COUNT];

static struct block quarantine[QUARANTINE_COUNT];
static size_t quarantineFirst, quarantineCount, quarantineBytes;

/// How many allocations of a table start at or before an address.
static size_t position(const struct table *table, uintptr_t address) {
  size_t low = 0, high = table->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (table->blocks[middle].start <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

bool memory_holds(enum memory_kind kind, uintptr_t address, size_t byteCount) {
  const struct table *table = &tables[kind];
  size_t index = position(table, address);
  if (index == 0) return false;
  const struct block *block = &table->blocks[index - 1];
  size_t offset = address - block->start;
  return offset <= block->byteCount && byteCount <= block->byteCount - offset;
}

long memory_count(enum memory_kind kind) { return (long)tables[kind].count; }
size_t memory_used(enum memory_kind kind) { return tables[kind].used; }

static bool allocate(enum memory_kind kind, size_t byteCount, uintptr_t *address) {
  if (byteCount > SIZE_MAX / 2) return false;
  void *base = opencl_allocate(byteCount + 2 * EDGE + 2 * ALIGNMENT);
  if (!base) return false;
  uintptr_t start = ((uintptr_t)base + EDGE + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (start / ALIGNMENT % 2 == 0) start += ALIGNMENT;
  memset((void *)(start - EDGE), EDGE_VALUE, EDGE);
  memset((void *)start, POISON, byteCount);
  memset((void *)(start + byteCount), EDGE_VALUE, EDGE);

  struct table *table = &tables[kind];
  if (table->count == table->capacity) {
    table->capacity = table->capacity ? 2 * table->capacity : 256;
    table->blocks = realloc(table->blocks, table->capacity * sizeof *table->blocks);
  }
  size_t index = position(table, start);
  memmove(&table->blocks[index + 1], &table->blocks[index], (table->count - index) * sizeof *table->blocks);
  table->blocks[index] = (struct block){start, byteCount, base};
  table->count++;
  table->used += byteCount;
  *address = start;
  return true;
}

static void release_oldest(void) {
  struct block *block = &quarantine[quarantineFirst];
  quarantineBytes -= block->byteCount;
  opencl_free(block->base);
  quarantineFirst = (quarantineFirst + 1) % QUARANTINE_COUNT;
  quarantineCount--;
}

static bool edges_are_whole(const struct block *block) {
  const unsigned char *before = (const unsigned char *)block->start - EDGE;
  const unsigned char *after = (const unsigned char *)block->start + block->byteCount;
  for (int index = 0; index < EDGE; index++) {
    if (before[index] != EDGE_VALUE || after[index] != EDGE_VALUE) return false;
  }
  return true;
}

static CUresult free_block(enum memory_kind kind, uintptr_t address) {
  struct table *table = &tables[kind];
  size_t index = position(table, address);
  if (index == 0 || table->blocks[index - 1].start != address) return CUDA_ERROR_INVALID_VALUE;
  struct block block = table->blocks[index - 1];
  memmove(&table->blocks[index - 1], &table->blocks[index], (table->count - index) * sizeof *table->blocks);
  table->count--;
  table->used -= block.byteCount;

  bool isWhole = edges_are_whole(&block);
  memset((void *)block.start, POISON, block.byteCount);
  while (quarantineCount > 0
    && (quarantineCount == QUARANTINE_COUNT || quarantineBytes + block.byteCount > QUARANTINE_BYTES)) {
    release_oldest();
  }
  if (block.byteCount > QUARANTINE_BYTES) {
    opencl_free(block.base);
  } else {
    quarantine[(quarantineFirst + quarantineCount++) % QUARANTINE_COUNT] = block;
    quarantineBytes += block.byteCount;
  }
  if (!isWhole && deviceFailure == CUDA_SUCCESS) {
    return lose_device(CUDA_ERROR_ILLEGAL_ADDRESS, "something wrote just before or after the %zu bytes at 0x%zx",
      block.byteCount, (size_t)block.start);
  }
  return deviceFailure;
}

void memory_free_all(void) {
  for (int kind = 0; kind < MEMORY_KIND_COUNT; kind++) {
    struct table *table = &tables[kind];
    while (table->count > 0) opencl_free(table->blocks[--table->count].base);
    table->used = 0;
  }
  while (quarantineCount > 0) release_oldest();
}

EXPORTED CUresult cuMemGetInfo_v2(size_t *freeBytes, size_t *totalBytes) {
  ENTER(cuMemGetInfo_v2, NEEDS_DEVICE);
  if (!freeBytes || !totalBytes) return CUDA_ERROR_INVALID_VALUE;
  size_t used = memory_used(MEMORY_DEVICE);
  *totalBytes = deviceMemory;
  *freeBytes = used < deviceMemory ? deviceMemory - used : 0;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuMemAlloc_v2(CUdeviceptr *pointer, size_t byteCount) {
  ENTER(cuMemAlloc_v2, NEEDS_DEVICE);
  if (!pointer || byteCount == 0) return CUDA_ERROR_INVALID_VALUE;
  size_t used = memory_used(MEMORY_DEVICE);
  if (used > deviceMemory || byteCount > deviceMemory - used) return CUDA_ERROR_OUT_OF_MEMORY;
  uintptr_t address;
  if (!allocate(MEMORY_DEVICE, byteCount, &address)) return CUDA_ERROR_OUT_OF_MEMORY;
  *pointer = address;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuMemFree_v2(CUdeviceptr pointer) {
  ENTER(cuMemFree_v2, NEEDS_CONTEXT);
  return free_block(MEMORY_DEVICE, pointer);
}

EXPORTED CUresult cuMemHostAlloc(void **pointer, size_t byteCount, unsigned int flags) {
  ENTER(cuMemHostAlloc, NEEDS_DEVICE);
  unsigned int known = CU_MEMHOSTALLOC_PORTABLE | CU_MEMHOSTALLOC_DEVICEMAP | CU_MEMHOSTALLOC_WRITECOMBINED;
  if (!pointer || byteCount == 0 || (flags & ~known)) return CUDA_ERROR_INVALID_VALUE;
  uintptr_t address;
  if (!allocate(MEMORY_PINNED, byteCount, &address)) return CUDA_ERROR_OUT_OF_MEMORY;
  *pointer = (void *)address;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuMemFreeHost(void *pointer) {
  ENTER(cuMemFreeHost, NEEDS_CONTEXT);
  return free_block(MEMORY_PINNED, (uintptr_t)pointer);
}
