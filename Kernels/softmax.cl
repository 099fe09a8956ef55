// Softmax along rows, and losses of it. m is a row's maximum, s = Σ exp(x - m), p = softmax(x).
//   softmax_forward                 p = exp(x - m) / s
//   softmax_backward                dx = p (dp - Σ p dp)
//   log_softmax_forward             y = x - m - log s
//   log_softmax_backward            dx = dy - exp(y) Σ dy
//   softmax_cross_entropy_with_gradient   loss = weight Σ target (m + log s - x) and, for dloss = 1, its gradient
//                                         dx = weight (p Σ target - target)
//
// global size: {work-groups * GROUP}; a work-group (see work_group.cl) takes rows_per_group consecutive rows
//
//   softmax_forward_lanes, softmax_cross_entropy_with_gradient_lanes   the same on CPUs for at most WIDTH columns, where
//                                   a vector holds a column of WIDTH rows; global size: {ceil(rows / rows_per_group)}

#define EACH_VECTOR(columns) for (int i = GROUP_START; i < (columns); i += GROUP_STEP)

// A row's maximum, and Σ exp(x - maximum).
static inline float row_maximum(GLOBAL const float* x, int columns GROUP_SCRATCH_PARAMETER(scratch)) {
  floatv maximum = -INFINITY;
  EACH_VECTOR(columns) {
    floatv value = load_part(x + i, columns - i, -INFINITY);
    maximum = SELECT(value > maximum, value, maximum);
  }
  return group_max(maximum, scratch);
}

static inline float row_exponential_sum(GLOBAL const float* x, int columns, float maximum GROUP_SCRATCH_PARAMETER(scratch)) {
  floatv sum = 0;
  EACH_VECTOR(columns) sum += decay(load_part(x + i, columns - i, -INFINITY) - maximum);
  return group_sum(sum, scratch);
}

KERNEL void softmax_forward(GLOBAL const float* input,  // [rows, columns]
                            GLOBAL float* output,       // [rows, columns]
                            int rows, int columns, int rows_per_group) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* x = input + row * columns;
    GLOBAL float* y = output + row * columns;
    float maximum = row_maximum(x, columns GROUP_SCRATCH_ARGUMENT(scratch));
    floatv sum = 0;
    EACH_VECTOR(columns) {
      floatv e = decay(load_part(x + i, columns - i, -INFINITY) - maximum);
      sum += e;
      store_part(e, y + i, columns - i);
    }
    float scale = 1 / group_sum(sum, scratch);
    EACH_VECTOR(columns) store_part(scale * load_part(y + i, columns - i, 0), y + i, columns - i);
  }
}

KERNEL void softmax_backward(GLOBAL const float* output,           // [rows, columns]
                             GLOBAL const float* output_gradient,  // [rows, columns]
                             GLOBAL float* input_gradient,         // [rows, columns]
                             int rows, int columns, int rows_per_group) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* y = output + row * columns;
    GLOBAL const float* dy = output_gradient + row * columns;
    GLOBAL float* dx = input_gradient + row * columns;
    floatv sum = 0;
    EACH_VECTOR(columns) sum += load_part(y + i, columns - i, 0) * load_part(dy + i, columns - i, 0);
    float mean = group_sum(sum, scratch);
    EACH_VECTOR(columns) {
      floatv gradient = load_part(dy + i, columns - i, 0) - mean;
      store_part(load_part(y + i, columns - i, 0) * gradient, dx + i, columns - i);
    }
  }
}

KERNEL void log_softmax_forward(GLOBAL const float* input,  // [rows, columns]
                                GLOBAL float* output,       // [rows, columns]
                                int rows, int columns, int rows_per_group) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* x = input + row * columns;
    float maximum = row_maximum(x, columns GROUP_SCRATCH_ARGUMENT(scratch));
    float logarithm = log(row_exponential_sum(x, columns, maximum GROUP_SCRATCH_ARGUMENT(scratch)));
    EACH_VECTOR(columns) {
      floatv y = load_part(x + i, columns - i, 0) - maximum - logarithm;
      store_part(y, output + row * columns + i, columns - i);
    }
  }
}

KERNEL void log_softmax_backward(GLOBAL const float* output,           // [rows, columns]
                                 GLOBAL const float* output_gradient,  // [rows, columns]
                                 GLOBAL float* input_gradient,         // [rows, columns]
                                 int rows, int columns, int rows_per_group) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* dy = output_gradient + row * columns;
    floatv sum = 0;
    EACH_VECTOR(columns) sum += load_part(dy + i, columns - i, 0);
    float total = group_sum(sum, scratch);
    EACH_VECTOR(columns) {
      floatv p = exponential(load_part(output + row * columns + i, columns - i, 0));
      floatv dx = load_part(dy + i, columns - i, 0) - p * total;
      store_part(dx, input_gradient + row * columns + i, columns - i);
    }
  }
}

