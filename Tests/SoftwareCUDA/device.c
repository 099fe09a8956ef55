#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "opencl.h"

static const size_t standardMemory = (size_t)4 << 30;
static const int standardVersion = 13000;
static const int standardCapability = 9;

size_t deviceMemory;
bool isInitialized;
static int driverVersion;
static int deviceCount;

enum { ATTRIBUTE_COUNT = 200 };
static int attributes[ATTRIBUTE_COUNT];

void device_reset(void) {
  const char *memory = getenv("SOFTWARE_CUDA_MEMORY");
  const char *version = getenv("SOFTWARE_CUDA_VERSION");
  const char *capability = getenv("SOFTWARE_CUDA_CAPABILITY");
  deviceMemory = memory ? strtoull(memory, NULL, 10) : standardMemory;
  driverVersion = version ? atoi(version) : standardVersion;
  deviceCount = 1;

  for (int index = 0; index < ATTRIBUTE_COUNT; index++) attributes[index] = -1;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK] = 1024;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X] = 1024;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y] = 1024;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z] = 64;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X] = 0x7FFFFFFF;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y] = 65535;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z] = 65535;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK] = 49152;
  attributes[CU_DEVICE_ATTRIBUTE_WARP_SIZE] = 32;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK] = 65536;
  attributes[CU_DEVICE_ATTRIBUTE_CLOCK_RATE] = 1980000;
  attributes[CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT] = 132;
  attributes[CU_DEVICE_ATTRIBUTE_KERNEL_EXEC_TIMEOUT] = 0;
  attributes[CU_DEVICE_ATTRIBUTE_INTEGRATED] = 0;
  attributes[CU_DEVICE_ATTRIBUTE_COMPUTE_MODE] = 0;
  attributes[CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS] = 1;
  attributes[CU_DEVICE_ATTRIBUTE_ECC_ENABLED] = 1;
  attributes[CU_DEVICE_ATTRIBUTE_PCI_BUS_ID] = 0x5D;
  attributes[CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID] = 0;
  attributes[CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID] = 0;
  attributes[CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE] = 3201000;
  attributes[CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH] = 6016;
  attributes[CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE] = 62914560;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR] = 2048;
  attributes[CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT] = 3;
  attributes[CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING] = 1;
  attributes[CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR] = capability ? atoi(capability) : standardCapability;
  attributes[CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR] = 0;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR] = 233472;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR] = 65536;
  attributes[CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN] = 232448;
}

int device_attribute(int attribute) {
  return attribute >= 0 && attribute < ATTRIBUTE_COUNT ? attributes[attribute] : -1;
}

void device_set_attribute(int attribute, int value) {
  if (attribute >= 0 && attribute < ATTRIBUTE_COUNT) attributes[attribute] = value;
}

void device_set_version(int version) { driverVersion = version; }
void device_set_count(int count) { deviceCount = count; }

static bool exists(CUdevice device) { return device >= 0 && device < deviceCount; }

EXPORTED CUresult cuInit(unsigned int flags) {
  ENTER(cuInit, NEEDS_NOTHING);
  if (flags != 0) return CUDA_ERROR_INVALID_VALUE;
  if (deviceCount == 0 || !opencl_open()) return CUDA_ERROR_NO_DEVICE;
  isInitialized = true;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuDriverGetVersion(int *version) {
  ENTER(cuDriverGetVersion, NEEDS_NOTHING);
  if (!version) return CUDA_ERROR_INVALID_VALUE;
  *version = driverVersion;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuDeviceGetCount(int *count) {
  ENTER(cuDeviceGetCount, NEEDS_INITIALIZED);
  if (!count) return CUDA_ERROR_INVALID_VALUE;
  *count = deviceCount;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuDeviceGet(CUdevice *device, int index) {
  ENTER(cuDeviceGet, NEEDS_INITIALIZED);
  if (!device) return CUDA_ERROR_INVALID_VALUE;
  if (!exists(index)) return CUDA_ERROR_INVALID_DEVICE;
  *device = index;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuDeviceGetName(char *text, int capacity, CUdevice device) {
  ENTER(cuDeviceGetName, NEEDS_INITIALIZED);
  if (!text || capacity <= 0) return CUDA_ERROR_INVALID_VALUE;
  if (!exists(device)) return CUDA_ERROR_INVALID_DEVICE;
  snprintf(text, (size_t)capacity, "NVIDIA H200 (software)");
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuDeviceTotalMem_v2(size_t *byteCount, CUdevice device) {
  ENTER(cuDeviceTotalMem_v2, NEEDS_INITIALIZED);
  if (!byteCount) return CUDA_ERROR_INVALID_VALUE;
  if (!exists(device)) return CUDA_ERROR_INVALID_DEVICE;
  *byteCount = deviceMemory;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute attribute, CUdevice device) {
  ENTER(cuDeviceGetAttribute, NEEDS_INITIALIZED);
  if (!value) return CUDA_ERROR_INVALID_VALUE;
  if (!exists(device)) return CUDA_ERROR_INVALID_DEVICE;
  int known = device_attribute(attribute);
  if (known < 0) return CUDA_ERROR_INVALID_VALUE;
  *value = known;
  return CUDA_SUCCESS;
}
