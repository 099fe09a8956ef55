// What tests call.

#include <stdio.h>
#include <string.h>

#include "SoftwareCUDA.h"
#include "device.h"
#include "faults.h"
#include "memory.h"
#include "objects.h"
#include "random.h"
#include "schedule.h"

EXPORTED void software_cuda_reset(void) {
  lock();
  driver_reset();
  unlock();
}

EXPORTED void software_cuda_set_seed(uint64_t seed) {
  lock();
  random_seed(seed);
  unlock();
}

EXPORTED void software_cuda_set_attribute(int attribute, int value) {
  lock();
  device_set_attribute(attribute, value);
  unlock();
}

EXPORTED void software_cuda_set_memory(size_t byteCount) {
  lock();
  deviceMemory = byteCount;
  unlock();
}

EXPORTED void software_cuda_set_version(int version) {
  lock();
  device_set_version(version);
  unlock();
}

EXPORTED void software_cuda_set_device_count(int count) {
  lock();
  device_set_count(count);
  unlock();
}

EXPORTED bool software_cuda_fail(const char *function, long call, int result) {
  lock();
  bool isKnown = faults_add(function, call, result, false);
  unlock();
  return isKnown;
}

EXPORTED bool software_cuda_fail_later(const char *function, long call, int result) {
  lock();
  bool isKnown = faults_add(function, call, result, true);
  unlock();
  return isKnown;
}

EXPORTED long software_cuda_calls(const char *function) {
  lock();
  int number = function_number(function);
  long count = number < 0 ? -1 : faults_calls(number);
  unlock();
  return count;
}

static long submissions(void) {
  long count = 0;
  for (int index = 0; index < FUNCTION_COUNT; index++) {
    if (function_is_submission(index)) count += faults_calls(index);
  }
  return count;
}

EXPORTED long software_cuda_submissions(void) {
  lock();
  long count = submissions();
  unlock();
  return count;
}

EXPORTED long software_cuda_executed(void) {
  lock();
  long count = executedWorks;
  unlock();
  return count;
}

EXPORTED long software_cuda_pending(void) {
  lock();
  long count = schedule_pending();
  unlock();
  return count;
}

static const char *const kindNames[OBJECT_KIND_COUNT] = {
  [OBJECT_CONTEXT] = "context",   [OBJECT_STREAM] = "stream", [OBJECT_EVENT] = "event",
  [OBJECT_MODULE] = "module",     [OBJECT_FUNCTION] = "function", [OBJECT_LINK] = "link",
  [OBJECT_GRAPH] = "graph",       [OBJECT_NODE] = "node",     [OBJECT_EXECUTABLE] = "executable",
};

EXPORTED long software_cuda_living(const char *kind) {
  lock();
  long count = -1;
  for (int index = 0; index < OBJECT_KIND_COUNT; index++) {
    if (strcmp(kindNames[index], kind) == 0) count = object_count(index);
  }
  if (strcmp(kind, "memory") == 0) count = memory_count(MEMORY_DEVICE);
  if (strcmp(kind, "pinned") == 0) count = memory_count(MEMORY_PINNED);
  unlock();
  return count;
}

EXPORTED size_t software_cuda_memory_used(void) {
  lock();
  size_t used = memory_used(MEMORY_DEVICE);
  unlock();
  return used;
}

EXPORTED const char *software_cuda_failure(void) { return deviceFailureText; }

EXPORTED void software_cuda_report(void) {
  lock();
  for (int index = 0; index < FUNCTION_COUNT; index++) {
    if (faults_calls(index) > 0) fprintf(stderr, "SoftwareCUDA: %10ld %s\n", faults_calls(index), cuda_function_name(index));
  }
  fprintf(stderr, "SoftwareCUDA: %ld submissions, %ld works run, %ld operations pending\n", submissions(), executedWorks,
    schedule_pending());
  fprintf(stderr, "SoftwareCUDA: living: memory %ld, pinned %ld", memory_count(MEMORY_DEVICE), memory_count(MEMORY_PINNED));
  for (int index = 0; index < OBJECT_KIND_COUNT; index++) fprintf(stderr, ", %s %ld", kindNames[index], object_count(index));
  fprintf(stderr, "\n");
  if (deviceFailure != CUDA_SUCCESS) {
    fprintf(stderr, "SoftwareCUDA: the device is lost with %d: %s\n", deviceFailure, deviceFailureText);
  }
  unlock();
}

__attribute__((destructor)) static void report_at_exit(void) {
  if (faults_report()) software_cuda_report();
}