KERNEL void softmax_cross_entropy_with_gradient(GLOBAL const float* logits,     // [rows, columns]
                                                GLOBAL const float* target,     // [rows, columns]
                                                GLOBAL const float* weight,     // [rows]
                                                GLOBAL float* loss,             // [rows]
                                                GLOBAL float* logits_gradient,  // [rows, columns]
                                                int rows, int columns, int rows_per_group) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* x = logits + row * columns;
    GLOBAL const float* t = target + row * columns;
    GLOBAL float* dx = logits_gradient + row * columns;
    float maximum = row_maximum(x, columns GROUP_SCRATCH_ARGUMENT(scratch));
    // Σ target (m + log s - x) = Σ target (m - x) + log s Σ target.
    floatv exponentials = 0, targets = 0, distances = 0;
    EACH_VECTOR(columns) {
      floatv value = load_part(x + i, columns - i, -INFINITY), part = load_part(t + i, columns - i, 0);
      floatv e = decay(value - maximum);
      exponentials += e;
      targets += part;
      // A target of 0 contributes nothing, whatever the logit.
      distances += SELECT(part == 0, 0.0f, part * (maximum - value));
      store_part(e, dx + i, columns - i);
    }
    float sum = group_sum(exponentials, scratch);
    float mass = group_sum(targets, scratch);
    float distance = group_sum(distances, scratch);
    if (GROUP_START == 0) loss[row] = weight[row] * (distance + mass * log(sum));
    float scale = mass / sum;
    EACH_VECTOR(columns) {
      floatv p = scale * load_part(dx + i, columns - i, 0);
      store_part(weight[row] * (p - load_part(t + i, columns - i, 0)), dx + i, columns - i);
    }
  }
}

#if WIDTH != 1
// Column c of the rows from `row` on. Lanes beyond the last row repeat it.
static inline floatv load_column(GLOBAL const float* x, int columns, int c, int row, int rows) {
  float lane[WIDTH];
  for (int i = 0; i < WIDTH; i++) lane[i] = x[min(row + i, rows - 1) * columns + c];
  return vload16(0, lane);
}

static inline void store_column(floatv value, GLOBAL float* x, int columns, int c, int row, int rows) {
  float lane[WIDTH];
  vstore16(value, 0, lane);
  for (int i = 0; i < min(WIDTH, rows - row); i++) x[(row + i) * columns + c] = lane[i];
}

// The rows' maxima, computed from their columns; replaces the columns by exp(x - maximum) and computes the sums of
// these.
typedef struct {
  floatv maximum, sum;
} row_statistics;

static inline row_statistics exponentials(floatv* x, int columns) {
  row_statistics result = {-INFINITY, 0};
  for (int c = 0; c < columns; c++) result.maximum = SELECT(x[c] > result.maximum, x[c], result.maximum);
  for (int c = 0; c < columns; c++) {
    x[c] = decay(x[c] - result.maximum);
    result.sum += x[c];
  }
  return result;
}

// The first rows of the vectors of a work-group.
#define FOR_GROUP_VECTORS                                                                                     \
  for (int row = GROUP_INDEX * rows_per_group, end = min(row + rows_per_group, rows); row < end; row += WIDTH)

KERNEL void softmax_forward_lanes(GLOBAL const float* input,  // [rows, columns]
                                  GLOBAL float* output,       // [rows, columns]
                                  int rows, int columns, int rows_per_group) {
  FOR_GROUP_VECTORS {
    floatv e[WIDTH];
    for (int c = 0; c < columns; c++) e[c] = load_column(input, columns, c, row, end);
    floatv scale = 1 / exponentials(e, columns).sum;
    for (int c = 0; c < columns; c++) store_column(scale * e[c], output, columns, c, row, end);
  }
}

KERNEL void softmax_cross_entropy_with_gradient_lanes(GLOBAL const float* logits,     // [rows, columns]
                                                      GLOBAL const float* target,     // [rows, columns]
                                                      GLOBAL const float* weight,     // [rows]
                                                      GLOBAL float* loss,             // [rows]
                                                      GLOBAL float* logits_gradient,  // [rows, columns]
                                                      int rows, int columns, int rows_per_group) {
  FOR_GROUP_VECTORS {
    floatv x[WIDTH], e[WIDTH], t[WIDTH];
    for (int c = 0; c < columns; c++) {
      e[c] = x[c] = load_column(logits, columns, c, row, end);
      t[c] = load_column(target, columns, c, row, end);
    }
    row_statistics statistics = exponentials(e, columns);
    floatv mass = 0, distance = 0;
    for (int c = 0; c < columns; c++) {
      mass += t[c];
      distance += SELECT(t[c] == 0, 0.0f, t[c] * (statistics.maximum - x[c]));
    }
    floatv w = load_part(weight + row, end - row, 0);
    store_part(w * (distance + mass * log(statistics.sum)), loss + row, end - row);
    floatv scale = mass / statistics.sum;
    for (int c = 0; c < columns; c++) {
      store_column(w * (scale * e[c] - t[c]), logits_gradient, columns, c, row, end);
    }
  }
}
#endif
