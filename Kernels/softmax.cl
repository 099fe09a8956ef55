// Softmax along rows, and losses of it. m is a row's maximum, s = Σ exp(x - m), p = softmax(x).
//   softmax_forward                 p = exp(x - m) / s
//   softmax_backward                dx = p (dp - Σ p dp)
//   log_softmax_forward             y = x - m - log s
//   log_softmax_backward            dx = dy - exp(y) Σ dy
//   softmax_cross_entropy_forward   loss = weight Σ target (m + log s - x)
//   softmax_cross_entropy_backward  dx = dloss weight (p Σ target - target)
//
// global size: {ceil(rows / height) · GROUP} in work-groups of GROUP; a work-group takes `height` consecutive
// rows, and each work-item WIDTH columns at a time. CPUs use GROUP = 1, GPUs WIDTH = 1.

#ifndef GROUP
#define GROUP 64
#endif

#if GROUP == 1
static inline float group_sum(floatv value, LOCAL float* shared) {
  (void)shared;
  return sum_lanes(value);
}

static inline float group_max(floatv value, LOCAL float* shared) {
  (void)shared;
  return max_lanes(value);
}
#else
#define GROUP_REDUCTION(name, combine)                           \
  static inline float name(float value, LOCAL float* shared) {   \
    int lane = get_local_id(0);                                  \
    barrier(CLK_LOCAL_MEM_FENCE);                                \
    shared[lane] = value;                                        \
    barrier(CLK_LOCAL_MEM_FENCE);                                \
    for (int reach = GROUP / 2; reach > 0; reach /= 2) {         \
      if (lane < reach) {                                        \
        float x = shared[lane], y = shared[lane + reach];        \
        shared[lane] = combine;                                  \
      }                                                          \
      barrier(CLK_LOCAL_MEM_FENCE);                              \
    }                                                            \
    return shared[0];                                            \
  }

GROUP_REDUCTION(group_sum, x + y)
GROUP_REDUCTION(group_max, fmax(x, y))
#endif

// The rows of this work-group, and the columns of this work-item.
#define EACH_ROW(rows, height) \
  for (int row = get_group_id(0) * (height), end = min(row + (height), (rows)); row < end; row++)
#define EACH_VECTOR(columns) for (int i = get_local_id(0) * WIDTH; i < (columns); i += GROUP * WIDTH)

// A row's maximum, and Σ exp(x - maximum).
static inline float row_maximum(GLOBAL const float* x, int columns, LOCAL float* shared) {
  floatv maximum = -INFINITY;
  EACH_VECTOR(columns) {
    floatv value = load_part(x + i, columns - i, -INFINITY);
    maximum = SELECT(value > maximum, value, maximum);
  }
  return group_max(maximum, shared);
}

static inline float row_exponential_sum(GLOBAL const float* x, int columns, float maximum,
                                        LOCAL float* shared) {
  floatv sum = 0;
  EACH_VECTOR(columns) sum += exponential(load_part(x + i, columns - i, -INFINITY) - maximum);
  return group_sum(sum, shared);
}

KERNEL void softmax_forward(GLOBAL const float* input,  // [rows, columns]
                            GLOBAL float* output,       // [rows, columns]
                            int rows, int columns, int height) {
  LOCAL float shared[GROUP];
  EACH_ROW(rows, height) {
    GLOBAL const float* x = input + row * columns;
    GLOBAL float* y = output + row * columns;
    float maximum = row_maximum(x, columns, shared);
    floatv sum = 0;
    EACH_VECTOR(columns) {
      floatv e = exponential(load_part(x + i, columns - i, -INFINITY) - maximum);
      sum += e;
      store_part(e, y + i, columns - i);
    }
    float scale = 1 / group_sum(sum, shared);
    EACH_VECTOR(columns) store_part(scale * load_part(y + i, columns - i, 0), y + i, columns - i);
  }
}

