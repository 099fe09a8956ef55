#include "faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long callCounts[FUNCTION_COUNT];

/// A fault to come: at the call when `callsLeft` falls to 0, or at each call where it was 0 from the start.
struct planned {
  int function;
  long callsLeft;
  bool isEveryCall;
  struct fault fault;
};
enum { PLANNED_CAPACITY = 64 };
static struct planned planned[PLANNED_CAPACITY];
static int plannedCount;

int function_number(const char *symbol) {
  for (int index = 0; index < FUNCTION_COUNT; index++) {
    if (strcmp(cuda_function_name(index), symbol) == 0) return index;
  }
  return -1;
}

struct fault faults_next(enum function_index function) {
  callCounts[function]++;
  struct fault met = {0};
  for (int index = 0; index < plannedCount; index++) {
    struct planned *plan = &planned[index];
    if (plan->function != (int)function) continue;
    if (plan->isEveryCall || (plan->callsLeft > 0 && --plan->callsLeft == 0)) met = plan->fault;
  }
  return met;
}

bool faults_add(const char *function, long call, int result, bool isLater) {
  int number = function_number(function);
  if (number < 0 || call < 0 || plannedCount == PLANNED_CAPACITY) return false;
  planned[plannedCount++] = (struct planned){number, call, call == 0, {result, isLater}};
  return true;
}

/// Plans what an element of SOFTWARE_CUDA_FAIL says. False where it says nothing.
static bool add_words(const char *words) {
  char function[64] = "", manner[16] = "";
  long call = 0;
  int result = 0;
  int found = sscanf(words, "%63[^:]:%ld:%d:%15[a-z]", function, &call, &result, manner);
  return found >= 3 && faults_add(function, call, result, strcmp(manner, "later") == 0);
}

void faults_reset(void) {
  memset(callCounts, 0, sizeof callCounts);
  plannedCount = 0;
  for (const char *words = getenv("SOFTWARE_CUDA_FAIL"); words && *words; words += strspn(words, ",")) {
    if (!add_words(words)) {
      fprintf(stderr, "SOFTWARE_CUDA_FAIL is function:call:result[:later],…, not %s\n", words);
      _Exit(1);
    }
    words += strcspn(words, ",");
  }
}

bool faults_report(void) {
  const char *wanted = getenv("SOFTWARE_CUDA_REPORT");
  return wanted && strcmp(wanted, "0") != 0;
}

long faults_calls(enum function_index function) { return callCounts[function]; }

bool function_is_submission(enum function_index function) {
  return function == INDEX_cuLaunchKernel || function == INDEX_cuMemcpyHtoDAsync_v2
    || function == INDEX_cuMemcpyDtoHAsync_v2 || function == INDEX_cuMemcpyDtoDAsync_v2
    || function == INDEX_cuMemsetD32Async || function == INDEX_cuGraphLaunch;
}
