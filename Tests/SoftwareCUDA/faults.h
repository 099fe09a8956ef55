#pragma once

// Injected faults, and counted calls.

#include "driver.h"

#pragma GCC visibility push(hidden)

struct fault {
  CUresult result;
  bool isLater;
};

/// Counts a call, and returns the fault that it meets; its result is 0 where there is none.
struct fault faults_next(enum function_index function);

/// Plans a fault; false for an unknown function.
bool faults_add(const char *function, long call, CUresult result, bool isLater);

/// The number of a symbol, or -1.
int function_number(const char *symbol);

/// The calls of a function since the last reset.
long faults_calls(enum function_index function);

/// No fault but those that SOFTWARE_CUDA_FAIL names, and no call counted.
void faults_reset(void);

/// Whether SOFTWARE_CUDA_REPORT asks for words on standard error.
bool faults_report(void);

/// Whether a function submits work.
bool function_is_submission(enum function_index function);

/// The driver's whole state but living objects, back to the start.
void driver_reset(void);

/// Why the device was lost.
extern char deviceFailureText[512];

#pragma GCC visibility pop
