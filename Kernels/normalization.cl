// Layer normalization over the last axis, and batch normalization over all but the last (images are NHWC, so
// "rows" are all pixels of the batch). normal = (x - mean) / sqrt(variance + epsilon), y = weight * normal + bias.
//
// Variances are sums of squared deviations from the mean, never differences of squares. Sums over rows are divided
// into blocks of block_rows rows, whose partial results are merged in order: block count = ceil(rows / block_rows).
//
//   layer_norm_forward:   statistics = (mean, 1 / deviation) of each row       work-groups of rows, see work_group.cl
//   layer_norm_backward:  dx = (weight dy - mean(weight dy) - normal mean(weight dy normal)) / deviation, and
//                         partial sums (dy normal, dy) of each block           one work-group per block of rows
//   batch_norm_statistics:      partial (mean, sum of squared deviations)      {channels / span, blocks}
//   batch_norm_merge:           statistics = (mean, 1 / deviation) and running averages      {channels / WIDTH}
//   batch_norm_running:         statistics from running averages                             {channels / WIDTH}
//   batch_norm_forward:         y, plus `sum` where has_sum; then EPILOGUE     {channels / span, blocks}
//   batch_norm_sums:            partial sums (dy normal, dy)                   {channels / span, blocks}
//   normalization_parameters:   sums = all partial sums, added to the gradients of weight and bias
//                                                                                            {channels / WIDTH}
//   batch_norm_backward:        dx = weight / deviation (dy - mean(dy) - normal mean(dy normal)), means over the
//                               batch; without them where the statistics are constants
//                                                                              {channels / span, blocks}
//
// All global sizes are rounded up. A work-item of {channels / span, blocks} takes span channels of a block. On GPUs,
// batch_normalization.cl normalizes batches by their own statistics and computes all gradients. epilogue.cl precedes
// this file.

// A pass over the block's rows at channel c. STATEMENT gets the row's offset `at` for the channels from c on.
#define FOR_CHANNELS(c)                                                                       \
  int first = get_global_id(1) * block_rows, last = min(first + block_rows, rows);            \
  int start = get_global_id(0) * span, end = min(start + span, channels);                     \
  for (int c = start; first < rows && c < end; c += WIDTH)
#define FOR_ROWS(at) \
  for (size_t at = (size_t)first * channels + c, stop = (size_t)last * channels; at < stop; at += channels)

KERNEL void layer_norm_forward(GLOBAL const float* input,   // [rows, columns]
                               GLOBAL const float* weight,  // [columns]
                               GLOBAL const float* bias,    // [columns]
                               GLOBAL float* output,        // [rows, columns]
                               GLOBAL float* statistics,    // [rows, 2]
                               int rows, int columns, int rows_per_group, float epsilon) {
  GROUP_SCRATCH(scratch);
  FOR_GROUP_ROWS {
    GLOBAL const float* x = input + (size_t)row * columns;
    GLOBAL float* y = output + (size_t)row * columns;
    floatv sum = 0;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) sum += load_part(x + i, columns - i, 0);
    float mean = group_sum(sum, scratch) / columns;
    floatv squares = 0;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      floatv deviation = load_part(x + i, columns - i, mean) - mean;
      squares += deviation * deviation;
    }
    float inverse = 1 / sqrt(group_sum(squares, scratch) / columns + epsilon);
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      int n = columns - i;
      floatv normal = (load_part(x + i, n, 0) - mean) * inverse;
      store_part(normal * load_part(weight + i, n, 0) + load_part(bias + i, n, 0), y + i, n);
    }
    if (GROUP_START == 0) {
      statistics[2 * row] = mean;
      statistics[2 * row + 1] = inverse;
    }
  }
}

