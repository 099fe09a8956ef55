#pragma once

#include "CUDATypes.h"

static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 1;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X = 2;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y = 3;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z = 4;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X = 5;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y = 6;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z = 7;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK = 8;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_WARP_SIZE = 10;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK = 12;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_CLOCK_RATE = 13;  // kHz
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_KERNEL_EXEC_TIMEOUT = 17;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_INTEGRATED = 18;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_COMPUTE_MODE = 20;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS = 31;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_ECC_ENABLED = 32;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_PCI_BUS_ID = 33;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID = 34;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE = 36;  // kHz
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH = 37;  // bits
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE = 38;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR = 39;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT = 40;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING = 41;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID = 50;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR = 81;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR = 82;
static const CUdevice_attribute CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97;

static const CUjit_option CU_JIT_MAX_REGISTERS = 0;
static const CUjit_option CU_JIT_WALL_TIME = 2;
static const CUjit_option CU_JIT_INFO_LOG_BUFFER = 3;
static const CUjit_option CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES = 4;
static const CUjit_option CU_JIT_ERROR_LOG_BUFFER = 5;
static const CUjit_option CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6;
static const CUjit_option CU_JIT_OPTIMIZATION_LEVEL = 7;
static const CUjit_option CU_JIT_TARGET_FROM_CUCONTEXT = 8;
static const CUjit_option CU_JIT_TARGET = 9;
static const CUjit_option CU_JIT_LOG_VERBOSE = 12;

static const CUjitInputType CU_JIT_INPUT_CUBIN = 0;
static const CUjitInputType CU_JIT_INPUT_PTX = 1;

static const CUlaunchAttributeID CU_LAUNCH_ATTRIBUTE_PRIORITY = 8;

static const CUmemorytype CU_MEMORYTYPE_HOST = 1;
static const CUmemorytype CU_MEMORYTYPE_DEVICE = 2;

/// The stream does not wait for the default stream, which Foresight never uses.
static const unsigned int CU_STREAM_NON_BLOCKING = 1;

/// Whoever waits for the event sleeps, instead of spinning.
static const unsigned int CU_EVENT_BLOCKING_SYNC = 1;
/// The event is cheaper, and measures nothing.
static const unsigned int CU_EVENT_DISABLE_TIMING = 2;

static const unsigned int CU_MEMHOSTALLOC_PORTABLE = 1;
static const unsigned int CU_MEMHOSTALLOC_DEVICEMAP = 2;
/// Fast to write and to copy from, slow to read by the host.
static const unsigned int CU_MEMHOSTALLOC_WRITECOMBINED = 4;

// A launch takes its arguments packed, each at its natural alignment, where its `extra` is the array
// {CU_LAUNCH_PARAM_BUFFER_POINTER, arguments, CU_LAUNCH_PARAM_BUFFER_SIZE, pointer to their size_t, CU_LAUNCH_PARAM_END}.
static void *const CU_LAUNCH_PARAM_END = (void *)0;
static void *const CU_LAUNCH_PARAM_BUFFER_POINTER = (void *)1;
static void *const CU_LAUNCH_PARAM_BUFFER_SIZE = (void *)2;
