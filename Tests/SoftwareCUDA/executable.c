// Graphs that are ready to run.

#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "graph_parts.h"
#include "plan.h"
#include "stream.h"

struct executable {
  struct object object;
  /// The handle of the graph that it was made of, whose nodes name its own.
  void *graphHandle;
  struct plan *plan;
  /// The end of its last launch, or NULL: one launch of it runs at a time.
  struct record *last;
};

/// Launches that are pending go on without it.
static void destroy(struct executable *executable) {
  object_retire(&executable->object);
  plan_release(executable->plan);
  if (executable->last) record_release(executable->last);
  free(executable);
}

void executables_destroy_all(void) {
  for (struct executable *executable; (executable = object_any(OBJECT_EXECUTABLE));) destroy(executable);
}

static struct plan *plan_of(const struct graph *graph) {
  struct plan *plan = plan_create(graph->count, graph->edgeCount);
  for (int index = 0; index < graph->count; index++) {
    const struct node *node = graph->nodes[index];
    plan->works[index] = work_share(node->work);
    plan->dependencyCounts[index] = node->dependencyCount;
    for (int edge = 0; edge < node->dependencyCount; edge++) plan->firstEdge[node->dependencies[edge] + 1]++;
  }
  for (int index = 0; index < graph->count; index++) plan->firstEdge[index + 1] += plan->firstEdge[index];
  int *next = malloc(((size_t)graph->count + 1) * sizeof *next);
  memcpy(next, plan->firstEdge, (size_t)graph->count * sizeof *next);
  for (int index = 0; index < graph->count; index++) {
    const struct node *node = graph->nodes[index];
    for (int edge = 0; edge < node->dependencyCount; edge++) plan->edges[next[node->dependencies[edge]]++] = index;
  }
  free(next);
  return plan;
}

EXPORTED CUresult cuGraphInstantiateWithFlags(CUgraphExec *handle, CUgraph graphHandle, unsigned long long flags) {
  ENTER(cuGraphInstantiateWithFlags, NEEDS_DEVICE);
  struct graph *graph = object_find(graphHandle, OBJECT_GRAPH);
  if (!graph) return CUDA_ERROR_INVALID_HANDLE;
  if (!handle || flags != 0) return CUDA_ERROR_INVALID_VALUE;
  struct executable *executable = object_create(OBJECT_EXECUTABLE, sizeof *executable);
  executable->graphHandle = graph->object.handle;
  executable->plan = plan_of(graph);
  *handle = executable->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuGraphExecMemcpyNodeSetParams(
  CUgraphExec handle, CUgraphNode nodeHandle, const CUDA_MEMCPY3D *parameters, CUcontext context) {
  ENTER(cuGraphExecMemcpyNodeSetParams, NEEDS_DEVICE);
  struct executable *executable = object_find(handle, OBJECT_EXECUTABLE);
  struct node *node = object_find(nodeHandle, OBJECT_NODE);
  if (!executable || !node) return CUDA_ERROR_INVALID_HANDLE;
  if (!object_find(context, OBJECT_CONTEXT)) return CUDA_ERROR_INVALID_CONTEXT;
  if (node->graph->object.handle != executable->graphHandle || node->index >= executable->plan->count) {
    return CUDA_ERROR_INVALID_VALUE;
  }
  struct work **place = &executable->plan->works[node->index];
  if ((*place)->kind != WORK_COPY) return CUDA_ERROR_INVALID_VALUE;
  struct work *work;
  CUresult result = node_copy_create(parameters, &work);
  if (result != CUDA_SUCCESS) return result;
  // Neither side may change its kind of memory.
  if ((work->sourcePlace == PLACE_DEVICE) != ((*place)->sourcePlace == PLACE_DEVICE)
    || (work->destinationPlace == PLACE_DEVICE) != ((*place)->destinationPlace == PLACE_DEVICE)) {
    work_release(work);
    return CUDA_ERROR_INVALID_VALUE;
  }
  // Launches that are pending keep what they were launched with.
  if (executable->plan->references > 1) {
    struct plan *copy = plan_copy(executable->plan);
    plan_release(executable->plan);
    executable->plan = copy;
    place = &copy->works[node->index];
  }
  work_release(*place);
  *place = work;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuGraphExecDestroy(CUgraphExec handle) {
  ENTER(cuGraphExecDestroy, NEEDS_CONTEXT);
  struct executable *executable = object_find(handle, OBJECT_EXECUTABLE);
  if (!executable) return CUDA_ERROR_INVALID_HANDLE;
  destroy(executable);
  return deviceFailure;
}

EXPORTED CUresult cuGraphLaunch(CUgraphExec handle, CUstream streamHandle) {
  ENTER(cuGraphLaunch, NEEDS_DEVICE);
  struct executable *executable = object_find(handle, OBJECT_EXECUTABLE);
  struct stream *stream = stream_find(streamHandle);
  if (!executable || !stream) return CUDA_ERROR_INVALID_HANDLE;
  struct run *run = run_create(executable->plan, executable->last);
  if (executable->last) record_release(executable->last);
  executable->last = record_share(run->after);
  submit_run(stream, run, call.later);
  return CUDA_SUCCESS;
}
