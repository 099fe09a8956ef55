// Batch normalization on GPUs by the formulas of normalization.cl, in two launches forward and two backward.
// epilogue.cl precedes this file.
//
// A work-group takes 32 channels of a block of block_rows rows. Its work-items form SLICES rows of 32. The slices
// take the block's rows, or the partial results of all blocks, in turn; their results are merged in order.
//
// Partial results come from these kernels, or from the product that computes the input or the output's gradient
// (`product_group.cl`). The latter has blocks of its own: partial_count blocks of partial_rows rows.
//
//   batch_norm_statistics_group:  partial (mean, sum of squared deviations) of a block
//   batch_norm_forward_group:     statistics = (mean, 1 / deviation) of all blocks, running averages, and y; then
//                                 EPILOGUE, of y plus `sum` where has_sum
//   batch_norm_sums_group:        partial sums (dy normal, dy) of a block
//   batch_norm_backward_group:    the sums of all blocks, added to the gradients of weight and bias, and dx
//
// global size: {ceil(channels / 32) * 32 * SLICES, blocks}, local size {32 * SLICES, 1}

#ifndef SLICES
#define SLICES 8
#endif
#define LANES 32

#define CHANNEL_OF_ITEM                                                          \
  int lane = (int)get_local_id(0) % LANES, slice = (int)get_local_id(0) / LANES; \
  int c = (int)get_group_id(0) * LANES + lane;                                   \
  bool exists = c < channels
#define ROWS_OF_BLOCK                                                       \
  int first = (int)get_group_id(1) * block_rows, last = min(first + block_rows, rows)
#define FOR_SLICE_ROWS(at)                                                                           \
  for (size_t at = (size_t)(first + slice) * channels + c, stop = (size_t)last * channels;           \
       exists && at < stop; at += (size_t)SLICES * channels)

// The sum over all slices for this work-item's channel, in the order of the slices.
#define SUM_OF_SLICES(total, memory)                                      \
  float total = 0;                                                        \
  _Pragma("unroll") for (int s = 0; s < SLICES; s++) total += memory[s][lane];

__attribute__((reqd_work_group_size(LANES* SLICES, 1, 1))) KERNEL void batch_norm_statistics_group(
    GLOBAL const float* input,  // [rows, channels]
    GLOBAL float* partial,      // [blocks, 2, channels]
    int rows, int channels, int block_rows) {
  LOCAL float sums[SLICES][LANES], squares[SLICES][LANES];
  CHANNEL_OF_ITEM;
  ROWS_OF_BLOCK;
  float sum = 0;
  FOR_SLICE_ROWS(at) sum += input[at];
  sums[slice][lane] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  SUM_OF_SLICES(total, sums)
  float mean = total / (last - first), square = 0;
  FOR_SLICE_ROWS(at) {
    float deviation = input[at] - mean;
    square += deviation * deviation;
  }
  squares[slice][lane] = square;
  barrier(CLK_LOCAL_MEM_FENCE);
  SUM_OF_SLICES(total_square, squares)
  if (exists && slice == 0) {
    GLOBAL float* to = partial + (size_t)get_group_id(1) * 2 * channels + c;
    to[0] = mean;
    to[channels] = total_square;
  }
}

