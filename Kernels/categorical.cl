// Scalars as distributions over the bins -half ... half of a transformed scale (MuZero, appendix F; Pohlen et al.
// 2018). bins = 2 half + 1, and
//   h(x) = sign(x) (sqrt(|x| + 1) - 1) + epsilon x.
// Its inverse is written without the textbook formula's cancellation near zero: with y = |x|,
//   s = sqrt(1 + 4 epsilon (y + 1 + epsilon)), d = 2 y (1 - 2 epsilon / (s + 1 + 2 epsilon)) / (s + 1),
//   inverse(x) = sign(x) d (d + 2), inverse'(x) = 2 (d + 1) / s.
//
//   support_transform, support_inverse_transform:  element by element                        {count / CHUNK}
//   categorical_two_hot:         the two bins around clamp(h(x), -half, half) share the mass    work-groups of rows
//   support_to_scalar_forward:   inverse(expectation), expectation = sum_i softmax(logits)_i (i - half); work-groups of
//                                rows; statistics = (max, 1 / sum of exponentials, expectation)
//   support_to_scalar_backward:  dlogits_i = dy inverse'(expectation) p_i (i - half - expectation)
//   categorical_value_loss_with_gradient:  -weight sum_i two_hot(target)_i log_softmax(logits)_i and, for dy = 1, its
//                                gradient dlogits_i = weight (p_i - two_hot(target)_i); work-groups of rows
//
// h and its inverse are defined in value_transform.cl, work-groups in work_group.cl. A scalar beyond the bins counts
// as the outermost bin. A scalar that is NaN makes the first bins of its row, or its loss, NaN.

#ifndef CHUNK
#define CHUNK 1
#endif

#define ELEMENTWISE(name, function)                                                    \
  KERNEL void name(GLOBAL const float* input, /* [count] */                            \
                   GLOBAL float* output,      /* [count] */                            \
                   int count, float epsilon) {                                         \
    int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);             \
    for (int i = start; i < end; i += WIDTH) {                                         \
      floatv x = load_part(input + i, end - i, 0);                                     \
      store_part(function(x, epsilon), output + i, end - i);                           \
    }                                                                                  \
  }

ELEMENTWISE(support_transform, transform)
ELEMENTWISE(support_inverse_transform, inverse_transform)

// The lower of the two bins that share a scalar's mass, and the upper bin's share.
typedef struct {
  int low;
  float upper_share;
} two_hot;

static inline two_hot two_hot_of(float x, int bins, float epsilon) {
  int half_ = bins / 2;
  float t = first_lane(transform(x, epsilon));
  t = fmin(fmax(t, (float)-half_), (float)half_);  // NaN gives the first bin
  float below = floor(t);
  two_hot result = {(int)below + half_, isnan(x) ? x : t - below};
  return result;
}

// The two-hot distribution at the bins i, i + 1, ….
static inline floatv two_hot_at(two_hot target, int i) {
  intv bin = i + LANES;
  return SELECT(bin == target.low, 1 - target.upper_share, SELECT(bin == target.low + 1, target.upper_share, 0.0f));
}

KERNEL void categorical_two_hot(GLOBAL const float* scalar,  // [rows]
                                GLOBAL float* probability,   // [rows, bins]
                                int rows, int bins, int rows_per_group, float epsilon) {
  FOR_GROUP_ROWS {
    GLOBAL float* p = probability + (size_t)row * bins;
    two_hot target = two_hot_of(scalar[row], bins, epsilon);
    for (int i = GROUP_START; i < bins; i += GROUP_STEP) store_part(two_hot_at(target, i), p + i, bins - i);
  }
}

// The largest logit of a row among the elements of this work-item.
static inline floatv largest(GLOBAL const float* logits, int bins) {
  floatv result = -INFINITY;
  FOR_GROUP_PARTS(i, lanes, bins, {
    floatv value = load_part(logits + i, lanes, -INFINITY);
    result = SELECT(value > result, value, result);
  })
  return result;
}