KERNEL void softmax_backward(GLOBAL const float* output,           // [rows, columns]
                             GLOBAL const float* output_gradient,  // [rows, columns]
                             GLOBAL float* input_gradient,         // [rows, columns]
                             int rows, int columns, int height) {
  LOCAL float shared[GROUP];
  EACH_ROW(rows, height) {
    GLOBAL const float* y = output + row * columns;
    GLOBAL const float* dy = output_gradient + row * columns;
    GLOBAL float* dx = input_gradient + row * columns;
    floatv sum = 0;
    EACH_VECTOR(columns) sum += load_part(y + i, columns - i, 0) * load_part(dy + i, columns - i, 0);
    float mean = group_sum(sum, shared);
    EACH_VECTOR(columns) {
      floatv gradient = load_part(dy + i, columns - i, 0) - mean;
      store_part(load_part(y + i, columns - i, 0) * gradient, dx + i, columns - i);
    }
  }
}

KERNEL void log_softmax_forward(GLOBAL const float* input,  // [rows, columns]
                                GLOBAL float* output,       // [rows, columns]
                                int rows, int columns, int height) {
  LOCAL float shared[GROUP];
  EACH_ROW(rows, height) {
    GLOBAL const float* x = input + row * columns;
    float maximum = row_maximum(x, columns, shared);
    float logarithm = log(row_exponential_sum(x, columns, maximum, shared));
    EACH_VECTOR(columns) {
      floatv y = load_part(x + i, columns - i, 0) - maximum - logarithm;
      store_part(y, output + row * columns + i, columns - i);
    }
  }
}

KERNEL void log_softmax_backward(GLOBAL const float* output,           // [rows, columns]
                                 GLOBAL const float* output_gradient,  // [rows, columns]
                                 GLOBAL float* input_gradient,         // [rows, columns]
                                 int rows, int columns, int height) {
  LOCAL float shared[GROUP];
  EACH_ROW(rows, height) {
    GLOBAL const float* dy = output_gradient + row * columns;
    floatv sum = 0;
    EACH_VECTOR(columns) sum += load_part(dy + i, columns - i, 0);
    float total = group_sum(sum, shared);
    EACH_VECTOR(columns) {
      floatv p = exponential(load_part(output + row * columns + i, columns - i, 0));
      floatv dx = load_part(dy + i, columns - i, 0) - p * total;
      store_part(dx, input_gradient + row * columns + i, columns - i);
    }
  }
}

KERNEL void softmax_cross_entropy_forward(GLOBAL const float* logits,  // [rows, columns]
                                          GLOBAL const float* target,  // [rows, columns]
                                          GLOBAL const float* weight,  // [rows]
                                          GLOBAL float* loss,          // [rows]
                                          int rows, int columns, int height) {
  LOCAL float shared[GROUP];
  EACH_ROW(rows, height) {
    GLOBAL const float* x = logits + row * columns;
    float maximum = row_maximum(x, columns, shared);
    float logarithm = log(row_exponential_sum(x, columns, maximum, shared));
    floatv sum = 0;
    EACH_VECTOR(columns) {
      floatv surprise = maximum - load_part(x + i, columns - i, 0) + logarithm;
      sum += load_part(target + row * columns + i, columns - i, 0) * surprise;
    }
    float total = group_sum(sum, shared);
    if (get_local_id(0) == 0) loss[row] = weight[row] * total;
  }
}

KERNEL void softmax_cross_entropy_backward(GLOBAL const float* logits,         // [rows, columns]
                                           GLOBAL const float* target,         // [rows, columns]
                                           GLOBAL const float* weight,         // [rows]
                                           GLOBAL const float* loss_gradient,  // [rows]
                                           GLOBAL float* logits_gradient,      // [rows, columns]
                                           int rows, int columns, int height) {
  LOCAL float shared[GROUP];
  EACH_ROW(rows, height) {
    GLOBAL const float* x = logits + row * columns;
    GLOBAL const float* t = target + row * columns;
    GLOBAL float* dx = logits_gradient + row * columns;
    float maximum = row_maximum(x, columns, shared);
    floatv exponentials = 0, targets = 0;
    EACH_VECTOR(columns) {
      floatv e = exponential(load_part(x + i, columns - i, -INFINITY) - maximum);
      exponentials += e;
      targets += load_part(t + i, columns - i, 0);
      store_part(e, dx + i, columns - i);
    }
    float scale = 1 / group_sum(exponentials, shared);
    scale *= group_sum(targets, shared);
    float gradient = weight[row] * loss_gradient[row];
    EACH_VECTOR(columns) {
      floatv p = scale * load_part(dx + i, columns - i, 0);
      store_part(gradient * (p - load_part(t + i, columns - i, 0)), dx + i, columns - i);
    }
  }
}
