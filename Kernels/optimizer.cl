// Optimizers over a block of many parameters, with one launch for all of them. A table divides the tensors of the
// block into chunks (offset, count, whether weight decay applies); gaps between tensors are neither read nor written.
// A work-group (see work_group.cl) takes one chunk.
//
//   optimizer_advance:  step = step + 1                                                      {1}
//   optimizer_norm:     the sum of each chunk's squared gradients                            one work-group per chunk
//   sgd_update:         g = c dp + decay p, v = momentum v + g, p = p - rate v               one work-group per chunk
//   adam_update:        g = c dp (+ decay p), m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
//                       p = p - rate m / (1 - beta1^step) / (sqrt(v / (1 - beta2^step)) + epsilon)
//                       (decoupled: p = p - rate decay p first)                              one work-group per chunk
//
// Clipping by the global norm: c = min(1, maximum / (norm + CLIP_GUARD)), as in PyTorch's clip_grad_norm_; but if the
// norm is infinite or NaN, c is NaN, so that a broken gradient shows. Without clipping c = 1.

#define CLIP_GUARD 1e-6f

#define CHUNK_FIELDS 3
#define FOR_CHUNK(i, n)                                                                   \
  GLOBAL const int* chunk = table + GROUP_INDEX * CHUNK_FIELDS;                           \
  for (int i = chunk[0] + GROUP_START, n = chunk[1] - GROUP_START; n > 0; i += GROUP_STEP, n -= GROUP_STEP)

KERNEL void optimizer_advance(GLOBAL int* step) {  // [1]
  step[0]++;
}

KERNEL void optimizer_norm(GLOBAL const int* table,       // [chunks, 3]
                           GLOBAL const float* gradient,  // [block]
                           GLOBAL float* partial) {       // [chunks]
  GROUP_SCRATCH(scratch);
  floatv sum = 0;
  FOR_CHUNK(i, n) {
    floatv value = load_part(gradient + i, n, 0);
    sum += value * value;
  }
  float total = group_sum(sum, scratch);
  if (GROUP_START == 0) partial[GROUP_INDEX] = total;
}

// The factor c, for every member of the work-group. The first work-group writes the norm to memory.
static inline float clip(GLOBAL const float* partial, GLOBAL float* norm, int chunks,
                         float maximum GROUP_SCRATCH_PARAMETER(scratch)) {
  floatv sum = 0;
  for (int i = GROUP_START; i < chunks; i += GROUP_STEP) sum += load_part(partial + i, chunks - i, 0);
  float total = sqrt(group_sum(sum, scratch));
  if (get_global_id(0) == 0) norm[0] = total;
  return isfinite(total) ? fmin(1.0f, maximum / (total + CLIP_GUARD)) : NAN;
}

KERNEL void sgd_update(GLOBAL const int* table,            // [chunks, 3]
                       GLOBAL const float* gradient,       // [block]
                       GLOBAL const float* partial,        // [chunks], where clips
                       GLOBAL const float* learning_rate,  // [1]
                       GLOBAL float* parameter,            // [block]
                       GLOBAL float* velocity,             // [block]
                       GLOBAL float* norm,                 // [1], where clips
                       int chunks, int clips, float maximum, float momentum, float weight_decay) {
  GROUP_SCRATCH(scratch);
  float scale = clips ? clip(partial, norm, chunks, maximum GROUP_SCRATCH_ARGUMENT(scratch)) : 1;
  float rate = learning_rate[0];
  FOR_CHUNK(i, n) {
    float decay = chunk[2] ? weight_decay : 0;
    floatv p = load_part(parameter + i, n, 0);
    floatv g = scale * load_part(gradient + i, n, 0) + decay * p;
    floatv v = momentum * load_part(velocity + i, n, 0) + g;
    store_part(v, velocity + i, n);
    store_part(p - rate * v, parameter + i, n);
  }
}

KERNEL void adam_update(GLOBAL const int* table,            // [chunks, 3]
                        GLOBAL const float* gradient,       // [block]
                        GLOBAL const float* partial,        // [chunks], where clips
                        GLOBAL const float* learning_rate,  // [1]
                        GLOBAL const int* step,             // [1]
                        GLOBAL float* parameter,            // [block]
                        GLOBAL float* state,                // [2, block]: m, v
                        GLOBAL float* norm,                 // [1], where clips
                        int block, int chunks, int clips, float maximum, float beta1, float beta2,
                        float log_beta1, float log_beta2, float epsilon, float weight_decay, int decoupled) {
  GROUP_SCRATCH(scratch);
  float scale = clips ? clip(partial, norm, chunks, maximum GROUP_SCRATCH_ARGUMENT(scratch)) : 1;
  float rate = learning_rate[0], count = step[0];
  float first_rate = rate / -expm1(count * log_beta1);
  float second_scale = 1 / sqrt(-expm1(count * log_beta2));
  GLOBAL float* first_moment = state;
  GLOBAL float* second_moment = state + block;
  FOR_CHUNK(i, n) {
    float decay = chunk[2] ? weight_decay : 0;
    floatv p = load_part(parameter + i, n, 0), g = scale * load_part(gradient + i, n, 0);
    if (decoupled) {
      p -= rate * decay * p;
    } else {
      g += decay * p;
    }
    floatv m = load_part(first_moment + i, n, 0), v = load_part(second_moment + i, n, 0);
    m += (1 - beta1) * (g - m);
    v += (1 - beta2) * (g * g - v);
    store_part(m, first_moment + i, n);
    store_part(v, second_moment + i, n);
    store_part(p - first_rate * m / (sqrt(v) * second_scale + epsilon), parameter + i, n);
  }
}