KERNEL void support_to_scalar_forward(GLOBAL const float* logits,  // [rows, bins]
                                      GLOBAL float* output,        // [rows]
                                      GLOBAL float* statistics,    // [rows, 3]
                                      int rows, int bins, int rows_per_group, float epsilon) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* x = logits + (size_t)row * bins;
    float high = group_max(largest(x, bins), scratch);
    floatv sums = 0, products = 0;
    for (int i = GROUP_START; i < bins; i += GROUP_STEP) {
      floatv e = decay(load_part(x + i, bins - i, -INFINITY) - high);
      sums += e;
      products += e * convert_floatv(i - bins / 2 + LANES);
    }
    float inverse_sum = 1 / group_sum(sums, scratch);
    float expectation = group_sum(products, scratch) * inverse_sum;
    if (GROUP_START == 0) {
      output[row] = first_lane(inverse_transform(expectation, epsilon));
      statistics[3 * row] = high;
      statistics[3 * row + 1] = inverse_sum;
      statistics[3 * row + 2] = expectation;
    }
  }
}

KERNEL void support_to_scalar_backward(GLOBAL const float* logits,           // [rows, bins]
                                       GLOBAL const float* statistics,       // [rows, 3]
                                       GLOBAL const float* output_gradient,  // [rows]
                                       GLOBAL float* logits_gradient,        // [rows, bins]
                                       int rows, int bins, int rows_per_group, float epsilon) {
  FOR_GROUP_ROWS {
    GLOBAL const float* x = logits + (size_t)row * bins;
    GLOBAL float* dx = logits_gradient + (size_t)row * bins;
    float high = statistics[3 * row], expectation = statistics[3 * row + 2];
    float slope = first_lane(inverse_derivative(expectation, epsilon));
    float scale = output_gradient[row] * slope * statistics[3 * row + 1];
    for (int i = GROUP_START; i < bins; i += GROUP_STEP) {
      floatv e = decay(load_part(x + i, bins - i, -INFINITY) - high);
      store_part(scale * e * (convert_floatv(i - bins / 2 + LANES) - expectation), dx + i, bins - i);
    }
  }
}

KERNEL void categorical_value_loss_with_gradient(GLOBAL const float* logits,     // [rows, bins]
                                                 GLOBAL const float* target,     // [rows]
                                                 GLOBAL const float* weight,     // [rows]
                                                 GLOBAL float* output,           // [rows]
                                                 GLOBAL float* logits_gradient,  // [rows, bins]
                                                 int rows, int bins, int rows_per_group, float epsilon) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* x = logits + (size_t)row * bins;
    GLOBAL float* dx = logits_gradient + (size_t)row * bins;
    two_hot hot = two_hot_of(target[row], bins, epsilon);
    // The logits are read completely before the gradient may overwrite them.
    float lower = x[hot.low], upper = x[min(hot.low + 1, bins - 1)];
    float high = group_max(largest(x, bins), scratch);
    floatv sums = 0;
    FOR_GROUP_PARTS(i, lanes, bins, {
      floatv e = decay(load_part(x + i, lanes, -INFINITY) - high);
      sums += e;
      store_part(e, dx + i, lanes);
    })
    float sum = group_sum(sums, scratch);
    float distance = high - lower + hot.upper_share * (lower - upper);
    if (GROUP_START == 0) output[row] = weight[row] * (distance + log(sum));
    float scale = weight[row] / sum;
    FOR_GROUP_PARTS(i, lanes, bins, store_part(scale * load_part(dx + i, lanes, 0), dx + i, lanes);)
    if (GROUP_REACHES(hot.low)) dx[hot.low] -= weight[row] * (1 - hot.upper_share);
    if (hot.low + 1 < bins && GROUP_REACHES(hot.low + 1)) dx[hot.low + 1] -= weight[row] * hot.upper_share;
  }
}