KERNEL void layer_norm_backward(GLOBAL const float* input,            // [rows, columns]
                                GLOBAL const float* weight,           // [columns]
                                GLOBAL const float* statistics,       // [rows, 2]
                                GLOBAL const float* output_gradient,  // [rows, columns]
                                GLOBAL float* input_gradient,         // [rows, columns]
                                GLOBAL float* partial,                // [blocks, 2, columns]
                                int rows, int columns, int block_rows) {
  GROUP_SCRATCH(scratch);
  GLOBAL float* weight_part = partial + (size_t)GROUP_INDEX * 2 * columns;
  GLOBAL float* bias_part = weight_part + columns;
  int first = GROUP_INDEX * block_rows, last = min(first + block_rows, rows);
  for (int row = first; row < last; row++) {
    GLOBAL const float* x = input + (size_t)row * columns;
    GLOBAL const float* dy = output_gradient + (size_t)row * columns;
    GLOBAL float* dx = input_gradient + (size_t)row * columns;
    float mean = statistics[2 * row], inverse = statistics[2 * row + 1];
    floatv sum = 0, product = 0;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      int n = columns - i;
      floatv gradient = load_part(dy + i, n, 0), normal = (load_part(x + i, n, 0) - mean) * inverse;
      floatv scaled = gradient * load_part(weight + i, n, 0);
      sum += scaled;
      product += scaled * normal;
      floatv weight_sum = gradient * normal, bias_sum = gradient;
      if (row > first) {
        weight_sum += load_part(weight_part + i, n, 0);
        bias_sum += load_part(bias_part + i, n, 0);
      }
      store_part(weight_sum, weight_part + i, n);
      store_part(bias_sum, bias_part + i, n);
    }
    float mean_sum = group_sum(sum, scratch) / columns;
    float mean_product = group_sum(product, scratch) / columns;
    for (int i = GROUP_START; i < columns; i += GROUP_STEP) {
      int n = columns - i;
      floatv normal = (load_part(x + i, n, 0) - mean) * inverse;
      floatv scaled = load_part(dy + i, n, 0) * load_part(weight + i, n, 0);
      store_part((scaled - mean_sum - normal * mean_product) * inverse, dx + i, n);
    }
  }
}

KERNEL void batch_norm_statistics(GLOBAL const float* input,  // [rows, channels]
                                  GLOBAL float* partial,      // [blocks, 2, channels]
                                  int rows, int channels, int block_rows, int span) {
  GLOBAL float* mean_part = partial + get_global_id(1) * 2 * channels;
  FOR_CHANNELS(c) {
    int n = channels - c;
    floatv sum = 0, squares = 0;
    FOR_ROWS(at) sum += load_part(input + at, n, 0);
    floatv mean = sum / (last - first);
    FOR_ROWS(at) {
      floatv deviation = load_part(input + at, n, 0) - mean;
      squares += deviation * deviation;
    }
    store_part(mean, mean_part + c, n);
    store_part(squares, mean_part + channels + c, n);
  }
}

KERNEL void batch_norm_merge(GLOBAL const float* partial,           // [blocks, 2, channels]
                             GLOBAL const float* running_mean,      // [channels]
                             GLOBAL const float* running_variance,  // [channels]
                             GLOBAL float* next_running_mean,       // [channels]
                             GLOBAL float* next_running_variance,   // [channels]
                             GLOBAL float* statistics,              // [2, channels]
                             int rows, int channels, int block_rows, float momentum, float epsilon) {
  int c = get_global_id(0) * WIDTH, n = channels - c;
  if (n <= 0) return;
  floatv origin = load_part(partial + c, n, 0), shift = 0, squares = 0;
  for (int first = 0, at = c; first < rows; first += block_rows, at += 2 * channels) {
    shift += (load_part(partial + at, n, 0) - origin) * min(block_rows, rows - first);
  }
  floatv mean = origin + shift / rows;
  for (int first = 0, at = c; first < rows; first += block_rows, at += 2 * channels) {
    floatv deviation = load_part(partial + at, n, 0) - mean;
    squares += load_part(partial + at + channels, n, 0);
    squares += deviation * deviation * min(block_rows, rows - first);
  }
  store_part(mean, statistics + c, n);
  store_part(1 / sqrt(squares / rows + epsilon), statistics + channels + c, n);
  floatv old_mean = load_part(running_mean + c, n, 0), old_variance = load_part(running_variance + c, n, 0);
  store_part(old_mean + (mean - old_mean) * momentum, next_running_mean + c, n);
  store_part(old_variance + (squares / (rows - 1) - old_variance) * momentum, next_running_variance + c, n);
}

KERNEL void batch_norm_running(GLOBAL const float* running_mean,      // [channels]
                               GLOBAL const float* running_variance,  // [channels]
                               GLOBAL float* statistics,              // [2, channels]
                               int channels, float epsilon) {
  int c = get_global_id(0) * WIDTH, n = channels - c;
  store_part(load_part(running_mean + c, n, 0), statistics + c, n);
  store_part(1 / sqrt(load_part(running_variance + c, n, 1) + epsilon), statistics + channels + c, n);
}

