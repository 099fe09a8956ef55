// The gradients of a small linear layer's weight and bias, on GPUs:
//   weight_gradient[o, i] += Σ_r output_gradient[r, o] · input[r, i]
//   bias_gradient[o] += Σ_r output_gradient[r, o]
//
// A work-group computes 16 x 16 elements of the weight's gradient. Its work-items are SLICES times 16, of which each
// takes 4 x 4 elements and every SLICES-th row; what slices found is summed in their order. Nothing is stored between
// launches, so that one launch is enough where a product would be cut along the rows and summed in another.
//
// global size: {ceil(outputs / 16) * ITEMS, ceil(inputs / 16)}, local size {ITEMS, 1}

#ifndef SLICES
#define SLICES 16
#endif
// Whether there is a bias.
#ifndef HAS_BIAS
#define HAS_BIAS 1
#endif

#define TILE 16
#define PER_ITEM 4
#define ITEMS (SLICES * TILE)

__attribute__((reqd_work_group_size(ITEMS, 1, 1))) KERNEL void linear_parameter_gradients_group(
    GLOBAL const float* output_gradient,  // [rows, outputs]
    GLOBAL const float* input,            // [rows, inputs]
    GLOBAL float* weight_gradient,        // [outputs, inputs]
    GLOBAL float* bias_gradient,          // [outputs]; read and written where HAS_BIAS
    int rows, int outputs, int inputs) {
  LOCAL float parts[SLICES][TILE][TILE];
  LOCAL float bias_parts[SLICES][TILE];
  int item = get_local_id(0), slice = item / TILE, o = item % TILE / 4 * PER_ITEM, i = item % 4 * PER_ITEM;
  int first_o = (int)get_group_id(0) * TILE, first_i = (int)get_group_id(1) * TILE;
  // Elements past the edge read those at it again; what they give is not stored.
  int dy_at[PER_ITEM], x_at[PER_ITEM];
#pragma unroll
  for (int p = 0; p < PER_ITEM; p++) {
    dy_at[p] = min(first_o + o + p, outputs - 1);
    x_at[p] = min(first_i + i + p, inputs - 1);
  }
  float sum[PER_ITEM][PER_ITEM], bias[PER_ITEM];
#pragma unroll
  for (int p = 0; p < PER_ITEM; p++) {
    bias[p] = 0;
#pragma unroll
    for (int q = 0; q < PER_ITEM; q++) sum[p][q] = 0;
  }
  for (int r = slice; r < rows; r += SLICES) {
    GLOBAL const float* dy = output_gradient + (long)r * outputs;
    GLOBAL const float* x = input + (long)r * inputs;
    float left[PER_ITEM], right[PER_ITEM];
#pragma unroll
    for (int p = 0; p < PER_ITEM; p++) {
      left[p] = dy[dy_at[p]];
      right[p] = x[x_at[p]];
    }
#pragma unroll
    for (int p = 0; p < PER_ITEM; p++) {
      bias[p] += left[p];
#pragma unroll
      for (int q = 0; q < PER_ITEM; q++) sum[p][q] = fma(left[p], right[q], sum[p][q]);
    }
  }
#pragma unroll
  for (int p = 0; p < PER_ITEM; p++) {
    if (i == 0) bias_parts[slice][o + p] = bias[p];
#pragma unroll
    for (int q = 0; q < PER_ITEM; q++) parts[slice][o + p][i + q] = sum[p][q];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int element = item; element < TILE * TILE; element += ITEMS) {
    int to_o = first_o + element / TILE, to_i = first_i + element % TILE;
    if (to_o < outputs && to_i < inputs) {
      float total = 0;
      for (int s = 0; s < SLICES; s++) total += parts[s][element / TILE][element % TILE];
      weight_gradient[(long)to_o * inputs + to_i] += total;
    }
  }
#if HAS_BIAS
  if (item < TILE && first_o + item < outputs && first_i == 0) {
    float total = 0;
    for (int s = 0; s < SLICES; s++) total += bias_parts[s][item];
    bias_gradient[first_o + item] += total;
  }
#endif
}
