#include "plan.h"

#include <stdlib.h>
#include <string.h>

struct plan *plan_create(int count, int edgeCount) {
  struct plan *plan = calloc(1, sizeof *plan);
  plan->references = 1;
  plan->count = count;
  plan->works = calloc((size_t)count + 1, sizeof *plan->works);
  plan->dependencyCounts = calloc((size_t)count + 1, sizeof *plan->dependencyCounts);
  plan->firstEdge = calloc((size_t)count + 1, sizeof *plan->firstEdge);
  plan->edges = calloc((size_t)edgeCount + 1, sizeof *plan->edges);
  return plan;
}

struct plan *plan_share(struct plan *plan) {
  plan->references++;
  return plan;
}

void plan_release(struct plan *plan) {
  if (--plan->references > 0) return;
  for (int node = 0; node < plan->count; node++) work_release(plan->works[node]);
  free(plan->works);
  free(plan->dependencyCounts);
  free(plan->firstEdge);
  free(plan->edges);
  free(plan);
}

struct plan *plan_copy(const struct plan *plan) {
  int edgeCount = plan->firstEdge[plan->count];
  struct plan *copy = plan_create(plan->count, edgeCount);
  for (int node = 0; node < plan->count; node++) copy->works[node] = work_share(plan->works[node]);
  memcpy(copy->dependencyCounts, plan->dependencyCounts, (size_t)plan->count * sizeof *plan->dependencyCounts);
  memcpy(copy->firstEdge, plan->firstEdge, ((size_t)plan->count + 1) * sizeof *plan->firstEdge);
  memcpy(copy->edges, plan->edges, (size_t)edgeCount * sizeof *plan->edges);
  return copy;
}
