// How every call enters and leaves the driver: the lock, the counters, injected faults, and what a call needs.

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "context.h"
#include "device.h"
#include "driver.h"
#include "faults.h"
#include "random.h"
#include "schedule.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

CUresult deviceFailure;
char deviceFailureText[512];
long executedWorks;

static void reset_once(void) {
  static bool isReset;
  if (isReset) return;
  isReset = true;
  driver_reset();
}

void lock(void) {
  pthread_mutex_lock(&mutex);
  reset_once();
}

void unlock(void) { pthread_mutex_unlock(&mutex); }

void driver_reset(void) {
  deviceFailure = CUDA_SUCCESS;
  deviceFailureText[0] = 0;
  executedWorks = 0;
  device_reset();
  random_reset();
  faults_reset();
}

CUresult lose_device(CUresult result, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(deviceFailureText, sizeof deviceFailureText, format, arguments);
  va_end(arguments);
  if (faults_report()) fprintf(stderr, "SoftwareCUDA: the device is lost with %d: %s\n", result, deviceFailureText);
  deviceFailure = result;
  schedule_drop();
  return result;
}

/// Whether a device that answers this is lost.
static bool sticks(CUresult result) {
  return result == CUDA_ERROR_ECC_UNCORRECTABLE || result == CUDA_ERROR_ILLEGAL_ADDRESS
    || result == CUDA_ERROR_LAUNCH_TIMEOUT || result == CUDA_ERROR_ASSERT
    || (result >= CUDA_ERROR_HARDWARE_STACK_ERROR && result <= CUDA_ERROR_LAUNCH_FAILED);
}

static bool submits(enum function_index function) {
  return function == INDEX_cuEventRecord || function_is_submission(function);
}

struct call enter(enum function_index function, enum needs needs) {
  lock();
  struct call call = {0};
  struct fault fault = faults_next(function);
  if (fault.result != CUDA_SUCCESS && fault.isLater && submits(function)) {
    call.later = fault.result;
  } else if (fault.result != CUDA_SUCCESS) {
    if (sticks(fault.result) && deviceFailure == CUDA_SUCCESS) lose_device(fault.result, "an injected fault");
    call.result = fault.result;
    return call;
  }
  if (needs >= NEEDS_INITIALIZED && !isInitialized) call.result = CUDA_ERROR_NOT_INITIALIZED;
  else if (needs >= NEEDS_CONTEXT && context_check() != CUDA_SUCCESS) call.result = context_check();
  else if (needs >= NEEDS_DEVICE) call.result = deviceFailure;
  return call;
}

void leave(struct call *call) {
  (void)call;
  unlock();
}