__attribute__((reqd_work_group_size(LANES* SLICES, 1, 1))) KERNEL void batch_norm_forward_group(
    GLOBAL const float* input,             // [rows, channels]
    GLOBAL const float* partial,           // [ceil(rows / partial_rows), 2, channels]
    GLOBAL const float* weight,            // [channels]
    GLOBAL const float* bias,              // [channels]
    GLOBAL const float* running_mean,      // [channels]
    GLOBAL const float* running_variance,  // [channels]
    GLOBAL const float* sum,               // [rows, channels], read where has_sum
    GLOBAL float* output,                  // [rows, channels]
    GLOBAL float* next_running_mean,       // [channels]
    GLOBAL float* next_running_variance,   // [channels]
    GLOBAL float* statistics,              // [2, channels]
    int rows, int channels, int block_rows, int partial_rows, int has_sum, float momentum, float epsilon) {
  LOCAL float shifts[SLICES][LANES], squares[SLICES][LANES];
  CHANNEL_OF_ITEM;
  ROWS_OF_BLOCK;
  int blocks = (rows + partial_rows - 1) / partial_rows;
  float origin = exists ? partial[c] : 0, shift = 0, square = 0;
  for (int b = slice; exists && b < blocks; b += SLICES) {
    shift += (partial[(size_t)b * 2 * channels + c] - origin) * min(partial_rows, rows - b * partial_rows);
  }
  shifts[slice][lane] = shift;
  barrier(CLK_LOCAL_MEM_FENCE);
  SUM_OF_SLICES(total_shift, shifts)
  float mean = origin + total_shift / rows;
  for (int b = slice; exists && b < blocks; b += SLICES) {
    GLOBAL const float* part = partial + (size_t)b * 2 * channels + c;
    float deviation = part[0] - mean;
    square += part[channels] + deviation * deviation * min(partial_rows, rows - b * partial_rows);
  }
  squares[slice][lane] = square;
  barrier(CLK_LOCAL_MEM_FENCE);
  SUM_OF_SLICES(total_square, squares)
  float inverse = 1 / sqrt(total_square / rows + epsilon);
  if (exists && slice == 0 && get_group_id(1) == 0) {
    statistics[c] = mean;
    statistics[channels + c] = inverse;
    next_running_mean[c] = running_mean[c] + (mean - running_mean[c]) * momentum;
    next_running_variance[c] = running_variance[c] + (total_square / (rows - 1) - running_variance[c]) * momentum;
  }
  float scale = exists ? inverse * weight[c] : 0, offset = exists ? bias[c] : 0;
  FOR_SLICE_ROWS(at) {
    float y = (input[at] - mean) * scale + offset;
    if (has_sum) y += sum[at];
    output[at] = EPILOGUE(y, at, 1);
  }
}

__attribute__((reqd_work_group_size(LANES* SLICES, 1, 1))) KERNEL void batch_norm_sums_group(
    GLOBAL const float* input,            // [rows, channels]
    GLOBAL const float* statistics,       // [2, channels]
    GLOBAL const float* output_gradient,  // [rows, channels]
    GLOBAL float* partial,                // [blocks, 2, channels]
    int rows, int channels, int block_rows) {
  LOCAL float products[SLICES][LANES], sums[SLICES][LANES];
  CHANNEL_OF_ITEM;
  ROWS_OF_BLOCK;
  float mean = exists ? statistics[c] : 0, product = 0, sum = 0;
  FOR_SLICE_ROWS(at) {
    float gradient = output_gradient[at];
    sum += gradient;
    product += gradient * (input[at] - mean);
  }
  products[slice][lane] = product;
  sums[slice][lane] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  SUM_OF_SLICES(total_product, products)
  SUM_OF_SLICES(total_sum, sums)
  if (exists && slice == 0) {
    GLOBAL float* to = partial + (size_t)get_group_id(1) * 2 * channels + c;
    to[0] = total_product * statistics[channels + c];
    to[channels] = total_sum;
  }
}

__attribute__((reqd_work_group_size(LANES* SLICES, 1, 1))) KERNEL void batch_norm_backward_group(
    GLOBAL const float* input,            // [rows, channels]
    GLOBAL const float* statistics,       // [2, channels]
    GLOBAL const float* weight,           // [channels]
    GLOBAL const float* output_gradient,  // [rows, channels]
    GLOBAL const float* partial,          // [partial_count, 2, channels]
    GLOBAL float* weight_gradient,        // [channels]
    GLOBAL float* bias_gradient,          // [channels]
    GLOBAL float* input_gradient,         // [rows, channels]
    int rows, int channels, int block_rows, int partial_count, int of_batch) {
  LOCAL float products[SLICES][LANES], sums[SLICES][LANES];
  CHANNEL_OF_ITEM;
  ROWS_OF_BLOCK;
  float product = 0, sum = 0;
  for (int b = slice; exists && b < partial_count; b += SLICES) {
    product += partial[(size_t)b * 2 * channels + c];
    sum += partial[((size_t)b * 2 + 1) * channels + c];
  }
  products[slice][lane] = product;
  sums[slice][lane] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  SUM_OF_SLICES(total_product, products)
  SUM_OF_SLICES(total_sum, sums)
  if (exists && slice == 0 && get_group_id(1) == 0) {
    weight_gradient[c] += total_product;
    bias_gradient[c] += total_sum;
  }
  float mean = exists ? statistics[c] : 0, inverse = exists ? statistics[channels + c] : 0;
  float scale = exists ? inverse * weight[c] : 0;
  float slope = of_batch ? total_product / rows * inverse : 0, level = of_batch ? total_sum / rows : 0;
  FOR_SLICE_ROWS(at) {
    input_gradient[at] = (output_gradient[at] - level - (input[at] - mean) * slope) * scale;
  }
}