KERNEL void batch_norm_forward(GLOBAL const float* input,       // [rows, channels]
                               GLOBAL const float* statistics,  // [2, channels]
                               GLOBAL const float* weight,      // [channels]
                               GLOBAL const float* bias,        // [channels]
                               GLOBAL const float* sum,         // [rows, channels], read where has_sum
                               GLOBAL float* output,            // [rows, channels]
                               int rows, int channels, int block_rows, int span, int has_sum) {
  FOR_CHANNELS(c) {
    int n = channels - c;
    floatv mean = load_part(statistics + c, n, 0);
    floatv scale = load_part(statistics + channels + c, n, 0) * load_part(weight + c, n, 0);
    floatv offset = load_part(bias + c, n, 0);
    FOR_ROWS(at) {
      floatv y = (load_part(input + at, n, 0) - mean) * scale + offset;
      if (has_sum) y += load_part(sum + at, n, 0);
      store_part(EPILOGUE(y, at, n), output + at, n);
    }
  }
}

KERNEL void batch_norm_sums(GLOBAL const float* input,            // [rows, channels]
                            GLOBAL const float* statistics,       // [2, channels]
                            GLOBAL const float* output_gradient,  // [rows, channels]
                            GLOBAL float* partial,                // [blocks, 2, channels]
                            int rows, int channels, int block_rows, int span) {
  GLOBAL float* product_part = partial + get_global_id(1) * 2 * channels;
  FOR_CHANNELS(c) {
    int n = channels - c;
    floatv mean = load_part(statistics + c, n, 0), sum = 0, product = 0;
    FOR_ROWS(at) {
      floatv gradient = load_part(output_gradient + at, n, 0);
      sum += gradient;
      product += gradient * (load_part(input + at, n, 0) - mean);
    }
    store_part(product * load_part(statistics + channels + c, n, 0), product_part + c, n);
    store_part(sum, product_part + channels + c, n);
  }
}

KERNEL void normalization_parameters(GLOBAL const float* partial,    // [blocks, 2, channels]
                                     GLOBAL float* sums,             // [2, channels]
                                     GLOBAL float* weight_gradient,  // [channels], where adds_weight
                                     GLOBAL float* bias_gradient,    // [channels], where adds_bias
                                     int blocks, int channels, int adds_weight, int adds_bias) {
  int c = get_global_id(0) * WIDTH, n = channels - c;
  if (n <= 0) return;
  floatv product = 0, sum = 0;
  for (int block = 0, at = c; block < blocks; block++, at += 2 * channels) {
    product += load_part(partial + at, n, 0);
    sum += load_part(partial + at + channels, n, 0);
  }
  store_part(product, sums + c, n);
  store_part(sum, sums + channels + c, n);
  if (adds_weight) store_part(load_part(weight_gradient + c, n, 0) + product, weight_gradient + c, n);
  if (adds_bias) store_part(load_part(bias_gradient + c, n, 0) + sum, bias_gradient + c, n);
}

KERNEL void batch_norm_backward(GLOBAL const float* input,            // [rows, channels]
                                GLOBAL const float* statistics,       // [2, channels]
                                GLOBAL const float* weight,           // [channels]
                                GLOBAL const float* output_gradient,  // [rows, channels]
                                GLOBAL const float* sums,             // [2, channels]
                                GLOBAL float* input_gradient,         // [rows, channels]
                                int rows, int channels, int block_rows, int span, int of_batch) {
  FOR_CHANNELS(c) {
    int n = channels - c;
    floatv mean = load_part(statistics + c, n, 0), inverse = load_part(statistics + channels + c, n, 0);
    floatv scale = inverse * load_part(weight + c, n, 0), slope = 0, level = 0;
    if (of_batch) {
      slope = load_part(sums + c, n, 0) / rows * inverse;
      level = load_part(sums + channels + c, n, 0) / rows;
    }
    FOR_ROWS(at) {
      floatv gradient = load_part(output_gradient + at, n, 0) - level;
      store_part((gradient - (load_part(input + at, n, 0) - mean) * slope) * scale, input_gradient + at, n);
    }
  }
}
